/* counter.c: how many requests each view holds, kept in the transaction that changes them: a page
 * reads a number, it never counts. */
#include "requests/request_row.h"

#include <assert.h>

#include "requests/fence.h"
#include "requests/filter_time.h"

struct place {
    struct str view;
    int64_t id;
};
enum { places_max = 6 };

/* The views that show this request. */
static int places_of(const struct request *r, struct place *to)
{
    int n = 0;
    if (!r || !request_is_open(r->state))
        return 0;
    to[n++] = (struct place){S("all"), 0};
    to[n++] = (struct place){S("team"), r->team.v};
    if (!r->asleep_for)
        to[n++] = r->owner.v ? (struct place){S("owner"), r->owner.v}
                             : (struct place){S("nobody"), 0};
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
    return add(cx, (struct place){S("changes"), 0}, 1);
}

enum err request_count_open(struct cx *cx, int64_t *n)
{
    struct request_counts counts = {0};
    enum err err = db_get_i64(cx->db, SQL("SELECT n FROM counter WHERE view = 'all' AND id = 0"),
                              NO_ARGS, &counts.all);
    if (err == OK)
        err = fence_counts(cx, &counts);
    *n = counts.all;
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err request_changes(struct cx *cx, int64_t *n)
{
    *n = 0;
    enum err err = db_get_i64(
        cx->db, SQL("SELECT n FROM counter WHERE view = 'changes' AND id = 0"), NO_ARGS, n);
    return err == ERR_NOT_FOUND ? OK : err;
}

static int64_t team_count(const struct request_counts *c, team_id team)
{
    for (int i = 0; i < c->team_count; i++)
        if (c->teams[i].v == team.v)
            return c->of_teams[i];
    return 0;
}

int64_t request_counts_of(const struct request_counts *c, enum view view, team_id team)
{
    switch (view) {
    case VIEW_MINE: return c->mine;
    case VIEW_NOBODY: return c->nobody;
    case VIEW_RISK: return c->risk;
    case VIEW_TEAM: return team_count(c, team);
    case VIEW_WAITING: return c->waiting;
    case VIEW_SOLVED_TODAY: return c->kept;
    case VIEW_ALL: return c->all;
    case VIEW_COLLEAGUE: /* counted when asked: they are few */
    case VIEW_FILTER:
    case VIEWS: break;
    }
    return 0;
}

static void take(struct request_counts *c, struct str view, int64_t id, int64_t n)
{
    if (str_eq(view, S("team")) && c->team_count < COUNT(c->teams)) {
        c->teams[c->team_count].v = id;
        c->of_teams[c->team_count++] = n;
    } else if (str_eq(view, S("owner"))) {
        c->mine = n;
    } else if (str_eq(view, S("nobody"))) {
        c->nobody = n;
    } else if (str_eq(view, S("risk"))) {
        c->risk = n;
    } else if (str_eq(view, S("waiting"))) {
        c->waiting = n;
    } else if (str_eq(view, S("kept"))) {
        c->kept = n;
    } else if (str_eq(view, S("all"))) {
        c->all = n;
    }
}

enum err request_counts(struct cx *cx, struct request_counts *out)
{
    struct rows r;
    *out = (struct request_counts){0};
    db_query(&r, cx->db,
             SQL("SELECT view, id, n FROM counter"
                 " WHERE view IN ('all', 'nobody', 'risk', 'team', 'waiting')"
                 " UNION ALL SELECT view, id, n FROM counter WHERE view = 'owner' AND id = $1"
                 " UNION ALL SELECT 'kept', 0, CAST(coalesce(sum(n), 0) AS BIGINT) FROM counter"
                 " WHERE view = 'kept' AND id >= $2"),
             ARGS(DB_I(cx->actor.person.v), DB_I(request_day_start(cx) / COUNTER_QUARTER)));
    while (rows_next(&r)) {
        struct str view = rows_text(&r);
        int64_t id = rows_i64(&r);
        take(out, view, id, rows_i64(&r));
    }
    TRY(rows_end(&r));
    return fence_counts(cx, out);
}

/* What each counter should be, counted anew, beside what it is: rows where the two differ. */
enum err request_check(struct cx *cx, struct buf *report)
{
    struct rows r;
    db_query(
        &r, cx->db,
        SQL("WITH open AS (SELECT owner_id, team_id, state, risk, asleep_for FROM request WHERE "
            "state < 10),"
            " counted AS ("
            "  SELECT 'all' AS view, 0 AS id, count(*) AS n FROM open"
            "  UNION ALL SELECT 'team', team_id, count(*) FROM open GROUP BY team_id"
            "  UNION ALL SELECT 'owner', owner_id, count(*) FROM open WHERE owner_id IS NOT NULL "
            "AND asleep_for = 0 GROUP BY owner_id"
            "  UNION ALL SELECT 'nobody', 0, count(*) FROM open WHERE owner_id IS NULL AND "
            "asleep_for = 0"
            "  UNION ALL SELECT 'risk', 0, count(*) FROM open WHERE risk > 0"
            "  UNION ALL SELECT 'waiting', 0, count(*) FROM open WHERE state = 2)"
            " SELECT v.view, v.id, sum(v.n), sum(v.is_n) FROM ("
            "  SELECT view, id, n, 0 AS is_n FROM counted UNION ALL SELECT view, id, 0, n FROM "
            "counter WHERE view <> 'changes') v"
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
