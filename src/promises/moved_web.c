/* moved_web.c: open promises whose hours have changed since they were given. Each keeps the instant
 * it was given for; a person decides whether to tell somebody of another. */
#include "app/serve.h"
#include "base/limits.h"
#include "base/vec.h"
#include "people/team.h"
#include "promises/pages.h"
#include "promises/templates.h"

enum { most_moved = 200 };

struct candidate {
    struct promise promise;
    struct str given_wall;
};

/* "2026-11-24 16:30 Europe/London" at its beginning. */
static struct str wall_in(struct cx *cx, instant t, struct str zone)
{
    const struct zone *z;
    struct fault ignored = {0};
    if (zone_get(cx->app->zones, zone, &z, &ignored) != OK)
        return S("");
    struct wall w = zone_wall(z, t);
    return str_fmt(cx->arena, "%04d-%02d-%02d %02d:%02d %.*s", w.year, w.month, w.day, w.hour,
                   w.minute, STR_ARG(zone));
}

/* Those given in an earlier version of their team's hours, or by another zone database. */
static enum err find(struct cx *cx, struct candidate **list, int *count)
{
    VEC(struct candidate) v = {0};
    VEC(int64_t) ids = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT p.id, p.given_wall FROM promise p JOIN request q ON q.id = p.request_id"
                 " JOIN team t ON t.id = p.team_id LEFT JOIN calendar c ON c.id = t.calendar_id"
                 " WHERE p.state = 1 AND q.state < 10 AND p.given_wall <> ''"
                 " AND (coalesce(p.calendar_id, 0) <> coalesce(t.calendar_id, 0)"
                 "      OR p.calendar_version <> coalesce(c.version, 0) OR p.tz_version <> $2)"
                 " ORDER BY p.due_at, p.id LIMIT $1"),
             ARGS(DB_I(most_moved), DB_T(zone_version(cx->arena, ZONE_DIR))));
    while (rows_next(&r)) {
        *vec_push(cx->arena, &ids) = rows_i64(&r);
        vec_push(cx->arena, &v)->given_wall = rows_text(&r);
    }
    TRY(rows_end(&r));
    for (ptrdiff_t i = 0; i < v.n; i++)
        TRY(promise_get(cx, (promise_id){ids.v[i]}, &v.v[i].promise));
    *list = v.v;
    *count = (int)v.n;
    return OK;
}

static enum err fill(struct cx *cx, const struct candidate *from, struct moved_row *row)
{
    const struct promise *p = &from->promise;
    const struct calendar *c;
    struct hours hours;
    struct team team;
    struct fault ignored = {0};
    struct str zone = from->given_wall;
    str_cut(&zone, ' ');
    str_cut(&zone, ' ');
    TRY(team_get(cx, p->team, &team));
    TRY(team_calendar(cx, p->team, &c, &hours));
    *row = (struct moved_row){.promise = *p,
                              .words = promise_words(cx, p),
                              .number = request_number(cx->arena, p->request),
                              .path = str_fmt(cx->arena, "/r/%lld", (long long)p->request.v),
                              .team = team.name,
                              .given_wall = from->given_wall,
                              .wall = wall_in(cx, p->given_at, zone)};
    row->is_wall_moved = !str_eq(row->wall, row->given_wall);
    /* due exactly at closing is not closed */
    row->is_closed = !calendar_is_open(c, p->due_at) && !calendar_is_open(c, p->due_at - 1);
    row->has_would_be = p->basis == BASIS_POLICY &&
                        calendar_add(c, p->made_at, p->amount, &row->would_be, &ignored) == OK &&
                        row->would_be != p->given_at;
    return OK;
}

enum err moved_get(struct cx *cx)
{
    struct moved_page *page = NEW(cx->arena, struct moved_page);
    struct candidate *list;
    int count;
    TRY(layout_load(cx, S("moved"), &page->layout));
    TRY(find(cx, &list, &count));
    page->rows = NEWN(cx->arena, struct moved_row, count);
    for (int i = 0; i < count; i++) {
        struct moved_row *row = &page->rows[page->count];
        TRY(fill(cx, &list[i], row));
        page->count += row->is_wall_moved || row->is_closed || row->has_would_be;
    }
    RENDER(cx, moved, page);
    return OK;
}

const struct http_route promises_routes[] = {
    ROUTE(HTTP_GET, "/r/{id}/time", MAY_READ_REQUEST, time_get),
    ROUTE(HTTP_GET | HTTP_POST, "/r/{id}/offers", MAY_ANSWER_REQUEST, offers_get),
    ROUTE(HTTP_GET, "/r/{id}/due-times", MAY_READ_REQUEST, due_times_get),
    ROUTE(HTTP_GET, "/reports/due-times", MAY_READ_REQUEST, due_report_get),
    ROUTE(HTTP_GET, "/promises/moved", MAY_READ_REQUEST, moved_get),
    ROUTE(HTTP_GET, "/promises/{id}", MAY_READ_REQUEST, working_get),
};
const int promises_route_count = COUNT(promises_routes);

enum err promises_nav(struct cx *cx, struct nav *nav)
{
    nav_add(nav, (struct nav_item){NAV_SETTINGS, S("moved"), word(cx->lang, "Hours that changed"),
                                   S("/promises/moved"), S("clock"), -1, false, false});
    nav_add(nav, (struct nav_item){NAV_SETTINGS, S("due-times"), word(cx->lang, "Due times"),
                                   S("/reports/due-times"), S("check"), -1, false, false});
    return OK;
}
