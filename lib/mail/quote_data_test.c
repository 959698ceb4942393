/* What other projects expect of a reply, from ../shared/data/examples. */
#include "harness/test.h"

#include "base/limits.h"
#include "mail/parse.h"
#include "mail/quote.h"
#include "mail/transfer.h"
#include "text/html.h"
#include "text/json.h"

static struct str without_space(struct arena *a, struct str s)
{
    char *p = arena_bytes(a, s.n);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_space(s.p[i]))
            p[n++] = s.p[i];
    return str_of(p, n);
}

static struct str text_of(const struct json_value *v, const char *name)
{
    const struct json_value *member = json_member(v, name);
    return member && member->kind == JSON_TEXT ? member->text : (struct str){0};
}

static struct html_node *tree_of(struct arena *a, struct str html)
{
    struct html_node *root;
    struct fault f = {0};
    if (html_parse(a, html, &root, &f) != OK)
        fail_msg("%s", f.message);
    return root;
}

static struct str visible_of(struct arena *a, const struct json_value *input)
{
    struct str html = text_of(input, "html");
    return html.p ? quote_visible_html(a, tree_of(a, html))
                  : quote_visible(a, text_of(input, "text"));
}

static bool holds_all(struct str s, const struct json_value *words, bool wanted)
{
    for (int i = 0; words && i < words->count; i++)
        if (str_has(s, words->items[i].text) != wanted)
            return false;
    return true;
}

static bool is_as_expected(struct arena *a, struct str got, const struct json_value *expect)
{
    struct str want = text_of(expect, "visible"), html = text_of(expect, "visible_html");
    const struct json_value *loose = json_member(expect, "ignore_whitespace");
    if (html.p)
        want = html_to_text(a, tree_of(a, html));
    if (loose && loose->boolean)
        got = without_space(a, got), want = without_space(a, want);
    bool is_same = !want.p || str_eq(got, str_trim(want));
    return is_same && holds_all(got, json_member(expect, "visible_contains"), true) &&
           holds_all(got, json_member(expect, "visible_lacks"), false);
}

static void check_file(const char *name)
{
    struct arena a = {0};
    const char *path = test_shared(&a, name);
    if (!path) {
        skip();
        return;
    }
    const struct json_value *file;
    struct fault f = {0};
    assert_int_equal(json_parse(&a, test_file(&a, path), &file, &f), OK);
    const struct json_value *cases = json_member(file, "cases");
    int failed = 0;
    for (int i = 0; i < cases->count; i++) {
        const struct json_value *c = &cases->items[i], *expect = json_member(c, "expect");
        if (json_member(c, "advisory"))
            continue;
        struct str got = visible_of(&a, json_member(c, "input"));
        if (is_as_expected(&a, got, expect))
            continue;
        failed++;
        print_error("%.*s: got\n%.*s\n---- want\n%.*s\n", STR_ARG(text_of(c, "id")), STR_ARG(got),
                    STR_ARG(text_of(expect, "visible")));
    }
    arena_release(&a);
    assert_int_equal(failed, 0);
}

TEST(replies_read_as_email_reply_trimmer_expects)
{
    check_file("data/examples/reply-trimmer.json");
}

TEST(replies_read_as_githubs_parser_expects)
{
    check_file("data/examples/reply-github.json");
}

TEST(replies_read_as_talon_expects)
{
    check_file("data/examples/reply-talon.json");
}

/* --- whole messages
 * -------------------------------------------------------------------------------- */

static struct str one_spaced(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a, s.n + 1);
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_space(s.p[i]))
            buf_addc(&b, s.p[i]);
        else if (b.n && b.p[b.n - 1] != ' ')
            buf_addc(&b, ' ');
    return str_trim(buf_str(&b));
}

static bool is_as_desks_expect(struct arena *a, struct str got, const struct json_value *expect)
{
    got = one_spaced(a, got);
    struct str want = text_of(expect, "visible_reply_text");
    struct str start = text_of(expect, "visible_startswith");
    struct str end = text_of(expect, "visible_endswith");
    bool is_same = !want.p || str_eq(got, one_spaced(a, want));
    return is_same && (!start.p || str_starts(got, one_spaced(a, start))) &&
           (!end.p || str_ends(got, one_spaced(a, end))) &&
           holds_all(got, json_member(expect, "visible_contains"), true) &&
           holds_all(got, json_member(expect, "visible_lacks"), false);
}

TEST(replies_read_as_other_desks_expect)
{
    struct arena a = {0};
    const char *path = test_shared(&a, "data/examples/mail-apps.json");
    if (!path) {
        skip();
        return;
    }
    const struct json_value *file;
    struct fault f = {0};
    assert_int_equal(json_parse(&a, test_file(&a, path), &file, &f), OK);
    const struct json_value *cases = json_member(file, "cases");
    int failed = 0;
    for (int i = 0; i < cases->count; i++) {
        const struct json_value *c = &cases->items[i];
        struct str raw = text_of(c, "raw"), coded = text_of(c, "raw_base64");
        bool was_cut;
        if (coded.p)
            raw = transfer_all(&a, TRANSFER_BASE64, coded, LIMIT_MAIL_BYTES, &was_cut);
        struct mail mail = {0};
        if (json_member(c, "advisory") || mail_parse(&a, raw, NULL, &mail, &f) != OK)
            continue;
        if (is_as_desks_expect(&a, mail.visible, json_member(c, "expect")))
            continue;
        failed++;
        print_error("%.*s: got\n%.*s\n", STR_ARG(text_of(c, "id")), STR_ARG(mail.visible));
    }
    arena_release(&a);
    assert_int_equal(failed, 0);
}
