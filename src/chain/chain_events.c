/* chain_events.c: what happens to requests, as those who wait for them have to hear it. */
#include "chain/chain.h"

#include "promises/promise_row.h"

/* Of every request solved: how long it took, for the odds of those to come. */
static enum err keep_time(struct cx *cx, const struct request *r)
{
    const struct calendar *calendar;
    struct hours hours;
    struct calendar_interval *pauses;
    struct promise *list;
    struct ask *asks;
    int pause_count, count, ask_count;
    instant ready = 0, said = 0;
    int64_t outer = 0;
    enum promise_state ended = PROMISE_OPEN;
    TRY(team_calendar(cx, r->team, &calendar, &hours));
    TRY(promise_pauses(cx, r->id, &pauses, &pause_count));
    TRY(ask_list_of(cx, r->id, &asks, &ask_count));
    for (int i = 0; i < ask_count; i++)
        if (asks[i].state == ASK_DONE && asks[i].ended_at > ready)
            ready = asks[i].ended_at;
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].kind == PROMISE_RESOLVE && list[i].state != PROMISE_RENEGOTIATED) {
            said = list[i].basis == BASIS_PERSON ? list[i].due_at : 0;
            ended = list[i].state;
        }
    enum err err = db_get_i64(cx->db,
                              SQL("SELECT r.service_id FROM ask a JOIN request r ON r.id = "
                                  "a.outer_id WHERE a.inner_id = $1"),
                              ARGS(DB_I(r->id.v)), &outer);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    struct calendar_clock all = {r->opened_at, pauses, pause_count},
                          own = {ready, pauses, pause_count};
    struct db_arg after = {
        .type = DB_INT, .is_null = ready == 0, .i = calendar_elapsed(calendar, &own, cx->now)};
    struct db_arg slip = {.type = DB_INT,
                          .is_null = said == 0,
                          .i = said ? calendar_between(calendar, said, cx->now) : 0};
    struct db_arg kept = {.type = DB_INT,
                          .is_null = ended != PROMISE_KEPT && ended != PROMISE_BROKEN,
                          .i = ended == PROMISE_KEPT};
    return db_run(
        cx->db,
        SQL("INSERT INTO chain_time (request_id, service_id, ended_at, total, after, slip,"
            " outer_service_id, is_kept) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT "
            "(request_id) DO UPDATE SET"
            " service_id = excluded.service_id, ended_at = excluded.ended_at,"
            " total = excluded.total, after = excluded.after, slip = excluded.slip,"
            " is_kept = excluded.is_kept"),
        ARGS(DB_I(r->id.v), DB_I(r->service.v), DB_I(cx->now),
             DB_I(calendar_elapsed(calendar, &all, cx->now)), after, slip, DB_ID(outer), kept),
        NULL);
}

/* What has to be there first holds the solving back. */
static enum err check_gates(struct cx *cx, const struct request *r)
{
    struct ask *asks;
    struct service s;
    int count;
    TRY(ask_list_of(cx, r->id, &asks, &count));
    for (int i = 0; i < count; i++) {
        if (asks[i].state != ASK_OPEN || !asks[i].is_gate)
            continue;
        TRY(service_get(cx, asks[i].service, &s));
        return fail(cx, ERR_CONFLICT, NULL,
                    "%.*s is still to come: this request waits for it. Wait, or say that it is no "
                    "longer needed",
                    STR_ARG(str_head(s.name, 100)));
    }
    return OK;
}

static enum err end_ask(struct cx *cx, struct ask *a, enum ask_state state)
{
    struct service s;
    bool was_open = a->state == ASK_OPEN;
    a->state = state;
    TRY(db_run(cx->db, SQL("UPDATE ask SET state = $2, ended_at = $3 WHERE id = $1"),
               ARGS(DB_I(a->id.v), DB_I(state), DB_TIME(state == ASK_OPEN ? 0 : cx->now)), NULL));
    if (state != ASK_DONE || !was_open)
        return OK;
    TRY(service_get(cx, a->service, &s));
    struct event e = {.kind = EVENT_ASK_DONE,
                      .actor = cx->actor.person,
                      .request = a->outer,
                      .object = a->id.v,
                      .note = s.name};
    return event_emit(cx, &e);
}

/* Nobody needs any more what was asked for it. */
static enum err withdraw_all(struct cx *cx, const struct request *r)
{
    struct ask *asks;
    int count;
    TRY(ask_list_of(cx, r->id, &asks, &count));
    for (int i = 0; i < count; i++)
        if (asks[i].state == ASK_OPEN)
            TRY(ask_withdraw(cx, &asks[i]));
    return OK;
}

static enum err answered(struct cx *cx, const struct ask *a)
{
    return db_run(cx->db,
                  SQL("UPDATE ask_return SET answered_at = $2 WHERE ask_id = $1 AND answered_at IS "
                      "NULL"),
                  ARGS(DB_I(a->id.v), DB_I(cx->now)), NULL);
}

/* A supplier wrote: that is their acknowledgement and their answer, not a question to us. */
static enum err supplier_wrote(struct cx *cx, const struct ask *a, struct request *r, message_id id)
{
    struct message m;
    struct promise *list;
    int count;
    TRY(message_get(cx, id, &m));
    if (m.author.v == a->asker.v)
        return OK;
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++)
        if (promise_is_pending(&list[i]) &&
            (list[i].kind == PROMISE_ACKNOWLEDGE || list[i].kind == PROMISE_RESPOND))
            TRY(promise_done(cx, r, &list[i], id));
    return OK;
}

static enum err on_inner(struct cx *cx, const struct event *e, struct request *r, struct ask *a)
{
    if (e->kind == EVENT_REQUEST_SOLVED)
        return end_ask(cx, a, ASK_DONE);
    if (e->kind == EVENT_REQUEST_WITHDRAWN || e->kind == EVENT_REQUEST_SPAM)
        return end_ask(cx, a, ASK_WITHDRAWN);
    if (e->kind == EVENT_REQUEST_REOPENED)
        return end_ask(cx, a, ASK_OPEN);
    if (e->kind == EVENT_REQUEST_RESUMED)
        return answered(cx, a);
    if (e->kind == EVENT_MESSAGE_RECEIVED && a->supplier.n)
        return supplier_wrote(cx, a, r, (message_id){e->object});
    if (e->kind == EVENT_MESSAGE_SENT && a->supplier.n)
        return fail(cx, ERR_CONFLICT, "text",
                    "A supplier is answered from the page of the ask, not from here");
    return OK;
}

static bool changes_the_odds(enum event_kind k)
{
    static const enum event_kind kinds[] = {
        EVENT_PROMISE_MADE,      EVENT_PROMISE_BROKEN, EVENT_REQUEST_WAITING,
        EVENT_REQUEST_RESUMED,   EVENT_REQUEST_SOLVED, EVENT_REQUEST_REOPENED,
        EVENT_REQUEST_WITHDRAWN, EVENT_REQUEST_SPAM,   EVENT_REQUEST_MOVED};
    for (int i = 0; i < COUNT(kinds); i++)
        if (kinds[i] == k)
            return true;
    return false;
}

static enum err on_request(struct cx *cx, const struct event *e, struct request *r)
{
    struct ask a;
    if (e->kind == EVENT_REQUEST_SOLVED) {
        TRY(check_gates(cx, r));
        TRY(keep_time(cx, r));
    }
    if (e->kind == EVENT_REQUEST_WITHDRAWN || e->kind == EVENT_REQUEST_SPAM)
        TRY(withdraw_all(cx, r));
    struct fault before = cx->fault;
    enum err err = ask_of_inner(cx, r->id, &a);
    if (err == ERR_NOT_FOUND)
        cx->fault = before;
    else if (err == OK)
        err = on_inner(cx, e, r, &a);
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err chain_on_event(struct cx *cx, const struct event *e)
{
    struct request r;
    bool of_message = e->kind == EVENT_MESSAGE_RECEIVED || e->kind == EVENT_MESSAGE_SENT;
    if (e->request.v == 0 || str_eq(e->note, S("history")) ||
        (!of_message && !changes_the_odds(e->kind)))
        return OK;
    TRY(request_get(cx, e->request, &r));
    TRY(on_request(cx, e, &r));
    return of_message ? OK : chain_rejudge(cx, r.id, NULL);
}
