/* signin_web.c: in and out. */
#include "app/form.h"
#include "app/serve.h"
#include "app/settings.h"
#include "base/limits.h"
#include "http/live.h"
#include "http/rate.h"
#include "people/pages.h"
#include "people/templates.h"

/* Where to go after signing in: a path of ours, or the start. */
static struct str safe_next(struct str next)
{
    bool local = next.n && *next.p == '/' && !str_starts(next, S("//")) && !str_has(next, S("\\"));
    return local ? next : S("/requests");
}

static enum err show(struct cx *cx, enum err err)
{
    struct signin_page *p = NEW(cx->arena, struct signin_page);
    bool is_post = cx->q->method == HTTP_POST;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    *p = (struct signin_page){.lang = cx->lang,
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
    return show(cx, OK);
}

static enum err open_session(struct cx *cx, void *arg)
{
    return session_open(cx, *(person_id *)arg);
}

enum err signin_post(struct cx *cx)
{
    person_id person;
    struct str address, password = http_form(cx->q, S("password"));
    enum err err = form_text(cx, "address", 1, LIMIT_ADDRESS_BYTES, &address);
    if (err == OK && password.n == 0)
        err = fail(cx, ERR_INVALID, "password", "Write your password");
    if (err == OK)
        err = account_sign_in(cx, address, password, &person);
    if (err == OK)
        err = cx_write(cx, open_session, &person);
    if (err != OK)
        return show(cx, err);
    return done(cx, safe_next(http_form(cx->q, S("next"))));
}

static enum err close_session(struct cx *cx, void *arg)
{
    (void)arg;
    return session_close(cx);
}

enum err signout_post(struct cx *cx)
{
    TRY(cx_write(cx, close_session, NULL));
    if (cx->app->live)
        live_end(cx->app->live, cx->actor.session);
    return done(cx, S("/sign-in"));
}

/* ---- an invitation: the colleague chooses a password ------------------------------------------
 */

static enum err invited_person(struct cx *cx, struct str token, person_id *out)
{
    enum err err = db_get_i64(cx->db,
                              SQL("SELECT person_id FROM invitation WHERE token_hash = $1 AND "
                                  "used_at IS NULL AND expires_at > $2"),
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
    struct str hash;
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
    TRY(db_run(cx->db, SQL("UPDATE account SET password_hash = $2 WHERE person_id = $1"),
               ARGS(DB_I(a->person.v), DB_T(a->hash)), NULL));
    TRY(db_run(cx->db, SQL("DELETE FROM session WHERE person_id = $1"), ARGS(DB_I(a->person.v)),
               NULL));
    return session_open(cx, a->person);
}

enum err invitation_post(struct cx *cx)
{
    struct accepting a;
    TRY(invited_person(cx, cx->q->params[0], &a.person));
    enum err err = account_hash(cx, http_form(cx->q, S("password")), &a.hash);
    if (err == OK)
        err = cx_write(cx, accept, &a);
    return err == OK ? done(cx, S("/requests")) : show_invitation(cx, err);
}
