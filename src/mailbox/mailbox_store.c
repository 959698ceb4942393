#include "mailbox/mailbox.h"

#include "base/vec.h"

#define MAILBOX_COLUMNS "id, name, address, service_id, smtp_url, smtp_user, smtp_secret, may_send"

static struct str secret_context(struct cx *cx, mailbox_id id)
{
    return str_fmt(cx->arena, "mailbox:%lld:smtp", (long long)id.v);
}

static void mailbox_from_row(struct cx *cx, struct rows *r, struct mailbox *m)
{
    m->id.v = rows_i64(r);
    m->name = rows_text(r);
    m->address = rows_text(r);
    m->service.v = rows_i64(r);
    m->smtp_url = rows_text(r);
    m->smtp_user = rows_text(r);
    struct str sealed = rows_text(r);
    m->may_send = rows_bool(r);
    m->smtp_password = S("");
    if (sealed.n && crypto_open(cx->arena, &cx->app->key, secret_context(cx, m->id), sealed,
                                &m->smtp_password) != OK)
        log_warn(&cx->app->log, "mailbox.secret", LOG_I("mailbox", m->id.v));
}

static enum err get_one(struct cx *cx, struct rows *r, struct mailbox *out)
{
    bool found = rows_next(r);
    if (found)
        mailbox_from_row(cx, r, out);
    TRY(rows_end(r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, "mailbox", "There is no such mailbox");
}

enum err mailbox_get(struct cx *cx, mailbox_id id, struct mailbox *out)
{
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT " MAILBOX_COLUMNS " FROM mailbox WHERE id = $1"),
             ARGS(DB_I(id.v)));
    return get_one(cx, &r, out);
}

enum err mailbox_default(struct cx *cx, struct mailbox *out)
{
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT " MAILBOX_COLUMNS " FROM mailbox ORDER BY id LIMIT 1"),
             NO_ARGS);
    return get_one(cx, &r, out);
}

enum err mailbox_list(struct cx *cx, struct mailbox **list, int *count)
{
    VEC(struct mailbox) v = {0};
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT " MAILBOX_COLUMNS " FROM mailbox ORDER BY name, id"), NO_ARGS);
    while (rows_next(&r))
        mailbox_from_row(cx, &r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

/* help+anything@example.org → help@example.org */
static struct str without_plus(struct arena *a, struct str address)
{
    ptrdiff_t plus = str_chr(address, '+'), at = str_rchr(address, '@');
    if (plus <= 0 || at < plus)
        return address;
    return str_cat(a, str_head(address, plus), str_skip(address, at));
}

enum err mailbox_find(struct cx *cx, struct str address, struct mailbox *out)
{
    struct rows r;
    address = str_lower(cx->arena, address);
    db_query(&r, cx->db,
             SQL("SELECT " MAILBOX_COLUMNS
                 " FROM mailbox WHERE address = $1 OR address = $2 ORDER BY address <> $1 LIMIT 1"),
             ARGS(DB_T(address), DB_T(without_plus(cx->arena, address))));
    return get_one(cx, &r, out);
}

static enum err set_secret(struct cx *cx, mailbox_id id, struct str password)
{
    struct str sealed = password.n ? crypto_seal(cx->arena, &cx->app->key, secret_context(cx, id),
                                                 password)
                                   : S("");
    return db_run(cx->db, SQL("UPDATE mailbox SET smtp_secret = $2 WHERE id = $1"),
                  ARGS(DB_I(id.v), DB_T(sealed)), NULL);
}

static enum err address_taken(struct cx *cx, enum err err)
{
    if (err == ERR_CONFLICT)
        return fail(cx, ERR_INVALID, "address", "There is a mailbox with this address already");
    return err;
}

enum err mailbox_add(struct cx *cx, const struct mailbox *m, mailbox_id *out)
{
    TRY(address_taken(
        cx, db_get_i64(
                cx->db,
                SQL("INSERT INTO mailbox (name, address, service_id, smtp_url, smtp_user, may_send,"
                    " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"),
                ARGS(DB_T(m->name), DB_T(str_lower(cx->arena, m->address)), DB_I(m->service.v),
                     DB_T(m->smtp_url), DB_T(m->smtp_user), DB_I(m->may_send), DB_I(cx->now)),
                &out->v)));
    return set_secret(cx, *out, m->smtp_password);
}

enum err mailbox_set(struct cx *cx, const struct mailbox *m)
{
    TRY(address_taken(
        cx,
        db_run(cx->db,
               SQL("UPDATE mailbox SET name = $2, address = $3, service_id = $4, smtp_url = $5,"
                   " smtp_user = $6, may_send = $7 WHERE id = $1"),
               ARGS(DB_I(m->id.v), DB_T(m->name), DB_T(str_lower(cx->arena, m->address)),
                    DB_I(m->service.v), DB_T(m->smtp_url), DB_T(m->smtp_user), DB_I(m->may_send)),
               NULL)));
    return set_secret(cx, m->id, m->smtp_password);
}
