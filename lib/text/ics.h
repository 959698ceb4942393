/* ics.h: the whole days of an iCalendar file (RFC 5545): holidays to be offered for a calendar,
 * each of which still wants a person's yes. */
#ifndef KEPT_TEXT_ICS_H
#define KEPT_TEXT_ICS_H

#include "base/str.h"
#include "base/zone.h"

struct ics_day {
    day_number day;
    struct str name; /* SUMMARY; may be empty */
};

/* ics_days: each date from `first` to `last` that an event covers: all-day events, every day of
 * longer ones, and their recurrences; not what is cancelled, excluded or only hours long. By date,
 * each date and name once. errors  ERR_INVALID    no iCalendar in it ERR_TOO_LARGE  over
 * LIMIT_ICS_BYTES, or more than LIMIT_ICS_DAYS dates */
struct ics_range {
    day_number first, last;
};
enum err ics_days(struct arena *a, struct str text, struct ics_range within, struct ics_day **list,
                  int *count, struct fault *f) must_use;

#endif
