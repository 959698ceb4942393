/* promise.c: the rules, pure. */
#include "promises/promise.h"

enum promise_state promise_outcome(const struct promise *p, instant at)
{
    return at <= p->due_at ? PROMISE_KEPT : PROMISE_BROKEN;
}

bool promise_may_move(const struct promise *p, instant at)
{
    return p->state == PROMISE_OPEN && at < p->due_at;
}

bool promise_is_pending(const struct promise *p)
{
    return p->state == PROMISE_OPEN || (p->state == PROMISE_BROKEN && p->done_at == 0);
}

enum risk promise_risk(const struct promise *p, instant at)
{
    instant left = p->due_at - at, near = (p->due_at - p->made_at) / 4;
    if (left < 0)
        return RISK_LATE;
    if (near > 2 * USEC_PER_HOUR)
        near = 2 * USEC_PER_HOUR;
    return left < near ? RISK_SOON : RISK_NONE;
}

const char *promise_kind_name(enum promise_kind k)
{
    switch (k) {
    case PROMISE_ACKNOWLEDGE: return "acknowledge";
    case PROMISE_RESPOND: return "respond";
    case PROMISE_UPDATE: return "update";
    case PROMISE_RESOLVE: return "resolve";
    }
    return "unknown";
}

const char *promise_state_name(enum promise_state s)
{
    switch (s) {
    case PROMISE_OPEN: return "open";
    case PROMISE_KEPT: return "kept";
    case PROMISE_RENEGOTIATED: return "renegotiated";
    case PROMISE_BROKEN: return "broken";
    case PROMISE_WITHDRAWN: return "withdrawn";
    }
    return "unknown";
}
