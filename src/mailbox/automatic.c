#include "mailbox/automatic.h"

#include "base/limits.h"

enum err mail_count_hour(struct cx *cx, struct str place, struct str kind, int64_t *n)
{
    return db_get_i64(cx->db,
                      SQL("INSERT INTO mail_auto (address, kind, day, sent) VALUES ($1, $2, $3, 1)"
                          " ON CONFLICT (address, kind, day) DO UPDATE SET sent = mail_auto.sent + "
                          "1 RETURNING sent"),
                      ARGS(DB_T(place), DB_T(kind), DB_I(cx->now / USEC_PER_HOUR)), n);
}

enum err mail_breaker_get(struct cx *cx, struct mail_breaker *out)
{
    struct rows r;
    *out = (struct mail_breaker){.reason = S("")};
    db_query(&r, cx->db, SQL("SELECT tripped_at, reason, held FROM mail_breaker WHERE id = 1"),
             NO_ARGS);
    if (rows_next(&r)) {
        out->tripped_at = rows_i64(&r);
        out->reason = word_message(cx->arena, cx->lang, rows_text(&r));
        out->held = rows_i64(&r);
    }
    return rows_end(&r);
}

enum err mail_breaker_trip(struct cx *cx, struct str reason)
{
    log_warn(&cx->app->log, "mail.breaker", LOG_S("why", reason));
    return db_run(cx->db,
                  SQL("INSERT INTO mail_breaker (id, tripped_at, reason) VALUES (1, $1, $2)"
                      " ON CONFLICT (id) DO NOTHING"),
                  ARGS(DB_I(cx->now), DB_T(reason)), NULL);
}

enum err mail_breaker_reset(struct cx *cx)
{
    int64_t changed = 0;
    TRY(db_run(cx->db, SQL("DELETE FROM mail_breaker WHERE id = 1"), NO_ARGS, &changed));
    if (!changed)
        return fail(cx, ERR_CONFLICT, NULL, "Automatic mail goes already");
    log_info(&cx->app->log, "mail.breaker.reset", LOG_I("by", cx->actor.person.v));
    return db_run(cx->db, SQL("DELETE FROM mail_auto WHERE kind = 'hour'"), NO_ARGS, NULL);
}

/* help+anything@example.org and Help@Example.org are one address: who makes a new one for each
 * answer gets no more than others. */
static struct str plain_address(struct arena *a, struct str address)
{
    address = str_lower(a, address);
    ptrdiff_t plus = str_chr(address, '+'), at = str_rchr(address, '@');
    return plus > 0 && at > plus ? str_cat(a, str_head(address, plus), str_skip(address, at))
                                 : address;
}

static enum err has_failed(struct cx *cx, struct str address, bool *yes)
{
    int64_t n = 0;
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM address WHERE kind = 'email' AND address = $1 AND "
                       "failed_at IS NOT NULL"),
                   ARGS(DB_T(str_lower(cx->arena, address))), &n));
    *yes = n > 0;
    return OK;
}

/* One of a kind within 24 hours, whenever the first was. */
_Static_assert(LIMIT_AUTO_PER_ADDRESS_DAY == 1, "is_first_today remembers one");
static enum err is_first_today(struct cx *cx, struct str address, struct str kind, bool *yes)
{
    int64_t changed = 0;
    TRY(db_run(cx->db,
               SQL("INSERT INTO mail_auto_last (address, kind, at) VALUES ($1, $2, $3)"
                   " ON CONFLICT (address, kind) DO UPDATE SET at = excluded.at"
                   " WHERE mail_auto_last.at <= $4"),
               ARGS(DB_T(address), DB_T(kind), DB_I(cx->now), DB_I(cx->now - USEC_PER_DAY)),
               &changed));
    *yes = changed > 0;
    return OK;
}

static enum err count_all(struct cx *cx, struct str address, struct str *why)
{
    int64_t domain, all;
    struct str at_domain = str_skip(address, str_rchr(address, '@'));
    TRY(mail_count_hour(cx, at_domain, S("hour"), &domain));
    if (domain > LIMIT_AUTO_PER_DOMAIN_HOUR) {
        *why = str_fmt(cx->arena,
                       WORD("%d automatic mails went to this domain within the hour already"),
                       LIMIT_AUTO_PER_DOMAIN_HOUR);
        return OK;
    }
    TRY(mail_count_hour(cx, S("*"), S("hour"), &all));
    if (all <= LIMIT_AUTO_PER_HOUR)
        return OK;
    *why = str_fmt(cx->arena, WORD("more than %d automatic mails within an hour"),
                   LIMIT_AUTO_PER_HOUR);
    return mail_breaker_trip(cx, *why);
}

enum err mail_auto_may(struct cx *cx, struct str address, struct str kind, bool is_shown,
                       struct str *why)
{
    struct mail_breaker breaker;
    bool yes;
    *why = S("");
    TRY(has_failed(cx, address, &yes));
    if (yes) {
        *why = str_from(WORD("mail to this address came back"));
        return OK;
    }
    address = plain_address(cx->arena, address);
    if (is_shown)
        kind = str_cat(cx->arena, S("shown:"), kind);
    TRY(is_first_today(cx, address, kind, &yes));
    if (!yes) {
        *why = str_from(WORD("one of this kind went to this address within the last 24 hours"));
        return OK;
    }
    if (is_shown)
        return OK;
    TRY(mail_breaker_get(cx, &breaker));
    if (!breaker.tripped_at)
        TRY(count_all(cx, address, why));
    TRY(mail_breaker_get(cx, &breaker));
    if (!breaker.tripped_at)
        return OK;
    *why = str_from(WORD("automatic mail is stopped"));
    return db_run(cx->db, SQL("UPDATE mail_breaker SET held = held + 1 WHERE id = 1"), NO_ARGS,
                  NULL);
}

static enum err tidy(struct cx *cx, void *arg)
{
    (void)arg;
    TRY(db_run(cx->db, SQL("DELETE FROM mail_auto WHERE day < $1"),
               ARGS(DB_I(cx->now / USEC_PER_HOUR - 1)), NULL));
    return db_run(cx->db, SQL("DELETE FROM mail_auto_last WHERE at < $1"),
                  ARGS(DB_I(cx->now - 2 * USEC_PER_DAY)), NULL);
}

int mail_tidy_job(struct cx *cx)
{
    return cx_write(cx, tidy, NULL) == OK ? 0 : -1;
}
