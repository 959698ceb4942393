/* counter.c: how many requests each view holds, kept in the transaction that changes them: a page
 * reads a number, it never counts. */
#include "requests/request_row.h"

#include <assert.h>

struct place {
    struct str view;
    int64_t id;
};
enum { places_max = 5 };

/* The views that show this request. */
static int places_of(const struct request *r, struct place *to)
{
    int n = 0;
    if (!r || !request_is_open(r->state))
        return 0;
    to[n++] = (struct place){S("all"), 0};
    to[n++] = (struct place){S("team"), r->team.v};
    to[n++] = r->owner.v ? (struct place){S("owner"), r->owner.v} : (struct place){S("nobody"), 0};
    if (r->risk != RISK_NONE)
        to[n++] = (struct place){S("risk"), 0};
    if (r->state == REQUEST_WAITING)
        to[n++] = (struct place){S("waiting"), 0};
    assert(n <= places_max);
    return n;
}

static bool holds(const struct place *list, int n, struct place p)
{
    for (int i = 0; i < n; i++)
        if (str_eq(list[i].view, p.view) && list[i].id == p.id)
            return true;
    return false;
}

static enum err add(struct cx *cx, struct place p, int64_t by)
{
    return db_run(cx->db,
                  SQL("INSERT INTO counter (view, id, n) VALUES ($1, $2, $3)"
                      " ON CONFLICT (view, id) DO UPDATE SET n = counter.n + excluded.n"),
                  ARGS(DB_T(p.view), DB_I(p.id), DB_I(by)), NULL);
}

enum err counter_change(struct cx *cx, const struct request *before, const struct request *after)
{
    struct place was[places_max], is[places_max];
    int was_n = places_of(before, was), is_n = places_of(after, is);
    for (int i = 0; i < was_n; i++)
        if (!holds(is, is_n, was[i]))
            TRY(add(cx, was[i], -1));
    for (int i = 0; i < is_n; i++)
        if (!holds(was, was_n, is[i]))
            TRY(add(cx, is[i], 1));
    return OK;
}

static struct place place_of_view(enum view view, int64_t id)
{
    switch (view) {
    case VIEW_MINE: return (struct place){S("owner"), id};
    case VIEW_NOBODY: return (struct place){S("nobody"), 0};
    case VIEW_RISK: return (struct place){S("risk"), 0};
    case VIEW_TEAM: return (struct place){S("team"), id};
    case VIEW_WAITING: return (struct place){S("waiting"), 0};
    case VIEW_ALL:
    case VIEW_SOLVED_TODAY:
    case VIEWS: break;
    }
    return (struct place){S("all"), 0};
}

enum err request_count(struct cx *cx, enum view view, int64_t id, int64_t *n)
{
    *n = 0;
    if (view == VIEW_SOLVED_TODAY)
        return db_get_i64(cx->db, SQL("SELECT count(*) FROM request WHERE solved_at >= $1"),
                          ARGS(DB_I(cx->now - USEC_PER_DAY)), n);
    struct place p = place_of_view(view, id);
    enum err err = db_get_i64(cx->db, SQL("SELECT n FROM counter WHERE view = $1 AND id = $2"),
                              ARGS(DB_T(p.view), DB_I(p.id)), n);
    return err == ERR_NOT_FOUND ? OK : err;
}

/* What each counter should be, counted anew, beside what it is: rows where the two differ. */
enum err request_check(struct cx *cx, struct buf *report)
{
    struct rows r;
    db_query(
        &r, cx->db,
        SQL("WITH open AS (SELECT owner_id, team_id, state, risk FROM request WHERE state < 10),"
            " counted AS ("
            "  SELECT 'all' AS view, 0 AS id, count(*) AS n FROM open"
            "  UNION ALL SELECT 'team', team_id, count(*) FROM open GROUP BY team_id"
            "  UNION ALL SELECT 'owner', owner_id, count(*) FROM open WHERE owner_id IS NOT NULL "
            "GROUP BY owner_id"
            "  UNION ALL SELECT 'nobody', 0, count(*) FROM open WHERE owner_id IS NULL"
            "  UNION ALL SELECT 'risk', 0, count(*) FROM open WHERE risk > 0"
            "  UNION ALL SELECT 'waiting', 0, count(*) FROM open WHERE state = 2)"
            " SELECT v.view, v.id, sum(v.n), sum(v.is_n) FROM ("
            "  SELECT view, id, n, 0 AS is_n FROM counted UNION ALL SELECT view, id, 0, n FROM "
            "counter) v"
            " GROUP BY v.view, v.id HAVING sum(v.n) <> sum(v.is_n) ORDER BY v.view, v.id"),
        NO_ARGS);
    while (rows_next(&r)) {
        struct str view = rows_text(&r);
        int64_t id = rows_i64(&r), counted = rows_i64(&r);
        buf_addf(report, "counter %.*s %lld says %lld, there are %lld\n", STR_ARG(view),
                 (long long)id, (long long)rows_i64(&r), (long long)counted);
    }
    return rows_end(&r);
}
