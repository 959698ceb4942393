#include "stat/near.h"
#include "stat/stat_cli.h"

static const struct json_value *ask(struct arena *a, struct str line)
{
    struct buf b;
    const struct json_value *v;
    buf_init(&b, a, 1 << 20);
    stat_answer(a, line, &b);
    if (json_parse(a, buf_str(&b), &v, NULL) != OK)
        fail_msg("%.*s", STR_ARG(buf_str(&b)));
    return v;
}

static bool is_near(const struct json_value *got, double want, double tolerance)
{
    return got && got->kind == JSON_NUMBER && fabs(got->number - want) <= tolerance;
}

static double tolerance_of(const struct json_value *c, const char *name)
{
    const struct json_value *t = json_member(c, "tolerance");
    const struct json_value *own = t->kind == JSON_OBJECT ? json_member(t, name) : t;
    own = own ? own : json_member(t, "*");
    return (own ? own->number : 0) + 1e-12;
}

/* Does the result hold what the case expects? */
static bool is_met(struct arena *a, const struct json_value *c, const struct json_value *got)
{
    const struct json_value *want = json_member(c, "expect"), *result = json_member(got, "result");
    if (!result || want->kind == JSON_NULL)
        return result && result->kind == JSON_NULL;
    if (want->kind == JSON_NUMBER)
        return is_near(result, want->number, tolerance_of(c, "*"));
    for (int i = 0; i < want->count; i++) {
        const char *name = str_z(a, want->names[i]);
        if (!is_near(json_member(result, name), want->items[i].number, tolerance_of(c, name)))
            return false;
    }
    return want->count > 0;
}

/* The text of one member of an object, found by its brackets: cases are asked as they stand. */
static struct str case_line(struct arena *a, struct str all, const struct json_value *c)
{
    ptrdiff_t at = str_find(all, str_fmt(a, "\"%.*s\"", STR_ARG(json_member(c, "id")->text)));
    struct str from = str_skip(all, at);
    ptrdiff_t input = str_find(from, S("\"input\""));
    struct str rest = str_skip(from, input + 7);
    rest = str_skip(rest, str_chr(rest, '{'));
    int depth = 0;
    ptrdiff_t n = 0;
    do
        depth += (rest.p[n] == '{') - (rest.p[n] == '}');
    while (++n < rest.n && depth);
    return str_fmt(a, "{\"fn\":\"%.*s\",\"input\":%.*s}", STR_ARG(json_member(c, "fn")->text),
                   STR_ARG(str_head(rest, n)));
}

static void check_cases(const char *name, int least)
{
    struct arena a = {0};
    const char *path = test_shared(&a, name);
    const struct json_value *root, *cases;
    int failed = 0, asked = 0;
    if (!path)
        skip();
    struct str all = test_file(&a, path);
    assert_int_equal(json_parse(&a, all, &root, NULL), OK);
    cases = json_member(root, "cases");
    for (int i = 0; i < cases->count; i++) {
        const struct json_value *c = &cases->items[i];
        if (json_member(c, "advisory"))
            continue;
        asked++;
        if (!is_met(&a, c, ask(&a, case_line(&a, all, c)))) {
            print_error("%.*s\n", STR_ARG(json_member(c, "id")->text));
            failed++;
        }
    }
    assert_true(asked >= least);
    assert_int_equal(failed, 0);
    arena_release(&a);
}

TEST(other_programs_statistics_come_out)
{
    check_cases("data/examples/stats.json", 17);
}

TEST(other_programs_queues_come_out)
{
    check_cases("data/examples/erlang.json", 15);
}

TEST(what_is_undefined_is_null_and_what_is_wrong_is_said)
{
    static const char *const cases[][2] = {
        {"{\"fn\":\"wilson\",\"input\":{\"count\":3,\"n\":2}}", "undefined for this input"},
        {"{\"fn\":\"wilson\",\"input\":{\"count\":3}}", "input.n is missing: give a whole number"},
        {"{\"fn\":\"wilson\"}", "input.count is missing: give a whole number"},
        {"{\"fn\":\"cohen_kappa\",\"input\":{\"table\":[[1,2],[3]]}}",
         "input.table is missing: give rows of numbers, all as long as the first"},
        {"{\"fn\":\"erlang_a\",\"input\":{}}",
         "input.aht is missing: give it with its unit: _s, _min or _h"},
        {"{\"fn\":\"guess\"}", "fn is not known: {\"fn\":\"help\"} lists them"},
        {"{}", "fn is missing: {\"fn\":\"help\"} lists them"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct json_value *got = ask(&a, str_from(cases[i][0]));
        assert_str_equal(json_member(got, "error")->text, str_from(cases[i][1]));
    }
    const struct json_value *help = json_member(ask(&a, S("{\"fn\":\"help\"}")), "result");
    assert_true(help->count >= 29);
    for (int i = 0; i < help->count; i++) { /* each answers, or says what it misses */
        struct str line = str_fmt(&a, "{\"fn\":\"%.*s\",\"input\":{}}", STR_ARG(help->names[i]));
        const struct json_value *got = ask(&a, line);
        assert_true(str_starts(json_member(got, "error")->text, S("input.")));
    }
    const struct json_value *wait = ask(
        &a, S("{\"fn\":\"line_wait\",\"input\":{\"ahead\":4,\"counters\":3,\"aht_min\":5}}"));
    near(json_member(json_member(wait, "result"), "p90_s")->number / 60, 13.322649);
    arena_release(&a);
}
