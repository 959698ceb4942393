#include "mailbox/mailbox.h"

#include "app/file.h"
#include "base/limits.h"

#define MAIL_IN_COLUMNS                                                                            \
    "id, mailbox_id, source, envelope_from, envelope_to, hash, mail_id, from_address, subject,"    \
    " state, reason, request_id, message_id, received_at, done_at, charset, is_freed"

static void mail_in_from_row(struct rows *r, struct mail_in *m)
{
    m->id.v = rows_i64(r);
    m->mailbox.v = rows_i64(r);
    m->source = rows_text(r);
    m->envelope_from = rows_text(r);
    m->envelope_to = rows_text(r);
    m->hash = rows_text(r);
    m->mail_id = rows_text(r);
    m->from_address = rows_text(r);
    m->subject = rows_text(r);
    m->state = (enum mail_in_state)rows_i64(r);
    m->reason = rows_text(r);
    m->request.v = rows_i64(r);
    m->message.v = rows_i64(r);
    m->received_at = rows_i64(r);
    m->done_at = rows_i64(r);
    m->charset = rows_text(r);
    m->is_freed = rows_bool(r);
}

enum err mail_take(struct cx *cx, struct mail_in *m, const struct mail_raw *raw, bool *is_new)
{
    int64_t changed = 0;
    if (raw->bytes.p)
        TRY(file_put(cx, raw->bytes, &m->hash));
    else
        TRY(file_put_fd(cx, raw->fd, raw->from, raw->size, &m->hash));
    TRY(db_run(cx->db,
               SQL("INSERT INTO mail_in (mailbox_id, source, envelope_from, envelope_to, hash, "
                   "state, received_at)"
                   " VALUES ($1, $2, $3, $4, $5, 1, $6) ON CONFLICT (mailbox_id, hash) DO NOTHING"),
               ARGS(DB_I(m->mailbox.v), DB_T(m->source), DB_T(m->envelope_from),
                    DB_T(m->envelope_to), DB_T(m->hash), DB_I(cx->now)),
               &changed));
    *is_new = changed > 0;
    return db_get_i64(cx->db, SQL("SELECT id FROM mail_in WHERE mailbox_id = $1 AND hash = $2"),
                      ARGS(DB_I(m->mailbox.v), DB_T(m->hash)), &m->id.v);
}

enum err mail_in_get(struct cx *cx, mail_in_id id, struct mail_in *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db, SQL("SELECT " MAIL_IN_COLUMNS " FROM mail_in WHERE id = $1"),
             ARGS(DB_I(id.v)));
    if ((found = rows_next(&r)))
        mail_in_from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such mail");
}

enum err mail_in_list(struct cx *cx, enum mail_in_state state, mail_in_id before,
                      struct mail_in **list, int *count)
{
    struct rows r;
    *list = NEWN(cx->arena, struct mail_in, LIMIT_LIST_ROWS);
    *count = 0;
    db_query(&r, cx->db,
             SQL("SELECT " MAIL_IN_COLUMNS
                 " FROM mail_in WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3"),
             ARGS(DB_I(state), DB_I(before.v ? before.v : INT64_MAX), DB_I(LIMIT_LIST_ROWS)));
    while (rows_next(&r))
        mail_in_from_row(&r, &(*list)[(*count)++]);
    return rows_end(&r);
}

enum err mail_try_again(struct cx *cx, mail_in_id id)
{
    int64_t changed = 0;
    TRY(db_run(cx->db,
               SQL("UPDATE mail_in SET state = 1, reason = '' WHERE id = $1 AND state IN (4, 5)"),
               ARGS(DB_I(id.v)), &changed));
    if (changed == 0)
        return fail(cx, ERR_CONFLICT, NULL, "This mail has a place already");
    return db_notify(cx->db, S("job:mail.sort"));
}

enum err mail_balance(struct cx *cx, struct mail_balance *out)
{
    struct rows r;
    *out = (struct mail_balance){0};
    db_query(&r, cx->db, SQL("SELECT state, count(*) FROM mail_in GROUP BY state ORDER BY state"),
             NO_ARGS);
    while (rows_next(&r)) {
        enum mail_in_state state = (enum mail_in_state)rows_i64(&r);
        int64_t n = rows_i64(&r);
        out->received += n;
        switch (state) {
        case MAIL_STORED: out->stored = n; break;
        case MAIL_REQUEST: out->requests = n; break;
        case MAIL_REPLY: out->replies = n; break;
        case MAIL_IGNORED: out->ignored = n; break;
        case MAIL_QUARANTINED: out->quarantined = n; break;
        case MAIL_SPAM: out->spam = n; break;
        }
    }
    return rows_end(&r);
}

enum err mail_reasons(struct cx *cx, enum mail_in_state state, struct buf *out)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT reason, count(*) FROM mail_in WHERE state = $1 GROUP BY reason ORDER BY "
                 "count(*) DESC, reason"),
             ARGS(DB_I(state)));
    while (rows_next(&r)) {
        struct str reason = rows_text(&r);
        buf_addf(out, "    %6lld  %.*s\n", (long long)rows_i64(&r), STR_ARG(reason));
    }
    return rows_end(&r);
}
