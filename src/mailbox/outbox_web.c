/* outbox_web.c: the outbox as a page of work: why it did not go, and what to do; and answers that
 * wait for their time. */
#include "app/file.h"
#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "mailbox/mail_pages.h"
#include "mailbox/templates.h"

static struct str kind_words(struct cx *cx, struct str kind)
{
    const struct mail_template_kind *k = mail_template_kind(kind);
    return k ? word(cx->lang, k->words) : word(cx->lang, "Answer");
}

static enum err may_read(struct cx *cx, request_id id, enum verb verb, bool *yes)
{
    struct request r;
    TRY(request_get(cx, id, &r));
    struct object object = request_object(&r);
    *yes = may(cx, verb, &object);
    return OK;
}

static void fill_row(struct cx *cx, const struct outbox_mail *o, struct outbox_row *row)
{
    *row = (struct outbox_row){
        .o = *o,
        .path = str_fmt(cx->arena, "/outbox/%lld", (long long)o->mail.id.v),
        .request_path = str_fmt(cx->arena, "/r/%lld", (long long)o->mail.request.v),
        .kind_words = kind_words(cx, o->mail.kind),
        .may_edit = str_eq(o->mail.kind, S("answer")),
    };
}

static enum err fill_rows(struct cx *cx, struct outbox_page *p)
{
    struct outbox_mail *list;
    mail_out_id before = {0};
    int count;
    if (str_to_i64(http_query(cx->q, S("before")), &before.v) != OK)
        before.v = 0;
    TRY(outbox_list(cx, p->view, before, &list, &count));
    p->rows = NEWN(cx->arena, struct outbox_row, count);
    for (int i = 0; i < count; i++) {
        bool yes;
        TRY(may_read(cx, list[i].mail.request, MAY_READ_REQUEST, &yes));
        if (yes)
            fill_row(cx, &list[i], &p->rows[p->count++]);
    }
    p->older = count == LIMIT_LIST_ROWS
                   ? str_fmt(cx->arena, "/outbox?show=%s&before=%lld", outbox_view_name(p->view),
                             (long long)list[count - 1].mail.id.v)
                   : S("");
    return OK;
}

static enum err fill_later(struct cx *cx, struct outbox_page *p)
{
    struct mail_later *list;
    int count;
    TRY(mail_later_list(cx, (request_id){0}, &list, &count));
    p->later = NEWN(cx->arena, struct later_row, count);
    for (int i = 0; i < count; i++) {
        bool yes;
        TRY(may_read(cx, list[i].request, MAY_READ_REQUEST, &yes));
        if (yes)
            p->later[p->later_count++] = (struct later_row){
                list[i], str_fmt(cx->arena, "/r/%lld", (long long)list[i].request.v)};
    }
    return OK;
}

static struct str empty_words(struct cx *cx, enum outbox_view v)
{
    switch (v) {
    case OUTBOX_FAILED:
        return word(cx->lang, "Everything that was sent has arrived, as far as we know.");
    case OUTBOX_HELD: return word(cx->lang, "Of everything that was sent we know how it ended.");
    case OUTBOX_WAITING: return word(cx->lang, "Nothing waits to be sent.");
    case OUTBOX_SENT: return word(cx->lang, "Nothing has been sent yet.");
    case OUTBOX_SHOWN:
        return word(cx->lang, "No mailbox that only listens has held anything back.");
    case OUTBOX_VIEWS: break;
    }
    return S("");
}

enum err outbox_list_get(struct cx *cx)
{
    struct outbox_page *p = NEW(cx->arena, struct outbox_page);
    p->view = outbox_view_from(http_query(cx->q, S("show")));
    if (p->view == OUTBOX_VIEWS)
        p->view = OUTBOX_FAILED;
    TRY(layout_load(cx, S("letters"), &p->layout));
    TRY(mail_tabs_load(cx, str_from(outbox_view_name(p->view)), &p->tabs));
    TRY(mail_breaker_get(cx, &p->breaker));
    TRY(fill_rows(cx, p));
    if (p->view == OUTBOX_WAITING)
        TRY(fill_later(cx, p));
    p->title = p->tabs.out[p->view].words;
    p->empty = empty_words(cx, p->view);
    RENDER(cx, outbox, p);
    return OK;
}

/* ---- one ----------------------------------------------------------------------------------------
 */

static enum err outbox_of_path(struct cx *cx, enum verb verb, struct outbox_mail *o)
{
    mail_out_id id;
    bool yes;
    TRY(param_id(cx, 0, &id.v));
    TRY(outbox_get(cx, id, o));
    TRY(may_read(cx, o->mail.request, verb, &yes));
    return yes ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such mail");
}

static struct str view_of(const struct mail_out *m)
{
    switch (m->state) {
    case OUT_UNKNOWN: return S("/outbox?show=held");
    case OUT_WAITING:
    case OUT_SENDING: return S("/outbox?show=waiting");
    case OUT_SENT: return S("/outbox?show=sent");
    case OUT_SHOWN: return S("/outbox?show=shown");
    case OUT_FAILED:
    case OUT_TAKEN_BACK:
    case OUT_SETTLED: break;
    }
    return S("/outbox?show=failed");
}

static enum err show_one(struct cx *cx, enum err err)
{
    struct outbox_one *p = NEW(cx->arena, struct outbox_one);
    struct fault fault = cx->fault;
    struct outbox_mail o;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(outbox_of_path(cx, MAY_READ_REQUEST, &o));
    TRY(layout_load(cx, S("letters"), &p->layout));
    fill_row(cx, &o, &p->row);
    p->title = o.person_name.n ? o.person_name : o.mail.recipient;
    p->back = view_of(&o.mail);
    p->is_open = o.mail.state == OUT_FAILED || o.mail.state == OUT_UNKNOWN;
    struct str address = http_form(cx->q, S("address")), text = http_form(cx->q, S("text"));
    p->address = address.p ? address : o.mail.recipient;
    p->text = text.p ? text : o.words;
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, outbox_mail, p);
    return OK;
}

enum err outbox_one_get(struct cx *cx)
{
    return show_one(cx, OK);
}

/* The exact bytes that were handed over. */
enum err outbox_source_get(struct cx *cx)
{
    struct outbox_mail o;
    TRY(outbox_of_path(cx, MAY_READ_REQUEST, &o));
    if (o.mail.raw_hash.n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL, "This mail has not been put into bytes yet");
    TRY(file_open(cx, o.mail.raw_hash, &cx->r->fd, &cx->r->fd_size));
    http_add_header(
        cx->r, S("Content-Disposition"),
        str_fmt(cx->arena, "attachment; filename=\"mail-%lld.eml\"", (long long)o.mail.id.v));
    cx->r->type = S("text/plain; charset=utf-8");
    return OK;
}

struct outbox_act {
    struct outbox_mail o;
    struct outbox_edit edit;
    struct str act, undo;
};

static enum err do_outbox(struct cx *cx, void *arg)
{
    struct outbox_act *a = arg;
    mail_out_id id = a->o.mail.id;
    a->undo = S("");
    if (str_eq(a->act, S("again")))
        return mail_out_send_again(cx, id);
    if (str_eq(a->act, S("edit")))
        return outbox_edit(cx, &a->edit);
    if (!str_eq(a->act, S("leave")))
        return fail(cx, ERR_INVALID, "act", "Choose what to do with this mail");
    TRY(outbox_leave(cx, id));
    struct str data = str_fmt(cx->arena, "%lld %d", (long long)id.v, (int)a->o.mail.state);
    TRY(undo_offer(cx, S("outbox.leave"), data, &a->undo));
    a->undo = str_fmt(cx->arena, "%.*s?back=/outbox", STR_ARG(a->undo));
    return OK;
}

enum err outbox_one_post(struct cx *cx)
{
    struct outbox_act a = {.act = http_form(cx->q, S("act"))};
    enum err err = OK;
    TRY(outbox_of_path(cx, MAY_ANSWER_REQUEST, &a.o));
    a.edit.id = a.o.mail.id;
    if (str_eq(a.act, S("edit"))) {
        err = form_address(cx, "address", false, &a.edit.address);
        if (err == OK)
            err = form_text(cx, "text", 1, LIMIT_MESSAGE_BYTES, &a.edit.text);
    }
    if (err == OK)
        err = cx_write(cx, do_outbox, &a);
    if (err != OK)
        return show_one(cx, err);
    if (str_eq(a.act, S("leave")))
        toast_set(cx, word(cx->lang, "Left as it is."), a.undo);
    else
        toast_set(cx, word(cx->lang, "It is sent again."), S(""));
    return done(cx, view_of(&a.o.mail));
}

/* ---- answers that wait for their time -----------------------------------------------------------
 */

struct later_act {
    int64_t id;
    struct str act;
};

static enum err do_later(struct cx *cx, void *arg)
{
    struct later_act *a = arg;
    if (str_eq(a->act, S("now")))
        return mail_later_send_now(cx, a->id);
    if (str_eq(a->act, S("back")))
        return mail_later_take_back(cx, a->id);
    return fail(cx, ERR_INVALID, "act", "Choose what to do with this answer");
}

enum err later_post(struct cx *cx)
{
    struct later_act a = {.act = http_form(cx->q, S("act"))};
    struct mail_later l;
    bool yes;
    TRY(param_id(cx, 0, &a.id));
    TRY(mail_later_get(cx, a.id, &l));
    TRY(may_read(cx, l.request, MAY_ANSWER_REQUEST, &yes));
    if (!yes)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such answer");
    TRY(cx_write(cx, do_later, &a));
    if (str_eq(a.act, S("now")))
        toast_set(cx, word(cx->lang, "It goes now."), S(""));
    else
        toast_set(cx, word(cx->lang, "Taken back. The words are a draft again."), S(""));
    struct str back = http_form(cx->q, S("back"));
    return done(cx, str_starts(back, S("/r/")) ? back : S("/outbox?show=waiting"));
}
