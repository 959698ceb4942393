#include "stat/survival.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_time(const void *x, const void *y)
{
    const struct lifetime *a = x, *b = y;
    if (a->time < b->time || a->time > b->time)
        return a->time < b->time ? -1 : 1;
    return b->ended - a->ended;
}

static struct range log_log(double s, double relative, double z)
{
    if (s <= 0 || s >= 1)
        return (struct range){s, s};
    double width = z * relative / fabs(log(s));
    return (struct range){pow(s, exp(width)), pow(s, exp(-width))};
}

/* Walks the sorted times; `sum` is Greenwood's Σ d/(n(n-d)). */
static void fill(const struct lifetime *t, int n, double z, struct survival *out,
                 struct survival_step *steps)
{
    double s = 1, sum = 0;
    for (int i = 0; i < n;) {
        int ended = 0, at_risk = n - i, first = i;
        for (; i < n && !(t[i].time > t[first].time); i++)
            ended += t[i].ended;
        if (!ended)
            continue;
        s *= 1 - (double)ended / at_risk;
        sum += at_risk > ended ? ended / ((double)at_risk * (at_risk - ended)) : 0;
        steps[out->count++] = (struct survival_step){.time = t[first].time,
                                                     .at_risk = at_risk,
                                                     .ended = ended,
                                                     .survival = s,
                                                     .se = s * sqrt(sum),
                                                     .interval = log_log(s, sqrt(sum), z)};
    }
}

enum err survival_of(struct arena *a, const struct lifetime *t, int n, double level,
                     struct survival *out)
{
    if (n < 1 || !(level > 0 && level < 1))
        return ERR_INVALID;
    for (int i = 0; i < n; i++)
        if (!(t[i].time >= 0) || isinf(t[i].time))
            return ERR_INVALID;
    struct lifetime *sorted = NEWN(a, struct lifetime, n);
    struct survival_step *steps = NEWN(a, struct survival_step, n);
    memcpy(sorted, t, (size_t)n * sizeof *t);
    qsort(sorted, (size_t)n, sizeof *sorted, by_time);
    *out = (struct survival){.steps = steps};
    fill(sorted, n, normal_for(level), out, steps);
    return OK;
}

double survival_at(const struct survival *s, double time)
{
    double at = 1;
    for (int i = 0; i < s->count && s->steps[i].time <= time; i++)
        at = s->steps[i].survival;
    return at;
}

enum err survival_quantile(const struct survival *s, double q, double *time)
{
    if (!is_chance(q))
        return ERR_INVALID;
    for (int i = 0; i < s->count; i++)
        if (s->steps[i].survival <= 1 - q + 1e-12) {
            *time = s->steps[i].time;
            return OK;
        }
    return ERR_INVALID;
}

enum err survival_given(const struct survival *s, double age, double time, double *out)
{
    double going = survival_at(s, age);
    if (!(going > 0) || !(age >= 0) || !(time >= age))
        return ERR_INVALID;
    *out = 1 - survival_at(s, time) / going;
    return OK;
}
