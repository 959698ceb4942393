#include "harness/test.h"

#include "base/rand.h"
#include "text/tpl.h"

static struct out out_to(struct buf *b, struct arena *a)
{
    buf_init(b, a, 1 << 20);
    return (struct out){.to = b};
}

typedef void write_str(struct out *o, struct str s);

static struct str written(struct arena *a, write_str *write, struct str s)
{
    struct buf b;
    struct out o = out_to(&b, a);
    write(&o, s);
    return b.n ? buf_str(&b) : S("");
}

struct pair {
    struct str in, out;
};

static void check_pairs(write_str *write, const struct pair *pairs, size_t count)
{
    struct arena a = {0};
    for (size_t i = 0; i < count; i++)
        assert_str_equal(written(&a, write, pairs[i].in), pairs[i].out);
    arena_release(&a);
}
#define CHECK_PAIRS(write, pairs) check_pairs((write), (pairs), sizeof(pairs) / sizeof *(pairs))

TEST(html_has_five_bytes_escaped_and_no_other)
{
    static const struct pair pairs[] = {
        {STR_INIT(""), STR_INIT("")},
        {STR_INIT("plain"), STR_INIT("plain")},
        {STR_INIT("<a href=\"x\">&'"), STR_INIT("&lt;a href=&quot;x&quot;&gt;&amp;&#39;")},
        {STR_INIT("exactly sixteen!"), STR_INIT("exactly sixteen!")},
        {STR_INIT("0123456789abcde<"), STR_INIT("0123456789abcde&lt;")},
        {STR_INIT("<0123456789abcdef>0123456789abcdef&"),
         STR_INIT("&lt;0123456789abcdef&gt;0123456789abcdef&amp;")},
        {STR_INIT("%()*+,-./:;=?@[]^_`{|}~ä😀"), STR_INIT("%()*+,-./:;=?@[]^_`{|}~ä😀")},
    };
    CHECK_PAIRS(out_html_str, pairs);
}

/* The same, one byte at a time. */
static void escape_plainly(struct buf *to, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '<': buf_addz(to, "&lt;"); break;
        case '>': buf_addz(to, "&gt;"); break;
        case '&': buf_addz(to, "&amp;"); break;
        case '"': buf_addz(to, "&quot;"); break;
        case '\'': buf_addz(to, "&#39;"); break;
        default: buf_addc(to, s.p[i]);
        }
    }
}

TEST(html_of_any_bytes_is_as_it_would_be_byte_by_byte)
{
    struct arena a = {0};
    struct prng r;
    prng_init(&r, 3);
    for (int round = 0; round < 4000; round++, arena_reset(&a)) {
        struct buf in, want;
        buf_init(&in, &a, 256);
        buf_init(&want, &a, 4096);
        for (int64_t n = prng_below(&r, 100); n > 0; n--)
            buf_addc(&in,
                     round % 2 ? (char)prng_below(&r, 256) : "<>&\"'abcdefgh"[prng_below(&r, 13)]);
        escape_plainly(&want, buf_str(&in));
        assert_str_equal(written(&a, out_html_str, buf_str(&in)), want.n ? buf_str(&want) : S(""));
    }
    arena_release(&a);
}

TEST(a_part_of_a_url_is_percent_encoded)
{
    static const struct pair pairs[] = {
        {STR_INIT("az-AZ_09.~"), STR_INIT("az-AZ_09.~")},
        {STR_INIT("a b/c?d=e&f#g:h"), STR_INIT("a%20b%2Fc%3Fd%3De%26f%23g%3Ah")},
        {STR_INIT("ä\n\"<"), STR_INIT("%C3%A4%0A%22%3C")},
        {STR_INIT(""), STR_INIT("")},
    };
    CHECK_PAIRS(out_url_str, pairs);
}

TEST(a_whole_url_leads_to_this_host_or_by_four_schemes)
{
    static const struct pair pairs[] = {
        {STR_INIT("/r/2041?a=1&b=2#c"), STR_INIT("/r/2041?a=1&amp;b=2#c")},
        {STR_INIT("r/2041"), STR_INIT("r/2041")},
        {STR_INIT("?q=x:y"), STR_INIT("?q=x:y")},
        {STR_INIT("#top"), STR_INIT("#top")},
        {STR_INIT(""), STR_INIT("")},
        {STR_INIT("HTTP://example.org/ä"), STR_INIT("HTTP://example.org/ä")},
        {STR_INIT("https://example.org/a b\"'<>`\\"),
         STR_INIT("https://example.org/a%20b%22%27%3C%3E%60%5C")},
        {STR_INIT("mailto:a@b.example"), STR_INIT("mailto:a@b.example")},
        {STR_INIT("tel:+44"), STR_INIT("tel:+44")},
        {STR_INIT("javascript:alert(1)"), STR_INIT("#")},
        {STR_INIT("JAVASCRIPT:alert(1)"), STR_INIT("#")},
        {STR_INIT(" javascript:alert(1)"), STR_INIT("#")},
        {STR_INIT("java\tscript:alert(1)"), STR_INIT("#")},
        {STR_INIT("data:text/html,x"), STR_INIT("#")},
        {STR_INIT("https:example.org"), STR_INIT("#")},
        {STR_INIT("//example.org"), STR_INIT("#")},
        {STR_INIT("/\\example.org"), STR_INIT("#")},
        {STR_INIT("\\/example.org"), STR_INIT("#")},
        {STR_INIT("/\t/example.org"), STR_INIT("/%09/example.org")},
        {STR_INIT("a\0:b"), STR_INIT("#")},
        {STR_INIT("a\0/b:c"), STR_INIT("#")},
    };
    CHECK_PAIRS(out_href_str, pairs);
}

TEST(a_base_has_no_slash_at_its_end)
{
    static const struct pair pairs[] = {
        {STR_INIT("https://example.org/"), STR_INIT("https://example.org")},
        {STR_INIT("/"), STR_INIT("")},
        {STR_INIT("/a//\\"), STR_INIT("/a")},
        {STR_INIT("https://"), STR_INIT("#")},
    };
    CHECK_PAIRS(out_base_str, pairs);
}

TEST(plain_text_has_no_control_characters)
{
    static const struct pair pairs[] = {
        {STR_INIT("a\tb\nc"), STR_INIT("a\tb\nc")},
        {STR_INIT("\x1b[31mred\x07\0\x7f\r\n"), STR_INIT("[31mred\n")},
        {STR_INIT("<b> & \"ä\""), STR_INIT("<b> & \"ä\"")},
    };
    CHECK_PAIRS(out_text_str, pairs);
}

TEST(each_type_is_written_by_its_writer)
{
    struct arena a = {0};
    struct buf b;
    struct out o = out_to(&b, &a);
    char text[] = "x<y";
    OUT_HTML(&o, text), OUT_HTML(&o, "&"), OUT_HTML(&o, S("'"));
    OUT_HTML(&o, (unsigned char)200), OUT_HTML(&o, (short)-3), OUT_HTML(&o, 4u);
    OUT_HTML(&o, INT64_MIN), OUT_HTML(&o, UINT64_MAX), OUT_HTML(&o, 0.1), OUT_HTML(&o, 2.5f);
    OUT_HTML(&o, (bool)true);
    assert_str_equal(buf_str(&b), S("x&lt;y&amp;&#39;200-34-9223372036854775808"
                                    "184467440737095516150.12.5true"));
    b.n = 0;
    OUT_JSON(&o, text), OUT_JSON(&o, (const char *)NULL), OUT_JSON(&o, (struct str){0});
    OUT_JSON(&o, S("")), OUT_JSON(&o, 1.0 / 0.0), OUT_JSON(&o, (bool)false), OUT_JSON(&o, 7);
    OUT_JSON_KEY(&o, (struct str){0});
    assert_str_equal(buf_str(&b), S("\"x\\u003cy\"nullnull\"\"nullfalse7\"\""));
    arena_release(&a);
}

TEST(words_are_filled_and_what_is_filled_in_is_escaped)
{
    struct arena a = {0};
    struct buf b;
    struct out o = out_to(&b, &a);
    const struct out_arg args[] = {out_arg_str("name", S("<A>")), out_arg_i64("number", 2041),
                                   out_arg_count("n", 1234567), out_arg_f64("share", 0.5),
                                   out_arg_z("z", "\"")};
    out_html_words(&o, S("{name} & {number}, {n} {share} {z} {other} {} {na me}"), args, 5);
    assert_str_equal(buf_str(&b),
                     S("&lt;A&gt; &amp; 2041, 1,234,567 0.5 &quot; {other} {} {na me}"));
    b.n = 0;
    out_json_words(&o, S("{name}\"{z}"), args, 5);
    assert_str_equal(buf_str(&b), S("\"\\u003cA>\\\"\\\"\""));
    b.n = 0;
    o.lang = LANG_DE;
    out_text_words(&o, S("{name} {n}"), args, 5);
    assert_str_equal(buf_str(&b), S("<A> 1.234.567"));
    arena_release(&a);
}

TEST(a_sentence_stops_at_each_of_its_holes)
{
    static const char *const names[] = {"a", "/a"};
    struct arena a = {0};
    struct buf b;
    struct out o = out_to(&b, &a);
    struct out_walk w = {S("Read {a}the <guide>{/a}, {name}.")};
    assert_int_equal(out_html_walk(&o, &w, names, 2), 0);
    assert_str_equal(buf_str(&b), S("Read "));
    assert_int_equal(out_html_walk(&o, &w, names, 2), 1);
    assert_int_equal(out_html_walk(&o, &w, names, 2), -1);
    assert_int_equal(out_html_walk(&o, &w, names, 2), -1);
    assert_str_equal(buf_str(&b), S("Read the &lt;guide&gt;, {name}."));
    arena_release(&a);
}

TEST(what_does_not_fit_is_left_out_and_said)
{
    struct arena a = {0};
    struct buf b;
    buf_init(&b, &a, 10);
    struct out o = {.to = &b};
    out_raw(&o, "12345678", 8);
    out_html_str(&o, S("<"));
    assert_true(b.full);
    assert_str_equal(buf_str(&b), S("12345678"));
    arena_release(&a);
}

TEST(an_icon_is_drawn_from_the_sprite)
{
    struct arena a = {0};
    struct buf b;
    struct out o = out_to(&b, &a);
    OUT_ICON(&o, "clock\"><b>", S("s \""));
    assert_str_equal(buf_str(&b), S("<svg class=\"i s &quot;\" aria-hidden=\"true\">"
                                    "<use href=\"#i-clockb\"/></svg>"));
    arena_release(&a);
}

TEST(a_time_is_an_element_in_html_and_rfc_3339_in_json)
{
    struct arena a = {0};
    struct buf b;
    struct out o = out_to(&b, &a);
    o.now = INT64_C(1795535280000000); /* 2026-11-24T15:48:00Z */
    out_html_when(&o, INT64_C(1795537800999999), WHEN_DUE);
    assert_str_equal(buf_str(&b),
                     S("<time datetime=\"2026-11-24T16:30:00Z\" title=\"Tuesday 24 November 2026, "
                       "16:30\">42 min</time>"));
    b.n = 0;
    out_html_when(&o, INT64_C(1795537800000000), WHEN_FULL);
    assert_str_equal(buf_str(&b), S("<time datetime=\"2026-11-24T16:30:00Z\">Tuesday 24 November "
                                    "2026, 16:30</time>"));
    b.n = 0;
    out_json_when(&o, -1);
    assert_str_equal(buf_str(&b), S("\"1969-12-31T23:59:59Z\""));
    arena_release(&a);
}
