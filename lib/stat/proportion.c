#include "stat/proportion.h"

#include <math.h>

static bool is_fit(int64_t count, int64_t n, double level)
{
    return n >= 0 && count >= 0 && count <= n && level > 0 && level < 1;
}

static double clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

enum err wilson(int64_t count, int64_t n, double level, struct range *out)
{
    if (!is_fit(count, n, level))
        return ERR_INVALID;
    if (n == 0) {
        *out = (struct range){0, 1};
        return OK;
    }
    double z = normal_for(level), m = (double)n, p = (double)count / m;
    double centre = p + z * z / (2 * m), width = z * sqrt(p * (1 - p) / m + z * z / (4 * m * m));
    double scale = 1 + z * z / m;
    out->low = count == 0 ? 0 : clamp((centre - width) / scale);
    out->high = count == n ? 1 : clamp((centre + width) / scale);
    return OK;
}

enum err wilson_cc(int64_t count, int64_t n, double level, struct range *out)
{
    if (!is_fit(count, n, level) || n == 0)
        return ERR_INVALID;
    double z = normal_for(level), m = (double)n, p = (double)count / m, q = 1 - p;
    double centre = 2 * m * p + z * z, scale = 2 * (m + z * z);
    double below = z * sqrt(z * z - 2 - 1 / m + 4 * p * (m * q + 1)) + 1;
    double above = z * sqrt(z * z + 2 - 1 / m + 4 * p * (m * q - 1)) + 1;
    out->low = count == 0 ? 0 : clamp((centre - below) / scale);
    out->high = count == n ? 1 : clamp((centre + above) / scale);
    return OK;
}

enum err clopper_pearson(int64_t count, int64_t n, double level, struct range *out)
{
    if (!is_fit(count, n, level) || n == 0)
        return ERR_INVALID;
    double tail = (1 - level) / 2, x = (double)count, y = (double)(n - count);
    out->low = count == 0 ? 0 : beta_quantile(tail, x, y + 1);
    out->high = count == n ? 1 : beta_quantile(1 - tail, x + 1, y);
    return OK;
}

enum err agresti_coull(int64_t count, int64_t n, double level, struct range *out)
{
    if (!is_fit(count, n, level) || n == 0)
        return ERR_INVALID;
    double z = normal_for(level), m = (double)n + z * z, p = ((double)count + z * z / 2) / m;
    double width = z * sqrt(p * (1 - p) / m);
    *out = (struct range){clamp(p - width), clamp(p + width)};
    return OK;
}

enum err newcombe(struct share a, struct share b, double level, double *difference,
                  struct range *out)
{
    struct range x, y;
    if (a.n <= 0 || b.n <= 0)
        return ERR_INVALID;
    TRY(wilson(a.count, a.n, level, &x));
    TRY(wilson(b.count, b.n, level, &y));
    double p = (double)a.count / (double)a.n, q = (double)b.count / (double)b.n;
    *difference = p - q;
    out->low = p - q - hypot(p - x.low, y.high - q);
    out->high = p - q + hypot(x.high - p, q - y.low);
    return OK;
}

enum err sample_size(double p, double error, double level, int64_t population, double *out)
{
    if (!is_chance(p) || !(error > 0) || !(level > 0 && level < 1) || population < 0)
        return ERR_INVALID;
    double z = normal_for(level), n = z * z * p * (1 - p) / (error * error);
    *out = population ? n / (1 + (n - 1) / (double)population) : n;
    return OK;
}

enum err shrunk(struct share x, double mean, double strength, double *out, double *sd)
{
    if (!is_fit(x.count, x.n, 0.5) || !(mean > 0 && mean < 1) || !(strength > 0))
        return ERR_INVALID;
    double a = mean * strength + (double)x.count;
    double b = (1 - mean) * strength + (double)(x.n - x.count), n = a + b;
    *out = a / n;
    *sd = sqrt(a * b / (n * n * (n + 1)));
    return OK;
}

enum err stratified(const struct stratum *s, int count, double *share, double *se)
{
    double total = 0, sum = 0, variance = 0;
    for (int i = 0; i < count; i++) {
        if (s[i].n < 2 || s[i].size < s[i].n || !is_fit(s[i].count, s[i].n, 0.5))
            return ERR_INVALID;
        total += (double)s[i].size;
    }
    if (count < 1)
        return ERR_INVALID;
    for (int i = 0; i < count; i++) {
        double n = (double)s[i].n, weight = (double)s[i].size / total, p = (double)s[i].count / n;
        sum += weight * p;
        variance += weight * weight * (1 - n / (double)s[i].size) * p * (1 - p) / (n - 1);
    }
    *share = sum;
    *se = sqrt(variance);
    return OK;
}

enum err kish(const double *weights, int count, double *out)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < count; i++) {
        if (!(weights[i] >= 0) || isinf(weights[i]))
            return ERR_INVALID;
        sum += weights[i];
        squares += weights[i] * weights[i];
    }
    if (!(squares > 0))
        return ERR_INVALID;
    *out = sum * sum / squares;
    return OK;
}
