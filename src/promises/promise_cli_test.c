#include "harness/test.h"

#include "promises/promise_cli.h"
#include "text/json.h"

#define WEEK                                                                                       \
    "\"calendar\":{\"tz\":\"Europe/Berlin\",\"week\":{\"mon\":[[\"09:00\",\"17:00\"]],\"tue\":["   \
    "[\"09:00\",\"17:00\"]],\"wed\":[[\"09:00\",\"17:00\"]],\"thu\":[[\"09:00\",\"17:00\"]],"      \
    "\"fri\":[[\"09:00\",\"17:00\"]]}}"
#define AT(at, what) "{\"at\":\"2026-" at "Z\",\"event\":\"" what "\"}"
#define BY(at, who) "{\"at\":\"2026-" at "Z\",\"event\":\"reply\",\"by\":\"" who "\"}"
#define WAITS(at, whom) "{\"at\":\"2026-" at "Z\",\"event\":\"pause\",\"waits_for\":\"" whom "\"}"
#define FRIDAY AT("01-30T15:30:00", "created") /* 16:30 in Berlin */

static const struct json_value *ask(struct arena *a, struct zone_cache *zones, const char *line)
{
    struct buf out;
    struct fault f = {0};
    const struct json_value *v;
    buf_init(&out, a, 1 << 20);
    promise_answer(a, zones, str_from(line), &out);
    enum err err = json_parse(a, buf_str(&out), &v, &f);
    if (err != OK)
        print_error("%.*s\n", STR_ARG(buf_str(&out)));
    assert_int_equal(err, OK);
    return v;
}

static struct str text(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_member(v, name);
    return m && m->kind == JSON_TEXT ? m->text : S("");
}

static int64_t number(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_member(v, name);
    return m && m->is_integer ? m->integer : -1;
}

/* The newest promise of a move. */
static const struct json_value *promise_of(const struct json_value *answer, const char *move)
{
    const struct json_value *list = json_member(answer, "promises"), *found = NULL;
    for (int i = 0; list && i < list->count; i++)
        if (str_eq(text(&list->items[i], "promise"), str_from(move)))
            found = &list->items[i];
    return found;
}

static const struct verdict_case {
    const char *what, *line, *move, *due, *verdict;
    int count; /* of promises in all */
} verdicts[] = {
    {"open hours only", "{" WEEK ",\"targets\":{\"respond\":3600},\"history\":[" FRIDAY "]}",
     "respond", "2026-02-02T08:30:00Z", "open", 1},
    {"kept at the second it is due",
     "{" WEEK ",\"targets\":{\"respond\":3600},\"history\":[" FRIDAY
     "," BY("02-02T08:30:00", "agent") "]}",
     "respond", "2026-02-02T08:30:00Z", "kept", 1},
    {"broken the second after, for ever",
     "{" WEEK
     ",\"targets\":{\"respond\":3600},\"history\":[" BY("02-02T08:30:01", "Maya") "," FRIDAY "]}",
     "respond", "2026-02-02T08:30:00Z", "broken", 1},
    {"broken without anybody doing anything",
     "{" WEEK
     ",\"targets\":{\"respond\":3600},\"now\":\"2026-02-02T08:30:00.000001Z\",\"history\":[" FRIDAY
     "]}",
     "respond", "2026-02-02T08:30:00Z", "broken", 1},
    {"an automatic answer is none",
     "{" WEEK
     ",\"targets\":{\"respond\":3600},\"now\":\"2026-02-03T08:00:00Z\",\"history\":[" FRIDAY
     "," BY("01-30T15:31:00", "auto") "]}",
     "respond", "2026-02-02T08:30:00Z", "broken", 1},
    {"a note is none",
     "{" WEEK
     ",\"targets\":{\"respond\":3600},\"now\":\"2026-02-03T08:00:00Z\",\"history\":[" FRIDAY
     ",{\"at\":\"2026-01-30T15:40:00Z\",\"event\":\"reply\",\"by\":\"agent\",\"internal\":"
     "true}]}",
     "respond", "2026-02-02T08:30:00Z", "broken", 1},
    {"it stands still while they have to answer",
     "{" WEEK ",\"targets\":{\"resolve\":\"8 h\"},\"history\":[" FRIDAY
     "," WAITS("02-02T09:00:00", "customer") "," BY("02-03T09:00:00", "customer") "," AT(
         "02-03T10:00:00", "solved") "]}",
     "resolve", "2026-02-03T15:30:00Z", "kept", 1},
    {"never because of another team",
     "{" WEEK ",\"targets\":{\"resolve\":\"8 h\"},\"history\":[" FRIDAY
     "," WAITS("02-02T09:00:00", "team:parts") "," AT("02-03T09:00:00", "resumed") "," AT(
         "02-03T10:00:00", "solved") "]}",
     "resolve", "2026-02-02T15:30:00Z", "broken", 1},
    {"nor of a supplier",
     "{" WEEK ",\"targets\":{\"resolve\":\"8 h\"},\"history\":[" FRIDAY
     "," WAITS("02-02T09:00:00", "supplier:Acme") "," AT("02-03T10:00:00", "solved") "]}",
     "resolve", "2026-02-02T15:30:00Z", "broken", 1},
    {"a wait forgives nothing that was late",
     "{" WEEK ",\"targets\":{\"resolve\":\"1 h\"},\"history\":[" FRIDAY
     "," WAITS("02-02T08:30:01", "customer") "," AT("02-03T10:00:00", "solved") "]}",
     "resolve", "2026-02-02T08:30:00Z", "broken", 1},
    {"a wait in one entry, and as the list of pauses",
     "{" WEEK ",\"targets\":{\"resolve\":\"8 h\"},\"history\":[" FRIDAY
     "," AT("02-03T10:00:00", "solved") "],\"pauses\":[{\"from\":\"2026-02-02T09:00:00Z\","
                                        "\"until\":\"2026-02-03T09:00:00Z\",\"waits_"
                                        "for\":\"customer\"}]}",
     "resolve", "2026-02-03T15:30:00Z", "kept", 1},
    {"who has to answer, in the name of the event or its reason",
     "{" WEEK ",\"targets\":{\"resolve\":\"8 h\"},\"history\":[" FRIDAY
     "," AT("02-02T09:00:00", "waiting_for_customer") "," AT(
         "02-02T09:30:00",
         "resumed") ","
                    "{\"at\":\"2026-02-02T09:30:00Z\",\"event\":\"pause\",\"reason\":\"waiting for "
                    "customer\"}," BY("02-03T09:00:00", "customer") "," AT("02-03T10:00:00",
                                                                           "solved") "]}",
     "resolve", "2026-02-03T15:30:00Z", "kept", 1},
    {"still waiting: not before that is over",
     "{" WEEK
     ",\"targets\":{\"resolve\":\"8 h\"},\"now\":\"2026-02-05T09:00:00Z\",\"history\":[" FRIDAY
     "," WAITS("02-02T09:00:00", "customer") "]}",
     "resolve", "2026-02-05T15:30:00Z", "open", 1},
    {"reassigned: the promise stays that of the team that gave it",
     "{" WEEK
     ",\"teams\":{\"night\":\"always\"},\"targets\":{\"resolve\":\"8 h\"},\"team\":\"desk\","
     "\"history\":[" FRIDAY ",{\"at\":\"2026-01-30T15:45:00Z\",\"event\":\"reassigned\",\"to\":"
     "\"night\"}," AT("02-02T15:30:00", "solved") "]}",
     "resolve", "2026-02-02T15:30:00Z", "kept", 1},
    {"their next message asks for another answer, in the new team's hours",
     "{" WEEK
     ",\"teams\":{\"night\":\"always\"},\"targets\":{\"respond\":\"1 h\"},\"team\":\"desk\","
     "\"history\":[" FRIDAY
     "," BY("01-30T15:40:00", "agent") ",{\"at\":\"2026-01-30T15:45:00Z\","
                                       "\"event\":\"reassigned\",\"team\":\"night\"}," BY(
                                           "01-30T20:00:00", "customer") "]}",
     "respond", "2026-01-30T21:00:00Z", "open", 2},
    {"opened again: another end is promised",
     "{" WEEK ",\"targets\":{\"resolve\":\"8 h\"},\"history\":[" FRIDAY
     "," AT("02-02T09:00:00", "solved") "," AT("02-02T10:00:00", "reopened") "]}",
     "resolve", "2026-02-03T10:00:00Z", "open", 2},
    {"no longer wanted",
     "{" WEEK ",\"targets\":{\"resolve\":\"8 h\"},\"history\":[" FRIDAY
     "," AT("02-02T09:00:00", "cancelled") "]}",
     "resolve", "2026-02-02T15:30:00Z", "withdrawn", 1},
    {"broken stays broken when it is no longer wanted",
     "{" WEEK ",\"targets\":{\"resolve\":\"8 h\"},\"history\":[" FRIDAY
     "," AT("02-03T09:00:00", "withdrawn") "]}",
     "resolve", "2026-02-02T15:30:00Z", "broken", 1},
    {"by priority, either way round",
     "{" WEEK ",\"priority\":\"urgent\",\"targets\":{\"urgent\":{\"respond\":600},\"normal\":{"
     "\"respond\":3600}},\"history\":[" FRIDAY "]}",
     "respond", "2026-01-30T15:40:00Z", "open", 1},
    {"a priority nobody set takes the normal one",
     "{" WEEK
     ",\"priority\":\"low\",\"targets\":{\"respond_minutes\":{\"urgent\":10,\"normal\":60}},"
     "\"history\":[" FRIDAY "]}",
     "respond", "2026-02-02T08:30:00Z", "open", 1},
    {"work days end with the day",
     "{" WEEK ",\"targets\":{\"resolve\":\"2 work days\"},\"history\":[" FRIDAY "]}", "resolve",
     "2026-02-03T16:00:00Z", "open", 1},
    {"wall time of the calendar",
     "{" WEEK ",\"targets\":{\"respond\":{\"hours\":1}},\"history\":[{\"at\":\"2026-01-30 "
     "16:30\",\"event\":\"created\"}]}",
     "respond", "2026-02-02T08:30:00Z", "open", 1},
    {"given for a time when the team is closed: that instant",
     "{" WEEK ",\"history\":[" FRIDAY ",{\"at\":\"2026-01-30T15:40:00Z\",\"event\":\"promised\","
     "\"due\":\"2026-01-31T11:00:00Z\"}]}",
     "resolve", "2026-01-31T11:00:00Z", "open", 1},
    {"moved in time",
     "{" WEEK ",\"targets\":{\"resolve\":\"8 h\"},\"history\":[" FRIDAY ",{\"at\":"
     "\"2026-02-02T15:29:59Z\",\"event\":\"renegotiated\",\"promise\":\"resolve\",\"due\":"
     "\"2026-02-04T11:00:00Z\",\"reason\":\"no part\"}," AT("02-04T11:00:00", "solved") "]}",
     "resolve", "2026-02-04T11:00:00Z", "kept", 2},
    {"moved, and nobody told them: nothing has moved",
     "{" WEEK ",\"targets\":{\"resolve\":\"8 h\"},\"history\":[" FRIDAY ",{\"at\":"
     "\"2026-02-02T15:29:59Z\",\"event\":\"renegotiated\",\"promise\":\"resolve\",\"due\":"
     "\"2026-02-04T11:00:00Z\",\"told\":false}," AT("02-04T11:00:00", "solved") "]}",
     "resolve", "2026-02-02T15:30:00Z", "broken", 1},
    {"each update is followed by the next",
     "{" WEEK ",\"targets\":{\"update\":\"4 h\"},\"history\":[" FRIDAY
     "," BY("02-02T09:00:00", "agent") "," BY("02-02T12:00:00", "agent") "]}",
     "update", "2026-02-02T16:00:00Z", "open", 3},
};

TEST(verdicts_and_due_times_are_those_of_the_guide)
{
    struct arena a = {0};
    struct zone_cache *zones = zone_cache_new(ZONE_DIR);
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        const struct verdict_case *c = &verdicts[i];
        const struct json_value *v = ask(&a, zones, c->line), *p = promise_of(v, c->move);
        bool is_right = p && str_eq(text(p, "due"), str_from(c->due)) &&
                        str_eq(text(p, "verdict"), str_from(c->verdict)) &&
                        json_member(v, "promises")->count == c->count;
        if (!is_right)
            print_error("%s: due %.*s, %.*s; %.*s\n", c->what, STR_ARG(text(p, "due")),
                        STR_ARG(text(p, "verdict")), STR_ARG(text(v, "error")));
        assert_true(is_right);
    }
    zone_cache_free(zones);
    arena_release(&a);
}

TEST(a_promise_moved_carries_its_first_due_time_and_the_time_that_ran)
{
    struct arena a = {0};
    struct zone_cache *zones = zone_cache_new(ZONE_DIR);
    const struct json_value *v = ask(
        &a, zones,
        "{" WEEK ",\"targets\":{\"resolve\":\"8 h\"},\"history\":[" FRIDAY ",{\"at\":"
        "\"2026-02-02T10:00:00Z\",\"event\":\"renegotiated\",\"promise\":\"resolve\",\"due\":"
        "\"2026-02-04T11:00:00Z\"},{\"at\":\"2026-02-03T10:00:00Z\",\"event\":\"renegotiated\","
        "\"promise\":\"resolve\",\"due\":\"2026-02-05T11:00:00Z\"}," AT("02-05T09:30:00",
                                                                        "solved") "]}");
    const struct json_value *p = promise_of(v, "resolve");
    assert_int_equal(json_member(v, "promises")->count, 3);
    assert_str_equal(text(p, "verdict"), S("kept"));
    assert_str_equal(text(p, "first_due"), S("2026-02-02T15:30:00Z"));
    assert_int_equal(number(p, "replaces"), 1);
    /* Friday 0:30, Monday to Wednesday 8 h each, Thursday from 9:00 to 10:30 */
    assert_int_equal(number(p, "elapsed_seconds"), (30 + 3 * 480 + 90) * 60);
    zone_cache_free(zones);
    arena_release(&a);
}

TEST(the_time_falls_to_the_customer_each_team_the_supplier_the_queue_and_closed_hours)
{
    struct arena a = {0};
    struct zone_cache *zones = zone_cache_new(ZONE_DIR);
    const struct json_value *v = ask(
        &a, zones,
        "{" WEEK ",\"teams\":{\"night\":\"always\"},\"team\":\"desk\",\"show\":true,"
        "\"history\":[" FRIDAY
        ",{\"at\":\"2026-02-02T08:10:00Z\",\"event\":\"assigned\",\"owner\":\"Maya\"}"
        "," WAITS("02-02T08:30:00", "customer") "," BY("02-03T08:30:00", "customer") "," WAITS(
            "02-03T09:00:00", "supplier:Acme") "," AT("02-03T10:00:00",
                                                      "resumed") ","
                                                                 "{\"at\":\"2026-02-"
                                                                 "03T15:00:00Z\","
                                                                 "\"event\":"
                                                                 "\"reassigned\","
                                                                 "\"team\":\"night\"},"
                                                                 "{\"at\":\"2026-02-"
                                                                 "03T20:00:00Z\","
                                                                 "\"event\":"
                                                                 "\"assigned\","
                                                                 "\"owner\":\"Leo\"}"
                                                                 "," AT("02-03T22:00:00",
                                                                        "solved") "]}");
    const struct json_value *time = json_member(v, "time"), *slices = json_member(time, "slices");
    assert_int_equal(number(time, "wall_seconds"), (4 * 24 * 60 + 6 * 60 + 30) * 60);
    assert_int_equal(number(time, "customer_seconds"), 24 * 3600);
    assert_int_equal(number(time, "supplier_seconds"), 3600);
    assert_int_equal(number(json_member(time, "suppliers"), "Acme"), 3600);
    assert_int_equal(number(json_member(time, "teams"), "desk"), (20 + 30 + 300) * 60);
    assert_int_equal(number(json_member(time, "teams"), "night"), 2 * 3600);
    assert_int_equal(number(json_member(time, "queues"), "desk"), 40 * 60);
    assert_int_equal(number(json_member(time, "queues"), "night"), 5 * 3600);
    assert_int_equal(number(time, "closed_seconds"), 64 * 3600); /* Friday 17:00 to Monday 9:00 */
    assert_str_equal(slices->items[0].items[0].text, text(time, "from"));
    for (int i = 1; i < slices->count; i++)
        assert_str_equal(slices->items[i].items[0].text, slices->items[i - 1].items[1].text);
    assert_str_equal(slices->items[slices->count - 1].items[1].text, text(time, "until"));
    zone_cache_free(zones);
    arena_release(&a);
}

static const struct {
    const char *line, *error;
} wrong[] = {
    {"[]", "a line is an object"},
    {"{\"history\":[" FRIDAY "]}", "calendar is missing"},
    {"{\"calendar\":\"x\",\"history\":[" FRIDAY "]}", "no calendar \"x\""},
    {"{\"calendar\":\"always\"}", "history is missing"},
    {"{\"calendar\":\"always\",\"history\":[{}]}", "history[0]: when?"},
    {"{\"calendar\":\"always\",\"history\":[{\"at\":\"yesterday\",\"event\":\"created\"}]}",
     "history[0]: when?"},
    {"{\"calendar\":\"always\",\"history\":[" AT("01-30T15:30:00", "exploded") "]}",
     "the event \"exploded\" is not known"},
    {"{\"calendar\":\"always\",\"history\":[" AT("01-30T15:30:00", "solved") "]}",
     "before the request was created"},
    {"{\"calendar\":\"always\",\"history\":[" FRIDAY "," AT("01-30T15:31:00", "reply") "]}",
     "whose reply?"},
    {"{\"calendar\":\"always\",\"history\":[" FRIDAY "," AT("01-30T15:31:00", "pause") "]}",
     "whom does it wait for?"},
    {"{\"calendar\":\"always\",\"history\":[" FRIDAY "," WAITS("01-30T15:31:00", "Zorro") "]}",
     "who is \"Zorro\"?"},
    {"{\"calendar\":\"always\",\"history\":[" FRIDAY "," AT("01-30T15:31:00", "assigned") "]}",
     "to whom?"},
    {"{\"calendar\":\"always\",\"history\":[" FRIDAY "," AT("01-30T15:31:00", "promised") "]}",
     "by when?"},
    {"{\"calendar\":\"always\",\"history\":[" FRIDAY
     ",{\"at\":\"2026-01-30T15:40:00Z\",\"event\":\"promised\",\"due\":\"2026-01-30T15:40:00Z\"}]}",
     "has to lie after"},
    {"{\"calendar\":\"always\",\"targets\":{\"respond\":-1},\"history\":[" FRIDAY "]}",
     "targets.respond"},
    {"{\"calendar\":\"always\",\"targets\":{\"respond\":\"soon\"},\"history\":[" FRIDAY "]}",
     "targets.respond"},
    {"{\"calendar\":\"always\",\"targets\":{\"jump\":1},\"history\":[" FRIDAY "]}",
     "targets.jump is not known"},
    {"{\"calendar\":\"always\",\"targets\":{\"respond\":{\"high\":1}},\"history\":[" FRIDAY "]}",
     "nothing for the priority \"normal\""},
    {"{\"calendar\":{\"tz\":\"UTC\",\"week\":{}},\"targets\":{\"respond\":1},\"history\":[" FRIDAY
     "]}",
     "no open time"},
    {"{\"calendar\":\"always\",\"now\":\"2026-01-01T00:00:00Z\",\"history\":[" FRIDAY "]}",
     "now is before"},
};

TEST(what_cannot_be_answered_says_what_to_do)
{
    struct arena a = {0};
    struct zone_cache *zones = zone_cache_new(ZONE_DIR);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct str error = text(ask(&a, zones, wrong[i].line), "error");
        if (!str_has(error, str_from(wrong[i].error)))
            print_error("%s\n  said: %.*s\n", wrong[i].line, STR_ARG(error));
        assert_true(str_has(error, str_from(wrong[i].error)));
    }
    zone_cache_free(zones);
    arena_release(&a);
}
