#include "requests/macro.h"

#include "base/vec.h"

#define MACRO_COLUMNS "id, name, text, kind, then_act, moves, owner_id, uses"
#define MACRO_MINE "(owner_id IS NULL OR owner_id = $1)"

static void from_row(struct rows *r, struct macro *m)
{
    m->id.v = rows_i64(r);
    m->name = rows_text(r);
    m->text = rows_text(r);
    m->kind = rows_text(r);
    m->then_act = rows_text(r);
    m->moves = (int)rows_i64(r);
    m->owner.v = rows_i64(r);
    m->uses = rows_i64(r);
}

static bool has_words(struct cx *cx, const struct macro *m, struct str find)
{
    struct str name = str_lower(cx->arena, m->name), text = str_lower(cx->arena, m->text);
    while (find.p && find.n) {
        struct str w = str_cut(&find, ' ');
        if (w.n && !str_has(name, w) && !str_has(text, w))
            return false;
    }
    return true;
}

enum err macro_list(struct cx *cx, struct str find, struct macro **list, int *count)
{
    VEC(struct macro) v = {0};
    struct rows r;
    struct str words = str_lower(cx->arena, str_trim(find));
    db_query(&r, cx->db,
             SQL("SELECT " MACRO_COLUMNS " FROM macro WHERE ended_at IS NULL AND " MACRO_MINE
                 " ORDER BY uses DESC, name, id LIMIT $2"),
             ARGS(DB_I(cx->actor.person.v), DB_I(MACROS_MOST)));
    while (rows_next(&r)) {
        struct macro m;
        from_row(&r, &m);
        if (has_words(cx, &m, words))
            *vec_push(cx->arena, &v) = m;
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err macro_get(struct cx *cx, macro_id id, struct macro *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db,
             SQL("SELECT " MACRO_COLUMNS " FROM macro WHERE " MACRO_MINE " AND id = $2"),
             ARGS(DB_I(cx->actor.person.v), DB_I(id.v)));
    if ((found = rows_next(&r)))
        from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such answer");
}

enum err macro_store(struct cx *cx, struct macro *m)
{
    struct macro was;
    if (m->id.v == 0)
        return db_get_i64(cx->db,
                          SQL("INSERT INTO macro (name, text, kind, then_act, moves, owner_id)"
                              " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"),
                          ARGS(DB_T(m->name), DB_T(m->text), DB_T(m->kind), DB_T(m->then_act),
                               DB_I(m->moves), DB_ID(m->owner.v)),
                          &m->id.v);
    TRY(macro_get(cx, m->id, &was));
    return db_run(cx->db,
                  SQL("UPDATE macro SET name = $2, text = $3, kind = $4, then_act = $5, moves = $6,"
                      " owner_id = $7 WHERE id = $1"),
                  ARGS(DB_I(m->id.v), DB_T(m->name), DB_T(m->text), DB_T(m->kind),
                       DB_T(m->then_act), DB_I(m->moves), DB_ID(m->owner.v)),
                  NULL);
}

enum err macro_end(struct cx *cx, macro_id id, bool back)
{
    struct macro was;
    TRY(macro_get(cx, id, &was));
    return db_run(cx->db, SQL("UPDATE macro SET ended_at = $2 WHERE id = $1"),
                  ARGS(DB_I(id.v), DB_TIME(back ? 0 : cx->now)), NULL);
}

enum err macro_used(struct cx *cx, macro_id id)
{
    return db_run(cx->db, SQL("UPDATE macro SET uses = uses + 1 WHERE id = $1"), ARGS(DB_I(id.v)),
                  NULL);
}
