/* view_build.c: a filter as lines of a form, and back. The form shows conditions and one level of
 * brackets, in which "or" stands for "and" and the other way round; what lies deeper is written. */
#include "app/form.h"
#include "app/serve.h"
#include "base/limits.h"
#include "desk/desk.h"
#include "desk/templates.h"
#include "desk/view_page.h"
#include "people/account.h"
#include "people/team.h"
#include "services/service.h"

enum { brackets_most = 4 };

struct line {
    struct filter_condition condition;
    int bracket;
    struct str wrong;
};
struct lines {
    struct line v[FILTER_CONDITIONS];
    int n;
    bool is_any, is_complex;
};

/* ---- from a filter -----------------------------------------------------------------------------
 */

/* A bracket of one is that one. */
static int unwrap(const struct filter *f, int at)
{
    while (f->nodes[at].kind != FILTER_CONDITION && f->nodes[at].first >= 0 &&
           f->nodes[f->nodes[at].first].next < 0)
        at = f->nodes[at].first;
    return at;
}

static void add_line(struct lines *l, const struct filter_condition *c, int bracket)
{
    if (l->n < COUNT(l->v))
        l->v[l->n++] = (struct line){.condition = *c, .bracket = bracket, .wrong = S("")};
}

static void add_bracket(struct lines *l, const struct filter *f, int at, int bracket)
{
    for (int i = f->nodes[at].first; i >= 0; i = f->nodes[i].next) {
        int inner = unwrap(f, i);
        if (f->nodes[inner].kind == FILTER_CONDITION)
            add_line(l, &f->nodes[inner].condition, bracket);
        else
            l->is_complex = true;
    }
}

static void lines_of_filter(const struct filter *f, struct lines *l)
{
    int bracket = 0;
    if (f->root < 0)
        return;
    int root = unwrap(f, f->root);
    if (f->nodes[root].kind == FILTER_CONDITION) {
        add_line(l, &f->nodes[root].condition, 0);
        return;
    }
    l->is_any = f->nodes[root].kind == FILTER_ANY;
    for (int i = f->nodes[root].first; i >= 0; i = f->nodes[i].next) {
        int inner = unwrap(f, i);
        if (f->nodes[inner].kind == FILTER_CONDITION)
            add_line(l, &f->nodes[inner].condition, 0);
        else
            add_bracket(l, f, inner, ++bracket);
    }
    l->is_complex |= bracket > brackets_most;
}

/* ---- from the form ------------------------------------------------------------------------------
 */

static struct str param(struct cx *cx, const char *name, int i)
{
    return http_query(cx->q, str_fmt(cx->arena, "%s%d", name, i));
}

static struct str first_value(enum filter_field f)
{
    switch (filter_type_of(f)) {
    case TYPE_PERSON: return S("me");
    case TYPE_TEAM: return S("mine");
    case TYPE_TIME: return f == FIELD_DUE ? S("tomorrow") : S("today");
    case TYPE_CHOICE: return str_from(filter_choices(f)[0].name);
    case TYPE_SERVICE:
    case TYPE_CUSTOMER:
    case TYPE_TEXT: break;
    }
    return S("");
}

/* A field that was changed takes an operator and a value that fit it. */
static void read_line(struct cx *cx, int i, struct line *l)
{
    struct filter_condition *c = &l->condition;
    struct str bracket = param(cx, "g", i), before = param(cx, "was", i);
    int64_t g = 0;
    if (filter_field_from(cx, param(cx, "f", i), &c->field) != OK)
        c->field = FIELD_STATE;
    bool is_new = !str_eq(before, str_from(filter_field_name(c->field)));
    if (!filter_op_from(param(cx, "o", i), &c->op) || !filter_op_fits(c->field, c->op)) {
        c->op = 0;
        while (!filter_op_fits(c->field, c->op))
            c->op++;
    }
    c->value = str_trim(param(cx, "v", i));
    if (is_new)
        c->value = first_value(c->field);
    if (!c->value.p)
        c->value = S("");
    if (str_to_i64(bracket, &g) == OK && g > 0 && g <= brackets_most)
        l->bracket = (int)g;
    l->wrong = S("");
    if (filter_check(cx, c) != OK)
        l->wrong = str_dup(cx->arena, fault_words(cx));
}

static void lines_of_form(struct cx *cx, struct lines *l)
{
    int64_t add = -1, drop = -1;
    struct filter_condition fresh = {FIELD_STATE, OP_IS, S("active")};
    l->is_any = str_eq(http_query(cx->q, S("match")), S("any"));
    if (str_to_i64(http_query(cx->q, S("drop")), &drop) != OK)
        drop = -1;
    for (int i = 0; i < FILTER_CONDITIONS; i++)
        if (param(cx, "f", i).n && i != drop)
            read_line(cx, i, &l->v[l->n++]);
    if (str_to_i64(http_query(cx->q, S("add")), &add) == OK && add >= 0 && add <= brackets_most)
        add_line(l, &fresh, (int)add);
    cx->fault = (struct fault){0};
}

/* ---- to a filter
 * --------------------------------------------------------------------------------- */

/* Wrong lines are left out: the list beside shows what the others give. */
static void filter_of_lines(const struct lines *l, struct filter *f)
{
    int brackets[brackets_most + 1] = {0};
    struct filter_node outer = {.kind = l->is_any ? FILTER_ANY : FILTER_ALL},
                       inner = {.kind = l->is_any ? FILTER_ALL : FILTER_ANY};
    filter_start(f);
    int root = filter_add(f, -1, &outer);
    for (int i = 0; i < l->n; i++) {
        struct filter_node n = {.kind = FILTER_CONDITION, .condition = l->v[i].condition};
        int g = l->v[i].bracket;
        if (l->v[i].wrong.n)
            continue;
        if (g && !brackets[g])
            brackets[g] = filter_add(f, root, &inner);
        (void)filter_add(f, g ? brackets[g] : root, &n);
    }
    if (f->count == 1)
        filter_start(f);
}

/* ---- as a page
 * ------------------------------------------------------------------------------------ */

struct sources {
    struct team *teams;
    struct account *accounts;
    struct service *services;
    int team_count, account_count, service_count;
};

static void add_value(struct cx *cx, struct view_line *l, struct str name, struct str words)
{
    (void)cx;
    l->values[l->value_count++] = (struct view_option){name, words, str_eq(name, l->value)};
}

static struct str number(struct cx *cx, int64_t id)
{
    return str_fmt(cx->arena, "%lld", (long long)id);
}

static void fill_values(struct cx *cx, const struct sources *s, const struct filter_condition *c,
                        struct view_line *l)
{
    enum filter_type type = filter_type_of(c->field);
    l->is_time = type == TYPE_TIME;
    if (type == TYPE_TIME || type == TYPE_TEXT || type == TYPE_CUSTOMER)
        return;
    l->values = NEWN(cx->arena, struct view_option,
                     s->team_count + s->account_count + s->service_count + 16);
    for (const struct filter_choice *o = filter_choices(c->field); type == TYPE_CHOICE && o->name;
         o++)
        add_value(cx, l, str_from(o->name), word(cx->lang, o->words));
    if (type == TYPE_PERSON) {
        add_value(cx, l, S("me"), word(cx->lang, "whoever looks"));
        add_value(cx, l, S("nobody"), word(cx->lang, "nobody"));
        for (int i = 0; i < s->account_count; i++)
            add_value(cx, l, number(cx, s->accounts[i].person.v), s->accounts[i].name);
    }
    if (type == TYPE_TEAM) {
        add_value(cx, l, S("mine"), word(cx->lang, "one of whoever looks"));
        for (int i = 0; i < s->team_count; i++)
            add_value(cx, l, number(cx, s->teams[i].id.v), s->teams[i].name);
    }
    for (int i = 0; type == TYPE_SERVICE && i < s->service_count; i++)
        add_value(cx, l, number(cx, s->services[i].id.v), s->services[i].name);
}

static void fill_line(struct cx *cx, const struct sources *s, const struct line *from, int i,
                      struct view_line *l)
{
    const struct filter_condition *c = &from->condition;
    *l = (struct view_line){.number = i,
                            .bracket = from->bracket,
                            .value = c->value,
                            .has_value = filter_op_has_value(c->op),
                            .wrong = from->wrong};
    for (enum filter_field f = 0; f < FILTER_FIELDS; f++)
        l->fields[l->field_count++] = (struct view_option){
            str_from(filter_field_name(f)), word(cx->lang, filter_field_words(f)), f == c->field};
    for (enum filter_op op = 0; op < FILTER_OPS; op++)
        if (filter_op_fits(c->field, op))
            l->ops[l->op_count++] = (struct view_option){
                str_from(filter_op_name(op)),
                word(cx->lang, filter_op_words(op, filter_type_of(c->field))), op == c->op};
    fill_values(cx, s, c, l);
}

/* Lines of a bracket side by side, in the order in which brackets were begun. */
static void sort_lines(struct lines *l)
{
    for (int i = 1; i < l->n; i++) {
        struct line x = l->v[i];
        int k = i;
        for (; k > 0 && l->v[k - 1].bracket > x.bracket; k--)
            l->v[k] = l->v[k - 1];
        l->v[k] = x;
    }
}

static enum err fill_sharing(struct cx *cx, struct view_build_page *p, const struct sources *s)
{
    struct saved_view saved;
    p->may_share_all = cx->actor.role >= ROLE_LEADER;
    p->teams = NEWN(cx->arena, struct view_option, s->team_count + 1);
    for (int i = 0; i < s->team_count; i++)
        for (int k = 0; k < cx->actor.team_count; k++)
            if (cx->actor.teams[k].v == s->teams[i].id.v)
                p->teams[p->team_count++] = (struct view_option){number(cx, s->teams[i].id.v),
                                                                 s->teams[i].name, false};
    if (str_to_i64(http_query(cx->q, S("saved")), &p->saved) != OK)
        p->saved = 0;
    if (p->saved == 0)
        return OK;
    TRY(saved_view_get(cx, p->saved, &saved));
    p->name = http_query(cx->q, S("name")).p ? p->name : saved.name;
    p->version = saved.version;
    p->shared = saved.shared;
    p->team = saved.team;
    for (int i = 0; i < p->team_count; i++)
        p->teams[i].is_chosen = str_eq(p->teams[i].name, number(cx, saved.team.v));
    return OK;
}

static enum err fill_page(struct cx *cx, struct lines *l, const struct filter *f,
                          struct view_build_page *p)
{
    struct sources s;
    TRY(team_list(cx, &s.teams, &s.team_count));
    TRY(account_list(cx, &s.accounts, &s.account_count));
    TRY(service_list(cx, false, &s.services, &s.service_count));
    sort_lines(l);
    for (int i = 0; i < l->n && !l->is_complex; i++) {
        fill_line(cx, &s, &l->v[i], i, &p->lines[p->line_count++]);
        p->is_wrong |= l->v[i].wrong.n > 0;
        if (l->v[i].bracket > p->bracket_count)
            p->bracket_count = l->v[i].bracket;
    }
    struct view_at at = {.view = VIEW_FILTER, .filter = f};
    p->is_any = l->is_any;
    p->is_complex = l->is_complex;
    p->where = filter_format(cx->arena, f);
    p->list_path = view_path(cx, &at);
    TRY(view_count(cx, &at, &p->count));
    return fill_sharing(cx, p, &s);
}

enum err view_build_get(struct cx *cx)
{
    struct view_build_page *p = NEW(cx->arena, struct view_build_page);
    struct filter *f = NEW(cx->arena, struct filter);
    struct lines *l = NEW(cx->arena, struct lines);
    struct str where = http_query(cx->q, S("where"));
    bool is_form = http_query(cx->q, S("match")).n > 0;
    enum err err = OK;
    TRY(layout_load(cx, S("/requests"), &p->layout));
    p->name = http_query(cx->q, S("name"));
    filter_start(f);
    if (is_form) {
        lines_of_form(cx, l);
        filter_of_lines(l, f);
    } else if (where.n && (err = filter_parse(cx, where, f)) != OK) {
        layout_wrong(cx, &p->layout, err);
        filter_start(f);
    } else {
        lines_of_filter(f, l);
    }
    TRY(fill_page(cx, l, f, p));
    if (err != OK)
        p->where = where;
    RENDER(cx, view_build, p);
    return OK;
}
