/* hindsight.c: what was foretold of promises, held against what came of them. */
#include <math.h>
#include <stdlib.h>

#include "base/vec.h"
#include "chain/chain_pages.h"
#include "stat/conformal.h"
#include "stat/proportion.h"

enum { rows_most = 50000, promises_most = 5000 };

/* One promise, with what was said of it at half of its time. */
struct foretold {
    int64_t promise;
    instant made_at, due_at, warned_at; /* 0: nobody was warned before it was due */
    double chance;                      /* below 0: nothing was said by then */
    bool is_broken;
};
typedef VEC(struct foretold) foretold_list;

/* chance -2: by the promises alone it could not be kept; -1: nothing was known. */
static double said(double chance)
{
    return chance <= -2 ? 1 : chance;
}

static enum err load(struct cx *cx, foretold_list *list)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT f.promise_id, f.at, f.chance, f.is_warning, p.made_at, p.due_at, p.state "
                 "FROM chain_forecast f JOIN promise p ON p.id = f.promise_id WHERE p.state IN (2, "
                 "4) ORDER BY f.promise_id DESC, f.id LIMIT $1"),
             ARGS(DB_I(rows_most)));
    while (rows_next(&r)) {
        int64_t promise = rows_i64(&r);
        instant at = rows_i64(&r);
        double chance = said(rows_f64(&r));
        bool warns = rows_bool(&r);
        struct foretold *f = list->n ? &list->v[list->n - 1] : NULL;
        if (!f || f->promise != promise) {
            f = vec_push(cx->arena, list);
            *f = (struct foretold){.promise = promise, .chance = -1};
        }
        f->made_at = rows_i64(&r);
        f->due_at = rows_i64(&r);
        f->is_broken = rows_i64(&r) == PROMISE_BROKEN;
        if (at <= f->made_at + (f->due_at - f->made_at) / 2 || f->chance < 0)
            f->chance = chance >= 0 ? chance : f->chance;
        if (warns && at < f->due_at && f->warned_at == 0)
            f->warned_at = at;
    }
    return rows_end(&r);
}

static int compare(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void fill_bins(const foretold_list *list, struct back_test *t)
{
    static const int edges[] = {0, 10, 25, 50, 75, 101};
    struct calibration_bin bins[5] = {0};
    double sums[5] = {0};
    for (ptrdiff_t i = 0; i < list->n; i++)
        for (int b = 0; b < 5 && list->v[i].chance >= 0; b++)
            if (list->v[i].chance * 100 >= edges[b] && list->v[i].chance * 100 < edges[b + 1]) {
                bins[b].n++;
                bins[b].happened += list->v[i].is_broken;
                sums[b] += list->v[i].chance;
            }
    for (int b = 0; b < 5; b++) {
        struct range range = {0, 1};
        if (bins[b].n == 0)
            continue;
        bins[b].said = sums[b] / (double)bins[b].n;
        if (wilson(bins[b].happened, bins[b].n, 0.95, &range) != OK)
            continue;
        t->bins[t->bin_count++] = (struct back_test_bin){.from = edges[b],
                                                         .to = edges[b + 1] > 100 ? 100
                                                                                  : edges[b + 1],
                                                         .said = (int)(bins[b].said * 100 + 0.5),
                                                         .happened = (int)bins[b].happened,
                                                         .n = (int)bins[b].n,
                                                         .low = (int)(range.low * 100),
                                                         .high = (int)(range.high * 100 + 0.99)};
    }
    if (calibration_error(bins, 5, &t->calibration) != OK)
        t->calibration = 0;
}

static void fill_warnings(struct cx *cx, const foretold_list *list, struct back_test *t)
{
    int64_t *leads = NEWN(cx->arena, int64_t, list->n);
    int n = 0;
    for (ptrdiff_t i = 0; i < list->n; i++) {
        if (list->v[i].warned_at == 0)
            continue;
        t->warned++;
        t->hits += list->v[i].is_broken;
        leads[n++] = list->v[i].due_at - list->v[i].warned_at;
    }
    qsort(leads, (size_t)n, sizeof *leads, compare);
    t->lead = n ? leads[n / 2] : 0;
}

enum err back_test_load(struct cx *cx, struct back_test *t)
{
    foretold_list list = {0};
    *t = (struct back_test){0};
    TRY(load(cx, &list));
    if (list.n > promises_most)
        list.n = promises_most;
    double *chance = NEWN(cx->arena, double, list.n);
    bool *broken = NEWN(cx->arena, bool, list.n);
    int n = 0;
    for (ptrdiff_t i = 0; i < list.n; i++) {
        t->broken += list.v[i].is_broken;
        if (list.v[i].chance < 0)
            continue;
        chance[n] = list.v[i].chance;
        broken[n++] = list.v[i].is_broken;
    }
    t->promises = (int)list.n;
    if (n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL, "Nothing was foretold and has ended yet");
    if (brier(chance, broken, n, &t->brier, &t->skill) != OK) {
        double sum = 0; /* all ended alike: there is no base rate to be better than */
        for (int i = 0; i < n; i++)
            sum += (chance[i] - broken[i]) * (chance[i] - broken[i]);
        t->brier = sum / n;
        t->skill = NAN;
    }
    fill_bins(&list, t);
    fill_warnings(cx, &list, t);
    return OK;
}

enum err chain_back_test(struct cx *cx, struct buf *out)
{
    struct back_test *t = NEW(cx->arena, struct back_test);
    enum err err = back_test_load(cx, t);
    if (err == ERR_NOT_FOUND) {
        buf_addf(out, "risk: nothing was foretold and has ended yet\n");
        return OK;
    }
    TRY(err);
    buf_addf(out, "risk: %d promises that rested on others have ended, %d broken\n", t->promises,
             t->broken);
    buf_addf(out, "Brier score %.4f", t->brier);
    if (!isnan(t->skill))
        buf_addf(out, ", skill %.3f", t->skill);
    buf_addf(out, "; calibration error %.3f\n", t->calibration);
    for (int i = 0; i < t->bin_count; i++)
        buf_addf(out, "said %3d to %3d %% (mean %d %%): broken %d of %d, 95 %% %d to %d %%\n",
                 t->bins[i].from, t->bins[i].to, t->bins[i].said, t->bins[i].happened, t->bins[i].n,
                 t->bins[i].low, t->bins[i].high);
    buf_addf(out, "warned of %d, %d of them broken; half with %lld min or more to go\n", t->warned,
             t->hits, (long long)(t->lead / USEC_PER_MIN));
    return OK;
}

/* Every open ask has an open request behind it, and every judged request still waits for one. */
enum err chain_check(struct cx *cx, struct buf *report)
{
    struct rows r;
    db_query(
        &r, cx->db,
        SQL("SELECT a.id FROM ask a JOIN request r ON r.id = a.inner_id WHERE (a.state = 1) <> "
            "(r.state < 10) ORDER BY a.id LIMIT 100"),
        NO_ARGS);
    while (rows_next(&r))
        buf_addf(report, "ask %lld does not stand as its request does\n", (long long)rows_i64(&r));
    TRY(rows_end(&r));
    db_query(&r, cx->db,
             SQL("SELECT c.request_id FROM chain_risk c LEFT JOIN ask a ON a.outer_id = "
                 "c.request_id WHERE a.id IS NULL ORDER BY c.request_id LIMIT 100"),
             NO_ARGS);
    while (rows_next(&r))
        buf_addf(report, "request %lld has odds and waits for nothing\n", (long long)rows_i64(&r));
    return rows_end(&r);
}
