/* `kept stat`: times, chances and forecasts. */
#include <stdlib.h>

#include "stat/conformal.h"
#include "stat/forecast.h"
#include "stat/quantile.h"
#include "stat/stat_question.h"
#include "stat/survival.h"
#include "stat/wait.h"

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static enum err answer_quantile(struct question *q)
{
    double *values, share, x;
    int n;
    TRY(ask_list(q, "values", &values, &n));
    TRY(ask_number(q, "q", &share));
    qsort(values, (size_t)n, sizeof *values, by_value);
    TRY(quantile_type7(values, n, share, &x));
    json_object(q->answer);
    put_number(q, "type7", x);
    TRY(quantile_inverse(values, n, share, &x));
    put_number(q, "inverse", x);
    json_key(q->answer, "promise");
    if (quantile_promise(values, n, share, &x) == OK)
        json_f64(q->answer, x);
    else
        json_null(q->answer);
    json_end(q->answer);
    return OK;
}

static enum err answer_tolerance(struct question *q)
{
    int64_t n, rank;
    double share, confidence;
    TRY(ask_whole(q, "n", &n));
    TRY(ask_number(q, "q", &share));
    TRY(ask_number(q, "confidence", &confidence));
    TRY(tolerance_rank(n, share, confidence, &rank));
    json_i64(q->answer, rank);
    return OK;
}

static enum err ask_lifetimes(struct question *q, struct lifetime **out, int *n)
{
    double *times, *ended;
    int count;
    TRY(ask_list(q, "times", &times, n));
    TRY(ask_list(q, "ended", &ended, &count));
    if (count != *n)
        return ERR_INVALID;
    *out = NEWN(q->arena, struct lifetime, count);
    for (int i = 0; i < count; i++)
        (*out)[i] = (struct lifetime){times[i], ended[i] > 0};
    return OK;
}

static void put_step(struct question *q, const struct survival_step *s)
{
    json_object(q->answer);
    put_number(q, "time", s->time);
    put_whole(q, "at_risk", s->at_risk);
    put_whole(q, "ended", s->ended);
    put_number(q, "survival", s->survival);
    put_number(q, "se", s->se);
    put_range(q, &s->interval);
    json_end(q->answer);
}

static enum err answer_survival(struct question *q)
{
    struct lifetime *t;
    struct survival s;
    int n;
    TRY(ask_lifetimes(q, &t, &n));
    TRY(survival_of(q->arena, t, n, number_or(q, "level", 0.95), &s));
    json_array(q->answer);
    for (int i = 0; i < s.count; i++)
        put_step(q, &s.steps[i]);
    json_end(q->answer);
    return OK;
}

static enum err answer_pinball(struct question *q)
{
    double *y, *f, tau, x;
    int n, m;
    TRY(ask_list(q, "actual", &y, &n));
    TRY(ask_list(q, "forecast", &f, &m));
    TRY(ask_number(q, "tau", &tau));
    if (n != m)
        return ERR_INVALID;
    TRY(pinball(y, f, n, tau, &x));
    json_f64(q->answer, x);
    return OK;
}

static enum err ask_outcomes(struct question *q, double **chance, bool **happened, int *n)
{
    double *y;
    int m;
    TRY(ask_list(q, "score", chance, n));
    TRY(ask_list(q, "happened", &y, &m));
    if (*n != m)
        return ERR_INVALID;
    *happened = NEWN(q->arena, bool, m);
    for (int i = 0; i < m; i++)
        (*happened)[i] = y[i] > 0;
    return OK;
}

static enum err answer_auc(struct question *q)
{
    double *chance, x;
    bool *happened;
    int n;
    TRY(ask_outcomes(q, &chance, &happened, &n));
    TRY(auc(chance, happened, n, &x));
    json_f64(q->answer, x);
    return OK;
}

static enum err answer_brier(struct question *q)
{
    double *chance, x, skill;
    bool *happened;
    int n;
    TRY(ask_outcomes(q, &chance, &happened, &n));
    TRY(brier(chance, happened, n, &x, &skill));
    json_object(q->answer);
    put_number(q, "brier", x);
    put_number(q, "skill", skill);
    json_end(q->answer);
    return OK;
}

static enum err answer_line(struct question *q)
{
    struct line l = {0};
    double mean, median, high;
    TRY(ask_whole(q, "ahead", &l.ahead));
    TRY(ask_whole(q, "counters", &l.counters));
    TRY(ask_time(q, "aht", &l.handling));
    if (has_time(q, "patience"))
        TRY(ask_time(q, "patience", &l.patience));
    TRY(line_mean(l, &mean));
    TRY(line_quantile(l, 0.5, &median));
    TRY(line_quantile(l, 0.9, &high));
    json_object(q->answer);
    put_number(q, "mean_s", mean);
    put_number(q, "p50_s", median);
    put_number(q, "p90_s", high);
    json_end(q->answer);
    return OK;
}

const struct stat_function time_functions[] = {
    {"quantile", "values, q", answer_quantile},
    {"tolerance_rank", "n, q, confidence", answer_tolerance},
    {"kaplan_meier", "times, ended (1 or 0), level", answer_survival},
    {"pinball", "actual, forecast, tau", answer_pinball},
    {"auc", "score, happened (1 or 0)", answer_auc},
    {"brier", "score, happened (1 or 0)", answer_brier},
    {"line_wait", "ahead, counters, aht, patience", answer_line},
};
const int time_function_count = sizeof time_functions / sizeof *time_functions;
