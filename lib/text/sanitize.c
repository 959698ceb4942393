#include "text/sanitize.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "text/sanitize_rules.h"

/* How much of the shape is kept. Each level is tried when the one before did not come out the same
 * when parsed again: the parser mends some shapes in a way that changes them once more. */
enum shape {
    SHAPE_FULL,
    SHAPE_SIMPLE, /* lines, links, pictures: <div>, <a> not in another, <br>, <img> */
    SHAPE_FLAT    /* lines alone, from html_parse_flat */
};

enum {
    rounds_most = 4,    /* of parsing again before the shape is given up; two are enough for mail */
    large = 256 * 1024, /* over it one round must do */
    levels_most = LIMIT_HTML_DEPTH + 2
};

struct writer {
    struct arena *arena;
    struct buf out;
    enum shape shape;
    int links;                    /* open <a> */
    struct str open[levels_most]; /* what was written for each open element; or empty */
    int depth;
};

/* --- writing ------------------------------------------------------------------------------- */

/* White space before the first word is dropped by the parser, so it is never written. */
static void put_text(struct writer *w, const struct html_node *n)
{
    struct str s = n->text;
    while (!w->out.n && s.n && (ascii_is_space(s.p[0]) || (unsigned char)s.p[0] < ' '))
        s = str_skip(s, 1);
    bool is_eaten = w->depth && !n->prev && str_eq(w->open[w->depth - 1], S("pre"));
    if (is_eaten && s.n && (s.p[0] == '\n' || s.p[0] == '\r'))
        buf_addc(&w->out, '\n'); /* the parser takes the first one after <pre> */
    rule_escape(&w->out, s);
}

static bool is_table_part(struct str name)
{
    return str_eq(name, S("table")) || str_eq(name, S("tbody")) || str_eq(name, S("thead")) ||
           str_eq(name, S("tfoot")) || str_eq(name, S("tr"));
}

/* The name that n is written with; empty: it is unwrapped. */
static struct str element_for(const struct writer *w, const struct html_node *n,
                              const struct rule *rule)
{
    /* A form may stand between rows, where nothing else that we would write for it may. */
    if (str_eq(n->name, S("form")) && n->parent && is_table_part(n->parent->name))
        return S("");
    if (w->shape == SHAPE_FULL)
        return rule->to;
    if (str_eq(n->name, S("a")))
        return w->links ? S("") : rule->to;
    if (rule->is_block)
        return S("div");
    bool is_simple = str_eq(n->name, S("br")) || str_eq(n->name, S("img"));
    return is_simple ? rule->to : S("");
}

/* Writes the start tag; returns what must be closed, or nothing. */
static struct str put_start(struct writer *w, const struct html_node *n, const struct rule *rule)
{
    struct str name = element_for(w, n, rule);
    ptrdiff_t before = w->out.n;
    if (!name.n)
        return name;
    buf_addc(&w->out, '<');
    buf_add(&w->out, name);
    ptrdiff_t bare = w->out.n;
    if (w->shape == SHAPE_FULL || !rule->is_block)
        rule_attributes(w->arena, &w->out, n);
    if (rule->act == RULE_PAGE && w->out.n == bare) {
        w->out.n = before;
        return S("");
    }
    buf_addc(&w->out, '>');
    return rule->act == RULE_VOID ? S("") : name;
}

static void put_end(struct writer *w, struct str name)
{
    if (!name.n)
        return;
    buf_addz(&w->out, "</");
    buf_add(&w->out, name);
    buf_addc(&w->out, '>');
}

/* Whether what is below n is to be visited. */
static bool enter(struct writer *w, const struct html_node *n)
{
    if (n->kind == HTML_TEXT) {
        put_text(w, n);
        return false;
    }
    const struct rule *rule = rule_of(n);
    bool is_picture = rule->act == RULE_VOID && str_eq(n->name, S("img"));
    if (rule->act == RULE_DROP || (is_picture && rule_is_tracker(w->arena, n)))
        return false;
    struct str name = put_start(w, n, rule);
    if (!n->first) {
        put_end(w, name);
        return false;
    }
    w->links += str_eq(name, S("a"));
    w->open[w->depth++] = name;
    return true;
}

static void leave(struct writer *w)
{
    struct str name = w->open[--w->depth];
    put_end(w, name);
    w->links -= str_eq(name, S("a"));
}

static struct str write_tree(struct writer *w, const struct html_node *root)
{
    const struct html_node *n = root;
    while (n && !w->out.full) {
        if (enter(w, n)) {
            n = n->first;
            continue;
        }
        while (n != root && !n->next) {
            n = n->parent;
            leave(w);
        }
        n = n == root ? NULL : n->next;
    }
    return buf_str(&w->out);
}

/* The tree as a fragment; false when it is too large in this shape. */
static bool tree_format(struct arena *a, const struct html_node *root, enum shape shape,
                        struct str *out)
{
    struct arena scratch = {0};
    struct writer w = {.arena = &scratch, .shape = shape};
    buf_init(&w.out, a, LIMIT_HTML_BYTES);
    *out = write_tree(&w, root);
    arena_release(&scratch);
    return !w.out.full;
}

/* --- until it stays the same --------------------------------------------------------------- */

/* Parses `html` and writes it in full; false when it was refused or came out too large. */
static bool round_trip(struct arena *a, struct str html, struct str *out)
{
    struct arena scratch = {0};
    struct html_node *root = NULL;
    bool is_fine = html_parse(&scratch, html, &root, NULL) == OK &&
                   tree_format(a, root, SHAPE_FULL, out);
    arena_release(&scratch);
    return is_fine;
}

/* The tree in this shape, and on to a form that parsing and writing no longer change; false when
 * none was found. */
static bool settle(struct arena *a, const struct html_node *root, enum shape shape, struct str *out)
{
    struct str before;
    if (!tree_format(a, root, shape, &before))
        return false;
    int rounds = before.n > large ? 1 : rounds_most;
    for (int i = 0; i < rounds; i++) {
        if (!round_trip(a, before, out))
            return false;
        if (str_eq(before, *out))
            return true;
        before = *out;
    }
    return false;
}

static struct str flat(struct arena *a, struct str html)
{
    struct arena scratch = {0};
    struct str out;
    tree_format(a, html_parse_flat(&scratch, html), SHAPE_FLAT, &out); /* cut off where too large */
    arena_release(&scratch);
    return out;
}

static int count(struct str s, struct str what)
{
    int n = 0;
    for (ptrdiff_t at = str_find(s, what); at >= 0; at = str_find(s, what), n++)
        s = str_skip(s, at + what.n);
    return n;
}

struct sanitized sanitize_html(struct arena *a, struct str html)
{
    struct sanitized s = {.is_reduced = false};
    struct arena scratch = {0};
    struct html_node *root = NULL;
    bool is_tree = html_parse(&scratch, html, &root, NULL) == OK;
    if (!is_tree || !settle(a, root, SHAPE_FULL, &s.html)) {
        s.is_reduced = true;
        if (!is_tree || !settle(a, root, SHAPE_SIMPLE, &s.html))
            s.html = flat(a, html);
    }
    arena_release(&scratch);
    s.remote_pictures = count(s.html, S("<img " RULE_REMOTE "=\"http"));
    return s;
}
