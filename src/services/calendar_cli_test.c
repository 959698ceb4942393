#include "harness/test.h"

#include <unistd.h>

#include "services/calendar_cli.h"

static struct str answer(struct arena *a, struct zone_cache *zones, struct str line)
{
    struct buf b;
    buf_init(&b, a, 1 << 20);
    calendar_answer(a, zones, line, &b);
    return buf_str(&b);
}

#define BERLIN                                                                                     \
    "{\"calendar\":{\"tz\":\"Europe/Berlin\",\"week\":{\"mon\":[[\"09:00\",\"17:00\"]],"           \
    "\"fri\":[[\"09:00\",\"17:00\"]]},\"holidays\":[\"2026-12-25\"],"                              \
    "\"exceptions\":{\"2026-12-24\":[[\"09:00\",\"12:00\"]]}},"
#define FRIDAY "\"start\":\"2026-01-30T15:30:00Z\","

TEST(each_line_is_answered_in_the_form_that_is_written_down)
{
    static const char *const cases[][2] = {
        {BERLIN FRIDAY "\"op\":\"add\",\"seconds\":3600}", "{\"result\":\"2026-02-02T08:30:00Z\"}"},
        {BERLIN FRIDAY "\"op\":\"add\",\"seconds\":0.25}",
         "{\"result\":\"2026-01-30T15:30:00.25Z\"}"},
        {BERLIN FRIDAY "\"op\":\"sub\",\"seconds\":-3600}",
         "{\"result\":\"2026-02-02T08:30:00Z\"}"},
        {BERLIN FRIDAY "\"op\":\"add\",\"seconds\":-3600}",
         "{\"result\":\"2026-01-30T14:30:00Z\"}"},
        {BERLIN FRIDAY "\"op\":\"between\",\"end\":\"2026-02-02T08:30:00Z\"}",
         "{\"seconds\":3600}"},
        {BERLIN FRIDAY "\"op\":\"between\",\"end\":\"2026-01-30T15:29:59.5Z\"}",
         "{\"seconds\":-0.5}"},
        {BERLIN FRIDAY "\"op\":\"is_open\"}", "{\"result\":true}"},
        {BERLIN FRIDAY "\"op\":\"next_open\"}", "{\"result\":\"2026-01-30T15:30:00Z\"}"},
        {BERLIN FRIDAY "\"op\":\"next_close\"}", "{\"result\":\"2026-01-30T16:00:00Z\"}"},
        {BERLIN FRIDAY "\"op\":\"work_days\",\"days\":2}", "{\"result\":\"2026-02-06\"}"},
        {BERLIN FRIDAY "\"op\":\"segments_after\",\"n\":2}",
         "{\"result\":[[\"2026-01-30T15:30:00Z\",\"2026-01-30T16:00:00Z\"],"
         "[\"2026-02-02T08:00:00Z\",\"2026-02-02T16:00:00Z\"]]}"},
        {BERLIN FRIDAY "\"op\":\"segments_before\",\"n\":1}",
         "{\"result\":[[\"2026-01-30T08:00:00Z\",\"2026-01-30T15:30:00Z\"]]}"},
        {BERLIN FRIDAY "\"op\":\"add_days\",\"days\":1}", "{\"result\":\"2026-02-02T15:30:00Z\"}"},
        {BERLIN FRIDAY "\"op\":\"sub_days\",\"days\":-1}", "{\"result\":\"2026-02-02T15:30:00Z\"}"},
        {BERLIN FRIDAY "\"op\":\"due\",\"seconds\":3600,\"pauses\":[[\"2026-01-30T15:45:00Z\","
                       "\"2026-02-02T09:00:00Z\"]],\"show\":true}",
         "{\"result\":\"2026-02-02T09:45:00Z\",\"counted\":[[\"2026-01-30T15:30:00Z\","
         "\"2026-01-30T15:45:00Z\"],[\"2026-02-02T09:00:00Z\",\"2026-02-02T09:45:00Z\"]]}"},
        {BERLIN FRIDAY
         "\"op\":\"due\",\"seconds\":3600,\"pauses\":[[\"2026-01-30T15:45:00Z\",null]]}",
         "{\"error\":\"paused: the clock stands still\"}"},
        {BERLIN FRIDAY "\"op\":\"elapsed\",\"end\":\"2026-01-30T18:00:00Z\"}",
         "{\"seconds\":1800}"},
        {BERLIN FRIDAY "\"op\":\"add\",\"seconds\":3600,\"show\":true}",
         "{\"result\":\"2026-02-02T08:30:00Z\",\"counted\":[[\"2026-01-30T15:30:00Z\","
         "\"2026-01-30T16:00:00Z\"],[\"2026-02-02T08:00:00Z\",\"2026-02-02T08:30:00Z\"]]}"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"week\":{}}," FRIDAY "\"op\":\"add\",\"seconds\":60}",
         "{\"error\":\"no open time\"}"},
        {"{\"calendar\":{\"tz\":\"UTC\"}," FRIDAY
         "\"op\":\"between\",\"end\":\"2026-02-02T08:30:00Z\"}",
         "{\"error\":\"no open time\"}"},
    };
    struct arena a = {0};
    struct zone_cache *zones = zone_cache_new(ZONE_DIR);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str_equal(answer(&a, zones, str_from(cases[i][0])), str_from(cases[i][1]));
    zone_cache_free(zones);
    arena_release(&a);
}

TEST(what_cannot_be_answered_says_what_to_do)
{
    static const char *const cases[][2] = {
        {"{", "line 1, column"},
        {"[]", "a line is an object"},
        {"{}", "a calendar is wanted"},
        {"{\"calendar\":{}}", "tz: a time zone is wanted"},
        {"{\"calendar\":{\"tz\":\"Mars/Olympus\"}}", "no time zone is called \\\"Mars/Olympus\\\""},
        {"{\"calendar\":{\"tz\":\"UTC\",\"weak\":{}}}", "calendar.weak is not known"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"week\":[]}}", "week: an object of weekdays"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"week\":{\"moon\":[]}}}", "week.moon: no weekday"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"week\":{\"mon\":[],\"Monday\":[]}}}",
         "week.Monday: this"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"week\":{\"mon\":[\"09:00\"]}}}", "week.mon: a span is"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"week\":{\"mon\":[[\"09:00\",\"17:60\"]]}}}",
         "week.mon: a time"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"week\":{\"mon\":[[\"09:00\",\"168:01\"]]}}}",
         "week.mon: a time"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"week\":{\"mon\":[[9,17]]}}}", "week.mon: a time"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"week\":{\"mon\":[[\"24:00\",\"25:00\"]]}}}",
         "week.mon: a span begins"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"holidays\":[\"2026-02-30\"]}}",
         "holidays.2026-02-30: no date"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"holidays\":[7]}}", "holidays: a date"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"exceptions\":{\"24 Dec\":[]}}}",
         "exceptions.24 Dec: no date"},
        {"{\"calendar\":{\"tz\":\"UTC\",\"breaks\":{\"2026-01-01\":7}}}",
         "breaks.2026-01-01: a list"},
        {BERLIN "\"op\":\"add\",\"seconds\":1}", "start is missing"},
        {BERLIN "\"op\":\"add\",\"seconds\":1,\"start\":\"2026-01-30\"}", "start is no instant"},
        {BERLIN FRIDAY "\"op\":\"ad\"}", "op is not known"},
        {BERLIN FRIDAY "\"op\":\"add\"}", "seconds is missing"},
        {BERLIN FRIDAY "\"op\":\"add\",\"seconds\":1e18}", "seconds is over 200 years"},
        {BERLIN FRIDAY "\"op\":\"add\",\"seconds\":6e9}", "further away than 200 years"},
        {BERLIN FRIDAY "\"op\":\"between\"}", "end is missing"},
        {BERLIN FRIDAY "\"op\":\"segments_after\",\"n\":-1}", "n is how many"},
        {BERLIN FRIDAY "\"op\":\"add_days\",\"days\":1.5}", "days is missing"},
        {BERLIN FRIDAY "\"op\":\"due\",\"seconds\":-1}", "seconds must not"},
        {BERLIN FRIDAY "\"op\":\"due\",\"seconds\":1,\"pauses\":[[null,null]]}",
         "a pause is written"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str got = answer(&a, NULL, str_from(cases[i][0]));
        struct str want = str_fmt(&a, "{\"error\":\"%s", cases[i][1]);
        if (!str_starts(got, want))
            fail_msg("%s: %.*s", cases[i][0], STR_ARG(got));
    }
    arena_release(&a);
}

static void put_value(struct json *j, const struct json_value *v)
{
    switch (v->kind) {
    case JSON_NULL: json_null(j); break;
    case JSON_BOOL: json_bool(j, v->boolean); break;
    case JSON_TEXT: json_text(j, v->text); break;
    case JSON_NUMBER: v->is_integer ? json_i64(j, v->integer) : json_f64(j, v->number); break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        v->kind == JSON_ARRAY ? json_array(j) : json_object(j);
        for (int i = 0; i < v->count; i++) {
            if (v->kind == JSON_OBJECT)
                json_key(j, str_z(j->out->arena, v->names[i]));
            put_value(j, &v->items[i]);
        }
        json_end(j);
        break;
    }
}

static struct str text_of(struct arena *a, const struct json_value *v)
{
    struct buf b;
    struct json j;
    buf_init(&b, a, 1 << 20);
    json_init(&j, &b);
    put_value(&j, v);
    return buf_str(&b);
}

TEST(other_systems_cases_come_out_as_they_expect)
{
    struct arena a = {0};
    struct zone_cache *zones = zone_cache_new(ZONE_DIR);
    const char *path = test_shared(&a, "data/examples/business-time.json");
    const struct json_value *root, *cases;
    int failed = 0, asked = 0;
    if (!path)
        skip();
    assert_int_equal(json_parse(&a, test_file(&a, path), &root, NULL), OK);
    cases = json_member(root, "cases");
    for (int i = 0; i < cases->count; i++) {
        const struct json_value *c = &cases->items[i], *got;
        if (json_member(c, "advisory"))
            continue; /* sources disagree; calendar_cli.h says what Kept does */
        struct str line = answer(&a, zones, text_of(&a, c));
        assert_int_equal(json_parse(&a, line, &got, NULL), OK);
        const char *member = json_member(got, "seconds") ? "seconds" : "result";
        const struct json_value *value = json_member(got, member);
        asked++;
        if (value && str_eq(text_of(&a, value), text_of(&a, json_member(c, "expect"))))
            continue;
        print_error("%.*s: %.*s\n", STR_ARG(json_member(c, "id")->text), STR_ARG(line));
        failed++;
    }
    assert_true(asked > 50);
    assert_int_equal(failed, 0);
    zone_cache_free(zones);
    arena_release(&a);
}

/* What calendar_cli makes of a whole input. */
static struct str through_cli(struct arena *a, struct str in)
{
    int to[2], from[2];
    struct buf out;
    assert_int_equal(pipe(to), 0);
    assert_int_equal(pipe(from), 0);
    assert_true(write(to[1], in.p, (size_t)in.n) == in.n);
    close(to[1]);
    assert_int_equal(calendar_cli(to[0], from[1]), 0);
    close(to[0]);
    close(from[1]);
    buf_init(&out, a, 1 << 20);
    char *room = buf_room(&out, 1 << 16);
    for (ssize_t n; (n = read(from[0], room, 1 << 15)) > 0; room = buf_room(&out, 1 << 16))
        out.n += n;
    close(from[0]);
    return buf_str(&out);
}

TEST(a_bad_line_costs_only_itself)
{
    struct arena a = {0};
    struct str got = through_cli(&a,
                                 S(BERLIN FRIDAY "\"op\":\"add\",\"seconds\":3600}\r\n"
                                                 "\n"
                                                 "nonsense\n"
                                                 "{\"op\":\n" BERLIN FRIDAY "\"op\":\"is_open\"}"));
    struct str line = str_line(&got);
    assert_str_equal(line, S("{\"result\":\"2026-02-02T08:30:00Z\"}"));
    line = str_line(&got);
    assert_true(str_starts(line, S("{\"error\":")));
    line = str_line(&got);
    assert_true(str_starts(line, S("{\"error\":")));
    line = str_line(&got);
    assert_str_equal(line, S("{\"result\":true}"));
    assert_str_equal(got, S(""));
    assert_str_equal(through_cli(&a, S("")), S(""));
    arena_release(&a);
}

TEST(a_calendar_is_written_back_as_it_was_read)
{
    static const char *const cases[][2] = {
        {"{\"tz\":\"UTC\"}", "{\"tz\":\"UTC\",\"week\":{},\"holidays\":[]}"},
        {"{\"name\":\"Night\",\"tz\":\"Europe/"
         "Berlin\",\"wall\":\"rfc5545\",\"week\":{\"Sunday\":[[\"22:00\",\"6:00\"]],"
         "\"mon\":[[\"13:00\",\"17:00\"],[\"9:00\",\"12:00:30\"]]},"
         "\"holidays\":[\"2026-12-25\",{\"date\":\"2026-12-24\",\"name\":\"Eve\"},\"2026-12-25\"],"
         "\"exceptions\":{\"2026-12-24\":[],\"2026-12-31\":[[\"09:00\",\"12:00\"]]},"
         "\"shifts\":{\"2026-12-25\":[[\"00:00\",\"24:00\"]]},"
         "\"breaks\":{\"2026-12-31\":[[\"10:00\",\"10:30\"]]}}",
         "{\"tz\":\"Europe/"
         "Berlin\",\"wall\":\"rfc5545\",\"week\":{\"mon\":[[\"09:00\",\"12:00:30\"],"
         "[\"13:00\",\"17:00\"]],\"sun\":[[\"22:00\",\"30:00\"]]},"
         "\"holidays\":[{\"date\":\"2026-12-24\",\"name\":\"Eve\"},\"2026-12-25\"],"
         "\"exceptions\":{\"2026-12-24\":[],\"2026-12-31\":[[\"09:00\",\"12:00\"]]},"
         "\"shifts\":{\"2026-12-25\":[[\"00:00\",\"24:00\"]]},"
         "\"breaks\":{\"2026-12-31\":[[\"10:00\",\"10:30\"]]}}"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text = str_from(cases[i][0]);
        for (int round = 0; round < 2; round++) {
            struct calendar *c;
            struct buf b;
            struct json j;
            struct fault f;
            if (calendar_parse(&a, NULL, text, &c, &f) != OK)
                fail_msg("%s", f.message);
            buf_init(&b, &a, 4096);
            json_init(&j, &b);
            calendar_write(&j, c);
            text = buf_str(&b);
            assert_str_equal(text, str_from(cases[i][1]));
        }
    }
    arena_release(&a);
}
