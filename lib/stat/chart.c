#include "stat/chart.h"

#include <math.h>

static const double mean_range_of_two = 1.128; /* d₂ for n = 2, to the figures that books print */

enum err p_limits(double p, double n, struct chart_limits *out)
{
    if (!is_chance(p) || !(n > 0))
        return ERR_INVALID;
    double width = 3 * sqrt(p * (1 - p) / n);
    *out = (struct chart_limits){p, fmax(0, p - width), fmin(1, p + width), p - width};
    return OK;
}

enum err p_bar(const struct chart_sample *s, int count, double *out)
{
    double sum = 0, n = 0;
    for (int i = 0; i < count; i++) {
        if (s[i].n < 1 || s[i].count < 0 || s[i].count > s[i].n)
            return ERR_INVALID;
        sum += (double)s[i].count;
        n += (double)s[i].n;
    }
    if (!(n > 0))
        return ERR_INVALID;
    *out = sum / n;
    return OK;
}

enum err laney_sigma(const struct chart_sample *s, int count, double *out)
{
    double mean, last = 0, sum = 0;
    TRY(p_bar(s, count, &mean));
    if (count < 2 || !(mean > 0 && mean < 1))
        return ERR_INVALID;
    for (int i = 0; i < count; i++) {
        double n = (double)s[i].n;
        double z = ((double)s[i].count / n - mean) / sqrt(mean * (1 - mean) / n);
        sum += i ? fabs(z - last) : 0;
        last = z;
    }
    *out = sum / (count - 1) / mean_range_of_two;
    return OK;
}

enum err xmr_of(const double *x, int n, struct xmr *out)
{
    double sum = 0, ranges = 0;
    if (n < 2)
        return ERR_INVALID;
    for (int i = 0; i < n; i++) {
        sum += x[i];
        ranges += i ? fabs(x[i] - x[i - 1]) : 0;
    }
    double mean = sum / n, range = ranges / (n - 1);
    if (!isfinite(mean) || !isfinite(range))
        return ERR_INVALID;
    out->limits = (struct chart_limits){mean, mean - 2.66 * range, mean + 2.66 * range,
                                        mean - 2.66 * range};
    out->moving_range = range;
    out->range_limit = 3.268 * range;
    return OK;
}

/* How many of the last `of` points up to i lie beyond `sigma` on the given side. */
static int beyond(const double *z, int i, int of, double sigma, int side)
{
    int count = 0;
    for (int k = i; k >= 0 && k > i - of; k--)
        count += z[k] * side > sigma;
    return count;
}

static unsigned rules_of(const double *z, int i, int side)
{
    unsigned broken = 0;
    if (z[i] * side > 3)
        broken |= WE_1;
    if (z[i] * side > 2 && beyond(z, i, 3, 2, side) >= 2)
        broken |= WE_2;
    if (z[i] * side > 1 && beyond(z, i, 5, 1, side) >= 4)
        broken |= WE_3;
    if (beyond(z, i, 8, 0, side) == 8)
        broken |= WE_4;
    return broken;
}

void western_electric(const double *z, int n, unsigned *broken)
{
    for (int i = 0; i < n; i++)
        broken[i] = rules_of(z, i, 1) | rules_of(z, i, -1);
}

enum err run_limits(int n, struct run_limits *out)
{
    if (n < 2)
        return ERR_INVALID;
    out->longest_run = (int)lround(log2(n) + 3);
    out->fewest_crossings = (int)binomial_quantile(0.05, n - 1, 0.5);
    return OK;
}
