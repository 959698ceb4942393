/* proportion.h: a share of n, as honest as n allows.
 * Sources: Wilson 1927; Newcombe 1998 (intervals and differences); Clopper and Pearson 1934;
 * Agresti and Coull 1998; Cochran 1977 (sample sizes, strata). */
#ifndef KEPT_STAT_PROPORTION_H
#define KEPT_STAT_PROPORTION_H

#include "stat/special.h"

/* All intervals: `count` of `n`, 0 <= count <= n; `level` in (0,1), 0.95 as a rule.
 *   errors  ERR_INVALID  otherwise. n = 0 is allowed in wilson: [0,1], to be printed as "–" */
enum err wilson(int64_t count, int64_t n, double level, struct range *out) must_use;
/* wilson_cc: with continuity correction: wider, never too narrow. */
enum err wilson_cc(int64_t count, int64_t n, double level, struct range *out) must_use;
enum err clopper_pearson(int64_t count, int64_t n, double level, struct range *out) must_use;
enum err agresti_coull(int64_t count, int64_t n, double level, struct range *out) must_use;

struct share {
    int64_t count, n;
};
/* newcombe: a - b and its interval (Newcombe 1998, method 10).
 *   errors  ERR_INVALID  one of them is of nothing */
enum err newcombe(struct share a, struct share b, double level, double *difference,
                  struct range *out) must_use;

/* sample_size: how many of `population` to draw (0: without end), so that a share near p is known
 * within ± error. */
enum err sample_size(double p, double error, double level, int64_t population,
                     double *out) must_use;

/* shrunk: a small share drawn towards its team's mean: (μs + x)/(s + n), and its sd. */
enum err shrunk(struct share x, double mean, double strength, double *out, double *sd) must_use;

/* One stratum: `size` in all, `n` drawn (>= 2), of which `count`. */
struct stratum {
    int64_t size, n, count;
};
enum err stratified(const struct stratum *s, int count, double *share, double *se) must_use;
/* kish: the worth of weighted answers, (Σw)²/Σw², as a number of unweighted ones. */
enum err kish(const double *weights, int count, double *out) must_use;

#endif
