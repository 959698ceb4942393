#include "requests/fence.h"

#include "app/audit.h"
#include "base/vec.h"
#include "people/person.h"
#include "requests/request_row.h"

static void add_named(struct cx *cx, struct sql_builder *b)
{
    sql_add(b, SQL(" OR r.owner_id = "));
    sql_add_arg(b, DB_I(cx->actor.person.v));
    sql_add(b, SQL(" OR EXISTS (SELECT 1 FROM request_reader f WHERE f.request_id = r.id"
                   " AND f.person_id = "));
    sql_add_arg(b, DB_I(cx->actor.person.v));
    sql_add(b, SQL("))"));
}

static void add_closed_teams(struct cx *cx, struct sql_builder *b)
{
    sql_add(b, SQL("(SELECT t.id FROM team t WHERE t.is_closed = 1 AND t.id NOT IN"
                   " (SELECT m.team_id FROM team_member m WHERE m.person_id = "));
    sql_add_arg(b, DB_I(cx->actor.person.v));
    sql_add(b, SQL("))"));
}

void fence_sql(struct cx *cx, struct sql_builder *b)
{
    if (cx->actor.role == ROLE_NONE)
        return;
    sql_add(b, SQL(" AND (NOT EXISTS (SELECT 1 FROM restriction x WHERE x.request_id = r.id)"));
    add_named(cx, b);
    if (cx->actor.role == ROLE_ADMIN)
        return;
    sql_add(b, SQL(" AND (r.team_id NOT IN "));
    add_closed_teams(cx, b);
    add_named(cx, b);
}

enum err fence_ask(struct cx *cx, struct request *r, bool *sees)
{
    struct rows rows;
    *sees = true;
    if (cx->actor.role == ROLE_NONE)
        return OK;
    db_query(&rows, cx->db,
             SQL("SELECT (SELECT count(*) FROM restriction WHERE request_id = $1),"
                 " (SELECT count(*) FROM request_reader WHERE request_id = $1 AND person_id = $2),"
                 " (SELECT count(*) FROM team WHERE id = $3 AND is_closed = 1)"),
             ARGS(DB_I(r->id.v), DB_I(cx->actor.person.v), DB_I(r->team.v)));
    if (rows_next(&rows)) {
        r->is_restricted = rows_bool(&rows);
        r->is_named = rows_bool(&rows);
        r->is_closed = rows_bool(&rows);
    }
    struct object object = request_object(r);
    struct cx person = *cx; /* what a token may is asked of the route */
    person.actor.is_token = false;
    *sees = may(&person, MAY_READ_REQUEST, &object);
    return rows_end(&rows);
}

/* Open ones behind a fence are few; where there is no fence this is one look at two small tables.
 */
static void select_hidden(struct cx *cx, struct sql_builder *b)
{
    sql_start(b, cx->arena);
    sql_add(b, SQL("SELECT r.team_id, count(*),"
                   " CAST(coalesce(sum(CASE WHEN r.owner_id IS NULL AND r.asleep_for = 0 THEN 1"
                   " ELSE 0 END), 0) AS BIGINT),"
                   " CAST(coalesce(sum(CASE WHEN r.risk > 0 THEN 1 ELSE 0 END), 0) AS BIGINT),"
                   " CAST(coalesce(sum(CASE WHEN r.state = 2 THEN 1 ELSE 0 END), 0) AS BIGINT)"
                   " FROM request r WHERE r.state < 10"
                   " AND (r.id IN (SELECT x.request_id FROM restriction x)"));
    if (cx->actor.role != ROLE_ADMIN) {
        sql_add(b, SQL(" OR r.team_id IN "));
        add_closed_teams(cx, b);
    }
    sql_add(b, SQL(") AND coalesce(r.owner_id, 0) <> "));
    sql_add_arg(b, DB_I(cx->actor.person.v));
    sql_add(b, SQL(" AND NOT EXISTS (SELECT 1 FROM request_reader f WHERE f.request_id = r.id"
                   " AND f.person_id = "));
    sql_add_arg(b, DB_I(cx->actor.person.v));
    sql_add(b, SQL(") GROUP BY r.team_id"));
}

static enum err has_fences(struct cx *cx, bool *has)
{
    int64_t n = 0;
    TRY(db_get_i64(cx->db,
                   SQL("SELECT (SELECT count(*) FROM team WHERE is_closed = 1) +"
                       " (SELECT count(*) FROM (SELECT 1 FROM restriction LIMIT 1) x)"),
                   NO_ARGS, &n));
    *has = n > 0;
    return OK;
}

enum err fence_counts(struct cx *cx, struct request_counts *c)
{
    struct rows r;
    struct sql_builder b;
    bool has = false;
    if (cx->actor.role == ROLE_NONE)
        return OK;
    TRY(has_fences(cx, &has));
    if (!has)
        return OK;
    select_hidden(cx, &b);
    db_query_built(&r, cx->db, &b);
    while (rows_next(&r)) {
        int64_t team = rows_i64(&r), all = rows_i64(&r);
        c->all -= all;
        c->nobody -= rows_i64(&r);
        c->risk -= rows_i64(&r);
        c->waiting -= rows_i64(&r);
        for (int i = 0; i < c->team_count; i++)
            if (c->teams[i].v == team)
                c->of_teams[i] -= all;
    }
    return rows_end(&r);
}

/* ---- readers ----------------------------------------------------------------------------------
 */

enum err reader_list(struct cx *cx, request_id id, struct reader **list, int *count)
{
    VEC(struct reader) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT p.id, p.name FROM request_reader q JOIN person p ON p.id = q.person_id"
                 " WHERE q.request_id = $1 ORDER BY p.name, p.id"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r)) {
        struct reader *reader = vec_push(cx->arena, &v);
        reader->person.v = rows_i64(&r);
        reader->name = rows_text(&r);
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

/* One version on, so that whoever remembers counts and pages asks anew. */
static enum err touch(struct cx *cx, struct request *r)
{
    struct request before = *r;
    TRY(request_store(cx, &before, r));
    live_wake(cx, r->id);
    return OK;
}

/* The log names the request by its number alone: its words are what is hidden. */
static enum err note(struct cx *cx, const char *kind, const struct request *r, struct str who)
{
    return audit_add(cx, kind, request_number(cx->arena, r->id), r->id.v, who);
}

static enum err check_may(struct cx *cx, const struct request *r)
{
    struct object object = request_object(r);
    return may(cx, MAY_NAME_READERS, &object)
               ? OK
               : fail(cx, ERR_NOT_FOUND, NULL, "There is no such request");
}

static enum err name_reader(struct cx *cx, request_id id, person_id person, int64_t *changed)
{
    return db_run(cx->db,
                  SQL("INSERT INTO request_reader (request_id, person_id, at) VALUES ($1, $2, $3)"
                      " ON CONFLICT (request_id, person_id) DO NOTHING"),
                  ARGS(DB_I(id.v), DB_I(person.v), DB_I(cx->now)), changed);
}

enum err request_restrict(struct cx *cx, struct request *r)
{
    int64_t changed = 0;
    TRY(check_may(cx, r));
    TRY(db_run(cx->db,
               SQL("INSERT INTO restriction (request_id, by_id, at) VALUES ($1, $2, $3)"
                   " ON CONFLICT (request_id) DO NOTHING"),
               ARGS(DB_I(r->id.v), DB_ID(cx->actor.person.v), DB_I(cx->now)), &changed));
    if (changed == 0)
        return OK;
    TRY(name_reader(cx, r->id, cx->actor.person, NULL));
    TRY(touch(cx, r));
    return note(cx, "request.restricted", r, S(""));
}

enum err request_unrestrict(struct cx *cx, struct request *r)
{
    int64_t changed = 0;
    TRY(check_may(cx, r));
    TRY(db_run(cx->db, SQL("DELETE FROM request_reader WHERE request_id = $1"), ARGS(DB_I(r->id.v)),
               NULL));
    TRY(db_run(cx->db, SQL("DELETE FROM restriction WHERE request_id = $1"), ARGS(DB_I(r->id.v)),
               &changed));
    TRY(touch(cx, r));
    return changed ? note(cx, "request.opened", r, S("")) : OK;
}

enum err reader_add(struct cx *cx, struct request *r, person_id person)
{
    struct person p;
    int64_t accounts = 0, changed = 0;
    TRY(check_may(cx, r));
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM account WHERE person_id = $1 AND disabled_at IS NULL"),
                   ARGS(DB_I(person.v)), &accounts));
    if (accounts == 0)
        return fail(cx, ERR_INVALID, "person", "Choose somebody who works here");
    TRY(person_get(cx, person, &p));
    TRY(name_reader(cx, r->id, person, &changed));
    TRY(touch(cx, r));
    return changed ? note(cx, "request.reader_named", r, p.name) : OK;
}

enum err reader_remove(struct cx *cx, struct request *r, person_id person)
{
    struct person p;
    int64_t changed = 0;
    TRY(check_may(cx, r));
    TRY(person_get(cx, person, &p));
    TRY(db_run(cx->db, SQL("DELETE FROM request_reader WHERE request_id = $1 AND person_id = $2"),
               ARGS(DB_I(r->id.v), DB_I(person.v)), &changed));
    TRY(touch(cx, r));
    return changed ? note(cx, "request.reader_removed", r, p.name) : OK;
}
