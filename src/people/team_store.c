#include "people/team.h"

#include "base/vec.h"

#define TEAM_COLUMNS                                                                               \
    "t.id, t.name, t.icon, t.calendar_id, t.is_closed,"                                            \
    " (SELECT count(*) FROM team_member m WHERE m.team_id = t.id)"

static void team_from_row(struct rows *r, struct team *t)
{
    t->id.v = rows_i64(r);
    t->name = rows_text(r);
    t->icon = rows_text(r);
    t->calendar.v = rows_i64(r);
    t->is_closed = rows_bool(r);
    t->members = (int)rows_i64(r);
}

enum err team_get(struct cx *cx, team_id id, struct team *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db, SQL("SELECT " TEAM_COLUMNS " FROM team t WHERE t.id = $1"),
             ARGS(DB_I(id.v)));
    if ((found = rows_next(&r)))
        team_from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, "team", "There is no such team");
}

enum err team_list(struct cx *cx, struct team **list, int *count)
{
    VEC(struct team) v = {0};
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT " TEAM_COLUMNS " FROM team t ORDER BY t.name, t.id"), NO_ARGS);
    while (rows_next(&r))
        team_from_row(&r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

static enum err name_taken(struct cx *cx, enum err err)
{
    if (err == ERR_CONFLICT)
        return fail(cx, ERR_INVALID, "name",
                    "There is a team of this name already. Choose another");
    return err;
}

enum err team_add(struct cx *cx, const struct team *t, team_id *out)
{
    return name_taken(cx, db_get_i64(cx->db,
                                     SQL("INSERT INTO team (name, icon, calendar_id, is_closed,"
                                         " created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"),
                                     ARGS(DB_T(t->name), DB_T(t->icon.n ? t->icon : S("people")),
                                          DB_ID(t->calendar.v), DB_I(t->is_closed), DB_I(cx->now)),
                                     &out->v));
}

enum err team_set(struct cx *cx, const struct team *t)
{
    return name_taken(
        cx, db_run(cx->db,
                   SQL("UPDATE team SET name = $2, icon = $3, calendar_id = $4, is_closed = $5"
                       " WHERE id = $1"),
                   ARGS(DB_I(t->id.v), DB_T(t->name), DB_T(t->icon), DB_ID(t->calendar.v),
                        DB_I(t->is_closed)),
                   NULL));
}

enum err team_members(struct cx *cx, team_id id, struct member **list, int *count)
{
    VEC(struct member) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT p.id, p.name, m.is_leader FROM team_member m JOIN person p ON p.id = "
                 "m.person_id"
                 " WHERE m.team_id = $1 ORDER BY p.name, p.id"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r)) {
        struct member *m = vec_push(cx->arena, &v);
        m->person.v = rows_i64(&r);
        m->name = rows_text(&r);
        m->is_leader = rows_bool(&r);
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err team_add_member(struct cx *cx, team_id id, person_id person, bool is_leader)
{
    struct team team;
    int64_t accounts;
    TRY(team_get(cx, id, &team));
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM account WHERE person_id = $1"),
                   ARGS(DB_I(person.v)), &accounts));
    if (accounts == 0)
        return fail(cx, ERR_INVALID, "add", "Only somebody with an account can join a team");
    return db_run(
        cx->db,
        SQL("INSERT INTO team_member (team_id, person_id, is_leader) VALUES ($1, $2, $3)"
            " ON CONFLICT (person_id, team_id) DO UPDATE SET is_leader = excluded.is_leader"),
        ARGS(DB_I(id.v), DB_I(person.v), DB_I(is_leader)), NULL);
}

enum err team_remove_member(struct cx *cx, team_id id, person_id person)
{
    return db_run(cx->db, SQL("DELETE FROM team_member WHERE team_id = $1 AND person_id = $2"),
                  ARGS(DB_I(id.v), DB_I(person.v)), NULL);
}
