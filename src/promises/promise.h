/* promise.h: an undertaking on a request: what, by when, and how it ended. */
#ifndef KEPT_PROMISES_PROMISE_H
#define KEPT_PROMISES_PROMISE_H

#include "requests/request.h"

enum promise_kind { PROMISE_ACKNOWLEDGE = 1, PROMISE_RESPOND, PROMISE_UPDATE, PROMISE_RESOLVE };
enum promise_basis { BASIS_POLICY = 1, BASIS_PERSON, BASIS_ESTIMATE };
enum promise_state {
    PROMISE_OPEN = 1,
    PROMISE_KEPT,         /* done at or before its due time */
    PROMISE_RENEGOTIATED, /* replaced by a new one before it was due, with a reason, the person told
                           */
    PROMISE_BROKEN,       /* its due time passed; it stays broken */
    PROMISE_WITHDRAWN     /* no longer wanted, merged, or spam */
};

struct promise {
    promise_id id;
    request_id request;
    enum promise_kind kind;
    struct str words;
    person_id giver; /* v 0: the team, by policy */
    team_id team;
    person_id to;
    enum promise_basis basis;
    calendar_id calendar;
    int64_t calendar_version;
    instant made_at;
    int64_t amount;       /* µs of open time from made_at to due_at, pauses aside */
    instant given_at;     /* the due time as it was given: an instant that nothing rewrites */
    instant due_at;       /* given_at, moved by pauses only */
    instant first_due_at; /* as it was given first, before any renegotiation */
    enum promise_state state;
    instant ended_at;
    instant done_at;     /* when the work was done; 0: not yet */
    message_id ended_by; /* the message that did it */
    bool is_automatic;   /* done by a machine: nobody kept it */
    instant told_at;     /* one by hand: when the person was told of it; 0: not yet */
    promise_id replaces;
    struct str reason;
};

/* How long an acknowledgement may take when no machine may send it: open time. */
#define PROMISE_ACKNOWLEDGE_SECONDS 3600

/* ---- rules: pure ------------------------------------------------------------------------------
 */

/* promise_outcome: how an open promise ends when its work is done at `at`: kept at or before the
 * due time, broken after it. */
enum promise_state promise_outcome(const struct promise *p, instant at);
/* promise_may_move: may it be renegotiated at `at`? Only while open and before it is due. */
bool promise_may_move(const struct promise *p, instant at);
/* promise_risk: soon when less than a quarter of its time, at most two hours, is left. */
enum risk promise_risk(const struct promise *p, instant at);
/* promise_is_pending: is there still something to do for it? Open, or broken and not done. */
bool promise_is_pending(const struct promise *p);
const char *promise_kind_name(enum promise_kind k);
const char *promise_state_name(enum promise_state s);

/* ---- store ------------------------------------------------------------------------------------
 */

enum err promise_get(struct cx *cx, promise_id id, struct promise *out) must_use;
enum err promise_list(struct cx *cx, request_id id, struct promise **list,
                      int *count) must_use; /* oldest first */

/* promise_record: how promises to this person ended, ever; what a machine did was kept by nobody.
 */
enum err promise_record(struct cx *cx, person_id person, int *kept, int *broken) must_use;

/* ---- changing: inside cx_write ----------------------------------------------------------------
 */

/* promise_make: due after p->amount of the team's open time, or at p->due_at when that is set (then
 * amount is derived). Sets id, due_at, made_at, state.
 *   errors  ERR_INVALID  due_at is past; the calendar has no open time */
enum err promise_make(struct cx *cx, struct request *r, struct promise *p) must_use;
/* promise_done: the work was done now, by this message (or none): kept or broken by
 * promise_outcome. */
enum err promise_done(struct cx *cx, struct request *r, struct promise *p, message_id by) must_use;
/* promise_renegotiate: a new due time before the old one has passed, with a reason.
 *   errors  ERR_CONFLICT  it was due already: a broken promise and an apology
 *           ERR_INVALID   no reason, or the new time is past */
enum err promise_renegotiate(struct cx *cx, struct request *r, struct promise *p, instant due_at,
                             struct str words, struct str reason, struct promise *fresh) must_use;
/* promise_tell: the person has been told of it now. */
enum err promise_tell(struct cx *cx, promise_id id) must_use;
enum err promise_withdraw(struct cx *cx, struct request *r, struct promise *p,
                          struct str reason) must_use;

/* promise_wait_start, _end: a colleague's team or a supplier (by name) is waited for, by what an
 * ask is known by: no clock stands still for it, and the time is told as theirs. Inside cx_write.
 */
enum err promise_wait_start(struct cx *cx, request_id id, int64_t ask, team_id team,
                            struct str supplier) must_use;
enum err promise_wait_end(struct cx *cx, request_id id, int64_t ask) must_use;

/* promises_on_event: makes, keeps, breaks, pauses as requests live. promise_sweep: what became late
 * or nearly so; returns how many. */
enum err promises_on_event(struct cx *cx, const struct event *e) must_use;
int promise_sweep(struct cx *cx);

#endif
