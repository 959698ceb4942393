/* request_page.h: one request: who it is, what was said, what was promised, and the next answer. */
#ifndef KEPT_DESK_REQUEST_PAGE_H
#define KEPT_DESK_REQUEST_PAGE_H

#include "chain/chain_pages.h"
#include "desk/inbox.h"
#include "mailbox/mailbox.h"
#include "people/person.h"
#include "people/team.h"
#include "promises/pages.h"
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
    struct str why;     /* why it landed here, of one that came by mail */
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

/* Files that have arrived before their words. */
struct upload_page {
    struct upload *list;
    int count;
    struct str path; /* of the request */
};
struct preview_page {
    struct layout layout;
    request_id id;
    struct str path;
    struct safe_html html;
};

/* Somebody else on this page: "Tom Berry is writing a note". */
struct here_row {
    struct str initials, words, class;
    char hue;
};

/* Who receives the answers, or would. */
struct copy_row {
    struct participant p;
    struct str words; /* "Bob Miller <bob@…>" */
    bool is_new;      /* receives since the last answer */
    bool is_gone;     /* received the last answer, and not this one */
};

/* Another request that has to do with this one. */
struct other_row {
    struct request request;
    struct str number, path, state_words, state_class, name;
};

enum { HERE_MOST = 6, ALIKE_MOST = 3 };

struct request_more {
    struct here_row here[HERE_MOST * 2];
    int here_count;
    struct copy_row *copies;    /* those who receive the next answer */
    int copy_count, copy_extra; /* extra: those in copy */
    struct copy_row *waiting;   /* came in by mail, wait for a yes */
    int waiting_count;
    struct copy_row *out; /* kept out, or no longer in copy */
    int out_count, gone_count;
    struct str recipients; /* as the form sends it back */
    struct upload_page uploads;
    struct draft draft;
    struct str draft_at; /* RFC 3339; empty: none */
    struct other_row alike[ALIKE_MOST];
    int alike_count;
    struct other_row *merged, *linked;
    int merged_count, linked_count;
    bool has_offer, is_offered_to_me;
    struct handover offer;
    struct str offer_from, offer_to;
    struct str asleep;    /* "until Thu 10:00"; empty: awake */
    struct str lang_name; /* of the person, when it is another than the writer's */
    /* two answered at once */
    struct entry *theirs;
    struct str rest; /* what only this writer says */
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
    struct str reply_to;         /* who will receive the answer */
    struct str draft;            /* words typed before */
    struct str kind;             /* "reply" or "note": which is open */
    bool will_send;              /* the mailbox may send; else what it would */
    struct str conflict;         /* somebody wrote meanwhile: what, in words */
    struct inbox_row *siblings;  /* of the view it was opened from */
    int sibling_count, position; /* position from 1; 0: not in it */
    struct str view_title, view_path, previous_path, next_path, path;
    struct offers hints;      /* what the draft says: promises offered, moves made */
    struct str link;          /* the private link of the person who asked */
    struct chain_panel chain; /* what it waits for, and whether it can be kept */
    /* what was said to change the promise, when refused */
    struct str promise_due, promise_words, promise_reason;
    struct request_more more;
};

/* For the templates: the id of the newest message; "in", "out", "note" or "auto". */
int64_t request_last_message(const struct request_page *p);
/* request_wrong_id: the id of the field that is wrong, which in this page is not its name. */
struct str request_wrong_id(const struct request_page *p);
const char *request_message_kind(const struct entry *e);

bool file_is_picture(struct str type); /* one that is shown as it is; any other is a download */
/* request_more_load: what stands beside the conversation: who is here, who receives it, what
 * belongs to it. request_recipients: the addresses the next answer goes to, one a line. */
enum err request_more_load(struct cx *cx, struct request_page *p) must_use;
enum err request_recipients(struct cx *cx, request_id id, struct str *out) must_use;
/* request_conflict: the answer that came in between, and what is left to say. */
enum err request_conflict(struct cx *cx, struct request_page *p) must_use;
void request_state_words(struct cx *cx, const struct request *r, struct str *words,
                         struct str *class);

enum err request_page_load(struct cx *cx, request_id id, struct request_page *out) must_use;
/* entries_load: the conversation, oldest first. */
enum err entries_load(struct cx *cx, const struct request *r, struct entry **list,
                      int *count) must_use;

#endif
