#include "stat/fisher.h"

#include <math.h>

static bool is_fit(struct fourfold t)
{
    return t.a_yes >= 0 && t.a_no >= 0 && t.b_yes >= 0 && t.b_no >= 0 && t.a_yes + t.a_no > 0 &&
           t.b_yes + t.b_no > 0;
}

enum err fisher_exact(struct fourfold t, double *p)
{
    if (!is_fit(t))
        return ERR_INVALID;
    int64_t a = t.a_yes + t.a_no, b = t.b_yes + t.b_no, yes = t.a_yes + t.b_yes;
    int64_t least = yes > b ? yes - b : 0, most = yes < a ? yes : a;
    double all = log_choose(a + b, yes), sum = 0;
    double seen = log_choose(a, t.a_yes) + log_choose(b, t.b_yes);
    for (int64_t x = least; x <= most; x++) {
        double this = log_choose(a, x) + log_choose(b, yes - x);
        if (this <= seen + 1e-7) /* as likely but for rounding */
            sum += exp(this - all);
    }
    *p = fmin(1, sum);
    return OK;
}

enum err pooled_z(struct fourfold t, double *z)
{
    double a = (double)(t.a_yes + t.a_no), b = (double)(t.b_yes + t.b_no);
    double p = (double)(t.a_yes + t.b_yes) / (a + b), se = sqrt(p * (1 - p) * (1 / a + 1 / b));
    if (!is_fit(t) || !(se > 0))
        return ERR_INVALID;
    *z = ((double)t.a_yes / a - (double)t.b_yes / b) / se;
    return OK;
}

enum err impact_of(struct fourfold t, struct impact *out)
{
    if (!is_fit(t) || t.a_yes + t.b_yes == 0)
        return ERR_INVALID;
    double a = (double)(t.a_yes + t.a_no), b = (double)(t.b_yes + t.b_no);
    double x = (double)t.a_yes / a, y = (double)t.b_yes / b;
    bool a_lower = x <= y;
    double low = a_lower ? x : y, high = a_lower ? y : x;
    double more = low + 1 / (a_lower ? a : b), less = high - 1 / (a_lower ? b : a);
    out->ratio = low / high;
    out->flipped = more < less ? more / less : less / more;
    return OK;
}
