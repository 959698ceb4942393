/* conformal.h: forecasts of waiting that hold as often as they say, and how good they were.
 * Sources: Vovk, Gammerman and Shafer 2005 (split conformal); Gibbs and Candès 2021 (drift, ACI);
 * Koenker and Bassett 1978 (pinball loss). */
#ifndef KEPT_STAT_CONFORMAL_H
#define KEPT_STAT_CONFORMAL_H

#include "stat/special.h"

/* conformal_rank: which smallest of n scores (actual ÷ predicted) is the factor: ⌈(n+1)(1-α)⌉.
 *   errors  ERR_INVALID  beyond n: "we cannot tell yet" */
enum err conformal_rank(int n, double alpha, int *rank) must_use;
/* conformal_factor: that score; `scores` in ascending order. */
enum err conformal_factor(const double *scores, int n, double alpha, double *out) must_use;
/* conformal_drift: the next working α after a forecast that missed or did not: α + γ(target - err).
 */
double conformal_drift(double alpha, double target, double gamma, bool missed);

/* pinball: mean loss of quantile forecasts: τ(y-q)⁺ + (1-τ)(q-y)⁺. coverage: share with y <= q. */
enum err pinball(const double *actual, const double *forecast, int n, double tau,
                 double *out) must_use;
enum err coverage(const double *actual, const double *forecast, int n, double *out) must_use;
/* kept_chance: P(X <= kept) of n forecasts that each hold with chance q: under .05 is an alarm. */
enum err kept_chance(int64_t kept, int64_t n, double q, double *out) must_use;

/* How well chances foretold what happened (y true or not). errors  ERR_INVALID  undefined
 *   auc     chance that a case that happened had the higher score; ties count half
 *   brier   mean squared error; its skill against always saying the base rate */
enum err auc(const double *score, const bool *happened, int n, double *out) must_use;
enum err brier(const double *chance, const bool *happened, int n, double *out,
               double *skill) must_use;
struct calibration_bin {
    double said;         /* mean chance in this bin */
    int64_t happened, n; /* what came of it */
};
/* calibration_error: Σ n|said - seen| / Σ n. */
enum err calibration_error(const struct calibration_bin *bins, int count, double *out) must_use;
/* predictive_values: of a flag: P(case | flag), P(no case | no flag). */
enum err predictive_values(double base, double sensitivity, double specificity, double *positive,
                           double *negative) must_use;

#endif
