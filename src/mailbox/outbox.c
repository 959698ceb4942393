#include "mailbox/outbox.h"

#include "base/limits.h"
#include "mail/address.h"
#include "people/person.h"

static const char *const view_names[OUTBOX_VIEWS] = {[OUTBOX_FAILED] = "failed",
                                                     [OUTBOX_HELD] = "held",
                                                     [OUTBOX_WAITING] = "waiting",
                                                     [OUTBOX_SENT] = "sent",
                                                     [OUTBOX_SHOWN] = "shown"};

const char *outbox_view_name(enum outbox_view v)
{
    return v < OUTBOX_VIEWS ? view_names[v] : "";
}

enum outbox_view outbox_view_from(struct str name)
{
    enum outbox_view v = 0;
    while (v < OUTBOX_VIEWS && !str_eq(name, str_from(view_names[v])))
        v++;
    return v;
}

/* Each view is of one state or two. */
static void states_of(enum outbox_view v, enum mail_out_state states[2])
{
    static const enum mail_out_state of[OUTBOX_VIEWS][2] = {
        [OUTBOX_FAILED] = {OUT_FAILED, OUT_FAILED},    [OUTBOX_HELD] = {OUT_UNKNOWN, OUT_UNKNOWN},
        [OUTBOX_WAITING] = {OUT_WAITING, OUT_SENDING}, [OUTBOX_SENT] = {OUT_SENT, OUT_SENT},
        [OUTBOX_SHOWN] = {OUT_SHOWN, OUT_SHOWN},
    };
    states[0] = of[v][0];
    states[1] = of[v][1];
}

#define OUTBOX_QUERY                                                                               \
    "SELECT o.id, o.mailbox_id, o.request_id, o.message_id, o.person_id, o.recipient, o.kind,"     \
    " o.state, o.send_after, o.tries, o.mail_id, o.raw_hash, o.reply, o.created_at, o.ended_at,"   \
    " o.subject, o.instead_of, r.subject, coalesce(p.name, ''), coalesce(a.name, ''), m.text"      \
    " FROM mail_out o JOIN request r ON r.id = o.request_id JOIN message m ON m.id = o.message_id" \
    " LEFT JOIN person p ON p.id = o.person_id LEFT JOIN person a ON a.id = m.author_id"

static void outbox_from_row(struct cx *cx, struct rows *r, struct outbox_mail *o)
{
    struct mail_out *m = &o->mail;
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
    o->request_subject = rows_text(r);
    o->person_name = rows_text(r);
    o->author_name = rows_text(r);
    o->words = rows_text(r);
    o->reason = mail_reason(cx->lang, m);
}

enum err outbox_list(struct cx *cx, enum outbox_view view, mail_out_id before,
                     struct outbox_mail **list, int *count)
{
    struct rows r;
    enum mail_out_state states[2];
    *list = NEWN(cx->arena, struct outbox_mail, LIMIT_LIST_ROWS);
    *count = 0;
    states_of(view, states);
    db_query(
        &r, cx->db,
        SQL(OUTBOX_QUERY " WHERE o.state IN ($1, $2) AND o.id < $3 ORDER BY o.id DESC LIMIT $4"),
        ARGS(DB_I(states[0]), DB_I(states[1]), DB_I(before.v ? before.v : INT64_MAX),
             DB_I(LIMIT_LIST_ROWS)));
    while (rows_next(&r))
        outbox_from_row(cx, &r, &(*list)[(*count)++]);
    return rows_end(&r);
}

enum err outbox_get(struct cx *cx, mail_out_id id, struct outbox_mail *out)
{
    struct rows r;
    bool found;
    db_query(&r, cx->db, SQL(OUTBOX_QUERY " WHERE o.id = $1"), ARGS(DB_I(id.v)));
    if ((found = rows_next(&r)))
        outbox_from_row(cx, &r, out);
    TRY(rows_end(&r));
    return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such mail");
}

static enum err count_states(struct cx *cx, enum mail_out_state x, enum mail_out_state y,
                             int64_t *n)
{
    return db_get_i64(cx->db,
                      SQL("SELECT count(*) FROM (SELECT 1 FROM mail_out WHERE state IN ($1, $2)"
                          " LIMIT 999) part"),
                      ARGS(DB_I(x), DB_I(y)), n);
}

enum err outbox_counts(struct cx *cx, int64_t counts[OUTBOX_VIEWS])
{
    for (enum outbox_view v = 0; v < OUTBOX_VIEWS; v++) {
        enum mail_out_state states[2];
        states_of(v, states);
        counts[v] = -1;
        if (v != OUTBOX_SENT)
            TRY(count_states(cx, states[0], states[1], &counts[v]));
    }
    return OK;
}

enum err outbox_work(struct cx *cx, int64_t *n)
{
    return count_states(cx, OUT_FAILED, OUT_UNKNOWN, n);
}

enum err outbox_leave(struct cx *cx, mail_out_id id)
{
    int64_t changed = 0;
    TRY(db_run(cx->db, SQL("UPDATE mail_out SET state = 8 WHERE id = $1 AND state IN (4, 5)"),
               ARGS(DB_I(id.v)), &changed));
    return changed ? OK : fail(cx, ERR_CONFLICT, NULL, "Somebody has dealt with this mail already");
}

enum err outbox_back(struct cx *cx, mail_out_id id, enum mail_out_state was)
{
    int64_t changed = 0;
    if (was != OUT_FAILED && was != OUT_UNKNOWN)
        return fail(cx, ERR_NOT_FOUND, NULL, "It is too late to take this back");
    TRY(db_run(cx->db, SQL("UPDATE mail_out SET state = $2 WHERE id = $1 AND state = 8"),
               ARGS(DB_I(id.v), DB_I(was)), &changed));
    return changed ? OK : fail(cx, ERR_CONFLICT, NULL, "It is too late to take this back");
}

/* ---- edit and send ------------------------------------------------------------------------------
 */

/* The new address in place of the old one, from this conversation on. */
static enum err move_participant(struct cx *cx, const struct mail_out *was, struct str address)
{
    struct rows r;
    int how = 0;
    db_query(&r, cx->db,
             SQL("SELECT how FROM participant WHERE request_id = $1 AND address = $2 AND ended_at"
                 " IS NULL"),
             ARGS(DB_I(was->request.v), DB_T(was->recipient)));
    if (rows_next(&r))
        how = (int)rows_i64(&r);
    TRY(rows_end(&r));
    if (!how)
        return OK;
    TRY(db_run(cx->db,
               SQL("UPDATE participant SET ended_at = $3 WHERE request_id = $1 AND address = $2"),
               ARGS(DB_I(was->request.v), DB_T(was->recipient), DB_I(cx->now)), NULL));
    return participant_add(cx, was->request, was->person, address, how);
}

static enum err take_address(struct cx *cx, const struct mail_out *was, struct str address)
{
    person_id owner;
    TRY(person_find_by_address(cx, address, &owner));
    if (owner.v && was->person.v && owner.v != was->person.v)
        return fail(cx, ERR_INVALID, "address",
                    "This address is somebody else’s. Write to them in a request of their own");
    if (!owner.v && was->person.v)
        TRY(person_add_address(cx, was->person, address));
    return move_participant(cx, was, address);
}

/* Words that differ are an answer of their own, which the others do not get a second time. */
static enum err add_answer(struct cx *cx, const struct mail_out *was, struct str text,
                           message_id *out)
{
    struct request r;
    struct message m = {.kind = MESSAGE_OUT,
                        .channel = CHANNEL_MAIL,
                        .author = cx->actor.person,
                        .text = text,
                        .visible = S(""),
                        .html = S(""),
                        .mail_id = S(""),
                        .raw_hash = S("")};
    TRY(request_get(cx, was->request, &r));
    TRY(message_add(cx, &r, &m));
    TRY(db_run(cx->db, SQL("DELETE FROM mail_out WHERE message_id = $1"), ARGS(DB_I(m.id.v)),
               NULL));
    TRY(db_run(cx->db,
               SQL("INSERT INTO attachment (message_id, name, type, size, hash, content_id,"
                   " is_inline) SELECT $2, name, type, size, hash, content_id, is_inline FROM"
                   " attachment WHERE message_id = $1 ORDER BY id"),
               ARGS(DB_I(was->message.v), DB_I(m.id.v)), NULL));
    *out = m.id;
    return OK;
}

enum err outbox_edit(struct cx *cx, struct outbox_edit *e)
{
    struct outbox_mail was;
    TRY(outbox_get(cx, e->id, &was));
    struct str address = str_lower(cx->arena, str_trim(e->address));
    if (!str_eq(was.mail.kind, S("answer")))
        return fail(cx, ERR_CONFLICT, NULL, "Only answers can be edited and sent");
    if (!address_is_usable(address))
        return fail(cx, ERR_INVALID, "address", "Write an address such as name@example.org");
    if (str_trim(e->text).n == 0)
        return fail(cx, ERR_INVALID, "text", "Write your answer");
    bool same_words = str_eq(str_trim(e->text), str_trim(was.words));
    struct mail_out fresh = {.mailbox = was.mail.mailbox,
                             .request = was.mail.request,
                             .message = was.mail.message,
                             .person = was.mail.person,
                             .recipient = address,
                             .kind = was.mail.kind,
                             .state = OUT_WAITING,
                             .send_after = cx->now,
                             .instead_of = e->id};
    TRY(outbox_leave(cx, e->id));
    if (!str_eq(address, was.mail.recipient))
        TRY(take_address(cx, &was.mail, address));
    if (!same_words)
        TRY(add_answer(cx, &was.mail, e->text, &fresh.message));
    TRY(mail_out_add(cx, &fresh));
    e->sent = fresh.id;
    live_wake(cx, was.mail.request);
    return OK;
}
