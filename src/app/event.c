#include "app/app.h"

static const char *const names[EVENT_KINDS] = {
    [EVENT_REQUEST_OPENED] = "request.opened",
    [EVENT_MESSAGE_RECEIVED] = "message.received",
    [EVENT_MESSAGE_SENT] = "message.sent",
    [EVENT_NOTE_ADDED] = "note.added",
    [EVENT_REQUEST_ASSIGNED] = "request.assigned",
    [EVENT_REQUEST_MOVED] = "request.moved",
    [EVENT_REQUEST_WAITING] = "request.waiting",
    [EVENT_REQUEST_RESUMED] = "request.resumed",
    [EVENT_REQUEST_SOLVED] = "request.solved",
    [EVENT_REQUEST_REOPENED] = "request.reopened",
    [EVENT_REQUEST_SPAM] = "request.spam",
    [EVENT_PROMISE_MADE] = "promise.made",
    [EVENT_PROMISE_KEPT] = "promise.kept",
    [EVENT_PROMISE_MOVED] = "promise.renegotiated",
    [EVENT_PROMISE_BROKEN] = "promise.broken",
    [EVENT_PROMISE_WITHDRAWN] = "promise.withdrawn",
    [EVENT_MESSAGE_UNSENT] = "message.unsent",
    [EVENT_REQUEST_WITHDRAWN] = "request.withdrawn",
    [EVENT_SIGNED_IN] = "account.signed_in",
    [EVENT_SETTINGS_CHANGED] = "settings.changed",
    [EVENT_ACKNOWLEDGED] = "request.acknowledged",
    [EVENT_MOVE_MADE] = "request.move_made",
    [EVENT_MAIL_FAILED] = "mail.failed",
    [EVENT_MAIL_HELD] = "mail.held",
    [EVENT_MAIL_LATER] = "mail.later",
    [EVENT_MAIL_STOPPED] = "mail.stopped",
    [EVENT_COPY_ADDED] = "copy.added",
    [EVENT_COPY_LET_IN] = "copy.let_in",
    [EVENT_COPY_KEPT_OUT] = "copy.kept_out",
    [EVENT_REQUEST_MERGED] = "request.merged",
    [EVENT_REQUEST_PARTED] = "request.parted",
    [EVENT_REQUEST_SPLIT] = "request.split",
    [EVENT_REQUEST_LINKED] = "request.linked",
    [EVENT_REQUEST_UNLINKED] = "request.unlinked",
    [EVENT_REQUEST_SNOOZED] = "request.snoozed",
    [EVENT_REQUEST_WOKEN] = "request.woken",
    [EVENT_REQUEST_OFFERED] = "request.offered",
    [EVENT_OFFER_DECLINED] = "request.offer_declined",
    [EVENT_MENTIONED] = "person.mentioned",
    [EVENT_ASKED] = "ask.made",
    [EVENT_ASK_RETURNED] = "ask.returned",
    [EVENT_ASK_DONE] = "ask.done",
    [EVENT_CHAIN_WARNED] = "chain.warned",
};

const char *event_name(enum event_kind kind)
{
    return kind > 0 && kind < EVENT_KINDS && names[kind] ? names[kind] : "unknown";
}

enum event_kind event_from(struct str name)
{
    for (enum event_kind k = 1; k < EVENT_KINDS; k++)
        if (names[k] && str_eq(name, str_from(names[k])))
            return k;
    return 0;
}

enum err event_emit(struct cx *cx, struct event *e)
{
    e->at = cx->now;
    TRY(db_get_i64(cx->db,
                   SQL("INSERT INTO event (at, kind, actor_id, request_id, object_id, note)"
                       " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"),
                   ARGS(DB_I(e->at), DB_I(e->kind), DB_ID(e->actor.v), DB_ID(e->request.v),
                        DB_ID(e->object), DB_T(e->note)),
                   &e->id));
    for (int i = 0; i < cx->app->feature_count; i++)
        if (cx->app->features[i].on_event)
            TRY(cx->app->features[i].on_event(cx, e));
    if (e->request.v)
        live_wake(cx, e->request);
    return OK;
}

static void wake_one(struct cx *cx, struct str topic)
{
    if (cx->is_writing) {
        /* A page that is told late still fetches itself anew at the next event: not worth failing
         * for. */
        if (db_notify(cx->db, str_cat(cx->arena, S("live:"), topic)) != OK)
            log_warn(&cx->app->log, "live.notify", LOG_S("topic", topic));
    } else if (cx->app->live) {
        live_publish(cx->app->live, S("requests"), S("changed"), topic);
    }
}

void live_wake(struct cx *cx, request_id request)
{
    wake_one(cx, S("requests"));
    if (request.v)
        wake_one(cx, str_fmt(cx->arena, "request:%lld", (long long)request.v));
}
