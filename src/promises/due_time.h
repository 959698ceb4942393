/* due_time.h: due times one can keep: by when a share of comparable past requests was done, in open
 * time. Those still open count as censored (Kaplan–Meier); of n, the q-quantile is the conformal
 * order statistic, the ⌈q(n+1)⌉-th smallest, so that of future requests at least a share q is done
 * by then. Too few, or a curve that never falls so far: no time, and the next update is promised.
 * Sources: Kaplan and Meier 1958; Vovk, Gammerman and Shafer 2005; Wilks 1941 (22 for 90 in 100 at
 * 90 %). docs/guide/due-times.md */
#ifndef KEPT_PROMISES_DUE_TIME_H
#define KEPT_PROMISES_DUE_TIME_H

#include "promises/promise_row.h"
#include "stat/survival.h"

enum { DUE_SHARES = 3, DUE_LEAST = 22, DUE_SAMPLES = 500, DUE_JUDGED = 200 };
extern const double due_shares[DUE_SHARES]; /* .5, .8, .9 */

/* due_quantiles: for each share, open seconds; below 0: none can be told.
 *   age      open seconds it has run already: only those that took longer are comparable
 *   ended    how many comparable ones have ended; all: with those still open
 *   errors   ERR_NOT_FOUND  fewer than DUE_LEAST have ended */
enum err due_quantiles(struct arena *a, const struct lifetime *list, int n, double age,
                       double out[DUE_SHARES], int *ended, int *all) must_use;

/* A past request of a service: what it took. */
struct due_sample {
    request_id id;
    instant opened_at, ended_at; /* ended_at 0: still open */
    bool is_done;                /* solved; else it is over without having been done */
    int64_t elapsed;             /* µs of open time, pauses aside, until ended or now */
};
/* due_samples: the newest DUE_SAMPLES of a service opened before `before`, newest first. */
enum err due_samples(struct cx *cx, service_id service, const struct calendar *c, instant before,
                     struct due_sample **list, int *count) must_use;

struct due_suggestion {
    int percent; /* 50, 80, 90 */
    bool has_time;
    instant due;
    int64_t seconds; /* of open time from now */
};
struct due_suggestions {
    int ended, all; /* comparable past requests */
    bool is_enough;
    struct due_suggestion of[DUE_SHARES];
    instant
        next_update; /* what can be promised when it is not enough: the end of the next work day */
};
enum err due_suggest(struct cx *cx, const struct request *r, struct due_suggestions *out) must_use;

/* How the suggestions of the last 30 days did: each remade from what was known when its request
 * came in. */
struct due_score {
    int percent;
    int judged, kept;
    struct range interval; /* of kept / judged: Wilson, 95 % */
    bool is_alarm;         /* so few are unlikely by chance (under 5 in 100) */
    double pinball;        /* mean loss in hours: calibrated and sharp is low */
    double said, took;     /* medians, in hours of open time */
};
struct due_report {
    int requests, refused; /* opened in these 30 days; for which nothing could be told */
    struct due_score of[DUE_SHARES];
};
enum err due_judge(struct cx *cx, service_id service, team_id team,
                   struct due_report *out) must_use;

#endif
