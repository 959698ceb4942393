#include "services/calendar_walk.h"

#include <stdlib.h>

enum { day_seconds = 86400, week_seconds = 7 * 86400 };

static int by_from(const void *x, const void *y)
{
    const struct calendar_span *a = x, *b = y;
    return (a->from > b->from) - (a->from < b->from);
}

static enum err check_span(struct calendar_span s, const char *field, struct fault *f)
{
    if (s.from < 0 || s.from >= day_seconds)
        return fault_set(f, ERR_INVALID, field, "a span begins between 00:00 and 24:00");
    if (s.to < s.from || s.to > week_seconds)
        return fault_set(f, ERR_INVALID, field,
                         "a span ends after it begins, by 168:00 at the latest");
    return OK;
}

/* A copy in order, where touching spans are one and empty ones are gone. */
static enum err tidy(struct arena *a, struct calendar_hours *h, const char *field, struct fault *f)
{
    if (h->count > LIMIT_CALENDAR_SPANS)
        return fault_set(f, ERR_INVALID, field, "at most %d spans a day", LIMIT_CALENDAR_SPANS);
    struct calendar_span *spans = NEWN(a, struct calendar_span, h->count);
    int n = 0;
    for (int i = 0; i < h->count; i++) {
        TRY(check_span(h->spans[i], field, f));
        spans[i] = h->spans[i];
    }
    if (h->count)
        qsort(spans, (size_t)h->count, sizeof *spans, by_from);
    for (int i = 0; i < h->count; i++) {
        if (spans[i].from == spans[i].to)
            continue;
        if (n && spans[i].from <= spans[n - 1].to)
            spans[n - 1].to = spans[n - 1].to > spans[i].to ? spans[n - 1].to : spans[i].to;
        else
            spans[n++] = spans[i];
    }
    *h = (struct calendar_hours){spans, n};
    return OK;
}

static int by_day(const void *x, const void *y)
{
    const struct calendar_date *a = x, *b = y;
    return (a->day > b->day) - (a->day < b->day);
}

static enum err tidy_date(struct arena *a, struct calendar_date *d, struct fault *f)
{
    TRY(tidy(a, &d->exception, "exceptions", f));
    TRY(tidy(a, &d->shift, "shifts", f));
    return tidy(a, &d->breaks, "breaks", f);
}

static enum err tidy_dates(struct arena *a, struct calendar *c, struct fault *f)
{
    if (c->date_count > LIMIT_CALENDAR_DATES)
        return fault_set(f, ERR_INVALID, "holidays", "at most %d special dates",
                         LIMIT_CALENDAR_DATES);
    struct calendar_date *dates = NEWN(a, struct calendar_date, c->date_count);
    for (int i = 0; i < c->date_count; i++) {
        dates[i] = c->dates[i];
        TRY(tidy_date(a, &dates[i], f));
    }
    if (c->date_count)
        qsort(dates, (size_t)c->date_count, sizeof *dates, by_day);
    for (int i = 1; i < c->date_count; i++)
        if (dates[i].day == dates[i - 1].day)
            return fault_set(f, ERR_INVALID, "exceptions", "the date %.*s stands there twice",
                             STR_ARG(day_format(a, dates[i].day)));
    c->dates = dates;
    return OK;
}

/* How many dates back the longest of these spans begins, seen from the last moment it is open. */
static int reach_of(const struct calendar_hours *h)
{
    int reach = 0;
    for (int i = 0; i < h->count; i++) {
        int days = (h->spans[i].to - 1) / day_seconds;
        reach = days > reach ? days : reach;
    }
    return reach;
}

static void widen(struct calendar *c, const struct calendar_hours *h, bool opens)
{
    int reach = reach_of(h);
    c->reach = reach > c->reach ? reach : c->reach;
    c->has_hours |= opens && h->count > 0;
}

enum err calendar_init(struct arena *a, struct calendar *c, struct fault *f)
{
    c->has_hours = false;
    c->reach = 0;
    for (int i = 0; i < 7; i++) {
        TRY(tidy(a, &c->week[i], "week", f));
        widen(c, &c->week[i], true);
    }
    TRY(tidy_dates(a, c, f));
    for (int i = 0; i < c->date_count; i++) {
        const struct calendar_date *d = &c->dates[i];
        widen(c, &d->exception, d->is_exception);
        widen(c, &d->shift, d->is_shift);
        widen(c, &d->breaks, false);
    }
    return OK;
}

const struct calendar *calendar_always(struct arena *a, const struct zone *z)
{
    static const struct calendar_span all_day[] = {{0, day_seconds}};
    struct calendar *c = NEW(a, struct calendar);
    *c = (struct calendar){.zone = z, .has_hours = true};
    for (int i = 0; i < 7; i++)
        c->week[i] = (struct calendar_hours){all_day, 1};
    return c;
}
