/* erlang.h: how many people a queue needs. Traffic in erlangs: arrivals × handling time.
 * Sources: Erlang 1917; Palm 1957; Jagerman 1974 (recursions); Garnett, Mandelbaum and Reiman 2002
 * (patience). Rates and times share one unit, whichever. */
#ifndef KEPT_STAT_ERLANG_H
#define KEPT_STAT_ERLANG_H

#include "stat/special.h"

/* erlang_b: chance that all n are busy when who finds them so goes away.
 *   errors  ERR_INVALID  n < 0, traffic < 0 or no number */
enum err erlang_b(double traffic, int64_t n, double *blocked) must_use;
/* erlang_c: chance to wait, when everybody waits; 1 where the queue grows without end. */
enum err erlang_c(double traffic, int64_t n, double *waits) must_use;

/* A desk where everybody waits. */
struct desk {
    double traffic;
    double handling; /* mean time of one */
    int64_t n;
};
struct desk_state {
    double waits;     /* chance to wait */
    double mean_wait; /* of all */
    double queue;     /* mean length */
    double occupancy; /* share of their time that people are busy */
};
/* desk_state: errors  ERR_INVALID  also where the queue has no limit: traffic >= n */
enum err desk_state(struct desk d, struct desk_state *out) must_use;
/* desk_served: share that waits at most t: 0 where the queue has no limit. desk_wait: by when a
 * share q is served. */
enum err desk_served(struct desk d, double t, double *share) must_use;
enum err desk_wait(struct desk d, double q, double *t) must_use;

/* What is wanted; 0 where nothing is. */
struct desk_goal {
    double share, within; /* served within: 0.8, 20 s */
    double mean_wait;     /* at most */
    double occupancy;     /* at most, 0.85 */
    double blocked;       /* at most; alone: Erlang B */
};
/* desk_size: the least n that meets every part of the goal.
 *   errors  ERR_INVALID  nothing is wanted, or no n under ten million does it */
enum err desk_size(double traffic, double handling, const struct desk_goal *goal,
                   int64_t *n) must_use;
/* scheduled: n present need so many on the roster: ⌈n/(1-s)⌉, never n(1+s). shrinkage_of: of
 * several causes: 1 - Π(1-s). */
enum err scheduled(int64_t n, double shrinkage, int64_t *out) must_use;
enum err shrinkage_of(const double *parts, int count, double *out) must_use;

/* Erlang A: people lose patience. */
struct crowd {
    double arrivals;   /* per unit of time, > 0 */
    double service;    /* one person's rate, μ > 0 */
    double impatience; /* θ > 0: one over mean patience */
    int64_t n;         /* >= 0 */
};
struct crowd_state {
    double waits, abandons;
    double mean_wait; /* of all, those who left included */
    double queue, occupancy;
};
enum err crowd_state(struct crowd c, struct crowd_state *out) must_use;
/* crowd_served: share of all that is served after waiting at most t. crowd_waits_over: share that
 * waits longer than t, served later or not. crowd_wait: by when a share q no longer waits.
 *   errors  ERR_TOO_LARGE  more than 200,000 states matter */
enum err crowd_served(struct crowd c, double t, double *share) must_use;
enum err crowd_waits_over(struct crowd c, double t, double *share) must_use;
enum err crowd_wait(struct crowd c, double q, double *t) must_use;

/* square_root_size: ⌈A + β√A⌉. halfin_whitt: about how many wait at that β. garnett: the same with
 * patience, `ratio` = θ/μ. For explaining; below some thirty people use the exact ones. */
enum err square_root_size(double traffic, double beta, int64_t *n) must_use;
enum err halfin_whitt(double beta, double *waits) must_use;
enum err garnett(double beta, double ratio, double *waits) must_use;

#endif
