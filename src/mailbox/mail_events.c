/* mail_events.c: answers go to the outbox when they are written, and leave it when taken back. */
#include "mailbox/mailbox.h"

#include "people/person.h"

/* The mailbox that this conversation came by; one opened by hand goes out by the first there is. */
static enum err box_of(struct cx *cx, request_id id, struct mailbox *out)
{
    mailbox_id box;
    enum err err = db_get_i64(cx->db,
                              SQL("SELECT mailbox_id FROM mail_in WHERE message_id IN (SELECT id "
                                  "FROM message WHERE request_id = $1)"
                                  " ORDER BY id LIMIT 1"),
                              ARGS(DB_I(id.v)), &box.v);
    if (err == ERR_NOT_FOUND)
        return mailbox_default(cx, out);
    TRY(err);
    return mailbox_get(cx, box, out);
}

static enum err queue_one(struct cx *cx, const struct mailbox *box, const struct message *m,
                          person_id person, struct str address)
{
    struct mail_out out = {.mailbox = box->id,
                           .request = m->request,
                           .message = m->id,
                           .person = person,
                           .recipient = address,
                           .kind = S("answer"),
                           .state = box->may_send ? OUT_WAITING : OUT_SHOWN,
                           .send_after = m->send_after ? m->send_after : cx->now};
    return mail_out_add(cx, &out);
}

struct recipient {
    person_id person;
    struct str address;
};

/* Who takes part by mail: the person who asked, and those in copy who were let in. */
static enum err queue_answer(struct cx *cx, message_id id)
{
    enum { most = 64 };
    struct recipient to[most];
    struct message m;
    struct mailbox box;
    struct rows r;
    int n = 0;
    TRY(message_get(cx, id, &m));
    enum err err = box_of(cx, m.request, &box);
    if (err == ERR_NOT_FOUND)
        return OK; /* no mailbox at all: the answer is read on the person's page */
    TRY(err);
    db_query(&r, cx->db,
             SQL("SELECT person_id, address FROM participant WHERE request_id = $1 AND how < 3 AND "
                 "ended_at IS NULL"
                 " AND address NOT LIKE '%.invalid' ORDER BY how, address LIMIT $2"),
             ARGS(DB_I(m.request.v), DB_I(most)));
    while (n < most && rows_next(&r)) {
        to[n].person.v = rows_i64(&r);
        to[n++].address = rows_text(&r);
    }
    TRY(rows_end(&r));
    for (int i = 0; i < n; i++)
        TRY(queue_one(cx, &box, &m, to[i].person, to[i].address));
    return OK;
}

static enum err unqueue(struct cx *cx, message_id id)
{
    int64_t gone = 0;
    TRY(db_get_i64(
        cx->db,
        SQL("SELECT count(*) FROM mail_out WHERE message_id = $1 AND state IN (2, 3, 4, 5)"),
        ARGS(DB_I(id.v)), &gone));
    if (gone)
        return fail(cx, ERR_CONFLICT, NULL, "This message has gone out already");
    return db_run(cx->db,
                  SQL("UPDATE mail_out SET state = 6, ended_at = $2 WHERE message_id = $1 AND "
                      "state IN (1, 7)"),
                  ARGS(DB_I(id.v), DB_I(cx->now)), NULL);
}

enum err mailbox_on_event(struct cx *cx, const struct event *e)
{
    if (e->kind == EVENT_MESSAGE_SENT && !str_eq(e->note, S("history")))
        return queue_answer(cx, (message_id){e->object});
    if (e->kind == EVENT_MESSAGE_UNSENT)
        return unqueue(cx, (message_id){e->object});
    return OK;
}

/* Every message received has an end or waits; every one that became something is really there. */
enum err mailbox_check(struct cx *cx, struct buf *report)
{
    struct mail_balance b;
    struct rows r;
    TRY(mail_balance(cx, &b));
    if (b.received != b.stored + b.requests + b.replies + b.ignored + b.quarantined + b.spam)
        buf_addf(report, "mail: received %lld is not what they became\n", (long long)b.received);
    db_query(
        &r, cx->db,
        SQL("SELECT i.id FROM mail_in i LEFT JOIN message m ON m.id = i.message_id LEFT JOIN "
            "request q ON q.id = i.request_id"
            " WHERE i.state IN (2, 3) AND (m.id IS NULL OR q.id IS NULL) ORDER BY i.id LIMIT 100"),
        NO_ARGS);
    while (rows_next(&r))
        buf_addf(report, "mail %lld says it became a message that is not there\n",
                 (long long)rows_i64(&r));
    TRY(rows_end(&r));
    db_query(&r, cx->db,
             SQL("SELECT f.hash, f.size, coalesce(sum(length(p.bytes)), 0) FROM file f LEFT JOIN "
                 "file_piece p ON p.hash = f.hash"
                 " GROUP BY f.hash, f.size HAVING coalesce(sum(length(p.bytes)), 0) <> f.size "
                 "ORDER BY f.hash LIMIT 100"),
             NO_ARGS);
    while (rows_next(&r)) {
        struct str hash = rows_text(&r);
        rows_skip(&r);
        buf_addf(report, "file %.*s is not whole: %lld bytes are here\n", STR_ARG(hash),
                 (long long)rows_i64(&r));
    }
    return rows_end(&r);
}
