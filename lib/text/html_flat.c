/* What is left of HTML that was refused for its shape: text and line breaks. It is read once from
 * front to back, so its cost is its length, whatever stands in it. */
#include <assert.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/html.h"

static bool is_one_of(struct str name, const char *const *names)
{
    for (; *names; names++)
        if (str_eqi(name, str_from(*names)))
            return true;
    return false;
}

/* These hold no markup, only text up to their own end tag. The words of the last two are for
 * people, the others for machines. */
static const char *const raw_names[] = {"script",   "style",    "title", "iframe",    "noembed",
                                        "noframes", "textarea", "xmp",   "plaintext", NULL};
static const char *const raw_readable[] = {"textarea", "xmp", "plaintext", NULL};
static const char *const breaking_names[] = {
    "address", "article", "aside", "blockquote", "br",  "center",  "dd", "div", "dl",     "dt",
    "footer",  "form",    "h1",    "h2",         "h3",  "h4",      "h5", "h6",  "header", "hr",
    "li",      "main",    "ol",    "p",          "pre", "section", "tr", "ul",  "table",  NULL};

static bool is_name_end(char c)
{
    return ascii_is_space(c) || c == '/' || c == '>';
}

/* The position after the tag, comment or declaration that starts at s[0] == '<'. */
static ptrdiff_t markup_length(struct str s)
{
    if (str_starts(s, S("<!--"))) {
        ptrdiff_t end = str_find(str_skip(s, 4), S("-->"));
        return end < 0 ? s.n : 4 + end + 3;
    }
    char quote = 0;
    for (ptrdiff_t i = 1; i < s.n; i++) {
        char c = s.p[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if ((c == '"' || c == '\'') && s.p[i - 1] == '=')
            quote = c;
        else if (c == '>')
            return i + 1;
    }
    return s.n;
}

/* Line breaks are ours; those of the source are mere white space. */
static void add_break(struct buf *out)
{
    while (out->n && out->p[out->n - 1] == ' ')
        out->n--;
    if (out->n && out->p[out->n - 1] != '\n')
        buf_addc(out, '\n');
}

static void add_words(struct buf *out, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char last = out->n ? out->p[out->n - 1] : '\n';
        if (s.p[i] == '<')
            buf_addz(out, "&lt;");
        else if (!ascii_is_space(s.p[i]))
            buf_addc(out, s.p[i]);
        else if (last != ' ' && last != '\n')
            buf_addc(out, ' ');
    }
}

/* Where the end tag of a raw element starts, searched from the front of s. */
static ptrdiff_t raw_end(struct arena *a, struct str s, struct str name)
{
    struct str tag = str_fmt(a, "</%.*s", STR_ARG(name));
    ptrdiff_t end = str_findi(s, tag);
    return end < 0 ? s.n : end;
}

/* Reads one tag at the start of s and returns what comes after it. */
static struct str skip_tag(struct arena *a, struct buf *out, struct str s)
{
    ptrdiff_t length = markup_length(s);
    bool is_end = s.n > 1 && s.p[1] == '/';
    struct str rest = str_skip(s, length), name = str_skip(s, is_end ? 2 : 1);
    ptrdiff_t n = 0;
    while (n < name.n && n < 16 && !is_name_end(name.p[n]))
        n++;
    name = str_head(name, n);
    if (is_one_of(name, breaking_names))
        add_break(out);
    if (is_end || !is_one_of(name, raw_names))
        return rest;
    ptrdiff_t end = raw_end(a, rest, name);
    if (is_one_of(name, raw_readable))
        add_words(out, str_head(rest, end));
    return str_skip(rest, end);
}

static struct html_node *node_add(struct arena *a, struct html_node *parent, struct str text)
{
    struct html_node *n = NEW(a, struct html_node);
    n->kind = text.p ? HTML_TEXT : HTML_ELEMENT;
    n->text = text;
    n->parent = parent;
    n->prev = parent->last;
    *(parent->last ? &parent->last->next : &parent->first) = n;
    parent->last = n;
    return n;
}

static struct str with_spaces_for_breaks(struct arena *a, struct str s)
{
    char *p = arena_bytes(a, s.n);
    for (ptrdiff_t i = 0; i < s.n; i++)
        p[i] = s.p[i] == '\n' ? ' ' : s.p[i];
    return str_of(p, s.n);
}

/* The one text of the body, cut at its line breaks into texts and <br>; after very many lines the
 * rest is one line. */
static void split_lines(struct arena *a, struct html_node *text)
{
    struct html_node *body = text->parent;
    struct str rest = text->text;
    html_remove(text);
    for (int lines = 1; rest.p; lines++) {
        bool is_last = lines > LIMIT_HTML_NODES / 2;
        struct str line = is_last ? with_spaces_for_breaks(a, rest) : str_cut(&rest, '\n');
        if (line.n)
            node_add(a, body, line);
        if (is_last)
            return;
        if (rest.p)
            node_add(a, body, (struct str){0})->name = S("br");
    }
}

struct html_node *html_parse_flat(struct arena *a, struct str html)
{
    struct arena scratch = {0};
    struct buf out;
    buf_init(&out, &scratch, LIMIT_HTML_BYTES);
    while (html.n && !out.full) {
        ptrdiff_t at = str_chr(html, '<');
        add_words(&out, str_head(html, at < 0 ? html.n : at));
        if (at < 0)
            break;
        html = str_skip(html, at);
        bool is_markup = html.n > 1 &&
                         (ascii_is_alpha(html.p[1]) || str_chr(S("/!?"), html.p[1]) >= 0);
        if (!is_markup)
            add_words(&out, str_head(html, 1));
        html = is_markup ? skip_tag(&scratch, &out, html) : str_skip(html, 1);
    }
    struct html_node *root = NULL;
    enum err e = html_parse(a, buf_str(&out), &root, NULL);
    arena_release(&scratch);
    assert(e == OK); /* nothing in it nests, and it is small enough */
    for (struct html_node *n = root; n; n = html_next(n, root))
        if (n->kind == HTML_TEXT) {
            split_lines(a, n);
            break;
        }
    return root;
}
