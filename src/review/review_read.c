/* review_read.c: what there is to learn of a request, read once it is solved. */
#include "base/limits.h"
#include "promises/pages.h"
#include "review/review.h"

struct lesson {
    const struct request *request;
    struct split split;
    struct promise_story story;
    int64_t late, contacts, hand_offs, bounces, reopened;
};

static enum err read_events(struct cx *cx, struct lesson *l)
{
    struct event *events;
    int count;
    int64_t had[64] = {l->story.before_count ? l->story.before[0].team.v : 0}; /* first asked */
    int had_count = 1;
    TRY(request_events(cx, l->request->id, &events, &count));
    for (int i = 0; i < count; i++) {
        const struct event *e = &events[i];
        l->contacts += e->kind == EVENT_MESSAGE_RECEIVED;
        l->reopened += e->kind == EVENT_REQUEST_REOPENED;
        if (e->kind != EVENT_REQUEST_MOVED)
            continue;
        l->hand_offs++;
        for (int k = 0; k < had_count; k++)
            if (had[k] == e->object) {
                l->bounces++;
                break;
            }
        if (had_count < COUNT(had))
            had[had_count++] = e->object;
    }
    return OK;
}

static enum err read_lateness(struct cx *cx, struct lesson *l)
{
    struct promise *list;
    int count;
    TRY(promise_list(cx, l->request->id, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].kind == PROMISE_RESOLVE && list[i].state == PROMISE_BROKEN &&
            list[i].done_at > list[i].due_at && list[i].done_at - list[i].due_at > l->late)
            l->late = list[i].done_at - list[i].due_at;
    return OK;
}

static enum err store_share(struct cx *cx, const struct lesson *l, const struct share *s,
                            int64_t ours)
{
    const struct request *r = l->request;
    bool is_ours = s->kind != SHARE_CUSTOMER;
    int64_t late = is_ours && ours ? (int64_t)((double)l->late * (double)s->amount / (double)ours)
                                   : 0;
    struct str name = S("");
    if (s->kind == SHARE_SUPPLIER && s->id > 0 && s->id <= l->story.supplier_count)
        name = l->story.suppliers[s->id - 1];
    return db_run(cx->db,
                  SQL("INSERT INTO review_share (request_id, kind, id, name, amount, late, "
                      "service_id, solved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT "
                      "(request_id, kind, id, name) DO UPDATE SET amount = review_share.amount + "
                      "$5, late = review_share.late + $6"),
                  ARGS(DB_I(r->id.v), DB_I(s->kind), DB_I(s->kind == SHARE_SUPPLIER ? 0 : s->id),
                       DB_T(name), DB_I(s->amount), DB_I(late), DB_I(r->service.v),
                       DB_I(r->solved_at)),
                  NULL);
}

static enum err store(struct cx *cx, const struct lesson *l)
{
    const struct request *r = l->request;
    int64_t ours = 0;
    TRY(db_run(cx->db, SQL("DELETE FROM review_share WHERE request_id = $1"), ARGS(DB_I(r->id.v)),
               NULL));
    TRY(db_run(cx->db,
               SQL("INSERT INTO review_request (request_id, service_id, solved_at, wall, late, "
                   "contacts, hand_offs, bounces, reopened) VALUES ($1, $2, $3, $4, $5, $6, $7, "
                   "$8, $9) ON CONFLICT (request_id) DO UPDATE SET service_id = $2, solved_at = "
                   "$3, wall = $4, late = $5, contacts = $6, hand_offs = $7, bounces = $8, "
                   "reopened = $9"),
               ARGS(DB_I(r->id.v), DB_I(r->service.v), DB_I(r->solved_at),
                    DB_I(r->solved_at - r->opened_at), DB_I(l->late), DB_I(l->contacts),
                    DB_I(l->hand_offs), DB_I(l->bounces), DB_I(l->reopened)),
               NULL));
    for (ptrdiff_t i = 0; i < l->split.shares.n; i++)
        if (l->split.shares.v[i].kind != SHARE_CUSTOMER)
            ours += l->split.shares.v[i].amount;
    for (ptrdiff_t i = 0; i < l->split.shares.n; i++)
        TRY(store_share(cx, l, &l->split.shares.v[i], ours));
    return OK;
}

/* One whose events do not replay (it was imported) teaches nothing, and stops nobody. */
static enum err read_one(struct cx *cx, request_id id)
{
    struct request r;
    TRY(request_get(cx, id, &r));
    struct lesson l = {.request = &r};
    if (r.state != REQUEST_SOLVED || r.solved_at <= r.opened_at)
        return OK;
    struct fault before = cx->fault;
    if (promise_split_of(cx, &r, false, &l.story, &l.split) != OK) {
        cx->fault = before;
        return OK;
    }
    TRY(read_events(cx, &l));
    TRY(read_lateness(cx, &l));
    return store(cx, &l);
}

struct batch {
    request_id ids[REVIEW_BATCH];
    instant solved[REVIEW_BATCH];
    int count;
};

static enum err next_batch(struct cx *cx, struct batch *b)
{
    struct rows r;
    instant after = 0;
    int64_t last = 0;
    db_query(&r, cx->db, SQL("SELECT solved_at, request_id FROM review_cursor WHERE id = 1"),
             NO_ARGS);
    while (rows_next(&r)) {
        after = rows_i64(&r);
        last = rows_i64(&r);
    }
    TRY(rows_end(&r));
    b->count = 0;
    db_query(
        &r, cx->db,
        SQL("SELECT id, solved_at FROM request WHERE solved_at IS NOT NULL AND (solved_at > $1 "
            "OR (solved_at = $1 AND id > $2)) AND solved_at >= $1 ORDER BY solved_at, id "
            "LIMIT $3"),
        ARGS(DB_I(after), DB_I(last), DB_I(REVIEW_BATCH)));
    while (rows_next(&r)) {
        b->ids[b->count].v = rows_i64(&r);
        b->solved[b->count++] = rows_i64(&r);
    }
    return rows_end(&r);
}

static enum err read_batch(struct cx *cx, void *arg)
{
    struct batch *b = arg;
    TRY(next_batch(cx, b));
    if (b->count == 0)
        return OK;
    for (int i = 0; i < b->count; i++)
        TRY(read_one(cx, b->ids[i]));
    return db_run(cx->db,
                  SQL("INSERT INTO review_cursor (id, solved_at, request_id) VALUES (1, $1, $2) ON "
                      "CONFLICT (id) DO UPDATE SET solved_at = $1, request_id = $2"),
                  ARGS(DB_I(b->solved[b->count - 1]), DB_I(b->ids[b->count - 1].v)), NULL);
}

int review_job(struct cx *cx)
{
    struct batch b;
    if (next_batch(cx, &b) != OK)
        return -1;
    if (b.count == 0)
        return 0;
    return cx_write(cx, read_batch, &b) == OK ? b.count : -1;
}
