/* mail_send.c: the outbox, worked off. Each mail is claimed, with its exact bytes, in a transaction
 * before a byte of it leaves, and ended in another after: whenever Kept dies, what was on its way
 * is known, and is never sent twice by itself. */
#include "mailbox/mail_read.h"

#include "app/file.h"
#include "base/limits.h"
#include "mail/smtp.h"
#include "mailbox/oauth.h"
#include "mailbox/automatic.h"
#include "mailbox/outbox.h"

enum { smtp_timeout_seconds = 30, send_most = 50 };

struct claim {
    struct mail_out out;
    struct mailbox box;
    struct str raw;
    bool found, was_stopped;
};

/* A mailbox that listens only by now, or a breaker that opened, stops what waits. It is shown, and
 * does not go by itself when sending is switched on again. */
static enum err is_stopped(struct cx *cx, struct claim *c)
{
    struct mail_breaker breaker;
    struct str why = S("");
    TRY(mail_breaker_get(cx, &breaker));
    if (breaker.tripped_at && !str_eq(c->out.kind, S("answer")))
        why = S("automatic mail is stopped");
    else if (c->box.may_send)
        return OK;
    c->was_stopped = true;
    return mail_out_end(cx, c->out.id, OUT_SHOWN, why);
}

static enum err claim_row(struct cx *cx, struct claim *c)
{
    struct rows r;
    db_query(
        &r, cx->db,
        SQL("UPDATE mail_out SET state = 2, tries = tries + 1 WHERE state = 1 AND id ="
            " (SELECT id FROM mail_out WHERE state = 1 AND send_after <= $1 ORDER BY send_after, "
            "id LIMIT 1)"
            " RETURNING id, mailbox_id, request_id, message_id, person_id, recipient, kind, tries,"
            " subject"),
        ARGS(DB_I(cx->now)));
    if ((c->found = rows_next(&r))) {
        c->out.id.v = rows_i64(&r);
        c->out.mailbox.v = rows_i64(&r);
        c->out.request.v = rows_i64(&r);
        c->out.message.v = rows_i64(&r);
        c->out.person.v = rows_i64(&r);
        c->out.recipient = rows_text(&r);
        c->out.kind = rows_text(&r);
        c->out.tries = (int)rows_i64(&r);
        c->out.subject = rows_text(&r);
    }
    return rows_end(&r);
}

static enum err claim_next(struct cx *cx, void *arg)
{
    struct claim *c = arg;
    *c = (struct claim){0};
    TRY(claim_row(cx, c));
    if (!c->found)
        return OK;
    TRY(mailbox_get(cx, c->out.mailbox, &c->box));
    TRY(is_stopped(cx, c));
    if (c->was_stopped)
        return OK;
    TRY(mail_compose(cx, &c->out, &c->box, &c->raw, &c->out.mail_id));
    TRY(file_put(cx, c->raw, &c->out.raw_hash));
    TRY(db_run(cx->db, SQL("UPDATE mail_out SET mail_id = $2, raw_hash = $3 WHERE id = $1"),
               ARGS(DB_I(c->out.id.v), DB_T(c->out.mail_id), DB_T(c->out.raw_hash)), NULL));
    return db_run(
        cx->db,
        SQL("UPDATE message SET mail_id = $2, raw_hash = $3 WHERE id = $1 AND mail_id = ''"),
        ARGS(DB_I(c->out.message.v), DB_T(c->out.mail_id), DB_T(c->out.raw_hash)), NULL);
}

struct ending {
    const struct claim *claim;
    enum smtp_outcome outcome;
    struct str reply;
};

static enum err end_it(struct cx *cx, void *arg)
{
    const struct ending *e = arg;
    mail_out_id id = e->claim->out.id;
    switch (e->outcome) {
    case SMTP_SENT: TRY(mail_out_end(cx, id, OUT_SENT, e->reply)); break;
    case SMTP_REFUSED: TRY(mail_out_end(cx, id, OUT_FAILED, e->reply)); break;
    case SMTP_UNKNOWN: TRY(mail_out_end(cx, id, OUT_UNKNOWN, e->reply)); break;
    case SMTP_LATER: TRY(mail_out_retry(cx, id, e->claim->out.tries, e->reply)); break;
    }
    live_wake(cx, e->claim->out.request);
    return OK;
}

/* A line to a mail server, kept for the mails of one round. */
struct line {
    struct smtp *smtp;
    int64_t mailbox;
};

static void line_for(struct cx *cx, struct line *line, const struct mailbox *box)
{
    if (line->smtp && line->mailbox == box->id.v)
        return;
    if (line->smtp)
        smtp_close(line->smtp);
    struct str bearer, ca;
    oauth_for_sending(cx->app, cx->arena, box, &bearer, &ca);
    struct smtp_server server = {.url = str_z(cx->arena, box->smtp_url),
                                 .user = str_z(cx->arena, box->smtp_user),
                                 .password = str_z(cx->arena, box->smtp_password),
                                 .bearer = str_z(cx->arena, bearer),
                                 .ca = str_z(cx->arena, ca),
                                 .reach = cx->app->reach,
                                 .timeout_seconds = smtp_timeout_seconds};
    line->smtp = smtp_open(&server);
    line->mailbox = box->id.v;
}

static enum smtp_outcome send_one(struct cx *cx, struct line *line, const struct claim *c,
                                  struct str *reply)
{
    if (c->box.smtp_url.n == 0) {
        *reply = S("this mailbox has no mail server to send by: set one in its settings");
        return SMTP_LATER;
    }
    line_for(cx, line, &c->box);
    return smtp_send(line->smtp, cx->arena, str_z(cx->arena, c->box.address),
                     str_z(cx->arena, c->out.recipient), c->raw, reply);
}

static enum err fail_it(struct cx *cx, void *arg)
{
    const struct ending *e = arg;
    return mail_out_end(cx, e->claim->out.id, OUT_FAILED, e->reply);
}

/* A mail that cannot be put into bytes holds up no other: it has failed, and says why. */
static bool set_aside(struct cx *cx, const struct claim *c)
{
    enum err err = cx->fault.err;
    struct ending e = {.claim = c, .reply = str_fmt(cx->arena, "%s", cx->fault.message)};
    bool is_its_own = err == ERR_INVALID || err == ERR_TOO_LARGE || err == ERR_NOT_FOUND;
    return is_its_own && c->out.id.v && cx_write(cx, fail_it, &e) == OK;
}

int mail_send_job(struct cx *cx)
{
    struct line line = {0};
    int sent = 0;
    cx_end(cx); /* a mail server may be slow: no reader is held meanwhile */
    for (; sent < send_most; sent++) {
        struct claim c;
        struct ending e = {.claim = &c};
        cx->now = clock_now(&cx->app->clock);
        if (cx_write(cx, claim_next, &c) != OK) {
            if (set_aside(cx, &c))
                continue;
            sent = -1;
            break;
        }
        if (!c.found)
            break;
        if (c.was_stopped)
            continue;
        e.outcome = send_one(cx, &line, &c, &e.reply);
        log_info(&cx->app->log, "mail.out", LOG_I("id", c.out.id.v), LOG_I("outcome", e.outcome),
                 LOG_S("reply", e.reply));
        cx->now = clock_now(&cx->app->clock);
        if (cx_write(cx, end_it, &e) != OK) {
            sent = -1;
            break;
        }
    }
    if (line.smtp)
        smtp_close(line.smtp);
    return sent;
}
