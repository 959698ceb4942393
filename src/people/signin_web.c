/* signin_web.c: in and out. */
#include "app/form.h"
#include "app/serve.h"
#include "app/settings.h"
#include "base/limits.h"
#include "people/enter.h"
#include "people/pages.h"
#include "people/templates.h"

enum err signin_show(struct cx *cx, enum err err)
{
    struct signin_page *p = NEW(cx->arena, struct signin_page);
    struct fault fault = cx->fault;
    struct oidc oidc;
    bool is_post = cx->q->method == HTTP_POST;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(oidc_get(cx, &oidc));
    cx->fault = fault;
    *p = (struct signin_page){.lang = cx->lang,
                              .provider = !oidc.issuer.n ? S("")
                                          : oidc.label.n ? oidc.label
                                                         : oidc.issuer,
                              .organisation = org(cx->app)->name,
                              .is_demo = org(cx->app)->is_demo,
                              .address = is_post ? http_form(cx->q, S("address")) : S(""),
                              .next = is_post ? http_form(cx->q, S("next"))
                                              : http_query(cx->q, S("next")),
                              .wrong = S(""),
                              .wrong_field = S("")};
    if (err != OK) {
        cx->r->status = fault_status(err) == 401 ? 422 : fault_status(err);
        p->wrong = fault_words(cx);
        p->wrong_field = cx->fault.field ? str_from(cx->fault.field) : S("");
    }
    RENDER(cx, signin, p);
    return OK;
}

enum err signin_get(struct cx *cx)
{
    if (cx->actor.role != ROLE_NONE && !cx->actor.is_token) {
        http_redirect(cx->r, S("/requests"));
        return OK;
    }
    return signin_show(cx, OK);
}

struct entering {
    person_id person;
    struct str how, next, to;
};

static enum err come_in(struct cx *cx, void *arg)
{
    struct entering *e = arg;
    return enter(cx, e->person, e->how, e->next, &e->to);
}

enum err signin_post(struct cx *cx)
{
    struct entering e = {
        .how = S("password"), .next = enter_next(http_form(cx->q, S("next"))), .to = S("")};
    struct str address, password = http_form(cx->q, S("password"));
    enum err err = form_text(cx, "address", 1, LIMIT_ADDRESS_BYTES, &address);
    if (err == OK && password.n == 0)
        err = fail(cx, ERR_INVALID, "password", "Write your password");
    if (err == OK)
        err = account_sign_in(cx, address, password, &e.person);
    if (err == OK)
        err = cx_write(cx, come_in, &e);
    if (err == ERR_UNAUTHENTICATED || err == ERR_TOO_MANY)
        log_info(&cx->app->log, "sign_in.refused", LOG_S("client", cx->q->client),
                 LOG_S("address", address));
    if (err != OK)
        return signin_show(cx, err);
    return done(cx, e.to);
}

static enum err close_session(struct cx *cx, void *arg)
{
    (void)arg;
    return session_close(cx);
}

enum err signout_post(struct cx *cx)
{
    TRY(cx_write(cx, close_session, NULL));
    return done(cx, S("/sign-in"));
}

/* ---- an invitation: the colleague chooses a password ------------------------------------------
 */

static enum err invited_person(struct cx *cx, struct str token, person_id *out)
{
    enum err err = db_get_i64(cx->db,
                              SQL("SELECT i.person_id FROM invitation i JOIN account c ON"
                                  " c.person_id = i.person_id WHERE i.token_hash = $1 AND"
                                  " i.used_at IS NULL AND i.expires_at > $2"
                                  " AND c.disabled_at IS NULL"),
                              ARGS(DB_T(crypto_token_hash(cx->arena, token)), DB_I(cx->now)),
                              &out->v);
    if (err == ERR_NOT_FOUND)
        return fail(cx, ERR_NOT_FOUND, NULL,
                    "This invitation was used, or is too old. Ask for a new one");
    return err;
}

static enum err show_invitation(struct cx *cx, enum err err)
{
    struct invitation_page *p = NEW(cx->arena, struct invitation_page);
    struct person person;
    person_id id;
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(invited_person(cx, cx->q->params[0], &id));
    TRY(person_get(cx, id, &person));
    *p = (struct invitation_page){.lang = cx->lang,
                                  .organisation = org(cx->app)->name,
                                  .name = person.name,
                                  .address = person.address,
                                  .token = cx->q->params[0],
                                  .wrong = S(""),
                                  .wrong_field = S("")};
    if (err != OK) {
        cx->fault = fault;
        cx->r->status = fault_status(err);
        p->wrong = fault_words(cx);
        p->wrong_field = fault.field ? str_from(fault.field) : S("");
    }
    RENDER(cx, invitation, p);
    return OK;
}

enum err invitation_get(struct cx *cx)
{
    return show_invitation(cx, OK);
}

struct accepting {
    person_id person;
    struct str hash, to;
};

static enum err accept(struct cx *cx, void *arg)
{
    struct accepting *a = arg;
    int64_t changed = 0;
    TRY(db_run(
        cx->db, SQL("UPDATE invitation SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL"),
        ARGS(DB_T(crypto_token_hash(cx->arena, cx->q->params[0])), DB_I(cx->now)), &changed));
    if (changed == 0)
        return fail(cx, ERR_NOT_FOUND, NULL,
                    "This invitation was used, or is too old. Ask for a new one");
    TRY(account_set_password(cx, a->person, a->hash, S("")));
    return enter(cx, a->person, S("invitation"), S("/requests"), &a->to);
}

enum err invitation_post(struct cx *cx)
{
    struct accepting a = {.to = S("")};
    TRY(invited_person(cx, cx->q->params[0], &a.person));
    enum err err = account_hash(cx, http_form(cx->q, S("password")), &a.hash);
    if (err == OK)
        err = cx_write(cx, accept, &a);
    return err == OK ? done(cx, a.to) : show_invitation(cx, err);
}
