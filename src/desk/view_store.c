#include "desk/view.h"

#include "base/limits.h"
#include "base/vec.h"

#define SAVED_COLUMNS                                                                              \
    "v.id, v.name, v.owner_id, v.shared, v.team_id, v.filter, v.sort, v.columns, v.version"
/* Whose it is, everybody's, or of a team one is in: $1 the actor. */
#define SAVED_SEEN                                                                                 \
    "(v.owner_id = $1 OR v.shared = 1 OR (v.shared = 2 AND v.team_id IN"                           \
    " (SELECT team_id FROM team_member WHERE person_id = $1)))"

static void saved_from_row(struct rows *r, struct saved_view *v)
{
    v->id = rows_i64(r);
    v->name = rows_text(r);
    v->owner.v = rows_i64(r);
    v->shared = (enum view_shared)rows_i64(r);
    v->team.v = rows_i64(r);
    v->filter = rows_text(r);
    v->sort = (enum request_sort)rows_i64(r);
    v->columns = (int)rows_i64(r);
    v->version = rows_i64(r);
}

enum err saved_view_list(struct cx *cx, struct saved_view **list, int *count)
{
    VEC(struct saved_view) all = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " SAVED_COLUMNS " FROM saved_view v WHERE " SAVED_SEEN
                 " ORDER BY CASE WHEN v.owner_id = $1 THEN 0 ELSE 1 END, v.name, v.id LIMIT $2"),
             ARGS(DB_I(cx->actor.person.v), DB_I(SAVED_VIEWS)));
    while (rows_next(&r))
        saved_from_row(&r, vec_push(cx->arena, &all));
    *list = all.v;
    *count = (int)all.n;
    return rows_end(&r);
}

enum err saved_view_get(struct cx *cx, int64_t id, struct saved_view *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db,
             SQL("SELECT " SAVED_COLUMNS " FROM saved_view v WHERE v.id = $2 AND " SAVED_SEEN),
             ARGS(DB_I(cx->actor.person.v), DB_I(id)));
    if ((found = rows_next(&r)))
        saved_from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, "view", "There is no such view");
}

static bool is_in(const struct actor *a, team_id team)
{
    for (int i = 0; i < a->team_count; i++)
        if (a->teams[i].v == team.v)
            return true;
    return a->role == ROLE_ADMIN;
}

static enum err check_saved(struct cx *cx, const struct saved_view *v)
{
    int64_t have = 0;
    if (v->shared == VIEW_IS_EVERYBODYS && cx->actor.role < ROLE_LEADER)
        return fail(cx, ERR_FORBIDDEN, "shared",
                    "Only who leads a team shares a view with everybody. Share it with your team");
    if (v->shared == VIEW_IS_TEAMS && !is_in(&cx->actor, v->team))
        return fail(cx, ERR_FORBIDDEN, "shared", "You are not in this team");
    if (v->id)
        return OK;
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM saved_view WHERE owner_id = $1"),
                   ARGS(DB_I(cx->actor.person.v)), &have));
    return have < SAVED_VIEWS / 2 ? OK
                                  : fail(cx, ERR_TOO_MANY, "name",
                                         "You have %d views. Delete one first", SAVED_VIEWS / 2);
}

enum err saved_view_put(struct cx *cx, struct saved_view *v)
{
    struct saved_view had;
    int64_t changed = 0;
    TRY(check_saved(cx, v));
    if (v->id == 0)
        return db_get_i64(
            cx->db,
            SQL("INSERT INTO saved_view (name, owner_id, shared, team_id, filter, sort, columns,"
                " changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"),
            ARGS(DB_T(v->name), DB_I(cx->actor.person.v), DB_I(v->shared), DB_ID(v->team.v),
                 DB_T(v->filter), DB_I(v->sort), DB_I(v->columns), DB_I(cx->now)),
            &v->id);
    TRY(saved_view_get(cx, v->id, &had));
    if (had.owner.v != cx->actor.person.v)
        return fail(cx, ERR_FORBIDDEN, "name", "This view is somebody else’s. Save it as your own");
    TRY(db_run(cx->db,
               SQL("UPDATE saved_view SET name = $2, shared = $3, team_id = $4, filter = $5,"
                   " sort = $6, columns = $7, changed_at = $8, version = version + 1"
                   " WHERE id = $1 AND version = $9"),
               ARGS(DB_I(v->id), DB_T(v->name), DB_I(v->shared), DB_ID(v->team.v), DB_T(v->filter),
                    DB_I(v->sort), DB_I(v->columns), DB_I(cx->now), DB_I(v->version)),
               &changed));
    return changed ? OK
                   : fail(cx, ERR_CONFLICT, "name",
                          "This view was changed meanwhile. Look again, then save");
}

enum err saved_view_drop(struct cx *cx, int64_t id, struct saved_view *was)
{
    TRY(saved_view_get(cx, id, was));
    if (was->owner.v != cx->actor.person.v && cx->actor.role != ROLE_ADMIN)
        return fail(cx, ERR_FORBIDDEN, "view", "This view is somebody else’s");
    return db_run(cx->db, SQL("DELETE FROM saved_view WHERE id = $1"), ARGS(DB_I(id)), NULL);
}

enum err view_look_get(struct cx *cx, struct str view, struct view_look *look)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT sort, columns FROM view_look WHERE person_id = $1 AND view = $2"),
             ARGS(DB_I(cx->actor.person.v), DB_T(view)));
    if (rows_next(&r)) {
        look->sort = (enum request_sort)rows_i64(&r);
        look->columns = (int)rows_i64(&r) & COLUMNS_ALL;
        if (look->sort < 0 || look->sort >= SORTS)
            look->sort = SORT_BY_VIEW;
    }
    return rows_end(&r);
}

enum err view_look_set(struct cx *cx, struct str view, const struct view_look *look)
{
    return db_run(
        cx->db,
        SQL("INSERT INTO view_look (person_id, view, sort, columns) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (person_id, view) DO UPDATE SET sort = excluded.sort,"
            " columns = excluded.columns"),
        ARGS(DB_I(cx->actor.person.v), DB_T(view), DB_I(look->sort), DB_I(look->columns)), NULL);
}
