/* request_list.c: the rows of a view, by an index, a page at a time. */
#include "requests/request_row.h"

#include "base/limits.h"
#include "requests/fence.h"
#include "requests/filter.h"
#include "requests/filter_time.h"

/* Only the person who asked is joined: teams and owners are few, and their names are looked up once
 * a page, not once a row. */
#define LIST_START                                                                                 \
    SQL("SELECT " REQUEST_COLUMNS                                                                  \
        ", p.name FROM request r JOIN person p ON p.id = r.requester_id WHERE ")

/* Offers, promises that somebody gave and open asks are few: the requests are looked up from them,
 * and the plus signs keep the planners from walking all of this person's instead. */
static void add_colleague(struct sql_builder *b, struct cx *cx)
{
    int64_t me = cx->actor.person.v;
    sql_add(b, SQL("+r.state < 10 AND +r.owner_id = "));
    sql_add_arg(b, DB_I(me));
    sql_add(b, SQL(" AND r.id IN (SELECT request_id FROM handover WHERE from_id = "));
    sql_add_arg(b, DB_I(me));
    sql_add(b,
            SQL(" UNION ALL SELECT request_id FROM promise WHERE state = 1 AND giver_id IS NOT NULL"
                " AND giver_id <> "));
    sql_add_arg(b, DB_I(me));
    sql_add(b, SQL(" UNION ALL SELECT outer_id FROM ask WHERE state = 1)"));
}

static void add_places(struct sql_builder *b, struct cx *cx, const struct view_at *at)
{
    switch (at->view) {
    case VIEW_MINE:
        sql_add(b, SQL("r.state < 10 AND r.asleep_for = 0 AND r.owner_id = "));
        sql_add_arg(b, DB_I(cx->actor.person.v));
        return;
    case VIEW_NOBODY:
        sql_add(b, SQL("r.state < 10 AND r.asleep_for = 0 AND r.owner_id IS NULL"));
        return;
    case VIEW_RISK: sql_add(b, SQL("r.state < 10 AND r.risk > 0")); return;
    case VIEW_TEAM:
        sql_add(b, SQL("r.state < 10 AND r.team_id = "));
        sql_add_arg(b, DB_I(at->team.v));
        return;
    case VIEW_WAITING: sql_add(b, SQL("r.state = 2")); return;
    case VIEW_COLLEAGUE: add_colleague(b, cx); return;
    case VIEW_SOLVED_TODAY:
        sql_add(b, SQL("r.solved_at >= "));
        sql_add_arg(b, DB_I(request_day_start(cx)));
        return;
    case VIEW_FILTER: filter_sql(cx, at->filter, b); return;
    case VIEW_ALL:
    case VIEWS: sql_add(b, SQL("r.state < 10")); return;
    }
}

enum request_sort request_sort_of(const struct view_at *at)
{
    if (at->sort != SORT_BY_VIEW)
        return at->sort;
    if (at->view == VIEW_SOLVED_TODAY)
        return SORT_SOLVED;
    return at->view == VIEW_FILTER && !filter_is_open(at->filter) ? SORT_NEWEST : SORT_DUE;
}

int64_t request_sort_key(const struct view_at *at, const struct request *r)
{
    switch (request_sort_of(at)) {
    case SORT_CHANGED: return r->changed_at;
    case SORT_SOLVED: return r->solved_at;
    case SORT_NEWEST:
    case SORT_OLDEST: return r->id.v;
    case SORT_DUE:
    case SORT_BY_VIEW:
    case SORTS: break;
    }
    return r->due_at ? r->due_at : NO_DUE;
}

static void add_page(struct sql_builder *b, const struct view_at *at, int limit)
{
    static const struct {
        struct sql after, order;
        bool is_down, is_id;
    } sorts[] = {[SORT_DUE] = {{" AND (r.due_at, r.id) > ("},
                               {" ORDER BY r.due_at, r.id LIMIT "},
                               false,
                               false},
                 [SORT_NEWEST] = {{" AND r.id < ("}, {" ORDER BY r.id DESC LIMIT "}, true, true},
                 [SORT_OLDEST] = {{" AND r.id > ("}, {" ORDER BY r.id LIMIT "}, false, true},
                 [SORT_CHANGED] = {{" AND (r.changed_at, r.id) < ("},
                                   {" ORDER BY r.changed_at DESC, r.id DESC LIMIT "},
                                   true,
                                   false},
                 [SORT_SOLVED] = {{" AND (r.solved_at, r.id) < ("},
                                  {" ORDER BY r.solved_at DESC, r.id DESC LIMIT "},
                                  true,
                                  false}};
    enum request_sort sort = request_sort_of(at);
    bool is_down = sorts[sort].is_down, goes_on = at->after_id.v != 0;
    int64_t edge = is_down ? INT64_MAX : INT64_MIN;
    sql_add(b, sorts[sort].after);
    if (!sorts[sort].is_id) {
        sql_add_arg(b, DB_I(goes_on ? at->after_key : edge));
        sql_add(b, SQL(", "));
    }
    sql_add_arg(b, DB_I(goes_on ? at->after_id.v : edge));
    sql_add(b, SQL(")"));
    sql_add(b, sorts[sort].order);
    sql_add_arg(b, DB_I(limit));
}

void request_list_sql(struct cx *cx, const struct view_at *at, int limit, struct sql_builder *b)
{
    sql_start(b, cx->arena);
    sql_add(b, LIST_START);
    add_places(b, cx, at);
    fence_sql(cx, b);
    add_page(b, at, limit);
}

void request_count_sql(struct cx *cx, const struct view_at *at, struct sql_builder *b)
{
    sql_start(b, cx->arena);
    sql_add(b, SQL("SELECT count(*) FROM request r WHERE "));
    add_places(b, cx, at);
    fence_sql(cx, b);
}

void request_ids_sql(struct cx *cx, const struct view_at *at, int limit, struct sql_builder *b)
{
    sql_start(b, cx->arena);
    sql_add(b, SQL("SELECT r.id, r.version FROM request r WHERE "));
    add_places(b, cx, at);
    fence_sql(cx, b);
    add_page(b, at, limit);
}

/* ---- names ------------------------------------------------------------------------------------
 */

struct name {
    int64_t id;
    struct str words;
};
struct names {
    struct name v[LIMIT_LIST_ROWS];
    int n;
};

static struct str name_of(struct cx *cx, struct names *names, int64_t id, struct sql sql)
{
    struct rows r;
    if (id == 0)
        return S("");
    for (int i = 0; i < names->n; i++)
        if (names->v[i].id == id)
            return names->v[i].words;
    struct name found = {id, S("")};
    db_query(&r, cx->db, sql, ARGS(DB_I(id)));
    if (rows_next(&r))
        found.words = rows_text(&r);
    if (rows_end(&r) != OK)
        return S(""); /* what went wrong with the connection is told by the next query */
    if (names->n < COUNT(names->v))
        names->v[names->n++] = found;
    return found.words;
}

static void add_names(struct cx *cx, struct request_row *rows, int count)
{
    struct names teams = {.n = 0}, owners = {.n = 0}, services = {.n = 0};
    for (int i = 0; i < count; i++) {
        const struct request *r = &rows[i].request;
        rows[i].team_name = name_of(cx, &teams, r->team.v,
                                    SQL("SELECT name FROM team WHERE id = $1"));
        rows[i].owner_name = name_of(cx, &owners, r->owner.v,
                                     SQL("SELECT name FROM person WHERE id = $1"));
        rows[i].service_name = name_of(cx, &services, r->service.v,
                                       SQL("SELECT name FROM service WHERE id = $1"));
    }
}

static enum err read_list(struct cx *cx, struct rows *r, struct request_row **rows, int *count)
{
    *rows = NEWN(cx->arena, struct request_row, LIMIT_LIST_ROWS);
    *count = 0;
    while (*count < LIMIT_LIST_ROWS && rows_next(r)) {
        struct request_row *row = &(*rows)[(*count)++];
        request_from_row(r, &row->request);
        row->requester_name = rows_text(r);
    }
    TRY(rows_end(r));
    add_names(cx, *rows, *count);
    return OK;
}

enum err request_list(struct cx *cx, const struct view_at *at, struct request_row **rows,
                      int *count)
{
    struct rows r;
    struct sql_builder b;
    request_list_sql(cx, at, LIMIT_LIST_ROWS, &b);
    db_query_built(&r, cx->db, &b);
    return read_list(cx, &r, rows, count);
}

enum err request_list_of(struct cx *cx, person_id person, struct request_row **rows, int *count)
{
    struct rows r;
    struct sql_builder b;
    sql_start(&b, cx->arena);
    sql_add(&b, LIST_START);
    sql_add(&b, SQL("r.requester_id = "));
    sql_add_arg(&b, DB_I(person.v));
    fence_sql(cx, &b);
    sql_add(&b, SQL(" ORDER BY r.id DESC LIMIT "));
    sql_add_arg(&b, DB_I(LIMIT_LIST_ROWS));
    db_query_built(&r, cx->db, &b);
    return read_list(cx, &r, rows, count);
}
