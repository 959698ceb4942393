#include "people/second_factor.h"

#include "app/audit.h"
#include "app/settings.h"
#include "auth/encode.h"
#include "auth/totp.h"
#include "people/person.h"

enum { recovery_bytes = 10 }; /* 80 bits: nobody tries them all, so a quick hash is enough */

static struct crypto_key key_of(struct cx *cx)
{
    return crypto_key_derive(&cx->app->key, S("second factor"));
}

static struct str context_of(struct cx *cx, person_id person)
{
    return str_fmt(cx->arena, "totp:%lld", (long long)person.v);
}

struct stored {
    struct str secret;
    bool is_on;
    int64_t last_step;
};

/* ERR_NOT_FOUND when this person has none. */
static enum err load(struct cx *cx, person_id person, struct stored *s)
{
    struct rows r;
    struct str sealed = {0};
    struct crypto_key key = key_of(cx);
    db_query(&r, cx->db,
             SQL("SELECT secret, confirmed_at, last_step FROM second_factor WHERE person_id = $1"),
             ARGS(DB_I(person.v)));
    if (rows_next(&r)) {
        sealed = rows_text(&r);
        s->is_on = rows_i64(&r) != 0;
        s->last_step = rows_i64(&r);
    }
    TRY(rows_end(&r));
    if (!sealed.n)
        return ERR_NOT_FOUND;
    if (crypto_open(cx->arena, &key, context_of(cx, person), sealed, &s->secret) != OK)
        return fail(cx, ERR_CORRUPT, NULL, "The second factor cannot be read");
    return OK;
}

/* "abcd efgh …" */
static struct str in_groups(struct cx *cx, struct str s, char between)
{
    struct buf b;
    buf_init(&b, cx->arena, s.n * 2);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (i && i % 4 == 0)
            buf_addc(&b, between);
        buf_addc(&b, s.p[i]);
    }
    return buf_str(&b);
}

enum err second_factor_get(struct cx *cx, person_id person, struct second_factor *out)
{
    struct stored s = {0};
    int64_t left = 0;
    struct person p;
    *out = (struct second_factor){.secret = S(""), .url = S("")};
    enum err err = load(cx, person, &s);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(person_get(cx, person, &p));
    TRY(db_get_i64(
        cx->db, SQL("SELECT count(*) FROM recovery_code WHERE person_id = $1 AND used_at IS NULL"),
        ARGS(DB_I(person.v)), &left));
    out->is_on = s.is_on;
    out->is_begun = !s.is_on;
    out->codes_left = (int)left;
    if (!s.is_on) { /* once it is on, nobody sees it again */
        out->secret = in_groups(cx, encode_base32(cx->arena, s.secret), ' ');
        out->url = totp_url(cx->arena, org(cx->app)->name, p.address, s.secret);
    }
    return OK;
}

enum err second_factor_begin(struct cx *cx, person_id person)
{
    struct stored s = {0};
    struct crypto_key key = key_of(cx);
    enum err err = load(cx, person, &s);
    if (err == OK && s.is_on)
        return fail(cx, ERR_CONFLICT, NULL, "A second factor is on already");
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    struct str sealed = crypto_seal(cx->arena, &key, context_of(cx, person),
                                    totp_secret(cx->arena));
    return db_run(cx->db,
                  SQL("INSERT INTO second_factor (person_id, secret, created_at) VALUES ($1, $2, "
                      "$3) ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret,"
                      " created_at = excluded.created_at"),
                  ARGS(DB_I(person.v), DB_T(sealed), DB_I(cx->now)), NULL);
}

/* As typed: case and what stands between do not count. */
static struct str plain_code(struct cx *cx, struct str code)
{
    struct buf b;
    buf_init(&b, cx->arena, 64);
    for (ptrdiff_t i = 0; i < code.n && i < 64; i++)
        if (code.p[i] != ' ' && code.p[i] != '-')
            buf_addc(&b, code.p[i]);
    return str_lower(cx->arena, buf_str(&b));
}

static enum err make_codes(struct cx *cx, person_id person, struct str codes[RECOVERY_CODES])
{
    TRY(db_run(cx->db, SQL("DELETE FROM recovery_code WHERE person_id = $1"), ARGS(DB_I(person.v)),
               NULL));
    for (int i = 0; i < RECOVERY_CODES; i++) {
        struct str random = str_head(totp_secret(cx->arena), recovery_bytes);
        struct str code = encode_base32(cx->arena, random);
        codes[i] = in_groups(cx, code, '-');
        TRY(db_run(cx->db, SQL("INSERT INTO recovery_code (person_id, code_hash) VALUES ($1, $2)"),
                   ARGS(DB_I(person.v), DB_T(crypto_token_hash(cx->arena, code))), NULL));
    }
    return OK;
}

enum err second_factor_confirm(struct cx *cx, person_id person, struct str code,
                               struct str codes[RECOVERY_CODES])
{
    struct stored s = {0};
    int64_t step = 0;
    enum err err = load(cx, person, &s);
    if (err == ERR_NOT_FOUND || (err == OK && s.is_on))
        return fail(cx, ERR_CONFLICT, NULL, "Begin again");
    TRY(err);
    if (!totp_is(cx->arena, s.secret, code, cx->now / USEC_PER_SEC, 0, &step))
        return fail(cx, ERR_INVALID, "code",
                    "This is not the code of now. Is the clock of your phone right?");
    TRY(db_run(
        cx->db,
        SQL("UPDATE second_factor SET confirmed_at = $2, last_step = $3 WHERE person_id = $1"),
        ARGS(DB_I(person.v), DB_I(cx->now), DB_I(step)), NULL));
    return make_codes(cx, person, codes);
}

static enum err use_recovery(struct cx *cx, person_id person, struct str code)
{
    int64_t changed = 0;
    struct person p;
    TRY(db_run(cx->db,
               SQL("UPDATE recovery_code SET used_at = $3 WHERE person_id = $1 AND code_hash = $2"
                   " AND used_at IS NULL"),
               ARGS(DB_I(person.v), DB_T(crypto_token_hash(cx->arena, plain_code(cx, code))),
                    DB_I(cx->now)),
               &changed));
    if (changed == 0)
        return fail(cx, ERR_UNAUTHENTICATED, "code", "This code is not right, or was used already");
    TRY(person_get(cx, person, &p));
    return audit_add(cx, "second_factor.recovery_used", p.name, person.v, S(""));
}

enum err second_factor_use(struct cx *cx, person_id person, struct str code)
{
    struct stored s = {0};
    int64_t step = 0;
    enum err err = load(cx, person, &s);
    if (err == ERR_NOT_FOUND || (err == OK && !s.is_on))
        return fail(cx, ERR_UNAUTHENTICATED, "code", "Sign in again");
    TRY(err);
    if (!totp_is(cx->arena, s.secret, code, cx->now / USEC_PER_SEC, s.last_step, &step))
        return use_recovery(cx, person, code);
    return db_run(cx->db, SQL("UPDATE second_factor SET last_step = $2 WHERE person_id = $1"),
                  ARGS(DB_I(person.v), DB_I(step)), NULL);
}

enum err second_factor_renew(struct cx *cx, person_id person, struct str codes[RECOVERY_CODES])
{
    struct stored s = {0};
    enum err err = load(cx, person, &s);
    if (err == ERR_NOT_FOUND || (err == OK && !s.is_on))
        return fail(cx, ERR_CONFLICT, NULL, "There is no second factor");
    TRY(err);
    return make_codes(cx, person, codes);
}

enum err second_factor_off(struct cx *cx, person_id person)
{
    TRY(db_run(cx->db, SQL("DELETE FROM recovery_code WHERE person_id = $1"), ARGS(DB_I(person.v)),
               NULL));
    return db_run(cx->db, SQL("DELETE FROM second_factor WHERE person_id = $1"),
                  ARGS(DB_I(person.v)), NULL);
}
