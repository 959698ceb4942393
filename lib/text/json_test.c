#include "harness/test.h"

#include <math.h>

#include "base/limits.h"
#include "base/rand.h"
#include "base/utf8.h"
#include "text/json.h"
#include "text/json_lines.h"

TEST(json_is_written_with_commas_where_they_belong)
{
    struct arena a = {0};
    struct buf b;
    struct json j;
    buf_init(&b, &a, 4096);
    json_init(&j, &b);
    json_object(&j);
    json_key(&j, "id"), json_i64(&j, 7);
    json_key(&j, "list"), json_array(&j);
    json_bool(&j, true), json_null(&j), json_object(&j), json_end(&j), json_array(&j), json_end(&j);
    json_text(&j, S("x")), json_f64(&j, 0.1);
    json_end(&j);
    json_key(&j, "a\"b"), json_object(&j), json_key(&j, "c"), json_bool(&j, false), json_end(&j);
    json_end(&j);
    assert_str_equal(buf_str(&b), S("{\"id\":7,\"list\":[true,null,{},[],\"x\",0.1],"
                                    "\"a\\\"b\":{\"c\":false}}"));
    assert_int_equal(j.depth, 0);
    arena_release(&a);
}

TEST(json_text_is_escaped_and_made_valid)
{
    static const struct {
        struct str in, out;
    } cases[] = {
        {STR_INIT(""), STR_INIT("")},
        {STR_INIT("plain words, quite long enough"), STR_INIT("plain words, quite long enough")},
        {STR_INIT("a\"b\\c/d"), STR_INIT("a\\\"b\\\\c/d")},
        {STR_INIT("\b\t\n\f\r\x01\x1f\x7f"), STR_INIT("\\b\\t\\n\\f\\r\\u0001\\u001f\x7f")},
        {STR_INIT("a\0b"), STR_INIT("a\\u0000b")},
        {STR_INIT("</script><!--"), STR_INIT("\\u003c/script>\\u003c!--")},
        {STR_INIT("Grüße 漢字 😀"), STR_INIT("Grüße 漢字 😀")},
        {STR_INIT("\xE2\x80\xA8\xE2\x80\xA9"), STR_INIT("\\u2028\\u2029")},
        {STR_INIT("\xFFx\xC3"), STR_INIT("\xEF\xBF\xBDx\xEF\xBF\xBD")},
        {STR_INIT("\xED\xA0\x80"), STR_INIT("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD")},
        {STR_INIT("12345678\"12345678"), STR_INIT("12345678\\\"12345678")},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b;
        buf_init(&b, &a, 4096);
        json_escape(&b, cases[i].in);
        assert_str_equal(buf_str(&b), cases[i].out);
    }
    arena_release(&a);
}

TEST(json_numbers_read_back_the_same)
{
    static const struct {
        double v;
        const char *text;
    } cases[] = {
        {0, "0"},
        {1, "1"},
        {-1.5, "-1.5"},
        {0.1, "0.1"},
        {1e300, "1e+300"},
        {5e-324, "4.94065645841247e-324"},
        {1.0 / 3, "0.3333333333333333"},
        {NAN, "null"},
        {INFINITY, "null"},
        {0.30000000000000004, "0.30000000000000004"},
    };
    struct arena a = {0};
    struct prng r;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b;
        struct json j;
        buf_init(&b, &a, 64);
        json_init(&j, &b);
        json_f64(&j, cases[i].v);
        assert_str_equal(buf_str(&b), str_from(cases[i].text));
    }
    prng_init(&r, 7);
    for (int i = 0; i < 2000; i++) {
        struct buf b;
        struct json j;
        const struct json_value *v;
        double x = (prng_unit(&r) - 0.5) * pow(10, (double)prng_below(&r, 600) - 300);
        buf_init(&b, &a, 64);
        json_init(&j, &b);
        json_f64(&j, x);
        assert_int_equal(json_parse(&a, buf_str(&b), &v, NULL), OK);
        assert_memory_equal(&v->number, &x, sizeof x);
    }
    arena_release(&a);
}

TEST(json_is_read_into_a_tree)
{
    struct arena a = {0};
    const struct json_value *v, *list;
    struct fault f;
    struct str in = S(
        " {\"b\" : [1, -2.5, 1e3, true, null, \"a\\u0000\\ud83d\\ude00\"],\n\"a\":{}} ");
    assert_int_equal(json_parse(&a, in, &v, &f), OK);
    assert_int_equal(v->kind, JSON_OBJECT);
    assert_int_equal(v->count, 2);
    assert_str_equal(v->names[0], S("b"));
    list = json_member(v, "b");
    assert_int_equal(list->count, 6);
    assert_true(list->items[0].is_integer && list->items[0].integer == 1);
    assert_false(list->items[1].is_integer);
    assert_true(list->items[1].number < -2.4 && list->items[1].number > -2.6);
    assert_true(list->items[2].is_integer && list->items[2].integer == 1000);
    assert_true(list->items[3].boolean);
    assert_int_equal(list->items[4].kind, JSON_NULL);
    assert_str_equal(list->items[5].text, S("a\0😀"));
    assert_int_equal(json_member(v, "a")->kind, JSON_OBJECT);
    assert_null(json_member(v, "c"));
    assert_null(json_member(list, "c"));
    assert_null(json_member(NULL, "c"));
    arena_release(&a);
}

TEST(bad_json_is_refused_with_its_place)
{
    static const struct {
        struct str in;
        const char *where;
    } cases[] = {
        {STR_INIT(""), "line 1, column 1:"},
        {STR_INIT("  \n "), "line 1, column 1:"},
        {STR_INIT("{\"a\":1,\n \"a\":2}"), "line 2, column 4:"},
        {STR_INIT("[1,\n2,\n}"), "line 3, column 1:"},
        {STR_INIT("[1] 2"), "line 1, column 5:"},
        {STR_INIT("\"\xC3\x28\""), "line 1, column "},
        {STR_INIT("\"\xED\xA0\x80\""), "line 1, column "},
        {STR_INIT("\"\\ud800\""), "line 1, column "},
        {STR_INIT("9223372036854775808"), "line 1, column 19:"},
        {STR_INIT("-9223372036854775809"), "line 1, column 20:"},
        {STR_INIT("1e400"), "line 1, column 5:"},
        {STR_INIT("[01]"), "line 1, column "},
        {STR_INIT("[1,]"), "line 1, column 4:"},
        {STR_INIT("{'a':1}"), "line 1, column "},
        {STR_INIT("[NaN]"), "line 1, column "},
        {STR_INIT("\"a\nb\""), "line "},
        {STR_INIT("{\"a\\u0000\":1}"), "line 1, column "},
        {STR_INIT("\xEF\xBB\xBF[]"), "line 1, column "},
        {STR_INIT("[\"ab"), "line 1, column "},
        {STR_INIT("\"\\"), "line 1, column "},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct json_value *v;
        struct fault f = {0};
        assert_int_equal(json_parse(&a, cases[i].in, &v, &f), ERR_INVALID);
        if (!str_starts(str_from(f.message), str_from(cases[i].where)))
            fail_msg("%.*s: %s", STR_ARG(cases[i].in), f.message);
    }
    arena_release(&a);
}

static struct str nested(struct arena *a, int depth)
{
    struct buf b;
    buf_init(&b, a, depth * 4 + 2);
    for (int i = 0; i < depth; i++)
        buf_addz(&b, i % 2 ? "{\"\":" : "[");
    buf_addz(&b, "0");
    for (int i = depth; i-- > 0;)
        buf_addc(&b, i % 2 ? '}' : ']');
    return buf_str(&b);
}

TEST(json_nests_sixty_deep_and_no_deeper)
{
    struct arena a = {0};
    const struct json_value *v;
    struct fault f;
    assert_int_equal(json_parse(&a, nested(&a, 60), &v, &f), OK);
    assert_int_equal(json_parse(&a, nested(&a, 61), &v, &f), ERR_INVALID);
    assert_string_equal(f.message, "line 1, column 151: nested more than 60 deep");
    assert_int_equal(json_parse(&a, nested(&a, 1000000), &v, &f), ERR_INVALID);
    assert_int_equal(json_parse(&a,
                                S("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
                                  "[[[[[[[[[\\\"[[\"]"),
                                &v, &f),
                     OK);
    arena_release(&a);
}

TEST(any_bytes_written_as_text_are_read_back_clean)
{
    struct arena a = {0};
    struct prng r;
    prng_init(&r, 42);
    for (int round = 0; round < 3000; round++, arena_reset(&a)) {
        char bytes[64];
        struct buf b;
        struct json j;
        const struct json_value *v;
        ptrdiff_t n = prng_below(&r, sizeof bytes);
        static const char few[] = "\"\\<\0\x1f aZ\xC3\xA4\xE2\x80\xA8\xF0\x9F\x98\x80\xFF";
        for (ptrdiff_t i = 0; i < n; i++)
            bytes[i] = round % 2 ? (char)prng_below(&r, 256) : few[prng_below(&r, sizeof few - 1)];
        struct str in = str_of(bytes, n);
        buf_init(&b, &a, n * 6 + 2);
        json_init(&j, &b);
        json_text(&j, in);
        assert_false(b.full);
        assert_int_equal(json_parse(&a, buf_str(&b), &v, NULL), OK);
        assert_true(utf8_is_valid(v->text));
        if (utf8_is_valid(in))
            assert_str_equal(v->text, in);
    }
    arena_release(&a);
}

/* Answers a line with its length; "fail" fails halfway. */
static enum err measure(void *context, struct arena *a, struct str line, struct json *answer,
                        struct fault *f)
{
    (void)a;
    ++*(int *)context;
    json_key(answer, "n");
    json_i64(answer, line.n);
    if (str_eq(line, S("fail")))
        return fault_set(f, ERR_INVALID, NULL, "as you wish");
    return OK;
}

/* What json_lines makes of a file. */
static struct str through_lines(struct arena *a, struct str in, int *asked)
{
    const char *path = str_fmt(a, "%s/in", test_dir(a)).p, *to = str_fmt(a, "%s.out", path).p;
    FILE *f = fopen(path, "wb"), *out = fopen(to, "wb");
    assert_non_null(f);
    assert_non_null(out);
    assert_int_equal(fwrite(in.p, 1, (size_t)in.n, f), in.n);
    fclose(f);
    f = fopen(path, "rb");
    assert_int_equal(json_lines(measure, asked, fileno(f), fileno(out)), 0);
    fclose(f);
    fclose(out);
    return test_file(a, to);
}

TEST(lines_are_answered_in_order_whatever_becomes_of_them)
{
    struct arena a = {0};
    int asked = 0;
    assert_str_equal(through_lines(&a, S("one\r\n\n  \nfail\nthree"), &asked),
                     S("{\"n\":4}\n{\"error\":\"as you wish\"}\n{\"n\":5}\n"));
    assert_int_equal(asked, 3);
    struct buf b;
    buf_init(&b, &a, 4 * LIMIT_LINE_BYTES);
    for (int i = 0; i < LIMIT_LINE_BYTES + 70000; i++)
        buf_addc(&b, 'x');
    buf_addz(&b, "\nafter\n");
    for (int i = 0; i < LIMIT_LINE_BYTES; i++)
        buf_addc(&b, 'y');
    struct str got = through_lines(&a, buf_str(&b), &asked);
    assert_str_equal(str_line(&got),
                     S("{\"error\":\"a line of more than 1048576 bytes: split it\"}"));
    assert_str_equal(str_line(&got), S("{\"n\":5}"));
    assert_str_equal(str_line(&got), S("{\"n\":1048576}"));
    assert_str_equal(got, S(""));
    arena_release(&a);
}
