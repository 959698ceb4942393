#include "promises/promise_row.h"

#include "base/vec.h"

#define PROMISE_COLUMNS                                                                            \
    "id, request_id, kind, words, giver_id, team_id, to_id, basis, calendar_id, calendar_version," \
    " made_at, amount, due_at, first_due_at, state, ended_at, done_at, ended_by, replaces_id, "    \
    "reason, given_at, is_automatic, told_at"

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
    p->given_at = rows_i64(r);
    p->is_automatic = rows_bool(r);
    p->told_at = rows_i64(r);
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

enum err promise_insert(struct cx *cx, struct promise *p, struct str wall, struct str tz_version)
{
    return db_get_i64(
        cx->db,
        SQL("INSERT INTO promise (request_id, kind, words, giver_id, team_id, to_id, basis, "
            "calendar_id, calendar_version, made_at, amount, due_at, first_due_at, state, "
            "replaces_id, reason, given_at, told_at, given_wall, tz_version)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
            " $18, $19, $20) RETURNING id"),
        ARGS(DB_I(p->request.v), DB_I(p->kind), DB_T(p->words), DB_ID(p->giver.v), DB_I(p->team.v),
             DB_I(p->to.v), DB_I(p->basis), DB_ID(p->calendar.v), DB_I(p->calendar_version),
             DB_I(p->made_at), DB_I(p->amount), DB_I(p->due_at), DB_I(p->first_due_at),
             DB_I(p->state), DB_ID(p->replaces.v), DB_T(p->reason), DB_I(p->given_at),
             DB_TIME(p->told_at), DB_T(wall), DB_T(tz_version)),
        &p->id.v);
}

enum err promise_store(struct cx *cx, const struct promise *p)
{
    return db_run(cx->db,
                  SQL("UPDATE promise SET due_at = $2, state = $3, ended_at = $4, done_at = $5, "
                      "ended_by = $6, reason = $7, is_automatic = $8, told_at = $9 WHERE id = $1"),
                  ARGS(DB_I(p->id.v), DB_I(p->due_at), DB_I(p->state), DB_TIME(p->ended_at),
                       DB_TIME(p->done_at), DB_ID(p->ended_by.v), DB_T(p->reason),
                       DB_I(p->is_automatic), DB_TIME(p->told_at)),
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
             SQL("SELECT count(*) FILTER (WHERE p.state = 2 AND p.is_automatic = 0),"
                 " count(*) FILTER (WHERE p.state = 4)"
                 " FROM request r JOIN promise p ON p.request_id = r.id WHERE r.requester_id = $1"),
             ARGS(DB_I(person.v)));
    *kept = *broken = 0;
    if (rows_next(&r)) {
        *kept = (int)rows_i64(&r);
        *broken = (int)rows_i64(&r);
    }
    return rows_end(&r);
}

/* ---- calendars as they were -------------------------------------------------------------------
 */

enum err promise_calendar_keep(struct cx *cx, const struct hours *h)
{
    if (h->id.v == 0)
        return OK;
    return db_run(cx->db,
                  SQL("INSERT INTO promise_calendar (calendar_id, version, hours)"
                      " VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"),
                  ARGS(DB_I(h->id.v), DB_I(h->version), DB_T(h->json)), NULL);
}

enum err promise_calendar_get(struct cx *cx, calendar_id id, int64_t version, struct str *hours)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT hours FROM promise_calendar WHERE calendar_id = $1 AND version = $2"),
             ARGS(DB_I(id.v), DB_I(version)));
    *hours = (struct str){0};
    if (rows_next(&r))
        *hours = rows_text(&r);
    return rows_end(&r);
}

/* ---- who else is waited for -------------------------------------------------------------------
 */

enum err promise_wait_start(struct cx *cx, request_id id, int64_t ask, team_id team,
                            struct str supplier)
{
    return db_run(
        cx->db,
        SQL("INSERT INTO promise_wait (request_id, ask_id, team_id, supplier, from_at)"
            " VALUES ($1, $2, $3, $4, $5)"),
        ARGS(DB_I(id.v), DB_I(ask), DB_ID(supplier.n ? 0 : team.v), DB_T(supplier), DB_I(cx->now)),
        NULL);
}

enum err promise_wait_end(struct cx *cx, request_id id, int64_t ask)
{
    return db_run(cx->db,
                  SQL("UPDATE promise_wait SET until_at = $3"
                      " WHERE request_id = $1 AND ask_id = $2 AND until_at IS NULL"),
                  ARGS(DB_I(id.v), DB_I(ask), DB_I(cx->now)), NULL);
}

enum err promise_waits(struct cx *cx, request_id id, struct promise_wait **list, int *count)
{
    VEC(struct promise_wait) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT coalesce(w.team_id, 0), w.supplier, w.from_at, w.until_at"
                 " FROM promise_wait w WHERE w.request_id = $1 ORDER BY w.from_at, w.id"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r)) {
        struct promise_wait *w = vec_push(cx->arena, &v);
        w->team.v = rows_i64(&r);
        w->supplier = rows_text(&r);
        w->from = rows_i64(&r);
        w->until = rows_i64(&r);
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}
