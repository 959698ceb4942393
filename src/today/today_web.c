#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "today/templates.h"
#include "today/today.h"

enum { chart_height = 144 }; /* px */

/* The teams whose requests the reader may see, and the one that is asked for. */
static enum err choose(struct cx *cx, struct today_page *p, struct team **teams, int *count)
{
    struct team *all;
    int64_t asked = 0;
    int n, kept = 0;
    struct str text = http_query(cx->q, S("team"));
    if (text.n && str_to_i64(text, &asked) != OK)
        return fail(cx, ERR_NOT_FOUND, "team", "There is no such team");
    TRY(team_list(cx, &all, &n));
    p->choices = NEWN(cx->arena, struct today_choice, n + 1);
    p->title = word(cx->lang, "All teams");
    p->choices[p->choice_count++] = (struct today_choice){p->title, S("/today"), asked == 0};
    *teams = NEWN(cx->arena, struct team, n);
    for (int i = 0; i < n; i++) {
        struct object object = {.team = all[i].id};
        if (!may(cx, MAY_READ_REQUEST, &object))
            continue;
        bool is_it = all[i].id.v == asked;
        p->choices[p->choice_count++] = (struct today_choice){
            all[i].name, str_fmt(cx->arena, "/today?team=%lld", (long long)all[i].id.v), is_it};
        if (is_it)
            p->title = all[i].name;
        if (is_it || asked == 0)
            (*teams)[kept++] = all[i];
    }
    if (asked && !kept)
        return fail(cx, ERR_NOT_FOUND, "team", "There is no such team");
    *count = kept;
    return OK;
}

static enum err load_colleagues(struct cx *cx, struct today_page *p)
{
    struct rows r;
    p->colleagues = NEWN(cx->arena, struct member, LIMIT_COLLEAGUES_SHOWN);
    db_query(&r, cx->db,
             SQL("SELECT p.id, p.name FROM account a JOIN person p ON p.id = a.person_id WHERE "
                 "a.disabled_at IS NULL AND p.id <> $1 ORDER BY p.name, p.id LIMIT $2"),
             ARGS(DB_I(cx->actor.person.v), DB_I(LIMIT_COLLEAGUES_SHOWN)));
    while (rows_next(&r)) {
        struct member *m = &p->colleagues[p->colleague_count++];
        *m = (struct member){.person = {rows_i64(&r)}};
        m->name = rows_text(&r);
    }
    return rows_end(&r);
}

static enum err show(struct cx *cx, enum err err)
{
    struct today_page *p = NEW(cx->arena, struct today_page);
    struct fault fault = cx->fault;
    struct team *teams = NULL;
    int count = 0;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(choose(cx, p, &teams, &count));
    TRY(layout_load(cx, S("today"), &p->layout));
    TRY(today_load(cx, teams, count, p));
    TRY(load_colleagues(cx, p));
    today_draw(p, chart_height);
    p->answer_words = when_span(cx->arena, cx->lang, p->answer_seconds);
    cx->fault = fault;
    p->thanks_words = S("");
    if (err != OK) {
        layout_wrong(cx, &p->layout, err);
        p->thanks_words = http_form(cx->q, S("words"));
        if (str_to_i64(http_form(cx->q, S("to")), &p->thanks_to) != OK)
            p->thanks_to = 0;
    }
    RENDER(cx, today, p);
    return OK;
}

static enum err today_get(struct cx *cx)
{
    return show(cx, OK);
}

struct give {
    int64_t to;
    struct str words;
};

static enum err give(struct cx *cx, void *arg)
{
    struct give *g = arg;
    return thanks_give(cx, (person_id){g->to}, g->words);
}

static enum err thanks_post(struct cx *cx)
{
    struct give g = {0};
    enum err err = form_i64(cx, "to", 1, INT64_MAX, 0, &g.to);
    if (err == OK)
        err = form_text(cx, "words", 1, LIMIT_THANKS_BYTES, &g.words);
    if (err == OK)
        err = cx_write(cx, give, &g);
    if (err != OK)
        return show(cx, err);
    toast_set(cx, word(cx->lang, "Thank you for saying so. Everybody sees it today."), S(""));
    return done(cx, S("/today"));
}

enum err today_nav(struct cx *cx, struct nav *nav)
{
    nav_add(nav, (struct nav_item){NAV_MAIN, S("today"), word(cx->lang, "Today"), S("/today"),
                                   S("today"), -1, false, false});
    return OK;
}

const struct http_route today_routes[] = {
    ROUTE(HTTP_GET, "/today", MAY_READ_REQUEST, today_get),
    ROUTE(HTTP_POST, "/thanks", MAY_ANSWER_REQUEST, thanks_post),
};
const int today_route_count = COUNT(today_routes);
