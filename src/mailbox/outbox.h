/* outbox.h: the outbox as people work with it: what waits, what is held, what failed and why, and
 * what to do about it. */
#ifndef KEPT_MAILBOX_OUTBOX_H
#define KEPT_MAILBOX_OUTBOX_H

#include "mailbox/mailbox.h"

enum outbox_view {
    OUTBOX_FAILED,
    OUTBOX_HELD,
    OUTBOX_WAITING,
    OUTBOX_SENT,
    OUTBOX_SHOWN,
    OUTBOX_VIEWS
};
const char *outbox_view_name(enum outbox_view v);   /* "failed" */
enum outbox_view outbox_view_from(struct str name); /* OUTBOX_VIEWS when there is none */

/* A row of the outbox with what it is about. */
struct outbox_mail {
    struct mail_out mail;
    struct str request_subject, person_name, author_name;
    struct str words;  /* of the message */
    struct str reason; /* why it did not go, in the reader's words; empty when it went or waits */
};
/* outbox_list: newest first, before `before` (0: from the newest), LIMIT_LIST_ROWS at most. */
enum err outbox_list(struct cx *cx, enum outbox_view view, mail_out_id before,
                     struct outbox_mail **list, int *count) must_use;
enum err outbox_get(struct cx *cx, mail_out_id id, struct outbox_mail *out) must_use;
/* outbox_counts: of each view but sent (-1), up to 999. */
enum err outbox_counts(struct cx *cx, int64_t counts[OUTBOX_VIEWS]) must_use;
/* outbox_work: how many failed or are held: what somebody has to look at, up to 999. */
enum err outbox_work(struct cx *cx, int64_t *n) must_use;

/* mail_reason: what a mail server's refusal means, and what to do, in the reader's language; empty
 * for states that need no reason. The server's own words stay in mail_out.reply. */
struct str mail_reason(enum lang lang, const struct mail_out *m);

/* ---- what a person does: inside a write -------------------------------------------------------
 */

/* outbox_leave: a failed or held one needs nothing more. outbox_back: takes that back. */
enum err outbox_leave(struct cx *cx, mail_out_id id) must_use; /* ERR_CONFLICT */
enum err outbox_back(struct cx *cx, mail_out_id id, enum mail_out_state was) must_use;

/* outbox_edit: sends a failed or held answer anew, in these words to this address. The old row is
 * settled. Words that were changed are a new answer in the conversation, for this recipient alone;
 * a changed address takes the old one's place in the conversation.
 *   errors  ERR_INVALID "address", "text"; ERR_CONFLICT: it is on its way, or dealt with */
struct outbox_edit {
    mail_out_id id;
    struct str address, text;
    mail_out_id sent; /* the new row */
};
enum err outbox_edit(struct cx *cx, struct outbox_edit *e) must_use;

/* ---- what came back ---------------------------------------------------------------------------
 */

struct mail;
/* mail_returned: a delivery report about a mail of ours. Refused for good: the row has failed, the
 * address is marked, the request's people are told. Given up for now: tried again, later and later.
 * Delayed: noted. Anything else: nothing. Inside a write. */
enum err mail_returned(struct cx *cx, const struct mail *report) must_use;
/* mail_out_retry: a row that was not delivered for now waits for its next try, or has failed when
 * there were too many. */
enum err mail_out_retry(struct cx *cx, mail_out_id id, int tries, struct str reply) must_use;

#endif
