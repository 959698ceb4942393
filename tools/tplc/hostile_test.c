/* Hostile values, rendered in every place, must come back from a real parser as the text they were.
 */
#include "harness/test.h"

#include "base/rand.h"
#include "base/utf8.h"
#include "golden/templates.h"
#include "text/html.h"
#include "text/json.h"

static const struct str values[] = {
    STR_INIT(""),
    STR_INIT("plain"),
    STR_INIT("<script>alert(1)</script>"),
    STR_INIT("\"><img src=x onerror=alert(1)>"),
    STR_INIT("' onmouseover='alert(1)"),
    STR_INIT("</title></textarea><script>alert(1)</script>"),
    STR_INIT("&lt;b&gt; &amp;amp; &#39; &"),
    STR_INIT("javascript:alert(1)"),
    STR_INIT("JaVaScRiPt:alert(1)"),
    STR_INIT(" javascript:alert(1)"),
    STR_INIT("java\tscript:alert(1)"),
    STR_INIT("java\nscript:alert(1)"),
    STR_INIT("\x01javascript:alert(1)"),
    STR_INIT("javascript\xC2\xA0:alert(1)"),
    STR_INIT("data:text/html,<script>alert(1)</script>"),
    STR_INIT("vbscript:x"),
    STR_INIT("//evil.example/x"),
    STR_INIT("/\\evil.example"),
    STR_INIT("\\\\evil.example"),
    STR_INIT("/\t/evil.example"),
    STR_INIT("\t//evil.example"),
    STR_INIT("http:evil"),
    STR_INIT("https://example.org/a?b=c&d=e#f"),
    STR_INIT("mailto:a@example.org?subject=Grüße"),
    STR_INIT("tel:+44 20 7946 0000"),
    STR_INIT("/r/1?x=\"&y='<>`"),
    STR_INIT("../../etc"),
    STR_INIT("%2e%2e%2f%00"),
    STR_INIT("\n\n two lines first\n"),
    STR_INIT("]]></script><!-- -->"),
    STR_INIT("${x} {{y}} {name} {n}"),
    STR_INIT("\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAE\xEF\xBB\xBF"),
    STR_INIT("漢字 😀 ä"),
};

static struct html_node *element_by_id(struct html_node *root, struct str id)
{
    for (struct html_node *n = root; n; n = html_next(n, root))
        if (n->kind == HTML_ELEMENT && str_eq(html_attr(n, S("id")), id))
            return n;
    fail_msg("no element %.*s", STR_ARG(id));
    return NULL;
}

static struct html_node *element_by_name(struct html_node *root, struct str name)
{
    for (struct html_node *n = root; n; n = html_next(n, root))
        if (n->kind == HTML_ELEMENT && str_eq(n->name, name))
            return n;
    fail_msg("no element %.*s", STR_ARG(name));
    return NULL;
}

static struct str text_of(struct arena *a, struct html_node *n)
{
    struct buf b;
    buf_init(&b, a, 1 << 20);
    for (struct html_node *m = n; m; m = html_next(m, n))
        if (m->kind == HTML_TEXT)
            buf_add(&b, m->text);
    return buf_str(&b);
}

/* Without control characters, which the reader of HTML leaves out. */
static struct str clean(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a, 1 << 20);
    for (ptrdiff_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x20 ? s.p[i] != 0x7f : s.p[i] == '\n' || s.p[i] == '\t')
            buf_addc(&b, s.p[i]);
    return buf_str(&b);
}

static int hex(char c)
{
    return ascii_is_digit(c) ? c - '0' : ascii_lower(c) - 'a' + 10;
}

static struct str decode_percent(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a, 1 << 20);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%' && i + 2 < s.n) {
            buf_addc(&b, (char)(hex(s.p[i + 1]) * 16 + hex(s.p[i + 2])));
            i += 2;
        } else {
            buf_addc(&b, s.p[i]);
        }
    }
    return buf_str(&b);
}

/* As a browser reads a URL: without tabs and line ends, without what is below a blank at its ends.
 */
static struct str as_browser(struct arena *a, struct str url)
{
    struct buf b;
    buf_init(&b, a, 1 << 20);
    for (ptrdiff_t i = 0; i < url.n; i++)
        if (url.p[i] != '\t' && url.p[i] != '\n' && url.p[i] != '\r' &&
            !((unsigned char)url.p[i] <= ' ' && b.n == 0))
            buf_addc(&b, url.p[i] == '\\' ? '/' : url.p[i]);
    return buf_str(&b);
}

/* A whole URL from data: nowhere but this host, or one of four schemes, written out. */
static void check_url(struct arena *a, struct str url)
{
    url = as_browser(a, url);
    ptrdiff_t i = 0;
    while (i < url.n && !strchr(":/?#", url.p[i]))
        i++;
    struct str scheme = str_head(url, i);
    bool is_local = (i == url.n || url.p[i] != ':') && !str_starts(url, S("//"));
    bool is_known = str_eqi(scheme, S("http")) || str_eqi(scheme, S("https")) ||
                    str_eqi(scheme, S("mailto")) || str_eqi(scheme, S("tel"));
    if (!is_local && !is_known)
        fail_msg("a URL leads astray: %.*s", STR_ARG(url));
}

/* The tree must have the elements of the template and no other. */
static void check_shape(struct html_node *root)
{
    int count = 0;
    for (struct html_node *n = root; n; n = html_next(n, root))
        count += n->kind == HTML_ELEMENT;
    assert_int_equal(count, 22);
    for (struct html_node *n = root; n; n = html_next(n, root))
        for (int i = 0; i < n->attr_count; i++)
            assert_false(str_starts(n->attrs[i].name, S("on")));
}

static void check_part(struct arena *a, struct html_node *root, struct str id, struct str before,
                       struct str v, struct str after)
{
    struct str url = html_attr(element_by_id(root, id), S("href"));
    assert_true(str_starts(url, before));
    assert_true(str_ends(url, after));
    struct str part = str_skip(str_head(url, url.n - after.n), before.n);
    for (ptrdiff_t i = 0; i < part.n; i++)
        assert_true(ascii_is_alpha(part.p[i]) || ascii_is_digit(part.p[i]) ||
                    strchr("-._~%", part.p[i]));
    assert_str_equal(decode_percent(a, part), v);
}

static void check_html(struct arena *a, struct str v)
{
    struct buf b;
    struct html_node *root;
    struct fault f;
    buf_init(&b, a, 1 << 20);
    struct out o = {.to = &b};
    hostile_html(&o, v);
    assert_int_equal(html_parse(a, buf_str(&b), &root, &f), OK);
    check_shape(root);
    struct str raw = v, hello = str_cat(a, S("Hello "), clean(a, v));
    v = clean(a, v);
    assert_str_equal(text_of(a, element_by_name(root, S("title"))), v);
    assert_str_equal(text_of(a, element_by_id(root, S("text"))), v);
    assert_str_equal(text_of(a, element_by_id(root, S("area"))), v);
    assert_str_equal(text_of(a, element_by_id(root, S("words"))), hello);
    assert_str_equal(text_of(a, element_by_id(root, S("last"))), hello);
    assert_str_equal(html_attr(element_by_id(root, S("double")), S("title")), v);
    assert_str_equal(html_attr(element_by_id(root, S("single")), S("title")), v);
    assert_str_equal(html_attr(element_by_id(root, S("mixed")), S("title")),
                     str_fmt(a, "a%.*sb%.*sc", STR_ARG(v), STR_ARG(v)));
    assert_str_equal(html_attr(element_by_id(root, S("attr")), S("title")), hello);
    assert_str_equal(html_attr(element_by_id(root, S("data")), S("data-words")), v);
    check_url(a, html_attr(element_by_id(root, S("whole")), S("href")));
    check_url(a, html_attr(element_by_id(root, S("start")), S("href")));
    check_url(a, html_attr(element_by_id(root, S("form")), S("action")));
    check_url(a, html_attr(element_by_id(root, S("data")), S("data-reply-url")));
    check_part(a, root, S("path"), S("/p/"), raw, S("/end"));
    check_part(a, root, S("query"), S("?q="), raw, S("&r=1"));
    check_part(a, root, S("fragment"), S("#"), raw, S(""));
    check_part(a, root, S("mail"), S("mailto:"), raw, S(""));
    check_part(a, root, S("slash"), S("/"), raw, S(""));
}

static void check_json(struct arena *a, struct str v)
{
    struct buf b;
    struct fault f;
    const struct json_value *j;
    buf_init(&b, a, 1 << 20);
    struct out o = {.to = &b};
    hostile_json(&o, v);
    assert_int_equal(json_parse(a, buf_str(&b), &j, &f), OK);
    assert_str_equal(json_member(j, "text")->text, v);
    assert_str_equal(json_member(j, "words")->text, str_cat(a, S("Hello "), v));
    assert_str_equal(json_member(j, "list")->items[1].text, v);
    assert_str_equal(json_member(j, "map")->names[0], v);
}

TEST(hostile_values_come_back_as_text)
{
    struct arena a = {0};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        check_html(&a, values[i]);
        check_json(&a, values[i]);
    }
    arena_release(&a);
}

TEST(random_values_come_back_as_text)
{
    static const char *const bits[] = {
        "<", ">",          "\"", "'", "&",  "&lt;", "/",      "\\", ":",    "?",
        "#", "javascript", "x",  " ", "\t", "\n",   "script", "--", "!",    "`",
        "{", "}",          "ä",  "😀", "=",  "%",    "title",  "on", "\x7f", "\x02"};
    struct arena a = {0};
    struct prng r;
    prng_init(&r, 11);
    for (int round = 0; round < 1500; round++, arena_reset(&a)) {
        struct buf v;
        buf_init(&v, &a, 4096);
        buf_addz(&v, "");
        for (int64_t n = prng_below(&r, 12); n > 0; n--)
            buf_addz(&v, bits[prng_below(&r, sizeof bits / sizeof *bits)]);
        struct str value = v.n ? buf_str(&v) : S("");
        check_html(&a, value);
        check_json(&a, value);
    }
    arena_release(&a);
}
