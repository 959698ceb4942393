#include "stat/erlang.h"

#include <math.h>

static bool is_fit(double traffic, int64_t n)
{
    return traffic >= 0 && isfinite(traffic) && n >= 0;
}

/* 1/B by its recursion, upward in n: nothing cancels, nothing overflows but to infinity. */
static double inverse_b(double traffic, int64_t n)
{
    double inverse = 1;
    for (int64_t k = 1; k <= n && isfinite(inverse); k++)
        inverse = 1 + inverse * (double)k / traffic;
    return inverse;
}

enum err erlang_b(double traffic, int64_t n, double *blocked)
{
    if (!is_fit(traffic, n))
        return ERR_INVALID;
    *blocked = traffic > 0 ? 1 / inverse_b(traffic, n) : n == 0;
    return OK;
}

static double c_from_b(double b, double traffic, int64_t n)
{
    double busy = traffic / (double)n;
    return b / (1 - busy * (1 - b));
}

enum err erlang_c(double traffic, int64_t n, double *waits)
{
    double b;
    TRY(erlang_b(traffic, n, &b));
    *waits = traffic >= (double)n ? traffic > 0 : c_from_b(b, traffic, n);
    return OK;
}

static enum err fit_desk(struct desk d)
{
    bool is_stable = is_fit(d.traffic, d.n) && d.traffic < (double)d.n;
    return is_stable && d.handling > 0 && isfinite(d.handling) ? OK : ERR_INVALID;
}

enum err desk_state(struct desk d, struct desk_state *out)
{
    TRY(fit_desk(d));
    TRY(erlang_c(d.traffic, d.n, &out->waits));
    double spare = (double)d.n - d.traffic;
    out->mean_wait = out->waits * d.handling / spare;
    out->queue = out->waits * d.traffic / spare;
    out->occupancy = d.traffic / (double)d.n;
    return OK;
}

enum err desk_served(struct desk d, double t, double *share)
{
    double waits;
    if (!is_fit(d.traffic, d.n) || !(d.handling > 0) || isinf(d.handling) || !(t >= 0))
        return ERR_INVALID;
    TRY(erlang_c(d.traffic, d.n, &waits));
    double spare = (double)d.n - d.traffic;
    *share = spare > 0 ? 1 - waits * exp(-spare * t / d.handling) : d.traffic <= 0;
    return OK;
}

enum err desk_wait(struct desk d, double q, double *t)
{
    double waits;
    TRY(fit_desk(d));
    if (!(q >= 0 && q < 1))
        return ERR_INVALID;
    TRY(erlang_c(d.traffic, d.n, &waits));
    *t = waits > 1 - q ? d.handling / ((double)d.n - d.traffic) * log(waits / (1 - q)) : 0;
    return OK;
}

/* Does n people, of whom a share b of the traffic would find nobody, do? */
static bool is_enough(struct desk d, double b, const struct desk_goal *g)
{
    if (g->blocked > 0 && b > g->blocked)
        return false;
    if (g->share <= 0 && g->mean_wait <= 0 && g->occupancy <= 0)
        return true;
    double spare = (double)d.n - d.traffic;
    if (!(spare > 0))
        return false;
    double waits = c_from_b(b, d.traffic, d.n);
    if (g->share > 0 && 1 - waits * exp(-spare * g->within / d.handling) < g->share)
        return false;
    if (g->mean_wait > 0 && waits * d.handling / spare > g->mean_wait)
        return false;
    return g->occupancy <= 0 || d.traffic / (double)d.n <= g->occupancy + 1e-12;
}

enum err desk_size(double traffic, double handling, const struct desk_goal *g, int64_t *n)
{
    const int64_t most = 10000000;
    struct desk d = {traffic, handling, 0};
    bool wants_time = g->share > 0 || g->mean_wait > 0;
    bool wants = wants_time || g->occupancy > 0 || g->blocked > 0;
    if (!wants || !is_fit(traffic, 0) || g->share >= 1 || g->within < 0)
        return ERR_INVALID;
    if (wants_time && !(handling > 0 && isfinite(handling)))
        return ERR_INVALID;
    double inverse = 1; /* 1/B, one step with each n: the search is one recursion */
    for (; d.n < most; d.n++, inverse = 1 + inverse * (double)d.n / traffic) {
        if (is_enough(d, 1 / inverse, g) || traffic <= 0) {
            *n = d.n;
            return OK;
        }
    }
    return ERR_INVALID;
}

enum err scheduled(int64_t n, double shrinkage, int64_t *out)
{
    if (n < 0 || !(shrinkage >= 0 && shrinkage < 1))
        return ERR_INVALID;
    *out = (int64_t)ceil((double)n / (1 - shrinkage) - 1e-9);
    return OK;
}

enum err shrinkage_of(const double *parts, int count, double *out)
{
    double left = 1;
    for (int i = 0; i < count; i++) {
        if (!(parts[i] >= 0 && parts[i] < 1))
            return ERR_INVALID;
        left *= 1 - parts[i];
    }
    *out = 1 - left;
    return OK;
}

enum err square_root_size(double traffic, double beta, int64_t *n)
{
    if (!is_fit(traffic, 0) || !isfinite(beta))
        return ERR_INVALID;
    *n = (int64_t)ceil(traffic + beta * sqrt(traffic));
    return OK;
}

enum err halfin_whitt(double beta, double *waits)
{
    if (!(beta > 0))
        return ERR_INVALID;
    *waits = 1 / (1 + beta * normal_chance(beta) / normal_density(beta));
    return OK;
}

static double hazard(double x)
{
    return normal_density(x) / normal_chance(-x);
}

enum err garnett(double beta, double ratio, double *waits)
{
    if (!(ratio > 0) || !isfinite(beta))
        return ERR_INVALID;
    double root = sqrt(1 / ratio), delta = beta * root;
    *waits = 1 / (1 + root * hazard(delta) / hazard(-beta));
    return OK;
}
