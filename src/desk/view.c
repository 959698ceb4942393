/* view.c: which view a page shows: of its address, and as one. */
#include "desk/view.h"

#include "people/team.h"
#include "text/tpl.h"

static const struct {
    enum view view;
    const char *key, *title;
} views[] = {
    {VIEW_MINE, "mine", WORD("My promises")},
    {VIEW_NOBODY, "nobody", WORD("Nobody’s yet")},
    {VIEW_RISK, "risk", WORD("At risk")},
    {VIEW_COLLEAGUE, "colleague", WORD("Waiting for a colleague")},
    {VIEW_WAITING, "waiting", WORD("Waiting for the person")},
    {VIEW_SOLVED_TODAY, "kept", WORD("Kept today")},
    {VIEW_ALL, "all", WORD("Everything open")},
};

const struct view_column_words view_columns[] = {
    {COLUMN_SNIPPET, "snippet", WORD("Latest words")},
    {COLUMN_OWNER, "owner", WORD("Whose it is")},
    {COLUMN_CHANNEL, "channel", WORD("How it came")},
    {COLUMN_MOVES, "moves", WORD("Five moves")},
    {COLUMN_DUE, "due", WORD("Promised for")},
    {COLUMN_NUMBER, "number", WORD("Number")},
    {COLUMN_TEAM, "team", WORD("Team")},
    {COLUMN_SERVICE, "service", WORD("Service")},
    {COLUMN_OPENED, "opened", WORD("Opened")},
    {COLUMN_CHANGED, "changed", WORD("Last changed")},
};
const int view_column_count = COUNT(view_columns);

const char *const view_sort_words[SORTS] = {
    [SORT_BY_VIEW] = WORD("As the view has it"),  [SORT_DUE] = WORD("Soonest promise first"),
    [SORT_NEWEST] = WORD("Newest request first"), [SORT_OLDEST] = WORD("Longest waiting first"),
    [SORT_CHANGED] = WORD("Last changed first"),  [SORT_SOLVED] = WORD("Last kept first")};

static const char *const sort_names[SORTS] = {
    [SORT_BY_VIEW] = "view",  [SORT_DUE] = "due",         [SORT_NEWEST] = "newest",
    [SORT_OLDEST] = "oldest", [SORT_CHANGED] = "changed", [SORT_SOLVED] = "kept"};

static bool read_after(struct cx *cx, struct view_at *at)
{
    struct str after = http_query(cx->q, S("after")); /* "key.id" of the last row before */
    if (after.n == 0)
        return true;
    struct str key = str_cut(&after, '.');
    return str_to_i64(key, &at->after_key) == OK && str_to_i64(after, &at->after_id.v) == OK &&
           at->after_id.v > 0;
}

static bool read_sort(struct cx *cx, struct view_at *at)
{
    struct str sort = http_query(cx->q, S("sort"));
    for (enum request_sort s = 0; sort.n && s < SORTS; s++)
        if (str_eq(sort, str_from(sort_names[s])))
            return at->sort = s, true;
    return sort.n == 0;
}

static bool use_filter(struct cx *cx, struct str words, struct view_at *at)
{
    struct filter *f = NEW(cx->arena, struct filter);
    at->view = VIEW_FILTER;
    at->filter = f;
    return filter_parse(cx, words, f) == OK;
}

static bool use_saved(struct cx *cx, struct str id, struct view_at *at)
{
    struct saved_view v;
    if (str_to_i64(id, &at->saved) != OK || saved_view_get(cx, at->saved, &v) != OK ||
        !use_filter(cx, v.filter, at))
        return false;
    if (at->sort == SORT_BY_VIEW)
        at->sort = v.sort;
    return true;
}

static bool is_there(struct cx *cx, struct str key, struct view_at *at)
{
    struct str where = http_query(cx->q, S("where"));
    if (key.n == 0 && where.p)
        return use_filter(cx, where, at);
    if (str_starts(key, S("saved-")))
        return use_saved(cx, str_skip(key, 6), at);
    if (str_starts(key, S("team-")))
        return at->view = VIEW_TEAM, str_to_i64(str_skip(key, 5), &at->team.v) == OK;
    for (int i = 0; i < COUNT(views); i++)
        if (str_eq(key, str_from(views[i].key)))
            return at->view = views[i].view, true;
    return key.n == 0;
}

/* Sorted by when it was kept only where that is so. */
static void mend_sort(struct view_at *at)
{
    if (at->sort == SORT_SOLVED && at->view != VIEW_SOLVED_TODAY)
        at->sort = SORT_BY_VIEW;
    if (at->sort == SORT_DUE && at->view == VIEW_FILTER && !filter_is_open(at->filter))
        at->sort = SORT_BY_VIEW;
}

bool view_from(struct cx *cx, struct view_at *at)
{
    struct view_look look = {SORT_BY_VIEW, 0};
    *at = (struct view_at){.view = VIEW_MINE};
    if (!read_after(cx, at) || !read_sort(cx, at) ||
        !is_there(cx, http_query(cx->q, S("view")), at))
        return false;
    if (http_query(cx->q, S("sort")).n == 0 && view_look_get(cx, view_key(cx, at), &look) == OK &&
        look.sort != SORT_BY_VIEW)
        at->sort = look.sort;
    mend_sort(at);
    return true;
}

struct str view_key(struct cx *cx, const struct view_at *at)
{
    if (at->view == VIEW_TEAM)
        return str_fmt(cx->arena, "team-%lld", (long long)at->team.v);
    if (at->view == VIEW_FILTER)
        return at->saved ? str_fmt(cx->arena, "saved-%lld", (long long)at->saved) : S("where");
    for (int i = 0; i < COUNT(views); i++)
        if (views[i].view == at->view)
            return str_from(views[i].key);
    return S("mine");
}

struct str view_query(struct cx *cx, const struct view_at *at)
{
    struct buf b;
    struct out o = {.to = &b};
    if (at->view != VIEW_FILTER || at->saved)
        return str_cat(cx->arena, S("view="), view_key(cx, at));
    buf_init(&b, cx->arena, FILTER_BYTES * 8);
    buf_addz(&b, "where=");
    out_url_str(&o, filter_format(cx->arena, at->filter));
    return buf_str(&b);
}

struct str view_path(struct cx *cx, const struct view_at *at)
{
    return str_cat(cx->arena, S("/requests?"), view_query(cx, at));
}

struct str view_title(struct cx *cx, const struct view_at *at)
{
    struct team team;
    struct saved_view saved;
    if (at->view == VIEW_TEAM)
        return team_get(cx, at->team, &team) == OK ? team.name : S("");
    if (at->saved)
        return saved_view_get(cx, at->saved, &saved) == OK ? saved.name : S("");
    for (int i = 0; i < COUNT(views); i++)
        if (views[i].view == at->view)
            return word(cx->lang, views[i].title);
    return word(cx->lang, "Requests that fit");
}
