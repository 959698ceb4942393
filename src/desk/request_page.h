/* request_page.h: one request: who it is, what was said, what was promised, and the next answer. */
#ifndef KEPT_DESK_REQUEST_PAGE_H
#define KEPT_DESK_REQUEST_PAGE_H

#include "desk/inbox.h"
#include "mailbox/mailbox.h"
#include "people/person.h"
#include "people/team.h"
#include "services/service.h"
#include "text/tpl.h"

/* More events in a row than this are folded into one line. */
enum { EVENTS_SHOWN = 3 };

enum entry_kind { ENTRY_MESSAGE, ENTRY_EVENT, ENTRY_DAY };

/* A line of the conversation: a message, something that happened, or a new day. */
struct entry {
    enum entry_kind kind;
    instant at;
    /* a message */
    struct message message;
    struct str initials;
    char hue;
    bool is_ours, is_note, is_auto;
    struct safe_html body; /* plain words as HTML: Markdown of ours, text of theirs */
    bool has_frame;        /* theirs came as HTML: shown in a frame */
    struct str frame_path;
    bool has_folded; /* quotes and signature, shown on demand */
    struct safe_html folded;
    struct attachment *files;
    int file_count;
    struct mail_out *mails; /* how it went out, a row for each recipient */
    int mail_count;
    bool may_take_back; /* still within its ten seconds */
    struct str undo_path;
    /* an event */
    struct str icon, words;
    struct str risk; /* class: "kept", "risk", "broken" or empty */
    int run;         /* of the first of several events in a row: how many they are */
    bool is_folded;  /* stands in the run of an earlier one */
};

struct move_row {
    struct str title, words; /* "Acknowledge", "in 8 minutes" */
    bool is_made, is_next;
    enum move move;
};

struct promise_row {
    struct promise promise;
    struct str words, state_words, state_class;
    struct str giver_name;
    bool may_move;
};

struct choice {
    int64_t id;
    struct str words;
    bool is_chosen;
};

struct request_page {
    struct layout layout;
    struct inbox_row row; /* as in the list */
    struct request request;
    struct person person;
    struct str called;
    struct service service;
    struct str team_name, owner_name, state_words, state_class;
    struct request_peek peek; /* the pledge */
    struct entry *entries;
    int entry_count;
    struct entry **messages; /* of the entries, those that are messages */
    int message_count;
    struct move_row moves[5];
    int moves_made;
    struct promise_row *promises;
    int promise_count;
    struct choice *owners;
    int owner_count;
    struct choice *services;
    int service_count;
    struct str reply_to;          /* who will receive the answer */
    struct str draft, note_draft; /* words typed before */
    struct str kind;              /* "reply" or "note": which is open */
    bool will_send;               /* the mailbox may send; else what it would */
    struct str conflict;          /* somebody wrote meanwhile: what, in words */
    struct inbox_row *siblings;   /* of the view it was opened from */
    int sibling_count, position;  /* position from 1; 0: not in it */
    struct str view_title, view_path, previous_path, next_path, path;
    struct str link; /* the private link of the person who asked */
    /* what was said to change the promise, when refused */
    struct str promise_due, promise_words, promise_reason;
};

/* For the templates: the id of the newest message; "in", "out", "note" or "auto". */
int64_t request_last_message(const struct request_page *p);
/* request_wrong_id: the id of the field that is wrong, which in this page is not its name. */
struct str request_wrong_id(const struct request_page *p);
const char *request_message_kind(const struct entry *e);

enum err request_page_load(struct cx *cx, request_id id, struct request_page *out) must_use;
/* entries_load: the conversation, oldest first. */
enum err entries_load(struct cx *cx, const struct request *r, struct entry **list,
                      int *count) must_use;

#endif
