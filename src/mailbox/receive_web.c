#include "app/form.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/undo.h"
#include "base/limits.h"
#include "mailbox/imap_run.h"
#include "mailbox/pages.h"
#include "mailbox/receive.h"
#include "mailbox/templates.h"

static enum err load(struct cx *cx, struct receive_page *p, mailbox_id id)
{
    TRY(mailbox_get(cx, id, &p->mailbox));
    TRY(imap_box_get(cx, id, &p->box));
    TRY(oauth_get(cx, id, &p->oauth));
    p->has_password = p->box.password.n > 0;
    p->has_client_secret = p->oauth.client_secret.n > 0;
    p->is_plain_meant = p->box.tls == OUTGOING_PLAIN;
    p->secret_until = S("");
    if (p->oauth.secret_until)
        p->secret_until = day_format(
            cx->arena, zone_wall(org(cx->app)->clock_zone, p->oauth.secret_until).day);
    return OK;
}

/* What is shown beside the form; secrets are never shown. */
static enum err fill(struct cx *cx, struct receive_page *p)
{
    struct oauth stored;
    p->callback = org_link(cx, S("/settings/mailboxes/oauth"));
    p->link = S("");
    TRY(oauth_get(cx, p->mailbox.id, &stored));
    p->is_connected = stored.refresh.n > 0 && !stored.is_ended;
    p->ends_at = oauth_ends_at(&stored);
    if (stored.provider && stored.client.n && p->box.auth == IMAP_BY_OAUTH && !p->is_typed &&
        may(cx, MAY_CHANGE_SETTINGS, &(struct object){0}))
        TRY(oauth_link(cx, &stored, p->box.user, &p->link));
    if (!p->box.user.n && !p->is_typed)
        p->box.user = p->mailbox.address;
    p->box.password = p->oauth.client_secret = p->oauth.refresh = p->oauth.access = S("");
    p->mailbox.smtp_password = S("");
    return OK;
}

static enum err show(struct cx *cx, struct receive_page *p, enum err err)
{
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("mailboxes"), &p->layout));
    TRY(fill(cx, p));
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, receive, p);
    return OK;
}

enum err receive_get(struct cx *cx)
{
    struct receive_page *p = NEW(cx->arena, struct receive_page);
    mailbox_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(load(cx, p, id));
    return show(cx, p, OK);
}

static enum err save(struct cx *cx, void *arg)
{
    struct receive_page *p = arg;
    p->box.id = p->oauth.mailbox = p->mailbox.id;
    TRY(imap_box_set(cx, &p->box));
    if (p->box.auth == IMAP_BY_OAUTH)
        TRY(oauth_set(cx, &p->oauth));
    struct event e = {.kind = EVENT_SETTINGS_CHANGED,
                      .actor = cx->actor.person,
                      .object = p->mailbox.id.v,
                      .note = S("receiving of a mailbox")};
    return event_emit(cx, &e);
}

enum err receive_post(struct cx *cx)
{
    struct receive_page *p = NEW(cx->arena, struct receive_page);
    mailbox_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(load(cx, p, id));
    enum err err = receive_read(cx, p);
    if (err == OK)
        err = cx_write(cx, save, p);
    if (err != OK)
        return show(cx, p, err);
    toast_set(cx, word(cx->lang, "Saved."), S(""));
    return done(cx, str_fmt(cx->arena, "/settings/mailboxes/%lld/receive", (long long)id.v));
}

/* ---- try it
 * -------------------------------------------------------------------------------------- */

static void look_around(struct cx *cx, struct receive_page *p, struct imap *imap)
{
    struct receive_try *t = &p->tried;
    struct imap_state state;
    t->has_idle = imap_has_idle(imap);
    enum err err = imap_folders(imap, cx->arena, &t->folders, &t->folder_count);
    if (err == OK)
        err = imap_examine(imap, p->box.folder, &state);
    t->is_good = err == OK;
    t->messages = err == OK ? state.messages : 0;
    if (err == OK)
        return;
    t->trouble = imap_trouble_of(imap_said(imap));
    t->said = str_dup(cx->arena, str_from(imap_said(imap)->words));
}

static void try_it(struct cx *cx, struct receive_page *p)
{
    struct receive_try *t = &p->tried;
    struct imap_said said;
    struct str bearer = S("");
    char why[400];
    t->is_tried = true;
    t->said = S("");
    cx_end(cx); /* a mail server may be slow: no reader is held meanwhile */
    if (p->box.auth == IMAP_BY_OAUTH) {
        t->trouble = oauth_token(cx->app, cx->arena, p->mailbox.id, &bearer, why);
        if (t->trouble != IMAP_NO_TROUBLE)
            t->said = str_dup(cx->arena, str_from(why));
    }
    if (t->trouble == IMAP_NO_TROUBLE) {
        struct outgoing_server server = imap_server_of(cx->app, &p->box, bearer, -1);
        server.timeout_seconds = 12;
        struct imap *imap = imap_open(&server, &said);
        if (imap) {
            look_around(cx, p, imap);
        } else {
            t->trouble = imap_trouble_of(&said);
            t->said = str_dup(cx->arena, str_from(said.words));
        }
        imap_close(imap);
    }
    t->words = imap_trouble_words(cx->lang, t->trouble);
    t->todo = imap_trouble_todo(cx->lang, t->trouble);
    log_info(&cx->app->log, "imap.try", LOG_I("mailbox", p->mailbox.id.v),
             LOG_S("host", p->box.host), LOG_I("trouble", t->trouble));
}

enum err receive_try_post(struct cx *cx)
{
    struct receive_page *p = NEW(cx->arena, struct receive_page);
    mailbox_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(load(cx, p, id));
    enum err err = receive_read(cx, p);
    if (err == OK && !p->box.host.n)
        err = fail(cx, ERR_INVALID, "imap_host", "Say first which server to ask");
    p->tried.refused = err == OK ? S("") : fault_words(cx);
    if (err == OK) {
        try_it(cx, p);
        err = db_reader(cx->app->db, cx->arena, &cx->db, &cx->fault);
        if (err != OK)
            return err;
    }
    return show(cx, p, err);
}

/* ---- the way back from the provider
 * -------------------------------------------------------------- */

/* Looking changes nothing: the person presses a button of Kept's own, with its CSRF token. */
enum err oauth_back_get(struct cx *cx)
{
    struct oauth_back_page *p = NEW(cx->arena, struct oauth_back_page);
    TRY(layout_load(cx, S("mailboxes"), &p->layout));
    p->code = str_head(http_query(cx->q, S("code")), 4096);
    p->state = str_head(http_query(cx->q, S("state")), 4096);
    p->error = str_head(http_query(cx->q, S("error_description")), 400);
    if (!p->error.n)
        p->error = str_head(http_query(cx->q, S("error")), 100);
    RENDER(cx, oauth_back, p);
    return OK;
}

enum err oauth_back_post(struct cx *cx)
{
    mailbox_id id;
    struct str state, code;
    TRY(form_text(cx, "state", 1, 4096, &state));
    TRY(form_text(cx, "code", 1, 4096, &code));
    TRY(oauth_finish(cx, state, code, &id));
    toast_set(cx, word(cx->lang, "Kept is let in."), S(""));
    return done(cx, str_fmt(cx->arena, "/settings/mailboxes/%lld/receive", (long long)id.v));
}

/* ---- compare now
 * --------------------------------------------------------------------------------- */

static enum err ask_compare(struct cx *cx, void *arg)
{
    mailbox_id id = *(mailbox_id *)arg;
    TRY(db_run(cx->db, SQL("UPDATE mailbox SET compared_at = 0 WHERE id = $1"), ARGS(DB_I(id.v)),
               NULL));
    return db_notify(cx->db, S("mailboxes"));
}

enum err compare_post(struct cx *cx)
{
    mailbox_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(cx_write(cx, ask_compare, &id));
    toast_set(cx, word(cx->lang, "The mailbox is compared with what Kept has."), S(""));
    return done(cx, S("/mail"));
}
