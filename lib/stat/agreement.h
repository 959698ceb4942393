/* agreement.h: do those who judge the same things judge alike?
 * Sources: Cohen 1960, 1968; Fleiss, Cohen and Everitt 1969 (standard errors); Scott 1955; Fleiss
 * 1971; Gwet 2008 (AC1); Bennett, Alpert and Goldstein 1954 (S); Krippendorff 2011 (α). */
#ifndef KEPT_STAT_AGREEMENT_H
#define KEPT_STAT_AGREEMENT_H

#include "base/arena.h"
#include "stat/special.h"

/* Two judges: how often one said row i and the other column k. */
struct agreement_table {
    const double *counts; /* categories × categories, row by row */
    int categories;
};

enum agreement_weights {
    AGREE_EXACT,    /* the same, or not at all */
    AGREE_LINEAR,   /* 1 - |i-k|/(q-1) */
    AGREE_QUADRATIC /* 1 - ((i-k)/(q-1))² */
};

struct kappa {
    double kappa, observed; /* observed: (weighted) share of agreement */
    double se;              /* for the interval */
    double se_null, z;      /* for "no better than chance"; z 0 when se_null is */
    struct range interval;
};
/* All: errors  ERR_INVALID  no judgements, one category, or chance would always agree: print "–".
 */
enum err cohen_kappa(struct agreement_table t, enum agreement_weights w, double level,
                     struct kappa *out) must_use;
enum err scott_pi(struct agreement_table t, double *out) must_use;
enum err gwet_ac1(struct agreement_table t, double *out) must_use;
enum err bennett_s(struct agreement_table t, double *out) must_use;

/* fleiss_kappa: `counts` says how many judges put subject i into category k, row by row; each
 * subject has the same number of judges, two or more. */
enum err fleiss_kappa(const double *counts, int subjects, int categories, double *out) must_use;

enum alpha_level { ALPHA_NOMINAL, ALPHA_ORDINAL, ALPHA_INTERVAL, ALPHA_RATIO };
/* krippendorff_alpha: `values` judges × units, row by row; NAN where one did not judge. Units with
 * fewer than two values do not count.
 *   errors  ERR_INVALID  nothing to pair; all values are the same */
enum err krippendorff_alpha(struct arena *scratch, const double *values, int judges, int units,
                            enum alpha_level level, double *out) must_use;

#endif
