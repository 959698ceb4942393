#include "harness/test.h"

#include "golden/golden.h"
#include "golden/templates.h"
#include "tplc/tplc.h"

static const struct golden_row rows[] = {
    {2041, STR_INIT("Lift <out> & \"away\""), "Lifts", INT64_C(1795537800000000), false, 0.5},
    {7, STR_INIT("Boiler"), "Repairs & more", INT64_C(1795530000000000), true, 12},
};
static const struct str tags[] = {STR_INIT("a<b"), STR_INIT("c\"d")};

static struct golden_page page_of(int row_count)
{
    static struct golden_row list[] = {{.number = 1}, {.number = 2}};
    return (struct golden_page){
        .title = S("My <promises>"),
        .name = S("Amira & \"Co\""),
        .url = S("javascript:alert(1)"),
        .rows = rows,
        .row_count = row_count,
        .list = {list, 2, 2},
        .tags = tags,
        .tag_count = row_count ? 2 : 0,
        .total = row_count ? 1234 : 1,
        .at = INT64_C(1795537800000000),
        .body = {S("<b>safe</b>")},
    };
}

static struct out out_to(struct buf *b, struct arena *a, enum lang lang)
{
    buf_init(b, a, 1 << 20);
    return (struct out){.to = b, .lang = lang, .now = INT64_C(1795535280000000)};
}

/* What is expected lies beside the template; KEPT_GOLDEN=write writes it anew, to be read in the
 * diff. */
static void check_golden(struct arena *a, const char *name, const struct buf *got)
{
    const char *path = str_z(a, str_fmt(a, "tools/tplc/golden/%s.want", name));
    const char *mode = getenv("KEPT_GOLDEN");
    if (mode && strcmp(mode, "write") == 0) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        fwrite(got->p, 1, (size_t)got->n, f);
        fclose(f);
    }
    assert_false(got->full);
    assert_str_equal(buf_str(got), test_file(a, path));
}

TEST(a_page_is_rendered_as_it_was)
{
    struct arena a = {0};
    struct buf b;
    struct out o = out_to(&b, &a, LANG_EN);
    struct golden_page full = page_of(2), empty = page_of(0);
    page_html(&o, &full);
    buf_addz(&b, "\n\n");
    page_html(&o, &empty);
    buf_addz(&b, "\n\n");
    full.is_part = true;
    page_html(&o, &full);
    check_golden(&a, "page.html", &b);
    arena_release(&a);
}

TEST(a_page_is_rendered_in_german)
{
    struct arena a = {0};
    struct buf b;
    struct out o = out_to(&b, &a, LANG_DE);
    struct golden_page full = page_of(2), empty = page_of(0);
    page_html(&o, &full);
    buf_addz(&b, "\n\n");
    page_html(&o, &empty);
    page_txt(&o, &full);
    check_golden(&a, "page_de.html", &b);
    arena_release(&a);
}

TEST(json_is_rendered_as_it_was)
{
    struct arena a = {0};
    struct buf b;
    struct out o = out_to(&b, &a, LANG_EN);
    struct golden_page full = page_of(2), empty = page_of(0);
    full.is_part = true;
    page_json(&o, &full);
    buf_addc(&b, '\n');
    page_json(&o, &empty);
    check_golden(&a, "page.json", &b);
    arena_release(&a);
}

TEST(plain_text_is_rendered_as_it_was)
{
    struct arena a = {0};
    struct buf b;
    struct out o = out_to(&b, &a, LANG_EN);
    struct golden_page full = page_of(2), empty = page_of(0);
    page_txt(&o, &full);
    buf_addz(&b, "----\n");
    page_txt(&o, &empty);
    check_golden(&a, "page.txt", &b);
    arena_release(&a);
}

/* One case of refused.cases: "== kind line words", then the source. */
static bool is_refused(struct arena *a, struct str head, struct str source)
{
    struct tplc t;
    struct fault f = {0};
    struct buf c;
    struct str words = head;
    struct str kind = str_cut(&words, ' '), line = str_cut(&words, ' ');
    int64_t want = 0;
    buf_init(&c, a, TPLC_C_BYTES);
    assert_int_equal(str_to_i64(line, &want), OK);
    struct str path = str_fmt(a, "src/x/case.%.*s", STR_ARG(kind));
    enum err err = tplc_open(&t, a, path, source, &f);
    if (err == OK)
        err = tplc_compile(&t, S("x"), &c);
    if (err == OK)
        print_error("not refused: %.*s\n%.*s", STR_ARG(words), STR_ARG(source));
    else if (!str_has(str_from(f.message), words) || t.error_line != want)
        print_error("want %d: %.*s\ngot  %d: %s\n%.*s", (int)want, STR_ARG(words), t.error_line,
                    f.message, STR_ARG(source));
    else
        return true;
    return false;
}

TEST(what_is_unsafe_or_wrong_does_not_build)
{
    struct arena a = {0};
    struct str rest = test_file(&a, "tools/tplc/golden/refused.cases");
    int count = 0, refused = 0;
    rest = str_skip(rest, 3);
    while (rest.n) {
        struct str head = str_line(&rest);
        ptrdiff_t end = str_find(rest, S("\n== "));
        struct str source = end < 0 ? rest : str_head(rest, end + 1);
        rest = end < 0 ? S("") : str_skip(rest, end + 4);
        refused += is_refused(&a, head, source);
        count++;
    }
    assert_true(count > 90);
    assert_int_equal(refused, count);
    arena_release(&a);
}

TEST(a_template_is_called_as_a_c_name)
{
    static const struct {
        struct str path, text;
    } cases[] = {
        {STR_INIT("src/x/two-words.html"), STR_INIT("{{template ()}}")},
        {STR_INIT("src/x/page.htm"), STR_INIT("{{template ()}}")},
        {STR_INIT("src/x/page.md.html"), STR_INIT("{{template ()}}")},
        {STR_INIT("src/x/9page.html"), STR_INIT("{{template ()}}")},
        {STR_INIT("src/x/page.html"), STR_INIT("{{template ()}}\xff")},
        {STR_INIT("src/x/page.html"), STR_INIT("{{template ()}}\0")},
        {STR_INIT(""), STR_INIT("")},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tplc t;
        struct fault f;
        assert_int_equal(tplc_open(&t, &a, cases[i].path, cases[i].text, &f), ERR_INVALID);
    }
    arena_release(&a);
}
