/* session.c: who a request comes from: a cookie, or a token of the API. */
#include "people/account.h"

#include "auth/encode.h"
#include "http/live.h"

static const int64_t session_life = 30 * USEC_PER_DAY; /* since it was last used */
static const int64_t seen_step = USEC_PER_HOUR;        /* how exactly "last used" is known */

static struct str cookie_name(void)
{
    return S("kept");
}

/* The word a form of this session must carry: made from the token, so that it need not be stored.
 */
static struct str csrf_of(struct cx *cx, struct str token)
{
    struct crypto_key key = crypto_key_derive(&cx->app->key, S("csrf"));
    struct crypto_hash h = crypto_hmac(str_of((char *)key.bytes, CRYPTO_KEY_BYTES), token);
    return encode_base64url(cx->arena, str_of((char *)h.bytes, 16));
}

static enum err drop_expired(struct cx *cx)
{
    return db_run(cx->db, SQL("DELETE FROM session WHERE expires_at <= $1"), ARGS(DB_I(cx->now)),
                  NULL);
}

enum err session_open(struct cx *cx, person_id person)
{
    struct str token = crypto_token(cx->arena);
    if (cx->actor.session.n) /* a browser has one session: what it had before ends */
        TRY(db_run(cx->db, SQL("DELETE FROM session WHERE token_hash = $1"),
                   ARGS(DB_T(cx->actor.session)), NULL));
    TRY(drop_expired(cx));
    struct str browser = str_head(http_header(cx->q, S("User-Agent")), 200);
    TRY(db_run(cx->db,
               SQL("INSERT INTO session (token_hash, person_id, created_at, seen_at, expires_at, "
                   "client, browser)"
                   " VALUES ($1, $2, $3, $3, $4, $5, $6)"),
               ARGS(DB_T(crypto_token_hash(cx->arena, token)), DB_I(person.v), DB_I(cx->now),
                    DB_I(cx->now + session_life), DB_T(cx->q->client),
                    DB_T(browser.p ? browser : S(""))),
               NULL));
    TRY(event_emit(
        cx, &(struct event){
                .kind = EVENT_SIGNED_IN, .actor = person, .object = person.v, .note = S("")}));
    http_set_cookie(cx->q, cx->r, cookie_name(), token, session_life / USEC_PER_SEC);
    return OK;
}

struct ended {
    struct app *app;
    struct str hash;
};

static void end_live(void *arg)
{
    struct ended *e = arg;
    if (e->app->live)
        live_end(e->app->live, e->hash);
}

/* The rows that `r` gives up are sessions that are gone: their live pages end with the commit. */
static enum err forget(struct cx *cx, struct rows *r, int *count)
{
    for (*count = 0; rows_next(r); ++*count) {
        struct ended *e = NEW(cx->arena, struct ended);
        *e = (struct ended){cx->app, rows_text(r)};
        tx_after_commit(cx->db, end_live, e);
    }
    return rows_end(r);
}

enum err sessions_end(struct cx *cx, person_id person, struct str except)
{
    struct rows r;
    int count;
    db_query(&r, cx->db,
             SQL("DELETE FROM session WHERE person_id = $1 AND token_hash <> $2"
                 " RETURNING token_hash"),
             ARGS(DB_I(person.v), DB_T(except)));
    return forget(cx, &r, &count);
}

enum err session_end(struct cx *cx, person_id person, struct str hash)
{
    struct rows r;
    int count;
    db_query(&r, cx->db,
             SQL("DELETE FROM session WHERE person_id = $1 AND token_hash = $2"
                 " RETURNING token_hash"),
             ARGS(DB_I(person.v), DB_T(hash)));
    TRY(forget(cx, &r, &count));
    return count ? OK : fail(cx, ERR_NOT_FOUND, NULL, "This session has ended already");
}

enum err session_close(struct cx *cx)
{
    enum err err = session_end(cx, cx->actor.person, cx->actor.session);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    http_set_cookie(cx->q, cx->r, cookie_name(), S(""), -1);
    return OK;
}

static void person_from_row(struct cx *cx, struct rows *r)
{
    struct actor *a = &cx->actor;
    a->person.v = rows_i64(r);
    a->role = (enum role)rows_i64(r);
    a->name = rows_text(r);
    struct str lang = rows_text(r);
    a->theme = rows_text(r);
    a->density = rows_text(r);
    a->letters = rows_text(r);
    if (lang.n)
        cx->lang = lang_from(lang);
}
#define ACTOR_COLUMNS "c.person_id, c.role, p.name, p.lang, c.theme, c.density, c.letters"

static enum err load_teams(struct cx *cx)
{
    struct rows r;
    struct actor *a = &cx->actor;
    db_query(&r, cx->db,
             SQL("SELECT team_id, is_leader FROM team_member WHERE person_id = $1"
                 " ORDER BY team_id LIMIT 32"),
             ARGS(DB_I(a->person.v)));
    while (rows_next(&r)) {
        a->teams[a->team_count].v = rows_i64(&r);
        a->leads[a->team_count++] = rows_bool(&r);
    }
    return rows_end(&r);
}

static enum err mark_seen(struct cx *cx, void *arg)
{
    (void)arg;
    return db_run(cx->db,
                  SQL("UPDATE session SET seen_at = $2, expires_at = $3 WHERE token_hash = $1"),
                  ARGS(DB_T(cx->actor.session), DB_I(cx->now), DB_I(cx->now + session_life)), NULL);
}

static enum err by_cookie(struct cx *cx, struct str token)
{
    struct rows r;
    instant seen_at = 0;
    struct str hash = crypto_token_hash(cx->arena, token);
    db_query(&r, cx->db,
             SQL("SELECT " ACTOR_COLUMNS
                 ", s.seen_at FROM session s JOIN account c ON c.person_id = s.person_id"
                 " JOIN person p ON p.id = c.person_id"
                 " WHERE s.token_hash = $1 AND s.expires_at > $2 AND c.disabled_at IS NULL"),
             ARGS(DB_T(hash), DB_I(cx->now)));
    if (rows_next(&r)) {
        person_from_row(cx, &r);
        seen_at = rows_i64(&r);
        cx->actor.session = hash;
        cx->actor.csrf = csrf_of(cx, token);
        cx->actor.may_write = true;
    }
    TRY(rows_end(&r));
    if (cx->actor.role == ROLE_NONE)
        return OK;
    if (cx->now - seen_at > seen_step) {
        TRY(cx_write(cx, mark_seen, NULL));
        http_set_cookie(cx->q, cx->r, cookie_name(), token, session_life / USEC_PER_SEC);
    }
    return load_teams(cx);
}

static enum err mark_token(struct cx *cx, void *id)
{
    return db_run(cx->db, SQL("UPDATE api_token SET used_at = $2 WHERE id = $1"),
                  ARGS(DB_I(*(int64_t *)id), DB_I(cx->now)), NULL);
}

static enum err by_token(struct cx *cx, struct str token)
{
    struct rows r;
    int64_t id = 0;
    instant used_at = 0;
    db_query(&r, cx->db,
             SQL("SELECT " ACTOR_COLUMNS ", t.scopes, t.id, t.used_at"
                 " FROM api_token t JOIN account c ON c.person_id = t.person_id"
                 " JOIN person p ON p.id = c.person_id"
                 " WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND c.disabled_at IS NULL"
                 " AND (t.ends_at IS NULL OR t.ends_at > $2)"),
             ARGS(DB_T(crypto_token_hash(cx->arena, token)), DB_I(cx->now)));
    if (rows_next(&r)) {
        person_from_row(cx, &r);
        cx->actor.scopes = (int)rows_i64(&r) & SCOPES_ALL;
        cx->actor.may_write = (cx->actor.scopes & SCOPES_WRITE) != 0;
        cx->actor.is_token = true;
        id = rows_i64(&r);
        used_at = rows_i64(&r);
    }
    TRY(rows_end(&r));
    if (cx->actor.role == ROLE_NONE)
        return fail(cx, ERR_UNAUTHENTICATED, NULL, "This token is not known, or has ended");
    if (cx->now - used_at > seen_step)
        TRY(cx_write(cx, mark_token, &id));
    return load_teams(cx);
}

enum err people_authenticate(struct cx *cx)
{
    struct str bearer = http_header(cx->q, S("Authorization"));
    if (str_startsi(bearer, S("Bearer ")))
        return by_token(cx, str_trim(str_skip(bearer, 7)));
    struct str token = http_cookie(cx->q, cookie_name());
    return token.n ? by_cookie(cx, token) : OK;
}

enum err api_token_add(struct cx *cx, person_id person, struct str name, int scopes,
                       instant ends_at, struct str *token)
{
    *token = crypto_token(cx->arena);
    return db_run(cx->db,
                  SQL("INSERT INTO api_token (token_hash, person_id, name, may_write, scopes,"
                      " ends_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"),
                  ARGS(DB_T(crypto_token_hash(cx->arena, *token)), DB_I(person.v), DB_T(name),
                       DB_I((scopes & SCOPES_WRITE) != 0), DB_I(scopes), DB_TIME(ends_at),
                       DB_I(cx->now)),
                  NULL);
}

enum err api_token_end(struct cx *cx, person_id person, int64_t id)
{
    int64_t changed = 0;
    TRY(db_run(cx->db,
               SQL("UPDATE api_token SET revoked_at = $3 WHERE id = $1 AND person_id = $2"
                   " AND revoked_at IS NULL"),
               ARGS(DB_I(id), DB_I(person.v), DB_I(cx->now)), &changed));
    return changed ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such token");
}
