/* promise_sweep.c: time passes: promises become nearly due, and break. */
#include "promises/promise_row.h"

enum { sweep_most = 200 }; /* in one transaction, so that others can write between */

struct sweep {
    request_id due[sweep_most];
    int n;
};

/* Open promises of requests whose clock runs, which are late, or whose request does not yet say how
 * near they are. */
static enum err find_due(struct cx *cx, struct sweep *s)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT p.request_id FROM promise p JOIN request r ON r.id = p.request_id"
                 " WHERE p.state = 1 AND p.due_at < $2 AND r.state = 1 AND (p.due_at < $1"
                 " OR (r.risk = 0 AND r.due_at = p.due_at"
                 "     AND 4 * (p.due_at - $1) < p.due_at - p.made_at))"
                 " ORDER BY p.due_at, p.id LIMIT $3"),
             ARGS(DB_I(cx->now), DB_I(cx->now + 2 * USEC_PER_HOUR), DB_I(sweep_most)));
    s->n = 0;
    while (s->n < sweep_most && rows_next(&r))
        s->due[s->n++].v = rows_i64(&r);
    return rows_end(&r);
}

static enum err judge(struct cx *cx, request_id id)
{
    struct promise_story s;
    struct request r;
    TRY(request_get(cx, id, &r));
    if (r.state != REQUEST_OPEN)
        return OK;
    TRY(promise_story_load(cx, &r, &s));
    TRY(story_settle(&s.story, cx->now));
    return promise_story_save(&s, &r);
}

static enum err judge_all(struct cx *cx, void *arg)
{
    const struct sweep *s = arg;
    for (int i = 0; i < s->n; i++)
        TRY(judge(cx, s->due[i]));
    live_wake(cx, (request_id){0});
    return OK;
}

int promise_sweep(struct cx *cx)
{
    struct sweep *s = NEW(cx->arena, struct sweep);
    if (find_due(cx, s) != OK)
        return -1;
    if (s->n == 0)
        return 0;
    return cx_write(cx, judge_all, s) == OK ? s->n : -1;
}
