#include "promises/promise_row.h"

#include "base/vec.h"

#define PROMISE_COLUMNS                                                                            \
    "id, request_id, kind, words, giver_id, team_id, to_id, basis, calendar_id, calendar_version," \
    " made_at, amount, due_at, first_due_at, state, ended_at, done_at, ended_by, replaces_id, "    \
    "reason"

static void promise_from_row(struct rows *r, struct promise *p)
{
    p->id.v = rows_i64(r);
    p->request.v = rows_i64(r);
    p->kind = (enum promise_kind)rows_i64(r);
    p->words = rows_text(r);
    p->giver.v = rows_i64(r);
    p->team.v = rows_i64(r);
    p->to.v = rows_i64(r);
    p->basis = (enum promise_basis)rows_i64(r);
    p->calendar.v = rows_i64(r);
    p->calendar_version = rows_i64(r);
    p->made_at = rows_i64(r);
    p->amount = rows_i64(r);
    p->due_at = rows_i64(r);
    p->first_due_at = rows_i64(r);
    p->state = (enum promise_state)rows_i64(r);
    p->ended_at = rows_i64(r);
    p->done_at = rows_i64(r);
    p->ended_by.v = rows_i64(r);
    p->replaces.v = rows_i64(r);
    p->reason = rows_text(r);
}

enum err promise_get(struct cx *cx, promise_id id, struct promise *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db, SQL("SELECT " PROMISE_COLUMNS " FROM promise WHERE id = $1"),
             ARGS(DB_I(id.v)));
    if ((found = rows_next(&r)))
        promise_from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such promise");
}

enum err promise_list(struct cx *cx, request_id id, struct promise **list, int *count)
{
    VEC(struct promise) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " PROMISE_COLUMNS " FROM promise WHERE request_id = $1 ORDER BY id"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r))
        promise_from_row(&r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err promise_insert(struct cx *cx, struct promise *p)
{
    return db_get_i64(
        cx->db,
        SQL("INSERT INTO promise (request_id, kind, words, giver_id, team_id, to_id, basis, "
            "calendar_id,"
            " calendar_version, made_at, amount, due_at, first_due_at, state, replaces_id, reason)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "
            "RETURNING id"),
        ARGS(DB_I(p->request.v), DB_I(p->kind), DB_T(p->words), DB_ID(p->giver.v), DB_I(p->team.v),
             DB_I(p->to.v), DB_I(p->basis), DB_ID(p->calendar.v), DB_I(p->calendar_version),
             DB_I(p->made_at), DB_I(p->amount), DB_I(p->due_at), DB_I(p->first_due_at),
             DB_I(p->state), DB_ID(p->replaces.v), DB_T(p->reason)),
        &p->id.v);
}

enum err promise_store(struct cx *cx, const struct promise *p)
{
    return db_run(cx->db,
                  SQL("UPDATE promise SET due_at = $2, state = $3, ended_at = $4, done_at = $5, "
                      "ended_by = $6,"
                      " reason = $7 WHERE id = $1"),
                  ARGS(DB_I(p->id.v), DB_I(p->due_at), DB_I(p->state), DB_TIME(p->ended_at),
                       DB_TIME(p->done_at), DB_ID(p->ended_by.v), DB_T(p->reason)),
                  NULL);
}

enum err promise_pauses(struct cx *cx, request_id id, struct calendar_interval **list, int *count)
{
    VEC(struct calendar_interval) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT from_at, until_at FROM promise_pause WHERE request_id = $1 ORDER BY "
                 "from_at, id"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r)) {
        struct calendar_interval *p = vec_push(cx->arena, &v);
        p->from = rows_i64(&r);
        p->until = rows_i64(&r);
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err promise_pause_start(struct cx *cx, request_id id)
{
    return db_run(
        cx->db,
        SQL("INSERT INTO promise_pause (request_id, from_at) SELECT $1, $2 WHERE NOT EXISTS"
            " (SELECT 1 FROM promise_pause WHERE request_id = $1 AND until_at IS NULL)"),
        ARGS(DB_I(id.v), DB_I(cx->now)), NULL);
}

enum err promise_pause_end(struct cx *cx, request_id id)
{
    return db_run(
        cx->db,
        SQL("UPDATE promise_pause SET until_at = $2 WHERE request_id = $1 AND until_at IS NULL"),
        ARGS(DB_I(id.v), DB_I(cx->now)), NULL);
}

enum err promise_record(struct cx *cx, person_id person, int *kept, int *broken)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT count(*) FILTER (WHERE p.state = 2), count(*) FILTER (WHERE p.state = 4)"
                 " FROM request r JOIN promise p ON p.request_id = r.id WHERE r.requester_id = $1"),
             ARGS(DB_I(person.v)));
    *kept = *broken = 0;
    if (rows_next(&r)) {
        *kept = (int)rows_i64(&r);
        *broken = (int)rows_i64(&r);
    }
    return rows_end(&r);
}
