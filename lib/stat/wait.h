/* wait.h: how long a queue of known length takes: q ahead, s counters, mean handling time h.
 * Sources: Whitt 1999; Ibrahim and Whitt 2009 (delay announcements); Rényi 1953. */
#ifndef KEPT_STAT_WAIT_H
#define KEPT_STAT_WAIT_H

#include "stat/special.h"

struct line {
    int64_t ahead;    /* >= 0 */
    int64_t counters; /* > 0, all busy */
    double handling;  /* mean of one, > 0 */
    double patience;  /* mean patience of those ahead; 0: nobody leaves */
};
/* Until it is one's turn: q + 1 departures, Erlang(q+1, s/h) when nobody leaves. */
enum err line_mean(struct line l, double *out) must_use;
enum err line_quantile(struct line l, double q, double *out) must_use; /* 0 <= q < 1 */

#endif
