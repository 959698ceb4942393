/* quantile.h: quantiles of times that were seen, and what may be promised from them.
 * Sources: Hyndman and Fan 1996 (types); Hahn and Meeker 1991, §5 (one-sided tolerance bounds). */
#ifndef KEPT_STAT_QUANTILE_H
#define KEPT_STAT_QUANTILE_H

#include "stat/special.h"

/* x is in ascending order, n >= 1, 0 <= q <= 1, else ERR_INVALID. */

/* quantile_promise: the ⌈q(n+1)⌉-th smallest: of a further value, at least a share q is expected to
 * be no larger. For promises. errors  ERR_INVALID  too few values to say (9 of 10 needs nine) */
enum err quantile_promise(const double *x, int n, double q, double *out) must_use;
/* quantile_type7: between neighbours, as spreadsheets do. For describing. */
enum err quantile_type7(const double *x, int n, double q, double *out) must_use;
/* quantile_inverse: the least value with at least a share q at or below it (type 1). */
enum err quantile_inverse(const double *x, int n, double q, double *out) must_use;

/* tolerance_rank: which smallest of n is at or above the true q-quantile with this confidence: the
 * least r with P(Bin(n,q) <= r-1) >= confidence.
 *   errors  ERR_INVALID  no rank is: promise the next update instead
 * tolerance_least: the least n that has one. 0.9, 0.9: 22. */
enum err tolerance_rank(int64_t n, double q, double confidence, int64_t *rank) must_use;
enum err tolerance_least(double q, double confidence, int64_t *n) must_use;

#endif
