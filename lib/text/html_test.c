#include "harness/test.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/html.h"

static struct html_node *tree(struct arena *a, const char *html)
{
    struct html_node *root = NULL;
    struct fault f = {0};
    if (html_parse(a, str_from(html), &root, &f) != OK)
        fail_msg("%s", f.message);
    return root;
}

static struct str text_of(struct arena *a, const char *html)
{
    return html_to_text(a, tree(a, html));
}

static struct str repeat(struct arena *a, const char *head, const char *part, ptrdiff_t size)
{
    struct buf b;
    buf_init(&b, a, size + 1024);
    buf_addz(&b, head);
    while (b.n < size)
        buf_addz(&b, part);
    return str_head(buf_str(&b), size);
}

static int depth_of(const struct html_node *root)
{
    int most = 0;
    for (const struct html_node *n = root; n; n = html_next(n, root)) {
        int depth = 0;
        for (const struct html_node *p = n; p; p = p->parent)
            depth++;
        most = depth > most ? depth : most;
    }
    return most;
}

TEST(a_tree_holds_elements_attributes_and_text_with_entities_resolved)
{
    struct arena a = {0};
    struct html_node *n = tree(&a, "<!-- x --><P Class='a&amp;b' ID=q>1 &lt; 2<BR>&euro;</p>");
    while (n && !str_eq(n->name, S("p")))
        n = html_next(n, NULL);
    assert_non_null(n);
    assert_str_equal(html_attr(n, S("class")), S("a&b"));
    assert_str_equal(html_attr(n, S("id")), S("q"));
    assert_null(html_attr(n, S("title")).p);
    assert_str_equal(n->first->text, S("1 < 2"));
    assert_str_equal(n->first->next->name, S("br"));
    assert_str_equal(n->last->text, S("\xE2\x82\xAC"));
    html_remove(n->first->next);
    assert_ptr_equal(n->first->next, n->last);
    assert_ptr_equal(n->last->prev, n->first);
    arena_release(&a);
}

TEST(unknown_and_foreign_elements_keep_their_names)
{
    struct arena a = {0};
    struct html_node *root = tree(&a, "<O:P>x</O:P><svg><foreignObject><b>y</b></svg>");
    const char *want[] = {"html", "head", "body", "o:p", "", "svg", "foreignobject", "b", ""};
    int i = 0;
    for (struct html_node *n = root; n; n = html_next(n, root), i++) {
        assert_true(i < 9);
        assert_str_equal(n->name, str_from(want[i]));
        assert_int_equal(n->is_foreign, i == 5 || i == 6);
    }
    assert_int_equal(i, 9);
    arena_release(&a);
}

TEST(bad_bytes_become_replacement_characters_and_nul_is_dropped)
{
    struct arena a = {0};
    struct html_node *root;
    assert_int_equal(html_parse(&a, S("a\0b\xFF<p title=\xC3>&#0;&#xD800;"), &root, NULL), OK);
    assert_str_equal(html_to_text(&a, root), S("ab\xEF\xBF\xBD\n\n\xEF\xBF\xBD\xEF\xBF\xBD"));
    arena_release(&a);
}

TEST(numbers_of_characters_that_overflow_give_no_bad_text)
{
    struct arena a = {0};
    struct html_node *root = tree(
        &a, "<p title='&#8711111111111111111;'>a&#8711111111111111111;&#x1;b&#4294967361;");
    for (struct html_node *n = root; n; n = html_next(n, root)) {
        assert_true(utf8_is_valid(n->text));
        assert_true(utf8_is_valid(html_attr(n, S("title"))));
        assert_true(n->kind != HTML_TEXT || (n->text.p[0] == 'a' && str_chr(n->text, 1) < 0));
    }
    arena_release(&a);
}

TEST(a_tree_is_never_deeper_than_its_limit_and_loses_no_text)
{
    struct arena a = {0};
    struct buf b;
    buf_init(&b, &a, 1 << 20);
    for (int i = 0; i < 400; i++)
        buf_addf(&b, "<div>%d ", i);
    struct html_node *root = NULL;
    assert_int_equal(html_parse(&a, buf_str(&b), &root, NULL), OK);
    assert_int_equal(depth_of(root), LIMIT_HTML_DEPTH);
    assert_true(str_ends(html_to_text(&a, root), S("398\n399")));
    arena_release(&a);
}

/* Each of these took minutes, or the stack, before the caps. */
TEST(hostile_shapes_are_refused_or_read_and_never_take_long)
{
    static const struct {
        const char *head, *part;
        bool is_refused;
    } shapes[] = {
        {"", "<b>", true},
        {"", "<div><span>", true},
        {"<table>", "<td><div></td>", false},
        {"", "<b><div></b>", true},
        {"<a ", "abcdefgh ", false}, /* the same name again and again */
        {"", "<svg><style><b>", true},
        {"", "<table><td>", true},
        {"", "</b>", false},
        {"", "<", false},
        {"<!--", "a", false},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct arena a = {0};
        struct html_node *root;
        struct str html = repeat(&a, shapes[i].head, shapes[i].part, 200 << 10);
        enum err e = html_parse(&a, html, &root, NULL);
        if (shapes[i].is_refused != (e == ERR_TOO_LARGE))
            fail_msg("%s: %s", shapes[i].part, err_name(e));
        arena_release(&a);
    }
}

TEST(too_many_attributes_of_one_tag_are_refused)
{
    struct arena a = {0};
    struct buf b;
    struct html_node *root;
    buf_init(&b, &a, 1 << 20);
    buf_addz(&b, "<a");
    for (int i = 0; i < 5000; i++)
        buf_addf(&b, " a%d", i);
    assert_int_equal(html_parse(&a, buf_str(&b), &root, NULL), ERR_TOO_LARGE);
    arena_release(&a);
}

TEST(few_bytes_cannot_become_very_many_nodes)
{
    struct arena a = {0};
    struct buf b;
    struct html_node *root;
    buf_init(&b, &a, 1 << 20);
    buf_addz(&b, "<div>");
    for (int i = 0; i < 200; i++)
        buf_addf(&b, "<b id=%d>", i);
    buf_addz(&b, "</div>");
    for (int i = 0; i < 20000; i++)
        buf_addz(&b, "<div>x</div>");
    assert_int_equal(html_parse(&a, buf_str(&b), &root, NULL), ERR_TOO_LARGE);
    arena_release(&a);
}

TEST(too_many_bytes_are_refused)
{
    struct arena a = {0};
    struct fault f;
    struct html_node *root;
    struct str html = repeat(&a, "", "a", LIMIT_HTML_BYTES + 1);
    assert_int_equal(html_parse(&a, html, &root, &f), ERR_TOO_LARGE);
    assert_string_equal(f.message, "the HTML is larger than 2048 kB");
    arena_release(&a);
}

TEST(the_flat_form_keeps_words_and_lines_of_what_was_refused)
{
    struct arena a = {0};
    struct str html = repeat(
        &a,
        "<title>t</title><p>1 &lt; 2 <b\n>3</b><script>x</script><div title=\"a>b\">4"
        "<!-- > --><style>b{}</style> 5 < 6<textarea><i></textarea>",
        "<b>", 100000);
    struct html_node *root = html_parse_flat(&a, html);
    assert_str_equal(html_to_text(&a, root), S("1 < 2 3\n4 5 < 6<i>"));
    assert_int_equal(depth_of(root), 3);
    for (const char *part = "<br>x\0<\0</\0<!\0<!--\0<script>\0&\0\xFF\0<a b=\"\0"; *part;
         part += strlen(part) + 1) {
        root = html_parse_flat(&a, repeat(&a, "z", part, 300 << 10));
        assert_true(str_starts(html_to_text(&a, root), S("z")));
        assert_int_equal(depth_of(root), 3);
    }
    arena_release(&a);
}

TEST(html_reads_as_text_the_way_a_person_reads_it)
{
    static const struct {
        const char *html, *text;
    } cases[] = {
        {"", ""},
        {"a  b\n c", "a b c"},
        {"<p>a</p><p>b</p>", "a\n\nb"},
        {"<div>a</div><div>b</div>", "a\nb"},
        {"<div>a</div><div><br></div><div>b</div>", "a\n\nb"},
        {"a<br>b<br><br><br><br>c", "a\nb\n\nc"},
        {"<h1>T</h1>x<hr>y", "T\n\nx\n\n---\n\ny"},
        {"<b>a</b><i>b</i> c", "ab c"},
        {"<p class=MsoNormal>a</p><p class=MsoNormal>b</p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
         "<p class=MsoNormal>c",
         "a\nb\n\nc"},
        {"<p style='margin:0'>a</p><p style='margin:0.5em'>b", "a\n\nb"},
        {"<p style='margin:0'>a</p><p style='margin:0'>b", "a\nb"},
        {"<ul><li>a</li><li>b<ul><li>c</ul></ul>d", "- a\n- b\n  - c\n\nd"},
        {"<ol start=9><li>a<li>b<p>c</ol>", "9. a\n10. b\n\n    c"},
        {"<ol><li value=5>a<li>b</ol>", "5. a\n6. b"},
        {"<blockquote>a<p>b<blockquote>c</blockquote></blockquote>d", "> a\n>\n> b\n>\n> > c\n\nd"},
        {"<a href='https://x.example/y'>here</a>!", "here <https://x.example/y>!"},
        {"<a href='https://www.x.example/'>x.example</a>", "x.example"},
        {"<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"},
        {"<a href='javascript:x'>y</a><a href='#z'>z</a>", "yz"},
        {"a<img alt='a cat' src=x>b", "aa catb"},
        {"<table><tr><td>a<td>b<tr><td>c<td><p>d</table>e", "a\tb\nc\n\nd\n\ne"},
        {"<pre>a\n  b\n\n\tc</pre>", "a\n  b\n\n\tc"},
        {"<style>a</style><script>b</script><div style='display : none'>c</div><p hidden>d</p>e",
         "e"},
        {"<title>a</title><template>b</template><div style='DISPLAY:NONE !important'>c</div>d",
         "d"},
        {"&zwnj;&nbsp;&zwnj;&nbsp;a&shy;b&zwnj;c", "ab\xE2\x80\x8C"
                                                   "c"},
        {"<select><option>a<option>b</select>", "a\nb"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        assert_str_equal(text_of(&a, cases[i].html), str_from(cases[i].text));
        arena_release(&a);
    }
}
