#include "stat/convolve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { most_pairs = 1000000 };

static int by_value(const void *x, const void *y)
{
    const struct mass *a = x, *b = y;
    return (a->value > b->value) - (a->value < b->value);
}

/* Sums of the same parts in another order differ in the last bits; they are one value. */
static bool is_same(double a, double b)
{
    return b - a <= 1e-12 * fmax(1, fabs(b));
}

static struct dist tidy(struct mass *m, int n)
{
    int count = 0;
    qsort(m, (size_t)n, sizeof *m, by_value);
    for (int i = 0; i < n; i++) {
        if (count && is_same(m[count - 1].value, m[i].value))
            m[count - 1].chance += m[i].chance;
        else if (m[i].chance > 0)
            m[count++] = m[i];
    }
    return (struct dist){m, count};
}

enum err dist_of(struct arena *a, const struct mass *m, int n, struct dist *out)
{
    double sum = 0;
    if (n < 1)
        return ERR_INVALID;
    for (int i = 0; i < n; i++) {
        if (!(m[i].chance >= 0) || !isfinite(m[i].value))
            return ERR_INVALID;
        sum += m[i].chance;
    }
    if (!(fabs(sum - 1) < 1e-9))
        return ERR_INVALID;
    struct mass *copy = NEWN(a, struct mass, n);
    memcpy(copy, m, (size_t)n * sizeof *m);
    *out = tidy(copy, n);
    return OK;
}

enum err dist_from(struct arena *a, const double *values, int n, struct dist *out)
{
    if (n < 1)
        return ERR_INVALID;
    struct mass *m = NEWN(a, struct mass, n);
    for (int i = 0; i < n; i++)
        m[i] = (struct mass){values[i], 1.0 / n};
    return dist_of(a, m, n, out);
}

enum err dist_sum(struct arena *a, struct dist x, struct dist y, struct dist *out)
{
    if ((int64_t)x.count * y.count > most_pairs)
        return ERR_TOO_LARGE;
    struct mass *m = NEWN(a, struct mass, x.count * y.count);
    int n = 0;
    for (int i = 0; i < x.count; i++)
        for (int k = 0; k < y.count; k++)
            m[n++] = (struct mass){x.mass[i].value + y.mass[k].value,
                                   x.mass[i].chance * y.mass[k].chance};
    *out = tidy(m, n);
    return OK;
}

enum err dist_max(struct arena *a, struct dist x, struct dist y, struct dist *out)
{
    int n = x.count + y.count;
    struct mass *m = NEWN(a, struct mass, n);
    for (int i = 0; i < n; i++)
        m[i].value = i < x.count ? x.mass[i].value : y.mass[i - x.count].value;
    qsort(m, (size_t)n, sizeof *m, by_value);
    double below = 0, by_x = 0, by_y = 0;
    for (int i = 0, ix = 0, iy = 0; i < n; i++) {
        for (; ix < x.count && x.mass[ix].value <= m[i].value; ix++)
            by_x += x.mass[ix].chance;
        for (; iy < y.count && y.mass[iy].value <= m[i].value; iy++)
            by_y += y.mass[iy].chance;
        m[i].chance = fmax(0, by_x * by_y - below);
        below = by_x * by_y;
    }
    *out = tidy(m, n);
    return OK;
}

double dist_mean(struct dist d)
{
    double sum = 0;
    for (int i = 0; i < d.count; i++)
        sum += d.mass[i].value * d.mass[i].chance;
    return sum;
}

double dist_chance(struct dist d, double by)
{
    double sum = 0;
    for (int i = 0; i < d.count && d.mass[i].value <= by; i++)
        sum += d.mass[i].chance;
    return sum;
}

enum err dist_quantile(struct dist d, double q, double *out)
{
    double sum = 0;
    if (!is_chance(q) || d.count < 1)
        return ERR_INVALID;
    for (int i = 0; i < d.count; i++) {
        sum += d.mass[i].chance;
        if (sum >= q - 1e-9 || i == d.count - 1) {
            *out = d.mass[i].value;
            return OK;
        }
    }
    return ERR_INVALID;
}
