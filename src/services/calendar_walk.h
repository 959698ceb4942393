/* calendar_walk.h: the open time of one local date after the other; only calendar*.c include it.
 *
 * The time line is cut at the first 00:00 of each local date. A slice holds the open intervals of
 * one such piece: in order, not touching each other, breaks cut out. */
#ifndef KEPT_SERVICES_CALENDAR_WALK_H
#define KEPT_SERVICES_CALENDAR_WALK_H

#include "base/limits.h"
#include "services/calendar.h"

/* Windows of up to seven dates before may reach in, one more where clocks change; each break can
 * cut an interval in two. */
enum { WALK_MOST = LIMIT_CALENDAR_SPANS * 9 * 2 };

struct walk {
    const struct calendar *c;
    day_number day;
    instant begin, end; /* of the slice */
    struct zone_stretch stretch;
    int count;
    struct calendar_interval open[WALK_MOST];
};

void walk_init(struct walk *w, const struct calendar *c, instant t); /* the slice that holds t */
void walk_to(struct walk *w, const struct calendar *c, day_number d);
void walk_next(struct walk *w);
void walk_back(struct walk *w);

/* walk_only: of date d, the windows that begin on it, whole, breaks cut out. */
void walk_only(struct walk *w, const struct calendar *c, day_number d);

#endif
