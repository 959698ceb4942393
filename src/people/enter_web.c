#include "people/enter.h"

#include "app/audit.h"
#include "app/form.h"
#include "app/serve.h"
#include "app/settings.h"
#include "base/limits.h"
#include "people/pages.h"
#include "people/second_factor.h"
#include "people/templates.h"

static const int64_t step_life = 10 * USEC_PER_MIN;

struct str enter_next(struct str next)
{
    bool local = next.n && *next.p == '/' && !str_starts(next, S("//")) && !str_has(next, S("\\"));
    return local ? next : S("/requests");
}

static enum err open_session(struct cx *cx, person_id person, struct str how)
{
    struct person p;
    TRY(person_get(cx, person, &p));
    TRY(session_open(cx, person));
    cx->actor.person = person; /* from here on it is they who act */
    cx->actor.name = p.name;
    return audit_add(cx, "session.opened", p.name, person.v, how);
}

/* The browser gets a token for the ten minutes that the code may take. */
static enum err begin_step(struct cx *cx, person_id person, struct str how, struct str next)
{
    struct str token = crypto_token(cx->arena);
    TRY(db_run(cx->db, SQL("DELETE FROM sign_in_step WHERE expires_at <= $1"), ARGS(DB_I(cx->now)),
               NULL));
    TRY(db_run(cx->db,
               SQL("INSERT INTO sign_in_step (token_hash, person_id, nonce, next, expires_at)"
                   " VALUES ($1, $2, $3, $4, $5)"),
               ARGS(DB_T(crypto_token_hash(cx->arena, token)), DB_I(person.v), DB_T(how),
                    DB_T(next), DB_I(cx->now + step_life)),
               NULL));
    http_set_cookie(cx->q, cx->r, S("step"), token, step_life / USEC_PER_SEC);
    return OK;
}

enum err enter(struct cx *cx, person_id person, struct str how, struct str next, struct str *to)
{
    struct second_factor f;
    TRY(second_factor_get(cx, person, &f));
    *to = f.is_on ? S("/sign-in/code") : next;
    return f.is_on ? begin_step(cx, person, how, next) : open_session(cx, person, how);
}

struct step {
    struct str hash, how, next, code;
    person_id person;
};

static enum err find_step(struct cx *cx, struct step *s)
{
    struct rows r;
    struct str token = http_cookie(cx->q, S("step"));
    *s = (struct step){.hash = crypto_token_hash(cx->arena, token)};
    db_query(&r, cx->db,
             SQL("SELECT s.person_id, s.nonce, s.next FROM sign_in_step s"
                 " JOIN account c ON c.person_id = s.person_id"
                 " WHERE s.token_hash = $1 AND s.expires_at > $2 AND c.disabled_at IS NULL"),
             ARGS(DB_T(s->hash), DB_I(cx->now)));
    if (rows_next(&r)) {
        s->person.v = rows_i64(&r);
        s->how = rows_text(&r);
        s->next = rows_text(&r);
    }
    TRY(rows_end(&r));
    return s->person.v ? OK
                       : fail(cx, ERR_UNAUTHENTICATED, "code", "That took too long. Sign in again");
}

static enum err show(struct cx *cx, enum err err)
{
    struct code_page *p = NEW(cx->arena, struct code_page);
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    *p = (struct code_page){
        .lang = cx->lang, .organisation = org(cx->app)->name, .wrong = S(""), .wrong_field = S("")};
    if (err != OK) {
        cx->r->status = fault_status(err) == 401 ? 422 : fault_status(err);
        p->wrong = fault_words(cx);
        p->wrong_field = cx->fault.field ? str_from(cx->fault.field) : S("");
    }
    RENDER(cx, code, p);
    return OK;
}

enum err code_get(struct cx *cx)
{
    struct step s;
    if (find_step(cx, &s) == OK || http_wants_json(cx->q))
        return show(cx, OK);
    http_redirect(cx->r, S("/sign-in"));
    return OK;
}

static enum err use_code(struct cx *cx, void *arg)
{
    struct step *s = arg;
    TRY(second_factor_use(cx, s->person, s->code));
    TRY(db_run(cx->db, SQL("DELETE FROM sign_in_step WHERE token_hash = $1"), ARGS(DB_T(s->hash)),
               NULL));
    http_set_cookie(cx->q, cx->r, S("step"), S(""), -1);
    return open_session(cx, s->person, str_cat(cx->arena, s->how, S(", code")));
}

enum err code_post(struct cx *cx)
{
    struct step s;
    struct str code;
    TRY(find_step(cx, &s));
    struct str counted = str_fmt(cx->arena, "t:%lld", (long long)s.person.v);
    enum err err = form_text(cx, "code", 1, 64, &code);
    if (err == OK && (err = sign_in_try(cx, counted)) != OK)
        cx->fault.field = "code";
    s.code = code;
    if (err == OK)
        err = cx_write(cx, use_code, &s);
    if (err != OK)
        return show(cx, err);
    sign_in_was_right(cx, counted);
    return done(cx, enter_next(s.next));
}
