#include "people/account.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "http/rate.h"

enum err account_hash(struct cx *cx, struct str password, struct str *hash)
{
    if (utf8_count(password) < LIMIT_PASSWORD_LEAST)
        return fail(cx, ERR_INVALID, "password",
                    "Choose at least %d characters; a short sentence is good",
                    LIMIT_PASSWORD_LEAST);
    return crypto_password_hash(cx->arena, password, CRYPTO_COST, hash, &cx->fault);
}

enum err account_add(struct cx *cx, person_id person, enum role role, struct str password_hash)
{
    enum err err = db_run(cx->db,
                          SQL("INSERT INTO account (person_id, role, password_hash, created_at)"
                              " VALUES ($1, $2, $3, $4)"),
                          ARGS(DB_I(person.v), DB_I(role), DB_T(password_hash), DB_I(cx->now)),
                          NULL);
    if (err == ERR_CONFLICT)
        return fail(cx, ERR_CONFLICT, "address", "This person has an account already");
    return err;
}

enum err account_list(struct cx *cx, struct account **list, int *count)
{
    VEC(struct account) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT c.person_id, p.name, coalesce((SELECT a.address FROM address a"
                 " WHERE a.person_id = p.id AND a.kind = 'email' ORDER BY a.id LIMIT 1), ''),"
                 " c.role, c.disabled_at, (SELECT count(*) FROM second_factor f WHERE f.person_id ="
                 " c.person_id AND f.confirmed_at IS NOT NULL), c.password_hash,"
                 " coalesce((SELECT max(s.seen_at) FROM session s WHERE s.person_id ="
                 " c.person_id), 0) FROM account c JOIN person p ON p.id = c.person_id"
                 " ORDER BY p.name, p.id"),
             NO_ARGS);
    while (rows_next(&r)) {
        struct account *a = vec_push(cx->arena, &v);
        a->person.v = rows_i64(&r);
        a->name = rows_text(&r);
        a->address = rows_text(&r);
        a->role = (enum role)rows_i64(&r);
        a->is_disabled = rows_i64(&r) != 0;
        a->has_second_factor = rows_bool(&r);
        a->has_password = rows_text(&r).n > 1;
        a->seen_at = rows_i64(&r);
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err account_set(struct cx *cx, person_id person, enum role role, bool is_disabled)
{
    int64_t admins = 0;
    int64_t changed = 0;
    TRY(db_run(cx->db, SQL("UPDATE account SET role = $2, disabled_at = $3 WHERE person_id = $1"),
               ARGS(DB_I(person.v), DB_I(role), DB_TIME(is_disabled ? cx->now : 0)), &changed));
    if (changed == 0)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such account");
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM account WHERE role = $1 AND disabled_at IS NULL"),
                   ARGS(DB_I(ROLE_ADMIN)), &admins));
    if (admins == 0)
        return fail(cx, ERR_CONFLICT, "role",
                    "Somebody has to be administrator. Make another one first");
    return is_disabled ? sessions_end(cx, person, S("")) : OK;
}

enum err account_set_password(struct cx *cx, person_id person, struct str hash, struct str except)
{
    int64_t changed = 0;
    TRY(db_run(cx->db, SQL("UPDATE account SET password_hash = $2 WHERE person_id = $1"),
               ARGS(DB_I(person.v), DB_T(hash)), &changed));
    if (changed == 0)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such account");
    return sessions_end(cx, person, except);
}

/* A hash that no password has: an unknown account costs the same time as a wrong password. */
static const char nobody_hash[] = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static const int64_t try_per = LIMIT_SIGN_IN_WINDOW_SECONDS * USEC_PER_SEC / LIMIT_SIGN_IN_TRIES;
enum {
    client_tries = LIMIT_SIGN_IN_TRIES * 3
}; /* many colleagues share the address of an office */

static struct str client_key(struct cx *cx)
{
    return str_cat(cx->arena, S("c:"), cx->q ? cx->q->client : S(""));
}

enum err sign_in_try(struct cx *cx, struct str what)
{
    struct rates *rates = cx->app->sign_in_rates;
    if (!rate_allow(rates, client_key(cx), cx->now, try_per, client_tries) ||
        !rate_allow(rates, what, cx->now, try_per, LIMIT_SIGN_IN_TRIES))
        return fail(cx, ERR_TOO_MANY, "password",
                    "Too many tries. Wait a few minutes, then try again");
    return OK;
}

void sign_in_was_right(struct cx *cx, struct str what)
{
    rate_forgive(cx->app->sign_in_rates, what);
    rate_return(cx->app->sign_in_rates, client_key(cx), try_per);
}

enum err account_sign_in(struct cx *cx, struct str address, struct str password, person_id *out)
{
    struct rows r;
    struct str hash = {0};
    person_id person = {0};
    address = str_lower(cx->arena, address);
    struct str account = str_cat(cx->arena, S("a:"), address);
    TRY(sign_in_try(cx, account));
    db_query(&r, cx->db,
             SQL("SELECT c.person_id, c.password_hash FROM address a JOIN account c ON c.person_id "
                 "= a.person_id"
                 " WHERE a.kind = 'email' AND a.address = $1 AND c.disabled_at IS NULL"),
             ARGS(DB_T(address)));
    if (rows_next(&r)) {
        person.v = rows_i64(&r);
        hash = rows_text(&r);
    }
    TRY(rows_end(&r));
    bool fits = crypto_password_is(cx->arena, hash.n ? hash : str_from(nobody_hash), password);
    if (!fits || person.v == 0)
        return fail(cx, ERR_UNAUTHENTICATED, "password",
                    "This address and password do not belong together. Try again, or ask your "
                    "administrator");
    sign_in_was_right(cx, account);
    *out = person;
    return OK;
}
