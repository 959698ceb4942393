/* oauth_token.c: how access by OAuth is set, and its tokens. */
#include "mailbox/oauth.h"

#include "base/limits.h"
#include "mailbox/oauth_ask.h"

enum { renew_before_seconds = 300 };

static struct str context(struct cx *cx, mailbox_id id, const char *what)
{
    return str_fmt(cx->arena, "mailbox:%lld:oauth:%s", (long long)id.v, what);
}

static struct str open_secret(struct cx *cx, mailbox_id id, const char *what, struct str sealed)
{
    struct str plain = S("");
    if (sealed.n &&
        crypto_open(cx->arena, &cx->app->key, context(cx, id, what), sealed, &plain) != OK)
        log_warn(&cx->app->log, "mailbox.secret", LOG_I("mailbox", id.v), LOG_Z("what", what));
    return plain;
}

static struct str seal(struct cx *cx, mailbox_id id, const char *what, struct str plain)
{
    return plain.n ? crypto_seal(cx->arena, &cx->app->key, context(cx, id, what), plain) : S("");
}

enum err oauth_get(struct cx *cx, mailbox_id id, struct oauth *o)
{
    struct rows r;
    *o = (struct oauth){.mailbox = id};
    db_query(
        &r, cx->db,
        SQL("SELECT provider, client, client_secret, secret_until, tenant, auth_url, token_url,"
            " scope, refresh, access, access_until, refresh_until, connected_at, failed_at,"
            " fails, is_ended, error FROM mailbox_oauth WHERE mailbox_id = $1"),
        ARGS(DB_I(id.v)));
    if (rows_next(&r)) {
        o->provider = (enum oauth_provider)rows_i64(&r);
        o->client = rows_text(&r);
        o->client_secret = open_secret(cx, id, "client", rows_text(&r));
        o->secret_until = rows_i64(&r);
        o->tenant = rows_text(&r);
        o->auth_url = rows_text(&r);
        o->token_url = rows_text(&r);
        o->scope = rows_text(&r);
        o->refresh = open_secret(cx, id, "refresh", rows_text(&r));
        o->access = open_secret(cx, id, "access", rows_text(&r));
        o->access_until = rows_i64(&r);
        o->refresh_until = rows_i64(&r);
        o->connected_at = rows_i64(&r);
        o->failed_at = rows_i64(&r);
        o->fails = rows_i64(&r);
        o->is_ended = rows_bool(&r);
        o->error = rows_text(&r);
    }
    return rows_end(&r);
}

enum err oauth_set(struct cx *cx, const struct oauth *o)
{
    struct oauth old;
    TRY(oauth_get(cx, o->mailbox, &old));
    bool is_same = old.provider == o->provider && str_eq(old.client, o->client) &&
                   str_eq(old.tenant, o->tenant) && str_eq(old.token_url, o->token_url);
    return db_run(
        cx->db,
        SQL("INSERT INTO mailbox_oauth (mailbox_id, provider, client, client_secret, secret_until,"
            " tenant, auth_url, token_url, scope) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            " ON CONFLICT (mailbox_id) DO UPDATE SET provider = $2, client = $3, client_secret = "
            "$4,"
            " secret_until = $5, tenant = $6, auth_url = $7, token_url = $8, scope = $9,"
            " refresh = CASE WHEN $10 = 1 THEN mailbox_oauth.refresh ELSE '' END,"
            " access = CASE WHEN $10 = 1 THEN mailbox_oauth.access ELSE '' END"),
        ARGS(DB_I(o->mailbox.v), DB_I(o->provider), DB_T(o->client),
             DB_T(seal(cx, o->mailbox, "client", o->client_secret)), DB_I(o->secret_until),
             DB_T(o->tenant), DB_T(o->auth_url), DB_T(o->token_url), DB_T(o->scope), DB_I(is_same)),
        NULL);
}

enum err oauth_store(struct cx *cx, void *arg)
{
    const struct oauth_granted *g = arg;
    mailbox_id id = g->mailbox;
    /* a provider that gives no new refresh token lets the old one stand */
    TRY(db_run(cx->db,
               SQL("UPDATE mailbox_oauth SET access = $2, access_until = $3,"
                   " refresh = CASE WHEN $4 = '' THEN refresh ELSE $4 END,"
                   " refresh_until = CASE WHEN $5 = 0 AND $6 = 0 THEN refresh_until ELSE $5 END,"
                   " connected_at = CASE WHEN $6 = 1 THEN $7 ELSE connected_at END,"
                   " fails = 0, is_ended = 0, error = '' WHERE mailbox_id = $1"),
               ARGS(DB_I(id.v), DB_T(seal(cx, id, "access", g->access)), DB_I(g->access_until),
                    DB_T(seal(cx, id, "refresh", g->refresh)), DB_I(g->refresh_until),
                    DB_I(g->is_connected), DB_I(cx->now)),
               NULL));
    if (!g->is_connected)
        return OK;
    TRY(db_run(cx->db,
               SQL("UPDATE mailbox SET imap_fails = 0, imap_next_at = 0, imap_trouble = 0,"
                   " imap_error = '' WHERE id = $1"),
               ARGS(DB_I(id.v)), NULL));
    return db_notify(cx->db, S("mailboxes"));
}

static enum err store_refusal(struct cx *cx, void *arg)
{
    const struct oauth_granted *g = arg;
    return db_run(
        cx->db,
        SQL("UPDATE mailbox_oauth SET fails = fails + 1, failed_at = $2, error = $3,"
            " is_ended = $4 WHERE mailbox_id = $1"),
        ARGS(DB_I(g->mailbox.v), DB_I(cx->now), DB_T(str_from(g->said)), DB_I(g->is_refused)),
        NULL);
}

enum imap_trouble oauth_token(struct app *app, struct arena *a, mailbox_id id, struct str *token,
                              char *said)
{
    struct cx cx;
    struct oauth o;
    struct oauth_granted g;
    *token = S("");
    snprintf(said, 400, "%s", "");
    enum err err = cx_begin(&cx, app, a, "oauth");
    if (err == OK)
        err = oauth_get(&cx, id, &o);
    cx_end(&cx); /* the provider may be slow: no reader is held meanwhile */
    if (err != OK) {
        snprintf(said, 400, "%s", cx.fault.message);
        return IMAP_TROUBLE_STORE;
    }
    if (!o.provider || !o.refresh.n)
        return IMAP_TROUBLE_UNMADE;
    if (o.access.n && o.access_until > cx.now + renew_before_seconds * USEC_PER_SEC)
        return *token = o.access, IMAP_NO_TROUBLE;
    oauth_renew(app, a, &o, &g);
    cx.now = clock_now(&app->clock);
    err = cx_write(&cx, g.is_granted ? oauth_store : store_refusal, &g);
    snprintf(said, 400, "%s", err == OK ? g.said : cx.fault.message);
    if (g.is_granted) {
        *token = g.access;
        return err == OK ? IMAP_NO_TROUBLE : IMAP_TROUBLE_STORE;
    }
    if (!g.is_refused && o.access.n && o.access_until > cx.now)
        return *token = o.access, IMAP_NO_TROUBLE; /* the old one is good for a while yet */
    return g.is_refused ? IMAP_TROUBLE_ENDED : IMAP_TROUBLE_ACCESS;
}

void oauth_for_sending(struct app *app, struct arena *a, const struct mailbox *box,
                       struct str *bearer, struct str *ca)
{
    struct cx cx;
    struct imap_box imap;
    char said[400];
    *bearer = *ca = S("");
    enum err err = cx_begin(&cx, app, a, "oauth");
    if (err == OK)
        err = imap_box_get(&cx, box->id, &imap);
    cx_end(&cx);
    if (err != OK)
        return;
    *ca = imap.ca;
    if (imap.auth == IMAP_BY_OAUTH && box->smtp_user.n && !box->smtp_password.n &&
        oauth_token(app, a, box->id, bearer, said) != IMAP_NO_TROUBLE)
        log_warn(&app->log, "oauth.sending", LOG_I("mailbox", box->id.v), LOG_Z("said", said));
}

instant oauth_ends_at(const struct oauth *o)
{
    instant at = o->refresh_until;
    if (o->secret_until && (!at || o->secret_until < at))
        at = o->secret_until;
    return at;
}
