/* The pieces as a tree. Blocks are read by recursive descent:
 *
 *     file   = (literal | include | part)*          a template's body ends with the file
 *     block  = (literal | word | part-of-a-block)*
 *     if     = "if" block ("elif" block)* ["else" block] "end"
 *     for    = "for" block ["else" block] "end"
 *     wrap   = "wrap" fill* "end"        words = "words" fill* "end"
 *     fill   = "fill" block "end" */
#include "tplc/tplc.h"

#include "tplc/scan.h"

struct parser {
    struct tplc *t;
    piece_vec pieces;
    ptrdiff_t at;
    int depth;
};

/* What ended a block. */
struct ending {
    enum end_word word;
    struct node *elif; /* of END_ELIF: the if it begins */
    int line;
    bool is_file_end;
};

static enum err parse_block(struct parser *p, struct node **first, struct ending *end);
static enum err parse_node(struct parser *p, struct node *n);

static struct node *literal_node(struct parser *p, const struct piece *piece)
{
    struct node *n = NEW(p->t->arena, struct node);
    n->kind = NODE_LITERAL;
    n->text = piece->text;
    n->line = piece->line;
    n->starts_line = piece->starts_line;
    return n;
}

static const char *block_name(enum node_kind kind)
{
    switch (kind) {
    case NODE_IF: return "if";
    case NODE_FOR: return "for";
    case NODE_WRAP: return "wrap";
    case NODE_FILL: return "fill";
    case NODE_SENTENCE: return "words";
    case NODE_PART: return "part";
    case NODE_LITERAL:
    case NODE_VALUE:
    case NODE_LET:
    case NODE_USE:
    case NODE_SLOT:
    case NODE_WORDS:
    case NODE_WHEN:
    case NODE_COUNT:
    case NODE_SAFE:
    case NODE_ATTR:
    case NODE_ICON:
    case NODE_INCLUDE: break;
    }
    return "";
}

/* The block must end with `end`, or the two others where `may_branch`. */
static enum err check_ending(struct parser *p, const struct node *n, const struct ending *e,
                             bool may_branch, bool may_elif)
{
    if (e->is_file_end)
        return tplc_fail(p->t, n->line, "this {{%s}} has no {{end}}", block_name(n->kind));
    if ((e->word == END_ELSE && !may_branch) || (e->word == END_ELIF && !may_elif))
        return tplc_fail(p->t, e->line, "{{%s}} belongs to no {{if}}",
                         e->word == END_ELSE ? "else" : "elif");
    return OK;
}

static enum err parse_branches(struct parser *p, struct node *n)
{
    struct ending e;
    TRY(parse_block(p, &n->body, &e));
    TRY(check_ending(p, n, &e, true, n->kind == NODE_IF));
    if (e.word == END_ELIF) {
        n->other = e.elif;
        n->has_else = true;
        return parse_node(p, e.elif);
    }
    if (e.word == END_ELSE) {
        n->has_else = true;
        TRY(parse_block(p, &n->other, &e));
        return check_ending(p, n, &e, false, false);
    }
    return OK;
}

/* Inside wrap and words only fills may stand, with blanks between. */
static enum err check_fills(struct parser *p, struct node *n)
{
    struct node **link = &n->body;
    while (*link) {
        struct node *child = *link;
        bool is_blank = child->kind == NODE_LITERAL && str_trim(child->text).n == 0;
        if (!is_blank && child->kind != NODE_FILL)
            return tplc_fail(p->t, child->line, "in {{%s}} everything stands in a {{fill}}",
                             block_name(n->kind));
        for (const struct node *other = n->body; !is_blank && other != child; other = other->next)
            if (str_eq(other->name, child->name))
                return tplc_fail(p->t, child->line, "%.*s is filled twice", STR_ARG(child->name));
        if (is_blank)
            *link = child->next;
        else
            link = &child->next;
    }
    return OK;
}

static enum err parse_rest(struct parser *p, struct node *n)
{
    struct ending e;
    if (n->kind == NODE_IF || n->kind == NODE_FOR)
        return parse_branches(p, n);
    TRY(parse_block(p, &n->body, &e));
    if (n->kind == NODE_PART && n->is_main) {
        if (!e.is_file_end)
            return tplc_fail(p->t, e.line,
                             "{{template}} runs to the end of the file: this {{%s}} "
                             "closes nothing",
                             e.word == END_END    ? "end"
                             : e.word == END_ELSE ? "else"
                                                  : "elif");
        return OK;
    }
    TRY(check_ending(p, n, &e, false, false));
    if (n->kind == NODE_WRAP || n->kind == NODE_SENTENCE)
        return check_fills(p, n);
    return OK;
}

static bool has_block(enum node_kind kind)
{
    return *block_name(kind) != 0;
}

static enum err parse_node(struct parser *p, struct node *n)
{
    if (p->depth >= TPLC_DEPTH)
        return tplc_fail(p->t, n->line, "blocks within blocks, more than %d deep", TPLC_DEPTH);
    p->depth++;
    TRY(parse_rest(p, n));
    p->depth--;
    return OK;
}

static enum err parse_block(struct parser *p, struct node **first, struct ending *end)
{
    struct node **link = first;
    *end = (struct ending){.is_file_end = true};
    while (p->at < p->pieces.n) {
        const struct piece *piece = &p->pieces.v[p->at++];
        struct node *n = NULL;
        if (!piece->is_word)
            n = literal_node(p, piece);
        else
            TRY(parse_word(p->t, *piece, &n, &end->word));
        if (piece->is_word && end->word != END_NOT) {
            end->is_file_end = false;
            end->elif = n;
            end->line = piece->line;
            return OK;
        }
        if (n->kind == NODE_PART || n->kind == NODE_INCLUDE)
            return tplc_fail(p->t, n->line, "templates, parts and includes do not stand in blocks");
        if (has_block(n->kind))
            TRY(parse_node(p, n));
        *link = n;
        link = &n->next;
    }
    return OK;
}

/* The line of the first byte that is no blank. */
static int first_line(const struct piece *piece)
{
    int line = piece->line;
    for (ptrdiff_t i = 0; i < piece->text.n && ascii_is_space(piece->text.p[i]); i++)
        line += piece->text.p[i] == '\n';
    return line;
}

static enum err parse_top(struct parser *p, const struct piece *piece, struct node **out)
{
    enum end_word end = END_NOT;
    *out = NULL;
    if (!piece->is_word && str_trim(piece->text).n == 0)
        return OK;
    if (piece->is_word)
        TRY(parse_word(p->t, *piece, out, &end));
    struct node *n = *out;
    if (!n || end != END_NOT || (n->kind != NODE_PART && n->kind != NODE_INCLUDE)) {
        bool is_comment = piece->is_word && str_starts(piece->text, S("#"));
        *out = NULL;
        return is_comment ? OK
                          : tplc_fail(p->t, first_line(piece),
                                      "this stands in no template: begin with {{template (…)}}");
    }
    if (n->kind == NODE_PART)
        return parse_node(p, n);
    return OK;
}

static enum err check_parts(struct tplc *t)
{
    int count = 0;
    for (const struct node *n = t->nodes; n; n = n->next) {
        count += n->kind == NODE_PART;
        for (const struct node *other = t->nodes; other != n; other = other->next)
            if (n->kind == NODE_PART && other->kind == NODE_PART && str_eq(n->name, other->name))
                return tplc_fail(t, n->line, "two templates are called %.*s", STR_ARG(n->name));
    }
    return count ? OK : tplc_fail(t, 1, "no {{template (…)}} here");
}

enum err tplc_parse(struct tplc *t)
{
    struct parser p = {.t = t};
    struct node **link = &t->nodes;
    TRY(tplc_lex(t, &p.pieces));
    while (p.at < p.pieces.n) {
        struct node *n;
        const struct piece *piece = &p.pieces.v[p.at++];
        TRY(parse_top(&p, piece, &n));
        if (n) {
            *link = n;
            link = &n->next;
        }
    }
    return check_parts(t);
}
