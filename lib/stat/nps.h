/* nps.h: net promoter score, and other answers on a scale.
 * Sources: Rocks 2016 (adjusted Wald, best of those that MeasuringU tested); Student 1908. */
#ifndef KEPT_STAT_NPS_H
#define KEPT_STAT_NPS_H

#include "stat/special.h"

struct nps_answers {
    int64_t promoters, passives, detractors; /* 9–10, 7–8, 0–6 */
};
struct nps {
    double score;          /* -100 … 100 */
    double se;             /* of the score, in points */
    double adjusted;       /* the middle of the interval: n + 3, three quarters at each end */
    struct range interval; /* around it, cut at ±100 */
};
/* nps_of: errors  ERR_INVALID  no answers, negative numbers */
enum err nps_of(struct nps_answers a, double level, struct nps *out) must_use;
/* nps_change: a - b in points, its standard error and z; |z| < 1.96 is no change. */
enum err nps_change(struct nps_answers a, struct nps_answers b, double *points, double *se,
                    double *z) must_use;
/* nps_size: answers needed for ± `points`, at a variance of `variance` (0.7 is usual). */
enum err nps_size(double points, double variance, double level, double *out) must_use;

struct mean {
    double mean, sd;
    struct range interval; /* mean ± t·s/√n */
};
/* mean_of: errors  ERR_INVALID  fewer than two values, or one that is no number */
enum err mean_of(const double *x, int n, double level, struct mean *out) must_use;

/* correlation_range: the interval of a correlation r seen in n pairs (Fisher's z). n > 3, |r| < 1.
 */
enum err correlation_range(double r, int64_t n, double level, struct range *out) must_use;
/* cronbach: reliability of a scale; `rows` answers × `items`, row by row.
 *   errors  ERR_INVALID  fewer than two of either; all rows have the same sum */
enum err cronbach(const double *answers, int rows, int items, double *out) must_use;
/* spearman_brown: reliability of k raters from that of one. */
enum err spearman_brown(double r, double k, double *out) must_use;

#endif
