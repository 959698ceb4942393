/* me_web.c: one's own settings: language, password, looks, sessions, tokens for programs. */
#include "app/form.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/undo.h"
#include "base/limits.h"
#include "base/vec.h"
#include "people/pages.h"
#include "people/templates.h"

static enum err load_sessions(struct cx *cx, struct me_page *p)
{
    VEC(struct session_row) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT token_hash, client, browser, created_at, seen_at FROM session WHERE "
                 "person_id = $1"
                 " AND expires_at > $2 ORDER BY seen_at DESC, token_hash LIMIT 50"),
             ARGS(DB_I(cx->actor.person.v), DB_I(cx->now)));
    while (rows_next(&r)) {
        struct session_row *s = vec_push(cx->arena, &v);
        s->hash = rows_text(&r);
        s->is_this = str_eq(s->hash, cx->actor.session);
        s->client = rows_text(&r);
        s->browser = rows_text(&r);
        s->created_at = rows_i64(&r);
        s->seen_at = rows_i64(&r);
    }
    p->sessions = v.v;
    p->session_count = (int)v.n;
    return rows_end(&r);
}

/* ---- what a token may -------------------------------------------------------------------------
 */

static const struct {
    const char *field;
    int read, write;
    const char *reads, *writes;
} rights[] = {
    {"requests", SCOPE_REQUESTS_READ, SCOPE_REQUESTS_WRITE, WORD("reads requests"),
     WORD("answers requests")},
    {"people", SCOPE_PEOPLE_READ, SCOPE_PEOPLE_WRITE, WORD("reads people"), WORD("changes people")},
    {"settings", SCOPE_SETTINGS_READ, SCOPE_SETTINGS_WRITE, WORD("reads settings"),
     WORD("changes settings")},
};

static struct str words_of(struct cx *cx, int scopes)
{
    struct buf b;
    buf_init(&b, cx->arena, 2000);
    for (int i = 0; i < COUNT(rights); i++) {
        if (!(scopes & (rights[i].read | rights[i].write)))
            continue;
        if (b.n)
            buf_addz(&b, ", ");
        buf_add(&b, word(cx->lang, scopes & rights[i].write ? rights[i].writes : rights[i].reads));
    }
    return buf_str(&b);
}

/* requests=read|write and so on; a program of old says may_write alone. */
static enum err read_scopes(struct cx *cx, int *scopes)
{
    bool any = false;
    *scopes = 0;
    for (int i = 0; i < COUNT(rights); i++) {
        struct str v = http_form(cx->q, str_from(rights[i].field));
        bool reads = str_eq(v, S("read")), writes = str_eq(v, S("write"));
        any |= v.p != NULL;
        if (v.n && !reads && !writes)
            return fail(cx, ERR_INVALID, rights[i].field, "Choose: read, write, or neither");
        *scopes |= (reads || writes ? rights[i].read : 0) | (writes ? rights[i].write : 0);
    }
    if (!any)
        *scopes = form_has(cx, "may_write") ? SCOPES_ALL : SCOPES_READ;
    return *scopes ? OK
                   : fail(cx, ERR_INVALID, "requests",
                          "A token that may nothing is of no use. Choose what it may");
}

static enum err load_tokens(struct cx *cx, struct me_page *p)
{
    VEC(struct token_row) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT id, name, scopes, created_at, used_at, ends_at FROM api_token WHERE "
                 "person_id = $1 AND revoked_at IS NULL AND (ends_at IS NULL OR ends_at > $2)"
                 " ORDER BY id"),
             ARGS(DB_I(cx->actor.person.v), DB_I(cx->now)));
    while (rows_next(&r)) {
        struct token_row *t = vec_push(cx->arena, &v);
        t->id = rows_i64(&r);
        t->name = rows_text(&r);
        t->scopes = (int)rows_i64(&r);
        t->created_at = rows_i64(&r);
        t->used_at = rows_i64(&r);
        t->ends_at = rows_i64(&r);
        t->may = words_of(cx, t->scopes);
    }
    p->tokens = v.v;
    p->token_count = (int)v.n;
    return rows_end(&r);
}

static enum err show_me(struct cx *cx, struct str fresh_token, enum err err)
{
    struct me_page *p = NEW(cx->arena, struct me_page);
    struct person person;
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("me"), &p->layout));
    TRY(person_get(cx, cx->actor.person, &person));
    p->address = person.address;
    p->fresh_token = fresh_token;
    for (enum lang l = 0; l < LANG_COUNT; l++)
        p->langs[l] = (struct lang_choice){str_from(lang_tag(l)), str_from(lang_name(l)),
                                           l == cx->lang};
    TRY(load_sessions(cx, p));
    TRY(load_tokens(cx, p));
    TRY(second_factor_get(cx, cx->actor.person, &p->second));
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, me, p);
    return OK;
}

enum err me_get(struct cx *cx)
{
    return show_me(cx, S(""), OK);
}

/* ---- language and password --------------------------------------------------------------------
 */

struct my_change {
    struct str lang, hash;
};

static enum err change_me(struct cx *cx, void *arg)
{
    struct my_change *c = arg;
    if (c->lang.n)
        TRY(db_run(cx->db, SQL("UPDATE person SET lang = $2 WHERE id = $1"),
                   ARGS(DB_I(cx->actor.person.v), DB_T(c->lang)), NULL));
    if (c->hash.n == 0)
        return OK;
    TRY(audit_add(cx, "account.password", cx->actor.name, cx->actor.person.v, S("")));
    TRY(account_set_password(cx, cx->actor.person, c->hash, S("")));
    return session_open(cx, cx->actor.person); /* this browser goes on with a new one */
}

/* Another password needs the old one; every other session ends with it. */
static enum err read_password(struct cx *cx, struct str *hash)
{
    person_id same;
    struct person person;
    struct str now = http_form(cx->q, S("password_now"));
    if (!form_has(cx, "password"))
        return OK;
    TRY(person_get(cx, cx->actor.person, &person));
    enum err err = account_sign_in(cx, person.address, now, &same);
    if (err == ERR_TOO_MANY)
        return fail(cx, err, "password_now", "Too many tries. Wait a few minutes, then try again");
    if (err != OK || same.v != cx->actor.person.v)
        return fail(cx, ERR_INVALID, "password_now", "This is not your password now");
    return account_hash(cx, http_form(cx->q, S("password")), hash);
}

enum err me_post(struct cx *cx)
{
    struct my_change c = {.hash = S("")};
    struct str lang;
    enum err err = form_text(cx, "lang", 0, 10, &lang);
    if (err == OK) {
        c.lang = lang.n ? str_from(lang_tag(lang_from(lang))) : S("");
        err = read_password(cx, &c.hash);
    }
    if (err == OK)
        err = cx_write(cx, change_me, &c);
    if (err != OK)
        return show_me(cx, S(""), err);
    toast_set(cx, word(cx->lang, "Saved."), S(""));
    return done(cx, S("/me"));
}

/* ---- looks ------------------------------------------------------------------------------------
 */

struct look {
    struct str theme, density, letters;
};

static enum err change_look(struct cx *cx, void *arg)
{
    struct look *l = arg;
    return db_run(
        cx->db,
        SQL("UPDATE account SET theme = $2, density = $3, letters = $4 WHERE person_id = $1"),
        ARGS(DB_I(cx->actor.person.v), DB_T(l->theme), DB_T(l->density), DB_T(l->letters)), NULL);
}

/* One of the words that the style sheets know, or what it was before. */
static struct str one_of(struct cx *cx, const char *field, const char *a, const char *b,
                         struct str before)
{
    struct str v = http_form(cx->q, str_from(field));
    if (!v.p)
        return before.p ? before : S("");
    return str_eq(v, str_from(a)) || str_eq(v, str_from(b)) ? v : S("");
}

enum err look_post(struct cx *cx)
{
    struct look l = {.theme = one_of(cx, "theme", "dark", "light", cx->actor.theme),
                     .density = one_of(cx, "density", "compact", "comfortable", cx->actor.density),
                     .letters = one_of(cx, "letters", "easy", "plain", cx->actor.letters)};
    struct str back = http_form(cx->q, S("back"));
    TRY(cx_write(cx, change_look, &l));
    return done(cx, str_starts(back, S("/")) ? back : S("/me"));
}

/* ---- tokens -----------------------------------------------------------------------------------
 */

struct token_change {
    struct str name, token;
    int64_t end, days;
    int scopes;
};

static enum err change_token(struct cx *cx, void *arg)
{
    struct token_change *c = arg;
    int64_t open = 0;
    person_id me = cx->actor.person;
    if (c->end) {
        TRY(audit_add(cx, "token.ended", cx->actor.name, c->end, S("")));
        return api_token_end(cx, me, c->end);
    }
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM api_token WHERE person_id = $1 AND revoked_at IS NULL"
                       " AND (ends_at IS NULL OR ends_at > $2)"),
                   ARGS(DB_I(me.v), DB_I(cx->now)), &open));
    if (open >= LIMIT_API_TOKENS)
        return fail(cx, ERR_INVALID, "name", "These are many tokens. End some first");
    TRY(audit_add(cx, "token.made", c->name, 0, words_of(cx, c->scopes)));
    return api_token_add(cx, me, c->name, c->scopes, c->days ? cx->now + c->days * USEC_PER_DAY : 0,
                         &c->token);
}

enum err token_post(struct cx *cx)
{
    struct token_change c = {.token = S("")};
    enum err err = form_i64(cx, "end", 1, INT64_MAX, 0, &c.end);
    if (err == OK && !c.end)
        err = form_text(cx, "name", 1, LIMIT_NAME_BYTES, &c.name);
    if (err == OK && !c.end)
        err = read_scopes(cx, &c.scopes);
    if (err == OK && !c.end)
        err = form_i64(cx, "days", 0, 3650, 0, &c.days);
    if (err == OK)
        err = cx_write(cx, change_token, &c);
    return show_me(cx, c.token, err);
}

/* ---- sessions ---------------------------------------------------------------------------------
 */

static enum err end_sessions(struct cx *cx, void *arg)
{
    struct str *hash = arg;
    person_id me = cx->actor.person;
    TRY(audit_add(cx, "session.ended", cx->actor.name, me.v, hash->n ? S("") : S("all others")));
    return hash->n ? session_end(cx, me, *hash) : sessions_end(cx, me, cx->actor.session);
}

/* One (`end`), or all but this one. */
enum err sessions_post(struct cx *cx)
{
    struct str hash = http_form(cx->q, S("end"));
    enum err err = cx_write(cx, end_sessions, &hash);
    if (err != OK)
        return show_me(cx, S(""), err);
    toast_set(cx, word(cx->lang, "Ended."), S(""));
    return done(cx, S("/me"));
}
