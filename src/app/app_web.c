/* app_web.c: what every Kept answers: assets, health; and the page of what failed. */
#include "app/app_web.h"

#include "app/error.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/templates.h"
#include "http/asset.h"
#include "web_assets.h"

static enum err asset_get(struct cx *cx)
{
    cx->r->asset = asset_find(&web_assets, cx->q->path);
    return cx->r->asset ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such file");
}

static enum err icon_get(struct cx *cx)
{
    cx->r->asset = asset_named(&web_assets, S("icon.svg"));
    return cx->r->asset ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such file");
}

/* For the one who watches over the server: is the database there? */
static enum err health_get(struct cx *cx)
{
    int64_t one = 0;
    TRY(db_get_i64(cx->db, SQL("SELECT 1"), NO_ARGS, &one));
    cx->r->type = S("application/json");
    buf_addz(&cx->r->body, "{\"ok\":true}");
    return OK;
}

const struct http_route app_routes[] = {
    ROUTE(HTTP_GET, "/static/{name}", MAY_BE_ANYONE, asset_get),
    ROUTE(HTTP_GET, "/favicon.ico", MAY_BE_ANYONE, icon_get),
    ROUTE(HTTP_GET, "/health", MAY_BE_ANYONE, health_get),
};
const int app_route_count = COUNT(app_routes);

static const char *title_of(int status)
{
    switch (status) {
    case 401: return WORD("Sign in first");
    case 403: return WORD("This is not open to you");
    case 404: return WORD("There is nothing here");
    case 405: return WORD("This cannot be done here");
    case 409: return WORD("Something changed meanwhile");
    case 413: return WORD("This is too large");
    case 422: return WORD("There is a problem");
    case 429: return WORD("Too much at once");
    case 503: return WORD("Try again in a moment");
    default:
        return status < 500 ? WORD("There is a problem") : WORD("Something went wrong with us");
    }
}

void error_page(struct cx *cx, int status)
{
    struct http_response *r = cx->r;
    struct error_view v = {
        .status = status,
        .lang = cx->lang,
        .organisation = org(cx->app)->name,
        .title = word(cx->lang, title_of(status)),
        .words = word(cx->lang, cx->fault.message),
        .field = cx->fault.field ? str_from(cx->fault.field) : S(""),
        .kind = str_from(err_name(cx->fault.err)),
        .is_signed_in = cx->actor.role != ROLE_NONE,
    };
    if (status >= 500 && status != 503)
        v.words = word(cx->lang, "Nothing you wrote is lost that was saved before. Try again; if "
                                 "it stays so, tell your administrator.");
    r->status = status;
    r->asset = NULL;
    r->body.n = 0;
    struct out o = render_begin(cx);
    if (http_wants_json(cx->q)) {
        r->type = S("application/problem+json");
        error_json(&o, &v);
    } else {
        error_html(&o, &v);
    }
}
