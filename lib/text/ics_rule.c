#include "text/ics_rule.h"

/* A day, taken apart as rules look at it. */
struct parts {
    day_number day;
    int year, month, month_day, weekday;
    int month_length, year_day, year_length;
};

static int month_length(int year, int month)
{
    day_number next = month == 12 ? day_from(year + 1, 1, 1) : day_from(year, month + 1, 1);
    return next - day_from(year, month, 1);
}

static struct parts parts_of(day_number d)
{
    struct parts p = {.day = d, .weekday = day_weekday(d)};
    day_split(d, &p.year, &p.month, &p.month_day);
    p.month_length = month_length(p.year, p.month);
    p.year_day = d - day_from(p.year, 1, 1) + 1;
    p.year_length = day_from(p.year + 1, 1, 1) - day_from(p.year, 1, 1);
    return p;
}

/* Is x, counted from the front or from the back of `length`, in the list? */
static bool is_listed(const struct ics_values *list, int x, int length)
{
    for (int i = 0; i < list->count; i++)
        if (list->v[i] == x || (length && list->v[i] == x - length - 1))
            return true;
    return false;
}

/* The week a day belongs to, by its first day. */
static day_number week_of(const struct ics_rule *r, day_number d)
{
    return d - (day_weekday(d) - r->week_start + 7) % 7;
}

/* A number for the year, month, week or day that a day lies in; neighbours differ by 1. */
static int64_t period_of(const struct ics_rule *r, const struct parts *p)
{
    switch (r->freq) {
    case ICS_YEARLY: return p->year;
    case ICS_MONTHLY: return (int64_t)p->year * 12 + p->month - 1;
    case ICS_WEEKLY: return (week_of(r, p->day) - r->week_start) / 7;
    case ICS_DAILY: break;
    }
    return p->day;
}

/* Does the n-th such weekday of its month, or of its year, fall on this day? */
static bool is_nth(const struct ics_rule *r, const struct parts *p, int nth)
{
    bool of_month = r->freq == ICS_MONTHLY || r->months.count;
    int day = of_month ? p->month_day : p->year_day;
    int length = of_month ? p->month_length : p->year_length;
    bool takes_nth = r->freq == ICS_MONTHLY || r->freq == ICS_YEARLY;
    if (!nth || !takes_nth)
        return true;
    return nth > 0 ? (day - 1) / 7 + 1 == nth : (length - day) / 7 + 1 == -nth;
}

static bool fits_weekday(const struct ics_rule *r, const struct parts *p)
{
    for (int i = 0; i < r->weekday_count; i++)
        if (r->weekdays[i].weekday == p->weekday && is_nth(r, p, r->weekdays[i].nth))
            return true;
    return false;
}

static bool fits_week(const struct ics_rule *r, const struct parts *p)
{
    int year, week, last_year, last;
    day_iso_week(p->day, &year, &week);
    day_iso_week(day_from(year, 12, 28), &last_year, &last); /* always in the last week */
    return is_listed(&r->weeks, week, last);
}

/* What the rule leaves open, the start decides. */
static bool fits_start(const struct ics_rule *r, const struct parts *p)
{
    struct parts s = parts_of(r->start);
    if (r->weekday_count || r->month_days.count || r->year_days.count)
        return true;
    if (r->weeks.count || r->freq == ICS_WEEKLY)
        return p->weekday == s.weekday;
    if (r->freq == ICS_DAILY)
        return true;
    bool same_month = r->freq == ICS_MONTHLY || r->months.count || p->month == s.month;
    return same_month && p->month_day == s.month_day;
}

static bool fits(const struct ics_rule *r, const struct parts *p)
{
    if (r->months.count && !is_listed(&r->months, p->month, 0))
        return false;
    if (r->month_days.count && !is_listed(&r->month_days, p->month_day, p->month_length))
        return false;
    if (r->year_days.count && !is_listed(&r->year_days, p->year_day, p->year_length))
        return false;
    if (r->weekday_count && !fits_weekday(r, p))
        return false;
    if (r->weeks.count && !fits_week(r, p))
        return false;
    return fits_start(r, p);
}

/* The days of one period that fit: at most a year's. */
struct period {
    int64_t number;
    day_number days[366];
    int count;
};

struct naming {
    const struct ics_rule *rule;
    ics_put_fn *put;
    void *context;
    int named;
};

/* Puts a period's days, or those at the wanted positions; false when all is done. */
static bool put_period(struct naming *n, const struct period *p)
{
    const struct ics_rule *r = n->rule;
    for (int i = 0; i < p->count; i++) {
        if (r->positions.count && !is_listed(&r->positions, i + 1, p->count))
            continue;
        if (p->days[i] < r->start)
            continue;
        if ((r->times && n->named == r->times) || !n->put(n->context, p->days[i]))
            return false;
        n->named++;
    }
    return true;
}

/* Where to begin: a rule that counts, at its start; any other, at the year of what is wanted. */
static day_number first_asked(const struct ics_rule *r, day_number first)
{
    day_number from = r->times || r->start > first ? r->start : first;
    struct parts p = parts_of(from);
    return day_from(p.year, 1, 1) - 7; /* whole periods, weeks too */
}

int64_t ics_rule_days(const struct ics_rule *r, day_number first, day_number last, ics_put_fn *put,
                      void *context)
{
    struct naming n = {r, put, context, 0};
    struct period now = {0};
    struct parts start = parts_of(r->start);
    int64_t base = period_of(r, &start), asked = 0;
    day_number end = last < r->until ? last : r->until;
    for (day_number d = first_asked(r, first); d <= end; d++, asked++) {
        struct parts p = parts_of(d);
        int64_t number = period_of(r, &p);
        if (number != now.number && !put_period(&n, &now))
            return asked;
        if (number != now.number)
            now = (struct period){.number = number};
        if ((number - base) % r->interval == 0 && fits(r, &p))
            now.days[now.count++] = d;
    }
    put_period(&n, &now);
    return asked;
}
