#include "chain/chain_odds.h"

#include <stdlib.h>

#include "base/rand.h"

/* One run: when each node is done. */
struct run {
    const struct odds_question *q;
    struct prng chance;
    instant moment; /* of the past that this run takes its times from */
    int helped;     /* a node that is taken as done; -1: none */
    instant done[ODDS_NODES];
};

static int place_of(struct odds_times t, instant at)
{
    int low = 0, high = t.n;
    while (low < high) {
        int mid = low + (high - low) / 2;
        if (t.v[mid].at < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low < t.n ? low : t.n - 1;
}

/* A time from around the moment that is longer than what has gone already. None is: half as long
 * again, as nobody has seen such a one end. */
static int64_t draw(struct run *r, struct odds_times t, int64_t gone)
{
    int near = t.n / 100 > 2 ? t.n / 100 : 2;
    int64_t at = place_of(t, r->moment) + prng_below(&r->chance, 2 * near + 1) - near;
    at = at < 0 ? 0 : at >= t.n ? t.n - 1 : at;
    for (int64_t away = 0; away < t.n; away++) {
        if (at - away >= 0 && t.v[at - away].span > gone)
            return t.v[at - away].span;
        if (at + away < t.n && t.v[at + away].span > gone)
            return t.v[at + away].span;
    }
    return gone > 0 ? gone + gone / 2 : 0;
}

static enum err finish(const struct odds_node *n, instant from, int64_t left, instant *out)
{
    return calendar_add(n->calendar, from, left > 0 ? left : 0, out, NULL);
}

/* Somebody said when: as near to it as those who said so were. */
static enum err end_as_said(struct run *r, const struct odds_node *n, instant from, instant *out)
{
    *out = n->due_at;
    if (n->slip.n >= r->q->least) {
        int64_t left = calendar_between(n->calendar, r->q->now, n->due_at);
        TRY(calendar_add(n->calendar, n->due_at, draw(r, n->slip, -left), out, NULL));
    }
    *out = *out > from ? *out : from;
    return OK;
}

/* What is needed comes first; then the node's own work, as it was after such waits; without such a
 * record, its whole time, but never before what it waits for. */
static enum err end_of(struct run *r, int at)
{
    const struct odds_node *n = &r->q->nodes[at];
    instant ready = 0, *out = &r->done[at];
    bool waits = false;
    if (n->done_at || at == r->helped) {
        *out = n->done_at ? n->done_at : r->q->now;
        return OK;
    }
    for (int i = 0; i < n->need_count; i++) {
        instant need = r->done[n->needs[i]];
        waits = waits || need > r->q->now;
        ready = need > ready ? need : ready;
    }
    instant from = ready > r->q->now ? ready : r->q->now;
    if (n->is_by_hand && n->due_at > r->q->now && at < r->q->count - 1)
        return end_as_said(r, n, from, out);
    if (n->need_count && n->after.n >= r->q->least) {
        int64_t gone = waits ? 0 : n->elapsed_after;
        return finish(n, from, draw(r, n->after, gone) - gone, out);
    }
    if (n->total.n >= r->q->least) {
        TRY(finish(n, r->q->now, draw(r, n->total, n->elapsed) - n->elapsed, out));
        *out = *out > from ? *out : from;
        return OK;
    }
    /* nothing is known but what was promised */
    *out = n->need_count ? from : n->due_at > from ? n->due_at : from;
    return OK;
}

static enum err run_once(struct run *r, uint64_t nth, instant first, instant last)
{
    prng_init(&r->chance, r->q->seed + nth * UINT64_C(0x9e3779b97f4a7c15));
    r->moment = first + (instant)(prng_unit(&r->chance) * (double)(last - first));
    for (int i = 0; i < r->q->count; i++)
        TRY(end_of(r, i));
    return OK;
}

static bool is_known(const struct odds_question *q)
{
    for (int i = 0; i < q->count; i++)
        if (!q->nodes[i].done_at &&
            (q->nodes[i].total.n >= q->least || q->nodes[i].after.n >= q->least ||
             q->nodes[i].slip.n >= q->least))
            return true;
    return false;
}

static void past_of(const struct odds_question *q, instant *first, instant *last)
{
    *first = INT64_MAX;
    *last = INT64_MIN;
    for (int i = 0; i < q->count; i++) {
        const struct odds_times *both[] = {&q->nodes[i].total, &q->nodes[i].after,
                                           &q->nodes[i].slip};
        for (int k = 0; k < 3; k++) {
            if (both[k]->n == 0)
                continue;
            *first = both[k]->v[0].at < *first ? both[k]->v[0].at : *first;
            *last = both[k]->v[both[k]->n - 1].at > *last ? both[k]->v[both[k]->n - 1].at : *last;
        }
    }
    if (*first > *last)
        *first = *last = q->now;
}

/* Which of the needs of the last node was ready last? -1 when all were ready at once, or before
 * now.
 */
static int last_need(const struct run *r)
{
    const struct odds_node *n = &r->q->nodes[r->q->count - 1];
    int worst = -1;
    for (int i = 0; i < n->need_count; i++)
        if (r->done[n->needs[i]] > r->q->now &&
            (worst < 0 || r->done[n->needs[i]] > r->done[n->needs[worst]]))
            worst = i;
    return worst;
}

static int compare(const void *a, const void *b)
{
    const instant *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static enum err share_late(struct run *r, instant first, instant last, int *blamed, instant *ends,
                           double *out)
{
    int place = r->q->count - 1, late = 0;
    for (int i = 0; i < ODDS_RUNS; i++) {
        TRY(run_once(r, (uint64_t)i, first, last));
        if (ends)
            ends[i] = r->done[place];
        if (r->done[place] <= r->q->nodes[place].due_at)
            continue;
        late++;
        if (blamed)
            blamed[last_need(r) + 1]++;
    }
    *out = (double)late / ODDS_RUNS;
    return OK;
}

/* By the promises alone: is something needed promised for later than this is due? */
static void by_promises(const struct odds_question *q, struct odds *out)
{
    const struct odds_node *n = &q->nodes[q->count - 1];
    instant latest = 0;
    for (int i = 0; i < n->need_count; i++) {
        const struct odds_node *need = &q->nodes[n->needs[i]];
        instant ends = need->done_at ? need->done_at : need->due_at;
        if (!need->done_at && ends < q->now)
            ends = q->now;
        if (!need->done_at && ends >= latest) {
            latest = ends;
            out->blame = i;
        }
    }
    out->likely_at = latest > n->due_at ? latest : n->due_at;
    out->is_late = latest > n->due_at || q->now > n->due_at;
    if (!out->is_late)
        out->blame = -1;
}

enum err odds_run(const struct odds_question *q, struct odds *out)
{
    struct run *r = &(struct run){.q = q, .helped = -1};
    const struct odds_node *n = &q->nodes[q->count - 1];
    int blamed[ODDS_LINKS + 1] = {0};
    instant ends[ODDS_RUNS], first, last;
    *out = (struct odds){.chance = -1, .blame = -1};
    by_promises(q, out);
    if (!is_known(q))
        return OK;
    past_of(q, &first, &last);
    TRY(share_late(r, first, last, blamed, ends, &out->chance));
    qsort(ends, ODDS_RUNS, sizeof *ends, compare);
    out->likely_at = ends[ODDS_RUNS * 8 / 10];
    int most = 0;
    for (int i = 1; i <= n->need_count; i++)
        if (blamed[i] > blamed[most])
            most = i;
    out->blame = most - 1;
    out->helped = out->chance;
    if (out->blame < 0 || out->chance == 0)
        return OK;
    r->helped = n->needs[out->blame];
    return share_late(r, first, last, NULL, NULL, &out->helped);
}
