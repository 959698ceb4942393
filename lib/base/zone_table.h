/* zone_table.h: the inside of a zone; only the zone_*.c files include it. */
#ifndef KEPT_BASE_ZONE_TABLE_H
#define KEPT_BASE_ZONE_TABLE_H

#include "base/vec.h"
#include "base/zone.h"

/* Stretches of time with one offset each: from at[i] (seconds UTC) to before at[i + 1]. at[0] is
 * INT64_MIN. Neighbours differ in offset. A footer that changes the clocks every year is written
 * out for a whole cycle of the calendar, 400 years, so that one search answers every question. */
struct zone {
    struct str name;
    int count;
    const int64_t *at;
    const int32_t *offset;
    bool repeats;       /* the last 400 years before repeat_end come again for ever */
    bool repeats_back;  /* and came before, for ever: there was nothing but a footer */
    int64_t repeat_end; /* 1 January, 00:00 UTC */
};

#define SECONDS_PER_DAY INT64_C(86400)
#define SECONDS_PER_CYCLE (INT64_C(146097) * SECONDS_PER_DAY) /* 400 Gregorian years */

/* The day a footer names: Mm.w.d, Jn (29 February is never counted) or n (from 0). */
struct zone_date {
    enum { ZONE_DATE_WEEKDAY, ZONE_DATE_NO_LEAP, ZONE_DATE_DAY } kind;
    int month, week, weekday; /* weekday 0 Sunday, as POSIX counts; week 5 is the last */
    int day;
    int32_t seconds; /* after 00:00, wall time before the change; -167 to 167 hours */
};

/* A footer, RFC 9636 §3.3.1. */
struct zone_rule {
    int32_t standard, daylight; /* seconds east of UTC; daylight may be the smaller (Dublin) */
    bool has_daylight;
    struct zone_date begin, end;
};

/* zone_rule_parse: "CET-1CEST,M3.5.0,M10.5.0/3". ERR_INVALID for anything else. */
enum err zone_rule_parse(struct str s, struct zone_rule *out) must_use;
/* zone_rule_year: when daylight time begins and ends in a year, seconds UTC; false when it never
 * ends within that year. */
bool zone_rule_year(const struct zone_rule *r, int year, int64_t *begin, int64_t *end);

#endif
