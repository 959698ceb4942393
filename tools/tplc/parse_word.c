/* One word between braces: which it is, and its arguments. */
#include "tplc/tplc.h"

#include "tplc/scan.h"

/* What follows the word, and the node it fills. */
struct word {
    struct tplc *t;
    struct node *n;
    struct str rest;
};
typedef enum err parse_rest(struct word *w);

static enum err fail_word(struct word *w, const char *words)
{
    return tplc_fail(w->t, w->n->line, "%s", words);
}

/* An expression: something, balanced, and one value only. */
static enum err check_expr(struct word *w, struct str s, const char *what)
{
    if (str_trim(s).n == 0)
        return tplc_fail(w->t, w->n->line, "%s is missing", what);
    if (!scan_is_balanced(s))
        return tplc_fail(w->t, w->n->line, "%s has a quote or a bracket that is not closed", what);
    if (scan_find(s, S(";")) >= 0 || scan_find(s, S("//")) >= 0 || scan_find(s, S("#")) >= 0)
        return tplc_fail(w->t, w->n->line, "%s is one C expression", what);
    return OK;
}

static enum err check_one(struct word *w, struct str s, const char *what)
{
    TRY(check_expr(w, s, what));
    if (scan_find(s, S(",")) >= 0)
        return tplc_fail(w->t, w->n->line, "%s is one value, this is a list", what);
    return OK;
}

static enum err parse_value(struct word *w)
{
    w->n->kind = NODE_VALUE;
    w->n->expr = w->rest;
    return check_one(w, w->rest, "a value");
}

static enum err parse_if(struct word *w)
{
    w->n->kind = NODE_IF;
    w->n->expr = w->rest;
    return check_one(w, w->rest, "the condition");
}

/* `sep "…"` at the end of a for. */
static enum err parse_sep(struct word *w)
{
    ptrdiff_t i = scan_find(w->rest, S(" sep \""));
    if (i < 0)
        return OK;
    struct str literal = str_skip(w->rest, i + 5);
    w->n->sep = scan_literal(w->t->arena, &literal);
    if (!w->n->sep.p || literal.n)
        return fail_word(
            w, "after sep comes what is written between two rounds, in quotes, and no more");
    w->rest = str_trim(str_head(w->rest, i));
    return OK;
}

static enum err parse_for(struct word *w)
{
    struct node *n = w->n;
    n->kind = NODE_FOR;
    TRY(parse_sep(w));
    n->name = scan_name(w->rest);
    struct str rest = str_trim(str_skip(w->rest, n->name.n));
    if (!n->name.n || !str_starts(rest, S("in ")))
        return fail_word(
            w, "write {{for row in rows[count]}}, {{for row in list}} or {{for i in 1..5}}");
    rest = str_trim(str_skip(rest, 3));
    TRY(check_one(w, rest, "what the for goes through"));
    ptrdiff_t dots = scan_find(rest, S("..")), bracket = scan_last_group(rest, '[');
    if (dots >= 0) {
        n->list = str_trim(str_head(rest, dots));
        n->to = str_trim(str_skip(rest, dots + 2));
        TRY(check_one(w, n->list, "the first number"));
        return check_one(w, n->to, "the last number");
    }
    n->list = rest;
    if (bracket > 0) {
        n->list = str_trim(str_head(rest, bracket));
        n->count = str_of(rest.p + bracket + 1, rest.n - bracket - 2);
        return check_one(w, n->count, "the count in [ ]");
    }
    return OK;
}

static enum err parse_let(struct word *w)
{
    w->n->kind = NODE_LET;
    w->n->name = scan_name(w->rest);
    struct str rest = str_trim(str_skip(w->rest, w->n->name.n));
    if (!w->n->name.n || !str_starts(rest, S("=")) || str_starts(rest, S("==")))
        return fail_word(w, "write {{let name = value}}");
    w->n->expr = str_trim(str_skip(rest, 1));
    return check_one(w, w->n->expr, "the value");
}

/* name(arguments): of use and wrap. */
static enum err parse_call(struct word *w, const char *example)
{
    w->n->name = scan_name(w->rest);
    struct str rest = str_trim(str_skip(w->rest, w->n->name.n));
    if (!w->n->name.n || scan_last_group(rest, '(') != 0)
        return tplc_fail(w->t, w->n->line, "write {{%s}}", example);
    w->n->expr = str_trim(str_of(rest.p + 1, rest.n - 2));
    return w->n->expr.n ? check_expr(w, w->n->expr, "the arguments") : OK;
}

static enum err parse_use(struct word *w)
{
    w->n->kind = NODE_USE;
    return parse_call(w, "use name(arguments)");
}

static enum err parse_wrap(struct word *w)
{
    w->n->kind = NODE_WRAP;
    return parse_call(w, "wrap layout(arguments)");
}

static enum err parse_fill(struct word *w)
{
    w->n->kind = NODE_FILL;
    w->n->name = w->rest;
    struct str name = str_skip(w->rest, str_starts(w->rest, S("/")));
    return scan_is_name(name) ? OK : fail_word(w, "write {{fill name}}");
}

static enum err parse_slot(struct word *w)
{
    w->n->kind = NODE_SLOT;
    w->n->name = w->rest;
    return scan_is_name(w->rest) ? OK : fail_word(w, "write {{slot name}}");
}

/* name=value, name=value */
static enum err parse_args(struct word *w, struct str rest)
{
    named_vec args = {0};
    while (rest.n) {
        struct str one = str_trim(scan_cut(&rest, ','));
        struct str name = scan_name(one), value = str_trim(str_skip(one, name.n));
        if (!name.n || !str_starts(value, S("=")) || str_starts(value, S("==")))
            return fail_word(w, "after the words come name=value, name=value");
        value = str_trim(str_skip(value, 1));
        TRY(check_one(w, value, "the value"));
        *vec_push(w->t->arena, &args) = (struct named_expr){name, value, w->n->line};
    }
    w->n->args = args.v;
    w->n->arg_count = (int)args.n;
    return OK;
}

static enum err take_literal(struct word *w, struct str *out, const char *what)
{
    *out = scan_literal(w->t->arena, &w->rest);
    if (!out->p)
        return tplc_fail(w->t, w->n->line,
                         "%s stand in quotes (with \\\" for a quote, \\n for a line end)", what);
    if (str_trim(*out).n == 0)
        return tplc_fail(w->t, w->n->line, "%s are empty", what);
    return OK;
}

static enum err parse_t(struct word *w)
{
    w->n->kind = NODE_WORDS;
    TRY(take_literal(w, &w->n->text, "the words"));
    struct str name = scan_name(w->rest), after = str_trim(str_skip(w->rest, name.n));
    if (str_eq(name, S("in")) && str_starts(after, S("\""))) {
        w->rest = after;
        TRY(take_literal(w, &w->n->context, "the words of the context"));
    }
    return parse_args(w, w->rest);
}

static enum err parse_n(struct word *w)
{
    w->n->kind = NODE_WORDS;
    TRY(take_literal(w, &w->n->text, "the words for one"));
    TRY(take_literal(w, &w->n->many, "the words for many"));
    struct str rest = w->rest;
    w->n->expr = str_trim(scan_cut(&rest, ','));
    TRY(check_one(w, w->n->expr, "the count"));
    return parse_args(w, str_trim(rest));
}

static enum err parse_sentence(struct word *w)
{
    w->n->kind = NODE_SENTENCE;
    TRY(take_literal(w, &w->n->text, "the words"));
    return w->rest.n
               ? fail_word(w, "{{words}} takes a sentence only; its {names} are filled inside")
               : OK;
}

static enum err parse_when(struct word *w)
{
    static const struct str forms[] = {STR_INIT("short"), STR_INIT("due"),   STR_INIT("full"),
                                       STR_INIT("date"),  STR_INIT("clock"), STR_INIT("day")};
    w->n->kind = NODE_WHEN;
    w->n->name = S("short");
    w->n->expr = w->rest;
    ptrdiff_t i = scan_find(w->rest, S(" as "));
    if (i >= 0) {
        w->n->name = str_trim(str_skip(w->rest, i + 4));
        w->n->expr = str_trim(str_head(w->rest, i));
    }
    TRY(check_one(w, w->n->expr, "the time"));
    for (size_t k = 0; k < sizeof forms / sizeof *forms; k++)
        if (str_eq(w->n->name, forms[k]))
            return OK;
    return fail_word(w, "as what? short, due, full, date, clock or day");
}

static enum err parse_count(struct word *w)
{
    w->n->kind = NODE_COUNT;
    w->n->expr = w->rest;
    return check_one(w, w->rest, "the number");
}

static enum err parse_safe(struct word *w)
{
    w->n->kind = NODE_SAFE;
    w->n->expr = w->rest;
    return check_one(w, w->rest, "the HTML");
}

static enum err parse_attr(struct word *w)
{
    w->n->kind = NODE_ATTR;
    TRY(take_literal(w, &w->n->name, "attributes' names"));
    w->n->expr = w->rest;
    return check_one(w, w->rest, "the condition");
}

/* A string literal at the end of s that is no part of the expression before it: its offset, or -1.
 */
static ptrdiff_t last_literal(struct str s)
{
    ptrdiff_t at = -1;
    for (ptrdiff_t i = 0; i < s.n;) {
        ptrdiff_t n = scan_token(str_skip(s, i));
        at = s.p[i] == '"' && n > 0 && i + n == s.n ? i : at;
        i += n < 0 ? 1 : n;
    }
    struct str before = str_trim(str_head(s, at < 0 ? 0 : at));
    if (!before.n)
        return -1;
    char c = before.p[before.n - 1];
    return ascii_is_alpha(c) || ascii_is_digit(c) || strchr("_)]\"", c) ? at : -1;
}

static enum err parse_icon(struct word *w)
{
    struct node *n = w->n;
    n->kind = NODE_ICON;
    n->classes = S("");
    ptrdiff_t at = last_literal(w->rest);
    if (at >= 0) {
        struct str literal = str_skip(w->rest, at);
        n->classes = scan_literal(w->t->arena, &literal);
        w->rest = str_trim(str_head(w->rest, at));
    }
    struct str rest = w->rest;
    n->text = scan_literal(w->t->arena, &rest);
    if (!n->text.p || rest.n) {
        n->text = (struct str){0};
        n->expr = w->rest;
        return check_one(w, w->rest, "the icon's name");
    }
    for (ptrdiff_t i = 0; i < n->text.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", n->text.p[i]))
            return fail_word(w, "an icon's name has small letters, digits and - only");
    return OK;
}

static enum err parse_include(struct word *w)
{
    w->n->kind = NODE_INCLUDE;
    w->n->text = scan_literal(w->t->arena, &w->rest);
    if (!w->n->text.n || w->rest.n || str_chr(w->n->text, '\n') >= 0 ||
        str_chr(w->n->text, '"') >= 0)
        return fail_word(w, "write {{include \"feature/header.h\"}}");
    return OK;
}

/* The parameters in their brackets. */
static enum err parse_params(struct word *w, struct str s, const char *example)
{
    if (scan_last_group(s, '(') != 0)
        return tplc_fail(w->t, w->n->line, "write {{%s}}", example);
    w->n->expr = str_trim(str_of(s.p + 1, s.n - 2));
    if (str_eq(w->n->expr, S("void")))
        w->n->expr = S("");
    return w->n->expr.n ? check_expr(w, w->n->expr, "the parameter list") : OK;
}

static enum err parse_template(struct word *w)
{
    w->n->kind = NODE_PART;
    w->n->is_main = true;
    w->n->name = w->t->name;
    return parse_params(w, w->rest, "template (const struct inbox_page *page)");
}

static enum err parse_part(struct word *w)
{
    w->n->kind = NODE_PART;
    w->n->name = scan_name(w->rest);
    if (!w->n->name.n)
        return fail_word(w, "write {{part name(parameters)}}");
    return parse_params(w, str_trim(str_skip(w->rest, w->n->name.n)), "part name(parameters)");
}

static const struct {
    const char *word;
    parse_rest *parse;
    bool may_touch; /* a bracket may follow it at once */
} words[] = {
    {"if", parse_if, true},
    {"for", parse_for, false},
    {"let", parse_let, false},
    {"use", parse_use, false},
    {"wrap", parse_wrap, false},
    {"fill", parse_fill, false},
    {"slot", parse_slot, false},
    {"t", parse_t, false},
    {"n", parse_n, false},
    {"words", parse_sentence, false},
    {"when", parse_when, false},
    {"count", parse_count, false},
    {"safe", parse_safe, false},
    {"attr", parse_attr, false},
    {"icon", parse_icon, false},
    {"include", parse_include, false},
    {"template", parse_template, true},
    {"part", parse_part, false},
};

/* A word is one when a blank follows it: {{count->n}} and {{(t)}} are values. */
static parse_rest *find_word(struct str text, struct str name)
{
    bool touches = text.n > name.n && text.p[name.n] == '(';
    if (name.n < text.n && !ascii_is_space(text.p[name.n]) && !touches)
        return NULL;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(name, str_from(words[i].word)) && (!touches || words[i].may_touch))
            return words[i].parse;
    return NULL;
}

static enum err parse_end(struct word *w, enum end_word *end)
{
    struct str name = scan_name(w->rest), rest = str_trim(str_skip(w->rest, name.n));
    *end = str_eq(w->rest, S("end"))    ? END_END
           : str_eq(w->rest, S("else")) ? END_ELSE
           : str_eq(name, S("elif"))    ? END_ELIF
                                        : END_NOT;
    if (str_eq(name, S("else")) && str_starts(rest, S("if")))
        return fail_word(w, "write {{elif …}}");
    if (*end != END_ELIF)
        return OK;
    w->rest = rest;
    w->n->is_elif = true;
    return parse_if(w);
}

enum err parse_word(struct tplc *t, struct piece p, struct node **out, enum end_word *end)
{
    struct node *n = NEW(t->arena, struct node);
    struct word w = {t, n, p.text};
    n->line = p.line;
    n->number = ++t->numbers;
    *out = n;
    *end = END_NOT;
    if (str_starts(p.text, S("#"))) { /* a comment is a literal of nothing */
        n->kind = NODE_LITERAL;
        n->text = S("");
        return OK;
    }
    TRY(parse_end(&w, end));
    if (*end != END_NOT)
        return OK;
    struct str name = scan_name(p.text);
    parse_rest *parse = find_word(p.text, name);
    if (!parse)
        return parse_value(&w);
    w.rest = str_trim(str_skip(p.text, name.n));
    if (!w.rest.n && parse != parse_if && parse != parse_template)
        return tplc_fail(
            t, p.line,
            "{{%.*s}} is a word that needs more after it; a value of that name is {{(%.*s)}}",
            STR_ARG(name), STR_ARG(name));
    return parse(&w);
}
