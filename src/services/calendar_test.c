#include "harness/test.h"

#include "services/calendar_json.h"

/* The forty cases of business time that the design lists, with their parts, and what other systems
 * got wrong. Where a case says "local", its expectation carries the offset of the place. */

#define DAYS5(spans)                                                                               \
    "\"mon\":" spans ",\"tue\":" spans ",\"wed\":" spans ",\"thu\":" spans ",\"fri\":" spans
#define DAYS7(spans) DAYS5(spans) ",\"sat\":" spans ",\"sun\":" spans
#define CALENDAR(tz, week, more) "{\"tz\":\"" tz "\",\"week\":{" week "}" more "}"
#define OFFICE(tz) CALENDAR(tz, DAYS5("[[\"09:00\",\"17:00\"]]"), "")
#define ALWAYS(tz) CALENDAR(tz, DAYS7("[[\"00:00\",\"24:00\"]]"), "")
#define BERLIN OFFICE("Europe/Berlin")
#define NIGHTLY CALENDAR("Europe/Berlin", DAYS7("[[\"22:00\",\"30:00\"]]"), "")
#define LUNCH CALENDAR("Europe/Berlin", DAYS5("[[\"09:00\",\"12:00\"],[\"13:00\",\"17:00\"]]"), "")
#define LONDON                                                                                     \
    CALENDAR("Europe/London", DAYS5("[[\"09:00\",\"17:00\"]]"),                                    \
             ",\"holidays\":[\"2026-12-25\",\"2026-12-28\",\"2027-01-01\"],"                       \
             "\"exceptions\":{\"2026-12-24\":[[\"09:00\",\"12:00\"]]}")
#define LONDON_MAY                                                                                 \
    CALENDAR("Europe/London", DAYS5("[[\"09:00\",\"17:00\"]]"), ",\"holidays\":[\"2026-05-04\"]")
#define SUNDAY(from, to) CALENDAR("Europe/Berlin", "\"sun\":[[\"" from "\",\"" to "\"]]", "")
#define BAR(week, more) CALENDAR("Europe/Berlin", week, more)
#define LATE "[[\"20:00\",\"28:00\"]]"
#define SHOP(holidays)                                                                             \
    CALENDAR("Europe/Berlin", DAYS7("[[\"09:00\",\"21:00\"]]"), ",\"holidays\":[" holidays "]")

struct world {
    struct arena arena;
    struct zone_cache *zones;
};

static void world_init(struct world *w)
{
    *w = (struct world){.zones = zone_cache_new(ZONE_DIR)};
}

static void world_release(struct world *w)
{
    zone_cache_free(w->zones);
    arena_release(&w->arena);
}

static const struct calendar *calendar(struct world *w, const char *json)
{
    struct calendar *c;
    struct fault f;
    if (calendar_parse(&w->arena, w->zones, str_from(json), &c, &f) != OK)
        fail_msg("%s: %s", json, f.message);
    return c;
}

static instant at(const char *text)
{
    instant t;
    if (instant_parse(str_from(text), &t) != OK)
        fail_msg("no instant: %s", text);
    return t;
}

TEST(open_time_is_added_as_the_design_computed_it)
{
    static const struct {
        int number;
        const char *calendar, *start;
        int minutes;
        const char *want;
    } cases[] = {
        {1, BERLIN, "2026-01-30T16:30:00+01:00", 60, "2026-02-02T08:30:00Z"},
        {2, BERLIN, "2026-01-26T09:00:00+01:00", 480, "2026-01-26T17:00:00+01:00"},
        {3, BERLIN, "2026-01-26T17:00:00+01:00", 480, "2026-01-27T17:00:00+01:00"},
        {4, BERLIN, "2026-01-28T07:00:00+01:00", 120, "2026-01-28T11:00:00+01:00"},
        {4, BERLIN, "2026-01-31T13:30:00+01:00", 1, "2026-02-02T09:01:00+01:00"},
        {4, BERLIN, "2026-01-31T13:30:00+01:00", 0, "2026-01-31T13:30:00+01:00"},
        {5, BERLIN, "2026-03-27T12:00:00+01:00", 480, "2026-03-30T10:00:00Z"},
        {6, NIGHTLY, "2026-03-28T22:00:00+01:00", 480, "2026-03-29T23:00:00+02:00"},
        {7, NIGHTLY, "2026-10-24T22:00:00+02:00", 480, "2026-10-25T04:00:00Z"},
        {8, ALWAYS("Europe/Berlin"), "2026-10-24T12:00:00+02:00", 1440,
         "2026-10-25T11:00:00+01:00"},
        {12, LUNCH, "2026-06-10T11:30:00+02:00", 60, "2026-06-10T13:30:00+02:00"},
        {12, LUNCH, "2026-06-10T12:10:00+02:00", 30, "2026-06-10T13:30:00+02:00"},
        {13, LONDON, "2026-12-24T11:00:00Z", 120, "2026-12-29T10:00:00Z"},
        {14, LONDON, "2026-12-23T09:00:00Z", 2400, "2027-01-04T14:00:00Z"},
        {17, OFFICE("America/New_York"), "2028-02-28T16:00:00-05:00", 540,
         "2028-02-29T17:00:00-05:00"},
        {18, OFFICE("America/New_York"), "2026-03-06T16:00:00-05:00", 120, "2026-03-09T14:00:00Z"},
        {18, ALWAYS("America/New_York"), "2026-03-07T12:00:00-05:00", 2880,
         "2026-03-09T13:00:00-04:00"},
        {20, OFFICE("Pacific/Apia"), "2011-12-29T16:00:00-10:00", 120, "2012-01-02T10:00:00+14:00"},
        {25, BAR("\"fri\":" LATE ",\"sat\":" LATE, ""), "2026-01-31T03:00:00+01:00", 120,
         "2026-01-31T21:00:00+01:00"},
        {26,
         BAR("\"thu\":" LATE ",\"fri\":" LATE ",\"sat\":" LATE, ",\"holidays\":[\"2026-05-01\"]"),
         "2026-04-30T23:00:00+02:00", 420, "2026-05-02T22:00:00+02:00"},
        {30, BAR("\"tue\":[[\"08:00\",\"17:00\"]]", ""), "2026-01-27T16:30:00+01:00", 60,
         "2026-02-03T08:30:00+01:00"},
        {31, CALENDAR("America/New_York", DAYS5("[[\"14:00\",\"23:00\"]]"), ""),
         "2024-09-30T21:00:00-04:00", 240, "2024-10-01T16:00:00-04:00"},
        {32, OFFICE("America/New_York"), "2016-08-06T13:30:00-04:00", 480,
         "2016-08-08T17:00:00-04:00"},
        {33, SHOP(""), "2016-11-09T23:00:00+01:00", 2880, "2016-11-13T21:00:00+01:00"},
        {33, SHOP("\"2016-11-11\",\"2016-11-13\""), "2016-11-09T23:00:00+01:00", 2880,
         "2016-11-15T21:00:00+01:00"},
        {34,
         CALENDAR("Asia/Kathmandu",
                  "\"sun\":[[\"10:00\",\"17:00\"]],\"mon\":[[\"10:00\",\"17:00\"]],"
                  "\"tue\":[[\"10:00\",\"17:00\"]],\"wed\":[[\"10:00\",\"17:00\"]],"
                  "\"thu\":[[\"10:00\",\"17:00\"]]",
                  ""),
         "2026-01-29T16:30:00+05:45", 60, "2026-02-01T04:45:00Z"},
        {35, BERLIN, "2038-01-18T16:00:00+01:00", 120, "2038-01-19T10:00:00+01:00"},
    };
    struct world w;
    world_init(&w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct calendar *c = calendar(&w, cases[i].calendar);
        instant t;
        struct fault f;
        if (calendar_add(c, at(cases[i].start), cases[i].minutes * USEC_PER_MIN, &t, &f) != OK)
            fail_msg("case %d: %s", cases[i].number, f.message);
        if (t != at(cases[i].want))
            fail_msg("case %d: %.*s, not %s", cases[i].number, STR_ARG(instant_format(&w.arena, t)),
                     cases[i].want);
    }
    world_release(&w);
}

TEST(open_time_between_is_measured_as_the_design_computed_it)
{
    static const struct {
        int number;
        const char *calendar, *from, *until;
        int minutes;
    } cases[] = {
        {6, NIGHTLY, "2026-03-28T12:00:00+01:00", "2026-03-29T12:00:00+02:00", 420},
        {7, NIGHTLY, "2026-10-24T12:00:00+02:00", "2026-10-25T12:00:00+01:00", 540},
        {8, ALWAYS("Europe/Berlin"), "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00",
         1380},
        {8, ALWAYS("Europe/Berlin"), "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00",
         1500},
        {9, SUNDAY("02:30", "10:00"), "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00",
         420},
        {10, SUNDAY("01:00", "02:30"), "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00",
         150},
        {10, SUNDAY("02:30", "04:00"), "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00",
         150},
        {27, CALENDAR("Europe/Berlin", "", ""), "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", 0},
        {28,
         CALENDAR("Europe/Berlin",
                  "\"mon\":[[\"09:00\",\"13:00\"],[\"12:00\",\"17:00\"],[\"17:00\",\"17:00\"]]",
                  ""),
         "2026-01-26T00:00:00+01:00", "2026-01-27T00:00:00+01:00", 480},
        {29, BERLIN, "2026-01-28T10:00:00+01:00", "2026-01-27T16:00:00+01:00", -120},
        {29, BERLIN, "2026-01-31T10:00:00+01:00", "2026-02-01T16:00:00+01:00", 0},
        {0, SUNDAY("02:15", "02:45"), "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", 0},
        {0, SUNDAY("02:15", "02:45"), "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00", 90},
        {0, CALENDAR("America/Havana", "\"sat\":[[\"23:00\",\"24:00\"]]", ""),
         "2026-10-31T12:00:00-04:00", "2026-11-02T12:00:00-05:00", 120}, /* 24:00 comes twice */
        {0, BAR("\"fri\":[[\"18:00\",\"72:00\"]]", ""), "2026-02-01T09:00:00+01:00",
         "2026-02-02T09:00:00+01:00", 900}, /* three dates long */
    };
    struct world w;
    world_init(&w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct calendar *c = calendar(&w, cases[i].calendar);
        int64_t got = calendar_between(c, at(cases[i].from), at(cases[i].until));
        if (got != cases[i].minutes * USEC_PER_MIN)
            fail_msg("case %d: %lld, not %d", cases[i].number, (long long)(got / USEC_PER_MIN),
                     cases[i].minutes);
    }
    world_release(&w);
}

TEST(a_day_that_is_always_open_is_as_long_as_its_clocks_say)
{
    static const struct {
        int number;
        const char *calendar, *day;
        int minutes;
    } cases[] = {
        {19, ALWAYS("Australia/Lord_Howe"), "2026-04-05", 1470},
        {19, ALWAYS("Australia/Lord_Howe"), "2026-10-04", 1410},
        {20, ALWAYS("Pacific/Apia"), "2011-12-30", 0},
        {21, ALWAYS("Africa/Cairo"), "2026-04-24", 1380},
        {21, ALWAYS("America/Havana"), "2026-03-08", 1380},
        {21, ALWAYS("America/Santiago"), "2026-09-06", 1380},
        {21, ALWAYS("Asia/Beirut"), "2026-03-29", 1380},
        {22, ALWAYS("America/Santiago"), "2026-04-04", 1500},
        {23, ALWAYS("Africa/Casablanca"), "2026-02-15", 1500},
        {23, ALWAYS("Africa/Casablanca"), "2026-03-22", 1380},
        {23, ALWAYS("Antarctica/Troll"), "2026-03-29", 1320},
        {23, ALWAYS("Pacific/Chatham"), "2026-04-05", 1500},
        {23, ALWAYS("America/Sao_Paulo"), "2018-11-04", 1380},
        {24, ALWAYS("Europe/Dublin"), "2026-03-29", 1380},
    };
    struct world w;
    world_init(&w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct calendar *c = calendar(&w, cases[i].calendar);
        day_number d;
        assert_int_equal(day_parse(str_from(cases[i].day), &d), OK);
        int64_t got = calendar_between(c, zone_instant(c->zone, d, 0, ZONE_FIRST),
                                       zone_instant(c->zone, d + 1, 0, ZONE_FIRST));
        if (got != cases[i].minutes * USEC_PER_MIN)
            fail_msg("case %d: %lld, not %d", cases[i].number, (long long)(got / USEC_PER_MIN),
                     cases[i].minutes);
        bool begins_at_1 = cases[i].number == 21;
        struct wall first = zone_wall(c->zone, zone_instant(c->zone, d, 0, ZONE_FIRST));
        if (begins_at_1)
            assert_int_equal(first.hour, 1);
    }
    bool is_old = str_cmp(zone_version(&w.arena, ZONE_DIR), S("2026b")) < 0; /* case 40 */
    const struct calendar *c = calendar(&w, ALWAYS("America/Vancouver"));
    assert_int_equal(calendar_between(c,
                                      zone_instant(c->zone, day_from(2026, 11, 1), 0, ZONE_FIRST),
                                      zone_instant(c->zone, day_from(2026, 11, 2), 0, ZONE_FIRST)) /
                         USEC_PER_MIN,
                     is_old ? 1500 : 1440);
    world_release(&w);
}

TEST(work_days_are_the_dates_after_receipt_that_open)
{
    static const struct {
        int number;
        const char *calendar, *start;
        int days;
        const char *want;
    } cases[] = {
        {15, LONDON, "2026-12-23T12:00:00Z", 5, "2027-01-04"},
        {15, LONDON, "2027-01-04T12:00:00Z", 10, "2027-01-18"},
        {15, LONDON, "2027-01-04T12:00:00Z", 20, "2027-02-01"},
        {16, LONDON_MAY, "2026-05-01T12:00:00+01:00", 5, "2026-05-11"},
        {0, BERLIN, "2026-01-30T23:30:00Z", 1, "2026-02-02"}, /* Saturday there already */
        {0, BERLIN, "2026-01-31T12:00:00Z", -1, "2026-01-30"},
        {0, BERLIN, "2026-01-31T12:00:00Z", 0, "2026-01-31"},
        {0, OFFICE("Pacific/Apia"), "2011-12-29T10:00:00-10:00", 1, "2012-01-02"},
        {0,
         BAR("\"mon\":[[\"09:00\",\"10:00\"]]",
             ",\"breaks\":{\"2026-02-02\":[[\"08:00\",\"10:00\"]]}"),
         "2026-01-31T12:00:00Z", 1, "2026-02-09"}, /* a date wholly in a break is none */
        {0, BAR("", ",\"exceptions\":{\"2026-02-01\":[[\"09:00\",\"10:00\"]]}"),
         "2026-01-01T12:00:00Z", 1, "2026-02-01"},
    };
    struct world w;
    world_init(&w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct calendar *c = calendar(&w, cases[i].calendar);
        day_number d, from = calendar_date_of(c, at(cases[i].start));
        assert_int_equal(calendar_workday(c, from, cases[i].days, &d, NULL), OK);
        assert_str_equal(day_format(&w.arena, d), str_from(cases[i].want));
    }
    instant end;
    const struct calendar *c = calendar(&w, LONDON);
    assert_int_equal(calendar_workday_end(c, day_from(2026, 12, 24), &end), OK);
    assert_true(end == at("2026-12-24T12:00:00Z"));
    assert_int_equal(calendar_workday_end(c, day_from(2026, 12, 25), &end), ERR_NOT_FOUND);
    assert_true(calendar_is_workday(c, day_from(2026, 12, 24)));
    assert_false(calendar_is_workday(c, day_from(2026, 12, 26)));
    world_release(&w);
}

TEST(a_calendar_without_open_time_is_said_to_have_none)
{
    static const char *const calendars[] = {
        CALENDAR("Europe/Berlin", "", ""),
        CALENDAR("Europe/Berlin", "\"mon\":[[\"09:00\",\"09:00\"]]", ""),
        CALENDAR("Europe/Berlin", "", ",\"exceptions\":{\"2020-01-01\":[[\"09:00\",\"10:00\"]]}"),
        CALENDAR("Europe/Berlin", "", ",\"exceptions\":{\"2020-01-01\":[]}"),
    };
    struct world w;
    world_init(&w);
    for (size_t i = 0; i < sizeof calendars / sizeof *calendars; i++) {
        const struct calendar *c = calendar(&w, calendars[i]);
        instant t = 7;
        day_number d = 7;
        struct fault f;
        struct calendar_interval v;
        assert_int_equal(calendar_add(c, at("2026-01-01T00:00:00Z"), 1, &t, &f), ERR_NOT_FOUND);
        assert_string_equal(f.message, "no open time");
        assert_int_equal(calendar_next_open(c, at("2026-01-01T00:00:00Z"), &t), ERR_NOT_FOUND);
        assert_int_equal(calendar_next_close(c, at("2026-01-01T00:00:00Z"), &t), ERR_NOT_FOUND);
        assert_int_equal(calendar_workday(c, 20000, 1, &d, &f), ERR_NOT_FOUND);
        assert_string_equal(f.message, "no open time");
        assert_int_equal(calendar_intervals_after(c, at("2026-01-01T00:00:00Z"), &v, 1), 0);
        assert_true(t == 7 && d == 7);
        assert_int_equal(calendar_add(c, 5, 0, &t, &f), OK);
        assert_true(t == 5);
    }
    instant t;
    struct fault f;
    assert_int_equal(calendar_add(calendar(&w, BERLIN), 0, INT64_MAX, &t, &f), ERR_INVALID);
    assert_int_equal(calendar_add(calendar(&w, BERLIN), 0, INT64_MIN, &t, &f), ERR_INVALID);
    assert_int_equal(calendar_add(calendar(&w, BERLIN), 0, 100 * 366 * USEC_PER_DAY, &t, &f),
                     ERR_INVALID);
    world_release(&w);
}

TEST(taking_away_goes_back_to_the_latest_instant)
{
    static const struct {
        const char *calendar, *start;
        int minutes;
        const char *want;
    } cases[] = {
        {BERLIN, "2026-02-02T09:30:00+01:00", 60, "2026-01-30T16:30:00+01:00"},
        {BERLIN, "2026-01-26T17:00:00+01:00", 480, "2026-01-26T09:00:00+01:00"},
        {BERLIN, "2026-01-27T09:00:00+01:00", 480, "2026-01-26T09:00:00+01:00"},
        {BERLIN, "2026-01-31T13:30:00+01:00", 1, "2026-01-30T16:59:00+01:00"},
        {NIGHTLY, "2026-03-29T23:00:00+02:00", 480, "2026-03-28T22:00:00+01:00"},
        {NIGHTLY, "2026-10-25T05:00:00+01:00", 480, "2026-10-24T22:00:00+02:00"},
    };
    struct world w;
    world_init(&w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct calendar *c = calendar(&w, cases[i].calendar);
        instant t;
        assert_int_equal(
            calendar_add(c, at(cases[i].start), -cases[i].minutes * USEC_PER_MIN, &t, NULL), OK);
        assert_str_equal(instant_format(&w.arena, t), instant_format(&w.arena, at(cases[i].want)));
    }
    world_release(&w);
}

TEST(a_paused_clock_counts_only_while_it_runs)
{
    static const struct {
        const char *start, *pauses[4];
        int minutes;
        const char *want;
    } cases[] = {
        {"2026-01-28T09:00:00+01:00",
         {"2026-01-28T10:00:00+01:00", "2026-01-28T15:00:00+01:00"},
         240,
         "2026-01-29T10:00:00+01:00"}, /* case 36 */
        {"2026-01-30T14:00:00+01:00",
         {"2026-01-30T16:00:00+01:00", "2026-02-02T08:00:00+01:00"},
         240,
         "2026-02-02T11:00:00+01:00"}, /* case 37 */
        {"2026-01-28T09:00:00+01:00",
         {"2026-01-28T12:00:00+01:00", "2026-01-28T15:00:00+01:00", "2026-01-28T10:00:00+01:00",
          "2026-01-28T13:00:00+01:00"},
         240,
         "2026-01-29T10:00:00+01:00"}, /* overlapping, in any order */
        {"2026-01-28T09:00:00+01:00",
         {"2026-01-28T10:00:00+01:00", "2026-01-28T10:00:00+01:00"},
         60,
         "2026-01-28T10:00:00+01:00"},
        {"2026-01-28T09:00:00+01:00",
         {"2026-01-28T10:00:00+01:00", NULL},
         60,
         "2026-01-28T10:00:00+01:00"}, /* passed just when it was paused */
        {"2026-01-28T09:00:00+01:00",
         {"2026-01-01T10:00:00+01:00", "2026-01-28T11:00:00+01:00"},
         0,
         "2026-01-28T09:00:00+01:00"},
    };
    struct world w;
    world_init(&w);
    const struct calendar *c = calendar(&w, BERLIN);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct calendar_interval pauses[2] = {0}, list[8];
        struct calendar_clock k = {at(cases[i].start), pauses, 0};
        instant t;
        for (; k.pause_count < 2 && cases[i].pauses[2 * k.pause_count]; k.pause_count++) {
            const char *until = cases[i].pauses[2 * k.pause_count + 1];
            pauses[k.pause_count].from = at(cases[i].pauses[2 * k.pause_count]);
            pauses[k.pause_count].until = until ? at(until) : 0;
        }
        assert_int_equal(calendar_due(c, &k, cases[i].minutes * USEC_PER_MIN, &t, NULL), OK);
        assert_str_equal(instant_format(&w.arena, t), instant_format(&w.arena, at(cases[i].want)));
        assert_int_equal(calendar_elapsed(c, &k, t), cases[i].minutes * USEC_PER_MIN);
        int64_t counted = 0;
        int n = calendar_counted(c, &k, t, list, 8);
        for (int m = 0; m < n; m++)
            counted += list[m].until - list[m].from;
        assert_int_equal(counted, cases[i].minutes * USEC_PER_MIN);
    }
    struct calendar_interval still = {at("2026-01-28T10:00:00+01:00"), 0};
    struct calendar_clock k = {at("2026-01-28T09:00:00+01:00"), &still, 1};
    instant t;
    struct fault f;
    assert_int_equal(calendar_due(c, &k, 61 * USEC_PER_MIN, &t, &f), ERR_CONFLICT);
    assert_int_equal(calendar_elapsed(c, &k, at("2027-01-28T10:00:00+01:00")), USEC_PER_HOUR);
    assert_int_equal(calendar_elapsed(c, &k, at("2025-01-28T10:00:00+01:00")), 0);
    world_release(&w);
}

TEST(a_due_time_is_seen_in_the_zone_of_whoever_looks)
{
    static const char *const seen[][2] = {
        {"2026-03-20T16:00:00-04:00", "21:00"},
        {"2026-03-27T16:00:00-04:00", "21:00"},
        {"2026-04-03T16:00:00-04:00", "22:00"},
    };
    struct world w;
    const struct zone *berlin;
    world_init(&w); /* case 39 */
    assert_int_equal(zone_get(w.zones, S("Europe/Berlin"), &berlin, NULL), OK);
    for (int i = 0; i < 3; i++) {
        struct wall wall = zone_wall(berlin, at(seen[i][0]));
        assert_str_equal(str_fmt(&w.arena, "%02d:%02d", wall.hour, wall.minute),
                         str_from(seen[i][1]));
    }
    world_release(&w);
}

TEST(openings_closings_and_intervals_are_listed)
{
    struct world w;
    struct calendar_interval v[4];
    instant t;
    world_init(&w);
    const struct calendar *c = calendar(&w, LUNCH), *always = calendar(&w, ALWAYS("UTC"));
    assert_int_equal(calendar_next_open(c, at("2026-06-10T12:10:00+02:00"), &t), OK);
    assert_true(t == at("2026-06-10T13:00:00+02:00"));
    assert_int_equal(calendar_next_open(c, at("2026-06-10T11:59:59+02:00"), &t), OK);
    assert_true(t == at("2026-06-10T11:59:59+02:00"));
    assert_int_equal(calendar_next_close(c, at("2026-06-10T12:10:00+02:00"), &t), OK);
    assert_true(t == at("2026-06-10T17:00:00+02:00"));
    assert_int_equal(calendar_last_open(c, at("2026-06-10T12:00:00+02:00"), &t), OK);
    assert_true(t == at("2026-06-10T12:00:00+02:00"));
    assert_int_equal(calendar_last_open(c, at("2026-06-10T13:00:00+02:00"), &t), OK);
    assert_true(t == at("2026-06-10T12:00:00+02:00"));
    assert_int_equal(calendar_next_close(always, 0, &t), ERR_NOT_FOUND);
    assert_true(calendar_is_open(c, at("2026-06-10T09:00:00+02:00")));
    assert_false(calendar_is_open(c, at("2026-06-10T12:00:00+02:00")));
    assert_int_equal(calendar_intervals(c, at("2026-06-10T10:00:00+02:00"),
                                        at("2026-06-11T10:00:00+02:00"), v, 4),
                     3);
    assert_true(v[0].from == at("2026-06-10T10:00:00+02:00"));
    assert_true(v[2].until == at("2026-06-11T10:00:00+02:00"));
    assert_int_equal(calendar_intervals(always, 0, 9 * USEC_PER_DAY, v, 4), 1);
    assert_true(v[0].from == 0 && v[0].until == 9 * USEC_PER_DAY);
    assert_int_equal(calendar_intervals_before(c, at("2026-06-10T10:00:00+02:00"), v, 3), 3);
    assert_true(v[0].from == at("2026-06-10T09:00:00+02:00"));
    assert_true(v[0].until == at("2026-06-10T10:00:00+02:00"));
    assert_true(v[2].from == at("2026-06-09T09:00:00+02:00"));
    assert_int_equal(calendar_intervals_after(always, 5, v, 4), 1);
    assert_true(v[0].from == 5);
    world_release(&w);
}

TEST(holidays_shifts_exceptions_and_breaks_have_their_order)
{
    static const char json[] = CALENDAR(
        "UTC", "\"mon\":[[\"09:00\",\"17:00\"]],\"sun\":[[\"22:00\",\"26:00\"]]",
        ",\"holidays\":[\"2026-01-05\",\"2026-01-12\",\"2026-01-19\"],"
        "\"exceptions\":{\"2026-01-12\":[[\"10:00\",\"11:00\"]],\"2026-02-02\":[]},"
        "\"shifts\":{\"2026-01-19\":[[\"06:00\",\"07:00\"]],\"2026-01-26\":[[\"06:00\",\"07:00\"]]}"
        ","
        "\"breaks\":{\"2026-01-26\":[[\"01:00\",\"06:15\"]]}");
    static const struct {
        const char *from, *until;
        int minutes;
    } cases[] = {
        {"2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z",
         120}, /* Sunday's night goes on; no Monday */
        {"2026-01-12T03:00:00Z", "2026-01-13T00:00:00Z", 60}, /* an exception opens a holiday */
        {"2026-01-19T03:00:00Z", "2026-01-20T00:00:00Z", 0},  /* a shift does not */
        {"2026-01-26T00:00:00Z", "2026-01-27T00:00:00Z",
         105}, /* a break cuts the night before too */
        {"2026-02-02T03:00:00Z", "2026-02-03T00:00:00Z", 0},
    };
    struct world w;
    world_init(&w);
    const struct calendar *c = calendar(&w, json);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(calendar_between(c, at(cases[i].from), at(cases[i].until)) / USEC_PER_MIN,
                         cases[i].minutes);
    world_release(&w);
}
