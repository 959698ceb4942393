/* Work days, and clocks that pause. */
#include <assert.h>

#include "services/calendar_walk.h"

static day_number floor_day(int64_t seconds)
{
    return (day_number)(seconds / 86400 - (seconds % 86400 < 0));
}

static int64_t local_seconds(const struct calendar *c, instant t)
{
    int64_t whole = t / USEC_PER_SEC - (t % USEC_PER_SEC < 0);
    return whole + zone_offset(c->zone, t);
}

day_number calendar_date_of(const struct calendar *c, instant t)
{
    return floor_day(local_seconds(c, t));
}

bool calendar_is_workday(const struct calendar *c, day_number d)
{
    instant end;
    return calendar_workday_end(c, d, &end) == OK;
}

enum err calendar_workday_end(const struct calendar *c, day_number d, instant *out)
{
    struct walk w;
    walk_only(&w, c, d);
    if (!w.count)
        return ERR_NOT_FOUND;
    *out = w.open[w.count - 1].until;
    return OK;
}

enum err calendar_workday(const struct calendar *c, day_number d, int n, day_number *out,
                          struct fault *f)
{
    int step = n < 0 ? -1 : 1, closed = 0;
    day_number at = d;
    while (n != 0) {
        at += step;
        if (calendar_is_workday(c, at)) {
            n -= step;
            closed = 0;
        } else if (!c->has_hours || ++closed > LIMIT_CALENDAR_DAYS) {
            return fault_set(f, ERR_NOT_FOUND, "calendar", "no open time");
        }
        if ((at > d ? at - d : d - at) > LIMIT_CALENDAR_SPAN_DAYS)
            return fault_set(f, ERR_INVALID, "days", "further away than %d years",
                             LIMIT_CALENDAR_SPAN_DAYS / 366);
    }
    *out = at;
    return OK;
}

enum err calendar_add_days(const struct calendar *c, instant t, int n, bool back, instant *out)
{
    day_number d = calendar_date_of(c, t), target;
    TRY(calendar_workday(c, d, n, &target, NULL));
    if (n) {
        int64_t seconds = local_seconds(c, t) - d * INT64_C(86400);
        instant micro = t % USEC_PER_SEC;
        t = zone_instant(c->zone, target, (int32_t)seconds, ZONE_BEFORE) +
            (micro < 0 ? micro + USEC_PER_SEC : micro);
    }
    return back ? calendar_last_open(c, t, out) : calendar_next_open(c, t, out);
}

/* ---- pauses --------------------------------------------------------------------------------- */

static instant pause_end(const struct calendar_interval *p)
{
    return p->until ? p->until : INT64_MAX;
}

/* The pause at or after t that begins first and is not over at t; NULL when none is left. */
static const struct calendar_interval *next_pause(const struct calendar_clock *k, instant t)
{
    const struct calendar_interval *first = NULL;
    for (int i = 0; i < k->pause_count; i++) {
        const struct calendar_interval *p = &k->pauses[i];
        if (pause_end(p) > t && p->from < pause_end(p) && (!first || p->from < first->from))
            first = p;
    }
    return first;
}

enum err calendar_due(const struct calendar *c, const struct calendar_clock *k, int64_t amount,
                      instant *out, struct fault *f)
{
    instant t = k->start;
    const struct calendar_interval *p;
    assert(amount >= 0);
    if (amount == 0) {
        *out = t;
        return OK;
    }
    while ((p = next_pause(k, t))) {
        int64_t before = p->from > t ? calendar_between(c, t, p->from) : 0;
        if (amount <= before)
            break;
        amount -= before;
        t = pause_end(p);
        if (t == INT64_MAX)
            return fault_set(f, ERR_CONFLICT, "pauses", "paused: the clock stands still");
    }
    return calendar_add(c, t, amount, out, f);
}

/* The next stretch before `end` in which the clock runs, from *t on; *t moves behind it. */
static bool next_run(const struct calendar_clock *k, instant *t, instant end,
                     struct calendar_interval *run)
{
    const struct calendar_interval *p;
    while (*t < end) {
        p = next_pause(k, *t);
        run->from = *t;
        run->until = p && p->from < end ? p->from : end;
        *t = p && p->from < end ? pause_end(p) : end;
        if (run->from < run->until)
            return true;
    }
    return false;
}

int64_t calendar_elapsed(const struct calendar *c, const struct calendar_clock *k, instant now)
{
    struct calendar_interval run;
    instant t = k->start;
    int64_t sum = 0;
    while (next_run(k, &t, now, &run))
        sum += calendar_between(c, run.from, run.until);
    return sum;
}

int calendar_counted(const struct calendar *c, const struct calendar_clock *k, instant now,
                     struct calendar_interval *list, int most)
{
    struct calendar_interval run;
    instant t = k->start;
    int n = 0;
    while (n < most && next_run(k, &t, now, &run))
        n += calendar_intervals(c, run.from, run.until, list + n, most - n);
    return n;
}
