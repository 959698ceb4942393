#include "stat/conformal.h"

#include <math.h>

enum err conformal_rank(int n, double alpha, int *rank)
{
    if (n < 1 || !(alpha > 0 && alpha < 1))
        return ERR_INVALID;
    double k = ceil((n + 1.0) * (1 - alpha) - 1e-9);
    if (k > n)
        return ERR_INVALID;
    *rank = (int)k;
    return OK;
}

enum err conformal_factor(const double *scores, int n, double alpha, double *out)
{
    int rank;
    TRY(conformal_rank(n, alpha, &rank));
    for (int i = 0; i < n; i++)
        if (!isfinite(scores[i]) || (i && scores[i] < scores[i - 1]))
            return ERR_INVALID;
    *out = scores[rank - 1];
    return OK;
}

double conformal_drift(double alpha, double target, double gamma, bool missed)
{
    return alpha + gamma * (target - missed);
}

enum err pinball(const double *actual, const double *forecast, int n, double tau, double *out)
{
    double sum = 0;
    if (n < 1 || !(tau > 0 && tau < 1))
        return ERR_INVALID;
    for (int i = 0; i < n; i++) {
        double over = actual[i] - forecast[i];
        sum += over > 0 ? tau * over : (tau - 1) * over;
    }
    if (!isfinite(sum))
        return ERR_INVALID;
    *out = sum / n;
    return OK;
}

enum err coverage(const double *actual, const double *forecast, int n, double *out)
{
    int held = 0;
    if (n < 1)
        return ERR_INVALID;
    for (int i = 0; i < n; i++)
        held += actual[i] <= forecast[i];
    *out = (double)held / n;
    return OK;
}

enum err kept_chance(int64_t kept, int64_t n, double q, double *out)
{
    if (n < 1 || kept < 0 || kept > n || !is_chance(q))
        return ERR_INVALID;
    *out = binomial_chance(kept, n, q);
    return OK;
}

enum err auc(const double *score, const bool *happened, int n, double *out)
{
    double pairs = 0, won = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) {
            if (isnan(score[i]) || !happened[i] || happened[k])
                continue;
            pairs++;
            won += score[i] > score[k] ? 1 : score[i] < score[k] ? 0 : 0.5;
        }
    if (!(pairs > 0))
        return ERR_INVALID;
    *out = won / pairs;
    return OK;
}

enum err brier(const double *chance, const bool *happened, int n, double *out, double *skill)
{
    double sum = 0, rate = 0;
    for (int i = 0; i < n; i++) {
        if (!is_chance(chance[i]))
            return ERR_INVALID;
        sum += (chance[i] - happened[i]) * (chance[i] - happened[i]);
        rate += happened[i];
    }
    rate /= n > 0 ? n : 1;
    double base = rate * (1 - rate);
    if (!(base > 0))
        return ERR_INVALID;
    *out = sum / n;
    *skill = 1 - *out / base;
    return OK;
}

enum err calibration_error(const struct calibration_bin *bins, int count, double *out)
{
    double sum = 0, total = 0;
    for (int i = 0; i < count; i++) {
        const struct calibration_bin *b = &bins[i];
        if (!is_chance(b->said) || b->n < 1 || b->happened < 0 || b->happened > b->n)
            return ERR_INVALID;
        sum += fabs(b->said * (double)b->n - (double)b->happened);
        total += (double)b->n;
    }
    if (!(total > 0))
        return ERR_INVALID;
    *out = sum / total;
    return OK;
}

enum err predictive_values(double base, double sensitivity, double specificity, double *positive,
                           double *negative)
{
    if (!is_chance(base) || !is_chance(sensitivity) || !is_chance(specificity))
        return ERR_INVALID;
    double flagged = base * sensitivity, falsely = (1 - base) * (1 - specificity);
    double passed = (1 - base) * specificity, missed = base * (1 - sensitivity);
    if (!(flagged + falsely > 0) || !(passed + missed > 0))
        return ERR_INVALID;
    *positive = flagged / (flagged + falsely);
    *negative = passed / (passed + missed);
    return OK;
}
