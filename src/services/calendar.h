/* calendar.h: business time: when a team works, and arithmetic in the time it works. Pure rules.
 *
 * A window is [from, to) in the wall time of the calendar's zone; it may cross midnight and belongs
 * to the date it starts on. The windows of a date are, in this order: its exception, if it has one;
 * none on a holiday; its shift, if it has one; else those of its weekday. Windows form a union, and
 * breaks are cut out of it. Ends of windows become instants once: in a gap of the clocks the
 * instant of the change; where a wall time comes twice, a window opens the first time and closes
 * the second.
 *
 * Amounts are µs of open time (seconds × USEC_PER_SEC). Laws, for p, q > 0 (calendar_test.c):
 *     add(add(t, p), q) = add(t, p + q)        between(t, add(t, p)) = p        add(t, 0) = t
 * Source: the design's methods, §10. */
#ifndef KEPT_SERVICES_CALENDAR_H
#define KEPT_SERVICES_CALENDAR_H

#include "base/clock.h"
#include "base/zone.h"

/* Seconds after 00:00 of the date it belongs to; 0 <= from < 86,400; to up to 168:00 (604,800). */
struct calendar_span {
    int32_t from, to;
};
struct calendar_hours {
    const struct calendar_span *spans; /* after calendar_init: in order, not empty, not touching */
    int count;
};

/* What is special about one date. */
struct calendar_date {
    day_number day;
    bool is_holiday, is_exception, is_shift;
    struct str name; /* of a holiday, may be empty: "Christmas Day" */
    struct calendar_hours exception, shift, breaks; /* no spans in an exception: closed */
};

struct calendar {
    const struct zone *zone;
    struct calendar_hours week[7];     /* 0 Monday … 6 Sunday */
    const struct calendar_date *dates; /* after calendar_init: by day, each once */
    int date_count;
    bool by_offset_before; /* read wall times after RFC 5545 §3.3.5 instead: ZONE_BEFORE */
    /* set by calendar_init */
    bool has_hours; /* false: it never opens */
    int reach;      /* how many dates back a window may begin that is still open */
};

struct calendar_interval {
    instant from, until;
};

/* calendar_init: checks and orders what the caller has set above; then the calendar is read only
 * and may be shared. What it points to must live as long as it does. errors  ERR_INVALID  spans out
 * of range, too many (limits.h), a date twice */
enum err calendar_init(struct arena *a, struct calendar *c, struct fault *f) must_use;
/* calendar_always: open day and night, all week. */
const struct calendar *calendar_always(struct arena *a, const struct zone *z);

/* calendar_add: the earliest instant at or after t by which `amount` of open time has passed: what
 * ends exactly at closing ends at closing. A negative amount goes back: the latest instant at or
 * before t. Zero gives t.
 *   errors  ERR_NOT_FOUND  "no open time" within LIMIT_CALENDAR_DAYS
 *           ERR_INVALID    further than LIMIT_CALENDAR_SPAN_DAYS
 *   cost    0.15 µs for an hour, 10 µs for 2,000 open hours */
enum err calendar_add(const struct calendar *c, instant t, int64_t amount, instant *out,
                      struct fault *f) must_use;
/* calendar_between: open time in [a, b); negative when b is before a. */
int64_t calendar_between(const struct calendar *c, instant a, instant b);
bool calendar_is_open(const struct calendar *c, instant t);

/* calendar_next_open: t when open at t, else the next opening. calendar_next_close: the end of the
 * open time that holds t or begins next. calendar_last_open: t when something was open right up to
 * t, else the last closing before it.
 *   errors  ERR_NOT_FOUND  none within LIMIT_CALENDAR_DAYS (next_close: it never closes) */
enum err calendar_next_open(const struct calendar *c, instant t, instant *out) must_use;
enum err calendar_next_close(const struct calendar *c, instant t, instant *out) must_use;
enum err calendar_last_open(const struct calendar *c, instant t, instant *out) must_use;

/* calendar_intervals: the open intervals within [a, b), touching ones as one, oldest first: the
 * working to be shown for a due time. At most `most`; returns how many. */
int calendar_intervals(const struct calendar *c, instant a, instant b,
                       struct calendar_interval *list, int most);
/* calendar_intervals_after, _before: the next (last) open intervals from t on, cut at t, nearest
 * first, as many as there are up to `most`, within LIMIT_CALENDAR_DAYS of each other. */
int calendar_intervals_after(const struct calendar *c, instant t, struct calendar_interval *list,
                             int most);
int calendar_intervals_before(const struct calendar *c, instant t, struct calendar_interval *list,
                              int most);

/* ---- work days ------------------------------------------------------------------------------ */

/* calendar_date_of: the local date at t. */
day_number calendar_date_of(const struct calendar *c, instant t);
/* calendar_is_workday: does any window begin on that date (breaks cut out)? */
bool calendar_is_workday(const struct calendar *c, day_number d);
/* calendar_workday: the n-th work day after date d; negative n: before; 0: d itself.
 *   errors  as calendar_add */
enum err calendar_workday(const struct calendar *c, day_number d, int n, day_number *out,
                          struct fault *f) must_use;
/* calendar_workday_end: when the last window that begins on a date closes.
 *   errors  ERR_NOT_FOUND  none begins then */
enum err calendar_workday_end(const struct calendar *c, day_number d, instant *out) must_use;
/* calendar_add_days: the same wall time n work days later, moved to the next open instant; for n
 * negative, earlier and moved to the last open instant. `back` decides for 0.
 *   errors  as calendar_add */
enum err calendar_add_days(const struct calendar *c, instant t, int n, bool back,
                           instant *out) must_use;

/* ---- pauses --------------------------------------------------------------------------------- */

/* A clock stands still while its promise waits on the person who asked. Pauses may come in any
 * order and overlap; until 0: still. */
struct calendar_clock {
    instant start;
    const struct calendar_interval *pauses;
    int pause_count;
};

/* calendar_due: when `amount` (>= 0) of open time outside the pauses will have passed.
 *   errors  as calendar_add; ERR_CONFLICT "paused": not before a pause without end is over */
enum err calendar_due(const struct calendar *c, const struct calendar_clock *k, int64_t amount,
                      instant *out, struct fault *f) must_use;
/* calendar_elapsed: how much of it has passed at `now`; 0 before the start. */
int64_t calendar_elapsed(const struct calendar *c, const struct calendar_clock *k, instant now);
/* calendar_counted: the intervals that a clock has counted by `now`, oldest first; how many. */
int calendar_counted(const struct calendar *c, const struct calendar_clock *k, instant now,
                     struct calendar_interval *list, int most);

#endif
