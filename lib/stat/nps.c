#include "stat/nps.h"

#include <math.h>

static double total(struct nps_answers a)
{
    return (double)a.promoters + (double)a.passives + (double)a.detractors;
}

static bool is_fit(struct nps_answers a)
{
    return a.promoters >= 0 && a.passives >= 0 && a.detractors >= 0 && total(a) > 0;
}

/* Score and variance of one answer, of n answers among which p and d. */
static double score_of(double n, double promoters, double detractors, double *variance)
{
    double p = promoters / n, d = detractors / n, s = p - d;
    *variance = p + d - s * s;
    return s;
}

static double within(double x)
{
    return x < -100 ? -100 : x > 100 ? 100 : x;
}

enum err nps_of(struct nps_answers a, double level, struct nps *out)
{
    double variance, n = total(a);
    if (!is_fit(a) || !(level > 0 && level < 1))
        return ERR_INVALID;
    double p = (double)a.promoters, d = (double)a.detractors;
    out->score = 100 * score_of(n, p, d, &variance);
    out->se = 100 * sqrt(variance / n);
    out->adjusted = 100 * score_of(n + 3, p + 0.75, d + 0.75, &variance);
    double width = 100 * normal_for(level) * sqrt(variance / (n + 3));
    out->interval = (struct range){within(out->adjusted - width), within(out->adjusted + width)};
    return OK;
}

enum err nps_change(struct nps_answers a, struct nps_answers b, double *points, double *se,
                    double *z)
{
    double x, y;
    if (!is_fit(a) || !is_fit(b))
        return ERR_INVALID;
    double change = score_of(total(a), (double)a.promoters, (double)a.detractors, &x) -
                    score_of(total(b), (double)b.promoters, (double)b.detractors, &y);
    double error = sqrt(x / total(a) + y / total(b));
    if (!(error > 0))
        return ERR_INVALID;
    *points = 100 * change;
    *se = 100 * error;
    *z = change / error;
    return OK;
}

enum err nps_size(double points, double variance, double level, double *out)
{
    if (!(points > 0) || !(variance > 0) || !(level > 0 && level < 1))
        return ERR_INVALID;
    double z = normal_for(level);
    *out = z * z * variance * 10000 / (points * points);
    return OK;
}

static double mean_and_square(const double *x, int n, int stride, double *variance)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < n; i++)
        sum += x[i * stride];
    for (int i = 0; i < n; i++)
        squares += (x[i * stride] - sum / n) * (x[i * stride] - sum / n);
    *variance = squares / (n - 1);
    return sum / n;
}

enum err mean_of(const double *x, int n, double level, struct mean *out)
{
    double variance;
    if (n < 2 || !(level > 0 && level < 1))
        return ERR_INVALID;
    double mean = mean_and_square(x, n, 1, &variance);
    if (!isfinite(mean) || !isfinite(variance))
        return ERR_INVALID;
    double width = t_quantile(1 - (1 - level) / 2, n - 1) * sqrt(variance / n);
    *out = (struct mean){mean, sqrt(variance), {mean - width, mean + width}};
    return OK;
}

enum err correlation_range(double r, int64_t n, double level, struct range *out)
{
    if (n <= 3 || !(r > -1 && r < 1) || !(level > 0 && level < 1))
        return ERR_INVALID;
    double width = normal_for(level) / sqrt((double)n - 3);
    *out = (struct range){tanh(atanh(r) - width), tanh(atanh(r) + width)};
    return OK;
}

static double variance_of_sums(const double *answers, int rows, int items)
{
    double mean = 0, squares = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int k = 0; k < items; k++)
                sum += answers[i * items + k];
            if (pass == 0)
                mean += sum / rows;
            else
                squares += (sum - mean) * (sum - mean);
        }
    return squares / (rows - 1);
}

enum err cronbach(const double *answers, int rows, int items, double *out)
{
    double variances = 0, variance;
    if (rows < 2 || items < 2)
        return ERR_INVALID;
    for (int k = 0; k < items; k++) {
        mean_and_square(answers + k, rows, items, &variance);
        variances += variance;
    }
    double all = variance_of_sums(answers, rows, items);
    if (!(all > 0) || !isfinite(all))
        return ERR_INVALID;
    *out = (double)items / (items - 1) * (1 - variances / all);
    return OK;
}

enum err spearman_brown(double r, double k, double *out)
{
    if (!(r >= -1 && r <= 1) || !(k > 0) || !(1 + (k - 1) * r > 0))
        return ERR_INVALID;
    *out = k * r / (1 + (k - 1) * r);
    return OK;
}
