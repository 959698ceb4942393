#include "services/calendar_walk.h"

static enum err fail_closed(struct fault *f)
{
    return fault_set(f, ERR_NOT_FOUND, "calendar", "no open time");
}

static enum err fail_far(struct fault *f)
{
    return fault_set(f, ERR_INVALID, "seconds", "further away than %d years",
                     LIMIT_CALENDAR_SPAN_DAYS / 366);
}

/* How long a search has gone on. */
struct search {
    int closed_days, days;
};

/* Counts one more date; `is_open` when anything of it counted. */
static enum err search_on(struct search *s, bool is_open, struct fault *f)
{
    s->closed_days = is_open ? 0 : s->closed_days + 1;
    if (s->closed_days > LIMIT_CALENDAR_DAYS)
        return fail_closed(f);
    return ++s->days > LIMIT_CALENDAR_SPAN_DAYS ? fail_far(f) : OK;
}

static enum err add_forward(const struct calendar *c, instant t, int64_t amount, instant *out,
                            struct fault *f)
{
    struct walk w;
    struct search s = {0};
    for (walk_init(&w, c, t);; walk_next(&w)) {
        for (int i = 0; i < w.count; i++) {
            instant from = w.open[i].from > t ? w.open[i].from : t;
            int64_t length = w.open[i].until - from;
            if (length <= 0)
                continue;
            if (amount <= length) {
                *out = from + amount;
                return OK;
            }
            amount -= length;
        }
        TRY(search_on(&s, w.count > 0, f));
    }
}

static enum err add_backward(const struct calendar *c, instant t, int64_t amount, instant *out,
                             struct fault *f)
{
    struct walk w;
    struct search s = {0};
    for (walk_init(&w, c, t);; walk_back(&w)) {
        for (int i = w.count - 1; i >= 0; i--) {
            instant until = w.open[i].until < t ? w.open[i].until : t;
            int64_t length = until - w.open[i].from;
            if (length <= 0)
                continue;
            if (amount <= length) {
                *out = until - amount;
                return OK;
            }
            amount -= length;
        }
        TRY(search_on(&s, w.count > 0, f));
    }
}

enum err calendar_add(const struct calendar *c, instant t, int64_t amount, instant *out,
                      struct fault *f)
{
    const int64_t most = LIMIT_CALENDAR_SPAN_DAYS * USEC_PER_DAY;
    if (amount == 0) {
        *out = t;
        return OK;
    }
    if (!c->has_hours)
        return fail_closed(f);
    if (amount > most || amount < -most)
        return fail_far(f);
    return amount > 0 ? add_forward(c, t, amount, out, f) : add_backward(c, t, -amount, out, f);
}

int64_t calendar_between(const struct calendar *c, instant a, instant b)
{
    struct walk w;
    int64_t sum = 0;
    if (b < a)
        return -calendar_between(c, b, a);
    if (!c->has_hours || a == b)
        return 0;
    for (walk_init(&w, c, a); w.begin < b; walk_next(&w)) {
        for (int i = 0; i < w.count; i++) {
            instant from = w.open[i].from > a ? w.open[i].from : a;
            instant until = w.open[i].until < b ? w.open[i].until : b;
            if (from < until)
                sum += until - from;
        }
    }
    return sum;
}

bool calendar_is_open(const struct calendar *c, instant t)
{
    struct walk w;
    walk_init(&w, c, t);
    for (int i = 0; i < w.count; i++)
        if (w.open[i].from <= t && t < w.open[i].until)
            return true;
    return false;
}

/* ---- lists of intervals --------------------------------------------------------------------- */

struct list {
    struct calendar_interval *v;
    int count, most;
};

/* Adds to a list that grows forward; false when there is no room for one more. */
static bool list_put(struct list *l, instant from, instant until)
{
    if (from >= until)
        return true;
    if (l->count && l->v[l->count - 1].until == from) {
        l->v[l->count - 1].until = until;
        return true;
    }
    if (l->count == l->most)
        return false;
    l->v[l->count++] = (struct calendar_interval){from, until};
    return true;
}

/* The same for a list that grows backward. */
static bool list_put_back(struct list *l, instant from, instant until)
{
    if (from >= until)
        return true;
    if (l->count && l->v[l->count - 1].from == until) {
        l->v[l->count - 1].from = from;
        return true;
    }
    if (l->count == l->most)
        return false;
    l->v[l->count++] = (struct calendar_interval){from, until};
    return true;
}

int calendar_intervals(const struct calendar *c, instant a, instant b,
                       struct calendar_interval *list, int most)
{
    struct walk w;
    struct list l = {list, 0, most};
    if (!c->has_hours || a >= b)
        return 0;
    for (walk_init(&w, c, a); w.begin < b; walk_next(&w))
        for (int i = 0; i < w.count; i++) {
            instant from = w.open[i].from > a ? w.open[i].from : a;
            instant until = w.open[i].until < b ? w.open[i].until : b;
            if (!list_put(&l, from, until))
                return l.count;
        }
    return l.count;
}

/* Has the search for further intervals gone on long enough? Also ends what never closes. */
static bool is_over(const struct list *l, const struct walk *w, day_number last)
{
    day_number away = w->day > last ? w->day - last : last - w->day;
    if (away > LIMIT_CALENDAR_DAYS)
        return true;
    if (!l->count)
        return false;
    const struct calendar_interval *v = &l->v[l->count - 1];
    return v->until - v->from > LIMIT_CALENDAR_DAYS * USEC_PER_DAY;
}

int calendar_intervals_after(const struct calendar *c, instant t, struct calendar_interval *list,
                             int most)
{
    struct walk w;
    struct list l = {list, 0, most};
    if (!c->has_hours)
        return 0;
    walk_init(&w, c, t);
    for (day_number last = w.day; !is_over(&l, &w, last); walk_next(&w)) {
        for (int i = 0; i < w.count; i++)
            if (!list_put(&l, w.open[i].from > t ? w.open[i].from : t, w.open[i].until))
                return l.count;
        last = w.count ? w.day : last;
    }
    return l.count;
}

int calendar_intervals_before(const struct calendar *c, instant t, struct calendar_interval *list,
                              int most)
{
    struct walk w;
    struct list l = {list, 0, most};
    if (!c->has_hours)
        return 0;
    walk_init(&w, c, t);
    for (day_number last = w.day; !is_over(&l, &w, last); walk_back(&w)) {
        for (int i = w.count - 1; i >= 0; i--)
            if (!list_put_back(&l, w.open[i].from, w.open[i].until < t ? w.open[i].until : t))
                return l.count;
        last = w.count ? w.day : last;
    }
    return l.count;
}

enum err calendar_next_open(const struct calendar *c, instant t, instant *out)
{
    instant by;
    TRY(calendar_add(c, t, 1, &by, NULL));
    *out = by - 1;
    return OK;
}

enum err calendar_last_open(const struct calendar *c, instant t, instant *out)
{
    instant by;
    TRY(calendar_add(c, t, -1, &by, NULL));
    *out = by + 1;
    return OK;
}

enum err calendar_next_close(const struct calendar *c, instant t, instant *out)
{
    struct calendar_interval v;
    if (calendar_intervals_after(c, t, &v, 1) == 0)
        return ERR_NOT_FOUND;
    if (v.until - v.from > LIMIT_CALENDAR_DAYS * USEC_PER_DAY)
        return ERR_NOT_FOUND;
    *out = v.until;
    return OK;
}
