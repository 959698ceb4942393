#include "desk/search_asked.h"

#include "people/team.h"
#include "requests/filter_time.h"
#include "text/fold.h"

struct asking {
    struct cx *cx;
    struct search_asked *out;
    struct buf words;
    int all; /* the bracket that everything has to fit */
};

static bool add_condition(struct asking *a, int bracket, enum filter_field field, struct str value)
{
    struct filter_node n = {.kind = FILTER_CONDITION, .condition = {field, OP_IS, value}};
    if (filter_type_of(field) == TYPE_TIME)
        n.condition.op = OP_AFTER;
    bool is_fine = filter_check(a->cx, &n.condition) == OK;
    a->cx->fault = (struct fault){0};
    return is_fine && filter_add(&a->out->filter, bracket, &n) >= 0;
}

static int add_any(struct asking *a)
{
    struct filter_node n = {.kind = FILTER_ANY};
    return filter_add(&a->out->filter, a->all, &n);
}

static struct str number(struct cx *cx, int64_t id)
{
    return str_fmt(cx->arena, "%lld", (long long)id);
}

static enum err ask_from(struct asking *a, struct str name)
{
    person_id found[SEARCH_PERSONS];
    int count = SEARCH_PERSONS, any = add_any(a);
    TRY(search_people(a->cx, name, found, &count, &a->out->is_guess));
    a->out->from = name;
    for (int i = 0; any >= 0 && i < count; i++)
        (void)add_condition(a, any, FIELD_FROM, number(a->cx, found[i].v));
    if (count == 0)
        a->out->not_known = name;
    return OK;
}

static enum err ask_team(struct asking *a, struct str name)
{
    struct team *teams;
    int count, any = add_any(a), fits = 0;
    struct str folded = fold_text(a->cx->arena, name);
    if (str_eq(folded, S("mine")))
        return (void)add_condition(a, any, FIELD_TEAM, folded), OK;
    TRY(team_list(a->cx, &teams, &count));
    for (int i = 0; i < count && fits < SEARCH_PERSONS; i++)
        if (str_has(fold_text(a->cx->arena, teams[i].name), folded))
            fits += add_condition(a, any, FIELD_TEAM, number(a->cx, teams[i].id.v));
    if (fits == 0)
        a->out->not_known = name;
    return OK;
}

/* *is: it was an operator, and is dealt with. */
static enum err ask_operator(struct asking *a, struct str name, struct str value, bool *is)
{
    struct search_asked *out = a->out;
    *is = true;
    if (str_eqi(name, S("from")))
        return ask_from(a, value);
    if (str_eqi(name, S("team")))
        return ask_team(a, value);
    if (str_eqi(name, S("before")))
        return *is = filter_time(a->cx, value, &out->before), OK;
    if (str_eqi(name, S("after")))
        return *is = filter_time(a->cx, value, &out->after), OK;
    if (str_eqi(name, S("status")) || str_eqi(name, S("state")))
        return *is = add_condition(a, a->all, FIELD_STATE, str_lower(a->cx->arena, value)), OK;
    if (str_eqi(name, S("has")) && (str_eqi(value, S("attachment")) || str_eqi(value, S("file")) ||
                                    str_eqi(value, S("files"))))
        return *is = add_condition(a, a->all, FIELD_FILES, S("yes")), OK;
    return *is = false, OK;
}

/* The next piece: a word, or a phrase in quotes, or an operator with one of them behind it. */
static struct str take_piece(struct str *s)
{
    ptrdiff_t n = 0;
    bool is_quoted = false;
    *s = str_trim(*s);
    for (; n < s->n && (is_quoted || !ascii_is_space(s->p[n])); n++)
        if (s->p[n] == '"')
            is_quoted = !is_quoted;
    struct str piece = str_head(*s, n);
    *s = str_skip(*s, n);
    return piece;
}

static struct str unquote(struct str s)
{
    if (str_starts(s, S("\"")))
        s = str_skip(s, 1);
    return str_ends(s, S("\"")) ? str_head(s, s.n - 1) : s;
}

static enum err ask_piece(struct asking *a, struct str piece)
{
    ptrdiff_t colon = str_chr(piece, ':');
    bool is = false;
    if (colon > 0 && *piece.p != '"') {
        struct str value = str_trim(unquote(str_skip(piece, colon + 1)));
        if (value.n)
            TRY(ask_operator(a, str_head(piece, colon), value, &is));
    }
    if (is)
        return OK;
    buf_addz(&a->words, a->words.n ? " " : "");
    buf_add(&a->words, piece);
    return OK;
}

/* Search looks at closed requests too, which a filter alone would leave out. */
static void finish(struct asking *a)
{
    struct search_asked *out = a->out;
    bool says_state = false;
    for (int i = 0; i < out->filter.count; i++)
        says_state |= out->filter.nodes[i].kind == FILTER_CONDITION &&
                      out->filter.nodes[i].condition.field == FIELD_STATE;
    out->has_filter = out->filter.conditions > 0;
    if (says_state)
        return;
    int any = add_any(a);
    (void)add_condition(a, any, FIELD_STATE, S("active"));
    (void)add_condition(a, any, FIELD_STATE, S("closed"));
}

enum err search_ask(struct cx *cx, struct str typed, struct search_asked *out)
{
    struct asking a = {.cx = cx, .out = out};
    struct filter_node all = {.kind = FILTER_ALL};
    *out = (struct search_asked){.not_known = S(""), .from = S("")};
    filter_start(&out->filter);
    a.all = filter_add(&out->filter, -1, &all);
    buf_init(&a.words, cx->arena, typed.n * 2 + 16);
    while ((typed = str_trim(typed)).n)
        TRY(ask_piece(&a, take_piece(&typed)));
    finish(&a);
    out->words = a.words.n ? buf_str(&a.words) : S("");
    return OK;
}
