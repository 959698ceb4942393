/* when.h: instants and spans as people say them, in their language and zone (design: times).
 *
 * Short and plain: "42 min" while it is under two hours ahead, "16:30" today, "Thu 10:00" within
 * six days, "3 Dec" after, "3 Dec 2027" in another year. */
#ifndef KEPT_TEXT_WHEN_H
#define KEPT_TEXT_WHEN_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/zone.h"
#include "text/i18n.h"

enum when_form {
    WHEN_SHORT, /* as above; the past never as minutes */
    WHEN_DUE,   /* the same for a promise: "Late 12 min" once it has passed */
    WHEN_FULL,  /* "Tuesday 24 November 2026, 16:30"; with the organisation's clock where it differs
                 */
    WHEN_DATE,  /* "24 November 2026" */
    WHEN_CLOCK, /* "16:30" */
    WHEN_DAY    /* "Today", "Yesterday", "Tomorrow", "Mon 23 Nov" */
};

/* For whom a time is put into words. */
struct when_reader {
    enum lang lang;
    const struct zone *zone; /* the reader's; NULL: UTC */
    const struct zone *home; /* the organisation's; NULL: the same */
    instant now;
};

void when_put(struct buf *to, const struct when_reader *r, instant t, enum when_form form);
struct str when_words(struct arena *a, const struct when_reader *r, instant t, enum when_form form);

/* when_span: a length of time, rounded down: "under 1 min", "42 min", "3 h", "3 h 20 min", "2
 * days". Up to two hours in minutes, up to two days in hours, then in days; a negative one as its
 * size. */
void when_put_span(struct buf *to, enum lang l, int64_t seconds);
struct str when_span(struct arena *a, enum lang l, int64_t seconds);

/* when_put_datetime: for <time datetime>: RFC 3339 in UTC, whole seconds. */
void when_put_datetime(struct buf *to, instant t);

#endif
