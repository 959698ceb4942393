/* view_count.c: how many requests a filter holds, counted once for each state of the database: the
 * same number answers every page until a request changes, or the time that the filter speaks of. */
#include "desk/view.h"

#include <pthread.h>

enum { slots = 1024 };
static const int64_t time_step = 10 *
                                 USEC_PER_SEC; /* how old the count of a filter with times may be */

struct counted {
    uint64_t key;
    int64_t changes, n;
};
struct view_counts {
    pthread_mutex_t lock;
    struct counted counted[slots];
};

struct view_counts *view_counts_open(void)
{
    struct view_counts *v = heap_alloc((ptrdiff_t)sizeof *v);
    pthread_mutex_init(&v->lock, NULL);
    return v;
}

void view_counts_close(struct view_counts *v)
{
    if (v)
        pthread_mutex_destroy(&v->lock);
    heap_free(v);
}

static uint64_t mix(uint64_t h, const void *bytes, ptrdiff_t n)
{
    for (const unsigned char *p = bytes; n-- > 0; p++)
        h = (h ^ *p) * UINT64_C(0x100000001b3);
    return h;
}

/* The statement and its arguments: two filters that ask the same are the same. Times of now are
 * left out of it by their step. */
static uint64_t key_of(struct cx *cx, const struct view_at *at)
{
    struct str words = filter_format(cx->arena, at->filter);
    uint64_t h = mix(UINT64_C(0xcbf29ce484222325), words.p, words.n);
    int64_t step = filter_is_timeless(at->filter) ? 0 : cx->now / time_step;
    h = mix(h, &cx->actor.person.v, (ptrdiff_t)sizeof cx->actor.person.v);
    return mix(h, &step, (ptrdiff_t)sizeof step);
}

static bool recall(struct view_counts *v, uint64_t key, int64_t changes, int64_t *n)
{
    struct counted *c = &v->counted[key % slots];
    pthread_mutex_lock(&v->lock);
    bool is_known = c->key == key && c->changes == changes;
    if (is_known)
        *n = c->n;
    pthread_mutex_unlock(&v->lock);
    return is_known;
}

static void remember(struct view_counts *v, uint64_t key, int64_t changes, int64_t n)
{
    pthread_mutex_lock(&v->lock);
    v->counted[key % slots] = (struct counted){key, changes, n};
    pthread_mutex_unlock(&v->lock);
}

static enum err count_now(struct cx *cx, const struct view_at *at, int64_t *n)
{
    struct rows r;
    struct sql_builder b;
    request_count_sql(cx, at, &b);
    db_query_built(&r, cx->db, &b);
    *n = rows_next(&r) ? rows_i64(&r) : 0;
    return rows_end(&r);
}

enum err view_count(struct cx *cx, const struct view_at *at, int64_t *n)
{
    struct request_counts counts;
    struct view_counts *v = cx->app->view_counts;
    int64_t changes;
    *n = 0;
    if (at->view == VIEW_COLLEAGUE)
        return count_now(cx, at, n);
    if (at->view == VIEW_ALL)
        return request_count_open(cx, n);
    if (at->view != VIEW_FILTER) {
        TRY(request_counts(cx, &counts));
        *n = request_counts_of(&counts, at->view, at->team);
        return OK;
    }
    if (!v || cx->is_writing)
        return count_now(cx, at, n);
    uint64_t key = key_of(cx, at);
    TRY(request_changes(cx, &changes));
    if (recall(v, key, changes, n))
        return OK;
    TRY(count_now(cx, at, n));
    remember(v, key, changes, *n); /* a change in between: counted too early at worst, and again */
    return OK;
}
