/* request.h: one person asking for one service, with its conversation. */
#ifndef KEPT_REQUESTS_REQUEST_H
#define KEPT_REQUESTS_REQUEST_H

#include "app/app.h"

enum request_state {
    REQUEST_OPEN = 1,
    REQUEST_WAITING = 2,    /* on the person who asked: their promises' clocks stand still */
    REQUEST_SOLVED = 10,    /* states from 10 are closed: see the indexes of request.sql */
    REQUEST_WITHDRAWN = 11, /* no longer needed */
    REQUEST_SPAM = 12
};
static inline bool request_is_open(enum request_state s)
{
    return s < REQUEST_SOLVED;
}

enum channel {
    CHANNEL_MAIL = 1,
    CHANNEL_WEB,
    CHANNEL_PHONE,
    CHANNEL_VISIT,
    CHANNEL_CHAT,
    CHANNEL_IMPORT
};

/* The five moves, as bits. */
enum move {
    MOVE_ACKNOWLEDGE = 1,
    MOVE_WHAT = 2,
    MOVE_BY_WHEN = 4,
    MOVE_EXPLAIN = 8,
    MOVE_THANK = 16,
    MOVES_ALL = 31
};

enum risk { RISK_NONE, RISK_SOON, RISK_LATE };

struct request {
    request_id id;
    struct str subject;
    person_id requester;
    service_id service;
    team_id team;
    person_id owner; /* v 0: the team's, nobody's yet */
    enum request_state state;
    enum channel channel;
    int moves; /* enum move, or-ed */
    bool is_unread;
    instant due_at; /* of the soonest open promise; 0: none */
    int due_kind;   /* enum promise_kind of it */
    enum risk risk;
    struct str snippet; /* the latest words, for the list */
    struct str link_nonce;
    int64_t version; /* grows with every change: what a form saw */
    instant opened_at, changed_at, solved_at;
};

enum message_kind {
    MESSAGE_IN = 1,   /* from the person who asked, or who takes part */
    MESSAGE_OUT = 2,  /* to them, by a person of the team */
    MESSAGE_NOTE = 3, /* team only */
    MESSAGE_AUTO = 4  /* to them, by Kept: an acknowledgement, a notice */
};

struct message {
    message_id id;
    request_id request;
    enum message_kind kind;
    enum channel channel;
    person_id author; /* v 0: Kept */
    struct str author_name;
    instant at;
    struct str text;    /* all of it */
    struct str visible; /* what was newly written; empty: all of text */
    struct str html;    /* sanitised; empty: there was none */
    struct str mail_id;
    struct str raw_hash;
    instant send_after; /* 0, or until then it can be taken back */
    bool is_history;    /* imported: nothing follows from it */
};

struct attachment {
    attachment_id id;
    message_id message;
    struct str name, type, hash, content_id;
    int64_t size;
    bool is_inline;
};

/* ---- reading ----------------------------------------------------------------------------- */

enum err request_get(struct cx *cx, request_id id, struct request *out) must_use;
struct object request_object(const struct request *r); /* for may() */
enum err request_messages(struct cx *cx, request_id id, struct message **list, int *count) must_use;
enum err message_get(struct cx *cx, message_id id, struct message *out) must_use;
enum err message_find_by_mail_id(struct cx *cx, struct str mail_id,
                                 struct message *out) must_use; /* ERR_NOT_FOUND */
enum err message_attachments(struct cx *cx, request_id id, struct attachment **list,
                             int *count) must_use;
enum err attachment_get(struct cx *cx, attachment_id id, struct attachment *out) must_use;
enum err request_events(struct cx *cx, request_id id, struct event **list, int *count) must_use;

/* A view of the inbox, and where in it a page starts. */
enum view {
    VIEW_MINE,
    VIEW_NOBODY,
    VIEW_RISK,
    VIEW_TEAM,
    VIEW_ALL,
    VIEW_WAITING,
    VIEW_SOLVED_TODAY,
    VIEWS
};
struct view_at {
    enum view view;
    team_id team;      /* of VIEW_TEAM */
    instant after_due; /* key of the last row of the page before; 0 and id 0: the first page */
    request_id after_id;
};
struct request_row { /* what a list shows */
    struct request request;
    struct str requester_name, team_name, owner_name;
};
/* request_list: soonest promise first (without one: last), LIMIT_LIST_ROWS at most; by an index. */
enum err request_list(struct cx *cx, const struct view_at *at, struct request_row **rows,
                      int *count) must_use;
/* request_list_of: what a person asked for, newest first. */
enum err request_list_of(struct cx *cx, person_id person, struct request_row **rows,
                         int *count) must_use;
/* request_count: from the maintained counters. */
enum err request_count(struct cx *cx, enum view view, int64_t id, int64_t *n) must_use;

/* ---- changing: inside cx_write; each emits its event ---------------------------------------- */

struct request_new {
    struct str subject;
    person_id requester;
    service_id service;
    team_id team;
    person_id owner; /* v 0: nobody's yet */
    enum channel channel;
    instant opened_at; /* 0: now; an import says when it was */
    bool is_history;   /* imported: no promise is made of it, nothing is sent */
};
enum err request_open(struct cx *cx, const struct request_new *n, struct request *out) must_use;
/* message_add: a message of any kind on a request. m->id, m->at are set. A message from the person
 * reopens what was solved and ends waiting; an answer makes it read. */
enum err message_add(struct cx *cx, struct request *r, struct message *m) must_use;
enum err attachment_add(struct cx *cx, const struct attachment *a, attachment_id *out) must_use;
/* message_take_back: within its time: the words go back to the author's draft.
 *   errors  ERR_CONFLICT  it has gone out */
enum err message_take_back(struct cx *cx, message_id id) must_use;

enum err request_assign(struct cx *cx, struct request *r, person_id owner) must_use;
enum err request_move(struct cx *cx, struct request *r, service_id service, team_id team) must_use;
/* request_set_state: solved, waiting, open again …; allowed steps are those of a person's work:
 *   errors  ERR_CONFLICT  it is already so */
enum err request_set_state(struct cx *cx, struct request *r, enum request_state state,
                           struct str reason) must_use;
enum err request_set_subject(struct cx *cx, struct request *r, struct str subject) must_use;
enum err request_add_moves(struct cx *cx, struct request *r, int moves) must_use;
/* request_set_due: told by promises: the soonest open one, and how it stands. */
enum err request_set_due(struct cx *cx, struct request *r, instant due_at, int due_kind,
                         enum risk risk) must_use;

/* participants of the conversation by mail */
enum err participant_add(struct cx *cx, request_id id, person_id person, struct str address,
                         int how) must_use;
enum err participant_is(struct cx *cx, request_id id, struct str address, bool *is) must_use;

/* drafts */
enum err draft_get(struct cx *cx, request_id id, struct str kind,
                   struct str *text) must_use; /* empty when none */
enum err draft_set(struct cx *cx, request_id id, struct str kind,
                   struct str text) must_use; /* empty ends it */

/* request_number: "K-2041". request_from_number takes it back: 0 when it is none. */
struct str request_number(struct arena *a, request_id id);
request_id request_from_number(struct str s);
/* request_link: the private link of the person who asked: a path, signed. request_from_link checks
 * it. errors  ERR_NOT_FOUND */
struct str request_link(struct cx *cx, const struct request *r);
enum err request_from_link(struct cx *cx, struct str token, struct request *out) must_use;

/* request_recount: what the counters should be; for kept check. */
enum err request_check(struct cx *cx, struct buf *report) must_use;

#endif
