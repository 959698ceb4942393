#include "app/serve.h"

#include "app/audit.h"
#include "app/once.h"
#include "app/settings.h"
#include "app/error.h"
#include "base/limits.h"
#include "text/json.h"

int fault_status(enum err err)
{
    switch (err) {
    case OK: return 200;
    case ERR_INVALID: return 422;
    case ERR_UNAUTHENTICATED: return 401;
    case ERR_FORBIDDEN: return 403;
    case ERR_NOT_FOUND: return 404;
    case ERR_CONFLICT: return 409;
    case ERR_TOO_LARGE: return 413;
    case ERR_TOO_MANY: return 429;
    case ERR_UNSUPPORTED: return 415;
    case ERR_UNAVAILABLE: return 503;
    case ERR_IO:
    case ERR_CORRUPT: return 500;
    }
    return 500;
}

struct out render_begin(struct cx *cx)
{
    cx->r->type = http_wants_json(cx->q) ? S("application/json") : S("text/html; charset=utf-8");
    http_add_header(cx->r, S("Vary"), S("Accept, Accept-Language, Cookie, X-Kept"));
    return (struct out){.to = &cx->r->body, .lang = cx->lang, .zone = cx->zone, .now = cx->now};
}

enum err done(struct cx *cx, struct str to)
{
    if (cx->once)
        cx->once->location = to;
    if (!http_wants_json(cx->q)) {
        http_redirect(cx->r, to);
        return OK;
    }
    struct json j;
    cx->r->type = S("application/json");
    json_init(&j, &cx->r->body);
    json_object(&j);
    json_key(&j, "location");
    json_text(&j, to);
    json_end(&j);
    return OK;
}

/* Anyone may look at these before Kept is set up. */
static bool is_open_before_setup(const struct http_route *route)
{
    return !route || route->need == MAY_SET_UP || route->need == MAY_BE_ANYONE;
}

static bool is_safe_method(const struct cx *cx)
{
    return cx->q->method == HTTP_GET || cx->q->method == HTTP_HEAD;
}

/* A form of our own pages says so twice: the browser names its origin, and the form carries the
 * word that only a page of this session was given. */
static enum err check_origin(struct cx *cx)
{
    if (is_safe_method(cx) || cx->actor.is_token)
        return OK;
    struct str site = http_header(cx->q, S("Sec-Fetch-Site"));
    if (site.p && !str_eq(site, S("same-origin")) && !str_eq(site, S("none")))
        return fail(cx, ERR_FORBIDDEN, NULL, "This form was sent from another site");
    struct str origin = http_header(cx->q, S("Origin"));
    if (!site.p && origin.p && !str_eq(origin, S("null")) &&
        !str_ends(origin, str_cat(cx->arena, S("://"), cx->q->host)))
        return fail(cx, ERR_FORBIDDEN, NULL, "This form was sent from another site");
    if (cx->actor.role == ROLE_NONE)
        return OK; /* sign-in, setup, links: nothing of a session to abuse */
    struct str sent = http_form(cx->q, S("csrf"));
    if (!sent.p)
        sent = http_header(cx->q, S("X-Kept-Csrf"));
    if (!str_eq(sent, cx->actor.csrf))
        return fail(cx, ERR_FORBIDDEN, NULL, "This page is too old. Open it anew, then send again");
    return OK;
}

static enum err check_may(struct cx *cx, const struct http_route *route)
{
    bool only_reads = cx->actor.is_token && !cx->actor.may_write;
    if (only_reads && !is_safe_method(cx))
        return fail(cx, ERR_FORBIDDEN, NULL, "This token only reads");
    if (may(cx, (enum verb)route->need, NULL))
        return OK;
    if (cx->actor.role == ROLE_NONE)
        return fail(cx, ERR_UNAUTHENTICATED, NULL, "Sign in first");
    return fail(cx, ERR_FORBIDDEN, NULL, "Your role does not allow this. Ask an administrator");
}

static bool answer_before_handler(struct cx *cx, const struct http_route *route, enum err *err)
{
    if (!org(cx->app)->is_set_up && !is_open_before_setup(route)) {
        *err = done(cx, S("/setup"));
        return true;
    }
    *err = check_may(cx, route);
    if (*err == ERR_UNAUTHENTICATED && is_safe_method(cx) && !http_wants_json(cx->q)) {
        struct buf to;
        buf_init(&to, cx->arena, LIMIT_PATH_BYTES * 4);
        struct out out = {.to = &to};
        buf_addz(&to, "/sign-in?next=");
        out_url_str(&out, cx->q->target);
        http_redirect(cx->r, buf_str(&to));
        *err = OK;
        return true;
    }
    if (*err == OK)
        *err = check_origin(cx);
    return *err != OK;
}

static enum err audit_change(struct cx *cx, void *pattern)
{
    return audit_add(cx, "settings.changed", cx->q->path, 0, str_from(pattern));
}

/* A change of settings that its page has not written down itself. */
static void audit_settings(struct cx *cx, const struct http_route *route)
{
    bool is_change = !is_safe_method(cx) &&
                     (route->need == MAY_CHANGE_SETTINGS || route->need == MAY_CHANGE_TEAM);
    bool was_done = cx->r->status < 400;
    char pattern[LIMIT_PATH_BYTES];
    snprintf(pattern, sizeof pattern, "%s", route->pattern);
    if (is_change && was_done && !cx->is_audited && cx_write(cx, audit_change, pattern) != OK)
        log_warn(&cx->app->log, "audit.failed", LOG_Z("why", cx->fault.message));
}

/* The handler, one time only when the request carries a key for that. */
static enum err handle(struct cx *cx, const struct http_route *route)
{
    TRY(once_begin(cx));
    if (cx->once && cx->once->is_repeat)
        return once_replay(cx);
    enum err err = ((handler *)route->handle)(cx);
    if (cx->once && cx->once->is_repeat)
        return once_replay(cx);
    once_keep(cx);
    if (err == OK)
        audit_settings(cx, route);
    return err;
}

static void serve_one(struct cx *cx, const struct http_route *route)
{
    enum err err = db_reader(cx->app->db, cx->arena, &cx->db, &cx->fault);
    for (int i = 0; err == OK && i < cx->app->feature_count; i++)
        if (cx->app->features[i].authenticate)
            err = cx->app->features[i].authenticate(cx);
    if (err == OK && !answer_before_handler(cx, route, &err) && err == OK)
        err = handle(cx, route);
    if (err != OK)
        error_page(cx, fault_status(err));
    cx_end(cx);
}

static void log_request(struct cx *cx, int64_t started)
{
    enum log_level level = cx->r->status >= 500 ? LOG_ERROR : LOG_DEBUG;
    log_write(&cx->app->log, level, "http",
              LOG_FIELDS(LOG_Z("route", cx->doing), LOG_I("status", cx->r->status),
                         LOG_I("us", clock_ticks() - started), LOG_I("person", cx->actor.person.v),
                         LOG_Z("fault", cx->r->status >= 500 ? cx->fault.message : "")));
}

static void dispatch(void *p, const struct http_route *route, int status, struct str why,
                     struct http_request *q, struct http_response *r)
{
    struct app *app = p;
    int64_t started = clock_ticks();
    struct cx cx = {.app = app,
                    .arena = q->arena,
                    .now = clock_now(&app->clock),
                    .q = q,
                    .r = r,
                    .doing = route ? route->pattern : "none"};
    struct str wish = http_header(q, S("Accept-Language"));
    cx.lang = wish.p ? lang_from(wish) : org(app)->lang;
    cx.zone = org(app)->clock_zone;
    if (route) {
        serve_one(&cx, route);
    } else {
        fail(&cx, status == 404 ? ERR_NOT_FOUND : ERR_INVALID, NULL, "%.*s", STR_ARG(why));
        error_page(&cx, status);
    }
    log_request(&cx, started);
}

static const struct http_router *collect_routes(struct app *app)
{
    const struct http_route **lists = NEWN(&app->arena, const struct http_route *,
                                           app->feature_count);
    int *counts = NEWN(&app->arena, int, app->feature_count);
    for (int i = 0; i < app->feature_count; i++) {
        lists[i] = app->features[i].routes;
        counts[i] = app->features[i].route_count;
    }
    return router_new(&app->arena, lists, counts, app->feature_count);
}

enum err serve_start(struct app *app, struct str listen, struct str proxies, struct fault *f)
{
    struct http_config config = {
        .listen = listen,
        .trusted_proxies = proxies,
        .log = &app->log,
        .router = collect_routes(app),
        .app = app,
        .dispatch = dispatch,
    };
    TRY(http_start(&config, &app->http, f));
    app->live = live_hub_of(app->http);
    return OK;
}

void serve_stop(struct app *app)
{
    app->live = NULL;
    http_stop(app->http);
    app->http = NULL;
}
