#include "harness/test.h"

#include "base/clock.h"
#include "base/rand.h"
#include "base/buf.h"
#include "base/zone.h"

static const struct zone *zone(struct arena *a, const char *name)
{
    const struct zone *z;
    struct fault f;
    if (zone_open(a, ZONE_DIR, str_from(name), &z, &f) != OK)
        fail_msg("%s", f.message);
    return z;
}

static day_number day(const char *text)
{
    day_number d;
    assert_int_equal(day_parse(str_from(text), &d), OK);
    return d;
}

static instant at(const char *text)
{
    instant t;
    assert_int_equal(instant_parse(str_from(text), &t), OK);
    return t;
}

static void assert_instant(struct arena *a, instant got, const char *want)
{
    assert_str_equal(instant_format(a, got), str_from(want));
}

static int64_t day_minutes(const struct zone *z, day_number d)
{
    return (zone_instant(z, d + 1, 0, ZONE_SECOND) - zone_instant(z, d, 0, ZONE_FIRST)) /
           USEC_PER_MIN;
}

TEST(days_have_the_length_that_their_zone_gave_them)
{
    static const struct {
        const char *zone, *day;
        int minutes;
    } cases[] = {
        {"Europe/Berlin", "2026-03-29", 1380},
        {"Europe/Berlin", "2026-10-25", 1500},
        {"Europe/Berlin", "2026-06-01", 1440},
        {"Australia/Lord_Howe", "2026-04-05", 1470},
        {"Australia/Lord_Howe", "2026-10-04", 1410},
        {"Africa/Cairo", "2026-04-24", 1380},
        {"America/Havana", "2026-03-08", 1380},
        {"America/Santiago", "2026-09-06", 1380},
        {"Asia/Beirut", "2026-03-29", 1380},
        {"America/Santiago", "2026-04-04", 1500},
        {"Africa/Casablanca", "2026-02-15", 1500},
        {"Africa/Casablanca", "2026-03-22", 1380},
        {"Antarctica/Troll", "2026-03-29", 1320},
        {"Pacific/Chatham", "2026-04-05", 1500},
        {"America/Sao_Paulo", "2018-11-04", 1380},
        {"Europe/Dublin", "2026-03-29", 1380},
        {"Europe/Dublin", "2026-10-25", 1500},
        {"Pacific/Apia", "2011-12-30", 0},
        {"Asia/Kathmandu", "2026-01-29", 1440},
        {"Europe/Berlin", "2060-03-28", 1380},
        {"Europe/Berlin", "2426-03-29", 1380},
        {"Europe/Berlin", "9999-10-31", 1500},
        {"UTC", "2026-03-29", 1440},
        {"America/New_York", "2037-11-01", 1500},
        {"America/New_York", "2039-03-13", 1380},
        {"Africa/Monrovia", "1972-01-07", 1395},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (day_minutes(zone(&a, cases[i].zone), day(cases[i].day)) != cases[i].minutes)
            fail_msg("%s %s: %d", cases[i].zone, cases[i].day,
                     (int)day_minutes(zone(&a, cases[i].zone), day(cases[i].day)));
    arena_release(&a);
}

TEST(vancouver_changes_its_clocks_as_the_zone_database_says)
{
    struct arena a = {0};
    bool is_old = str_cmp(zone_version(&a, ZONE_DIR), S("2026b")) < 0;
    assert_int_equal(day_minutes(zone(&a, "America/Vancouver"), day("2026-11-01")),
                     is_old ? 1500 : 1440);
    arena_release(&a);
}

TEST(a_wall_time_is_found_once_twice_or_at_the_change)
{
    static const struct {
        const char *zone, *day;
        int hour, minute;
        const char *first, *second, *before;
    } cases[] = {
        {"Europe/Berlin", "2026-01-30", 15, 30, "2026-01-30T14:30:00Z", "2026-01-30T14:30:00Z",
         "2026-01-30T14:30:00Z"},
        {"Europe/Berlin", "2026-10-25", 2, 30, "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z",
         "2026-10-25T00:30:00Z"},
        {"Europe/Berlin", "2026-10-25", 2, 0, "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z",
         "2026-10-25T00:00:00Z"},
        {"Europe/Berlin", "2026-10-25", 3, 0, "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z",
         "2026-10-25T02:00:00Z"},
        {"Europe/Berlin", "2026-03-29", 2, 30, "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z",
         "2026-03-29T01:30:00Z"},
        {"Europe/Berlin", "2026-03-29", 3, 0, "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z",
         "2026-03-29T01:00:00Z"},
        {"Europe/Berlin", "2026-03-28", 26, 30, "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z",
         "2026-03-29T01:30:00Z"},
        {"America/Los_Angeles", "2014-03-09", 2, 30, "2014-03-09T10:00:00Z", "2014-03-09T10:00:00Z",
         "2014-03-09T10:30:00Z"},
        {"Africa/Cairo", "2026-04-24", 0, 0, "2026-04-23T22:00:00Z", "2026-04-23T22:00:00Z",
         "2026-04-23T22:00:00Z"},
        {"Pacific/Apia", "2011-12-30", 12, 0, "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z",
         "2011-12-30T22:00:00Z"},
        {"Europe/Berlin", "2826-10-25", 2, 30, "2826-10-25T00:30:00Z", "2826-10-25T01:30:00Z",
         "2826-10-25T00:30:00Z"},
        {"Europe/Berlin", "1850-01-01", 12, 0, "1850-01-01T11:06:32Z", "1850-01-01T11:06:32Z",
         "1850-01-01T11:06:32Z"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct zone *z = zone(&a, cases[i].zone);
        int32_t s = cases[i].hour * 3600 + cases[i].minute * 60;
        day_number d = day(cases[i].day);
        assert_instant(&a, zone_instant(z, d, s, ZONE_FIRST), cases[i].first);
        assert_instant(&a, zone_instant(z, d, s, ZONE_SECOND), cases[i].second);
        assert_instant(&a, zone_instant(z, d, s, ZONE_BEFORE), cases[i].before);
    }
    arena_release(&a);
}

TEST(an_instant_shows_on_the_wall_of_its_zone)
{
    static const struct {
        const char *zone, *at;
        struct wall w;
    } cases[] = {
        {"Europe/Berlin", "2026-01-30T14:30:15.25Z", {2026, 1, 30, 15, 30, 15, 250000, 4, 3600}},
        {"Asia/Kathmandu", "2026-01-29T18:15:00Z", {2026, 1, 30, 0, 0, 0, 0, 4, 20700}},
        {"America/New_York",
         "1969-12-31T23:59:59.5Z",
         {1969, 12, 31, 18, 59, 59, 500000, 2, -18000}},
        {"Pacific/Apia", "2011-12-30T09:59:59Z", {2011, 12, 29, 23, 59, 59, 0, 3, -36000}},
        {"Pacific/Apia", "2011-12-30T10:00:00Z", {2011, 12, 31, 0, 0, 0, 0, 5, 50400}},
        {"UTC", "0000-03-01T00:00:00Z", {0, 3, 1, 0, 0, 0, 0, 2, 0}},
        {"Europe/Dublin", "2026-07-01T12:00:00Z", {2026, 7, 1, 13, 0, 0, 0, 2, 3600}},
        {"Europe/Dublin", "2040-01-01T12:00:00Z", {2040, 1, 1, 12, 0, 0, 0, 6, 0}},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct wall w = zone_wall(zone(&a, cases[i].zone), at(cases[i].at));
        assert_memory_equal(&w, &cases[i].w, sizeof w);
    }
    arena_release(&a);
}

TEST(a_stretch_ends_where_the_clocks_change)
{
    struct arena a = {0};
    const struct zone *berlin = zone(&a, "Europe/Berlin"), *utc = zone(&a, "UTC");
    struct zone_stretch s = zone_stretch(berlin, at("2026-07-01T00:00:00Z"));
    assert_instant(&a, s.from, "2026-03-29T01:00:00Z");
    assert_instant(&a, s.until, "2026-10-25T01:00:00Z");
    assert_int_equal(s.offset, 7200);
    s = zone_stretch(berlin, at("2926-07-01T00:00:00Z"));
    assert_instant(&a, s.from, "2926-03-31T01:00:00Z");
    assert_instant(&a, s.until, "2926-10-27T01:00:00Z");
    s = zone_stretch(utc, 0);
    assert_true(s.from == INT64_MIN && s.until == INT64_MAX && s.offset == 0);
    assert_true(zone_stretch(berlin, at("1850-01-01T00:00:00Z")).from == INT64_MIN);
    arena_release(&a);
}

TEST(every_instant_is_one_of_the_readings_of_its_wall_time)
{
    static const char *const names[] = {
        "Europe/Berlin",    "Australia/Lord_Howe", "Africa/Casablanca",
        "Antarctica/Troll", "Pacific/Apia",        "America/Caracas",
        "Asia/Gaza",        "Europe/Dublin",       "America/Nuuk"};
    struct arena a = {0};
    struct prng r;
    prng_init(&r, 2026);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct zone *z = zone(&a, names[i]);
        for (int k = 0; k < 4000; k++) {
            int64_t hours = prng_below(&r, 24 * 365 * 700) - 24 * 365 * 150;
            instant t = hours * USEC_PER_HOUR + prng_below(&r, 4) * 15 * USEC_PER_MIN;
            struct wall w = zone_wall(z, t);
            day_number d = day_from(w.year, w.month, w.day);
            int32_t s = w.hour * 3600 + w.minute * 60 + w.second;
            instant first = zone_instant(z, d, s, ZONE_FIRST);
            instant second = zone_instant(z, d, s, ZONE_SECOND);
            assert_true(first == t || second == t);
            assert_true(first <= second && first == zone_instant(z, d, s, ZONE_BEFORE));
            assert_int_equal(day_weekday(d), w.weekday);
        }
    }
    arena_release(&a);
}

static void put_be(struct buf *b, int64_t v, int bytes)
{
    while (bytes-- > 0)
        buf_addc(b, (char)((uint64_t)v >> (8 * bytes)));
}

static void put_header(struct buf *b, char version, int times, int types)
{
    buf_addz(b, "TZif");
    buf_addc(b, version);
    for (int i = 0; i < 15; i++)
        buf_addc(b, 0);
    const int counts[6] = {0, 0, 0, times, types, 4};
    for (int i = 0; i < 6; i++)
        put_be(b, counts[i], 4);
}

static void put_types(struct buf *b, int types)
{
    for (int i = 0; i < types; i++) {
        put_be(b, i * 3600, 4);
        buf_addc(b, 0);
        buf_addc(b, 0);
    }
    buf_add(b, S("XXX\0"));
}

/* A file whose types are 0 h, 1 h, 2 h … east, that goes through `times` one after the other. */
static struct str tzif(struct arena *a, const int64_t *times, int n, const char *footer)
{
    struct buf b;
    buf_init(&b, a, 4096);
    put_header(&b, '3', 0, 1);
    put_types(&b, 1);
    put_header(&b, '3', n, n + 1);
    for (int i = 0; i < n; i++)
        put_be(&b, times[i], 8);
    for (int i = 0; i < n; i++)
        buf_addc(&b, (char)(i + 1));
    put_types(&b, n + 1);
    buf_addf(&b, "\n%s\n", footer);
    return buf_str(&b);
}

TEST(footers_are_read_in_all_their_forms)
{
    static const struct {
        const char *footer, *at;
        int offset;
    } cases[] = {
        {"", "2026-07-01T00:00:00Z", 0},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 3600},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 7200},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T00:59:59Z", 7200},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", 3600},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "1226-07-01T00:00:00Z", 7200},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "7226-07-01T00:00:00Z", 7200},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "7226-12-31T23:59:59Z", 3600},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3600},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0},
        {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", 39600},
        {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-07-01T00:00:00Z", 37800},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3600},
        {"EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-27T23:59:59Z", 7200},
        {"EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00Z", 10800},
        {"AAA0BBB,M1.1.1/-167,M12.1.1/167", "2026-12-13T21:59:59Z", 3600},
        {"AAA0BBB,M1.1.1/-167,M12.1.1/167", "2026-12-13T22:00:00Z", 0},
        {"AAA0BBB,M1.1.1/-167,M12.1.1/167", "2025-12-29T00:59:59Z", 0},
        {"AAA0BBB,M1.1.1/-167,M12.1.1/167", "2025-12-29T01:00:00Z", 3600},
        {"EST5EDT,0/0,J365/25", "2026-01-01T05:00:00Z", -14400}, /* daylight time all year */
        {"EST5EDT,0/0,J365/25", "2026-12-31T23:00:00Z", -14400},
        {"XXX3EDT4,0/0,J365/23", "2026-06-01T00:00:00Z", -14400},
        {"EST5EDT", "2026-03-08T07:00:00Z", -14400},
        {"EST5EDT", "2026-03-08T06:59:59Z", -18000},
        {"AAA0BBB,J59/0,J60/0", "2024-02-28T12:00:00Z", 3600}, /* J never counts 29 February */
        {"AAA0BBB,J59/0,J60/0", "2024-02-29T12:00:00Z", 3600},
        {"AAA0BBB,J59/0,J60/0", "2024-03-01T12:00:00Z", 0},
        {"AAA0BBB,59/0,60/0", "2024-02-29T12:00:00Z", 3600}, /* a bare number does, from 0 */
        {"AAA0BBB,59/0,60/0", "2023-03-01T12:00:00Z", 3600},
        {"AAA0BBB,59/0,60/0", "2023-02-28T12:00:00Z", 0},
        {"AAA-1:02:03", "2026-01-01T00:00:00Z", 3723},
        {"AAA+1:02:03", "2026-01-01T00:00:00Z", -3723},
        {"AAA-24", "2026-01-01T00:00:00Z", 86400},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct zone *z;
        struct fault f;
        struct str file = tzif(&a, NULL, 0, cases[i].footer);
        if (zone_parse(&a, S("X"), file, &z, &f) != OK)
            fail_msg("%s: %s", cases[i].footer, f.message);
        if (zone_offset(z, at(cases[i].at)) != cases[i].offset)
            fail_msg("%s at %s: %d", cases[i].footer, cases[i].at, zone_offset(z, at(cases[i].at)));
    }
    arena_release(&a);
}

TEST(a_footer_holds_after_the_last_transition_only)
{
    struct arena a = {0};
    const struct zone *z;
    const int64_t times[] = {-(INT64_C(1) << 59), at("2000-01-01T00:00:00Z") / USEC_PER_SEC,
                             at("2026-06-01T00:00:00Z") / USEC_PER_SEC};
    struct str file = tzif(&a, times, 3, "CCC-3DDD,M3.5.0,M10.5.0");
    assert_int_equal(zone_parse(&a, S("X"), file, &z, NULL), OK);
    assert_int_equal(zone_offset(z, at("1970-07-01T00:00:00Z")), 3600);
    assert_int_equal(zone_offset(z, at("2020-07-01T00:00:00Z")), 7200);
    assert_int_equal(zone_offset(z, at("2026-07-01T00:00:00Z")), 10800);
    assert_int_equal(zone_offset(z, at("2027-07-01T00:00:00Z")), 14400);
    assert_int_equal(zone_offset(z, at("2028-01-01T00:00:00Z")), 10800);
    assert_int_equal(zone_offset(z, at("0001-01-01T00:00:00Z")), 3600);
    assert_int_equal(zone_offset(z, INT64_MIN), 3600);
    assert_int_equal(zone_wall(z, INT64_MIN).micro, 224192);
    assert_in_range(zone_offset(z, INT64_MAX), 10800, 14400);
    arena_release(&a);
}

TEST(damaged_zone_files_are_refused)
{
    static const char *const footers[] = {
        "X-1",
        "CET",
        "CET-1CEST,M3.5.0",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-25",
        "CET-1CEST,M3.0.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,J0,J365",
        "CET-1CEST,M3.5.0/168,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0,",
        "<CET-1",
        "CET-1:60",
        "CET-1CEST,366,1",
        "CET-1 ",
    };
    struct arena a = {0};
    const struct zone *z = NULL;
    struct fault f;
    for (size_t i = 0; i < sizeof footers / sizeof *footers; i++) {
        struct str file = tzif(&a, NULL, 0, footers[i]);
        if (zone_parse(&a, S("X"), file, &z, &f) != ERR_INVALID)
            fail_msg("taken: %s", footers[i]);
    }
    const int64_t backwards[] = {100, 50};
    struct str good = tzif(&a, (const int64_t[]){0}, 1, "UTC0");
    assert_int_equal(zone_parse(&a, S("X"), tzif(&a, backwards, 2, ""), &z, &f), ERR_INVALID);
    for (ptrdiff_t n = 0; n < good.n; n++)
        assert_int_equal(zone_parse(&a, S("X"), str_head(good, n), &z, &f), ERR_INVALID);
    assert_null(z);
    assert_int_equal(zone_parse(&a, S("X"), good, &z, &f), OK);
    arena_release(&a);
}

TEST(a_version_1_file_is_read_without_a_footer)
{
    struct arena a = {0};
    const struct zone *z;
    struct buf b;
    buf_init(&b, &a, 4096);
    put_header(&b, 0, 1, 2);
    put_be(&b, -1000, 4);
    buf_addc(&b, 1);
    put_types(&b, 2);
    assert_int_equal(zone_parse(&a, S("X"), buf_str(&b), &z, NULL), OK);
    assert_int_equal(zone_offset(z, -1001 * USEC_PER_SEC), 0);
    assert_int_equal(zone_offset(z, -1000 * USEC_PER_SEC - 1), 0);
    assert_int_equal(zone_offset(z, -1000 * USEC_PER_SEC), 3600);
    arena_release(&a);
}

TEST(names_that_are_no_zone_are_refused_with_advice)
{
    static const char *const names[] = {
        "",         "../../etc/passwd", "/etc/localtime", "Europe",
        "Europe/",  "Europe//Berlin",   "Mars/Olympus",   ".",
        "UTC\nUTC", "zone.tab",         "tzdata.zi",      "Europe/../UTC"};
    struct arena a = {0};
    const struct zone *z;
    struct fault f;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(zone_open(&a, ZONE_DIR, str_from(names[i]), &z, &f), ERR_INVALID);
        assert_string_equal(f.field, "tz");
    }
    assert_int_equal(zone_open(&a, ZONE_DIR, S("Europe/Berlin\0x"), &z, &f), ERR_INVALID);
    assert_int_equal(zone_open(&a, "/nowhere", S("UTC"), &z, &f), ERR_INVALID);
    arena_release(&a);
}

TEST(a_cache_gives_the_same_zone_again)
{
    struct zone_cache *c = zone_cache_new(ZONE_DIR);
    const struct zone *first, *again, *other;
    struct fault f;
    assert_int_equal(zone_get(c, S("Europe/Berlin"), &first, &f), OK);
    assert_int_equal(zone_get(c, S("Europe/Paris"), &other, &f), OK);
    assert_int_equal(zone_get(c, S("Europe/Berlin"), &again, &f), OK);
    assert_int_equal(zone_get(c, S("Europe/Nowhere"), &other, &f), ERR_INVALID);
    assert_ptr_equal(first, again);
    assert_str_equal(zone_name(first), S("Europe/Berlin"));
    zone_cache_free(c);
}

TEST(days_are_counted_as_the_calendar_counts_them)
{
    int year, month, day_of_month;
    assert_int_equal(day_from(1970, 1, 1), 0);
    assert_int_equal(day_from(2000, 3, 1), 11017);
    assert_int_equal(day_from(1, 1, 1), -719162);
    assert_int_equal(day_from(2026, 1, 32), day_from(2026, 2, 1));
    for (day_number d = day_from(-801, 1, 1); d < day_from(2801, 1, 1); d++) {
        day_split(d, &year, &month, &day_of_month);
        assert_int_equal(day_from(year, month, day_of_month), d);
        day_number before = d - 1;
        int y, m, n;
        day_split(before, &y, &m, &n);
        assert_true(day_of_month == n + 1 ||
                    (day_of_month == 1 && n >= 28 && (month == m % 12 + 1)));
    }
}

TEST(weeks_are_numbered_after_iso_8601)
{
    static const struct {
        const char *day;
        int year, week;
    } cases[] = {
        {"2026-12-31", 2026, 53}, {"2027-01-03", 2026, 53}, {"2027-01-04", 2027, 1},
        {"2025-12-29", 2026, 1},  {"2024-12-30", 2025, 1},  {"2021-01-01", 2020, 53},
        {"2023-01-01", 2022, 52}, {"2026-06-10", 2026, 24},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int year, week;
        day_iso_week(day(cases[i].day), &year, &week);
        assert_int_equal(year, cases[i].year);
        assert_int_equal(week, cases[i].week);
    }
}

TEST(instants_are_read_and_written_as_rfc_3339)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"2026-01-30T15:30:00Z", "2026-01-30T15:30:00Z"},
        {"2026-01-30t15:30:00z", "2026-01-30T15:30:00Z"},
        {"2026-01-30 15:30:00+01:00", "2026-01-30T14:30:00Z"},
        {"2026-01-30T15:30:00-09:30", "2026-01-31T01:00:00Z"},
        {"2026-01-30T15:30:00.5Z", "2026-01-30T15:30:00.5Z"},
        {"2026-01-30T15:30:00.1234567Z", "2026-01-30T15:30:00.123456Z"},
        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
        {"1990-12-31T23:59:60Z", "1991-01-01T00:00:00Z"},
        {"0001-01-01T00:00:00-00:00", "0001-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
        {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
    };
    static const char *const bad[] = {
        "",
        "2026-01-30",
        "2026-01-30T15:30Z",
        "2026-01-30T15:30:00",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-32T00:00:00Z",
        "2026-01-30T24:00:00Z",
        "2026-01-30T15:60:00Z",
        "2026-01-30T15:30:61Z",
        "2026-01-30T15:30:00+24:00",
        "2026-01-30T15:30:00+0100",
        "2026-01-30T15:30:00.Z",
        "2026-01-30T15:30:00Z ",
        "+2026-01-30T15:30:00Z",
        "26-01-30T15:30:00Z",
        "2026-1-30T15:30:00Z",
    };
    struct arena a = {0};
    instant t = 7;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_instant(&a, at(cases[i].in), cases[i].out);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (instant_parse(str_from(bad[i]), &t) != ERR_INVALID)
            fail_msg("taken: %s", bad[i]);
    assert_int_equal(t, 7);
    assert_str_equal(instant_format_at(&a, at("2026-01-30T15:30:00Z"), 20700),
                     S("2026-01-30T21:15:00+05:45"));
    assert_str_equal(instant_format_at(&a, at("2026-01-30T01:30:00.25Z"), -12600),
                     S("2026-01-29T22:00:00.25-03:30"));
    assert_true(instant_format(&a, INT64_MAX).n > 0 && instant_format(&a, INT64_MIN).n > 0);
    arena_release(&a);
}
