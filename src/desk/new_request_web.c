#include "desk/new_request.h"

#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "desk/desk.h"
#include "desk/templates.h"

static enum err show(struct cx *cx, enum err err)
{
    struct new_request_page *p = NEW(cx->arena, struct new_request_page);
    struct service *services;
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    int64_t chosen = 0;
    if (str_to_i64(http_form(cx->q, S("service")), &chosen) != OK)
        chosen = 0;
    TRY(layout_load(cx, S("requests"), &p->layout));
    TRY(service_list(cx, false, &services, &p->service_count));
    p->services = NEWN(cx->arena, struct choice, p->service_count);
    for (int i = 0; i < p->service_count; i++)
        p->services[i] = (struct choice){services[i].id.v, services[i].name,
                                         chosen ? services[i].id.v == chosen
                                                : services[i].is_default};
    bool is_post = cx->q->method == HTTP_POST;
    struct str (*value)(const struct http_request *, struct str) = is_post ? http_form : http_query;
    p->address = value(cx->q, S("address"));
    p->name = value(cx->q, S("name"));
    p->subject = value(cx->q, S("subject"));
    p->text = value(cx->q, S("text"));
    p->channel = value(cx->q, S("channel"));
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, new_request, p);
    return OK;
}

enum err new_request_get(struct cx *cx)
{
    return show(cx, OK);
}

struct opening {
    struct str address, name, subject, text;
    int64_t service;
    enum channel channel;
    struct request request;
};

static enum err read_form(struct cx *cx, struct opening *o)
{
    struct str channel = http_form(cx->q, S("channel"));
    TRY(form_address(cx, "address", true, &o->address));
    TRY(form_text(cx, "name", o->address.n ? 0 : 1, LIMIT_NAME_BYTES, &o->name));
    TRY(form_text(cx, "subject", 1, LIMIT_SUBJECT_BYTES, &o->subject));
    TRY(form_text(cx, "text", 1, LIMIT_MESSAGE_BYTES, &o->text));
    TRY(form_i64(cx, "service", 1, INT64_MAX, 0, &o->service));
    o->channel = str_eq(channel, S("visit")) ? CHANNEL_VISIT
                 : str_eq(channel, S("web")) ? CHANNEL_WEB
                                             : CHANNEL_PHONE;
    return OK;
}

static enum err open_it(struct cx *cx, void *arg)
{
    struct opening *o = arg;
    struct service s;
    person_id person;
    if (o->service)
        TRY(service_get(cx, (service_id){o->service}, &s));
    else
        TRY(service_default(cx, &s));
    if (o->address.n)
        TRY(person_for_address(cx, o->address, o->name, &person));
    else
        TRY(person_add(
            cx, &(struct person){.name = o->name, .called = S(""), .lang = S(""), .note = S("")},
            &person));
    struct request_new n = {.subject = o->subject,
                            .requester = person,
                            .service = s.id,
                            .team = s.team,
                            .owner = cx->actor.person,
                            .channel = o->channel};
    TRY(request_open(cx, &n, &o->request));
    struct message m = {.kind = MESSAGE_IN,
                        .channel = o->channel,
                        .author = person,
                        .text = o->text,
                        .visible = S(""),
                        .html = S(""),
                        .mail_id = S(""),
                        .raw_hash = S("")};
    TRY(message_add(cx, &o->request, &m));
    if (o->address.n)
        TRY(participant_add(cx, o->request.id, person, o->address, 1));
    return request_add_moves(cx, &o->request, MOVE_ACKNOWLEDGE);
}

enum err new_request_post(struct cx *cx)
{
    struct opening o = {0};
    enum err err = read_form(cx, &o);
    if (err == OK)
        err = cx_write(cx, open_it, &o);
    if (err != OK)
        return show(cx, err);
    toast_set(cx, word(cx->lang, "Request opened. It is yours."), S(""));
    return done(cx, str_fmt(cx->arena, "/r/%lld", (long long)o.request.id.v));
}
