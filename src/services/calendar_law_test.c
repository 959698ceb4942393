/* Laws of business time, on random calendars, against a count of open minutes that knows nothing of
 * slices, unions or searches: each minute of seventy days is marked by the windows that hold it. */
#include "harness/test.h"

#include "base/rand.h"
#include "services/calendar.h"

enum { days = 70, minutes = days * 1440, margin = 10 };

struct world {
    struct arena arena;
    struct zone_cache *zones;
    struct prng chance;
    struct calendar c;
    day_number first; /* of the seventy */
    instant begin;    /* minute 0 */
    bool *open;
    int *sum; /* open minutes before each */
};

static const struct {
    const char *zone, *day; /* a change of clocks to be right in the middle */
} places[] = {
    {"Europe/Berlin", "2026-03-29"},       {"Europe/Berlin", "2026-10-25"},
    {"America/New_York", "2026-03-08"},    {"Australia/Lord_Howe", "2026-04-05"},
    {"Australia/Lord_Howe", "2026-10-04"}, {"Pacific/Apia", "2011-12-30"},
    {"Africa/Cairo", "2026-04-24"},        {"America/Havana", "2026-11-01"},
    {"America/Santiago", "2026-04-04"},    {"Africa/Casablanca", "2026-02-15"},
    {"Antarctica/Troll", "2026-03-29"},    {"Europe/Dublin", "2026-10-25"},
    {"Asia/Kathmandu", "2026-01-29"},      {"UTC", "2026-01-29"},
    {"America/Goose_Bay", "2010-11-07"},   {"Kwajalein", "1993-08-21"},
    {"Europe/Berlin", "2426-03-29"},
};

static struct calendar_hours random_hours(struct world *w, int most)
{
    struct prng *r = &w->chance;
    int n = (int)prng_below(r, most + 1);
    struct calendar_span *spans = NEWN(&w->arena, struct calendar_span, n);
    for (int i = 0; i < n; i++) {
        /* Whole quarters, often near midnight and near the hours when clocks change. */
        int64_t from = prng_below(r, 3)   ? prng_below(r, 96)
                       : prng_below(r, 2) ? prng_below(r, 17)
                                          : 95;
        int64_t length = prng_below(r, 5) ? prng_below(r, 40) : prng_below(r, 400);
        int64_t to = prng_below(r, 6) ? from + length : 96;
        spans[i].from = (int32_t)(from * 900);
        spans[i].to = (int32_t)((to < from ? from : to) * 900);
    }
    return (struct calendar_hours){spans, n};
}

static void random_calendar(struct world *w)
{
    struct prng *r = &w->chance;
    int n = (int)prng_below(r, 12);
    struct calendar_date *dates = NEWN(&w->arena, struct calendar_date, n);
    for (int i = 0; i < 7; i++)
        w->c.week[i] = random_hours(w, 3);
    for (int i = 0; i < n; i++) {
        dates[i].day = w->first + 5 * i + (day_number)prng_below(r, 5);
        dates[i].is_holiday = prng_below(r, 2);
        dates[i].is_exception = prng_below(r, 3) == 0;
        dates[i].is_shift = prng_below(r, 3) == 0;
        dates[i].exception = random_hours(w, 2);
        dates[i].shift = random_hours(w, 2);
        dates[i].breaks = random_hours(w, 2);
    }
    w->c.dates = dates;
    w->c.date_count = n;
}

static void mark(struct world *w, day_number d, const struct calendar_hours *h, bool value)
{
    for (int i = 0; i < h->count; i++) {
        if (h->spans[i].from == h->spans[i].to)
            continue;
        instant from = zone_instant(w->c.zone, d, h->spans[i].from, ZONE_FIRST);
        instant until = zone_instant(w->c.zone, d, h->spans[i].to, ZONE_SECOND);
        int64_t a = (from - w->begin) / USEC_PER_MIN, b = (until - w->begin) / USEC_PER_MIN;
        for (int64_t m = a < 0 ? 0 : a; m < b && m < minutes; m++)
            w->open[m] = value;
    }
}

/* As the design puts it, minute by minute. Called before calendar_init has tidied anything. */
static void count_minutes(struct world *w)
{
    const struct calendar_date *special[days + 2 * margin] = {0};
    memset(w->open, 0, minutes * sizeof *w->open);
    for (int i = 0; i < w->c.date_count; i++)
        special[w->c.dates[i].day - w->first + margin] = &w->c.dates[i];
    for (int i = 0; i < days + 2 * margin; i++) {
        const struct calendar_date *s = special[i];
        day_number d = w->first + i - margin;
        if (s && s->is_exception)
            mark(w, d, &s->exception, true);
        else if (s && s->is_holiday)
            continue;
        else
            mark(w, d, s && s->is_shift ? &s->shift : &w->c.week[day_weekday(d)], true);
    }
    for (int i = 0; i < w->c.date_count; i++)
        mark(w, w->c.dates[i].day, &w->c.dates[i].breaks, false);
    w->sum[0] = 0;
    for (int m = 0; m < minutes; m++)
        w->sum[m + 1] = w->sum[m] + w->open[m];
}

static void world_init(struct world *w, int round)
{
    size_t place = (size_t)round % (sizeof places / sizeof *places);
    day_number middle;
    arena_reset(&w->arena);
    prng_init(&w->chance, (uint64_t)round);
    assert_int_equal(zone_get(w->zones, str_from(places[place].zone), &w->c.zone, NULL), OK);
    assert_int_equal(day_parse(str_from(places[place].day), &middle), OK);
    w->first = middle - days / 2;
    w->begin = zone_instant(w->c.zone, w->first, 0, ZONE_FIRST);
    w->open = NEWN(&w->arena, bool, minutes);
    w->sum = NEWN(&w->arena, int, minutes + 1);
    random_calendar(w);
    count_minutes(w);
    assert_int_equal(calendar_init(&w->arena, &w->c, NULL), OK);
}

static instant minute(const struct world *w, int m)
{
    return w->begin + m * USEC_PER_MIN;
}

static void check_between(struct world *w)
{
    for (int i = 0; i < 12; i++) {
        int a = (int)prng_below(&w->chance, minutes), b = (int)prng_below(&w->chance, minutes);
        int64_t got = calendar_between(&w->c, minute(w, a), minute(w, b));
        assert_int_equal(got / USEC_PER_MIN, w->sum[b] - w->sum[a]);
        assert_int_equal(got % USEC_PER_MIN, 0);
        assert_int_equal(calendar_is_open(&w->c, minute(w, a)), w->open[a]);
    }
}

/* add and its inverse from t, against a search in the counted minutes. */
static void check_add(struct world *w)
{
    int a = (int)prng_below(&w->chance, minutes / 2), most = w->sum[minutes] - w->sum[a];
    if (most < 2)
        return;
    int amount = 1 + (int)prng_below(&w->chance, most), b = a;
    instant got, again;
    while (w->sum[b] - w->sum[a] < amount)
        b++;
    assert_int_equal(calendar_add(&w->c, minute(w, a), amount * USEC_PER_MIN, &got, NULL), OK);
    assert_int_equal(got - minute(w, b), 0);
    assert_int_equal(calendar_between(&w->c, minute(w, a), got), amount * USEC_PER_MIN);
    int part = (int)prng_below(&w->chance, amount);
    assert_int_equal(calendar_add(&w->c, minute(w, a), part * USEC_PER_MIN, &again, NULL), OK);
    assert_int_equal(calendar_add(&w->c, again, (amount - part) * USEC_PER_MIN, &again, NULL), OK);
    assert_int_equal(again - got, 0);
}

static void check_take_away(struct world *w)
{
    int a = minutes / 2 + (int)prng_below(&w->chance, minutes / 2);
    if (w->sum[a] < 2)
        return;
    int amount = 1 + (int)prng_below(&w->chance, w->sum[a]), b = a;
    instant got;
    while (w->sum[a] - w->sum[b] < amount)
        b--;
    assert_int_equal(calendar_add(&w->c, minute(w, a), -amount * USEC_PER_MIN, &got, NULL), OK);
    assert_int_equal(got - minute(w, b), 0);
}

static void check_intervals(struct world *w)
{
    static struct calendar_interval v[4000];
    int n = calendar_intervals(&w->c, minute(w, 0), minute(w, minutes), v, 4000), at = 0;
    for (int i = 0; i < n; i++) {
        while (at < minutes && !w->open[at])
            at++;
        assert_int_equal(v[i].from - minute(w, at), 0);
        while (at < minutes && w->open[at])
            at++;
        assert_int_equal(v[i].until - minute(w, at), 0);
    }
    assert_int_equal(w->sum[minutes] - w->sum[at], 0);
}

static void check_edges(struct world *w)
{
    int a = minutes / 4 + (int)prng_below(&w->chance, minutes / 2), next = a, last = a;
    instant t;
    while (next < minutes && !w->open[next])
        next++;
    while (last > 0 && !w->open[last - 1])
        last--;
    if (next == minutes || last == 0)
        return;
    assert_int_equal(calendar_next_open(&w->c, minute(w, a), &t), OK);
    assert_int_equal(t - minute(w, next), 0);
    assert_int_equal(calendar_last_open(&w->c, minute(w, a), &t), OK);
    assert_int_equal(t - minute(w, last), 0);
    while (next < minutes && w->open[next])
        next++;
    if (next == minutes)
        return;
    assert_int_equal(calendar_next_close(&w->c, minute(w, a), &t), OK);
    assert_int_equal(t - minute(w, next), 0);
}

TEST(open_time_equals_a_count_of_its_minutes)
{
    struct world w = {.zones = zone_cache_new(ZONE_DIR)};
    for (int round = 0; round < 510; round++) {
        world_init(&w, round);
        check_between(&w);
        for (int i = 0; i < 6; i++) {
            check_add(&w);
            check_take_away(&w);
            check_edges(&w);
        }
        check_intervals(&w);
    }
    zone_cache_free(w.zones);
    arena_release(&w.arena);
}

TEST(later_starts_and_larger_amounts_never_come_out_earlier)
{
    struct world w = {.zones = zone_cache_new(ZONE_DIR)};
    for (int round = 1000; round < 1100; round++) {
        world_init(&w, round);
        if (!w.sum[minutes])
            continue;
        int64_t amount = prng_below(&w.chance, w.sum[minutes]) * USEC_PER_MIN / 2;
        instant last = INT64_MIN, t, more;
        for (int m = 0; m < minutes / 2; m += 97) {
            if (calendar_add(&w.c, minute(&w, m), amount, &t, NULL) != OK)
                break;
            assert_true(t >= last && t >= minute(&w, m));
            last = t;
            if (calendar_add(&w.c, minute(&w, m), amount + 1, &more, NULL) == OK)
                assert_true(more > t);
        }
    }
    zone_cache_free(w.zones);
    arena_release(&w.arena);
}
