/* chain_judge.c: one request and what it waits for, read from the rows. */
#include "chain/chain_judge.h"

#include "base/vec.h"
#include "promises/promise_row.h"

enum err judge_calendar(struct cx *cx, struct judge *j, team_id team, const struct calendar **out)
{
    struct hours hours;
    for (int i = 0; i < j->calendar_count; i++)
        if (j->calendars[i].team.v == team.v) {
            *out = j->calendars[i].calendar;
            return OK;
        }
    TRY(team_calendar(cx, team, out, &hours));
    if (j->calendar_count < CHAIN_SERVICES)
        j->calendars[j->calendar_count++] = (struct known_calendar){team, *out};
    return OK;
}

typedef VEC(struct odds_sample) sample_list;

static void reverse(sample_list *list)
{
    for (ptrdiff_t i = 0; i < list->n / 2; i++) {
        struct odds_sample swap = list->v[i];
        list->v[i] = list->v[list->n - 1 - i];
        list->v[list->n - 1 - i] = swap;
    }
}

/* The newest of a service, then turned so that they go by time. */
static enum err read_past(struct cx *cx, service_id service, struct past *out)
{
    sample_list total = {0}, after = {0}, slip = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT ended_at, total, after, slip FROM chain_time WHERE service_id = $1 AND "
                 "ended_at <= $2 ORDER BY ended_at DESC, request_id DESC LIMIT $3"),
             ARGS(DB_I(service.v), DB_I(cx->now), DB_I(CHAIN_SAMPLES)));
    while (rows_next(&r)) {
        instant at = rows_i64(&r);
        *vec_push(cx->arena, &total) = (struct odds_sample){at, rows_i64(&r)};
        if (rows_is_null(&r))
            rows_skip(&r);
        else
            *vec_push(cx->arena, &after) = (struct odds_sample){at, rows_i64(&r)};
        if (rows_is_null(&r))
            rows_skip(&r);
        else
            *vec_push(cx->arena, &slip) = (struct odds_sample){at, rows_i64(&r)};
    }
    reverse(&total);
    reverse(&after);
    reverse(&slip);
    *out = (struct past){.service = service,
                         .total = {total.v, (int)total.n},
                         .after = {after.v, (int)after.n},
                         .slip = {slip.v, (int)slip.n}};
    return rows_end(&r);
}

static enum err past_of(struct cx *cx, struct judge *j, service_id service, struct past *out)
{
    for (int i = 0; i < j->past_count; i++)
        if (j->pasts[i].service.v == service.v) {
            *out = j->pasts[i];
            return OK;
        }
    TRY(read_past(cx, service, out));
    if (j->past_count < CHAIN_SERVICES)
        j->pasts[j->past_count++] = *out;
    return OK;
}

/* The promise that it is done: the pending one, else the last. */
static enum err resolve_of(struct cx *cx, request_id id, struct promise *out)
{
    struct promise *list;
    int count;
    *out = (struct promise){0};
    TRY(promise_list(cx, id, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].kind == PROMISE_RESOLVE && (promise_is_pending(&list[i]) || !out->id.v))
            *out = list[i];
    return OK;
}

static void add_times(struct odds_node *n, const struct past *past)
{
    n->total = past->total;
    n->after = past->after;
    n->slip = past->slip;
}

static enum err know(struct cx *cx, struct judge *j, request_id id, struct known_request **out)
{
    for (int i = 0; i < j->known_count; i++)
        if (j->known[i]->request.id.v == id.v) {
            *out = j->known[i];
            return OK;
        }
    struct known_request *k = *out = NEW(cx->arena, struct known_request);
    TRY(request_get(cx, id, &k->request));
    TRY(resolve_of(cx, id, &k->promise));
    TRY(ask_list_of(cx, id, &k->asks, &k->ask_count));
    TRY(promise_pauses(cx, id, &k->pauses, &k->pause_count));
    if (j->known_count < CHAIN_KNOWN)
        j->known[j->known_count++] = k;
    return OK;
}

static void measure(struct cx *cx, struct situation *s, struct odds_node *n,
                    const struct known_request *k)
{
    instant ready = k->request.opened_at;
    for (int i = 0; i < n->need_count; i++) {
        instant done = s->nodes[n->needs[i]].done_at;
        ready = done > ready ? done : ready;
    }
    struct calendar_clock all = {k->request.opened_at, k->pauses, k->pause_count},
                          own = {ready, k->pauses, k->pause_count};
    n->elapsed = calendar_elapsed(n->calendar, &all, cx->now);
    n->elapsed_after = calendar_elapsed(n->calendar, &own, cx->now);
}

static enum err add_node(struct cx *cx, struct judge *j, struct situation *s, request_id id,
                         int *place);

static enum err add_needs(struct cx *cx, struct judge *j, struct situation *s,
                          const struct known_request *k, struct odds_node *n)
{
    for (int i = 0; i < k->ask_count && n->need_count < ODDS_LINKS && s->count < ODDS_NODES - 2;
         i++) {
        int need;
        if (k->asks[i].state == ASK_WITHDRAWN)
            continue;
        TRY(add_node(cx, j, s, k->asks[i].inner, &need));
        s->asks[need] = k->asks[i].id;
        n->needs[n->need_count++] = need;
    }
    return OK;
}

/* Needs first, then itself; what is needed twice is one node. */
static enum err add_node(struct cx *cx, struct judge *j, struct situation *s, request_id id,
                         int *place)
{
    struct odds_node n = {0};
    struct known_request *k;
    struct past past;
    for (int i = 0; i < s->count; i++)
        if (s->requests[i].v == id.v) {
            *place = i;
            return OK;
        }
    TRY(know(cx, j, id, &k));
    TRY(add_needs(cx, j, s, k, &n));
    const struct request *r = &k->request;
    TRY(judge_calendar(cx, j, r->team, &n.calendar));
    TRY(past_of(cx, j, r->service, &past));
    add_times(&n, &past);
    n.due_at = k->promise.due_at;
    n.is_by_hand = k->promise.basis == BASIS_PERSON;
    n.done_at = request_is_open(r->state) ? 0 : r->solved_at ? r->solved_at : r->changed_at;
    measure(cx, s, &n, k);
    *place = s->count;
    s->requests[s->count] = id;
    s->nodes[s->count++] = n;
    s->request = *r;
    s->promise = k->promise;
    return OK;
}

enum err situation_load(struct cx *cx, struct judge *j, request_id id, struct situation *s)
{
    int place;
    *s = (struct situation){0};
    TRY(add_node(cx, j, s, id, &place));
    if (!promise_is_pending(&s->promise) || !request_is_open(s->request.state))
        s->promise.id.v = 0;
    return OK;
}
