#include "app/serve.h"
#include "app/settings.h"
#include "base/limits.h"
#include "desk/desk.h"
#include "desk/inbox.h"
#include "desk/templates.h"
#include "people/team.h"
#include "text/when.h"

static instant day_start(struct cx *cx, int days)
{
    struct wall w = zone_wall(cx->zone, cx->now);
    return zone_instant(cx->zone, day_from(w.year, w.month, w.day) + days, 0, ZONE_FIRST);
}

/* Which group a row belongs to: late or within the hour, later today, after, without a promise. */
static int group_of(struct cx *cx, const struct request *r, instant tomorrow)
{
    if (r->due_at == 0)
        return 3;
    if (r->due_at < cx->now + USEC_PER_HOUR)
        return 0;
    return r->due_at < tomorrow ? 1 : 2;
}

static void make_groups(struct cx *cx, struct inbox_page *p)
{
    static const char *const titles[] = {WORD("Late or due within the hour"), WORD("Later today"),
                                         WORD("Tomorrow and after"), WORD("Nothing promised now"),
                                         ""};
    int last = -1;
    instant tomorrow = day_start(cx, 1);
    for (int i = 0; i < p->count; i++) {
        int g = p->is_due_sorted ? group_of(cx, &p->rows[i].request, tomorrow) : 4;
        if (g != last)
            p->groups[p->group_count++] = (struct inbox_group){
                *titles[g] ? word(cx->lang, titles[g]) : word(cx->lang, view_sort_words[p->sort]),
                &p->rows[i], 0};
        p->groups[p->group_count - 1].count++;
        last = g;
    }
}

/* The number that stands beside a view at the side: it was read for this page already. */
static enum err count_of(struct cx *cx, const struct inbox_page *p, const struct view_at *at,
                         int64_t *n)
{
    struct str path = view_path(cx, at);
    for (int i = 0; i < p->layout.nav.count; i++) {
        const struct nav_item *item = &p->layout.nav.items[i];
        if (item->count >= 0 && str_eq(item->key, path))
            return *n = item->count, OK;
    }
    return view_count(cx, at, n);
}

static enum err add_chip(struct cx *cx, struct inbox_page *p, enum view view, const char *words)
{
    struct view_at at = {.view = view};
    struct inbox_chip *chip = &p->chips[p->chip_count++];
    *chip = (struct inbox_chip){.words = word(cx->lang, words), .path = view_path(cx, &at)};
    chip->is_current = str_eq(chip->path, p->path);
    return count_of(cx, p, &at, &chip->count);
}

static enum err make_chips(struct cx *cx, const struct view_at *at, struct inbox_page *p)
{
    TRY(add_chip(cx, p, VIEW_MINE, WORD("Mine")));
    TRY(add_chip(cx, p, VIEW_RISK, WORD("At risk")));
    TRY(add_chip(cx, p, VIEW_NOBODY, WORD("Nobody’s yet")));
    TRY(add_chip(cx, p, VIEW_ALL, WORD("Everything open")));
    return count_of(cx, p, at, &p->total);
}

static void add_dot(struct cx *cx, struct inbox_page *p, instant at, instant from, instant until,
                    const char *kind, struct str path)
{
    if (p->dot_count == COUNT(p->dots) || at < from || at >= until)
        return;
    struct buf words;
    struct when_reader reader = {.lang = cx->lang, .zone = cx->zone, .now = cx->now};
    buf_init(&words, cx->arena, 64);
    when_put(&words, &reader, at, WHEN_CLOCK);
    p->dots[p->dot_count++] = (struct inbox_dot){
        .permille = (int)((at - from) * 1000 / (until - from)),
        .kind = str_from(kind),
        .path = path,
        .words = buf_str(&words)};
}

/* What I kept today. */
static enum err add_kept_dots(struct cx *cx, struct inbox_page *p, instant from, instant until)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT id, solved_at FROM request WHERE owner_id = $1 AND solved_at IS NOT NULL"
                 " AND solved_at >= $2 AND solved_at < $3 ORDER BY solved_at DESC LIMIT 60"),
             ARGS(DB_I(cx->actor.person.v), DB_I(from), DB_I(until)));
    while (rows_next(&r)) {
        struct str path = str_fmt(cx->arena, "/r/%lld", (long long)rows_i64(&r));
        add_dot(cx, p, rows_i64(&r), from, until, "k", path);
    }
    return rows_end(&r);
}

/* Hours that the line shows: the working day, and more when it is already later, or when something
 * falls due outside of it; in full hours, five even stretches of them. */
static void choose_hours(struct cx *cx, const struct inbox_page *p, int *from, int *until)
{
    enum { stretches = 5 };
    instant today = day_start(cx, 0), tomorrow = day_start(cx, 1);
    int now = zone_wall(cx->zone, cx->now).hour;
    *from = now < 8 ? now : 8;
    *until = now >= 18 ? now + 1 : 18;
    for (int i = 0; i < p->count; i++) {
        instant due = p->rows[i].request.due_at;
        if (due < today || due >= tomorrow)
            continue;
        int hour = zone_wall(cx->zone, due).hour;
        *from = hour < *from ? hour : *from;
        *until = hour >= *until ? hour + 1 : *until;
    }
    int spare = (stretches - (*until - *from) % stretches) % stretches;
    int after = 24 - *until < spare ? 24 - *until : spare;
    *until += after;
    *from -= spare - after < *from ? spare - after : *from;
}

/* The day on a line: every promise of it is a dot. */
static enum err make_day(struct cx *cx, struct inbox_page *p)
{
    int from_hour, until_hour;
    choose_hours(cx, p, &from_hour, &until_hour);
    instant midnight = day_start(cx, 0);
    instant from = midnight + from_hour * USEC_PER_HOUR,
            until = midnight + until_hour * USEC_PER_HOUR;
    p->now_permille = (int)((cx->now - from) * 1000 / (until - from));
    for (int i = 0; i <= 5; i++)
        p->hours[p->hour_count++] = str_fmt(cx->arena, "%d:00",
                                            from_hour + (until_hour - from_hour) * i / 5);
    for (int i = 0; i < p->count; i++) {
        const struct request *r = &p->rows[i].request;
        const char *kind = r->due_at < cx->now ? "b" : r->risk == RISK_SOON ? "r" : "o";
        if (r->due_at)
            add_dot(cx, p, r->due_at, from, until, kind, p->rows[i].path);
    }
    return add_kept_dots(cx, p, from, until);
}

static enum err load_peek(struct cx *cx, struct inbox_page *p)
{
    request_id at = request_from_number(http_query(cx->q, S("at")));
    for (int i = 0; i < p->count && !p->peek; i++)
        if (at.v == 0 || p->rows[i].request.id.v == at.v)
            p->peek = &p->rows[i];
    if (!p->peek)
        return OK;
    p->peek->is_current = true;
    p->peek_more = NEW(cx->arena, struct request_peek);
    return peek_load(cx, &p->peek->request, p->peek_more);
}

bool inbox_shows(const struct inbox_page *p, enum view_column column)
{
    return (p->columns & (int)column) != 0;
}

static enum err load_look(struct cx *cx, const struct view_at *at, struct inbox_page *p)
{
    struct saved_view saved;
    struct view_look look = {SORT_BY_VIEW, COLUMNS_USUAL};
    if (at->saved) {
        TRY(saved_view_get(cx, at->saved, &saved));
        look.columns = saved.columns;
    }
    TRY(view_look_get(cx, p->view, &look));
    p->columns = look.columns;
    p->has_meta = (p->columns & ~COLUMNS_USUAL) != 0;
    p->sort = request_sort_of(at);
    p->is_due_sorted = p->sort == SORT_DUE;
    for (enum request_sort s = 0; s < SORT_SOLVED; s++)
        p->sorts[p->sort_count++] = (struct inbox_choice){
            str_fmt(cx->arena, "%d", (int)s), word(cx->lang, view_sort_words[s]), s == at->sort};
    for (int i = 0; i < view_column_count; i++)
        p->column_choices[p->column_choice_count++] = (struct inbox_choice){
            str_from(view_columns[i].name), word(cx->lang, view_columns[i].words),
            inbox_shows(p, view_columns[i].column)};
    return OK;
}

static void add_paths(struct cx *cx, const struct view_at *at, struct inbox_page *p)
{
    struct buf b;
    struct out o = {.to = &b};
    p->query = view_query(cx, at);
    p->where = at->view == VIEW_FILTER ? filter_format(cx->arena, at->filter) : S("");
    buf_init(&b, cx->arena, FILTER_BYTES * 8);
    buf_addz(&b, "/views/new?where=");
    out_url_str(&o, p->where);
    if (at->saved)
        buf_addf(&b, "&saved=%lld", (long long)at->saved);
    p->build_path = buf_str(&b);
    p->all_path = str_cat(cx->arena, S("/requests/bulk?"), p->query);
    if (p->count < LIMIT_LIST_ROWS)
        return;
    const struct request *last = &p->rows[p->count - 1].request;
    p->next_path = str_fmt(cx->arena, "%.*s&after=%lld.%lld", STR_ARG(p->path),
                           (long long)request_sort_key(at, last), (long long)last->id.v);
    if (http_query(cx->q, S("sort")).n) {
        buf_init(&b, cx->arena, FILTER_BYTES * 8);
        buf_add(&b, p->next_path);
        buf_addz(&b, "&sort=");
        out_url_str(&o, http_query(cx->q, S("sort")));
        p->next_path = buf_str(&b);
    }
}

enum err inbox_page_load(struct cx *cx, const struct view_at *at, struct inbox_page *p)
{
    p->path = view_path(cx, at);
    p->view = view_key(cx, at);
    p->title = view_title(cx, at);
    p->is_first = at->after_id.v == 0;
    p->may_change = may(cx, MAY_ANSWER_REQUEST, NULL);
    TRY(layout_load(cx, p->path, &p->layout));
    TRY(load_look(cx, at, p));
    TRY(inbox_rows(cx, at, &p->rows, &p->count));
    TRY(make_chips(cx, at, p));
    add_paths(cx, at, p);
    make_groups(cx, p);
    if (at->view == VIEW_MINE)
        TRY(make_day(cx, p));
    return load_peek(cx, p);
}

enum err inbox_get(struct cx *cx)
{
    struct view_at at;
    if (!view_from(cx, &at))
        return cx->fault.err == ERR_INVALID
                   ? ERR_INVALID
                   : fail(cx, ERR_NOT_FOUND, "view", "There is no such view");
    struct inbox_page *p = NEW(cx->arena, struct inbox_page);
    TRY(inbox_page_load(cx, &at, p));
    RENDER(cx, inbox, p);
    return OK;
}

enum err home_get(struct cx *cx)
{
    struct str in = cx->actor.role == ROLE_NONE ? S("/sign-in") : S("/requests");
    http_redirect(cx->r, org(cx->app)->is_set_up ? in : S("/setup"));
    return OK;
}

static enum err add_nav(struct cx *cx, struct nav *nav, const struct request_counts *counts,
                        const struct view_at *at, struct nav_item item)
{
    item.key = item.path = view_path(cx, at);
    if (at->view == VIEW_FILTER || at->view == VIEW_COLLEAGUE)
        TRY(view_count(cx, at, &item.count));
    else
        item.count = request_counts_of(counts, at->view, at->team);
    nav_add(nav, item);
    return OK;
}

/* Those that were saved: a filter that can no longer be read shows no number. */
static enum err add_saved(struct cx *cx, struct nav *nav)
{
    struct saved_view *list;
    int count;
    TRY(saved_view_list(cx, &list, &count));
    for (int i = 0; i < count; i++) {
        struct filter *f = NEW(cx->arena, struct filter);
        struct view_at at = {.view = VIEW_FILTER, .filter = f, .saved = list[i].id};
        struct nav_item item = {.section = NAV_VIEWS, .words = list[i].name, .icon = S("")};
        if (filter_parse(cx, list[i].filter, f) == OK)
            TRY(add_nav(cx, nav, NULL, &at, item));
    }
    return OK;
}

/* desk_nav: the pages and the views, with what they hold. */
enum err desk_nav(struct cx *cx, struct nav *nav)
{
    static const enum view shown[] = {VIEW_MINE,      VIEW_NOBODY,  VIEW_RISK,
                                      VIEW_COLLEAGUE, VIEW_WAITING, VIEW_SOLVED_TODAY};
    struct request_counts counts;
    struct team *teams;
    int count;
    TRY(request_counts(cx, &counts));
    TRY(team_list(cx, &teams, &count));
    nav_add(nav, (struct nav_item){NAV_MAIN, S("requests"), word(cx->lang, "Requests"),
                                   S("/requests"), S("inbox"), -1, false, false});
    nav_add(nav, (struct nav_item){NAV_MAIN, S("customers"), word(cx->lang, "People"),
                                   S("/customers"), S("people"), -1, false, false});
    int64_t notices = 0;
    TRY(notice_count(cx, &notices));
    nav_add(nav, (struct nav_item){NAV_MAIN, S("notices"), word(cx->lang, "For you"), S("/for-me"),
                                   S("bell"), notices, false, false});
    nav_add(nav, (struct nav_item){NAV_MAIN, S("answers"), word(cx->lang, "Answers"), S("/answers"),
                                   S("bolt"), -1, false, false});
    for (int i = 0; i < COUNT(shown); i++) {
        struct view_at at = {.view = shown[i]};
        TRY(add_nav(cx, nav, &counts, &at,
                    (struct nav_item){.section = NAV_VIEWS,
                                      .words = view_title(cx, &at),
                                      .icon = S(""),
                                      .is_warning = shown[i] == VIEW_RISK}));
    }
    TRY(add_saved(cx, nav));
    for (int i = 0; i < count; i++) {
        struct view_at at = {.view = VIEW_TEAM, .team = teams[i].id};
        TRY(add_nav(cx, nav, &counts, &at,
                    (struct nav_item){
                        .section = NAV_TEAMS, .words = teams[i].name, .icon = teams[i].icon}));
    }
    return OK;
}
