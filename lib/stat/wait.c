#include "stat/wait.h"

#include <math.h>

static enum err fit_line(struct line l)
{
    bool is_fit = l.ahead >= 0 && l.counters > 0 && l.handling > 0 && isfinite(l.handling) &&
                  l.patience >= 0 && isfinite(l.patience);
    return is_fit ? OK : ERR_INVALID;
}

enum err line_mean(struct line l, double *out)
{
    TRY(fit_line(l));
    double rate = (double)l.counters / l.handling, sum = 0;
    if (l.patience <= 0) {
        *out = ((double)l.ahead + 1) / rate;
        return OK;
    }
    for (int64_t i = 0; i <= l.ahead; i++)
        sum += 1 / (rate + (double)i / l.patience);
    *out = sum;
    return OK;
}

/* With leaving: e^{-θW} has the distribution Beta(s/(hθ), q+1). */
enum err line_quantile(struct line l, double q, double *out)
{
    TRY(fit_line(l));
    if (!(q >= 0 && q < 1))
        return ERR_INVALID;
    double rate = (double)l.counters / l.handling, n = (double)l.ahead + 1;
    *out = l.patience <= 0 ? gamma_quantile(n, q) / rate
                           : -l.patience * log(beta_quantile(1 - q, rate * l.patience, n));
    return OK;
}
