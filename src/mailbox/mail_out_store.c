#include "mailbox/mailbox.h"

#include "base/limits.h"
#include "base/vec.h"

#define MAIL_OUT_COLUMNS                                                                           \
    "id, mailbox_id, request_id, message_id, person_id, recipient, kind, state, send_after, "      \
    "tries,"                                                                                       \
    " mail_id, raw_hash, reply, created_at, ended_at, subject, instead_of"

static void mail_out_from_row(struct rows *r, struct mail_out *m)
{
    m->id.v = rows_i64(r);
    m->mailbox.v = rows_i64(r);
    m->request.v = rows_i64(r);
    m->message.v = rows_i64(r);
    m->person.v = rows_i64(r);
    m->recipient = rows_text(r);
    m->kind = rows_text(r);
    m->state = (enum mail_out_state)rows_i64(r);
    m->send_after = rows_i64(r);
    m->tries = (int)rows_i64(r);
    m->mail_id = rows_text(r);
    m->raw_hash = rows_text(r);
    m->reply = rows_text(r);
    m->created_at = rows_i64(r);
    m->ended_at = rows_i64(r);
    m->subject = rows_text(r);
    m->instead_of.v = rows_i64(r);
}

enum err mail_out_add(struct cx *cx, struct mail_out *m)
{
    m->created_at = cx->now;
    TRY(db_get_i64(
        cx->db,
        SQL("INSERT INTO mail_out (mailbox_id, request_id, message_id, person_id, recipient, kind, "
            "state, send_after, created_at, subject, instead_of, reply)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id"),
        ARGS(DB_I(m->mailbox.v), DB_I(m->request.v), DB_I(m->message.v), DB_ID(m->person.v),
             DB_T(m->recipient), DB_T(m->kind), DB_I(m->state), DB_I(m->send_after), DB_I(cx->now),
             DB_T(m->subject.p ? m->subject : S("")), DB_ID(m->instead_of.v),
             DB_T(m->reply.p ? m->reply : S(""))),
        &m->id.v));
    return m->send_after <= cx->now ? db_notify(cx->db, S("job:mail.send")) : OK;
}

enum err mail_out_list(struct cx *cx, request_id id, struct mail_out **list, int *count)
{
    VEC(struct mail_out) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " MAIL_OUT_COLUMNS " FROM mail_out WHERE message_id IN"
                 " (SELECT id FROM message WHERE request_id = $1) ORDER BY id"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r))
        mail_out_from_row(&r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err mail_out_list_state(struct cx *cx, enum mail_out_state state, mail_out_id before,
                             struct mail_out **list, int *count)
{
    struct rows r;
    *list = NEWN(cx->arena, struct mail_out, LIMIT_LIST_ROWS);
    *count = 0;
    db_query(&r, cx->db,
             SQL("SELECT " MAIL_OUT_COLUMNS
                 " FROM mail_out WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3"),
             ARGS(DB_I(state), DB_I(before.v ? before.v : INT64_MAX), DB_I(LIMIT_LIST_ROWS)));
    while (rows_next(&r))
        mail_out_from_row(&r, &(*list)[(*count)++]);
    return rows_end(&r);
}

enum err mail_out_get(struct cx *cx, mail_out_id id, struct mail_out *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db, SQL("SELECT " MAIL_OUT_COLUMNS " FROM mail_out WHERE id = $1"),
             ARGS(DB_I(id.v)));
    if ((found = rows_next(&r)))
        mail_out_from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such mail");
}

enum err mail_out_find_by_mail_id(struct cx *cx, struct str mail_id, struct mail_out *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db,
             SQL("SELECT " MAIL_OUT_COLUMNS
                 " FROM mail_out WHERE mail_id = $1 AND mail_id <> '' ORDER BY id LIMIT 1"),
             ARGS(DB_T(mail_id)));
    if ((found = rows_next(&r)))
        mail_out_from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK : ERR_NOT_FOUND;
}

/* Whoever looks at the request sees at once that the person did not get it, or perhaps not. */
static enum err tell(struct cx *cx, mail_out_id id, enum event_kind kind)
{
    struct mail_out m;
    TRY(mail_out_get(cx, id, &m));
    struct event e = {.kind = kind, .request = m.request, .object = id.v, .note = m.recipient};
    return event_emit(cx, &e);
}

enum err mail_out_end(struct cx *cx, mail_out_id id, enum mail_out_state state, struct str reply)
{
    TRY(db_run(cx->db,
               SQL("UPDATE mail_out SET state = $2, reply = $3, ended_at = $4 WHERE id = $1"),
               ARGS(DB_I(id.v), DB_I(state), DB_T(reply), DB_I(cx->now)), NULL));
    if (state == OUT_FAILED)
        return tell(cx, id, EVENT_MAIL_FAILED);
    return state == OUT_UNKNOWN ? tell(cx, id, EVENT_MAIL_HELD) : OK;
}

enum err mail_out_send_again(struct cx *cx, mail_out_id id)
{
    int64_t changed = 0;
    TRY(db_run(cx->db,
               SQL("UPDATE mail_out SET state = 1, send_after = $2, tries = 0, reply = '',"
                   " ended_at = NULL WHERE id = $1"
                   " AND (state IN (4, 5) OR (state = 7 AND kind = 'answer'))"),
               ARGS(DB_I(id.v), DB_I(cx->now)), &changed));
    if (changed == 0)
        return fail(cx, ERR_CONFLICT, NULL, "This mail is on its way, or has gone");
    return db_notify(cx->db, S("job:mail.send"));
}

enum err mail_out_recover(struct cx *cx)
{
    VEC(mail_out_id) ids = {0};
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT id FROM mail_out WHERE state = 2 ORDER BY id"), NO_ARGS);
    while (rows_next(&r))
        vec_push(cx->arena, &ids)->v = rows_i64(&r);
    TRY(rows_end(&r));
    for (ptrdiff_t i = 0; i < ids.n; i++)
        TRY(mail_out_end(cx, ids.v[i], OUT_UNKNOWN,
                         S("Kept stopped while this was being sent: it may have arrived")));
    return OK;
}

const char *mail_out_state_name(enum mail_out_state s)
{
    switch (s) {
    case OUT_WAITING: return "waiting";
    case OUT_SENDING: return "sending";
    case OUT_SENT: return "sent";
    case OUT_FAILED: return "failed";
    case OUT_UNKNOWN: return "unknown";
    case OUT_TAKEN_BACK: return "taken_back";
    case OUT_SHOWN: return "shown";
    case OUT_SETTLED: return "settled";
    }
    return "unknown";
}
