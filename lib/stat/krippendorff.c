/* Krippendorff's α over a table of coincidences: how often value c stands beside value k in a unit.
 */
#include <math.h>
#include <stdlib.h>

#include "stat/agreement.h"

struct coincidences {
    const double *values; /* distinct, ascending */
    int count;
    double *cells; /* count × count */
    double *sums;  /* of rows */
    double total;
};

enum { most_values = 2000 }; /* 32 MB of cells; ratings have ten */

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static int distinct(double *v, int n)
{
    int count = 0;
    qsort(v, (size_t)n, sizeof *v, by_value);
    for (int i = 0; i < n; i++)
        if (!count || v[count - 1] < v[i])
            v[count++] = v[i];
    return count;
}

static int index_of(const struct coincidences *c, double value)
{
    const double *at = bsearch(&value, c->values, (size_t)c->count, sizeof value, by_value);
    return (int)(at - c->values);
}

/* All values of one unit, pair by pair; each pair weighs 1/(m-1), m values in the unit. */
static void add_unit(struct coincidences *c, const int *unit, int m)
{
    for (int i = 0; i < m; i++)
        for (int k = 0; k < m; k++)
            if (i != k)
                c->cells[unit[i] * c->count + unit[k]] += 1.0 / (m - 1);
}

static void sum_up(struct coincidences *c)
{
    for (int i = 0; i < c->count; i++)
        for (int k = 0; k < c->count; k++) {
            c->sums[i] += c->cells[i * c->count + k];
            c->total += c->cells[i * c->count + k];
        }
}

/* Square of the distance between values i < k. `between` is the sum of rows i to k. */
static double distance(const struct coincidences *c, enum alpha_level level, int i, int k,
                       double between)
{
    double a = c->values[i], b = c->values[k], d = 1;
    switch (level) {
    case ALPHA_NOMINAL: break;
    case ALPHA_ORDINAL: d = between - (c->sums[i] + c->sums[k]) / 2; break;
    case ALPHA_INTERVAL: d = a - b; break;
    case ALPHA_RATIO: d = a + b < 0 || a + b > 0 ? (a - b) / (a + b) : 0; break;
    }
    return d * d;
}

static enum err alpha_of(const struct coincidences *c, enum alpha_level level, double *out)
{
    double seen = 0, by_chance = 0;
    for (int i = 0; i < c->count; i++) {
        double between = c->sums[i];
        for (int k = i + 1; k < c->count; k++) {
            between += c->sums[k];
            double d = distance(c, level, i, k, between);
            seen += c->cells[i * c->count + k] * d;
            by_chance += c->sums[i] * c->sums[k] * d;
        }
    }
    if (!(by_chance > 0) || !isfinite(by_chance))
        return ERR_INVALID;
    *out = 1 - (c->total - 1) * seen / by_chance;
    return OK;
}

enum err krippendorff_alpha(struct arena *scratch, const double *values, int judges, int units,
                            enum alpha_level level, double *out)
{
    struct coincidences c = {0};
    if (judges < 1 || units < 1 || judges > INT32_MAX / units)
        return ERR_INVALID;
    int size = judges * units, n = 0;
    double *all = NEWN(scratch, double, size);
    int *unit = NEWN(scratch, int, judges);
    for (int i = 0; i < size; i++) {
        if (isinf(values[i]))
            return ERR_INVALID;
        if (!isnan(values[i]))
            all[n++] = values[i];
    }
    c.values = all;
    c.count = distinct(all, n);
    if (c.count > most_values)
        return ERR_TOO_LARGE;
    ptrdiff_t cells = (ptrdiff_t)c.count * c.count;
    c.cells = NEWN(scratch, double, cells);
    c.sums = NEWN(scratch, double, c.count);
    for (int u = 0; u < units; u++) {
        int m = 0;
        for (int j = 0; j < judges; j++)
            if (!isnan(values[j * units + u]))
                unit[m++] = index_of(&c, values[j * units + u]);
        if (m > 1)
            add_unit(&c, unit, m);
    }
    sum_up(&c);
    return alpha_of(&c, level, out);
}
