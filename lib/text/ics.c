/* The seam to libical: nothing else includes it. It takes files apart; rules are followed by
 * ics_rule.c, as libical's own iterator never returns from "30 February". */
#include "text/ics.h"

#include <libical/ical.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/ics_rule.h"

enum { most_asked = 5000000 }; /* days that all rules of a file may look at: 0.5 s */

struct reading {
    struct arena *arena;
    struct ics_range within;
    VEC(struct ics_day) days;
    int64_t asked;
    bool is_full;
};

static day_number day_of(struct icaltimetype t)
{
    return day_from(t.year, t.month, t.day);
}

/* libical lets 99 December pass. */
static bool is_real(struct icaltimetype t)
{
    int year, month, day;
    if (t.month < 1 || t.month > 12 || t.year < 1 || t.year > 9999)
        return false;
    day_split(day_of(t), &year, &month, &day);
    return month == t.month && day == t.day;
}

static bool is_midnight(struct icaltimetype t)
{
    return t.is_date || (t.hour == 0 && t.minute == 0 && t.second == 0);
}

static void put_day(struct reading *r, day_number d, struct str name)
{
    if (d < r->within.first || d > r->within.last)
        return;
    r->is_full |= r->days.n >= LIMIT_ICS_DAYS;
    if (!r->is_full)
        *vec_push(r->arena, &r->days) = (struct ics_day){d, name};
}

/* One occurrence: its days that lie in the range. */
static void put_days(struct reading *r, day_number from, int days, struct str name)
{
    day_number first = from > r->within.first ? from : r->within.first;
    for (day_number d = first; d < from + days && d <= r->within.last && !r->is_full; d++)
        put_day(r, d, name);
}

/* An event's whole days; 0 when it is only hours long. */
static int length_in_days(icalcomponent *event, struct icaltimetype start)
{
    struct icaltimetype end = icalcomponent_get_dtend(event); /* works DURATION out, too */
    if (icaltime_is_null_time(end) || !is_real(end))
        return start.is_date ? 1 : 0;
    int64_t days = (int64_t)day_of(end) - day_of(start);
    if (start.is_date)
        return days < 1 ? 1 : (int)days;
    return is_midnight(start) && is_midnight(end) && days > 0 ? (int)days : 0;
}

static bool is_excluded(icalcomponent *event, day_number d)
{
    icalproperty *p = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY);
    for (; p; p = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY))
        if (day_of(icalproperty_get_exdate(p)) == d)
            return true;
    return false;
}

static struct ics_values values_of(const short *v, int most)
{
    struct ics_values out = {0};
    for (int i = 0; i < most && v[i] != ICAL_RECURRENCE_ARRAY_MAX && out.count < ICS_LIST_MOST; i++)
        out.v[out.count++] = v[i];
    return out;
}

/* libical counts weekdays from Sunday, 1. */
static int weekday_from(enum icalrecurrencetype_weekday day)
{
    return ((int)day + 5) % 7;
}

static void read_weekdays(const struct icalrecurrencetype *from, struct ics_rule *to)
{
    for (int i = 0; i < ICAL_BY_DAY_SIZE && to->weekday_count < ICS_LIST_MOST; i++) {
        short v = from->by_day[i];
        if (v == ICAL_RECURRENCE_ARRAY_MAX)
            break;
        to->weekdays[to->weekday_count++] = (struct ics_weekday){
            weekday_from(icalrecurrencetype_day_day_of_week(v)),
            icalrecurrencetype_day_position(v)};
    }
}

/* False for rules by the hour and less, which make no days, and for other calendars' rules. */
static bool read_rule(const struct icalrecurrencetype *from, day_number start, struct ics_rule *to)
{
    bool is_by_day = from->freq >= ICAL_DAILY_RECURRENCE && from->freq <= ICAL_YEARLY_RECURRENCE;
    *to = (struct ics_rule){
        .freq = from->freq == ICAL_YEARLY_RECURRENCE    ? ICS_YEARLY
                : from->freq == ICAL_MONTHLY_RECURRENCE ? ICS_MONTHLY
                : from->freq == ICAL_WEEKLY_RECURRENCE  ? ICS_WEEKLY
                                                        : ICS_DAILY,
        .interval = from->interval > 0 ? from->interval : 1,
        .times = from->count > 0 ? from->count : 0,
        .until = is_real(from->until) ? day_of(from->until) : INT32_MAX,
        .start = start,
        .week_start = from->week_start == ICAL_NO_WEEKDAY ? 0 : weekday_from(from->week_start),
        .months = values_of(from->by_month, ICAL_BY_MONTH_SIZE),
        .month_days = values_of(from->by_month_day, ICAL_BY_MONTHDAY_SIZE),
        .year_days = values_of(from->by_year_day, ICAL_BY_YEARDAY_SIZE),
        .weeks = values_of(from->by_week_no, ICAL_BY_WEEKNO_SIZE),
        .positions = values_of(from->by_set_pos, ICAL_BY_SETPOS_SIZE),
    };
    read_weekdays(from, to);
    return is_by_day && (!from->rscale || str_eqi(str_from(from->rscale), S("GREGORIAN")));
}

/* What a rule's days become. */
struct occurrence {
    struct reading *reading;
    icalcomponent *event;
    struct ics_day first;
    int days;
};

static bool put_occurrence(void *context, day_number d)
{
    struct occurrence *o = context;
    if (d != o->first.day && !is_excluded(o->event, d))
        put_days(o->reading, d, o->days, o->first.name);
    return !o->reading->is_full;
}

static void put_rule(struct reading *r, icalcomponent *event, icalproperty *property,
                     struct ics_day first, int days)
{
    struct icalrecurrencetype from = icalproperty_get_rrule(property);
    struct occurrence o = {r, event, first, days};
    struct ics_rule rule;
    if (!read_rule(&from, first.day, &rule))
        return;
    r->asked += ics_rule_days(&rule, r->within.first - days, r->within.last, put_occurrence, &o);
    r->is_full |= r->asked > most_asked;
}

static void put_recurrences(struct reading *r, icalcomponent *event, struct ics_day first, int days)
{
    icalproperty *p = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
    for (; p; p = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
        put_rule(r, event, p, first, days);
    p = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY);
    for (; p; p = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
        struct icaldatetimeperiodtype t = icalproperty_get_rdate(p);
        if (!icaltime_is_null_time(t.time) && is_real(t.time))
            put_days(r, day_of(t.time), days, first.name);
    }
}

static void put_event(struct reading *r, icalcomponent *event)
{
    struct icaltimetype start = icalcomponent_get_dtstart(event);
    if (icaltime_is_null_time(start) || !is_real(start) ||
        icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED)
        return;
    int days = length_in_days(event, start);
    if (!days)
        return;
    struct str summary = str_from(icalcomponent_get_summary(event));
    struct ics_day first = {day_of(start), str_trim(utf8_clean(r->arena, summary))};
    first.name = str_dup(r->arena, utf8_cut_bytes(first.name, LIMIT_NAME_BYTES));
    if (!is_excluded(event, first.day))
        put_days(r, first.day, days, first.name);
    put_recurrences(r, event, first, days);
}

static int by_day(const void *x, const void *y)
{
    const struct ics_day *a = x, *b = y;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return str_cmp(a->name, b->name);
}

static int sort_and_unite(struct ics_day *v, ptrdiff_t n)
{
    int count = 0;
    if (n)
        qsort(v, (size_t)n, sizeof *v, by_day);
    for (ptrdiff_t i = 0; i < n; i++)
        if (!count || by_day(&v[count - 1], &v[i]) != 0)
            v[count++] = v[i];
    return count;
}

/* Events stand in a VCALENDAR, or in several one after the other. */
static void put_events(struct reading *r, icalcomponent *root)
{
    icalcomponent *c = icalcomponent_get_first_component(root, ICAL_ANY_COMPONENT);
    for (; c && !r->is_full; c = icalcomponent_get_next_component(root, ICAL_ANY_COMPONENT)) {
        if (icalcomponent_isa(c) == ICAL_VEVENT_COMPONENT)
            put_event(r, c);
        if (icalcomponent_isa(c) != ICAL_VCALENDAR_COMPONENT)
            continue;
        icalcomponent *e = icalcomponent_get_first_component(c, ICAL_VEVENT_COMPONENT);
        for (; e && !r->is_full; e = icalcomponent_get_next_component(c, ICAL_VEVENT_COMPONENT))
            put_event(r, e);
    }
}

enum err ics_days(struct arena *a, struct str text, struct ics_range within, struct ics_day **list,
                  int *count, struct fault *f)
{
    struct reading r = {.arena = a, .within = within};
    if (text.n > LIMIT_ICS_BYTES)
        return fault_set(f, ERR_TOO_LARGE, "file", "a calendar file of more than %d MB",
                         LIMIT_ICS_BYTES >> 20);
    icalerror_set_errors_are_fatal(0);
    icalcomponent *root = icalparser_parse_string(str_z(a, text));
    bool is_calendar = root && (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT ||
                                icalcomponent_isa(root) == ICAL_XROOT_COMPONENT);
    if (is_calendar)
        put_events(&r, root);
    if (root)
        icalcomponent_free(root);
    if (!is_calendar)
        return fault_set(f, ERR_INVALID, "file",
                         "no iCalendar file: it begins with BEGIN:VCALENDAR");
    if (r.is_full)
        return fault_set(f, ERR_TOO_LARGE, "file", "more than %d dates; ask for fewer years",
                         LIMIT_ICS_DAYS);
    *list = r.days.v;
    *count = sort_and_unite(r.days.v, r.days.n);
    return OK;
}
