/* convolve.h: times that follow each other, or all must be over: chains of promises.
 * Sequence = convolution; join = product of the distribution functions; both for independent parts
 * only: shared ancestors are conditioned on by the caller. */
#ifndef KEPT_STAT_CONVOLVE_H
#define KEPT_STAT_CONVOLVE_H

#include "base/arena.h"
#include "stat/special.h"

struct mass {
    double value, chance;
};
/* Values ascending and distinct, chances that add up to 1. */
struct dist {
    const struct mass *mass;
    int count;
};

/* dist_of: from masses in any order; equal values are added.
 *   errors  ERR_INVALID  none, a chance below 0, a sum that is not 1 (to 1e-9) */
enum err dist_of(struct arena *a, const struct mass *m, int n, struct dist *out) must_use;
/* dist_from: each of n values seen equally likely. */
enum err dist_from(struct arena *a, const double *values, int n, struct dist *out) must_use;
/* dist_sum: one after the other. dist_max: when both are over.
 *   errors  ERR_TOO_LARGE  over a million pairs of values: round them first */
enum err dist_sum(struct arena *a, struct dist x, struct dist y, struct dist *out) must_use;
enum err dist_max(struct arena *a, struct dist x, struct dist y, struct dist *out) must_use;

double dist_mean(struct dist d);
double dist_chance(struct dist d, double by); /* P(X <= by) */
enum err dist_quantile(struct dist d, double q, double *out) must_use;

#endif
