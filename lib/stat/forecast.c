#include "stat/forecast.h"

#include <math.h>

static bool fit_values(const double *v, int n)
{
    for (int i = 0; i < n; i++)
        if (!isfinite(v[i]))
            return false;
    return true;
}

/* Turns the seasons round by one: what was next is now the last. */
static void turn(struct holt_winters *h, double last)
{
    for (int i = 1; i < h->season; i++)
        h->seasonal[i - 1] = h->seasonal[i];
    h->seasonal[h->season - 1] = last;
}

static void follow(struct holt_winters *h, double y)
{
    double season = h->seasonal[0], level = h->level;
    h->level = h->alpha * (y - season) + (1 - h->alpha) * (level + h->trend);
    h->trend = h->beta * (h->level - level) + (1 - h->beta) * h->trend;
    turn(h, h->gamma * (y - h->level) + (1 - h->gamma) * season);
}

enum err holt_winters_fit(struct holt_winters *h, const double *y, int n)
{
    int m = h->season;
    double first = 0, second = 0;
    if (m < 1 || m > FORECAST_SEASON_MOST || n < 2 * m || !fit_values(y, n) ||
        !is_chance(h->alpha) || !is_chance(h->beta) || !is_chance(h->gamma))
        return ERR_INVALID;
    for (int i = 0; i < m; i++) {
        first += y[i];
        second += y[m + i];
    }
    h->level = first / m;
    h->trend = (second - first) / ((double)m * m);
    for (int i = 0; i < m; i++)
        h->seasonal[i] = y[i] - h->level;
    for (int i = m; i < n; i++)
        follow(h, y[i]);
    return OK;
}

double holt_winters_next(const struct holt_winters *h, int ahead)
{
    return h->level + ahead * h->trend + h->seasonal[(ahead - 1) % h->season];
}

enum err wape(const double *y, const double *f, int n, double *out)
{
    double error = 0, sum = 0;
    for (int i = 0; i < n; i++) {
        error += fabs(y[i] - f[i]);
        sum += fabs(y[i]);
    }
    if (!(sum > 0) || !isfinite(error / sum))
        return ERR_INVALID;
    *out = error / sum;
    return OK;
}

enum err mase(struct series past, int season, struct series y, const double *f, double *out)
{
    double naive = 0, error = 0;
    if (season < 1 || past.n <= season || y.n < 1)
        return ERR_INVALID;
    for (int i = season; i < past.n; i++)
        naive += fabs(past.v[i] - past.v[i - season]) / (past.n - season);
    for (int i = 0; i < y.n; i++)
        error += fabs(y.v[i] - f[i]) / y.n;
    if (!(naive > 0) || !isfinite(error / naive))
        return ERR_INVALID;
    *out = error / naive;
    return OK;
}
