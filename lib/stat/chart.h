/* chart.h: is this a change, or only chance? Control charts and run charts.
 * Sources: Shewhart 1931; Western Electric 1956; Wheeler (XmR); Laney 2002 (p′); Anhøj and Olesen
 * 2014 (runs and crossings). */
#ifndef KEPT_STAT_CHART_H
#define KEPT_STAT_CHART_H

#include "stat/special.h"

struct chart_limits {
    double centre, low, high;
    double low_uncut; /* low before it was cut at 0 */
};

/* p_limits: of a share p_bar in samples of n: ± 3√(p̄q̄/n), cut to [0,1]. */
enum err p_limits(double p_bar, double n, struct chart_limits *out) must_use;
struct chart_sample {
    int64_t n, count;
};
/* p_bar: Σ count / Σ n. laney_sigma: how much wider than chance the samples scatter: mean moving
 * range of z over 1.128; multiply the limits' width with it when n is huge. */
enum err p_bar(const struct chart_sample *s, int count, double *out) must_use;
enum err laney_sigma(const struct chart_sample *s, int count, double *out) must_use;

struct xmr {
    struct chart_limits limits; /* of single values: mean ± 2.66 mean moving range; not cut */
    double moving_range, range_limit; /* its mean, and 3.268 times it */
};
/* xmr_of: limits from these values; freeze them over a stable period, then judge what follows. */
enum err xmr_of(const double *x, int n, struct xmr *out) must_use;

/* Western Electric's rules, as bits. One rule more is a false alarm more: all four ring every 92
 * points in control, 1 and 4 every 153, 1 alone every 370. */
enum {
    WE_1 = 1, /* beyond 3σ */
    WE_2 = 2, /* 2 of 3 beyond 2σ on one side, this one among them */
    WE_3 = 4, /* 4 of 5 beyond 1σ on one side, this one among them */
    WE_4 = 8, /* 8 in a row on one side */
    WE_DEFAULT = WE_1 | WE_4
};
/* western_electric: for each z (distance from the centre in σ) the rules it breaks. */
void western_electric(const double *z, int n, unsigned *broken);

/* A run chart needs no σ: the longest run on one side of the median, and how often it is crossed.
 */
struct run_limits {
    int longest_run;      /* longer is a signal */
    int fewest_crossings; /* fewer is a signal */
};
enum err run_limits(int n, struct run_limits *out) must_use; /* n points off the median, n >= 2 */

#endif
