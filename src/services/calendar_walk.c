#include "services/calendar_walk.h"

#include <assert.h>

/* Offsets differ by less than this. A wall time whose reading lies that deep within a stretch has
 * no other reading. */
static const instant slack = 3 * USEC_PER_DAY;

static bool is_deep(const struct walk *w, instant t)
{
    return (w->stretch.from == INT64_MIN || t - slack >= w->stretch.from) &&
           (w->stretch.until == INT64_MAX || t + slack < w->stretch.until);
}

static instant at(const struct walk *w, day_number d, int32_t seconds, enum zone_pick pick)
{
    instant t = d * USEC_PER_DAY + (seconds - w->stretch.offset) * USEC_PER_SEC;
    return is_deep(w, t) ? t : zone_instant(w->c->zone, d, seconds, pick);
}

static const struct calendar_date *date_find(const struct calendar *c, day_number d)
{
    int low = 0, high = c->date_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (c->dates[middle].day < d)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->date_count && c->dates[low].day == d ? &c->dates[low] : NULL;
}

static struct calendar_hours hours_on(const struct calendar *c, day_number d)
{
    const struct calendar_date *special = date_find(c, d);
    if (!special)
        return c->week[day_weekday(d)];
    if (special->is_exception)
        return special->exception;
    if (special->is_holiday)
        return (struct calendar_hours){0};
    return special->is_shift ? special->shift : c->week[day_weekday(d)];
}

/* Puts an interval in its place; only ZONE_BEFORE ever brings one out of order. */
static void put(struct walk *w, struct calendar_interval v)
{
    if (v.from >= v.until)
        return;
    assert(w->count < WALK_MOST);
    int i = w->count++;
    for (; i > 0 && w->open[i - 1].from > v.from; i--)
        w->open[i] = w->open[i - 1];
    w->open[i] = v;
}

/* The windows that begin on date d, cut at the ends of the slice. */
static void put_windows(struct walk *w, day_number d)
{
    const struct calendar *c = w->c;
    struct calendar_hours hours = hours_on(c, d);
    for (int i = 0; i < hours.count; i++) {
        instant from = at(w, d, hours.spans[i].from,
                          c->by_offset_before ? ZONE_BEFORE : ZONE_FIRST);
        instant until = at(w, d, hours.spans[i].to,
                           c->by_offset_before ? ZONE_BEFORE : ZONE_SECOND);
        put(w, (struct calendar_interval){from > w->begin ? from : w->begin,
                                          until < w->end ? until : w->end});
    }
}

static void unite(struct walk *w)
{
    int n = 0;
    for (int i = 0; i < w->count; i++) {
        if (n && w->open[i].from <= w->open[n - 1].until) {
            if (w->open[n - 1].until < w->open[i].until)
                w->open[n - 1].until = w->open[i].until;
        } else {
            w->open[n++] = w->open[i];
        }
    }
    w->count = n;
}

/* Closes what lies in b. An interval is left empty rather than taken out: drop_empty follows. */
static void cut(struct walk *w, struct calendar_interval b)
{
    for (int i = 0; i < w->count && w->open[i].from < b.until; i++) {
        struct calendar_interval v = w->open[i];
        if (v.until <= b.from)
            continue;
        w->open[i].until = b.from > v.from ? b.from : v.from;
        if (b.until < v.until) {
            put(w, (struct calendar_interval){b.until, v.until});
            return;
        }
    }
}

static void drop_empty(struct walk *w)
{
    int n = 0;
    for (int i = 0; i < w->count; i++)
        if (w->open[i].from < w->open[i].until)
            w->open[n++] = w->open[i];
    w->count = n;
}

static void cut_breaks(struct walk *w, day_number first, day_number last)
{
    const struct calendar *c = w->c;
    if (!c->date_count || c->dates[0].day > last || c->dates[c->date_count - 1].day < first)
        return;
    for (day_number d = first; d <= last; d++) {
        const struct calendar_date *special = date_find(c, d);
        struct calendar_hours breaks = special ? special->breaks : (struct calendar_hours){0};
        for (int i = 0; i < breaks.count; i++)
            cut(w, (struct calendar_interval){at(w, d, breaks.spans[i].from, ZONE_FIRST),
                                              at(w, d, breaks.spans[i].to, ZONE_SECOND)});
    }
    drop_empty(w);
}

/* Where clocks change, a window may close later than its wall time says, on the next date. */
static int reach_of(const struct walk *w)
{
    bool is_plain = is_deep(w, w->begin - w->c->reach * USEC_PER_DAY) && is_deep(w, w->end);
    return w->c->reach + !is_plain;
}

static void collect(struct walk *w)
{
    int reach = reach_of(w);
    w->count = 0;
    for (day_number d = w->day - reach; d <= w->day; d++)
        put_windows(w, d);
    unite(w);
    cut_breaks(w, w->day - reach, w->day);
}

/* Keeps the stretch near: an instant that is not in it is looked up anew. */
static instant day_begin(struct walk *w, day_number d)
{
    instant t = zone_instant(w->c->zone, d, 0, ZONE_FIRST);
    if (t < w->stretch.from || t >= w->stretch.until)
        w->stretch = zone_stretch(w->c->zone, t);
    return t;
}

static instant next_begin(struct walk *w, day_number d)
{
    instant t = d * USEC_PER_DAY - w->stretch.offset * USEC_PER_SEC;
    return is_deep(w, t) ? t : day_begin(w, d);
}

static void open_at(struct walk *w, const struct calendar *c, day_number d)
{
    w->c = c;
    w->day = d;
    w->begin = zone_instant(c->zone, d, 0, ZONE_FIRST);
    w->stretch = zone_stretch(c->zone, w->begin);
    w->end = next_begin(w, d + 1);
}

void walk_to(struct walk *w, const struct calendar *c, day_number d)
{
    open_at(w, c, d);
    collect(w);
}

void walk_init(struct walk *w, const struct calendar *c, instant t)
{
    open_at(w, c, calendar_date_of(c, t));
    /* A date that the clocks left and entered again is cut at its first 00:00 like any other. */
    while (t < w->begin)
        open_at(w, c, w->day - 1);
    while (t >= w->end)
        open_at(w, c, w->day + 1);
    collect(w);
}

void walk_next(struct walk *w)
{
    w->day++;
    w->begin = w->end;
    w->end = next_begin(w, w->day + 1);
    collect(w);
}

void walk_back(struct walk *w)
{
    w->day--;
    w->end = w->begin;
    w->begin = next_begin(w, w->day);
    collect(w);
}

void walk_only(struct walk *w, const struct calendar *c, day_number d)
{
    open_at(w, c, d);
    w->begin = INT64_MIN;
    w->end = INT64_MAX;
    w->count = 0;
    put_windows(w, d);
    unite(w);
    cut_breaks(w, d - c->reach, d + 7);
}
