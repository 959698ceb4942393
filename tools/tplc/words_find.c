/* Gathering: the t, n and words of templates; word, word_n, word_in, WORD, and the messages of fail
 * and fault_set, of C. */
#include "text/i18n.h"
#include "tplc/scan.h"
#include "tplc/words.h"

enum err words_add(struct arena *a, struct po *out, const struct po_entry *e, struct str path,
                   struct fault *f)
{
    struct po_entry *old = po_find(out, e->context, e->one);
    if (!old) {
        old = vec_push(a, &out->entries);
        *old = *e;
        old->form_count = e->many.p ? 2 : 1;
    }
    if (e->many.p && old->many.p && !str_eq(e->many, old->many))
        return fault_set(f, ERR_INVALID, NULL, "“%.*s” has another plural elsewhere",
                         STR_ARG(str_head(e->one, 100)));
    if (e->many.p) {
        old->many = e->many;
        old->form_count = 2;
    }
    struct str place = str_cat(a, S("#: "), str_cat(a, path, S("\n")));
    if (!str_has(old->places, place))
        old->places = str_cat(a, old->places, place);
    return OK;
}

/* ---- C ------------------------------------------------------------------------------------- */

struct finder {
    struct arena *a;
    struct str path;
    struct po *out;
    struct fault *f;
};

/* One or more literals side by side, and nothing else; p NULL when s is no such thing. */
static struct str literals(struct arena *a, struct str s)
{
    struct str text = {0};
    s = str_trim(s);
    while (s.n) {
        struct str one = scan_literal(a, &s);
        if (!one.p)
            return (struct str){0};
        text = text.p ? str_cat(a, text, one) : one;
    }
    return text;
}

/* A format such as "%s: %s" has nothing to translate. */
static bool has_letters(struct str format)
{
    struct str directive;
    do {
        struct str literal = word_directive(&format, &directive);
        for (ptrdiff_t i = 0; i < literal.n; i++)
            if (ascii_is_alpha(literal.p[i]))
                return true;
    } while (directive.p);
    return false;
}

/* A call of one of ours with its arguments; what is no literal there is somebody else's word. */
static enum err find_call(struct finder *w, struct str name, struct str args)
{
    struct str v[4] = {{0}};
    bool is_fault = str_eq(name, S("fail")) || str_eq(name, S("fault_set"));
    struct po_entry e = {0};
    for (int i = 0; i < 4 && args.n; i++)
        v[i] = scan_cut(&args, ',');
    if (str_eq(name, S("WORD"))) {
        e.one = literals(w->a, v[0]);
    } else if (is_fault) {
        e.one = literals(w->a, v[3]);
    } else if (str_eq(name, S("word"))) {
        e.one = literals(w->a, v[1]);
    } else if (str_eq(name, S("word_in"))) {
        e.context = literals(w->a, v[1]);
        e.one = e.context.p ? literals(w->a, v[2]) : e.context;
    } else {
        e.one = literals(w->a, v[1]);
        e.many = e.one.p ? literals(w->a, v[2]) : e.one;
    }
    if (is_fault && !has_letters(e.one))
        return OK;
    return e.one.n ? words_add(w->a, w->out, &e, w->path, w->f) : OK;
}

static bool is_ours(struct str name)
{
    return str_eq(name, S("word")) || str_eq(name, S("word_n")) || str_eq(name, S("word_in")) ||
           str_eq(name, S("WORD")) || str_eq(name, S("fail")) || str_eq(name, S("fault_set"));
}

/* How far the bracket at the start of s reaches, both brackets included; 0 when it does not end. */
static ptrdiff_t call_length(struct str s)
{
    int depth = 0;
    for (ptrdiff_t i = 0; i < s.n;) {
        ptrdiff_t n = scan_token(str_skip(s, i));
        if (n < 0)
            return 0;
        depth += (s.p[i] == '(') - (s.p[i] == ')');
        i += n;
        if (depth == 0)
            return i;
    }
    return 0;
}

/* A comment at the start of s; 0 if there is none. */
static ptrdiff_t comment_length(struct str s)
{
    ptrdiff_t end;
    if (str_starts(s, S("//")))
        end = str_chr(s, '\n');
    else if (str_starts(s, S("/*")))
        end = str_find(str_skip(s, 2), S("*/")) + 4;
    else
        return 0;
    return end > 3 ? end : s.n;
}

static enum err find_in_c(struct finder *w, struct str text)
{
    for (ptrdiff_t i = 0; i < text.n;) {
        struct str s = str_skip(text, i), name = scan_name(s);
        ptrdiff_t comment = comment_length(s), token = scan_token(s);
        i += comment ? comment : name.n ? name.n : token > 0 ? token : 1;
        struct str rest = str_trim(str_skip(s, name.n));
        if (!name.n || !is_ours(name) || !str_starts(rest, S("(")))
            continue;
        ptrdiff_t n = call_length(rest);
        if (n)
            TRY(find_call(w, name, str_of(rest.p + 1, n - 2)));
    }
    return OK;
}

/* ---- templates ----------------------------------------------------------------------------- */

static enum err find_in_node(struct finder *w, const struct node *n)
{
    struct po_entry e = {.context = n->context, .one = n->text, .many = n->many};
    if (n->kind == NODE_WORDS || n->kind == NODE_SENTENCE)
        TRY(words_add(w->a, w->out, &e, w->path, w->f));
    TRY(find_in_c(w, n->expr));
    TRY(find_in_c(w, n->list));
    for (int i = 0; i < n->arg_count; i++)
        TRY(find_in_c(w, n->args[i].expr));
    return OK;
}

static enum err find_in_nodes(struct finder *w, const struct node *first, int *line)
{
    for (const struct node *n = first; n; n = n->next) {
        *line = n->line;
        TRY(find_in_node(w, n));
        TRY(find_in_nodes(w, n->body, line));
        TRY(find_in_nodes(w, n->other, line));
    }
    return OK;
}

enum err words_find(struct arena *a, struct str path, struct str text, struct po *out, int *line,
                    struct fault *f)
{
    struct finder w = {a, path, out, f};
    struct tplc t;
    *line = 0;
    if (str_ends(path, S(".c")) || str_ends(path, S(".h")))
        return find_in_c(&w, text);
    enum err err = tplc_open(&t, a, path, text, f);
    if (err == OK)
        err = tplc_parse(&t);
    *line = t.error_line;
    TRY(err);
    return find_in_nodes(&w, t.nodes, line);
}
