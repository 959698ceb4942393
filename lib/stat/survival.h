/* survival.h: how long things take when some have not ended yet (open, withdrawn, handed out).
 * Sources: Kaplan and Meier 1958; Greenwood 1926; Kalbfleisch and Prentice 1980 (log-log interval).
 */
#ifndef KEPT_STAT_SURVIVAL_H
#define KEPT_STAT_SURVIVAL_H

#include "base/arena.h"
#include "stat/special.h"

struct lifetime {
    double time; /* >= 0 */
    bool ended;  /* false: still going on at `time`, or lost from sight */
};

struct survival_step {
    double time;
    int at_risk, ended;
    double survival, se;   /* share still going on after `time`; Greenwood's standard error */
    struct range interval; /* log-log; [survival, survival] where it is 0 or 1 */
};
struct survival {
    const struct survival_step *steps; /* at each time when something ended */
    int count;
};

/* survival_of: the curve. At the same time, what ended counts before what was lost from sight.
 *   errors  ERR_INVALID  nothing, or a time that is negative or no number */
enum err survival_of(struct arena *a, const struct lifetime *t, int n, double level,
                     struct survival *out) must_use;
double survival_at(const struct survival *s, double time);
/* survival_quantile: by when a share q has ended.
 *   errors  ERR_INVALID  the curve never falls that far: refuse to promise it */
enum err survival_quantile(const struct survival *s, double q, double *time) must_use;
/* survival_given: chance to end by `time`, given that it has gone on for `age`.
 *   errors  ERR_INVALID  nothing of that age is known to go on */
enum err survival_given(const struct survival *s, double age, double time, double *out) must_use;

#endif
