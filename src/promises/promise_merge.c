/* promise_merge.c: what was promised goes along when requests become one, and comes back when they
 * part. The person is owed one answer then, not two: of two that the team's policy made, the sooner
 * one stands. */
#include "promises/promise_row.h"

static const struct str merged = {"merged", 6}; /* the reason of those that gave way */

static enum err carry(struct cx *cx, request_id from, request_id into)
{
    struct promise *list;
    int count;
    TRY(promise_list(cx, from, &list, &count));
    for (int i = 0; i < count; i++) {
        if (!promise_is_pending(&list[i]))
            continue;
        TRY(db_run(cx->db, SQL("UPDATE promise SET request_id = $2 WHERE id = $1"),
                   ARGS(DB_I(list[i].id.v), DB_I(into.v)), NULL));
        TRY(db_run(cx->db,
                   SQL("INSERT INTO merged_promise (request_id, promise_id) VALUES ($1, $2)"
                       " ON CONFLICT DO NOTHING"),
                   ARGS(DB_I(from.v), DB_I(list[i].id.v)), NULL));
    }
    return OK;
}

static bool is_policy(const struct promise *p)
{
    return p->state == PROMISE_OPEN && p->basis == BASIS_POLICY;
}

/* Is there another of its kind that is due sooner (or as soon, and older)? */
static bool gives_way(const struct promise *p, const struct promise *list, int count)
{
    for (int i = 0; i < count; i++)
        if (list[i].id.v != p->id.v && list[i].kind == p->kind && is_policy(&list[i]) &&
            (list[i].due_at < p->due_at || (list[i].due_at == p->due_at && list[i].id.v < p->id.v)))
            return true;
    return false;
}

enum err promises_merge(struct cx *cx, struct request *from, request_id into_id)
{
    struct request into;
    struct promise *list;
    int count;
    TRY(carry(cx, from->id, into_id));
    TRY(promise_refresh(cx, from));
    TRY(request_get(cx, into_id, &into));
    TRY(promise_list(cx, into_id, &list, &count));
    for (int i = 0; i < count; i++)
        if (is_policy(&list[i]) && gives_way(&list[i], list, count))
            TRY(promise_withdraw(cx, &into, &list[i], merged));
    TRY(request_get(cx, into_id, &into));
    return promise_refresh(cx, &into);
}

/* Those that gave way stand again, unless another of their kind was made meanwhile. */
static enum err stand_again(struct cx *cx, struct request *r)
{
    struct promise *list;
    int count;
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++) {
        struct promise *p = &list[i];
        bool has_other = false;
        for (int k = 0; k < count; k++)
            has_other |= list[k].kind == p->kind && promise_is_pending(&list[k]);
        if (p->state != PROMISE_WITHDRAWN || !str_eq(p->reason, merged) || has_other ||
            p->due_at <= cx->now)
            continue;
        p->state = PROMISE_OPEN;
        p->ended_at = 0;
        p->reason = S("");
        TRY(promise_store(cx, p));
    }
    return promise_refresh(cx, r);
}

enum err promises_part(struct cx *cx, struct request *from, request_id into_id)
{
    struct request into;
    TRY(db_run(cx->db,
               SQL("UPDATE promise SET request_id = $1 WHERE id IN"
                   " (SELECT promise_id FROM merged_promise WHERE request_id = $1)"),
               ARGS(DB_I(from->id.v)), NULL));
    TRY(db_run(cx->db, SQL("DELETE FROM merged_promise WHERE request_id = $1"),
               ARGS(DB_I(from->id.v)), NULL));
    TRY(stand_again(cx, from));
    TRY(request_get(cx, into_id, &into));
    return stand_again(cx, &into);
}
