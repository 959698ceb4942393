#include "services/service.h"

#include "base/vec.h"
#include "services/calendar_json.h"

#define SERVICE_COLUMNS                                                                            \
    "s.id, s.name, s.team_id, t.name, s.audience, s.steps, s.bring, s.respond_seconds,"            \
    " s.resolve_seconds, s.is_default, s.retired_at"
#define SERVICE_TABLES " FROM service s JOIN team t ON t.id = s.team_id "

static void service_from_row(struct rows *r, struct service *s)
{
    s->id.v = rows_i64(r);
    s->name = rows_text(r);
    s->team.v = rows_i64(r);
    s->team_name = rows_text(r);
    s->audience = (enum audience)rows_i64(r);
    s->steps = rows_text(r);
    s->bring = rows_text(r);
    s->respond_seconds = rows_i64(r);
    s->resolve_seconds = rows_i64(r);
    s->is_default = rows_bool(r);
    s->is_retired = rows_i64(r) != 0;
}

static enum err get_one(struct cx *cx, struct rows *r, struct service *out)
{
    bool found = rows_next(r);
    if (found)
        service_from_row(r, out);
    TRY(rows_end(r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, "service", "There is no such service");
}

enum err service_get(struct cx *cx, service_id id, struct service *out)
{
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT " SERVICE_COLUMNS SERVICE_TABLES "WHERE s.id = $1"),
             ARGS(DB_I(id.v)));
    return get_one(cx, &r, out);
}

enum err service_default(struct cx *cx, struct service *out)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " SERVICE_COLUMNS SERVICE_TABLES "WHERE s.retired_at IS NULL"
                 " ORDER BY s.is_default DESC, s.id LIMIT 1"),
             NO_ARGS);
    return get_one(cx, &r, out);
}

enum err service_list(struct cx *cx, bool with_retired, struct service **list, int *count)
{
    VEC(struct service) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " SERVICE_COLUMNS SERVICE_TABLES
                 "WHERE s.retired_at IS NULL OR $1 = 1 ORDER BY s.name, s.id"),
             ARGS(DB_I(with_retired)));
    while (rows_next(&r))
        service_from_row(&r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

static enum err name_taken(struct cx *cx, enum err err)
{
    if (err == ERR_CONFLICT)
        return fail(cx, ERR_INVALID, "name", "There is one of this name already. Choose another");
    return err;
}

/* One service is the one that mail asks for: the last that was made so. */
static enum err only_default(struct cx *cx, service_id id)
{
    return db_run(cx->db,
                  SQL("UPDATE service SET is_default = 0 WHERE id <> $1 AND is_default = 1"),
                  ARGS(DB_I(id.v)), NULL);
}

enum err service_add(struct cx *cx, const struct service *s, service_id *out)
{
    TRY(name_taken(
        cx, db_get_i64(
                cx->db,
                SQL("INSERT INTO service (name, team_id, audience, steps, bring, respond_seconds,"
                    " resolve_seconds, is_default, changed_at)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"),
                ARGS(DB_T(s->name), DB_I(s->team.v), DB_I(s->audience), DB_T(s->steps),
                     DB_T(s->bring), DB_I(s->respond_seconds), DB_I(s->resolve_seconds),
                     DB_I(s->is_default), DB_I(cx->now)),
                &out->v)));
    return s->is_default ? only_default(cx, *out) : OK;
}

enum err service_set(struct cx *cx, const struct service *s)
{
    TRY(name_taken(
        cx,
        db_run(
            cx->db,
            SQL("UPDATE service SET name = $2, team_id = $3, audience = $4, steps = $5, bring = $6,"
                " respond_seconds = $7, resolve_seconds = $8, is_default = $9, retired_at = $10,"
                " version = version + 1, changed_at = $11 WHERE id = $1"),
            ARGS(DB_I(s->id.v), DB_T(s->name), DB_I(s->team.v), DB_I(s->audience), DB_T(s->steps),
                 DB_T(s->bring), DB_I(s->respond_seconds), DB_I(s->resolve_seconds),
                 DB_I(s->is_default), DB_TIME(s->is_retired ? cx->now : 0), DB_I(cx->now)),
            NULL)));
    return s->is_default ? only_default(cx, s->id) : OK;
}

static void hours_from_row(struct rows *r, struct hours *h)
{
    h->id.v = rows_i64(r);
    h->name = rows_text(r);
    h->json = rows_text(r);
    h->version = rows_i64(r);
}

enum err hours_get(struct cx *cx, calendar_id id, struct hours *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db, SQL("SELECT id, name, hours, version FROM calendar WHERE id = $1"),
             ARGS(DB_I(id.v)));
    if ((found = rows_next(&r)))
        hours_from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, "calendar", "There is no such calendar");
}

enum err hours_list(struct cx *cx, struct hours **list, int *count)
{
    VEC(struct hours) v = {0};
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT id, name, hours, version FROM calendar ORDER BY name, id"),
             NO_ARGS);
    while (rows_next(&r))
        hours_from_row(&r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err hours_add(struct cx *cx, struct str name, struct str json, calendar_id *out)
{
    return name_taken(
        cx,
        db_get_i64(
            cx->db,
            SQL("INSERT INTO calendar (name, hours, changed_at) VALUES ($1, $2, $3) RETURNING id"),
            ARGS(DB_T(name), DB_T(json), DB_I(cx->now)), &out->v));
}

enum err hours_set(struct cx *cx, calendar_id id, struct str name, struct str json)
{
    return name_taken(
        cx,
        db_run(
            cx->db,
            SQL("UPDATE calendar SET name = $2, hours = $3, version = version + 1, changed_at = $4"
                " WHERE id = $1"),
            ARGS(DB_I(id.v), DB_T(name), DB_T(json), DB_I(cx->now)), NULL));
}

enum err team_calendar(struct cx *cx, team_id team, const struct calendar **out,
                       struct hours *hours)
{
    struct rows r;
    bool found;
    *hours = (struct hours){0};
    db_query(&r, cx->db,
             SQL("SELECT c.id, c.name, c.hours, c.version FROM team t JOIN calendar c ON c.id = "
                 "t.calendar_id WHERE t.id = $1"),
             ARGS(DB_I(team.v)));
    if ((found = rows_next(&r)))
        hours_from_row(&r, hours);
    TRY(rows_end(&r));
    if (!found) {
        *out = calendar_always(cx->arena, cx->zone);
        return OK;
    }
    struct calendar *read;
    TRY(calendar_parse(cx->arena, cx->app->zones, hours->json, &read, &cx->fault));
    *out = read;
    return OK;
}
