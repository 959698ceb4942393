#include "stat/agreement.h"

#include <math.h>

static double cell(struct agreement_table t, int i, int k)
{
    return t.counts[i * t.categories + k];
}

/* The sum of all; not positive when the table cannot be used. */
static double total(struct agreement_table t)
{
    double sum = 0;
    if (t.categories < 2)
        return 0;
    for (int i = 0; i < t.categories * t.categories; i++) {
        if (!(t.counts[i] >= 0) || isinf(t.counts[i]))
            return 0;
        sum += t.counts[i];
    }
    return sum;
}

/* Shares of category i in the rows and in the columns. */
static double row_share(struct agreement_table t, int i, double n)
{
    double sum = 0;
    for (int k = 0; k < t.categories; k++)
        sum += cell(t, i, k);
    return sum / n;
}

static double column_share(struct agreement_table t, int k, double n)
{
    double sum = 0;
    for (int i = 0; i < t.categories; i++)
        sum += cell(t, i, k);
    return sum / n;
}

static double weight(struct agreement_table t, enum agreement_weights w, int i, int k)
{
    double apart = fabs((double)(i - k)) / (t.categories - 1);
    if (w == AGREE_EXACT)
        return i == k;
    return w == AGREE_LINEAR ? 1 - apart : 1 - apart * apart;
}

/* Mean weight of category i against what the other judge says by chance; of rows, then of columns.
 */
static double chance_weight(struct agreement_table t, enum agreement_weights w, int i, bool of_row,
                            double n)
{
    double sum = 0;
    for (int k = 0; k < t.categories; k++)
        sum += of_row ? column_share(t, k, n) * weight(t, w, i, k)
                      : row_share(t, k, n) * weight(t, w, k, i);
    return sum;
}

/* Fleiss, Cohen and Everitt 1969, equations 8 and 9. */
static void kappa_errors(struct agreement_table t, enum agreement_weights w, double n,
                         double expected, struct kappa *out)
{
    double spread = 0, null_spread = 0, k1 = 1 - out->kappa;
    for (int i = 0; i < t.categories; i++)
        for (int k = 0; k < t.categories; k++) {
            double u = chance_weight(t, w, i, true, n) + chance_weight(t, w, k, false, n);
            double v = weight(t, w, i, k);
            spread += cell(t, i, k) / n * (v - u * k1) * (v - u * k1);
            null_spread += row_share(t, i, n) * column_share(t, k, n) * (v - u) * (v - u);
        }
    double off = out->kappa - expected * k1, scale = n * (1 - expected) * (1 - expected);
    out->se = sqrt(fmax(0, spread - off * off) / scale);
    out->se_null = sqrt(fmax(0, null_spread - expected * expected) / scale);
    out->z = out->se_null > 0 ? out->kappa / out->se_null : 0;
}

enum err cohen_kappa(struct agreement_table t, enum agreement_weights w, double level,
                     struct kappa *out)
{
    double n = total(t), observed = 0, expected = 0;
    if (!(n > 0) || !(level > 0 && level < 1))
        return ERR_INVALID;
    for (int i = 0; i < t.categories; i++)
        for (int k = 0; k < t.categories; k++) {
            observed += cell(t, i, k) / n * weight(t, w, i, k);
            expected += row_share(t, i, n) * column_share(t, k, n) * weight(t, w, i, k);
        }
    if (!(expected < 1 - 1e-12))
        return ERR_INVALID;
    *out = (struct kappa){.kappa = (observed - expected) / (1 - expected), .observed = observed};
    kappa_errors(t, w, n, expected, out);
    double width = normal_for(level) * out->se;
    out->interval = (struct range){out->kappa - width, out->kappa + width};
    return OK;
}

static double exact_share(struct agreement_table t, double n)
{
    double sum = 0;
    for (int i = 0; i < t.categories; i++)
        sum += cell(t, i, i);
    return sum / n;
}

static enum err over_chance(double observed, double expected, double *out)
{
    if (!(expected < 1 - 1e-12))
        return ERR_INVALID;
    *out = (observed - expected) / (1 - expected);
    return OK;
}

enum err scott_pi(struct agreement_table t, double *out)
{
    double n = total(t), expected = 0;
    if (!(n > 0))
        return ERR_INVALID;
    for (int i = 0; i < t.categories; i++) {
        double mean = (row_share(t, i, n) + column_share(t, i, n)) / 2;
        expected += mean * mean;
    }
    return over_chance(exact_share(t, n), expected, out);
}

enum err gwet_ac1(struct agreement_table t, double *out)
{
    double n = total(t), expected = 0;
    if (!(n > 0))
        return ERR_INVALID;
    for (int i = 0; i < t.categories; i++) {
        double mean = (row_share(t, i, n) + column_share(t, i, n)) / 2;
        expected += mean * (1 - mean) / (t.categories - 1);
    }
    return over_chance(exact_share(t, n), expected, out);
}

enum err bennett_s(struct agreement_table t, double *out)
{
    double n = total(t);
    if (!(n > 0))
        return ERR_INVALID;
    return over_chance(exact_share(t, n), 1.0 / t.categories, out);
}

/* Pairs of judges that agree on one subject, as a share; the number of judges goes into *judges. */
static double pairs_agreed(const double *counts, int categories, double *judges)
{
    double squares = 0, sum = 0;
    for (int k = 0; k < categories; k++) {
        if (!(counts[k] >= 0) || isinf(counts[k]))
            return NAN;
        sum += counts[k];
        squares += counts[k] * counts[k];
    }
    *judges = sum;
    return (squares - sum) / (sum * (sum - 1));
}

enum err fleiss_kappa(const double *counts, int subjects, int categories, double *out)
{
    double judges = 0, agreed = 0, expected = 0;
    if (subjects < 1 || categories < 2)
        return ERR_INVALID;
    for (int i = 0; i < subjects; i++) {
        double here = 0, share = pairs_agreed(counts + i * categories, categories, &here);
        if (i == 0)
            judges = here;
        if (!isfinite(share) || here < judges || here > judges || here < 2)
            return ERR_INVALID;
        agreed += share / subjects;
    }
    for (int k = 0; k < categories; k++) {
        double said = 0;
        for (int i = 0; i < subjects; i++)
            said += counts[i * categories + k];
        expected += said / (judges * subjects) * said / (judges * subjects);
    }
    return over_chance(agreed, expected, out);
}
