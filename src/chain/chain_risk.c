/* chain_risk.c: what rests on a change is judged anew in its transaction, and remembered. */
#include "chain/chain_judge.h"

/* A warning is worth its noise from this chance on; when time alone may have changed it is looked
 * at again: at a quarter of what is left, within these bounds. */
static const instant look_soonest = 5 * USEC_PER_MIN, look_latest = 2 * USEC_PER_HOUR;

enum err chain_risk_get(struct cx *cx, request_id id, struct chain_risk *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db,
             SQL("SELECT request_id, promise_id, chance, likely_at, ask_id, helped, judged_at, "
                 "coalesce(told_for, 0) FROM chain_risk WHERE request_id = $1"),
             ARGS(DB_I(id.v)));
    if ((found = rows_next(&r))) {
        out->request.v = rows_i64(&r);
        out->promise.v = rows_i64(&r);
        out->chance = rows_f64(&r);
        out->likely_at = rows_i64(&r);
        out->ask.v = rows_i64(&r);
        out->helped = rows_f64(&r);
        out->judged_at = rows_i64(&r);
        out->told_at = rows_i64(&r) == out->promise.v ? out->judged_at : 0;
        out->is_late = out->chance <= -2;
    }
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "This request rests on nothing");
}

static enum err forget(struct cx *cx, request_id id)
{
    return db_run(cx->db, SQL("DELETE FROM chain_risk WHERE request_id = $1"), ARGS(DB_I(id.v)),
                  NULL);
}

/* When the holder is told: in the hours of the team, but not after it was due. */
static enum err when_to_tell(struct cx *cx, struct judge *j, const struct situation *s, instant *at)
{
    const struct calendar *calendar;
    TRY(judge_calendar(cx, j, s->request.team, &calendar));
    if (calendar_next_open(calendar, cx->now, at) != OK || *at >= s->promise.due_at)
        *at = cx->now;
    return OK;
}

static instant look_again(struct cx *cx, const struct situation *s)
{
    instant left = (s->promise.due_at - cx->now) / 4;
    if (s->promise.due_at <= cx->now)
        return 0; /* it is late: nothing is left to foretell */
    left = left < look_soonest ? look_soonest : left > look_latest ? look_latest : left;
    return cx->now + left;
}

/* chance: of the odds; with nothing known -1, or -2 when the promises alone say it is late. */
static enum err remember(struct cx *cx, struct judge *j, const struct situation *s,
                         const struct odds *o)
{
    const struct odds_node *last = &s->nodes[s->count - 1];
    double chance = o->chance >= 0 ? o->chance : o->is_late ? -2.0 : -1.0;
    bool warns = o->chance >= 0 ? o->chance >= CHAIN_WARNS_AT : o->is_late;
    instant tell = 0;
    ask_id blame = o->blame >= 0 ? s->asks[last->needs[o->blame]] : (ask_id){0};
    warns = warns && s->promise.state == PROMISE_OPEN && cx->now < s->promise.due_at;
    if (warns)
        TRY(when_to_tell(cx, j, s, &tell));
    TRY(db_run(cx->db,
               SQL("INSERT INTO chain_forecast (promise_id, at, chance, is_warning) VALUES ($1, $2,"
                   " $3, $4)"),
               ARGS(DB_I(s->promise.id.v), DB_I(cx->now), DB_F(chance), DB_I(warns)), NULL));
    return db_run(
        cx->db,
        SQL("INSERT INTO chain_risk (request_id, promise_id, chance, likely_at, ask_id, helped, "
            "judged_at, look_at, tell_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT "
            "(request_id) DO UPDATE SET promise_id = excluded.promise_id, chance = excluded.chance,"
            " likely_at = excluded.likely_at, ask_id = excluded.ask_id, helped = excluded.helped,"
            " judged_at = excluded.judged_at, look_at = excluded.look_at, tell_at = CASE WHEN "
            "chain_risk.told_for = excluded.promise_id THEN NULL ELSE excluded.tell_at END"),
        ARGS(DB_I(s->request.id.v), DB_I(s->promise.id.v), DB_F(chance), DB_I(o->likely_at),
             DB_ID(blame.v), DB_F(o->helped), DB_I(cx->now), DB_TIME(look_again(cx, s)),
             DB_TIME(tell)),
        NULL);
}

/* While it waits on the person who asked its clock stands still, and nothing is foretold. */
static enum err judge_one(struct cx *cx, struct judge *j, request_id id)
{
    struct situation *s = NEW(cx->arena, struct situation);
    struct odds o;
    TRY(situation_load(cx, j, id, s));
    if (s->count < 2 || s->promise.id.v == 0 || s->request.state != REQUEST_OPEN)
        return forget(cx, id);
    struct odds_question q = {.nodes = s->nodes,
                              .count = s->count,
                              .now = cx->now,
                              .seed = (uint64_t)s->promise.id.v,
                              .least = CHAIN_TIMES};
    if (odds_run(&q, &o) != OK)
        return forget(cx, id); /* a team without open hours: said where hours are set */
    TRY(remember(cx, j, s, &o));
    live_wake(cx, id);
    return OK;
}

enum err chain_rejudge(struct cx *cx, request_id id, int *count)
{
    request_id list[CHAIN_REACH];
    struct judge *j = NEW(cx->arena, struct judge);
    struct rows r;
    int n = 0;
    db_query(&r, cx->db,
             SQL("WITH RECURSIVE above (id, depth) AS (SELECT CAST($1 AS BIGINT), CAST(0 AS BIGINT)"
                 " UNION SELECT a.outer_id, b.depth + 1 FROM above b JOIN ask a ON a.inner_id = "
                 "b.id WHERE a.state <> 3 AND b.depth < 32)"
                 " SELECT b.id FROM above b WHERE EXISTS (SELECT 1 FROM ask a WHERE a.outer_id = "
                 "b.id) GROUP BY b.id ORDER BY min(b.depth), b.id LIMIT $2"),
             ARGS(DB_I(id.v), DB_I(CHAIN_REACH)));
    while (n < CHAIN_REACH && rows_next(&r))
        list[n++].v = rows_i64(&r);
    TRY(rows_end(&r));
    for (int i = 0; i < n; i++)
        TRY(judge_one(cx, j, list[i]));
    if (count)
        *count = n;
    return OK;
}

/* ---- as time passes ---------------------------------------------------------------------------
 */

enum { look_most = 50 }; /* in one transaction, so that others can write between */

struct looking {
    request_id list[look_most];
    int n;
};

static enum err look_at_all(struct cx *cx, void *arg)
{
    const struct looking *l = arg;
    struct judge *j = NEW(cx->arena, struct judge);
    for (int i = 0; i < l->n; i++)
        TRY(judge_one(cx, j, l->list[i]));
    return OK;
}

int chain_look(struct cx *cx)
{
    struct looking *l = NEW(cx->arena, struct looking);
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT request_id FROM chain_risk WHERE look_at <= $1 ORDER BY look_at LIMIT $2"),
             ARGS(DB_I(cx->now), DB_I(look_most)));
    while (l->n < look_most && rows_next(&r))
        l->list[l->n++].v = rows_i64(&r);
    if (rows_end(&r) != OK)
        return -1;
    if (l->n == 0)
        return 0;
    return cx_write(cx, look_at_all, l) == OK ? l->n : -1;
}
