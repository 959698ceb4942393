#include "stat/iceberg.h"

#include <math.h>

#include "stat/proportion.h"

/* What the share is when the dissatisfied answer φ times as readily as the others. */
static double corrected(double seen, double phi)
{
    return seen / (seen + phi * (1 - seen));
}

static struct range scaled(struct range r, double by)
{
    return (struct range){r.low * by, r.high * by};
}

enum err iceberg_of(const struct iceberg_survey *s, double level, struct iceberg *out)
{
    struct range seen;
    double silent = (double)(s->served - s->complained), phi = s->response_ratio;
    if (s->complained < 0 || s->served < s->complained || s->answered < 1 || !(phi > 0) ||
        isinf(phi))
        return ERR_INVALID;
    TRY(wilson(s->dissatisfied, s->answered, level, &seen));
    *out = (struct iceberg){
        .share = corrected((double)s->dissatisfied / (double)s->answered, phi),
        .share_range = {corrected(seen.low, phi), corrected(seen.high, phi)},
        .has_ratio = s->complained > 0,
    };
    out->silent = silent * out->share;
    out->silent_range = scaled(out->share_range, silent);
    if (out->has_ratio) {
        out->ratio = out->silent / (double)s->complained;
        out->ratio_range = scaled(out->silent_range, 1 / (double)s->complained);
    }
    return OK;
}

enum err iceberg_worst(int64_t invited, int64_t answered, int64_t dissatisfied, struct range *out)
{
    if (invited < 1 || answered < 0 || answered > invited || dissatisfied < 0 ||
        dissatisfied > answered)
        return ERR_INVALID;
    double n = (double)invited;
    *out = (struct range){(double)dissatisfied / n,
                          (double)(dissatisfied + invited - answered) / n};
    return OK;
}

enum err callback_of(const struct callback *c, double level, struct estimate *out)
{
    int64_t silent = c->invited - c->answered;
    if (c->answered < 2 || c->phoned < 2 || c->phoned > silent || c->dissatisfied < 0 ||
        c->dissatisfied > c->answered || c->phoned_dissatisfied < 0 ||
        c->phoned_dissatisfied > c->phoned || !(level > 0 && level < 1))
        return ERR_INVALID;
    double n = (double)c->invited, r = (double)c->answered, m = (double)c->phoned;
    double w = r / n, v = 1 - w;
    double p = (double)c->dissatisfied / r, q = (double)c->phoned_dissatisfied / m;
    double mean = w * p + v * q;
    double variance = w * w * p * (1 - p) / (r - 1) + v * v * q * (1 - q) / (m - 1) +
                      (w * (p - mean) * (p - mean) + v * (q - mean) * (q - mean)) / (n - 1);
    double width = normal_for(level) * sqrt(variance);
    *out = (struct estimate){mean, sqrt(variance), {mean - width, mean + width}};
    return OK;
}

enum err chapman(int64_t first, int64_t second, int64_t both, double level, struct estimate *out)
{
    if (both < 0 || first < both || second < both || first + second < 1 ||
        !(level > 0 && level < 1))
        return ERR_INVALID;
    double a = (double)first, b = (double)second, m = (double)both;
    double n = (a + 1) * (b + 1) / (m + 1) - 1;
    double variance = (a + 1) * (b + 1) * (a - m) * (b - m) / ((m + 1) * (m + 1) * (m + 2));
    double seen = a + b - m, unseen = n - seen;
    *out = (struct estimate){n, sqrt(variance), {n, n}};
    if (unseen > 0) {
        double k = exp(normal_for(level) * sqrt(log1p(variance / (unseen * unseen))));
        out->interval = (struct range){seen + unseen / k, seen + unseen * k};
    }
    return OK;
}
