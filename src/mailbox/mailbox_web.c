#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "mailbox/pages.h"
#include "mailbox/receive.h"
#include "mailbox/templates.h"

/* ---- settings of a mailbox ----------------------------------------------------------------------
 */

static enum err fill_services(struct cx *cx, struct mailbox_page *p)
{
    struct service *services;
    TRY(service_list(cx, false, &services, &p->service_count));
    p->services = NEWN(cx->arena, struct service_choice, p->service_count);
    for (int i = 0; i < p->service_count; i++) {
        bool chosen = p->mailbox.service.v ? services[i].id.v == p->mailbox.service.v
                                           : services[i].is_default;
        p->services[i] = (struct service_choice){services[i].id.v, services[i].name, chosen};
    }
    return OK;
}

static enum err show(struct cx *cx, const struct mailbox *typed, mailbox_id id, enum err err)
{
    struct mailbox_page *p = NEW(cx->arena, struct mailbox_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("mailboxes"), &p->layout));
    TRY(mailbox_list(cx, &p->mailboxes, &p->count));
    p->mailbox = (struct mailbox){
        .name = S(""), .address = S(""), .smtp_url = S(""), .smtp_user = S("")};
    if (typed)
        p->mailbox = *typed;
    else if (id.v)
        TRY(mailbox_get(cx, id, &p->mailbox));
    p->mailbox.smtp_password = S(""); /* never shown */
    TRY(fill_services(cx, p));
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, mailbox, p);
    return OK;
}

static enum err mailbox_of_path(struct cx *cx, mailbox_id *id)
{
    id->v = 0;
    if (cx->q->param_count == 0 || str_eq(cx->q->params[0], S("new")))
        return OK;
    return param_id(cx, 0, &id->v);
}

static enum err mailbox_get_page(struct cx *cx)
{
    mailbox_id id;
    TRY(mailbox_of_path(cx, &id));
    return show(cx, NULL, id, OK);
}

static enum err check_smtp(struct cx *cx, struct str url)
{
    if (url.n == 0 || str_starts(url, S("smtp://")) || str_starts(url, S("smtps://")))
        return OK;
    return fail(cx, ERR_INVALID, "smtp_url",
                "Write the mail server as smtp://host:25 or smtps://host:465");
}

static enum err read_form(struct cx *cx, struct mailbox *m)
{
    TRY(form_text(cx, "name", 1, LIMIT_NAME_BYTES, &m->name));
    TRY(form_address(cx, "address", false, &m->address));
    TRY(form_i64(cx, "service", 1, INT64_MAX, m->service.v, &m->service.v));
    if (!m->service.v)
        return fail(cx, ERR_INVALID, "service", "Choose what mail to this address asks for");
    TRY(form_text(cx, "smtp_url", 0, 300, &m->smtp_url));
    TRY(check_smtp(cx, m->smtp_url));
    TRY(form_text(cx, "smtp_user", 0, 300, &m->smtp_user));
    if (form_has(cx, "smtp_password"))
        m->smtp_password = http_form(cx->q, S("smtp_password"));
    m->may_send = form_has(cx, "may_send");
    if (m->may_send && m->smtp_url.n == 0)
        return fail(cx, ERR_INVALID, "smtp_url",
                    "To send, a mail server is needed: smtp://host:25");
    return OK;
}

static enum err save(struct cx *cx, void *arg)
{
    struct mailbox *m = arg;
    struct service s;
    TRY(service_get(cx, m->service, &s));
    return m->id.v ? mailbox_set(cx, m) : mailbox_add(cx, m, &m->id);
}

static enum err mailbox_post(struct cx *cx)
{
    struct mailbox m = {.smtp_password = S("")};
    mailbox_id id;
    TRY(mailbox_of_path(cx, &id));
    if (id.v)
        TRY(mailbox_get(cx, id, &m));
    enum err err = read_form(cx, &m);
    if (err == OK)
        err = cx_write(cx, save, &m);
    if (err != OK)
        return show(cx, &m, id, err);
    toast_set(cx, word(cx->lang, "Saved."), S(""));
    return done(cx, str_fmt(cx->arena, "/settings/mailboxes/%lld", (long long)m.id.v));
}

/* ---- mail health
 * --------------------------------------------------------------------------------- */

static struct str in_words(struct cx *cx, enum mail_in_state s)
{
    switch (s) {
    case MAIL_STORED: return word(cx->lang, "Stored, not sorted yet");
    case MAIL_REQUEST: return word(cx->lang, "Became a request");
    case MAIL_REPLY: return word(cx->lang, "Joined a request");
    case MAIL_IGNORED: return word(cx->lang, "Ignored");
    case MAIL_QUARANTINED: return word(cx->lang, "In quarantine");
    case MAIL_SPAM: return word(cx->lang, "Suspected spam");
    }
    return S("");
}

static struct str out_words(struct cx *cx, enum mail_out_state s)
{
    switch (s) {
    case OUT_WAITING: return word(cx->lang, "Waiting");
    case OUT_SENDING: return word(cx->lang, "Being sent");
    case OUT_SENT: return word(cx->lang, "Sent");
    case OUT_FAILED: return word(cx->lang, "Not delivered");
    case OUT_UNKNOWN: return word(cx->lang, "Perhaps delivered: the line broke");
    case OUT_TAKEN_BACK: return word(cx->lang, "Taken back");
    case OUT_SHOWN: return word(cx->lang, "Not sent: this mailbox only listens");
    case OUT_SETTLED: return word(cx->lang, "Dealt with");
    }
    return S("");
}

static enum err fill_in(struct cx *cx, struct mail_page *p, enum mail_in_state state)
{
    struct mail_in *list;
    mail_in_id before = {0};
    if (str_to_i64(http_query(cx->q, S("before")), &before.v) != OK)
        before.v = 0;
    TRY(mail_in_list(cx, state, before, &list, &p->in_count));
    p->in = NEWN(cx->arena, struct mail_row, p->in_count);
    for (int i = 0; i < p->in_count; i++)
        p->in[i] = (struct mail_row){
            .mail = list[i],
            .state_words = in_words(cx, list[i].state),
            .path = list[i].request.v ? str_fmt(cx->arena, "/r/%lld", (long long)list[i].request.v)
                                      : S("")};
    return OK;
}

static enum err fill_out(struct cx *cx, struct mail_page *p, enum mail_out_state state)
{
    struct mail_out *list;
    mail_out_id before = {0};
    if (str_to_i64(http_query(cx->q, S("before")), &before.v) != OK)
        before.v = 0;
    TRY(mail_out_list_state(cx, state, before, &list, &p->out_count));
    p->out = NEWN(cx->arena, struct out_row, p->out_count);
    for (int i = 0; i < p->out_count; i++)
        p->out[i] = (struct out_row){
            .mail = list[i],
            .state_words = out_words(cx, list[i].state),
            .path = str_fmt(cx->arena, "/r/%lld", (long long)list[i].request.v)};
    return OK;
}

static enum err fill_counts(struct cx *cx, struct mail_page *p)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT state, count(*) FROM mail_out WHERE state IN (1, 4, 5, 7) GROUP BY state "
                 "ORDER BY state"),
             NO_ARGS);
    while (rows_next(&r)) {
        int64_t state = rows_i64(&r), n = rows_i64(&r);
        *(state == OUT_WAITING   ? &p->waiting_out
          : state == OUT_FAILED  ? &p->failed_out
          : state == OUT_UNKNOWN ? &p->unknown_out
                                 : &p->shown_out) = n;
    }
    return rows_end(&r);
}

static enum err fill_health(struct cx *cx, struct mail_page *p)
{
    const struct mail_balance *b = &p->balance;
    struct alarm *alarms;
    TRY(source_list(cx, &p->sources, &p->source_count));
    TRY(alarm_list(cx, &alarms, &p->alarm_count));
    p->may_compare = may(cx, MAY_CHANGE_SETTINGS, &(struct object){0});
    p->is_balanced = b->received ==
                     b->stored + b->requests + b->replies + b->ignored + b->quarantined + b->spam;
    p->alarms = NEWN(cx->arena, struct alarm_row, p->alarm_count);
    for (int i = 0; i < p->alarm_count; i++) {
        long long id = alarms[i].mailbox.v;
        p->alarms[i] = (struct alarm_row){
            .alarm = alarms[i],
            .words = alarm_words(cx, &alarms[i]),
            .todo = alarm_todo(cx, &alarms[i]),
            .path = may(cx, MAY_READ_SETTINGS, &(struct object){0})
                        ? str_fmt(cx->arena, "/settings/mailboxes/%lld/receive", id)
                        : S("")};
        p->is_balanced &= alarms[i].kind != ALARM_UNBALANCED;
    }
    return OK;
}

static enum err mail_get_page(struct cx *cx)
{
    struct mail_page *p = NEW(cx->arena, struct mail_page);
    TRY(layout_load(cx, S("mail"), &p->layout));
    TRY(mail_balance(cx, &p->balance));
    TRY(mail_breaker_get(cx, &p->breaker));
    TRY(fill_counts(cx, p));
    TRY(fill_health(cx, p));
    p->shown = http_query(cx->q, S("show"));
    if (str_eq(p->shown, S("ignored")))
        TRY(fill_in(cx, p, MAIL_IGNORED));
    else if (str_eq(p->shown, S("failed")))
        TRY(fill_out(cx, p, OUT_FAILED));
    else if (str_eq(p->shown, S("unknown")))
        TRY(fill_out(cx, p, OUT_UNKNOWN));
    else if (str_eq(p->shown, S("shown")))
        TRY(fill_out(cx, p, OUT_SHOWN));
    else {
        p->shown = S("quarantined");
        TRY(fill_in(cx, p, MAIL_QUARANTINED));
    }
    RENDER(cx, mail_health, p);
    return OK;
}

static enum err try_again(struct cx *cx, void *arg)
{
    return mail_try_again(cx, *(mail_in_id *)arg);
}

static enum err mail_in_post(struct cx *cx)
{
    mail_in_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(cx_write(cx, try_again, &id));
    toast_set(cx, word(cx->lang, "It is read again."), S(""));
    return done(cx, S("/mail"));
}

static enum err send_again(struct cx *cx, void *arg)
{
    return mail_out_send_again(cx, *(mail_out_id *)arg);
}

static enum err mail_out_post(struct cx *cx)
{
    mail_out_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(cx_write(cx, send_again, &id));
    toast_set(cx, word(cx->lang, "It is sent again."), S(""));
    return done(cx, S("/mail"));
}

const struct http_route mailbox_routes[] = {
    ROUTE(HTTP_GET, "/settings/mailboxes", MAY_READ_SETTINGS, mailbox_get_page),
    ROUTE(HTTP_GET, "/settings/mailboxes/{id}", MAY_READ_SETTINGS, mailbox_get_page),
    ROUTE(HTTP_POST, "/settings/mailboxes/{id}", MAY_CHANGE_SETTINGS, mailbox_post),
    ROUTE(HTTP_GET, "/settings/mailboxes/{id}/receive", MAY_READ_SETTINGS, receive_get),
    ROUTE(HTTP_POST, "/settings/mailboxes/{id}/receive", MAY_CHANGE_SETTINGS, receive_post),
    ROUTE(HTTP_POST, "/settings/mailboxes/{id}/try", MAY_CHANGE_SETTINGS, receive_try_post),
    ROUTE(HTTP_POST, "/settings/mailboxes/{id}/compare", MAY_CHANGE_SETTINGS, compare_post),
    ROUTE(HTTP_GET, "/settings/mailboxes/oauth", MAY_CHANGE_SETTINGS, oauth_back_get),
    ROUTE(HTTP_POST, "/settings/mailboxes/oauth", MAY_CHANGE_SETTINGS, oauth_back_post),
    ROUTE(HTTP_GET, "/mail", MAY_READ_REQUEST, mail_get_page),
    ROUTE(HTTP_POST, "/mail/in/{id}/again", MAY_ANSWER_REQUEST, mail_in_post),
    ROUTE(HTTP_POST, "/mail/out/{id}/again", MAY_ANSWER_REQUEST, mail_out_post),
};
const int mailbox_route_count = COUNT(mailbox_routes);

enum err mailbox_nav(struct cx *cx, struct nav *nav)
{
    nav_add(nav, (struct nav_item){NAV_SETTINGS, S("mailboxes"), word(cx->lang, "Mailboxes"),
                                   S("/settings/mailboxes"), S("mail"), -1, false, false});
    nav_add(nav, (struct nav_item){NAV_SETTINGS, S("mail"), word(cx->lang, "Mail health"),
                                   S("/mail"), S("check"), -1, false, false});
    int64_t alarms = 0;
    if (!may(cx, MAY_READ_SETTINGS, &(struct object){0}))
        return OK;
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM mail_alarm WHERE ended_at IS NULL"), NO_ARGS,
                   &alarms));
    if (alarms)
        nav_add(nav, (struct nav_item){NAV_MAIN, S("mail"), word(cx->lang, "Mail health"),
                                       S("/mail"), S("alert"), alarms, true, false});
    return OK;
}
