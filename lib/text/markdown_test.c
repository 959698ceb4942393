#include "harness/test.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/rand.h"
#include "base/utf8.h"
#include "text/html.h"
#include "text/markdown.h"

static const struct markdown_image pictures[] = {{STR_INIT("cat1"), STR_INIT("/m/7/cat.png")}};
static const struct markdown_images images = {pictures, 1};

static const struct {
    struct str in, html, text;
} cases[] = {
    {STR_INIT(""), STR_INIT(""), STR_INIT("")},
    {STR_INIT("Dear Amira,\n\nthe valve is here.\nTom brings it."),
     STR_INIT("<p>Dear Amira,</p><p>the valve is here.<br>\nTom brings it.</p>"),
     STR_INIT("Dear Amira,\n\nthe valve is here.\nTom brings it.")},
    {STR_INIT("**bold**, *slanted*, `code <b>`"),
     STR_INIT("<p><strong>bold</strong>, <em>slanted</em>, <code>code &lt;b&gt;</code></p>"),
     STR_INIT("bold, slanted, code <b>")},
    {STR_INIT("5 < 6 & 7 > 2, 2*3*4, snake_case_name"),
     STR_INIT("<p>5 &lt; 6 &amp; 7 &gt; 2, 2<em>3</em>4, snake_case_name</p>"),
     STR_INIT("5 < 6 & 7 > 2, 234, snake_case_name")},
    {STR_INIT("- one\n- two\n  - deep\n- three"),
     STR_INIT("<ul><li>one</li><li>two<ul><li>deep</li></ul></li><li>three</li></ul>"),
     STR_INIT("- one\n- two\n  - deep\n- three")},
    {STR_INIT("3. three\n4. four\n\nafter"),
     STR_INIT("<ol start=\"3\"><li>three</li><li>four</li></ol><p>after</p>"),
     STR_INIT("3. three\n4. four\n\nafter")},
    {STR_INIT("1. a\n\n   b\n\n2. c"),
     STR_INIT("<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>"),
     STR_INIT("1. a\n\n   b\n2. c")},
    {STR_INIT("> You said\n> soon.\n>\n> > and before"),
     STR_INIT("<blockquote><p>You said<br>\nsoon.</p><blockquote><p>and before</p></blockquote>"
              "</blockquote>"),
     STR_INIT("> You said\n> soon.\n>\n> > and before")},
    {STR_INIT("```\nif (a < b)\n  x;\n```"),
     STR_INIT("<pre><code>if (a &lt; b)\n  x;\n</code></pre>"),
     STR_INIT("    if (a < b)\n      x;")},
    {STR_INIT("    four blanks are no code"), STR_INIT("<p>four blanks are no code</p>"),
     STR_INIT("four blanks are no code")},
    {STR_INIT("# Heading\nword\n\n---\nend"),
     STR_INIT("<p><strong>Heading</strong></p><p>word</p><hr><p>end</p>"),
     STR_INIT("Heading\n\nword\n\n---\n\nend")},
    {STR_INIT("[the guide](https://example.org/a?b=1&c=2 \"title\")"),
     STR_INIT("<p><a href=\"https://example.org/a?b=1&amp;c=2\" rel=\"noopener noreferrer "
              "nofollow\">the guide</a></p>"),
     STR_INIT("the guide <https://example.org/a?b=1&c=2>")},
    {STR_INIT("see https://example.org/x and maya@example.org"),
     STR_INIT("<p>see <a href=\"https://example.org/x\" rel=\"noopener noreferrer nofollow\">"
              "https://example.org/x</a> and <a href=\"mailto:maya@example.org\" rel=\"noopener "
              "noreferrer nofollow\">maya@example.org</a></p>"),
     STR_INIT("see https://example.org/x and maya@example.org")},
    {STR_INIT("[a](javascript:alert(1)) [b](/local) [c](data:text/html,x) [d](HTTPS://x.example)"),
     STR_INIT(
         "<p>a b c <a href=\"HTTPS://x.example\" rel=\"noopener noreferrer nofollow\">d</a></p>"),
     STR_INIT("a b c d <HTTPS://x.example>")},
    {STR_INIT("[a](java&#115;cript:x) [b](&#104;ttp://x.example)"),
     STR_INIT("<p>a <a href=\"http://x.example\" rel=\"noopener noreferrer nofollow\">b</a></p>"),
     STR_INIT("a b <http://x.example>")},
    {STR_INIT("<script>alert(1)</script>\n\n<b onclick=x>hi</b> <!-- x -->"),
     STR_INIT("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p><p>&lt;b onclick=x&gt;hi&lt;/b&gt; "
              "&lt;!-- x --&gt;</p>"),
     STR_INIT("<script>alert(1)</script>\n\n<b onclick=x>hi</b> <!-- x -->")},
    {STR_INIT("![our *cat*](cid:cat1) ![b \" c](http://x.example/y.png) ![d](cid:none)"),
     STR_INIT("<p><img src=\"/m/7/cat.png\" alt=\"our cat\"> b &quot; c d</p>"),
     STR_INIT("our cat b \" c d")},
    {STR_INIT("![a ![b](cid:cat1) c](http://x.example) ![x ![y](cid:cat1) z](cid:cat1)"),
     STR_INIT("<p>a <img src=\"/m/7/cat.png\" alt=\"b\"> c <img src=\"/m/7/cat.png\" "
              "alt=\"x y z\"></p>"),
     STR_INIT("a b c x y z")},
    {STR_INIT("&amp; &lt; &copy; &#228; &#x1F600; &#0; &#xD800; a&nbsp;b"),
     STR_INIT("<p>&amp; &lt; &amp;copy; ä 😀 \xEF\xBF\xBD \xEF\xBF\xBD a\xC2\xA0"
              "b</p>"),
     STR_INIT("& < &copy; ä 😀 \xEF\xBF\xBD \xEF\xBF\xBD a\xC2\xA0"
              "b")},
    {STR_INIT("bad \xFF bytes"), STR_INIT("<p>bad \xEF\xBF\xBD bytes</p>"),
     STR_INIT("bad \xEF\xBF\xBD bytes")},
    {STR_INIT("\\*not slanted\\* 1\\. a  \nhard"), STR_INIT("<p>*not slanted* 1. a<br>\nhard</p>"),
     STR_INIT("*not slanted* 1. a\nhard")},
    {STR_INIT("- \n- b\n\n> "), STR_INIT("<ul><li></li><li>b</li></ul><blockquote></blockquote>"),
     STR_INIT("-\n- b")},
    {STR_INIT("| a | b |\n|---|---|\n| 1 | 2 |"),
     STR_INIT("<p>| a | b |<br>\n|---|---|<br>\n| 1 | 2 |</p>"),
     STR_INIT("| a | b |\n|---|---|\n| 1 | 2 |")},
};

TEST(markdown_becomes_html_and_text)
{
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_str_equal(markdown_html(&a, cases[i].in, &images).html, cases[i].html);
        assert_str_equal(markdown_text(&a, cases[i].in), cases[i].text);
    }
    arena_release(&a);
}

/* Elements and attributes that may come out, read back by a real parser. */
static void check_safe(struct arena *a, struct str html)
{
    static const struct str allowed[] = {
        STR_INIT("html"),   STR_INIT("head"), STR_INIT("body"), STR_INIT("p"),
        STR_INIT("strong"), STR_INIT("em"),   STR_INIT("code"), STR_INIT("pre"),
        STR_INIT("ul"),     STR_INIT("ol"),   STR_INIT("li"),   STR_INIT("a"),
        STR_INIT("br"),     STR_INIT("hr"),   STR_INIT("img"),  STR_INIT("blockquote"),
    };
    struct html_node *root;
    if (html_parse(a, html, &root, NULL) != OK)
        return; /* deeper than we parse; the words below are what matters */
    for (const struct html_node *n = root; n; n = html_next(n, root)) {
        bool is_allowed = n->kind == HTML_TEXT;
        for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
            is_allowed |= str_eq(n->name, allowed[i]);
        assert_true(is_allowed);
        for (int i = 0; i < n->attr_count; i++) {
            struct str name = n->attrs[i].name, value = n->attrs[i].value;
            assert_true(str_eq(name, S("href")) || str_eq(name, S("rel")) ||
                        str_eq(name, S("src")) || str_eq(name, S("alt")) ||
                        str_eq(name, S("start")));
            if (str_eq(name, S("href")))
                assert_true(str_startsi(value, S("http://")) || str_startsi(value, S("https://")) ||
                            str_startsi(value, S("mailto:")) || str_eq(value, S("#")));
            if (str_eq(name, S("src")))
                assert_str_equal(value, S("/m/7/cat.png"));
        }
    }
}

/* As many end tags as start tags, in order: what stands after it on a page is not drawn in. */
static void check_balanced(struct str html)
{
    int depth = 0;
    for (ptrdiff_t i = 0; i < html.n; i++) {
        struct str s = str_skip(html, i);
        if (s.p[0] != '<')
            continue;
        bool is_void = str_starts(s, S("<br")) || str_starts(s, S("<hr")) ||
                       str_starts(s, S("<img"));
        depth += str_starts(s, S("</")) ? -1 : is_void ? 0 : 1;
        if (depth < 0)
            fail_msg("not balanced: %.*s", STR_ARG(html));
    }
    if (depth)
        fail_msg("not balanced: %.*s", STR_ARG(html));
}

TEST(any_markdown_gives_safe_and_balanced_html)
{
    static const char *const bits[] = {"*",
                                       "**",
                                       "_",
                                       "`",
                                       "```\n",
                                       "[",
                                       "](",
                                       ")",
                                       "![",
                                       "](cid:cat1)",
                                       "(http://x.example)",
                                       "<",
                                       ">",
                                       "\n",
                                       "\n\n",
                                       "> ",
                                       "- ",
                                       "1. ",
                                       "    ",
                                       "\\",
                                       "&",
                                       "&lt;",
                                       "&#60;",
                                       "\"",
                                       "'",
                                       "javascript:",
                                       "http://x.example/\"onclick=",
                                       "<script>",
                                       "a",
                                       " ",
                                       "# ",
                                       "---\n",
                                       "===\n",
                                       "[a]: javascript:x\n",
                                       "[a]",
                                       "<http://x>",
                                       "maya@example.org",
                                       "|",
                                       "~~~\n",
                                       "\t",
                                       "é"};
    struct arena a = {0};
    struct prng r;
    prng_init(&r, 5);
    for (int round = 0; round < 4000; round++, arena_reset(&a)) {
        struct buf b;
        buf_init(&b, &a, 65536);
        for (int64_t n = prng_below(&r, 40); n >= 0; n--)
            buf_addz(&b, bits[prng_below(&r, sizeof bits / sizeof *bits)]);
        struct str html = markdown_html(&a, buf_str(&b), &images).html;
        check_balanced(html);
        check_safe(&a, html);
        assert_true(utf8_is_valid(markdown_text(&a, buf_str(&b))));
    }
    arena_release(&a);
}

static struct str repeated(struct arena *a, const char *z, ptrdiff_t bytes)
{
    struct buf b;
    ptrdiff_t n = (ptrdiff_t)strlen(z);
    buf_init(&b, a, bytes + n);
    while (b.n < bytes)
        buf_add(&b, str_of(z, n));
    return buf_str(&b);
}

/* Shapes that have cost other readers of Markdown minutes; a quarter of a megabyte each. */
TEST(hostile_markdown_costs_little)
{
    static const char *const shapes[] = {
        ">",       "> ", "- ",      "[",      "![",       "*a ", "**a *b ",   "`",       "``` ",
        "<",       "\\", "[a](",    "a**b*c", "[a]: b\n", "&",   "1. ",       "* * ",    "_a_",
        "[[]()[]", "a@", "http://", "\n> - ", "<!--",     "](<", "[x](<\n",   "~~~\n",   "![",
        "\t",      "h",  "a\n",     "a\n> ",  "**",       "*_",  "- - - a\n", "![[a](b)"};
    struct arena a = {0};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++, arena_reset(&a)) {
        struct str s = repeated(&a, shapes[i], 256 << 10);
        int64_t begin = clock_ticks();
        check_balanced(markdown_html(&a, s, NULL).html);
        markdown_text(&a, s);
        int64_t ms = (clock_ticks() - begin) / 1000;
        if (ms > 5000)
            fail_msg("%s takes %d ms", shapes[i], (int)ms);
    }
    arena_release(&a);
}

TEST(what_would_swell_beyond_a_page_is_written_as_it_is)
{
    struct arena a = {0};
    struct buf b;
    buf_init(&b, &a, LIMIT_MESSAGE_BYTES);
    buf_addz(&b, "<b>\n");
    buf_add(&b, repeated(&a, "a@b.de ", 1000 << 10));
    struct str html = markdown_html(&a, buf_str(&b), NULL).html;
    assert_true(str_starts(html, S("<p>&lt;b&gt;<br>\na@b.de a@b.de ")));
    assert_true(str_ends(html, S("a@b.de </p>")));
    check_balanced(html);
    arena_release(&a);
}
