/* ics_rule.h: recurrence by whole days (RFC 5545 §3.3.10): which days does a rule name?
 *
 * Each day of a range is asked whether it fits, so the work is bounded by the range whatever a rule
 * says; rules that name no day at all keep libraries busy for ever. */
#ifndef KEPT_TEXT_ICS_RULE_H
#define KEPT_TEXT_ICS_RULE_H

#include "base/zone.h"

enum ics_freq { ICS_DAILY, ICS_WEEKLY, ICS_MONTHLY, ICS_YEARLY };

enum { ICS_LIST_MOST = 64 }; /* values of one part of a rule; longer lists are cut */

struct ics_values {
    int v[ICS_LIST_MOST];
    int count;
};
struct ics_weekday {
    int weekday; /* 0 Monday … 6 Sunday */
    int nth;     /* 1 the first, -1 the last of the month or year; 0 each */
};
struct ics_rule {
    enum ics_freq freq;
    int interval;     /* >= 1 */
    int times;        /* COUNT, 0: without end */
    day_number until; /* the last day it may name */
    day_number start; /* DTSTART; its day counts even where the rule would not name it */
    int week_start;   /* 0 Monday … 6 Sunday */
    struct ics_values months, month_days, year_days, weeks, positions;
    struct ics_weekday weekdays[ICS_LIST_MOST];
    int weekday_count;
};

/* ics_rule_days: calls `put` for each day that the rule names, in order, up to `last`; days before
 * `first` may be left out. Stops when put returns false.
 *   returns  how many days were looked at */
typedef bool ics_put_fn(void *context, day_number d);
int64_t ics_rule_days(const struct ics_rule *r, day_number first, day_number last, ics_put_fn *put,
                      void *context);

#endif
