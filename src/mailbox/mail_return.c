/* mail_return.c: delivery reports, each tied to the very mail and recipient it is about. Our
 * Message-IDs are one for each recipient, signed and not to be guessed, so a report that names one
 * was written by somebody who had that mail. */
#include "base/limits.h"
#include "mail/parse.h"
#include "mailbox/outbox.h"

/* Minutes until the next try, after so many. Past the last it has failed. */
static const int waits[] = {1, 5, 15, 60, 180, 360, 720, 1440};

enum err mail_out_retry(struct cx *cx, mail_out_id id, int tries, struct str reply)
{
    if (tries > COUNT(waits))
        return mail_out_end(cx, id, OUT_FAILED, reply);
    int64_t wait = waits[tries > 0 ? tries - 1 : 0] * USEC_PER_MIN;
    return db_run(cx->db,
                  SQL("UPDATE mail_out SET state = 1, reply = $2, send_after = $3, ended_at = NULL"
                      " WHERE id = $1"),
                  ARGS(DB_I(id.v), DB_T(reply), DB_I(cx->now + wait)), NULL);
}

/* What the report says of this recipient; of another only when it names no more than one. */
static const struct mail_delivery *delivery_of(const struct mail *m, struct str recipient)
{
    for (ptrdiff_t i = 0; i < m->machine.deliveries.n; i++) {
        const struct mail_delivery *d = &m->machine.deliveries.v[i];
        if (str_eqi(d->recipient, recipient) || str_eqi(d->original, recipient))
            return d;
    }
    return m->machine.deliveries.n == 1 ? &m->machine.deliveries.v[0] : NULL;
}

static enum err mark_address(struct cx *cx, struct str address)
{
    return db_run(cx->db,
                  SQL("UPDATE address SET failed_at = $2 WHERE kind = 'email' AND address = $1"),
                  ARGS(DB_T(address), DB_I(cx->now)), NULL);
}

/* The number first, then the words, as a server says them. */
static struct str words_of(struct cx *cx, const struct mail_delivery *d)
{
    struct str said = d->diagnostic.n ? d->diagnostic : S("it came back");
    if (d->status.n == 0 || str_has(said, d->status))
        return str_head(said, LIMIT_SUBJECT_BYTES);
    return str_head(str_fmt(cx->arena, "%.*s %.*s", STR_ARG(d->status), STR_ARG(said)),
                    LIMIT_SUBJECT_BYTES);
}

static enum err failed(struct cx *cx, const struct mail_out *out, const struct mail_delivery *d)
{
    struct str words = words_of(cx, d);
    if (str_starts(d->status, S("4")))
        return mail_out_retry(cx, out->id, out->tries, words);
    TRY(mark_address(cx, out->recipient));
    return mail_out_end(cx, out->id, OUT_FAILED, words);
}

static enum err note(struct cx *cx, const struct mail_out *out, const struct mail_delivery *d)
{
    return db_run(cx->db, SQL("UPDATE mail_out SET reply = $2 WHERE id = $1"),
                  ARGS(DB_I(out->id.v), DB_T(words_of(cx, d))), NULL);
}

enum err mail_returned(struct cx *cx, const struct mail *report)
{
    struct mail_out out;
    const struct mail_delivery *d,
        silent = {.action = MAIL_ACTION_FAILED, .status = S(""), .diagnostic = S("")};
    enum err err = mail_out_find_by_mail_id(cx, report->machine.returned_id, &out);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    if (out.state != OUT_SENT && out.state != OUT_UNKNOWN)
        return OK; /* said already, or a person has dealt with it */
    d = delivery_of(report, out.recipient);
    if (!d && report->machine.is_bounce)
        d = &silent;
    if (!d)
        return OK;
    switch (d->action) {
    case MAIL_ACTION_FAILED: return failed(cx, &out, d);
    case MAIL_ACTION_NONE: return report->machine.is_bounce ? failed(cx, &out, d) : OK;
    case MAIL_ACTION_DELAYED: return note(cx, &out, d);
    case MAIL_ACTION_DELIVERED:
    case MAIL_ACTION_RELAYED:
    case MAIL_ACTION_EXPANDED:
        return out.state == OUT_UNKNOWN ? mail_out_end(cx, out.id, OUT_SENT, words_of(cx, d)) : OK;
    }
    return OK;
}
