#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "desk/readers_page.h"
#include "desk/templates.h"

/* Of one that is restricted and not theirs, an administrator sees the number and who is named. */
static enum err load(struct cx *cx, struct request *r, bool *sees)
{
    request_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(request_get_hidden(cx, id, r));
    TRY(fence_ask(cx, r, sees));
    struct object object = request_object(r);
    return may(cx, MAY_NAME_READERS, &object)
               ? OK
               : fail(cx, ERR_NOT_FOUND, NULL, "There is no such request");
}

static enum err show(struct cx *cx, enum err err)
{
    struct readers_page *p = NEW(cx->arena, struct readers_page);
    struct request r;
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(load(cx, &r, &p->sees));
    TRY(layout_load(cx, S("requests"), &p->layout));
    p->number = request_number(cx->arena, r.id);
    p->path = str_fmt(cx->arena, "/r/%lld", (long long)r.id.v);
    p->subject = p->sees ? r.subject : S("");
    p->is_restricted = r.is_restricted;
    TRY(reader_list(cx, r.id, &p->readers, &p->count));
    TRY(account_list(cx, &p->accounts, &p->account_count));
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, readers, p);
    return OK;
}

static enum err readers_get(struct cx *cx)
{
    return show(cx, OK);
}

struct readers_change {
    struct str act;
    person_id person;
};

static enum err change(struct cx *cx, void *arg)
{
    struct readers_change *c = arg;
    struct request r;
    bool sees;
    TRY(load(cx, &r, &sees));
    if (str_eq(c->act, S("restrict")))
        return request_restrict(cx, &r);
    if (str_eq(c->act, S("open")))
        return request_unrestrict(cx, &r);
    if (str_eq(c->act, S("add")))
        return reader_add(cx, &r, c->person);
    if (str_eq(c->act, S("remove")))
        return reader_remove(cx, &r, c->person);
    return fail(cx, ERR_INVALID, "act", "Say what to do: restrict, open, add or remove");
}

static enum err readers_post(struct cx *cx)
{
    struct readers_change c = {.act = http_form(cx->q, S("act"))};
    struct request r;
    bool sees;
    TRY(load(cx, &r, &sees));
    enum err err = form_i64(cx, "person", 1, INT64_MAX, 0, &c.person.v);
    if (err == OK)
        err = cx_write(cx, change, &c);
    if (err != OK)
        return show(cx, err);
    toast_set(cx, word(cx->lang, "Saved."), S(""));
    return done(cx, str_fmt(cx->arena, "/r/%lld/readers", (long long)r.id.v));
}

const struct http_route readers_routes[] = {
    ROUTE(HTTP_GET, "/r/{id}/readers", MAY_NAME_READERS, readers_get),
    ROUTE(HTTP_POST, "/r/{id}/readers", MAY_NAME_READERS, readers_post),
};
const int readers_route_count = COUNT(readers_routes);
