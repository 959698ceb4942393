/* HTML as plain text, in one walk without recursion. Words are written as they come; space, line
 * ends and marks are only wanted, and written when the next word shows that they are needed. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/html.h"

enum {
    quote_most = 12,  /* deeper quotes are not marked deeper: a line stays readable */
    indent_most = 24, /* columns */
    nbsp = 0xA0
};

/* What an open element changed and gives back when it closes. */
struct open {
    ptrdiff_t start; /* of its words in the output */
    int indent, quote, number;
    bool has_blank; /* a no-break space, though no word yet */
};

struct writer {
    struct arena *arena;
    struct buf out;
    VEC(struct open) open;
    struct str mark; /* of the list item whose first word is awaited */
    int breaks;      /* line ends wanted: 1 a new line, 2 a blank line between */
    char gap;        /* wanted between words: 0, space or tab */
    int indent, quote, quote_before, pre;
};

/* --- kinds of elements --------------------------------------------------------------------- */

static bool is_one_of(struct str name, const char *const *names)
{
    for (; *names; names++)
        if (str_eq(name, str_from(*names)))
            return true;
    return false;
}

static const char *const unseen_names[] = {"head",   "script",   "style",    "title",  "template",
                                           "iframe", "noframes", "noembed",  "object", "datalist",
                                           "desc",   "metadata", "colgroup", NULL};
static const char *const paragraph_names[] = {"p",          "h1",  "h2", "h3",      "h4",
                                              "h5",         "h6",  "ul", "ol",      "dl",
                                              "blockquote", "pre", "hr", "listing", NULL};
static const char *const line_names[] = {
    "div",    "li",      "dt",      "dd",         "tr",       "table",    "caption",
    "center", "address", "article", "section",    "header",   "footer",   "main",
    "nav",    "aside",   "figure",  "figcaption", "form",     "fieldset", "legend",
    "option", "details", "summary", "body",       "textarea", NULL};

static bool style_hides(struct arena *a, struct str style)
{
    if (!style.n)
        return false;
    char *p = arena_bytes(a, style.n);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < style.n; i++)
        if (!ascii_is_space(style.p[i]))
            p[n++] = ascii_lower(style.p[i]);
    struct str s = str_of(p, n);
    return str_has(s, S("display:none")) || str_has(s, S("mso-hide:all")) ||
           str_has(s, S("visibility:hidden"));
}

static bool is_unseen(struct writer *w, const struct html_node *n)
{
    return is_one_of(n->name, unseen_names) || html_attr(n, S("hidden")).p ||
           style_hides(w->arena, html_attr(n, S("style")));
}

/* Outlook sets each line as a paragraph without margins; a blank line is then one with a space. */
static bool is_tight(const struct html_node *n)
{
    struct str style = html_attr(n, S("style"));
    ptrdiff_t at = str_findi(style, S("margin:0"));
    return str_startsi(html_attr(n, S("class")), S("MsoNormal")) ||
           (at >= 0 && (at + 8 == style.n || style.p[at + 8] != '.'));
}

/* How far a block stands from its neighbours: 2 a blank line, 1 a line of its own, 0 no block. */
static int breaks_around(const struct writer *w, const struct html_node *n)
{
    if (is_one_of(n->name, line_names))
        return 1;
    if (!is_one_of(n->name, paragraph_names))
        return 0;
    bool is_inner_list = w->indent && n->name.n == 2 && n->name.p[1] == 'l';
    return is_inner_list || (str_eq(n->name, S("p")) && is_tight(n)) ? 1 : 2;
}

/* --- writing ------------------------------------------------------------------------------- */

static void want_breaks(struct writer *w, int breaks)
{
    w->breaks = breaks > w->breaks ? breaks : w->breaks;
    if (breaks)
        w->gap = 0;
}

static void put_prefix(struct writer *w)
{
    for (int i = 0; i < w->quote && i < quote_most; i++)
        buf_addz(&w->out, "> ");
    int columns = w->indent - (int)w->mark.n;
    for (int i = 0; i < columns && i < indent_most; i++)
        buf_addc(&w->out, ' ');
    buf_add(&w->out, w->mark);
    w->mark = (struct str){0};
    w->quote_before = w->quote;
}

static void put_blank_line(struct writer *w)
{
    int quote = w->quote < w->quote_before ? w->quote : w->quote_before;
    buf_addc(&w->out, '\n');
    for (int i = 0; i < quote && i < quote_most; i++)
        buf_addz(&w->out, i ? " >" : ">");
}

/* What is wanted before a word. */
static void put_gap(struct writer *w)
{
    if (!w->out.n) {
        put_prefix(w);
    } else if (w->breaks) {
        if (w->breaks > 1)
            put_blank_line(w);
        buf_addc(&w->out, '\n');
        put_prefix(w);
    } else if (w->gap) {
        buf_addc(&w->out, w->gap);
    }
    w->breaks = 0;
    w->gap = 0;
}

static bool is_invisible(int32_t c)
{
    return c == 0x200B || c == 0xFEFF || c == 0xAD || c == 0x34F || c == 0x2060;
}

/* Joiners mean something between letters; a run of them alone is padding of a preview line. */
static bool is_joiner(int32_t c)
{
    return c == 0x200C || c == 0x200D;
}

static void put_space(struct writer *w, int32_t c)
{
    if (c == nbsp && w->open.n && w->breaks)
        w->open.v[w->open.n - 1].has_blank = true;
    if (w->pre && c == '\n') {
        w->breaks = w->breaks < 2 ? w->breaks + 1 : 2;
        w->gap = 0;
    } else if (w->pre && c != '\r') {
        put_gap(w);
        buf_addc(&w->out, c == '\t' ? '\t' : ' ');
    } else if (!w->gap) {
        w->gap = ' ';
    }
}

static void put_text(struct writer *w, struct str s)
{
    while (s.n) {
        struct str rest = s;
        int32_t c = utf8_next(&rest);
        bool at_edge = !w->out.n || w->breaks || w->gap;
        if ((c < 0x80 && ascii_is_space((char)c)) || c == nbsp) {
            put_space(w, c);
        } else if (!is_invisible(c) && !(is_joiner(c) && at_edge)) {
            put_gap(w);
            buf_add(&w->out, str_head(s, s.n - rest.n));
        }
        s = rest;
    }
}

/* --- elements ------------------------------------------------------------------------------ */

static void enter_item(struct writer *w, const struct html_node *n)
{
    struct open *list = w->open.n > 1 ? &w->open.v[w->open.n - 2] : NULL;
    bool is_numbered = list && n->parent && str_eq(n->parent->name, S("ol"));
    w->mark = S("- ");
    if (is_numbered) {
        int64_t value;
        if (str_to_i64(html_attr(n, S("value")), &value) == OK && value > 0 && value < 100000)
            list->number = (int)value - 1;
        w->mark = str_fmt(w->arena, "%d. ", ++list->number);
    }
    w->indent += (int)w->mark.n;
}

static void enter_list(struct writer *w, const struct html_node *n)
{
    int64_t start;
    if (str_to_i64(html_attr(n, S("start")), &start) == OK && start > 0 && start < 100000)
        w->open.v[w->open.n - 1].number = (int)start - 1;
}

static void enter(struct writer *w, const struct html_node *n)
{
    *vec_push(w->arena,
              &w->open) = (struct open){.start = w->out.n, .indent = w->indent, .quote = w->quote};
    want_breaks(w, breaks_around(w, n));
    if (str_eq(n->name, S("blockquote")))
        w->quote++;
    else if (str_eq(n->name, S("li")))
        enter_item(w, n);
    else if (str_eq(n->name, S("ol")))
        enter_list(w, n);
    else if (str_eq(n->name, S("pre")) || str_eq(n->name, S("listing")))
        w->pre++;
    else if ((str_eq(n->name, S("td")) || str_eq(n->name, S("th"))) && !w->breaks)
        w->gap = '\t';
    else if (str_eq(n->name, S("img")))
        put_text(w, html_attr(n, S("alt")));
    else if (str_eq(n->name, S("hr")))
        put_text(w, S("---"));
    else if (str_eq(n->name, S("br")))
        w->breaks = w->breaks < 2 ? w->breaks + 1 : 2, w->gap = 0;
}

/* An address without what does not make it another: scheme, "www.", the last slash. */
static struct str address_core(struct str s)
{
    static const struct str heads[] = {STR_INIT("https://"), STR_INIT("http://"),
                                       STR_INIT("mailto:"), STR_INIT("tel:"), STR_INIT("www.")};
    s = str_trim(s);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (str_startsi(s, heads[i]))
            s = str_skip(s, heads[i].n);
    return str_ends(s, S("/")) ? str_head(s, s.n - 1) : s;
}

static void leave_link(struct writer *w, const struct html_node *n, ptrdiff_t start)
{
    struct str href = str_trim(html_attr(n, S("href")));
    struct str words = str_trim(str_skip(buf_str(&w->out), start));
    bool is_address = str_startsi(href, S("http://")) || str_startsi(href, S("https://")) ||
                      str_startsi(href, S("mailto:")) || str_startsi(href, S("tel:"));
    if (!is_address || !words.n || str_eqi(address_core(href), address_core(words)))
        return;
    w->gap = ' ';
    put_text(w, S("<"));
    put_text(w, href);
    put_text(w, S(">"));
}

static void leave(struct writer *w, const struct html_node *n)
{
    struct open o = w->open.v[--w->open.n];
    if (str_eq(n->name, S("a")))
        leave_link(w, n, o.start);
    else if (str_eq(n->name, S("pre")) || str_eq(n->name, S("listing")))
        w->pre--;
    int breaks = breaks_around(w, n);
    if (o.has_blank && w->out.n == o.start && breaks)
        breaks = 2;
    else if (o.has_blank && w->out.n == o.start && w->open.n)
        w->open.v[w->open.n - 1].has_blank = true;
    w->quote = o.quote;
    w->indent = o.indent;
    want_breaks(w, breaks);
}

struct str html_to_text(struct arena *a, const struct html_node *root)
{
    struct writer w = {.arena = a};
    buf_init(&w.out, a, LIMIT_MAIL_TEXT_BYTES);
    const struct html_node *n = root;
    while (n) {
        bool is_open = n->kind == HTML_ELEMENT && !is_unseen(&w, n);
        if (n->kind == HTML_TEXT)
            put_text(&w, n->text);
        if (is_open)
            enter(&w, n);
        if (is_open && n->first) {
            n = n->first;
            continue;
        }
        if (is_open)
            leave(&w, n);
        while (n != root && !n->next) {
            n = n->parent;
            leave(&w, n);
        }
        n = n == root ? NULL : n->next;
    }
    return str_trim_end(buf_str(&w.out));
}
