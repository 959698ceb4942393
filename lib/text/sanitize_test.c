#include <fcntl.h>
#include <unistd.h>

#include "harness/test.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/rand.h"
#include "base/utf8.h"
#include "text/css.h"
#include "text/json.h"
#include "text/sanitize.h"

static struct str clean(struct arena *a, struct str html)
{
    return sanitize_html(a, html).html;
}

static void check(const char *html, const char *want)
{
    struct arena a = {0};
    assert_str_equal(clean(&a, str_from(html)), str_from(want));
    assert_str_equal(clean(&a, str_from(want)), str_from(want));
    arena_release(&a);
}

#define WINDOW " target=\"_blank\" rel=\"noopener noreferrer nofollow\""

TEST(what_is_allowed_stays_and_what_is_not_goes_but_its_words_stay)
{
    static const struct {
        const char *html, *want;
    } cases[] = {
        {"", ""},
        {"plain < & > \"q\" 'p' `", "plain &lt; &amp; &gt; &quot;q&quot; &#39;p&#39; &#96;"},
        {"<p>a<b>b</b><unknown>c</unknown></p>", "<p>a<b>b</b>c</p>"},
        {"<script>x</script><style>y</style><title>t</title>a", "a"},
        {"<!-- c --><![if x]>a<?php?>", "a"},
        {"<form action=x><input value=y><button onclick=z>Go</button></form>", "<div>Go</div>"},
        {"<iframe src=x>i</iframe><object data=x>o<embed src=y></object>a", "oa"},
        {"<svg><style>*{}</style><text>t</text><a href=x>l</a><script>y</script></svg>", "tl"},
        {"<math><mi>x</mi><mtext><b>y</b></mtext></math>", "x<b>y</b>"},
        {"<noscript><img src=x onerror=y>n</noscript>", "<img data-remote-src=\"x\">n"},
        {"a<noscript><p title='</noscript><img src=x>'>n</noscript>",
         "a<p title=\"&lt;/noscript&gt;&lt;img src=x&gt;\">n</p>"},
        {"<noframes>I <b></noframes>", "I &lt;b&gt;"},
        {"<textarea><b></textarea><xmp><i></xmp>", "&lt;b&gt;<pre>&lt;i&gt;</pre>"},
        {"<template><b>x</b></template>a", "a"},
        {"<select><option>a<option>b</select>", "<div>a</div><div>b</div>"},
        {"<p id=a name=b class=c onclick=d data-x=e title='f&quot;'>g",
         "<p title=\"f&quot;\">g</p>"},
        {"<body bgcolor=#fff text=red onload=x>a",
         "<div style=\"background-color:#fff;color:red\">a</div>"},
        {"<html dir=rtl><body>a", "<div dir=\"rtl\">a</div>"},
        {"<pre>\n\na</pre>", "<pre>\n\na</pre>"},
        {"<listing>\n\n&lt;</listing>", "<pre>\n\n&lt;</pre>"},
        {"<table width=5000000 cellpadding=2><tr><td colspan=3 rowspan=99999 background=x>a",
         "<table cellpadding=\"2\"><tbody><tr><td colspan=\"3\">a</td></tr></tbody></table>"},
        {"<font size=+2 color=#F00 face='Arial, x'>a",
         "<font color=\"#F00\" face=\"Arial, x\" size=\"+2\">a</font>"},
        {"<font size=9 color='url(x)' face='a:b'>a", "<font>a</font>"},
        {"<ol start=3 type=i><li value=7>a",
         "<ol start=\"3\" type=\"i\"><li value=\"7\">a</li></ol>"},
        {"<meta http-equiv=refresh content=0><base href=x><link rel=stylesheet href=y>a", "a"},
        {"a&#13;b&#8;c&#x7f;", "a\nbc"},
        {"<p>a\xFF\xC3", "<p>a\xEF\xBF\xBD\xEF\xBF\xBD</p>"},
        {"<a><b", "<a></a>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(cases[i].html, cases[i].want);
}

TEST(links_lead_to_the_web_to_mail_and_to_telephones_only)
{
    static const struct {
        const char *url, *want;
    } cases[] = {
        {"http://a/b?c=d&amp;e", "http://a/b?c=d&amp;e"},
        {" \x01HTTPS://a\t/\nb ", "https://a/b"},
        {"https:\\\\a\\b", "https://a/b"},
        {"//a/b", "https://a/b"},
        {"/\\a", "https://a"},
        {"www.a.example", "http://www.a.example"},
        {"mailto:a@b?subject=c d", "mailto:a@b?subject=c%20d"},
        {"tel:+49-1", "tel:+49-1"},
        {"http://a/&quot;&lt;'`", "http://a/%22%3C%27%60"},
        {"javascript:alert(1)", NULL},
        {"java&#10;script:alert(1)", NULL},
        {"&#1;javascript:alert(1)", NULL},
        {"javascript&colon;alert(1)", NULL},
        {"JaVaScRiPt:alert(1)", NULL},
        {"vbscript:x", NULL},
        {"data:text/html,x", NULL},
        {"http:a", NULL},
        {"ftp://a", NULL},
        {"feed:javascript:alert(1)", NULL},
        {"a/b", NULL},
        {"#x", NULL},
        {"", NULL},
        {"http://a/&#2;b", "http://a/b"},
        {"\xE2\x80\x83javascript:alert(1)", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct str html = str_fmt(&a, "<a href=\"%s\">x</a>", cases[i].url);
        struct str want = cases[i].want
                              ? str_fmt(&a, "<a href=\"%s\"" WINDOW ">x</a>", cases[i].want)
                              : S("<a>x</a>");
        assert_str_equal(clean(&a, html), want);
        assert_str_equal(clean(&a, want), want);
        arena_release(&a);
    }
}

TEST(pictures_stand_aside_and_trackers_go)
{
    check("<img src=http://a/b.png alt=c width=9 height=8 srcset=x onerror=y>",
          "<img data-remote-src=\"http://a/b.png\" alt=\"c\" height=\"8\" width=\"9\">");
    check("<img src=cid:a@b>", "<img data-cid=\"a@b\">");
    check("<img src='data:image/png;base64,AA A='>",
          "<img data-raster=\"data:image/png;base64,AAA=\">");
    check("<img src='data:image/svg+xml;base64,AAA='>", "<img>");
    check("<img src='data:image/png,<svg>'>", "<img>");
    check("<img src=javascript:x alt=a>", "<img alt=\"a\">");
    check("<img src=logo.gif>", "<img data-remote-src=\"logo.gif\">");
    check("a<img src=http://a/b width=1 height=1>b<img src=cid:x width=1 height=1>",
          "ab<img data-cid=\"x\" height=\"1\" width=\"1\">");
    struct arena a = {0};
    assert_int_equal(
        sanitize_html(&a, S("<img src=http://a><img src=//b><img src=c>")).remote_pictures, 2);
    arena_release(&a);
}

static struct str local_picture(void *context, struct arena *a, struct str address)
{
    (void)context;
    if (str_eq(address, S("none")))
        return (struct str){0};
    return str_fmt(a, "/p?\"%.*s", STR_ARG(address));
}

TEST(pictures_are_put_in_place_where_asked)
{
    struct arena a = {0};
    struct str fragment = clean(
        &a, S("&lt;img data-cid=\"x\"><img src='http://a/?b&c' alt='<img data-cid=\"y\">'>"
              "<img src=cid:none><img src=cid:d><img src='data:image/gif;base64,AAAA'><img>"));
    struct sanitize_pictures none = {NULL, NULL, false, NULL};
    assert_str_equal(sanitize_pictures(&a, fragment, &none).html, fragment);
    struct sanitize_pictures all = {local_picture, local_picture, true, NULL};
    assert_str_equal(sanitize_pictures(&a, fragment, &all).html,
                     S("&lt;img data-cid=&quot;x&quot;&gt;<img src=\"/p?&quot;http://a/?b&amp;c\" "
                       "alt=\"&lt;img data-cid=&quot;y&quot;&gt;\"><img data-cid=\"none\"><img "
                       "src=\"/p?&quot;d\"><img src=\"data:image/gif;base64,AAAA\"><img>"));
    arena_release(&a);
}

TEST(styles_keep_their_place)
{
    static const struct {
        const char *style, *want;
    } cases[] = {
        {"color:red", "color:red"},
        {" COLOR : #FFF ; ", "color:#fff"},
        {"color:rgb(1, 2,3);background:#abcdef url(x) no-repeat",
         "color:rgb(1, 2,3);background-color:#abcdef"},
        {"background:url(x)", ""},
        {"background-image:url(x);color:red", "color:red"},
        {"font:bold 12px/1.5 \"Segoe UI\", Arial", "font:bold 12px/1.5 'Segoe UI',arial"},
        {"font-family:expression(alert(1))", ""},
        {"width:expression(alert(1));height:5px", "height:5px"},
        {"margin:0 auto !important", "margin:0 auto"},
        {"margin:-10px;margin-left:-.5em;padding:1.50em", "padding:1.5em"},
        {"position:fixed;top:0;z-index:9;transform:scale(9);color:red", "color:red"},
        {"width:100vw;height:99999px;width:60%", "width:60%"},
        {"width:600", "width:600px"},
        {"letter-spacing:-0.5px;letter-spacing:-90px", "letter-spacing:-0.5px"},
        {"line-height:1.5;opacity:.5;font-weight:700",
         "line-height:1.5;opacity:0.5;font-weight:700"},
        {"c\\6flor:red;color:blue", "color:blue"},
        {"co/**/lor:red;color:/* ; */blue", "color:blue"},
        {"color:red}body{color:blue", ""},
        {"behavior:url(x);-moz-binding:url(y);content:'x';cursor:url(z)", ""},
        {"color:red;@import 'x';display:block", "color:red;display:block"},
        {"display:node;display:flex;display:none", "display:none"},
        {"font-family:'a;color:blue';color:red", "color:red"},
        {"--x:1;color:var(--x)", ""},
        {"width:calc(1px + 2px)", ""},
        {"color", ""},
        {":;;:", ""},
        {"color:", ""},
        {"font-family:\"\xE5\xAE\x8B\xE4\xBD\x93\"", "font-family:'\xE5\xAE\x8B\xE4\xBD\x93'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct buf b, again;
        buf_init(&b, &a, 4096);
        buf_init(&again, &a, 4096);
        css_style(&b, str_from(cases[i].style));
        assert_str_equal(buf_str(&b), str_from(cases[i].want));
        css_style(&again, buf_str(&b));
        assert_str_equal(buf_str(&again), buf_str(&b));
        arena_release(&a);
    }
}

/* --- the examples of others ---------------------------------------------------------------- */

static struct str without_space(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a, s.n + 1);
    while (s.n) {
        struct str rest = s;
        int32_t c = utf8_next(&rest);
        if (c > ' ' && c != 0xA0)
            buf_add(&b, str_head(s, s.n - rest.n));
        s = rest;
    }
    return buf_str(&b);
}

static struct str words_of(struct arena *a, struct str fragment)
{
    struct buf b;
    struct html_node *root;
    buf_init(&b, a, LIMIT_HTML_BYTES);
    assert_int_equal(html_parse(a, fragment, &root, NULL), OK);
    for (struct html_node *n = root; n; n = html_next(n, root))
        buf_add(&b, n->text);
    return without_space(a, buf_str(&b));
}

static const char *const forbidden[] = {"<script",  "<iframe", "<object", "<embed",    "<form",
                                        "<svg",     "<math",   "<style",  "<link",     "<meta",
                                        "<base",    "<input",  "<title",  "<noscript", "<!--",
                                        " src=",    " id=",    " name=",  " class=",   " on",
                                        "href=\"j", "srcdoc",  NULL};

static void check_tree(const struct html_node *root)
{
    for (const struct html_node *n = root; n; n = html_next(n, root)) {
        assert_false(n->is_foreign);
        for (int i = 0; i < n->attr_count; i++)
            assert_false(str_starts(n->attrs[i].name, S("on")));
    }
}

/* Outside of text and values no forbidden word can stand, since both are escaped. */
static void check_markup(struct str id, struct str fragment)
{
    for (struct str s = fragment; s.p;) {
        str_cut(&s, '<');
        struct str tag = str_head(s, str_chr(s, '>'));
        for (int i = 0; s.p && forbidden[i]; i++)
            if (forbidden[i][0] == '<' && str_startsi(tag, str_from(forbidden[i] + 1)))
                fail_msg("%.*s: %s", STR_ARG(id), forbidden[i]);
    }
}

static bool member_is_text(const struct json_value *v, const char *name, struct str *out)
{
    const struct json_value *m = json_member(v, name);
    *out = m && m->kind == JSON_TEXT ? m->text : S("");
    return m && m->kind == JSON_TEXT;
}

static void check_example(struct arena *a, const struct json_value *c)
{
    struct str id, payload, words;
    struct html_node *root;
    member_is_text(c, "id", &id);
    member_is_text(c, "payload", &payload);
    struct str out = clean(a, payload);
    const struct json_value *lacks = json_member(c, "output_lacks_ci");
    for (int i = 0; lacks && i < lacks->count; i++)
        if (str_hasi(out, lacks->items[i].text))
            fail_msg("%.*s: %.*s", STR_ARG(id), STR_ARG(out));
    if (member_is_text(c, "raw_text", &words) &&
        !str_has(words_of(a, out), without_space(a, words)))
        fail_msg("%.*s: lost «%.*s» in «%.*s»", STR_ARG(id), STR_ARG(words), STR_ARG(out));
    assert_str_equal(clean(a, out), out);
    check_markup(id, out);
    assert_int_equal(html_parse(a, out, &root, NULL), OK);
    check_tree(root);
}

TEST(payloads_of_other_projects_come_out_harmless_with_their_words)
{
    struct arena a = {0};
    const struct json_value *all;
    struct fault f;
    const char *path = test_shared(&a, "data/examples/sanitise.json");
    if (!path)
        return;
    if (json_parse(&a, test_file(&a, path), &all, &f) != OK)
        fail_msg("%s", f.message);
    const struct json_value *cases = json_member(all, "cases");
    assert_true(cases && cases->count > 100);
    for (int i = 0; i < cases->count; i++) {
        struct arena scratch = {0};
        check_example(&scratch, &cases->items[i]);
        arena_release(&scratch);
    }
    arena_release(&a);
}

/* --- the law: sanitised again it is the same ----------------------------------------------- */

static const char *const pieces[] = {"<b>",
                                     "</b>",
                                     "<i>",
                                     "<p>",
                                     "</p>",
                                     "<div>",
                                     "</div>",
                                     "<a href=http://x>",
                                     "</a>",
                                     "<table>",
                                     "<tr>",
                                     "<td>",
                                     "</td>",
                                     "</table>",
                                     "<ul>",
                                     "<li>",
                                     "</ul>",
                                     "<h1>",
                                     "<h2>",
                                     "</h1>",
                                     "<pre>",
                                     "\n",
                                     "</pre>",
                                     "<form>",
                                     "</form>",
                                     "<select>",
                                     "<option>",
                                     "</select>",
                                     "<svg>",
                                     "</svg>",
                                     "<math>",
                                     "<mtext>",
                                     "<foreignObject>",
                                     "<title>",
                                     "</title>",
                                     "<style>",
                                     "</style>",
                                     "<nobr>",
                                     "<button>",
                                     "</button>",
                                     "<dl>",
                                     "<dt>",
                                     "<dd>",
                                     "<ruby>",
                                     "<rt>",
                                     "<rp>",
                                     "<caption>",
                                     "<col>",
                                     "<colgroup>",
                                     "<tbody>",
                                     "<body bgcolor=red>",
                                     "<html dir=rtl>",
                                     "<head>",
                                     "<center>",
                                     "<font size=1>",
                                     "<font size=2>",
                                     "</font>",
                                     "<span style='color:red;font:x'>",
                                     "</span>",
                                     "<img src=a alt='\"<>'>",
                                     "<br>",
                                     "<hr>",
                                     "<!--",
                                     "-->",
                                     "<textarea>",
                                     "</textarea>",
                                     "<noscript>",
                                     "</noscript>",
                                     "<template>",
                                     "</template>",
                                     "<object>",
                                     "</object>",
                                     "<marquee>",
                                     "x",
                                     " ",
                                     "&amp;",
                                     "&lt;",
                                     "&#13;",
                                     "\"",
                                     "'",
                                     "<",
                                     ">",
                                     "<frameset>",
                                     "<xmp>",
                                     "</xmp>",
                                     "<plaintext>",
                                     "<blockquote>",
                                     "</blockquote>",
                                     "<u>",
                                     "</u>",
                                     "<em>",
                                     "</em>",
                                     "<![CDATA[",
                                     "]]>",
                                     "<isindex>",
                                     "<th>",
                                     "<thead>",
                                     "<optgroup>",
                                     "<address>",
                                     "<tt>"};

TEST(sanitising_twice_is_sanitising_once)
{
    struct prng r;
    prng_init(&r, 20);
    for (int round = 0; round < 4000; round++) {
        struct arena a = {0};
        struct buf b;
        buf_init(&b, &a, 1 << 16);
        for (int64_t n = prng_below(&r, 60); n >= 0; n--)
            buf_addz(&b, pieces[prng_below(&r, sizeof pieces / sizeof *pieces)]);
        struct str once = clean(&a, buf_str(&b));
        struct str twice = clean(&a, once);
        if (!str_eq(once, twice))
            print_error("from «%.*s»\n", (int)b.n, b.p);
        assert_str_equal(twice, once);
        check_markup(S("random"), once);
        arena_release(&a);
    }
}

TEST(hostile_sizes_and_shapes_come_out_small_enough_and_stay_the_same)
{
    static const char *const parts[] = {
        "<b>",  "<div>x", "<a href=http://x>",    "<table><td>",     "&",
        "\xFF", "<br>y",  "<p title='\"\"\"\"'>", "<img src=cid:x>", "<i>x</i>"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct arena a = {0};
        struct buf b;
        buf_init(&b, &a, 1 << 20);
        while (b.n < 200 << 10)
            buf_addz(&b, parts[i]);
        struct str once = clean(&a, buf_str(&b));
        assert_true(once.n <= LIMIT_HTML_BYTES);
        assert_true(utf8_is_valid(once));
        struct str twice = clean(&a, once);
        assert_true(str_eq(once, twice));
        arena_release(&a);
    }
}

/* --- the command --------------------------------------------------------------------------- */

static enum err run_here(void *context, struct arena *a, struct str html, struct str *out,
                         struct fault *f)
{
    if (context)
        return fault_set(f, ERR_CORRUPT, NULL, "the parser ended");
    *out = clean(a, html);
    return OK;
}

static struct str run_cli(struct arena *a, struct str input, void *context)
{
    const char *dir = test_dir(a);
    const char *in = str_fmt(a, "%s/in", dir).p, *out = str_fmt(a, "%s/out", dir).p;
    int fd = open(in, O_RDWR | O_CREAT, 0600), to = open(out, O_RDWR | O_CREAT, 0600);
    assert_int_equal(write(fd, input.p, (size_t)input.n), input.n);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    assert_int_equal(sanitize_cli(fd, to, run_here, context), 0);
    close(fd);
    close(to);
    return test_file(a, out);
}

TEST(the_command_reads_any_bytes_and_writes_safe_ones_even_when_the_parser_ends)
{
    struct arena a = {0};
    int failing = 1;
    assert_str_equal(run_cli(&a, S("<p onclick=x>\0a\xFF"), NULL), S("<p>a\xEF\xBF\xBD</p>"));
    assert_str_equal(run_cli(&a, S("<p onclick=x>\0a\xFF"), &failing),
                     S("<pre>&lt;p onclick=x&gt;a\xEF\xBF\xBD</pre>"));
    assert_str_equal(run_cli(&a, S(""), NULL), S(""));
    arena_release(&a);
}
