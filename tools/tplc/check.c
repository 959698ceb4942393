/* Goes through the tree as the output will be written, and finds out where each value stands. Every
 * way through a block must end where the others do. */
#include "text/i18n.h"
#include "tplc/place.h"
#include "tplc/scan.h"

struct checker {
    struct tplc *t;
    int loops, lets, sentences; /* around the present node, in this part */
    const struct node *part;
    slot_vec slots;
};

static enum err walk(struct checker *c, struct node *first, struct place *p);

/* A block of its own: what it names ends with it. */
static enum err walk_block(struct checker *c, struct node *first, struct place *p)
{
    int lets = c->lets;
    TRY(walk(c, first, p));
    c->lets = lets;
    return OK;
}

static enum err check_if(struct checker *c, struct node *n, struct place *p)
{
    struct place other = *p;
    TRY(walk_block(c, n->body, p));
    TRY(walk_block(c, n->other, &other));
    struct place end = *p;
    if (!place_join(p, &other))
        return tplc_fail(c->t, n->line,
                         "the branches of this if end in different places: %s, and %s",
                         place_describe(&end), place_describe(&other));
    return OK;
}

/* What sep writes is escaped as a value would be that stands there. */
static enum err check_sep(struct checker *c, struct node *n, const struct place *p)
{
    struct place here = *p;
    struct node sep = {.kind = NODE_WORDS, .line = n->line};
    if (!n->sep.p)
        return OK;
    if (p->kind == TPL_JSON)
        return tplc_fail(c->t, n->line, "no sep in .json: the commas come by themselves");
    TRY(place_value(c->t, &here, &sep));
    n->place = sep.place;
    return OK;
}

static enum err check_for(struct checker *c, struct node *n, struct place *p)
{
    struct place none = *p, start = *p, round = *p;
    bool commas = false;
    TRY(check_sep(c, n, p));
    if (p->kind == TPL_JSON)
        TRY(json_round_begins(c->t, &round.json, n, &commas));
    if (commas) {
        n->sep = S(",");
        n->place = PLACE_PLAIN;
    }
    start = round;
    start.html.after_line = round.html.after_line = false;
    c->loops++;
    TRY(walk_block(c, n->body, &round));
    c->loops--;
    struct place end = round, again = start;
    bool is_round = commas
                        ? round.json.state == JSON_AFTER && round.json.depth == p->json.depth
                        : place_join(&again, &round) &&
                              (p->kind != TPL_JSON || again.json.state == start.json.state) &&
                              (again.html.state == start.html.state) &&
                              (again.html.state != HTML_VALUE || again.html.url == start.html.url);
    if (!is_round)
        return tplc_fail(c->t, n->line, "a round of this for begins %s and ends %s",
                         place_describe(&start), place_describe(&end));
    TRY(walk_block(c, n->other, &none));
    *p = round;
    if (!place_join(p, &none))
        return tplc_fail(c->t, n->line, "the for ends %s, its else %s", place_describe(&end),
                         place_describe(&none));
    return OK;
}

/* Without the white space at the end of what a part, template or fill writes. */
static void trim_last(const struct place *p, struct node *first)
{
    struct node *last = NULL;
    for (struct node *n = first; n; n = n->next)
        if (n->kind != NODE_LITERAL || n->text.n)
            last = n;
    if (p->kind == TPL_HTML && last && last->kind == NODE_LITERAL)
        last->text = str_trim_end(last->text);
}

static enum err check_whole(struct checker *c, struct node *n, bool is_title)
{
    struct place p = place_start(c->t->kind, is_title);
    TRY(walk_block(c, n->body, &p));
    if (!place_is_end(&p, is_title))
        return tplc_fail(c->t, n->line, "this ends %s", place_describe(&p));
    trim_last(&p, n->body);
    return OK;
}

static enum err check_wrap(struct checker *c, struct node *n, struct place *p)
{
    if (!place_is_text(p))
        return tplc_fail(c->t, n->line, "a layout is used between tags, in .html and .txt");
    for (struct node *fill = n->body; fill; fill = fill->next)
        TRY(check_whole(c, fill, c->t->kind == TPL_HTML && str_eq(fill->name, S("title"))));
    p->html.after_line = false;
    return OK;
}

/* Whether the words have {name}. */
static bool has_hole(struct str words, struct str name)
{
    struct str hole;
    do {
        word_hole(&words, &hole);
        if (hole.p && str_eq(hole, name))
            return true;
    } while (hole.p);
    return false;
}

static enum err fail_hole(struct checker *c, const struct node *n, struct str name, bool is_given)
{
    return is_given ? tplc_fail(c->t, n->line, "the words have no {%.*s}", STR_ARG(name))
                    : tplc_fail(c->t, n->line, "nothing is given for {%.*s}", STR_ARG(name));
}

static enum err check_holes(struct checker *c, const struct node *n, struct str words)
{
    struct str hole;
    do {
        bool is_given = false;
        word_hole(&words, &hole);
        for (int i = 0; i < n->arg_count; i++)
            is_given |= hole.p && str_eq(n->args[i].name, hole);
        for (const struct node *fill = n->body; fill; fill = fill->next)
            is_given |= hole.p && str_eq(fill->name, hole);
        is_given |= n->many.p && str_eq(hole, S("n"));
        if (hole.p && !is_given)
            return fail_hole(c, n, hole, false);
    } while (hole.p);
    return OK;
}

static enum err check_words(struct checker *c, struct node *n, struct place *p)
{
    TRY(place_value(c->t, p, n));
    TRY(check_holes(c, n, n->text));
    if (n->many.p)
        TRY(check_holes(c, n, n->many));
    for (int i = 0; i < n->arg_count; i++)
        if (!has_hole(n->text, n->args[i].name) && !has_hole(n->many, n->args[i].name))
            return fail_hole(c, n, n->args[i].name, true);
    return OK;
}

static enum err check_sentence(struct checker *c, struct node *n, struct place *p)
{
    if (!place_is_text(p))
        return tplc_fail(c->t, n->line, "{{words}} stands between tags; elsewhere {{t}}");
    TRY(place_value(c->t, p, n));
    TRY(check_holes(c, n, n->text));
    c->sentences++;
    for (struct node *fill = n->body; fill; fill = fill->next) {
        if (!has_hole(n->text, fill->name))
            return fail_hole(c, fill, fill->name, true);
        TRY(check_whole(c, fill, false));
    }
    c->sentences--;
    return OK;
}

static enum err check_slot(struct checker *c, struct node *n, struct place *p)
{
    bool is_title = p->kind == TPL_HTML && p->html.state == HTML_WORDS &&
                    strcmp(p->html.element, "title") == 0;
    if (p->kind == TPL_JSON)
        return tplc_fail(c->t, n->line, "no layouts in .json");
    if (c->loops || c->sentences)
        return tplc_fail(c->t, n->line, "a slot cannot stand in a {{for}} or in {{words}}");
    if (c->lets)
        return tplc_fail(c->t, n->line, "a slot cannot follow a {{let}}: the name would be lost");
    if (p->kind == TPL_HTML && is_title != str_eq(n->name, S("title")))
        return tplc_fail(c->t, n->line, "the slot in <title> is called title, and no other is");
    if (!is_title && !place_is_text(p))
        return tplc_fail(c->t, n->line, "a slot stands between tags or in <title>");
    for (ptrdiff_t i = 0; i < c->slots.n; i++)
        if (str_eq(c->slots.v[i]->name, n->name))
            return tplc_fail(c->t, n->line, "two slots are called %.*s", STR_ARG(n->name));
    *vec_push(c->t->arena, &c->slots) = n;
    p->html.after_line = false;
    return OK;
}

static enum err check_attr(struct checker *c, struct node *n, struct place *p)
{
    struct html_place *h = &p->html;
    bool is_gap = h->state == HTML_GAP || h->state == HTML_GAP_NEED;
    if (p->kind != TPL_HTML || !is_gap)
        return tplc_fail(c->t, n->line, "{{attr}} stands in a tag, between attributes");
    for (ptrdiff_t i = 0; i < n->name.n; i++)
        if (!ascii_is_alpha(n->name.p[i]) && n->name.p[i] != '-')
            return tplc_fail(c->t, n->line, "an attribute's name has letters and - only");
    if (n->name.n >= (ptrdiff_t)sizeof h->attr)
        return tplc_fail(c->t, n->line, "no boolean attribute has so long a name");
    memset(h->attr, 0, sizeof h->attr);
    for (ptrdiff_t i = 0; i < n->name.n; i++)
        h->attr[i] = ascii_lower(n->name.p[i]);
    const char *wrong = attr_check(h);
    n->needs_blank = h->state == HTML_GAP_NEED;
    h->state = HTML_GAP_NEED;
    return wrong ? tplc_fail(c->t, n->line, "%s", wrong) : OK;
}

static enum err check_use(struct checker *c, struct node *n, struct place *p)
{
    if (p->kind != TPL_JSON && !place_is_text(p))
        return tplc_fail(c->t, n->line, "another template is used between tags");
    return place_value(c->t, p, n);
}

static enum err check_node(struct checker *c, struct node *n, struct place *p)
{
    switch (n->kind) {
    case NODE_LITERAL: return place_literal(c->t, p, n);
    case NODE_IF: return check_if(c, n, p);
    case NODE_FOR: return check_for(c, n, p);
    case NODE_WRAP: return check_wrap(c, n, p);
    case NODE_SENTENCE: return check_sentence(c, n, p);
    case NODE_WORDS: return check_words(c, n, p);
    case NODE_SLOT: return check_slot(c, n, p);
    case NODE_ATTR: return check_attr(c, n, p);
    case NODE_USE: return check_use(c, n, p);
    case NODE_VALUE:
    case NODE_WHEN:
    case NODE_COUNT:
    case NODE_SAFE:
    case NODE_ICON: return place_value(c->t, p, n);
    case NODE_LET: c->lets++; return OK;
    case NODE_FILL: return tplc_fail(c->t, n->line, "{{fill}} stands in {{wrap}} or {{words}}");
    case NODE_PART:
    case NODE_INCLUDE: break;
    }
    return OK;
}

static enum err walk(struct checker *c, struct node *first, struct place *p)
{
    for (struct node *n = first; n; n = n->next)
        TRY(check_node(c, n, p));
    return OK;
}

enum err tplc_check(struct tplc *t)
{
    for (struct node *n = t->nodes; n; n = n->next) {
        struct checker c = {.t = t, .part = n};
        if (n->kind == NODE_PART)
            TRY(check_whole(&c, n, false));
    }
    return OK;
}
