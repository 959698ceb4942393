/* hours_store.c: calendars as they are stored. */
#include "services/service.h"

#include "base/vec.h"
#include "services/calendar_json.h"

static enum err name_taken(struct cx *cx, enum err err)
{
    if (err == ERR_CONFLICT)
        return fail(cx, ERR_INVALID, "name", "There is one of this name already. Choose another");
    return err;
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
