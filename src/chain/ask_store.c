#include "chain/chain.h"

#include "base/vec.h"

#define ASK_COLUMNS                                                                                \
    "a.id, a.outer_id, a.inner_id, a.asker_id, a.asker_team_id, a.service_id, a.service_version,"  \
    " a.needed_at, a.is_gate, a.supplier, a.answers, a.state, a.asked_at, a.ended_at"

static void ask_from_row(struct rows *r, struct ask *a)
{
    a->id.v = rows_i64(r);
    a->outer.v = rows_i64(r);
    a->inner.v = rows_i64(r);
    a->asker.v = rows_i64(r);
    a->asker_team.v = rows_i64(r);
    a->service.v = rows_i64(r);
    a->service_version = rows_i64(r);
    a->needed_at = rows_i64(r);
    a->is_gate = rows_bool(r);
    a->supplier = rows_text(r);
    a->answers = rows_text(r);
    a->state = (enum ask_state)rows_i64(r);
    a->asked_at = rows_i64(r);
    a->ended_at = rows_i64(r);
}

static enum err get_one(struct cx *cx, struct rows *r, struct ask *out)
{
    bool found = rows_next(r);
    if (found)
        ask_from_row(r, out);
    TRY(rows_end(r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "Nothing like this was asked");
}

enum err ask_get(struct cx *cx, ask_id id, struct ask *out)
{
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT " ASK_COLUMNS " FROM ask a WHERE a.id = $1"),
             ARGS(DB_I(id.v)));
    return get_one(cx, &r, out);
}

enum err ask_of_inner(struct cx *cx, request_id inner, struct ask *out)
{
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT " ASK_COLUMNS " FROM ask a WHERE a.inner_id = $1"),
             ARGS(DB_I(inner.v)));
    return get_one(cx, &r, out);
}

enum err ask_list_of(struct cx *cx, request_id outer, struct ask **list, int *count)
{
    VEC(struct ask) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " ASK_COLUMNS " FROM ask a WHERE a.outer_id = $1 ORDER BY a.id"),
             ARGS(DB_I(outer.v)));
    while (rows_next(&r))
        ask_from_row(&r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err ask_returns(struct cx *cx, ask_id id, struct ask_return **list, int *count)
{
    VEC(struct ask_return) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT b.reason, b.words, coalesce(p.name, ''), b.at, b.answered_at FROM "
                 "ask_return b LEFT JOIN person p ON p.id = b.by_id WHERE b.ask_id = $1 ORDER BY "
                 "b.id"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r)) {
        struct ask_return *b = vec_push(cx->arena, &v);
        b->reason = (enum ask_reason)rows_i64(&r);
        b->words = rows_text(&r);
        b->by_name = rows_text(&r);
        b->at = rows_i64(&r);
        b->answered_at = rows_i64(&r);
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err ask_open_count(struct cx *cx, int64_t *n)
{
    *n = 0;
    for (int i = 0; i < cx->actor.team_count; i++) {
        int64_t one;
        TRY(db_get_i64(cx->db,
                       SQL("SELECT count(*) FROM request r JOIN ask a ON a.inner_id = r.id WHERE "
                           "+r.team_id = $1 AND +r.state < 10 AND a.state = 1"),
                       ARGS(DB_I(cx->actor.teams[i].v)), &one));
        *n += one;
    }
    return OK;
}

const char *ask_reason_words(enum ask_reason r)
{
    switch (r) {
    case ASK_MISSING: return WORD("Something that is needed was not said");
    case ASK_WRONG_PLACE: return WORD("Another team or service gives this");
    case ASK_NO_LEAVE: return WORD("Somebody has to agree first");
    case ASK_UNCLEAR: return WORD("It is not clear what is wanted");
    case ASK_TWICE: return WORD("It was asked already");
    case ASK_REASONS: break;
    }
    return WORD("Another reason");
}
