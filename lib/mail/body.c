#include "mail/body.h"

struct selector {
    struct arena *a;
    const struct mime_tree *t;
    struct body out;
};

/* Which readings a part belongs to, where it stands. */
struct place {
    bool in_alternative, in_related;
    bool want_text, want_html;
};

bool body_is_plain(const struct mime_part *p)
{
    return str_eq(p->content_type.value, S("text/plain")) || p->is_unsplit;
}

bool body_is_html(const struct mime_part *p)
{
    return str_eq(p->content_type.value, S("text/html"));
}

static bool is_media(const struct mime_part *p)
{
    struct str type = p->content_type.value;
    return str_starts(type, S("image/")) || str_starts(type, S("audio/")) ||
           str_starts(type, S("video/"));
}

static bool is_inline(struct selector *s, const struct mime_part *p, bool is_first,
                      const struct place *at)
{
    if (mime_is_attachment(p) || p->kind != MIME_LEAF)
        return false;
    if (!body_is_plain(p) && !body_is_html(p) && !is_media(p))
        return false;
    if (is_first)
        return true;
    return !at->in_related && (is_media(p) || mime_name(s->a, p).n == 0);
}

static void add(struct selector *s, part_list *l, int part)
{
    *vec_push(s->a, l) = part;
}

static void children_select(struct selector *s, int parent, struct place at);

/* A part inside multipart/alternative is one reading of it. */
static void alternative_select(struct selector *s, int part)
{
    const struct mime_part *p = &s->t->parts.v[part];
    if (body_is_plain(p))
        add(s, &s->out.text, part);
    else if (body_is_html(p))
        add(s, &s->out.html, part);
    else
        add(s, &s->out.files, part);
}

static void inline_select(struct selector *s, int part, struct place *at)
{
    const struct mime_part *p = &s->t->parts.v[part];
    if (is_media(p)) {
        add(s, &s->out.files, part);
        return;
    }
    if (at->in_alternative && body_is_plain(p))
        at->want_html = false;
    if (at->in_alternative && body_is_html(p))
        at->want_text = false;
    bool is_doubtful = p->is_undecodable || p->is_unsplit;
    if (at->want_text && !is_doubtful)
        add(s, &s->out.text, part);
    if (at->want_html && !is_doubtful)
        add(s, &s->out.html, part);
    if (is_doubtful || (!at->want_text && !at->want_html))
        add(s, &s->out.files, part);
}

static void part_select(struct selector *s, int part, bool is_first, struct place *at)
{
    const struct mime_part *p = &s->t->parts.v[part];
    struct str parent_type = p->parent >= 0 ? s->t->parts.v[p->parent].content_type.value
                                            : (struct str){0};
    if (p->kind == MIME_MULTIPART) {
        children_select(s, part, *at);
    } else if (p->kind == MIME_SIGNED) {
        add(s, &s->out.files, part);
        children_select(s, part, *at);
    } else if (!is_inline(s, p, is_first, at)) {
        add(s, &s->out.files, part);
    } else if (str_eq(parent_type, S("multipart/alternative"))) {
        alternative_select(s, part);
    } else {
        inline_select(s, part, at);
    }
}

static void list_append(struct selector *s, part_list *to, const part_list *from, ptrdiff_t at)
{
    for (ptrdiff_t i = at; i < from->n; i++)
        add(s, to, from->v[i]);
}

/* An alternative with one reading only serves as the other one too. */
static void alternative_fill(struct selector *s, ptrdiff_t text_before, ptrdiff_t html_before)
{
    bool no_text = s->out.text.n == text_before, no_html = s->out.html.n == html_before;
    if (no_text && !no_html)
        list_append(s, &s->out.text, &s->out.html, html_before);
    else if (no_html && !no_text)
        list_append(s, &s->out.html, &s->out.text, text_before);
}

/* The root of multipart/related is its first part, unless it names another (RFC 2387). */
static int related_root(const struct mime_tree *t, int parent)
{
    struct str start = str_trim(param_find(&t->parts.v[parent].content_type, S("start")));
    for (int i = mime_next_child(t, parent, -1); start.n && i >= 0;
         i = mime_next_child(t, parent, i))
        if (str_eq(str_trim(mime_header(&t->parts.v[i], S("Content-ID"))), start))
            return i;
    return mime_next_child(t, parent, -1);
}

static void children_select(struct selector *s, int parent, struct place at)
{
    struct str type = s->t->parts.v[parent].content_type.value;
    ptrdiff_t text_before = s->out.text.n, html_before = s->out.html.n;
    bool is_alternative = str_eq(type, S("multipart/alternative"));
    at.in_related = str_eq(type, S("multipart/related"));
    at.in_alternative = at.in_alternative || is_alternative;
    bool want_both = at.want_text && at.want_html;
    int first = at.in_related ? related_root(s->t, parent) : mime_next_child(s->t, parent, -1);
    for (int i = mime_next_child(s->t, parent, -1); i >= 0; i = mime_next_child(s->t, parent, i))
        part_select(s, i, i == first, &at);
    if (is_alternative && want_both)
        alternative_fill(s, text_before, html_before);
}

struct body body_select(struct arena *a, const struct mime_tree *t, int root)
{
    struct selector s = {.a = a, .t = t};
    struct place at = {.want_text = true, .want_html = true};
    part_select(&s, root, true, &at);
    return s.out;
}
