#include "harness/test.h"

#include "text/when.h"

static instant at(const char *rfc3339)
{
    instant t = 0;
    assert_int_equal(instant_parse(str_from(rfc3339), &t), OK);
    return t;
}

static const struct zone *zone_of(struct arena *a, const char *name)
{
    const struct zone *z = NULL;
    struct fault f;
    assert_int_equal(zone_open(a, ZONE_DIR, str_from(name), &z, &f), OK);
    return z;
}

/* A Tuesday, 15:48 in London. */
static const char now[] = "2026-11-24T15:48:00Z";

static const struct {
    const char *at;
    enum when_form form;
    const char *en, *de;
} cases[] = {
    {"2026-11-24T16:30:00Z", WHEN_DUE, "42 min", "42 Min."},
    {"2026-11-24T15:48:00Z", WHEN_DUE, "under 1 min", "unter 1 Min."},
    {"2026-11-24T15:48:59Z", WHEN_DUE, "under 1 min", "unter 1 Min."},
    {"2026-11-24T17:47:59Z", WHEN_DUE, "119 min", "119 Min."},
    {"2026-11-24T17:48:00Z", WHEN_DUE, "17:48", "17:48"},
    {"2026-11-24T23:59:00Z", WHEN_DUE, "23:59", "23:59"},
    {"2026-11-25T00:00:00Z", WHEN_DUE, "Wed 0:00", "Mi. 0:00"},
    {"2026-11-26T10:00:00Z", WHEN_DUE, "Thu 10:00", "Do. 10:00"},
    {"2026-11-30T09:05:00Z", WHEN_DUE, "Mon 9:05", "Mo. 9:05"},
    {"2026-12-01T00:00:00Z", WHEN_DUE, "1 Dec", "1. Dez."},
    {"2027-03-03T12:00:00Z", WHEN_DUE, "3 Mar 2027", "3. März 2027"},
    {"2026-11-24T15:47:59Z", WHEN_DUE, "Late 1 min", "1 Min. zu spät"},
    {"2026-11-24T15:36:00Z", WHEN_DUE, "Late 12 min", "12 Min. zu spät"},
    {"2026-11-24T12:10:00Z", WHEN_DUE, "Late 3 h", "3 Std. zu spät"},
    {"2026-11-22T15:48:01Z", WHEN_DUE, "Late 47 h", "47 Std. zu spät"},
    {"2026-11-22T15:48:00Z", WHEN_DUE, "Late 2 days", "2 Tage zu spät"},
    {"2026-11-24T14:31:00Z", WHEN_SHORT, "14:31", "14:31"},
    {"2026-11-24T15:47:59Z", WHEN_SHORT, "15:47", "15:47"},
    {"2026-11-23T09:12:00Z", WHEN_SHORT, "Mon 9:12", "Mo. 9:12"},
    {"2026-11-18T09:12:00Z", WHEN_SHORT, "Wed 9:12", "Mi. 9:12"},
    {"2026-11-17T09:12:00Z", WHEN_SHORT, "17 Nov", "17. Nov."},
    {"2025-11-17T09:12:00Z", WHEN_SHORT, "17 Nov 2025", "17. Nov. 2025"},
    {"2026-11-24T16:30:00Z", WHEN_FULL, "Tuesday 24 November 2026, 16:30",
     "Dienstag, 24. November 2026, 16:30 Uhr"},
    {"2026-11-24T16:30:00Z", WHEN_DATE, "24 November 2026", "24. November 2026"},
    {"2026-11-24T08:05:00Z", WHEN_CLOCK, "8:05", "8:05"},
    {"2026-11-24T00:00:00Z", WHEN_DAY, "Today", "Heute"},
    {"2026-11-23T23:59:00Z", WHEN_DAY, "Yesterday", "Gestern"},
    {"2026-11-25T00:00:00Z", WHEN_DAY, "Tomorrow", "Morgen"},
    {"2026-11-22T12:00:00Z", WHEN_DAY, "Sun 22 Nov", "So., 22. Nov."},
    {"2025-12-31T12:00:00Z", WHEN_DAY, "Wed 31 Dec 2025", "Mi., 31. Dez. 2025"},
};

TEST(times_are_said_as_people_say_them)
{
    struct arena a = {0};
    struct when_reader r = {.zone = zone_of(&a, "Europe/London"), .now = at(now)};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        r.lang = LANG_EN;
        assert_str_equal(when_words(&a, &r, at(cases[i].at), cases[i].form), str_from(cases[i].en));
        r.lang = LANG_DE;
        assert_str_equal(when_words(&a, &r, at(cases[i].at), cases[i].form), str_from(cases[i].de));
    }
    arena_release(&a);
}

TEST(the_day_is_the_readers)
{
    struct arena a = {0};
    struct when_reader r = {.zone = zone_of(&a, "Pacific/Auckland"), .now = at(now)};
    /* 04:48 on Wednesday there */
    assert_str_equal(when_words(&a, &r, at("2026-11-24T12:00:00Z"), WHEN_SHORT), S("1:00"));
    assert_str_equal(when_words(&a, &r, at("2026-11-24T10:00:00Z"), WHEN_DAY), S("Yesterday"));
    r.zone = zone_of(&a, "America/New_York");
    assert_str_equal(when_words(&a, &r, at("2026-11-25T04:30:00Z"), WHEN_DUE), S("23:30"));
    arena_release(&a);
}

TEST(the_organisations_clock_is_named_where_it_differs)
{
    struct arena a = {0};
    struct when_reader r = {
        .zone = zone_of(&a, "Europe/London"), .home = zone_of(&a, "Europe/Berlin"), .now = at(now)};
    assert_str_equal(when_words(&a, &r, at("2026-11-24T16:30:00Z"), WHEN_FULL),
                     S("Tuesday 24 November 2026, 16:30 (17:30 Europe/Berlin)"));
    r.home = zone_of(&a, "Europe/Lisbon");
    assert_str_equal(when_words(&a, &r, at("2026-11-24T16:30:00Z"), WHEN_FULL),
                     S("Tuesday 24 November 2026, 16:30"));
    arena_release(&a);
}

TEST(spans_are_rounded_down)
{
    static const struct {
        int64_t seconds;
        const char *en, *de;
    } spans[] = {
        {0, "under 1 min", "unter 1 Min."},
        {59, "under 1 min", "unter 1 Min."},
        {60, "1 min", "1 Min."},
        {-2520, "42 min", "42 Min."},
        {7199, "119 min", "119 Min."},
        {7200, "2 h", "2 Std."},
        {12000, "3 h 20 min", "3 Std. 20 Min."},
        {172799, "47 h 59 min", "47 Std. 59 Min."},
        {172800, "2 days", "2 Tage"},
        {INT64_MIN, "106751991167300 days", "106751991167300 Tage"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        assert_str_equal(when_span(&a, LANG_EN, spans[i].seconds), str_from(spans[i].en));
        assert_str_equal(when_span(&a, LANG_DE, spans[i].seconds), str_from(spans[i].de));
    }
    arena_release(&a);
}

TEST(any_instant_has_words_and_a_datetime)
{
    static const instant extremes[] = {INT64_MIN, INT64_MIN + 1, -1,       0,
                                       1,         INT64_MAX - 1, INT64_MAX};
    struct arena a = {0};
    for (size_t i = 0; i < sizeof extremes / sizeof *extremes; i++) {
        for (size_t k = 0; k < sizeof extremes / sizeof *extremes; k++) {
            struct when_reader r = {.zone = zone_of(&a, "Europe/Berlin"), .now = extremes[k]};
            for (int form = WHEN_SHORT; form <= WHEN_DAY; form++)
                assert_true(when_words(&a, &r, extremes[i], (enum when_form)form).n > 0);
        }
        struct buf b;
        instant back;
        buf_init(&b, &a, 100);
        when_put_datetime(&b, extremes[i]);
        assert_true(b.n >= 20);
        if (extremes[i] >= -1 && extremes[i] <= 1)
            assert_int_equal(instant_parse(buf_str(&b), &back), OK);
    }
    arena_release(&a);
}
