#include "mailbox/mail_later.h"

#include "base/limits.h"
#include "base/vec.h"
#include "mailbox/signature.h"
#include "text/when.h"

#define LATER_QUERY                                                                                \
    "SELECT l.id, l.request_id, l.author_id, p.name, r.subject, l.text, l.moves, l.then_do,"       \
    " l.send_at, l.unless_reply, l.has_quote, l.state, l.message_id, l.created_at"                 \
    " FROM mail_later l JOIN person p ON p.id = l.author_id JOIN request r ON r.id = l.request_id"

static void later_from_row(struct rows *r, struct mail_later *l)
{
    l->id = rows_i64(r);
    l->request.v = rows_i64(r);
    l->author.v = rows_i64(r);
    l->author_name = rows_text(r);
    l->request_subject = rows_text(r);
    l->text = rows_text(r);
    l->moves = (int)rows_i64(r);
    l->then_do = rows_text(r);
    l->send_at = rows_i64(r);
    l->unless_they_write = rows_bool(r);
    l->has_quote = rows_bool(r);
    l->state = (enum later_state)rows_i64(r);
    l->message.v = rows_i64(r);
    l->created_at = rows_i64(r);
}

static enum err tell(struct cx *cx, const struct mail_later *l, enum event_kind kind,
                     struct str note)
{
    struct event e = {.kind = kind,
                      .actor = cx->actor.person,
                      .request = l->request,
                      .object = l->id,
                      .note = note};
    return event_emit(cx, &e);
}

static enum err add_files(struct cx *cx, int64_t id, const struct later_file *files, int count)
{
    for (int i = 0; i < count; i++)
        TRY(db_run(cx->db,
                   SQL("INSERT INTO mail_later_file (later_id, number, name, type, size, hash)"
                       " VALUES ($1, $2, $3, $4, $5, $6)"),
                   ARGS(DB_I(id), DB_I(i), DB_T(files[i].name), DB_T(files[i].type),
                        DB_I(files[i].size), DB_T(files[i].hash)),
                   NULL));
    return OK;
}

static struct str when_text(struct arena *a, instant t)
{
    struct buf b;
    buf_init(&b, a, 64);
    when_put_datetime(&b, t);
    return buf_str(&b);
}

enum err mail_later_add(struct cx *cx, struct mail_later *l, const struct later_file *files,
                        int count)
{
    if (l->send_at <= cx->now)
        return fail(cx, ERR_INVALID, "send_at", "Choose a time that is still to come");
    if (l->send_at > cx->now + LIMIT_LATER_DAYS * USEC_PER_DAY)
        return fail(cx, ERR_INVALID, "send_at", "Choose a time within a year");
    l->author = cx->actor.person;
    l->state = LATER_WAITING;
    TRY(db_get_i64(
        cx->db,
        SQL("INSERT INTO mail_later (request_id, author_id, text, moves, then_do, send_at,"
            " unless_reply, has_quote, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8,"
            " 1, $9) RETURNING id"),
        ARGS(DB_I(l->request.v), DB_I(l->author.v), DB_T(l->text), DB_I(l->moves), DB_T(l->then_do),
             DB_I(l->send_at), DB_I(l->unless_they_write), DB_I(l->has_quote), DB_I(cx->now)),
        &l->id));
    TRY(add_files(cx, l->id, files, count));
    return tell(cx, l, EVENT_MAIL_LATER, when_text(cx->arena, l->send_at));
}

enum err mail_later_get(struct cx *cx, int64_t id, struct mail_later *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db, SQL(LATER_QUERY " WHERE l.id = $1"), ARGS(DB_I(id)));
    if ((found = rows_next(&r)))
        later_from_row(&r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such answer");
}

enum err mail_later_list(struct cx *cx, request_id id, struct mail_later **list, int *count)
{
    VEC(struct mail_later) v = {0};
    struct rows r;
    if (id.v)
        db_query(&r, cx->db,
                 SQL(LATER_QUERY " WHERE l.request_id = $1 AND l.state = 1"
                                 " ORDER BY l.send_at, l.id LIMIT $2"),
                 ARGS(DB_I(id.v), DB_I(LIMIT_LIST_ROWS)));
    else
        db_query(&r, cx->db,
                 SQL(LATER_QUERY " WHERE l.state = 1 ORDER BY l.send_at, l.id LIMIT $1"),
                 ARGS(DB_I(LIMIT_LIST_ROWS)));
    while (rows_next(&r))
        later_from_row(&r, vec_push(cx->arena, &v));
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

static enum err end(struct cx *cx, int64_t id, enum later_state state, message_id message)
{
    int64_t changed = 0;
    TRY(db_run(cx->db,
               SQL("UPDATE mail_later SET state = $2, message_id = $3, ended_at = $4 WHERE id = $1"
                   " AND state = 1"),
               ARGS(DB_I(id), DB_I(state), DB_ID(message.v), DB_I(cx->now)), &changed));
    return changed ? OK : fail(cx, ERR_CONFLICT, NULL, "This answer waits no more");
}

/* Nothing is lost: the words are the author's draft again, below what they have begun since. */
static enum err back_to_draft(struct cx *cx, const struct mail_later *l)
{
    struct cx author = *cx;
    struct str draft;
    author.actor.person = l->author;
    TRY(draft_get(&author, l->request, S("reply"), &draft));
    if (draft.n)
        draft = str_fmt(cx->arena, "%.*s\n\n%.*s", STR_ARG(draft), STR_ARG(l->text));
    enum err err = draft_set(&author, l->request, S("reply"), draft.n ? draft : l->text);
    cx->fault = author.fault;
    return err;
}

enum err mail_later_take_back(struct cx *cx, int64_t id)
{
    struct mail_later l;
    TRY(mail_later_get(cx, id, &l));
    TRY(end(cx, id, LATER_TAKEN_BACK, (message_id){0}));
    TRY(back_to_draft(cx, &l));
    return tell(cx, &l, EVENT_MAIL_STOPPED, str_from(WORD("it was taken back")));
}

enum err mail_later_send_now(struct cx *cx, int64_t id)
{
    int64_t changed = 0;
    TRY(db_run(cx->db, SQL("UPDATE mail_later SET send_at = $2 WHERE id = $1 AND state = 1"),
               ARGS(DB_I(id), DB_I(cx->now)), &changed));
    if (!changed)
        return fail(cx, ERR_CONFLICT, NULL, "This answer waits no more");
    return db_notify(cx->db, S("job:mail.later"));
}

enum err mail_later_on_event(struct cx *cx, const struct event *e)
{
    struct mail_later *list;
    int count;
    if (e->kind != EVENT_MESSAGE_RECEIVED || str_eq(e->note, S("history")))
        return OK;
    TRY(mail_later_list(cx, e->request, &list, &count));
    for (int i = 0; i < count; i++) {
        if (!list[i].unless_they_write)
            continue;
        TRY(end(cx, list[i].id, LATER_STOPPED, (message_id){0}));
        TRY(back_to_draft(cx, &list[i]));
        TRY(tell(cx, &list[i], EVENT_MAIL_STOPPED, str_from(WORD("they wrote first"))));
    }
    return OK;
}

/* ---- its time has come --------------------------------------------------------------------------
 */

static enum err hang_files(struct cx *cx, const struct mail_later *l, message_id message)
{
    return db_run(cx->db,
                  SQL("INSERT INTO attachment (message_id, name, type, size, hash, content_id,"
                      " is_inline) SELECT $2, name, type, size, hash, '', 0 FROM mail_later_file"
                      " WHERE later_id = $1 ORDER BY number"),
                  ARGS(DB_I(l->id), DB_I(message.v)), NULL);
}

static enum err then(struct cx *cx, struct request *r, const struct mail_later *l)
{
    if (str_eq(l->then_do, S("keep")) && request_is_open(r->state))
        return request_set_state(cx, r, REQUEST_SOLVED, S(""));
    if (str_eq(l->then_do, S("wait")) && r->state == REQUEST_OPEN)
        return request_set_state(cx, r, REQUEST_WAITING, S(""));
    return OK;
}

static enum err send_it(struct cx *cx, void *arg)
{
    struct mail_later l;
    struct request r;
    TRY(mail_later_get(cx, *(int64_t *)arg, &l));
    if (l.state != LATER_WAITING || l.send_at > cx->now)
        return OK;
    struct message m = {.kind = MESSAGE_OUT,
                        .channel = CHANNEL_WEB,
                        .author = l.author,
                        .text = l.text,
                        .visible = S(""),
                        .html = S(""),
                        .mail_id = S(""),
                        .raw_hash = S("")};
    cx->actor.person = l.author;
    TRY(request_get(cx, l.request, &r));
    TRY(request_add_moves(cx, &r, l.moves));
    TRY(message_add(cx, &r, &m));
    TRY(hang_files(cx, &l, m.id));
    if (l.has_quote)
        TRY(mail_quote_add(cx, m.id));
    TRY(end(cx, l.id, LATER_SENT, m.id));
    return then(cx, &r, &l);
}

int mail_later_job(struct cx *cx)
{
    enum { most = 50 };
    int64_t ids[most];
    int n = 0;
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT id FROM mail_later WHERE state = 1 AND send_at <= $1 ORDER BY send_at, id"
                 " LIMIT $2"),
             ARGS(DB_I(cx->now), DB_I(most)));
    while (n < most && rows_next(&r))
        ids[n++] = rows_i64(&r);
    if (rows_end(&r) != OK)
        return -1;
    for (int i = 0; i < n; i++) {
        struct cx one = *cx;
        if (cx_write(&one, send_it, &ids[i]) != OK) {
            log_error(&cx->app->log, "mail.later", LOG_I("id", ids[i]),
                      LOG_Z("why", one.fault.message));
            return -1;
        }
    }
    return n;
}
