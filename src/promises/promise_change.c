/* promise_change.c: making, keeping, moving and withdrawing promises, each with its event. */
#include "promises/promise_row.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "services/service.h"

static enum err emit(struct cx *cx, const struct promise *p, enum event_kind kind, struct str note)
{
    struct event e = {.kind = kind,
                      .actor = cx->actor.person,
                      .request = p->request,
                      .object = p->id.v,
                      .note = note.p ? note : S("")};
    return event_emit(cx, &e);
}

enum err promise_due(struct cx *cx, const struct promise *p, const struct calendar_interval *pauses,
                     int count, instant *due)
{
    const struct calendar *calendar;
    struct hours hours;
    TRY(team_calendar(cx, p->team, &calendar, &hours));
    struct calendar_clock clock = {.start = p->made_at, .pauses = pauses, .pause_count = count};
    return calendar_due(calendar, &clock, p->amount, due, &cx->fault);
}

/* The soonest pending one speaks for the request; none while it waits on the person who asked. */
enum err promise_refresh(struct cx *cx, struct request *r)
{
    struct promise *list, *soonest = NULL;
    int count;
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++)
        if (promise_is_pending(&list[i]) && (!soonest || list[i].due_at < soonest->due_at))
            soonest = &list[i];
    TRY(request_get(cx, r->id, r));
    if (!soonest || r->state != REQUEST_OPEN)
        return request_set_due(cx, r, 0, 0, RISK_NONE);
    return request_set_due(cx, r, soonest->due_at, (int)soonest->kind,
                           promise_risk(soonest, cx->now));
}

enum err promise_make(struct cx *cx, struct request *r, struct promise *p)
{
    const struct calendar *calendar;
    struct hours hours;
    TRY(team_calendar(cx, r->team, &calendar, &hours));
    p->request = r->id;
    p->team = r->team;
    p->to = r->requester;
    p->made_at = cx->now;
    p->state = PROMISE_OPEN;
    p->calendar = hours.id;
    p->calendar_version = hours.version;
    if (p->due_at) {
        if (p->due_at <= cx->now)
            return fail(cx, ERR_INVALID, "due_at", "Choose a time that is still to come");
        p->amount = calendar_between(calendar, cx->now, p->due_at);
    } else {
        TRY(calendar_add(calendar, cx->now, p->amount, &p->due_at, &cx->fault));
    }
    if (!p->first_due_at)
        p->first_due_at = p->due_at;
    p->words = utf8_cut_bytes(p->words.p ? p->words : S(""), LIMIT_SUBJECT_BYTES);
    if (!p->reason.p)
        p->reason = S("");
    TRY(promise_insert(cx, p));
    TRY(emit(cx, p, EVENT_PROMISE_MADE, instant_format(cx->arena, p->due_at)));
    return promise_refresh(cx, r);
}

enum err promise_done(struct cx *cx, struct request *r, struct promise *p, message_id by)
{
    if (!promise_is_pending(p))
        return OK;
    bool was_open = p->state == PROMISE_OPEN;
    p->done_at = cx->now;
    p->ended_by = by;
    if (was_open) {
        p->state = promise_outcome(p, cx->now);
        p->ended_at = cx->now;
    }
    TRY(promise_store(cx, p));
    if (was_open)
        TRY(emit(cx, p, p->state == PROMISE_KEPT ? EVENT_PROMISE_KEPT : EVENT_PROMISE_BROKEN,
                 S("")));
    return promise_refresh(cx, r);
}

enum err promise_renegotiate(struct cx *cx, struct request *r, struct promise *p, instant due_at,
                             struct str words, struct str reason, struct promise *fresh)
{
    if (!promise_may_move(p, cx->now))
        return fail(cx, ERR_CONFLICT, "due_at",
                    "This promise was due already. Say sorry, and make a new one");
    if (str_trim(reason).n == 0)
        return fail(cx, ERR_INVALID, "reason", "Say why, in a few words: the person will read it");
    *fresh = (struct promise){.kind = p->kind,
                              .words = words,
                              .giver = cx->actor.person,
                              .basis = BASIS_PERSON,
                              .due_at = due_at,
                              .first_due_at = p->first_due_at,
                              .replaces = p->id};
    p->state = PROMISE_RENEGOTIATED;
    p->ended_at = cx->now;
    p->reason = reason;
    TRY(promise_store(cx, p));
    TRY(emit(cx, p, EVENT_PROMISE_MOVED, reason));
    return promise_make(cx, r, fresh);
}

enum err promise_withdraw(struct cx *cx, struct request *r, struct promise *p, struct str reason)
{
    if (p->state != PROMISE_OPEN)
        return OK; /* broken stays broken */
    p->state = PROMISE_WITHDRAWN;
    p->ended_at = cx->now;
    p->reason = reason;
    TRY(promise_store(cx, p));
    TRY(emit(cx, p, EVENT_PROMISE_WITHDRAWN, reason));
    return promise_refresh(cx, r);
}
