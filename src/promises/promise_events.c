/* promise_events.c: what happens to promises as a request lives. */
#include "promises/promise_row.h"

#include "services/service.h"

static enum err make_by_policy(struct cx *cx, struct request *r, enum promise_kind kind,
                               int64_t seconds)
{
    struct promise p = {.kind = kind, .basis = BASIS_POLICY, .amount = seconds * USEC_PER_SEC};
    return seconds > 0 ? promise_make(cx, r, &p) : OK;
}

static enum err find_pending(struct cx *cx, request_id id, enum promise_kind kind,
                             struct promise *out)
{
    struct promise *list;
    int count;
    *out = (struct promise){0};
    TRY(promise_list(cx, id, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].kind == kind && promise_is_pending(&list[i]))
            *out = list[i];
    return OK;
}

static enum err finish(struct cx *cx, struct request *r, enum promise_kind kind, message_id by)
{
    struct promise p;
    TRY(find_pending(cx, r->id, kind, &p));
    return p.id.v ? promise_done(cx, r, &p, by) : OK;
}

static enum err opened(struct cx *cx, struct request *r)
{
    struct service s;
    TRY(service_get(cx, r->service, &s));
    int64_t acknowledge = s.respond_seconds < PROMISE_ACKNOWLEDGE_SECONDS
                              ? s.respond_seconds
                              : PROMISE_ACKNOWLEDGE_SECONDS;
    TRY(make_by_policy(cx, r, PROMISE_ACKNOWLEDGE, acknowledge));
    TRY(make_by_policy(cx, r, PROMISE_RESPOND, s.respond_seconds));
    return make_by_policy(cx, r, PROMISE_RESOLVE, s.resolve_seconds);
}

/* They wrote again: another answer is owed, unless one is owed already. */
static enum err received(struct cx *cx, struct request *r)
{
    struct promise p;
    struct service s;
    TRY(find_pending(cx, r->id, PROMISE_RESPOND, &p));
    if (p.id.v)
        return OK;
    TRY(service_get(cx, r->service, &s));
    return make_by_policy(cx, r, PROMISE_RESPOND, s.respond_seconds);
}

static enum err answered(struct cx *cx, struct request *r, message_id by)
{
    TRY(finish(cx, r, PROMISE_ACKNOWLEDGE, by));
    TRY(finish(cx, r, PROMISE_RESPOND, by));
    return finish(cx, r, PROMISE_UPDATE, by);
}

static enum err acknowledged(struct cx *cx, struct request *r, message_id by)
{
    TRY(finish(cx, r, PROMISE_ACKNOWLEDGE, by));
    return request_add_moves(cx, r, MOVE_ACKNOWLEDGE);
}

static enum err solved(struct cx *cx, struct request *r)
{
    struct promise p;
    TRY(find_pending(cx, r->id, PROMISE_RESPOND, &p));
    if (p.id.v)
        return fail(cx, ERR_CONFLICT, NULL,
                    "They wait for an answer. Send one, then mark this as kept");
    TRY(finish(cx, r, PROMISE_RESOLVE, (message_id){0}));
    return finish(cx, r, PROMISE_UPDATE, (message_id){0});
}

static enum err withdrawn(struct cx *cx, struct request *r, struct str reason)
{
    struct promise *list;
    int count;
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++)
        TRY(promise_withdraw(cx, r, &list[i], reason));
    return OK;
}

/* The clock goes on: what stood still is due later by the open time that was waited. */
static enum err resumed(struct cx *cx, struct request *r)
{
    struct promise *list;
    struct calendar_interval *pauses;
    int count, pause_count;
    TRY(promise_pause_end(cx, r->id));
    TRY(promise_pauses(cx, r->id, &pauses, &pause_count));
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++) {
        if (list[i].state != PROMISE_OPEN || pause_count == 0)
            continue;
        TRY(promise_due(cx, &list[i], pauses, pause_count, &list[i].due_at));
        TRY(promise_store(cx, &list[i]));
    }
    return promise_refresh(cx, r);
}

static enum err reopen_promise(struct cx *cx, struct promise *p)
{
    p->state = p->state == PROMISE_KEPT ? PROMISE_OPEN : p->state;
    p->ended_at = p->state == PROMISE_OPEN ? 0 : p->ended_at;
    p->done_at = 0;
    p->ended_by.v = 0;
    return promise_store(cx, p);
}

/* An answer was taken back before it left: what it kept is open again. */
static enum err unsent(struct cx *cx, struct request *r, int64_t message)
{
    struct promise *list;
    int count;
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++)
        if (message && list[i].ended_by.v == message)
            TRY(reopen_promise(cx, &list[i]));
    return promise_refresh(cx, r);
}

static enum err reopened(struct cx *cx, struct request *r, struct str note)
{
    struct promise *list, *last = NULL;
    struct service s;
    int count;
    TRY(promise_pause_end(cx, r->id));
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].kind == PROMISE_RESOLVE)
            last = &list[i];
    if (last && str_eq(note, S("undo"))) {
        TRY(reopen_promise(cx, last));
        return promise_refresh(cx, r);
    }
    if (last && promise_is_pending(last))
        return promise_refresh(cx, r);
    TRY(service_get(cx, r->service, &s));
    return make_by_policy(cx, r, PROMISE_RESOLVE, s.resolve_seconds);
}

static enum err on_request(struct cx *cx, const struct event *e, struct request *r)
{
    switch (e->kind) {
    case EVENT_REQUEST_OPENED: return opened(cx, r);
    case EVENT_MESSAGE_RECEIVED: return received(cx, r);
    case EVENT_MESSAGE_SENT: return answered(cx, r, (message_id){e->object});
    case EVENT_ACKNOWLEDGED: return acknowledged(cx, r, (message_id){e->object});
    case EVENT_MESSAGE_UNSENT: return unsent(cx, r, e->object);
    case EVENT_REQUEST_WAITING: TRY(promise_pause_start(cx, r->id)); return promise_refresh(cx, r);
    case EVENT_REQUEST_RESUMED: return resumed(cx, r);
    case EVENT_REQUEST_SOLVED: TRY(solved(cx, r)); return promise_refresh(cx, r);
    case EVENT_REQUEST_REOPENED: return reopened(cx, r, e->note);
    case EVENT_REQUEST_WITHDRAWN:
    case EVENT_REQUEST_SPAM: return withdrawn(cx, r, e->note);
    case EVENT_REQUEST_MERGED: /* told of both; it is done once, for the one that goes */
        return str_eq(e->note, S("in")) ? OK : promises_merge(cx, r, (request_id){e->object});
    case EVENT_REQUEST_PARTED:
        return str_eq(e->note, S("in")) ? OK : promises_part(cx, r, (request_id){e->object});
    case EVENT_NOTE_ADDED:
    case EVENT_REQUEST_ASSIGNED:
    case EVENT_REQUEST_MOVED:
    case EVENT_PROMISE_MADE:
    case EVENT_PROMISE_KEPT:
    case EVENT_PROMISE_MOVED:
    case EVENT_PROMISE_BROKEN:
    case EVENT_PROMISE_WITHDRAWN:
    case EVENT_SIGNED_IN:
    case EVENT_SETTINGS_CHANGED:
    case EVENT_MOVE_MADE:
    case EVENT_MAIL_FAILED:
    case EVENT_MAIL_HELD:
    case EVENT_MAIL_LATER:
    case EVENT_MAIL_STOPPED:
    case EVENT_COPY_ADDED:
    case EVENT_COPY_LET_IN:
    case EVENT_COPY_KEPT_OUT:
    case EVENT_REQUEST_SPLIT:
    case EVENT_REQUEST_LINKED:
    case EVENT_REQUEST_UNLINKED:
    case EVENT_REQUEST_SNOOZED:
    case EVENT_REQUEST_WOKEN:
    case EVENT_REQUEST_OFFERED:
    case EVENT_OFFER_DECLINED:
    case EVENT_MENTIONED:
    case EVENT_KINDS: return OK;
    }
    return OK;
}

enum err promises_on_event(struct cx *cx, const struct event *e)
{
    struct request r;
    /* history: imported; nothing of it was promised in Kept */
    if (e->request.v == 0 || str_eq(e->note, S("history")))
        return OK;
    TRY(request_get(cx, e->request, &r));
    return on_request(cx, e, &r);
}
