#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "services/pages.h"
#include "services/templates.h"

static const int64_t longest = 365 * INT64_C(86400); /* no promise is given for later than a year */

static enum err fill_teams(struct cx *cx, struct service_page *p)
{
    struct team *teams;
    TRY(team_list(cx, &teams, &p->team_count));
    p->teams = NEWN(cx->arena, struct team_choice, p->team_count);
    for (int i = 0; i < p->team_count; i++)
        p->teams[i] = (struct team_choice){teams[i].id.v, teams[i].name,
                                           teams[i].id.v == p->service.team.v};
    return OK;
}

static enum err show(struct cx *cx, const struct service *typed, service_id id, enum err err)
{
    struct service_page *p = NEW(cx->arena, struct service_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("services"), &p->layout));
    TRY(service_list(cx, true, &p->services, &p->service_count));
    p->service = (struct service){.name = S(""),
                                  .steps = S(""),
                                  .bring = S(""),
                                  .audience = AUDIENCE_OUTSIDE,
                                  .respond_seconds = 4 * 3600,
                                  .resolve_seconds = 24 * 3600};
    if (typed)
        p->service = *typed;
    else if (id.v)
        TRY(service_get(cx, id, &p->service));
    p->respond = err != OK ? http_form(cx->q, S("respond"))
                           : length_format(cx->arena, p->service.respond_seconds);
    p->resolve = err != OK ? http_form(cx->q, S("resolve"))
                           : length_format(cx->arena, p->service.resolve_seconds);
    TRY(fill_teams(cx, p));
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, service, p);
    return OK;
}

static enum err service_of_path(struct cx *cx, service_id *id)
{
    id->v = 0;
    if (cx->q->param_count == 0 || str_eq(cx->q->params[0], S("new")))
        return OK;
    return param_id(cx, 0, &id->v);
}

static enum err service_get_page(struct cx *cx)
{
    service_id id;
    TRY(service_of_path(cx, &id));
    return show(cx, NULL, id, OK);
}

static enum err read_length(struct cx *cx, const char *field, int64_t *seconds)
{
    struct str s;
    TRY(form_text(cx, field, 1, 40, &s));
    if (length_parse(s, seconds) != OK || *seconds <= 0 || *seconds > longest)
        return fail(cx, ERR_INVALID, field,
                    "Write a length of open time, for example 30 min, 4 h or 1 h 30 min");
    return OK;
}

static enum err read_form(struct cx *cx, struct service *s)
{
    int64_t audience;
    TRY(form_text(cx, "name", 1, LIMIT_NAME_BYTES, &s->name));
    TRY(form_i64(cx, "team", 1, INT64_MAX, 0, &s->team.v));
    if (!s->team.v)
        return fail(cx, ERR_INVALID, "team", "Choose the team that gives this service");
    TRY(form_i64(cx, "audience", 1, 3, AUDIENCE_OUTSIDE, &audience));
    s->audience = (enum audience)audience;
    TRY(form_text(cx, "steps", 0, 4000, &s->steps));
    TRY(form_text(cx, "bring", 0, 1000, &s->bring));
    TRY(read_length(cx, "respond", &s->respond_seconds));
    TRY(read_length(cx, "resolve", &s->resolve_seconds));
    s->is_default = form_has(cx, "default");
    s->is_retired = form_has(cx, "retired");
    return OK;
}

static enum err save(struct cx *cx, void *arg)
{
    struct service *s = arg;
    struct team team;
    TRY(team_get(cx, s->team, &team));
    return s->id.v ? service_set(cx, s) : service_add(cx, s, &s->id);
}

static enum err service_post(struct cx *cx)
{
    struct service s = {.steps = S(""), .bring = S("")};
    service_id id;
    TRY(service_of_path(cx, &id));
    if (id.v)
        TRY(service_get(cx, id, &s));
    enum err err = read_form(cx, &s);
    if (err == OK)
        err = cx_write(cx, save, &s);
    if (err != OK)
        return show(cx, &s, id, err);
    toast_set(cx, word(cx->lang, "Saved. Promises that were given keep their time."), S(""));
    return done(cx, str_fmt(cx->arena, "/settings/services/%lld", (long long)s.id.v));
}

const struct http_route services_routes[] = {
    ROUTE(HTTP_GET, "/settings/services", MAY_READ_SETTINGS, service_get_page),
    ROUTE(HTTP_GET, "/settings/services/{id}", MAY_READ_SETTINGS, service_get_page),
    ROUTE(HTTP_POST, "/settings/services/{id}", MAY_CHANGE_SETTINGS, service_post),
    ROUTE(HTTP_GET, "/settings/hours", MAY_READ_SETTINGS, hours_get_page),
    ROUTE(HTTP_GET, "/settings/hours/{id}", MAY_READ_SETTINGS, hours_get_page),
    ROUTE(HTTP_POST, "/settings/hours/{id}", MAY_CHANGE_SETTINGS, hours_post),
};
const int services_route_count = COUNT(services_routes);

enum err services_nav(struct cx *cx, struct nav *nav)
{
    nav_add(nav, (struct nav_item){NAV_SETTINGS, S("services"), word(cx->lang, "Services"),
                                   S("/settings/services"), S("book"), -1, false, false});
    nav_add(nav, (struct nav_item){NAV_SETTINGS, S("hours"), word(cx->lang, "Hours"),
                                   S("/settings/hours"), S("clock"), -1, false, false});
    return OK;
}
