/* oidc_web.c: to the provider and back; and its settings. */
#include "app/audit.h"
#include "app/form.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/undo.h"
#include "auth/encode.h"
#include "auth/jws.h"
#include "base/limits.h"
#include "net/outgoing.h"
#include "people/enter.h"
#include "people/oidc_ask.h"
#include "people/pages.h"
#include "people/templates.h"

static const int64_t way_life = 10 * USEC_PER_MIN;

static struct str redirect_uri(struct cx *cx)
{
    return org_link(cx, S("/sign-in/back"));
}

/* ---- to the provider --------------------------------------------------------------------------
 */

struct way {
    struct str token, verifier, nonce, next, hash;
};

static struct str seal_verifier(struct cx *cx, struct str verifier)
{
    struct crypto_key key = crypto_key_derive(&cx->app->key, S("oidc"));
    return crypto_seal(cx->arena, &key, S("verifier"), verifier);
}

static enum err keep_way(struct cx *cx, void *arg)
{
    struct way *w = arg;
    TRY(db_run(cx->db, SQL("DELETE FROM sign_in_step WHERE expires_at <= $1"), ARGS(DB_I(cx->now)),
               NULL));
    return db_run(cx->db,
                  SQL("INSERT INTO sign_in_step (token_hash, verifier, nonce, next, expires_at)"
                      " VALUES ($1, $2, $3, $4, $5)"),
                  ARGS(DB_T(crypto_token_hash(cx->arena, w->token)),
                       DB_T(seal_verifier(cx, w->verifier)), DB_T(w->nonce), DB_T(w->next),
                       DB_I(cx->now + way_life)),
                  NULL);
}

static struct str authorize_url(struct cx *cx, const struct oidc *o, const struct oidc_ends *ends,
                                const struct way *w)
{
    struct buf q;
    struct crypto_hash h = crypto_sha256(w->verifier);
    buf_init(&q, cx->arena, 8192);
    outgoing_form_add(&q, "response_type", S("code"));
    outgoing_form_add(&q, "client_id", o->client);
    outgoing_form_add(&q, "redirect_uri", redirect_uri(cx));
    outgoing_form_add(&q, "scope", S("openid email profile"));
    outgoing_form_add(&q, "state", w->token);
    outgoing_form_add(&q, "nonce", w->nonce);
    outgoing_form_add(&q, "code_challenge",
                      encode_base64url(cx->arena, str_of((char *)h.bytes, CRYPTO_HASH_BYTES)));
    outgoing_form_add(&q, "code_challenge_method", S("S256"));
    struct str mark = str_chr(ends->authorize, '?') < 0 ? S("?") : S("&");
    return str_cat(cx->arena, str_cat(cx->arena, ends->authorize, mark), buf_str(&q));
}

enum err signon_get(struct cx *cx)
{
    struct oidc o;
    struct oidc_ends ends;
    struct way w = {.token = crypto_token(cx->arena),
                    .verifier = crypto_token(cx->arena),
                    .nonce = crypto_token(cx->arena),
                    .next = enter_next(http_query(cx->q, S("next")))};
    TRY(oidc_get(cx, &o));
    if (!o.issuer.n)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such page");
    TRY(sign_in_try(cx, S("oidc"))); /* each costs a question to the provider */
    sign_in_was_right(cx, S("oidc"));
    enum err err = oidc_discover(cx, &o, &ends);
    if (err == OK)
        err = cx_write(cx, keep_way, &w);
    if (err != OK)
        return signin_show(cx, err);
    http_set_cookie(cx->q, cx->r, S("step"), w.token, way_life / USEC_PER_SEC);
    cx->r->status = 303;
    http_add_header(cx->r, S("Location"), authorize_url(cx, &o, &ends, &w));
    return OK;
}

/* ---- and back ---------------------------------------------------------------------------------
 */

/* The way this browser set out on; it is good once, whatever comes of it. */
static enum err take_way(struct cx *cx, void *arg)
{
    struct way *w = arg;
    struct rows r;
    bool found;
    struct str sealed = S("");
    struct crypto_key key = crypto_key_derive(&cx->app->key, S("oidc"));
    db_query(&r, cx->db,
             SQL("DELETE FROM sign_in_step WHERE token_hash = $1 AND expires_at > $2"
                 " AND person_id IS NULL RETURNING verifier, nonce, next"),
             ARGS(DB_T(w->hash), DB_I(cx->now)));
    if ((found = rows_next(&r))) {
        sealed = rows_text(&r);
        w->nonce = rows_text(&r);
        w->next = rows_text(&r);
    }
    TRY(rows_end(&r));
    if (!found || crypto_open(cx->arena, &key, S("verifier"), sealed, &w->verifier) != OK)
        return fail(cx, ERR_UNAUTHENTICATED, NULL, "That took too long. Sign in again");
    return OK;
}

static enum err find_way(struct cx *cx, struct way *w)
{
    struct str state = http_query(cx->q, S("state")), cookie = http_cookie(cx->q, S("step"));
    if (state.n == 0 || !crypto_equal(state, cookie))
        return fail(cx, ERR_UNAUTHENTICATED, NULL,
                    "This sign-in was not begun in this browser. Sign in again");
    w->hash = crypto_token_hash(cx->arena, state);
    return cx_write(cx, take_way, w);
}

static enum err fetch_token(struct cx *cx, const struct oidc *o, const struct oidc_ends *ends,
                            const struct way *w, struct str *id_token)
{
    struct buf form;
    const struct json_value *v;
    struct str text;
    buf_init(&form, cx->arena, LIMIT_OIDC_BYTES);
    outgoing_form_add(&form, "grant_type", S("authorization_code"));
    outgoing_form_add(&form, "code", http_query(cx->q, S("code")));
    outgoing_form_add(&form, "redirect_uri", redirect_uri(cx));
    outgoing_form_add(&form, "client_id", o->client);
    outgoing_form_add(&form, "code_verifier", w->verifier);
    if (o->secret.n)
        outgoing_form_add(&form, "client_secret", o->secret);
    TRY(oidc_ask(cx, ends->token, buf_str(&form), &v, &text));
    const struct json_value *token = json_member(v, "id_token");
    if (!token || token->kind != JSON_TEXT)
        return fail(cx, ERR_UNAUTHENTICATED, NULL, "The provider does not say who you are");
    *id_token = token->text;
    return OK;
}

static enum err learn_who(struct cx *cx, const struct oidc *o, const struct way *w,
                          struct oidc_claims *claims)
{
    struct oidc_ends ends;
    const struct json_value *v;
    struct str id_token, keys, payload;
    TRY(oidc_discover(cx, o, &ends));
    TRY(fetch_token(cx, o, &ends, w, &id_token));
    TRY(oidc_ask(cx, ends.keys, S(""), &v, &keys));
    if (jws_verify(cx->arena, keys, id_token, &payload, &cx->fault) != OK)
        return fail(cx, ERR_UNAUTHENTICATED, NULL,
                    "What the provider says is not signed by it. Ask your administrator");
    return oidc_claims(cx->arena, payload, o, w->nonce, cx->now, claims, &cx->fault);
}

struct arrival {
    const struct oidc *oidc;
    struct oidc_claims claims;
    struct str next, to;
};

/* Their number there; or, the first time, an address that the provider has verified. */
static enum err find_person(struct cx *cx, const struct arrival *a, person_id *person)
{
    int64_t has_account = 0;
    enum err err = db_get_i64(
        cx->db, SQL("SELECT person_id FROM identity WHERE issuer = $1 AND subject = $2"),
        ARGS(DB_T(a->oidc->issuer), DB_T(a->claims.subject)), &person->v);
    if (err != ERR_NOT_FOUND)
        return err;
    person->v = 0;
    if (a->claims.address.n)
        TRY(person_find_by_address(cx, a->claims.address, person));
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM account WHERE person_id = $1 AND disabled_at IS NULL"),
                   ARGS(DB_I(person->v)), &has_account));
    if (!has_account)
        return fail(cx, ERR_UNAUTHENTICATED, NULL,
                    "You have no account here yet. Ask your administrator for an invitation");
    TRY(db_run(cx->db,
               SQL("INSERT INTO identity (issuer, subject, person_id, created_at)"
                   " VALUES ($1, $2, $3, $4)"),
               ARGS(DB_T(a->oidc->issuer), DB_T(a->claims.subject), DB_I(person->v), DB_I(cx->now)),
               NULL));
    return audit_add(cx, "identity.linked", a->claims.address, person->v, a->oidc->issuer);
}

static enum err arrive(struct cx *cx, void *arg)
{
    struct arrival *a = arg;
    person_id person;
    int64_t is_open = 0;
    TRY(find_person(cx, a, &person));
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM account WHERE person_id = $1 AND disabled_at IS NULL"),
                   ARGS(DB_I(person.v)), &is_open));
    if (!is_open)
        return fail(cx, ERR_UNAUTHENTICATED, NULL, "Your account has ended");
    return enter(cx, person, a->oidc->issuer, a->next, &a->to);
}

enum err signon_back_get(struct cx *cx)
{
    struct oidc o;
    struct way w = {.next = S("")};
    struct arrival a = {.oidc = &o, .to = S("")};
    TRY(oidc_get(cx, &o));
    if (!o.issuer.n)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such page");
    enum err err = find_way(cx, &w);
    if (err == OK && !http_query(cx->q, S("code")).n)
        err = fail(cx, ERR_UNAUTHENTICATED, NULL, "The provider did not let you in");
    if (err == OK)
        err = learn_who(cx, &o, &w, &a.claims);
    a.next = enter_next(w.next);
    if (err == OK)
        err = cx_write(cx, arrive, &a);
    if (err != OK)
        return signin_show(cx, err);
    return done(cx, a.to);
}

/* ---- settings ---------------------------------------------------------------------------------
 */

static enum err show(struct cx *cx, const struct oidc *o, enum err err)
{
    struct oidc_page *p = NEW(cx->arena, struct oidc_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("sign-on"), &p->layout));
    p->issuer = o->issuer;
    p->client = o->client;
    p->label = o->label;
    p->has_secret = o->secret.n > 0;
    p->back = redirect_uri(cx);
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, oidc, p);
    return OK;
}

enum err oidc_settings_get(struct cx *cx)
{
    struct oidc o;
    TRY(oidc_get(cx, &o));
    return show(cx, &o, OK);
}

static enum err keep_settings(struct cx *cx, void *arg)
{
    const struct oidc *o = arg;
    TRY(audit_add(cx, "settings.changed", S("/settings/sign-on"), 0, o->issuer));
    return oidc_set(cx, o);
}

static enum err read_settings(struct cx *cx, struct oidc *o)
{
    struct str secret;
    struct oidc_ends ends;
    TRY(form_text(cx, "issuer", 0, 500, &o->issuer));
    TRY(form_text(cx, "label", 0, 60, &o->label));
    TRY(form_text(cx, "client", o->issuer.n ? 1 : 0, 500, &o->client));
    TRY(form_text(cx, "secret", 0, 1000, &secret));
    if (secret.n || form_has(cx, "no_secret")) /* else the one of before */
        o->secret = secret;
    return o->issuer.n ? oidc_discover(cx, o, &ends) : OK;
}

enum err oidc_settings_post(struct cx *cx)
{
    struct oidc o;
    TRY(oidc_get(cx, &o));
    enum err err = read_settings(cx, &o);
    if (err == OK)
        err = cx_write(cx, keep_settings, &o);
    if (err != OK)
        return show(cx, &o, err);
    toast_set(cx, word(cx->lang, "Saved."), S(""));
    return done(cx, S("/settings/sign-on"));
}
