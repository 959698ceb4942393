/* split.h: where the time of a request went. Its wall time, from being asked for to its end (or
 * now), falls to exactly one at each moment, so the parts add up to it, to the microsecond:
 *
 *     customer   they had to answer, or it was solved and they opened it again
 *     a team     it had it, somebody of it owned it (or was asked for it), and it was open
 *     queue      a team had it and was open, and nobody of it owned it
 *     supplier   one had it, in the supplier's hours (where none are known: the hours of the team)
 *     closed     whoever had it was closed */
#ifndef KEPT_PROMISES_SPLIT_H
#define KEPT_PROMISES_SPLIT_H

#include "promises/story.h"

enum share_kind { SHARE_CUSTOMER = 1, SHARE_TEAM, SHARE_QUEUE, SHARE_SUPPLIER, SHARE_CLOSED };

struct share {
    enum share_kind kind;
    int64_t id;     /* of the team or supplier; of queue: the team's; else 0 */
    int64_t amount; /* µs */
};
struct slice { /* a stretch of it, for the working */
    instant from, until;
    enum share_kind kind;
    int64_t id;
};
struct split {
    instant from, until;
    VEC(struct share) shares; /* in the order in which they first come */
    VEC(struct slice) slices; /* oldest first, no gaps; filled when wanted */
};

/* split_story: of a story whose events have been applied.
 *   with_slices  also the stretches, at most LIMIT_SPLIT_SLICES of them (then it is not cut finer)
 */
enum err split_story(struct story *s, instant now, bool with_slices, struct split *out) must_use;
int64_t split_amount(const struct split *s, enum share_kind kind); /* all of that kind */

#endif
