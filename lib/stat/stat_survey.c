/* `kept stat`: shares, scores, agreement, charts. */
#include "stat/agreement.h"
#include "stat/chart.h"
#include "stat/fisher.h"
#include "stat/iceberg.h"
#include "stat/nps.h"
#include "stat/proportion.h"
#include "stat/stat_question.h"

static enum err answer_interval(struct question *q,
                                enum err (*of)(int64_t, int64_t, double, struct range *))
{
    int64_t count, n;
    struct range r;
    TRY(ask_whole(q, "count", &count));
    TRY(ask_whole(q, "n", &n));
    TRY(of(count, n, number_or(q, "level", 0.95), &r));
    json_object(q->answer);
    put_range(q, &r);
    json_end(q->answer);
    return OK;
}

static enum err answer_wilson(struct question *q)
{
    return answer_interval(q, wilson);
}

static enum err answer_wilson_cc(struct question *q)
{
    return answer_interval(q, wilson_cc);
}

static enum err answer_clopper_pearson(struct question *q)
{
    return answer_interval(q, clopper_pearson);
}

static enum err answer_agresti_coull(struct question *q)
{
    return answer_interval(q, agresti_coull);
}

static enum err answer_newcombe(struct question *q)
{
    struct share a, b;
    struct range r;
    double d;
    TRY(ask_whole(q, "count1", &a.count));
    TRY(ask_whole(q, "n1", &a.n));
    TRY(ask_whole(q, "count2", &b.count));
    TRY(ask_whole(q, "n2", &b.n));
    TRY(newcombe(a, b, number_or(q, "level", 0.95), &d, &r));
    json_object(q->answer);
    put_number(q, "difference", d);
    put_range(q, &r);
    json_end(q->answer);
    return OK;
}

static enum err answer_nps(struct question *q)
{
    struct nps_answers a;
    struct nps s;
    TRY(ask_whole(q, "promoters", &a.promoters));
    TRY(ask_whole(q, "passives", &a.passives));
    TRY(ask_whole(q, "detractors", &a.detractors));
    TRY(nps_of(a, number_or(q, "level", 0.95), &s));
    json_object(q->answer);
    put_number(q, "nps", s.score);
    put_number(q, "se", s.se);
    put_number(q, "adjusted", s.adjusted);
    put_range(q, &s.interval);
    json_end(q->answer);
    return OK;
}

static enum err ask_table(struct question *q, struct agreement_table *t)
{
    double *counts;
    int rows;
    TRY(ask_matrix(q, "table", &counts, &rows, &t->categories));
    t->counts = counts;
    return rows == t->categories ? OK : ERR_INVALID;
}

static bool text_is(const struct question *q, const char *name, const char *what)
{
    const struct json_value *v = json_member(q->input, name);
    return v && v->kind == JSON_TEXT && str_eq(v->text, str_from(what));
}

static enum err answer_cohen(struct question *q)
{
    struct agreement_table t;
    struct kappa k;
    enum agreement_weights w = text_is(q, "weights", "linear")      ? AGREE_LINEAR
                               : text_is(q, "weights", "quadratic") ? AGREE_QUADRATIC
                                                                    : AGREE_EXACT;
    TRY(ask_table(q, &t));
    TRY(cohen_kappa(t, w, number_or(q, "level", 0.95), &k));
    json_object(q->answer);
    put_number(q, "kappa", k.kappa);
    put_number(q, "observed", k.observed);
    put_number(q, "se", k.se);
    put_number(q, "se_null", k.se_null);
    put_number(q, "z", k.z);
    put_range(q, &k.interval);
    json_end(q->answer);
    return OK;
}

static enum err answer_coefficient(struct question *q,
                                   enum err (*of)(struct agreement_table, double *))
{
    struct agreement_table t;
    double x;
    TRY(ask_table(q, &t));
    TRY(of(t, &x));
    json_f64(q->answer, x);
    return OK;
}

static enum err answer_scott(struct question *q)
{
    return answer_coefficient(q, scott_pi);
}

static enum err answer_ac1(struct question *q)
{
    return answer_coefficient(q, gwet_ac1);
}

static enum err answer_bennett(struct question *q)
{
    return answer_coefficient(q, bennett_s);
}

static enum err answer_fleiss(struct question *q)
{
    double *counts, x;
    int subjects, categories;
    TRY(ask_matrix(q, "counts", &counts, &subjects, &categories));
    TRY(fleiss_kappa(counts, subjects, categories, &x));
    json_f64(q->answer, x);
    return OK;
}

static enum err answer_krippendorff(struct question *q)
{
    double *ratings, x;
    int judges, units;
    enum alpha_level level = text_is(q, "level", "ordinal")    ? ALPHA_ORDINAL
                             : text_is(q, "level", "interval") ? ALPHA_INTERVAL
                             : text_is(q, "level", "ratio")    ? ALPHA_RATIO
                                                               : ALPHA_NOMINAL;
    TRY(ask_matrix(q, "ratings", &ratings, &judges, &units));
    TRY(krippendorff_alpha(q->arena, ratings, judges, units, level, &x));
    json_f64(q->answer, x);
    return OK;
}

static enum err answer_p_chart(struct question *q)
{
    double p, n;
    struct chart_limits l;
    TRY(ask_number(q, "p_bar", &p));
    TRY(ask_number(q, "n", &n));
    TRY(p_limits(p, n, &l));
    json_object(q->answer);
    put_number(q, "center", l.centre);
    put_number(q, "ucl", l.high);
    put_number(q, "lcl_raw", l.low_uncut);
    put_number(q, "lcl", l.low);
    json_end(q->answer);
    return OK;
}

static enum err answer_xmr(struct question *q)
{
    double *values;
    int n;
    struct xmr x;
    TRY(ask_list(q, "values", &values, &n));
    TRY(xmr_of(values, n, &x));
    json_object(q->answer);
    put_number(q, "center", x.limits.centre);
    put_number(q, "ucl", x.limits.high);
    put_number(q, "lcl", x.limits.low);
    put_number(q, "moving_range", x.moving_range);
    put_number(q, "range_limit", x.range_limit);
    json_end(q->answer);
    return OK;
}

static enum err answer_fisher(struct question *q)
{
    double *t, p;
    int rows, columns;
    TRY(ask_matrix(q, "table", &t, &rows, &columns));
    if (rows != 2 || columns != 2)
        return ERR_INVALID;
    for (int i = 0; i < 4; i++)
        if (!(t[i] >= 0 && t[i] < 1e15))
            return ERR_INVALID;
    TRY(fisher_exact((struct fourfold){(int64_t)t[0], (int64_t)t[1], (int64_t)t[2], (int64_t)t[3]},
                     &p));
    json_object(q->answer);
    put_number(q, "p", p);
    json_end(q->answer);
    return OK;
}

static enum err answer_chapman(struct question *q)
{
    int64_t first, second, both;
    struct estimate e;
    TRY(ask_whole(q, "n1", &first));
    TRY(ask_whole(q, "n2", &second));
    TRY(ask_whole(q, "m", &both));
    TRY(chapman(first, second, both, number_or(q, "level", 0.95), &e));
    json_object(q->answer);
    put_number(q, "n", e.value);
    put_number(q, "se", e.se);
    put_range(q, &e.interval);
    json_end(q->answer);
    return OK;
}

const struct stat_function survey_functions[] = {
    {"wilson", "count, n, level", answer_wilson},
    {"wilson_cc", "count, n, level", answer_wilson_cc},
    {"clopper_pearson", "count, n, level", answer_clopper_pearson},
    {"agresti_coull", "count, n, level", answer_agresti_coull},
    {"newcombe", "count1, n1, count2, n2, level", answer_newcombe},
    {"nps", "promoters, passives, detractors, level", answer_nps},
    {"cohen_kappa", "table, weights (linear, quadratic), level", answer_cohen},
    {"scott_pi", "table", answer_scott},
    {"gwet_ac1", "table", answer_ac1},
    {"bennett_s", "table", answer_bennett},
    {"fleiss_kappa", "counts: subjects by categories", answer_fleiss},
    {"krippendorff_alpha", "ratings: judges by units, level (nominal, ordinal, interval, ratio)",
     answer_krippendorff},
    {"p_chart", "p_bar, n", answer_p_chart},
    {"xmr_chart", "values", answer_xmr},
    {"fisher_exact", "table: two rows of two", answer_fisher},
    {"chapman", "n1, n2, m, level", answer_chapman},
};
const int survey_function_count = sizeof survey_functions / sizeof *survey_functions;
