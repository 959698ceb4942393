/* fisher.h: two groups, yes and no: does it differ by more than chance? Adverse impact.
 * Sources: Fisher 1922; the four-fifths rule, US Uniform Guidelines 1978. */
#ifndef KEPT_STAT_FISHER_H
#define KEPT_STAT_FISHER_H

#include "stat/special.h"

struct fourfold {
    int64_t a_yes, a_no, b_yes, b_no;
};
/* fisher_exact: two-sided p: the chance of all tables with these margins that are no likelier. */
enum err fisher_exact(struct fourfold t, double *p) must_use;
/* pooled_z: difference of the shares over its standard error under "no difference". */
enum err pooled_z(struct fourfold t, double *z) must_use;

struct impact {
    double ratio;   /* the lower share of yes over the higher; under 0.8 is a flag */
    double flipped; /* had one yes gone the other way: a flag that this undoes is a weak one */
};
enum err impact_of(struct fourfold t, struct impact *out) must_use;

#endif
