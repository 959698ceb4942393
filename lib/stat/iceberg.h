/* iceberg.h: how many were dissatisfied and did not say so.
 * Sources: A stratified by complaint status, Wilson 1927, worst case Manski 1989; B Hansen and
 * Hurwitz 1946; C Chapman 1951, its variance Seber 1970, interval on the log scale Chao 1987. */
#ifndef KEPT_STAT_ICEBERG_H
#define KEPT_STAT_ICEBERG_H

#include "stat/special.h"

/* A. A census of who complained, a random survey of those who did not. */
struct iceberg_survey {
    int64_t served, complained;     /* distinct persons of one period */
    int64_t answered, dissatisfied; /* of the non-complainers asked; hide the result below 30 */
    double response_ratio; /* φ = P(answer | dissatisfied) / P(answer | satisfied); 1 as a rule */
};
struct iceberg {
    double share; /* dissatisfied among those who did not complain */
    struct range share_range;
    double silent; /* persons */
    struct range silent_range;
    bool has_ratio; /* false when nobody complained: print `silent` only */
    double ratio;   /* for each who told us, so many did not */
    struct range ratio_range;
};
/* errors  ERR_INVALID  nobody answered, numbers that cannot be */
enum err iceberg_of(const struct iceberg_survey *s, double level, struct iceberg *out) must_use;
/* iceberg_worst: nothing assumed of those who did not answer (Manski). */
enum err iceberg_worst(int64_t invited, int64_t answered, int64_t dissatisfied,
                       struct range *out) must_use;

/* B. Call-back: a random `phoned` of those who did not answer are asked by telephone. */
struct callback {
    int64_t invited, answered, dissatisfied, phoned, phoned_dissatisfied;
};
struct estimate {
    double value, se;
    struct range interval;
};
enum err callback_of(const struct callback *c, double level, struct estimate *out) must_use;

/* C. Two lists of the dissatisfied and their overlap: "at least". */
enum err chapman(int64_t first, int64_t second, int64_t both, double level,
                 struct estimate *out) must_use;

#endif
