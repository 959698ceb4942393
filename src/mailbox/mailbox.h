/* mailbox.h: where mail comes in and goes out, and the two books that are kept of it: the ledger of
 * what was received, and the outbox of what goes, a row for each recipient. */
#ifndef KEPT_MAILBOX_MAILBOX_H
#define KEPT_MAILBOX_MAILBOX_H

#include "requests/request.h"

struct mailbox {
    mailbox_id id;
    struct str name;     /* what mail from it says it is from: "Northgate Homes repairs" */
    struct str address;  /* lower case */
    service_id service;  /* what its mail asks for */
    struct str smtp_url; /* smtp://127.0.0.1:25; empty: cannot send */
    struct str smtp_user, smtp_password;
    bool may_send; /* false: listens only, and shows what it would send */
};

enum err mailbox_get(struct cx *cx, mailbox_id id, struct mailbox *out) must_use;
enum err mailbox_list(struct cx *cx, struct mailbox **list, int *count) must_use;
/* mailbox_find: for an address that mail came to; "help+anything@…" is found as "help@…".
 *   errors  ERR_NOT_FOUND */
enum err mailbox_find(struct cx *cx, struct str address, struct mailbox *out) must_use;
/* mailbox_default: the one that mail of a request without one goes out by: the first. */
enum err mailbox_default(struct cx *cx, struct mailbox *out) must_use;
enum err mailbox_add(struct cx *cx, const struct mailbox *m, mailbox_id *out) must_use;
enum err mailbox_set(struct cx *cx, const struct mailbox *m) must_use;

/* ---- in: the ledger -------------------------------------------------------------------------- */

enum mail_in_state {
    MAIL_STORED = 1,
    MAIL_REQUEST,
    MAIL_REPLY,
    MAIL_IGNORED,
    MAIL_QUARANTINED,
    MAIL_SPAM /* suspected: waits in its own view until a person frees or deletes it */
};

struct mail_in {
    mail_in_id id;
    mailbox_id mailbox;
    struct str source; /* lmtp, import */
    struct str envelope_from, envelope_to;
    struct str hash; /* of the raw bytes, in the files */
    struct str mail_id, from_address, subject;
    enum mail_in_state state;
    struct str reason; /* why it was ignored or quarantined; why it joined what it joined */
    request_id request;
    message_id message;
    instant received_at, done_at;
    struct str charset; /* a person wants it read by this one; empty: by what it says itself */
    bool is_freed;      /* a person says that it is to be taken, suspected or not */
};

/* mail_take: keeps the raw bytes and writes the row, inside a write. *is_new is false when these
 * very bytes came before: then nothing changes. bytes.p NULL: `size` bytes of the file fd. */
struct mail_raw {
    struct str bytes;
    int fd;
    int64_t size, from; /* from: offset of its first byte */
};
enum err mail_take(struct cx *cx, struct mail_in *m, const struct mail_raw *raw,
                   bool *is_new) must_use;
enum err mail_in_get(struct cx *cx, mail_in_id id, struct mail_in *out) must_use;
/* mail_in_list: of a state, newest first, before `before` (0: from the newest). */
enum err mail_in_list(struct cx *cx, enum mail_in_state state, mail_in_id before,
                      struct mail_in **list, int *count) must_use;
/* mail_sort: makes of one stored message what it is; its row says what. A message that cannot be
 * read is quarantined; only a failing database makes this fail. */
enum err mail_sort(struct cx *cx, mail_in_id id) must_use;
/* mail_sort_job: sorts what waits. */
int mail_sort_job(struct cx *cx);
enum err mail_try_again(struct cx *cx,
                        mail_in_id id) must_use; /* out of quarantine, inside a write */

struct mail_balance {
    int64_t received, stored, requests, replies, ignored, quarantined, spam;
};
enum err mail_balance(struct cx *cx, struct mail_balance *out) must_use;
/* mail_reasons: "N  reason" a line each, of a state. */
enum err mail_reasons(struct cx *cx, enum mail_in_state state, struct buf *out) must_use;

/* ---- out: the outbox --------------------------------------------------------------------------
 */

enum mail_out_state {
    OUT_WAITING = 1,
    OUT_SENDING, /* handed to the mail server; if Kept dies now, how it ended is not known */
    OUT_SENT,
    OUT_FAILED,  /* refused for good, or too often */
    OUT_UNKNOWN, /* the line broke after all was sent: held for a person, never sent again by itself
                  */
    OUT_TAKEN_BACK,
    OUT_SHOWN,  /* the mailbox only listens: what would have gone */
    OUT_SETTLED /* failed or unknown, and a person has dealt with it */
};

struct mail_out {
    mail_out_id id;
    mailbox_id mailbox;
    request_id request;
    message_id message;
    person_id person;
    struct str recipient;
    struct str kind; /* answer, acknowledgement, notice */
    enum mail_out_state state;
    instant send_after;
    int tries;
    struct str mail_id, raw_hash;
    struct str reply; /* what the server said last */
    instant created_at, ended_at;
    struct str subject;     /* of automatic mail; empty: the request's */
    mail_out_id instead_of; /* the one that failed, and that this is sent for */
};

enum err mail_out_add(struct cx *cx, struct mail_out *m) must_use; /* inside a write */
enum err mail_out_list(struct cx *cx, request_id id, struct mail_out **list,
                       int *count) must_use; /* of a request */
enum err mail_out_list_state(struct cx *cx, enum mail_out_state state, mail_out_id before,
                             struct mail_out **list, int *count) must_use;
enum err mail_out_get(struct cx *cx, mail_out_id id, struct mail_out *out) must_use;
enum err mail_out_find_by_mail_id(struct cx *cx, struct str mail_id, struct mail_out *out) must_use;
/* mail_out_end: how a row ended; when it failed the request's people are told. */
enum err mail_out_end(struct cx *cx, mail_out_id id, enum mail_out_state state,
                      struct str reply) must_use;
enum err
mail_out_send_again(struct cx *cx,
                    mail_out_id id) must_use; /* a person's decision, for failed and unknown ones */
int mail_send_job(struct cx *cx);
/* mail_out_recover: at start: what was being sent when Kept died has an unknown end. */
enum err mail_out_recover(struct cx *cx) must_use;
const char *mail_out_state_name(enum mail_out_state s);

/* mailbox_on_event: an answer goes to the outbox; one taken back leaves it. */
enum err mailbox_on_event(struct cx *cx, const struct event *e) must_use;
enum err mailbox_check(struct cx *cx, struct buf *report) must_use;

#endif
