#include "stat/quantile.h"

#include <math.h>

/* q(n+1) may be whole but for the last bit of a double; then it is whole. */
static double ceiling(double x)
{
    return ceil(x - 1e-9);
}

static bool is_fit(const double *x, int n, double q)
{
    if (n < 1 || !is_chance(q) || !isfinite(x[0]) || !isfinite(x[n - 1]))
        return false;
    for (int i = 1; i < n; i++)
        if (!(x[i - 1] <= x[i]))
            return false;
    return true;
}

enum err quantile_promise(const double *x, int n, double q, double *out)
{
    if (!is_fit(x, n, q))
        return ERR_INVALID;
    double rank = ceiling(q * (n + 1.0));
    if (rank > n)
        return ERR_INVALID;
    *out = x[rank < 1 ? 0 : (int)rank - 1];
    return OK;
}

enum err quantile_type7(const double *x, int n, double q, double *out)
{
    if (!is_fit(x, n, q))
        return ERR_INVALID;
    double at = q * (n - 1.0);
    int below = (int)floor(at + 1e-12);
    double part = at - below;
    *out = below + 1 < n && part > 0 ? x[below] + part * (x[below + 1] - x[below]) : x[below];
    return OK;
}

enum err quantile_inverse(const double *x, int n, double q, double *out)
{
    if (!is_fit(x, n, q))
        return ERR_INVALID;
    double rank = ceiling(q * (double)n);
    *out = x[rank < 1 ? 0 : (int)rank - 1];
    return OK;
}

enum err tolerance_rank(int64_t n, double q, double confidence, int64_t *rank)
{
    if (n < 1 || !(q > 0 && q < 1) || !(confidence > 0 && confidence < 1))
        return ERR_INVALID;
    int64_t r = binomial_quantile(confidence, n, q) + 1;
    if (r > n)
        return ERR_INVALID;
    *rank = r;
    return OK;
}

enum err tolerance_least(double q, double confidence, int64_t *n)
{
    if (!(q > 0 && q < 1) || !(confidence > 0 && confidence < 1))
        return ERR_INVALID;
    *n = (int64_t)ceiling(log(1 - confidence) / log(q)); /* 1 - q^n >= confidence */
    return OK;
}
