/* filter.c: filters read from words and from JSON, and written as words. */
#include "requests/filter.h"

#include "requests/filter_time.h"
#include "text/json.h"

void filter_start(struct filter *f)
{
    f->count = f->conditions = 0;
    f->root = -1;
}

int filter_add(struct filter *f, int bracket, const struct filter_node *n)
{
    if (f->count == FILTER_NODES ||
        (n->kind == FILTER_CONDITION && f->conditions == FILTER_CONDITIONS))
        return -1;
    int at = f->count++;
    f->conditions += n->kind == FILTER_CONDITION;
    f->nodes[at] = *n;
    f->nodes[at].first = f->nodes[at].next = -1;
    int *link = bracket < 0 ? &f->root : &f->nodes[bracket].first;
    while (*link >= 0)
        link = &f->nodes[*link].next;
    *link = at;
    return at;
}

static enum err add(struct cx *cx, struct filter *f, int bracket, const struct filter_node *n,
                    int *at)
{
    *at = filter_add(f, bracket, n);
    return *at >= 0 ? OK
                    : fail(cx, ERR_INVALID, "where", "These are too many conditions. %d are enough",
                           FILTER_CONDITIONS);
}

/* ---- values ---------------------------------------------------------------------------------- */

static enum err refuse_value(struct cx *cx, const struct filter_condition *c, const char *wanted)
{
    return fail(cx, ERR_INVALID, "where", "“%.*s” does not fit %s. Write %s",
                STR_ARG(str_head(c->value, 60)), filter_field_name(c->field), wanted);
}

static enum err check_choice(struct cx *cx, const struct filter_condition *c)
{
    struct buf known;
    buf_init(&known, cx->arena, 400);
    for (const struct filter_choice *o = filter_choices(c->field); o->name; o++) {
        if (str_eq(c->value, str_from(o->name)))
            return OK;
        buf_addf(&known, known.n ? ", %s" : "%s", o->name);
    }
    return refuse_value(cx, c, str_z(cx->arena, buf_str(&known)));
}

static bool is_id(struct str s)
{
    int64_t id;
    return str_to_i64(s, &id) == OK && id > 0;
}

enum err filter_check(struct cx *cx, const struct filter_condition *c)
{
    instant at;
    if (!filter_op_fits(c->field, c->op))
        return fail(cx, ERR_INVALID, "where", "%s cannot be “%s”", filter_field_name(c->field),
                    filter_op_name(c->op));
    if (!filter_op_has_value(c->op))
        return OK;
    switch (filter_type_of(c->field)) {
    case TYPE_CHOICE: return check_choice(cx, c);
    case TYPE_PERSON:
        return is_id(c->value) || str_eq(c->value, S("me")) || str_eq(c->value, S("nobody"))
                   ? OK
                   : refuse_value(cx, c, "me, nobody or the number of a colleague");
    case TYPE_TEAM:
        return is_id(c->value) || str_eq(c->value, S("mine"))
                   ? OK
                   : refuse_value(cx, c, "mine or the number of a team");
    case TYPE_SERVICE: return is_id(c->value) ? OK : refuse_value(cx, c, "the number of a service");
    case TYPE_CUSTOMER: return is_id(c->value) ? OK : refuse_value(cx, c, "the number of a person");
    case TYPE_TIME:
        return filter_time(cx, c->value, &at)
                   ? OK
                   : refuse_value(cx, c, "now, today, tomorrow, yesterday, +2d, -3h or 2026-03-01");
    case TYPE_TEXT:
        return c->value.n && c->value.n <= 200 ? OK : refuse_value(cx, c, "some words of it");
    }
    return ERR_INVALID;
}

/* ---- words ------------------------------------------------------------------------------------
 */

struct reader {
    struct cx *cx;
    struct filter *f;
    struct str rest;
    struct str token; /* p NULL at the end */
    bool is_quoted;
};

static void advance(struct reader *r)
{
    struct str s = str_trim(r->rest);
    r->is_quoted = s.n && *s.p == '"';
    ptrdiff_t n = 0;
    if (s.n == 0) {
        r->token = (struct str){0};
        r->rest = s;
        return;
    }
    if (r->is_quoted) {
        s = str_skip(s, 1);
        n = str_chr(s, '"');
        r->token = n < 0 ? s : str_head(s, n);
        r->rest = str_skip(s, n < 0 ? s.n : n + 1);
        return;
    }
    if (*s.p == '(' || *s.p == ')')
        n = 1;
    while (n < s.n && !ascii_is_space(s.p[n]) && s.p[n] != '(' && s.p[n] != ')' && s.p[n] != '"')
        n += 1;
    if (*s.p == '(' || *s.p == ')')
        n = 1;
    r->token = str_head(s, n);
    r->rest = str_skip(s, n);
}

static bool is_at(const struct reader *r, struct str word)
{
    return !r->is_quoted && r->token.p && str_eq(r->token, word);
}

static enum err read_any(struct reader *r, int bracket, int depth);

static enum err read_condition(struct reader *r, int bracket)
{
    struct filter_node n = {.kind = FILTER_CONDITION};
    int at;
    TRY(filter_field_from(r->cx, r->token, &n.condition.field));
    advance(r);
    if (!r->token.p || !filter_op_from(r->token, &n.condition.op))
        return fail(r->cx, ERR_INVALID, "where",
                    "After %s comes one of: is, not, before, after, set, unset, has, lacks",
                    filter_field_name(n.condition.field));
    advance(r);
    n.condition.value = S("");
    if (filter_op_has_value(n.condition.op)) {
        if (!r->token.p)
            return fail(r->cx, ERR_INVALID, "where", "The value of %s is missing",
                        filter_field_name(n.condition.field));
        n.condition.value = r->token;
        advance(r);
    }
    TRY(filter_check(r->cx, &n.condition));
    return add(r->cx, r->f, bracket, &n, &at);
}

static enum err read_one(struct reader *r, int bracket, int depth)
{
    if (!r->token.p)
        return fail(r->cx, ERR_INVALID, "where", "A condition is missing at the end");
    if (!is_at(r, S("(")))
        return read_condition(r, bracket);
    if (depth == FILTER_DEPTH)
        return fail(r->cx, ERR_INVALID, "where", "These are too many brackets within each other");
    advance(r);
    TRY(read_any(r, bracket, depth + 1));
    if (!is_at(r, S(")")))
        return fail(r->cx, ERR_INVALID, "where", "A bracket is not closed");
    advance(r);
    return OK;
}

/* The row of `word`s within brackets of `kind`; one alone needs no bracket, but has one: writing
 * leaves it out. */
static enum err read_row(struct reader *r, int bracket, int depth, bool is_any)
{
    struct filter_node n = {.kind = is_any ? FILTER_ANY : FILTER_ALL};
    int at;
    TRY(add(r->cx, r->f, bracket, &n, &at));
    for (;;) {
        TRY(is_any ? read_row(r, at, depth, false) : read_one(r, at, depth));
        if (!is_at(r, is_any ? S("or") : S("and")))
            return OK;
        advance(r);
    }
}

static enum err read_any(struct reader *r, int bracket, int depth)
{
    return read_row(r, bracket, depth, true);
}

/* ---- JSON --------------------------------------------------------------------------------------
 */

static enum err read_json(struct cx *cx, struct filter *f, int bracket, const struct json_value *v,
                          int depth);

static struct str text_member(struct cx *cx, const struct json_value *v, const char *name)
{
    const struct json_value *m = json_member(v, name);
    if (m && m->kind == JSON_TEXT)
        return m->text;
    if (m && m->kind == JSON_NUMBER && m->is_integer)
        return str_fmt(cx->arena, "%lld", (long long)m->integer);
    return m && m->kind == JSON_BOOL ? (m->boolean ? S("yes") : S("no")) : S("");
}

static enum err read_json_list(struct cx *cx, struct filter *f, int bracket,
                               const struct json_value *list, enum filter_kind kind, int depth)
{
    struct filter_node n = {.kind = kind};
    int at;
    if (list->kind != JSON_ARRAY || depth == FILTER_DEPTH)
        return fail(cx, ERR_INVALID, "where",
                    "“all” and “any” hold a list of conditions, not too deep within each other");
    TRY(add(cx, f, bracket, &n, &at));
    for (int i = 0; i < list->count; i++)
        TRY(read_json(cx, f, at, &list->items[i], depth + 1));
    return OK;
}

static enum err read_json(struct cx *cx, struct filter *f, int bracket, const struct json_value *v,
                          int depth)
{
    const struct json_value *all = json_member(v, "all"), *any = json_member(v, "any");
    struct filter_node n = {.kind = FILTER_CONDITION};
    int at;
    if (all || any)
        return read_json_list(cx, f, bracket, all ? all : any, all ? FILTER_ALL : FILTER_ANY,
                              depth);
    TRY(filter_field_from(cx, text_member(cx, v, "field"), &n.condition.field));
    if (!filter_op_from(text_member(cx, v, "op"), &n.condition.op))
        return fail(cx, ERR_INVALID, "where",
                    "“op” is one of: is, not, before, after, set, unset, has, lacks");
    n.condition.value = text_member(cx, v, "value");
    TRY(filter_check(cx, &n.condition));
    return add(cx, f, bracket, &n, &at);
}

enum err filter_parse(struct cx *cx, struct str text, struct filter *out)
{
    struct reader r = {.cx = cx, .f = out, .rest = text};
    const struct json_value *v;
    filter_start(out);
    if (text.n > FILTER_BYTES)
        return fail(cx, ERR_INVALID, "where", "This filter is too long");
    if (str_starts(str_trim(text), S("{"))) {
        if (json_parse(cx->arena, text, &v, &cx->fault) != OK)
            return fail(cx, ERR_INVALID, "where", "This is no JSON that can be read");
        return read_json(cx, out, -1, v, 0);
    }
    advance(&r);
    if (!r.token.p)
        return OK;
    TRY(read_any(&r, -1, 1));
    if (r.token.p)
        return fail(cx, ERR_INVALID, "where", "Before “%.*s” an “and” or “or” is missing",
                    STR_ARG(str_head(r.token, 60)));
    return OK;
}

/* ---- written -----------------------------------------------------------------------------------
 */

static bool is_plain_word(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (ascii_is_space(s.p[i]) || s.p[i] == '(' || s.p[i] == ')' || s.p[i] == '"')
            return false;
    return s.n > 0;
}

static void put(struct buf *b, const struct filter *f, int at, bool is_inside)
{
    const struct filter_node *n = &f->nodes[at];
    if (n->kind == FILTER_CONDITION) {
        buf_addf(b, "%s %s", filter_field_name(n->condition.field),
                 filter_op_name(n->condition.op));
        if (filter_op_has_value(n->condition.op))
            buf_addf(b, is_plain_word(n->condition.value) ? " %.*s" : " \"%.*s\"",
                     STR_ARG(n->condition.value));
        return;
    }
    bool is_single = n->first >= 0 && f->nodes[n->first].next < 0;
    bool needs_brackets = is_inside && !is_single;
    buf_addz(b, needs_brackets ? "(" : "");
    for (int i = n->first; i >= 0; i = f->nodes[i].next) {
        if (i != n->first)
            buf_addz(b, n->kind == FILTER_ALL ? " and " : " or ");
        put(b, f, i, is_inside || !is_single);
    }
    buf_addz(b, needs_brackets ? ")" : "");
}

struct str filter_format(struct arena *a, const struct filter *f)
{
    struct buf b;
    buf_init(&b, a, FILTER_BYTES * 2);
    if (f->root >= 0)
        put(&b, f, f->root, false);
    return b.n ? buf_str(&b) : S("");
}
