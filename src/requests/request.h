/* request.h: one person asking for one service, with its conversation. */
#ifndef KEPT_REQUESTS_REQUEST_H
#define KEPT_REQUESTS_REQUEST_H

#include "app/app.h"

struct filter;

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

/* Out of sight until … ; an answer of theirs and a promise that gets late wake it in any case. */
enum asleep { AWAKE, ASLEEP_UNTIL_TIME, ASLEEP_UNTIL_ANSWER, ASLEEP_UNTIL_PROMISE };

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
    int64_t version;                         /* grows with every change: what a form saw */
    bool is_restricted, is_named, is_closed; /* for may(), by fence_ask */
    instant opened_at, changed_at, solved_at;
    request_id merged_into; /* v 0: stands for itself; else what it was is shown there */
    instant asleep_until;   /* 0: awake */
    enum asleep asleep_for;
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
/* message_latest: from or to the person. ERR_NOT_FOUND: nobody has said anything yet. */
enum err message_latest(struct cx *cx, request_id id, struct message *out) must_use;
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
    VIEW_COLLEAGUE, /* the actor's, offered to a colleague, or waiting for a promise or an ask */
    VIEW_SOLVED_TODAY,
    VIEW_FILTER,
    VIEWS
};
enum request_sort {
    SORT_BY_VIEW, /* due; kept ones: when they were; a filter that is not of open ones: newest */
    SORT_DUE,     /* soonest promise first, without one last */
    SORT_NEWEST,
    SORT_OLDEST,
    SORT_CHANGED, /* latest first */
    SORT_SOLVED,  /* latest first; only where all are kept */
    SORTS
};
struct view_at {
    enum view view;
    team_id team;                /* of VIEW_TEAM */
    const struct filter *filter; /* of VIEW_FILTER */
    enum request_sort sort;
    int64_t saved;     /* the saved view that it is; 0: none */
    int64_t after_key; /* request_sort_key of the last row of the page before; id 0: the first */
    request_id after_id;
};
struct request_row { /* what a list shows */
    struct request request;
    struct str requester_name, team_name, owner_name, service_name;
};
/* request_list: LIMIT_LIST_ROWS at most; by an index, and after the key of the page before. */
enum err request_list(struct cx *cx, const struct view_at *at, struct request_row **rows,
                      int *count) must_use;
/* request_list_of: what a person asked for, newest first. */
enum err request_list_of(struct cx *cx, person_id person, struct request_row **rows,
                         int *count) must_use;
enum request_sort request_sort_of(const struct view_at *at);
int64_t request_sort_key(const struct view_at *at, const struct request *r);
/* The statements of a view: its rows, how many there are, the ids and versions of them all. */
void request_list_sql(struct cx *cx, const struct view_at *at, int limit, struct sql_builder *b);
void request_count_sql(struct cx *cx, const struct view_at *at, struct sql_builder *b);
void request_ids_sql(struct cx *cx, const struct view_at *at, int limit, struct sql_builder *b);

/* How many each view holds, for this actor, of the maintained counters: one read. */
struct request_counts {
    int64_t mine, nobody, risk, waiting, kept, all;
    team_id teams[64];
    int64_t of_teams[64];
    int team_count;
};
enum err request_counts(struct cx *cx, struct request_counts *out) must_use;
enum err request_count_open(struct cx *cx, int64_t *n) must_use; /* VIEW_ALL alone */
/* request_changes: grows with every change of any request: what was counted at a number still holds
 * while it stays. */
enum err request_changes(struct cx *cx, int64_t *n) must_use;
int64_t request_counts_of(const struct request_counts *c, enum view view, team_id team);

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

/* ---- who takes part by mail --------------------------------------------------------------- */

enum part {
    PART_ASKED = 1, /* the person who asked, by any of their addresses */
    PART_COPY = 2,  /* let in: receives what is sent from then on */
    PART_WAITS = 3, /* came in by mail: receives nothing before an agent says yes */
    PART_OUT = 4    /* kept out, or no longer in copy */
};
struct participant {
    person_id person;
    struct str address, name;
    enum part how;
    instant since, ended_at; /* ended_at 0: takes part */
};
enum { PARTICIPANTS_MOST = 250 };

/* participant_add: how 1 is for addresses of the person who asked; anybody else who writes or is
 * written to waits for a yes (3). Who is known to the conversation already stays what they are. */
enum err participant_add(struct cx *cx, request_id id, person_id person, struct str address,
                         int how) must_use;
enum err participant_is(struct cx *cx, request_id id, struct str address, bool *is) must_use;
enum err participant_list(struct cx *cx, request_id id, struct participant **list,
                          int *count) must_use;
/* participant_set: let in (PART_COPY), kept out (PART_OUT), or back to waiting.
 *   errors  ERR_NOT_FOUND  nobody of that address takes part
 *           ERR_CONFLICT   it is the person who asked, or is so already */
enum err participant_set(struct cx *cx, request_id id, struct str address, enum part how) must_use;
/* participant_invite: an agent puts somebody in copy. */
enum err participant_invite(struct cx *cx, request_id id, struct str address) must_use;
/* participant_clear: nobody is in copy any more; *gone gets their addresses, one a line. */
enum err participant_clear(struct cx *cx, request_id id, struct str *gone) must_use;
/* participant_receives: does the next answer go there? */
bool participant_receives(const struct participant *p);

/* ---- whole and part: whole.c --------------------------------------------------------------- */

/* request_merge: what `from` holds is shown in `into`, and what comes to it goes there. Whoever
 * asked it waits for a yes there, unless it is the same person. Nothing is lost: request_part
 * brings everything of it back.
 *   errors  ERR_CONFLICT  it is the same one, or is merged already */
enum err request_merge(struct cx *cx, struct request *from, struct request *into) must_use;
enum err request_part(struct cx *cx, struct request *from) must_use;
/* request_merged: those that were merged into it, oldest first. */
enum err request_merged(struct cx *cx, request_id into, request_id **list, int *count) must_use;
/* request_split: the message becomes a request of its own, with the same team and owner. */
enum err request_split(struct cx *cx, struct message *m, struct request *out) must_use;
/* request_unsplit: the message goes back, and the request that was made of it is not needed. */
enum err request_unsplit(struct cx *cx, request_id part, request_id back,
                         message_id message) must_use;

enum pair { PAIR_LINKED = 1, PAIR_APART = 2 /* somebody said they do not belong together */ };
enum err request_pair(struct cx *cx, request_id a, request_id b, enum pair kind) must_use;
enum err request_unpair(struct cx *cx, request_id a, request_id b) must_use;
enum err request_pairs(struct cx *cx, request_id id, enum pair kind, struct request **list,
                       int *count) must_use;
/* request_alike: open ones, or closed within 90 days, of the same person (or of somebody who takes
 * part in this one) about the same subject, "Re:" and the like aside; without those that were said
 * to be apart or are linked. Most recent first, `most` at most. */
enum err request_alike(struct cx *cx, const struct request *r, struct request *out, int most,
                       int *count) must_use;
/* subject_bare: "Re: AW: [K-12] The boiler" → "the boiler". */
struct str subject_bare(struct arena *a, struct str subject);

/* request_sleep: `until` is for ASLEEP_UNTIL_TIME.
 *   errors  ERR_CONFLICT  it is closed;  ERR_INVALID "until"  that time is past */
enum err request_sleep(struct cx *cx, struct request *r, enum asleep why, instant until) must_use;
enum err request_wake(struct cx *cx, struct request *r) must_use;
int request_wake_job(struct cx *cx); /* those whose time has come; returns how many */

/* ---- handing over, being told: handover.c ---------------------------------------------------- */

struct handover {
    request_id request;
    person_id from, to;
    struct str note;
    instant at;
};
/* handover_offer: the owner stays who they are until `to` accepts. One at a time: a second offer
 * takes the place of the first.
 *   errors  ERR_CONFLICT  it is theirs already */
enum err handover_offer(struct cx *cx, struct request *r, person_id to, struct str note) must_use;
enum err handover_accept(struct cx *cx, struct request *r) must_use; /* by whom it is offered to */
/* handover_end: declined by `to`, or taken back by anybody else. */
enum err handover_end(struct cx *cx, struct request *r, struct str why) must_use;
enum err handover_find(struct cx *cx, request_id id, struct handover *out, bool *found) must_use;

enum notice_kind {
    NOTICE_MENTION = 1,
    NOTICE_OFFER,
    NOTICE_ACCEPTED,
    NOTICE_DECLINED,
    NOTICE_UNSENT, /* an answer for later was held back: they wrote first */
    NOTICE_CHAIN   /* a promise of theirs will likely be late: what it rests on is; a note says more
                    */
};
struct notice {
    int64_t id;
    person_id person, actor;
    struct str actor_name, subject;
    request_id request;
    message_id message;
    enum notice_kind kind;
    instant at, seen_at;
};
/* notice_add: nobody is told of what they did themselves. notice_list: unseen first, newest first.
 * notice_seen: all of this actor's on a request (v 0: all). */
enum err notice_add(struct cx *cx, const struct notice *n) must_use;
enum err notice_list(struct cx *cx, struct notice **list, int *count) must_use;
enum err notice_count(struct cx *cx, int64_t *n) must_use;
enum err notice_seen(struct cx *cx, request_id request) must_use;

/* drafts */
enum err draft_get(struct cx *cx, request_id id, struct str kind,
                   struct str *text) must_use; /* empty when none */
enum err draft_set(struct cx *cx, request_id id, struct str kind,
                   struct str text) must_use; /* empty ends it */

struct draft {
    struct str kind, text; /* "reply" or "note"; text empty: none */
    instant at;
};
/* draft_latest: of the kinds the one written last. draft_move: what the one box of the page holds.
 * draft_writers: colleagues with words begun today. */
enum err draft_latest(struct cx *cx, request_id id, struct draft *out) must_use;
enum err draft_move(struct cx *cx, request_id id, struct str kind, struct str text) must_use;
enum err draft_writers(struct cx *cx, request_id id, person_id *out, int most, int *count) must_use;
/* draft_rest: the paragraphs of `mine` that `theirs` does not say already. */
struct str draft_rest(struct arena *a, struct str mine, struct str theirs);

/* files of an answer that is still being written; each its writer's own, for a week */
enum { UPLOADS_MOST = 20 };
struct upload {
    int64_t id;
    request_id request;
    struct str name, type, hash;
    int64_t size;
};
enum err upload_add(struct cx *cx, struct upload *u) must_use;
enum err upload_list(struct cx *cx, request_id id, struct upload **list, int *count) must_use;
enum err upload_get(struct cx *cx, int64_t id, struct upload *out) must_use;
enum err upload_drop(struct cx *cx, int64_t id) must_use;
enum err upload_attach(struct cx *cx, const struct upload *u, message_id message) must_use;

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
