/* forecast.h: how many will come. Holt-Winters with additive seasons, and how a forecast is judged.
 * Sources: Winters 1960; Hyndman and Koehler 2006 (MASE); weighted absolute error, no MAPE: zeros.
 */
#ifndef KEPT_STAT_FORECAST_H
#define KEPT_STAT_FORECAST_H

#include "stat/special.h"

enum { FORECAST_SEASON_MOST = 336 }; /* half hours of a week */

struct holt_winters {
    double alpha, beta, gamma; /* of level, trend, season; each in [0,1] */
    int season;                /* values of one season, 1 to FORECAST_SEASON_MOST */
    double level, trend;
    double seasonal[FORECAST_SEASON_MOST]; /* the next value's first */
};
/* holt_winters_fit: starts from the first two seasons of y, then follows the rest. The caller has
 * set alpha, beta, gamma and season. errors  ERR_INVALID  fewer than two seasons, values that are
 * no numbers */
enum err holt_winters_fit(struct holt_winters *h, const double *y, int n) must_use;
/* holt_winters_next: the value `ahead` (1, 2 …) steps after the last. */
double holt_winters_next(const struct holt_winters *h, int ahead);

/* wape: Σ|y-f| / Σ|y|. mase: mean |y-f| over that of repeating the last season within `past`. */
enum err wape(const double *y, const double *f, int n, double *out) must_use;
struct series {
    const double *v;
    int n;
};
enum err mase(struct series past, int season, struct series y, const double *f,
              double *out) must_use;

#endif
