/* draft.c: words that were typed and not sent; and who takes part in a conversation. */
#include "requests/request.h"

enum err draft_get(struct cx *cx, request_id id, struct str kind, struct str *text)
{
    struct rows r;
    *text = S("");
    db_query(&r, cx->db,
             SQL("SELECT text FROM draft WHERE request_id = $1 AND person_id = $2 AND kind = $3"),
             ARGS(DB_I(id.v), DB_I(cx->actor.person.v), DB_T(kind)));
    if (rows_next(&r))
        *text = rows_text(&r);
    return rows_end(&r);
}

enum err draft_set(struct cx *cx, request_id id, struct str kind, struct str text)
{
    if (text.n == 0)
        return db_run(
            cx->db, SQL("DELETE FROM draft WHERE request_id = $1 AND person_id = $2 AND kind = $3"),
            ARGS(DB_I(id.v), DB_I(cx->actor.person.v), DB_T(kind)), NULL);
    return db_run(
        cx->db,
        SQL("INSERT INTO draft (request_id, person_id, kind, text, changed_at) VALUES ($1, $2, $3, "
            "$4, $5)"
            " ON CONFLICT (request_id, person_id, kind) DO UPDATE SET text = excluded.text,"
            " changed_at = excluded.changed_at"),
        ARGS(DB_I(id.v), DB_I(cx->actor.person.v), DB_T(kind), DB_T(text), DB_I(cx->now)), NULL);
}

enum err participant_add(struct cx *cx, request_id id, person_id person, struct str address,
                         int how)
{
    return db_run(cx->db,
                  SQL("INSERT INTO participant (request_id, person_id, address, how, since) VALUES "
                      "($1, $2, $3, $4, $5)"
                      " ON CONFLICT (request_id, address) DO NOTHING"),
                  ARGS(DB_I(id.v), DB_I(person.v), DB_T(str_lower(cx->arena, address)), DB_I(how),
                       DB_I(cx->now)),
                  NULL);
}

enum err participant_is(struct cx *cx, request_id id, struct str address, bool *is)
{
    int64_t n = 0;
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM participant WHERE request_id = $1 AND address = $2 "
                       "AND ended_at IS NULL"),
                   ARGS(DB_I(id.v), DB_T(str_lower(cx->arena, address))), &n));
    *is = n > 0;
    return OK;
}
