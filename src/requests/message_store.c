#include "requests/request_row.h"

#include "base/vec.h"

#define MESSAGE_COLUMNS                                                                            \
    "m.id, m.request_id, m.kind, m.channel, m.author_id, coalesce(p.name, ''), m.at, m.text,"      \
    " m.visible, m.html, m.mail_id, m.raw_hash, m.send_after"
#define MESSAGE_TABLES " FROM message m LEFT JOIN person p ON p.id = m.author_id "

static void message_from_row(struct rows *r, struct message *m)
{
    m->id.v = rows_i64(r);
    m->request.v = rows_i64(r);
    m->kind = (enum message_kind)rows_i64(r);
    m->channel = (enum channel)rows_i64(r);
    m->author.v = rows_i64(r);
    m->author_name = rows_text(r);
    m->at = rows_i64(r);
    m->text = rows_text(r);
    m->visible = rows_text(r);
    m->html = rows_text(r);
    m->mail_id = rows_text(r);
    m->raw_hash = rows_text(r);
    m->send_after = rows_i64(r);
}

enum err request_messages(struct cx *cx, request_id id, struct message **list, int *count)
{
    VEC(struct message) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " MESSAGE_COLUMNS MESSAGE_TABLES
                 "WHERE (m.request_id = $1 OR m.home_id = $1) AND m.unsent_at IS NULL"
                 " ORDER BY m.id"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r))
        message_from_row(&r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

static enum err get_one(struct cx *cx, struct rows *r, struct message *out)
{
    bool found = rows_next(r);
    if (found)
        message_from_row(r, out);
    TRY(rows_end(r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such message");
}

enum err message_get(struct cx *cx, message_id id, struct message *out)
{
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT " MESSAGE_COLUMNS MESSAGE_TABLES "WHERE m.id = $1"),
             ARGS(DB_I(id.v)));
    return get_one(cx, &r, out);
}

enum err message_latest(struct cx *cx, request_id id, struct message *out)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " MESSAGE_COLUMNS MESSAGE_TABLES
                 "WHERE m.request_id = $1 AND m.unsent_at IS NULL AND m.kind IN (1, 2)"
                 " ORDER BY m.id DESC LIMIT 1"),
             ARGS(DB_I(id.v)));
    return get_one(cx, &r, out);
}

enum err message_find_by_mail_id(struct cx *cx, struct str mail_id, struct message *out)
{
    struct rows r;
    if (mail_id.n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such message");
    db_query(&r, cx->db,
             SQL("SELECT " MESSAGE_COLUMNS MESSAGE_TABLES
                 "WHERE m.mail_id = $1 AND m.mail_id <> '' ORDER BY m.id LIMIT 1"),
             ARGS(DB_T(mail_id)));
    return get_one(cx, &r, out);
}

#define ATTACHMENT_COLUMNS                                                                         \
    "a.id, a.message_id, a.name, a.type, a.hash, a.content_id, a.size, a.is_inline"

static void attachment_from_row(struct rows *r, struct attachment *a)
{
    a->id.v = rows_i64(r);
    a->message.v = rows_i64(r);
    a->name = rows_text(r);
    a->type = rows_text(r);
    a->hash = rows_text(r);
    a->content_id = rows_text(r);
    a->size = rows_i64(r);
    a->is_inline = rows_bool(r);
}

enum err message_attachments(struct cx *cx, request_id id, struct attachment **list, int *count)
{
    VEC(struct attachment) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT " ATTACHMENT_COLUMNS
                 " FROM message m JOIN attachment a ON a.message_id = m.id"
                 " WHERE m.request_id = $1 OR m.home_id = $1 ORDER BY a.message_id, a.id"),
             ARGS(DB_I(id.v)));
    while (rows_next(&r))
        attachment_from_row(&r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

enum err attachment_get(struct cx *cx, attachment_id id, struct attachment *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db, SQL("SELECT " ATTACHMENT_COLUMNS " FROM attachment a WHERE a.id = $1"),
             ARGS(DB_I(id.v)));
    if ((found = rows_next(&r)))
        attachment_from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such file");
}

enum err attachment_add(struct cx *cx, const struct attachment *a, attachment_id *out)
{
    return db_get_i64(
        cx->db,
        SQL("INSERT INTO attachment (message_id, name, type, size, hash, content_id, is_inline)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"),
        ARGS(DB_I(a->message.v), DB_T(a->name), DB_T(a->type), DB_I(a->size), DB_T(a->hash),
             DB_T(a->content_id), DB_I(a->is_inline)),
        &out->v);
}
