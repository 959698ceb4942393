#include "app/form.h"
#include "app/serve.h"
#include "app/settings.h"
#include "base/limits.h"
#include "people/account.h"
#include "setup/setup.h"
#include "setup/templates.h"

/* Once there is an account this page does not exist. */
static enum err check_open(struct cx *cx)
{
    return org(cx->app)->is_set_up ? fail(cx, ERR_NOT_FOUND, NULL, "There is no such page") : OK;
}

static struct str address_of_this_server(struct cx *cx)
{
    return str_fmt(cx->arena, "%s://%.*s", cx->q->is_https ? "https" : "http",
                   STR_ARG(cx->q->host));
}

static enum err show(struct cx *cx, enum err err)
{
    struct setup_page *p = NEW(cx->arena, struct setup_page);
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    *p = (struct setup_page){.lang = cx->lang,
                             .organisation = S(""),
                             .zone = S("Europe/London"),
                             .name = S(""),
                             .base_url = address_of_this_server(cx),
                             .address = S(""),
                             .mailbox = S(""),
                             .wrong = S(""),
                             .wrong_field = S("")};
    if (err != OK) {
        p->organisation = http_form(cx->q, S("organisation"));
        p->zone = http_form(cx->q, S("zone"));
        p->base_url = http_form(cx->q, S("base_url"));
        p->name = http_form(cx->q, S("name"));
        p->address = http_form(cx->q, S("address"));
        p->mailbox = http_form(cx->q, S("mailbox"));
        cx->r->status = fault_status(err);
        p->wrong = word(cx->lang, cx->fault.message);
        p->wrong_field = cx->fault.field ? str_from(cx->fault.field) : S("");
    }
    RENDER(cx, setup, p);
    return OK;
}

static enum err setup_get(struct cx *cx)
{
    TRY(check_open(cx));
    return show(cx, OK);
}

static enum err check_zone(struct cx *cx, struct str zone)
{
    const struct zone *z;
    if (zone_get(cx->app->zones, zone, &z, &cx->fault) != OK)
        return fail(cx, ERR_INVALID, "zone",
                    "Write the time zone as Europe/London or America/New_York");
    return OK;
}

static enum err check_url(struct cx *cx, struct str *url)
{
    if (str_ends(*url, S("/")))
        *url = str_head(*url, url->n - 1);
    if (str_starts(*url, S("https://")) || str_starts(*url, S("http://")))
        return OK;
    return fail(cx, ERR_INVALID, "base_url", "Write the address as https://help.example.org");
}

static enum err read_form(struct cx *cx, struct setup *s)
{
    TRY(form_text(cx, "organisation", 1, LIMIT_NAME_BYTES, &s->organisation));
    TRY(form_text(cx, "zone", 1, 64, &s->zone));
    TRY(check_zone(cx, s->zone));
    TRY(form_text(cx, "base_url", 1, 300, &s->base_url));
    TRY(check_url(cx, &s->base_url));
    TRY(form_text(cx, "name", 1, LIMIT_NAME_BYTES, &s->name));
    TRY(form_address(cx, "address", false, &s->address));
    TRY(form_address(cx, "mailbox", true, &s->mailbox));
    s->lang = str_from(lang_tag(cx->lang));
    return account_hash(cx, http_form(cx->q, S("password")), &s->password_hash);
}

static enum err run(struct cx *cx, void *arg)
{
    struct setup *s = arg;
    TRY(setup_run(cx, s));
    return session_open(cx, s->person);
}

static enum err setup_post(struct cx *cx)
{
    struct setup s = {.mailbox = S("")};
    TRY(check_open(cx));
    enum err err = read_form(cx, &s);
    if (err == OK)
        err = cx_write(cx, run, &s);
    if (err != OK)
        return show(cx, err);
    TRY(settings_load(cx));
    return done(cx, S("/requests"));
}

const struct http_route setup_routes[] = {
    ROUTE(HTTP_GET, "/setup", MAY_SET_UP, setup_get),
    ROUTE(HTTP_POST, "/setup", MAY_SET_UP, setup_post),
};
const int setup_route_count = COUNT(setup_routes);
