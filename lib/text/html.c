#include "text/html.h"

#include <gumbo.h>
#include <setjmp.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"

/* The seam of gumbo: the only file that knows it. Two habits of the library are kept from doing
 * harm here. Its work grows with the square of the depth and of the attributes of one tag, and one
 * line of source can be cloned into thousands of nodes; and it frees a tree by recursion. So it is
 * given memory by us: each node it asks for is measured where it hangs, and when one of the caps is
 * passed we leave by longjmp and throw the arena away. Its own free is never called. */

enum {
    depth_most = 2 *
                 LIMIT_HTML_DEPTH, /* gumbo may go this deep; past LIMIT_HTML_DEPTH we flatten */
    attributes_most = 512,         /* of one tag: gumbo compares each with all before it */
    memory_per_byte = 96,          /* scratch memory; mail takes 10 to 30 */
    memory_least = 4 << 20,
    steps_most =
        300 << 20 /* half a second; gumbo looks through the open elements again and again */
};

struct work {
    struct arena scratch;
    jmp_buf refused;
    const char *reason;
    GumboNode
        *slots; /* every piece of a node's size lies here, so a parent can be told from text */
    ptrdiff_t slot_count, slots_used;
    ptrdiff_t attributes; /* since the newest node */
    ptrdiff_t memory_most;
    ptrdiff_t depth; /* of the newest node that was looked at */
    ptrdiff_t steps; /* depth, summed over what was asked for */
};

static _Noreturn void refuse(struct work *w, const char *reason)
{
    w->reason = reason;
    longjmp(w->refused, 1);
}

static const GumboNode *slot_at(const struct work *w, const GumboNode *p)
{
    uintptr_t first = (uintptr_t)w->slots, at = (uintptr_t)p;
    bool is_slot = at >= first && at < first + (uintptr_t)w->slots_used * sizeof *p &&
                   (at - first) % sizeof *p == 0;
    return is_slot ? p : NULL;
}

/* The node given out last hangs in the tree by now: how deep? Not everything of a node's size is a
 * node, so what looks like a parent is believed only if it lies in a slot. */
static void check_depth(struct work *w)
{
    const GumboNode *p = w->slots_used ? &w->slots[w->slots_used - 1] : NULL;
    w->depth = 0;
    while (p && w->depth++ <= depth_most)
        p = slot_at(w, p->parent);
    if (w->depth > depth_most)
        refuse(w, "nested too deeply");
}

static void *give(void *context, size_t size)
{
    struct work *w = context;
    if (size == sizeof(GumboNode)) {
        check_depth(w);
        if (w->slots_used == w->slot_count)
            refuse(w, "made of too many parts");
        w->attributes = 0;
        GumboNode *node = &w->slots[w->slots_used++];
        *node = (GumboNode){0};
        return node;
    }
    w->steps += w->depth;
    if (w->steps > steps_most)
        refuse(w, "nested too deeply for its size");
    if (size == sizeof(GumboAttribute) && ++w->attributes > attributes_most)
        refuse(w, "made of tags with too many attributes");
    if ((ptrdiff_t)size > w->memory_most - w->scratch.used)
        refuse(w, "too large once taken apart");
    return arena_alloc(&w->scratch, 1, _Alignof(max_align_t), (ptrdiff_t)size);
}

static void take_back(void *context, void *p)
{
    (void)context, (void)p; /* the arena goes as a whole */
}

/* --- bytes --------------------------------------------------------------------------------- */

static bool is_control(char c)
{
    return (c > 0 && c < ' ' && c != '\t' && c != '\n' && c != '\f' && c != '\r') || c == 0x7F;
}

/* Valid UTF-8 without control characters: browsers pass them on, gumbo makes U+FFFD of some, and
 * nobody can see them. Also for what gumbo gives back: its numeric references overflow. */
static struct str cleaned(struct arena *a, struct str s)
{
    ptrdiff_t n = 0;
    while (n < s.n && s.p[n] > 0 && !is_control(s.p[n]))
        n++;
    if (n == s.n)
        return s;
    s = utf8_clean(a, s);
    char *p = arena_bytes(a, s.n);
    n = 0;
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!is_control(s.p[i]))
            p[n++] = s.p[i];
    return str_of(p, n);
}

/* --- from gumbo's tree to ours ------------------------------------------------------------- */

static const GumboVector no_children;

static const GumboVector *children_of(const GumboNode *g)
{
    if (g->type == GUMBO_NODE_ELEMENT || g->type == GUMBO_NODE_TEMPLATE)
        return &g->v.element.children;
    return &no_children;
}

static struct str name_of(struct arena *a, const GumboElement *e)
{
    if (e->tag != GUMBO_TAG_UNKNOWN)
        return str_from(gumbo_normalized_tagname(e->tag));
    GumboStringPiece tag = e->original_tag;
    gumbo_tag_from_original_text(&tag);
    return str_lower(a, str_of(tag.data, (ptrdiff_t)tag.length));
}

static void copy_attributes(struct arena *a, struct html_node *n, const GumboVector *from)
{
    struct html_attr *attrs = NEWN(a, struct html_attr, (ptrdiff_t)from->length);
    for (unsigned i = 0; i < from->length; i++) {
        const GumboAttribute *attr = from->data[i];
        attrs[i].name = str_lower(a, str_from(attr->name));
        attrs[i].value = cleaned(a, str_dup(a, str_from(attr->value)));
    }
    n->attrs = attrs;
    n->attr_count = (int)from->length;
}

/* Our node for one of gumbo's, or NULL for what is left out. */
static struct html_node *copy_node(struct arena *a, const GumboNode *g)
{
    if (g->type == GUMBO_NODE_DOCUMENT || g->type == GUMBO_NODE_COMMENT)
        return NULL;
    struct html_node *n = NEW(a, struct html_node);
    if (g->type == GUMBO_NODE_ELEMENT || g->type == GUMBO_NODE_TEMPLATE) {
        n->kind = HTML_ELEMENT;
        n->name = name_of(a, &g->v.element);
        n->is_foreign = g->v.element.tag_namespace != GUMBO_NAMESPACE_HTML;
        copy_attributes(a, n, &g->v.element.attributes);
    } else {
        n->kind = HTML_TEXT;
        n->text = cleaned(a, str_dup(a, str_from(g->v.text.text)));
    }
    return n;
}

static void append(struct html_node *parent, struct html_node *n)
{
    n->parent = parent;
    n->prev = parent->last;
    *(parent->last ? &parent->last->next : &parent->first) = n;
    parent->last = n;
    if (n->kind == HTML_TEXT)
        n->is_foreign = parent->is_foreign;
}

struct level {
    const GumboNode *from;
    struct html_node *to; /* where the children of `from` go */
    unsigned next;
};

/* Without recursion. What lies deeper than LIMIT_HTML_DEPTH is hung beside its parent instead of
 * below it, as browsers do at their own limit: nothing is lost, and no reader can be led too deep.
 */
static struct html_node *copy_tree(struct arena *a, const GumboNode *from)
{
    struct html_node *root = copy_node(a, from);
    struct level levels[depth_most + 2];
    int depth = 0;
    levels[0] = (struct level){from, root, 0};
    while (depth >= 0) {
        struct level *l = &levels[depth];
        const GumboVector *children = children_of(l->from);
        if (l->next == children->length) {
            depth--;
            continue;
        }
        const GumboNode *g = children->data[l->next++];
        struct html_node *n = copy_node(a, g);
        if (!n)
            continue;
        append(l->to, n);
        if (children_of(g)->length && depth < depth_most + 1) {
            levels[depth + 1] = (struct level){g, depth + 2 < LIMIT_HTML_DEPTH ? n : l->to, 0};
            depth++;
        }
    }
    return root;
}

static void work_init(struct work *w, ptrdiff_t size)
{
    ptrdiff_t align = _Alignof(GumboNode), slot = (ptrdiff_t)sizeof(GumboNode);
    w->slot_count = size / 2 + 1024 < LIMIT_HTML_NODES ? size / 2 + 1024 : LIMIT_HTML_NODES;
    char *p = arena_bytes(&w->scratch, w->slot_count * slot + align); /* touched as it is used */
    p += -(uintptr_t)p & (uintptr_t)(align - 1);
    w->slots = (GumboNode *)(void *)p;
    w->memory_most = w->scratch.used + memory_least + size * memory_per_byte;
}

/* NULL when a cap was passed; then w->reason says which. */
static const GumboNode *parse(struct work *w, struct str html)
{
    if (setjmp(w->refused))
        return NULL;
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = give;
    options.deallocator = take_back;
    options.userdata = w;
    options.max_errors = 0;
    return gumbo_parse_with_options(&options, html.n ? html.p : "", (size_t)html.n)->root;
}

static bool is_frameset(const GumboNode *root)
{
    const GumboVector *children = children_of(root);
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *g = children->data[i];
        if (g->type == GUMBO_NODE_ELEMENT && g->v.element.tag == GUMBO_TAG_FRAMESET)
            return true;
    }
    return false;
}

/* A page of frames has no body: what stood there before <frameset> is gone. Mail has no frames to
 * show, and its words are wanted: behind a letter the parser ignores <frameset>. The letter is the
 * first of the first text, and goes again. */
static enum err parse_words(struct arena *a, struct str html, struct html_node **root,
                            struct fault *f)
{
    TRY(html_parse(a, str_cat(a, S("x"), str_head(html, LIMIT_HTML_BYTES - 1)), root, f));
    struct html_node *n = *root;
    while (n->kind != HTML_TEXT)
        n = html_next(n, *root);
    n->text = str_skip(n->text, 1);
    if (!n->text.n)
        html_remove(n);
    return OK;
}

enum err html_parse(struct arena *a, struct str html, struct html_node **root, struct fault *f)
{
    if (html.n > LIMIT_HTML_BYTES)
        return fault_set(f, ERR_TOO_LARGE, NULL, "the HTML is larger than %d kB",
                         LIMIT_HTML_BYTES / 1024);
    struct work w = {.slots = NULL};
    work_init(&w, html.n);
    const GumboNode *from = parse(&w, cleaned(&w.scratch, html));
    bool is_frames = from && is_frameset(from);
    if (from && !is_frames)
        *root = copy_tree(a, from);
    arena_release(&w.scratch);
    if (is_frames)
        return parse_words(a, html, root, f);
    return from ? OK : fault_set(f, ERR_TOO_LARGE, NULL, "the HTML is %s", w.reason);
}

/* --- reading the tree ---------------------------------------------------------------------- */

struct str html_attr(const struct html_node *n, struct str name)
{
    for (int i = 0; i < n->attr_count; i++)
        if (str_eq(n->attrs[i].name, name))
            return n->attrs[i].value;
    return (struct str){0};
}

struct html_node *html_next(const struct html_node *n, const struct html_node *within)
{
    if (n->first)
        return n->first;
    while (n != within && !n->next)
        n = n->parent;
    return n == within ? NULL : n->next;
}

void html_remove(struct html_node *n)
{
    struct html_node *parent = n->parent;
    if (n->prev)
        n->prev->next = n->next;
    else if (parent)
        parent->first = n->next;
    if (n->next)
        n->next->prev = n->prev;
    else if (parent)
        parent->last = n->prev;
    n->parent = n->prev = n->next = NULL;
}
