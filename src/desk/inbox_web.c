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
static int group_of(struct cx *cx, const struct request *r)
{
    if (r->due_at == 0)
        return 3;
    if (r->due_at < cx->now + USEC_PER_HOUR)
        return 0;
    return r->due_at < day_start(cx, 1) ? 1 : 2;
}

static void make_groups(struct cx *cx, struct inbox_page *p)
{
    static const char *const titles[] = {WORD("Late or due within the hour"), WORD("Later today"),
                                         WORD("Tomorrow and after"), WORD("Nothing promised now")};
    int last = -1;
    for (int i = 0; i < p->count; i++) {
        int g = group_of(cx, &p->rows[i].request);
        if (g != last)
            p->groups[p->group_count++] = (struct inbox_group){word(cx->lang, titles[g]),
                                                               &p->rows[i], 0};
        p->groups[p->group_count - 1].count++;
        last = g;
    }
}

static void add_chip(struct cx *cx, struct inbox_page *p, enum view view, const char *words)
{
    struct view_at at = {.view = view};
    struct inbox_chip *chip = &p->chips[p->chip_count];
    *chip = (struct inbox_chip){.words = word(cx->lang, words), .path = view_path(cx, &at)};
    chip->is_current = str_eq(chip->path, p->path);
    if (request_count(cx, view, cx->actor.person.v, &chip->count) == OK)
        p->chip_count++;
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

/* Promises of mine that ended today. */
static enum err add_kept_dots(struct cx *cx, struct inbox_page *p, instant from, instant until)
{
    struct rows r;
    db_query(
        &r, cx->db,
        SQL("SELECT e.at, e.kind, e.request_id FROM event e JOIN request r ON r.id = e.request_id"
            " WHERE e.id > (SELECT coalesce(max(id), 0) - 5000 FROM event) AND e.at >= $1 AND e.at "
            "< $2"
            " AND e.kind IN (13, 15) AND r.owner_id = $3 ORDER BY e.id DESC LIMIT 60"),
        ARGS(DB_I(from), DB_I(until), DB_I(cx->actor.person.v)));
    while (rows_next(&r)) {
        instant at = rows_i64(&r);
        bool kept = rows_i64(&r) == EVENT_PROMISE_KEPT;
        add_dot(cx, p, at, from, until, kept ? "k" : "b",
                str_fmt(cx->arena, "/r/%lld", (long long)rows_i64(&r)));
    }
    return rows_end(&r);
}

/* The day on a line, from eight to six: every promise of it is a dot. */
static enum err make_day(struct cx *cx, struct inbox_page *p)
{
    enum { from_hour = 8, until_hour = 18 };
    instant midnight = day_start(cx, 0);
    instant from = midnight + from_hour * USEC_PER_HOUR,
            until = midnight + until_hour * USEC_PER_HOUR;
    p->now_permille = cx->now < from || cx->now >= until
                          ? -1
                          : (int)((cx->now - from) * 1000 / (until - from));
    for (int hour = from_hour; hour <= until_hour; hour += 2)
        p->hours[p->hour_count++] = str_fmt(cx->arena, "%d:00", hour);
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

static int64_t count_of(struct cx *cx, const struct view_at *at)
{
    int64_t n = 0;
    int64_t id = at->view == VIEW_TEAM ? at->team.v : cx->actor.person.v;
    return request_count(cx, at->view, id, &n) == OK ? n : 0;
}

static enum err load_page(struct cx *cx, const struct view_at *at, struct inbox_page *p)
{
    struct view_at first = {.view = at->view, .team = at->team};
    p->path = view_path(cx, &first);
    p->view = str_skip(p->path, S("/requests?view=").n);
    p->title = view_title(cx, at);
    p->is_first = at->after_id.v == 0;
    TRY(layout_load(cx, p->path, &p->layout));
    TRY(inbox_rows(cx, at, &p->rows, &p->count));
    p->total = count_of(cx, at);
    if (p->count == LIMIT_LIST_ROWS) {
        const struct request *r = &p->rows[p->count - 1].request;
        instant key = at->view == VIEW_SOLVED_TODAY ? r->solved_at : r->due_at;
        p->next_path = str_fmt(cx->arena, "%.*s&after=%lld.%lld", STR_ARG(p->path), (long long)key,
                               (long long)r->id.v);
    }
    make_groups(cx, p);
    add_chip(cx, p, VIEW_MINE, WORD("Mine"));
    add_chip(cx, p, VIEW_RISK, WORD("At risk"));
    add_chip(cx, p, VIEW_NOBODY, WORD("Nobody’s yet"));
    add_chip(cx, p, VIEW_ALL, WORD("Everything open"));
    if (at->view == VIEW_MINE)
        TRY(make_day(cx, p));
    return load_peek(cx, p);
}

enum err inbox_get(struct cx *cx)
{
    struct view_at at;
    if (!view_from(cx, &at))
        return fail(cx, ERR_NOT_FOUND, "view", "There is no such view");
    struct inbox_page *p = NEW(cx->arena, struct inbox_page);
    TRY(load_page(cx, &at, p));
    RENDER(cx, inbox, p);
    return OK;
}

enum err home_get(struct cx *cx)
{
    struct str in = cx->actor.role == ROLE_NONE ? S("/sign-in") : S("/requests");
    http_redirect(cx->r, org(cx->app)->is_set_up ? in : S("/setup"));
    return OK;
}

/* desk_nav: the pages and the views, with what they hold. */
enum err desk_nav(struct cx *cx, struct nav *nav)
{
    static const struct {
        enum view view;
        bool warns;
    } shown[] = {{VIEW_MINE, false},
                 {VIEW_NOBODY, false},
                 {VIEW_RISK, true},
                 {VIEW_WAITING, false},
                 {VIEW_SOLVED_TODAY, false}};
    nav_add(nav, (struct nav_item){NAV_MAIN, S("requests"), word(cx->lang, "Requests"),
                                   S("/requests"), S("inbox"), -1, false, false});
    nav_add(nav, (struct nav_item){NAV_MAIN, S("customers"), word(cx->lang, "People"),
                                   S("/customers"), S("people"), -1, false, false});
    for (int i = 0; i < COUNT(shown); i++) {
        struct view_at at = {.view = shown[i].view};
        struct str path = view_path(cx, &at);
        nav_add(nav, (struct nav_item){NAV_VIEWS, path, view_title(cx, &at), path, S(""),
                                       count_of(cx, &at), shown[i].warns, false});
    }
    struct team *teams;
    int count;
    TRY(team_list(cx, &teams, &count));
    for (int i = 0; i < count; i++) {
        struct view_at at = {.view = VIEW_TEAM, .team = teams[i].id};
        struct str path = view_path(cx, &at);
        nav_add(nav, (struct nav_item){NAV_TEAMS, path, teams[i].name, path, teams[i].icon,
                                       count_of(cx, &at), false, false});
    }
    return OK;
}
