/* mail_judge.c: what a message is: a new request, an answer to one, or neither, and why. From:
 * proves nothing: an answer joins by a signed token, or by citing what we know from a known
 * participant. */
#include "mailbox/mail_read.h"

static enum err ignore(struct mail_verdict *v, const char *reason)
{
    v->state = MAIL_IGNORED;
    v->reason = str_from(reason);
    return OK;
}

static enum err join(struct mail_verdict *v, request_id request, const char *reason)
{
    v->state = MAIL_REPLY;
    v->request = request;
    v->reason = str_from(reason);
    return OK;
}

/* The same message came before: by another way, or a copy by the list. */
static enum err is_repeat(struct cx *cx, const struct mail_in *in, const struct mail *m,
                          bool *repeat)
{
    int64_t n = 0;
    *repeat = false;
    if (m->message_id.n == 0)
        return OK;
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM mail_in WHERE mail_id = $1 AND mail_id <> '' AND id < "
                       "$2 AND mailbox_id = $3"
                       " AND lower(from_address) = $4 AND state IN (2, 3)"),
                   ARGS(DB_T(m->message_id), DB_I(in->id.v), DB_I(in->mailbox.v),
                        DB_T(str_lower(cx->arena, mail_author(m)))),
                   &n));
    *repeat = n > 0;
    return OK;
}

static request_id token_in(struct cx *cx, const address_list *list)
{
    request_id found = {0};
    for (ptrdiff_t i = 0; i < list->n && !found.v; i++)
        found = mail_token_find(cx, list->v[i].address);
    return found;
}

static request_id token_in_ids(struct cx *cx, const header_id_list *ids)
{
    request_id found = {0};
    for (ptrdiff_t i = ids->n - 1; i >= 0 && !found.v; i--)
        found = mail_token_find(cx, ids->v[i]);
    return found;
}

/* A signed token of ours, in an address it was sent to or a Message-ID it answers. */
static request_id by_token(struct cx *cx, const struct mail_in *in, const struct mail *m)
{
    request_id found = mail_token_find(cx, in->envelope_to);
    if (!found.v)
        found = token_in(cx, &m->to);
    if (!found.v)
        found = token_in(cx, &m->cc);
    if (!found.v)
        found = token_in(cx, &m->delivered_to);
    if (!found.v)
        found = token_in_ids(cx, &m->in_reply_to);
    return found.v ? found : token_in_ids(cx, &m->references);
}

static enum err request_of_mail_id(struct cx *cx, struct str id, request_id *out)
{
    enum err err = db_get_i64(cx->db,
                              SQL("SELECT request_id FROM message WHERE mail_id = $1 AND mail_id "
                                  "<> '' ORDER BY id LIMIT 1"),
                              ARGS(DB_T(id)), &out->v);
    return err == ERR_NOT_FOUND ? OK : err;
}

/* It cites a message that is known, and its sender took part in that conversation. */
static enum err by_reference(struct cx *cx, const struct mail *m, request_id *out)
{
    const header_id_list *lists[] = {&m->in_reply_to, &m->references};
    out->v = 0;
    for (int l = 0; l < 2; l++)
        for (ptrdiff_t i = lists[l]->n - 1; i >= 0; i--) {
            bool known = false;
            request_id r = {0};
            TRY(request_of_mail_id(cx, lists[l]->v[i], &r));
            if (!r.v)
                continue;
            TRY(participant_is(cx, r, mail_author(m), &known));
            if (known)
                return *out = r, OK;
        }
    return OK;
}

static enum err judge_report(struct cx *cx, const struct mail *m, struct mail_verdict *v)
{
    struct mail_out out;
    v->is_report = v->is_quiet = true;
    if (mail_out_find_by_mail_id(cx, m->machine.returned_id, &out) == OK) {
        v->returned = m->machine.is_bounce ? out.id : (mail_out_id){0};
        return join(v, out.request,
                    m->machine.is_bounce ? "a mail of ours came back" : "a delivery report");
    }
    request_id r = mail_token_find(cx, m->machine.returned_id);
    if (r.v)
        return join(v, r, "a delivery report");
    return ignore(v, "a delivery report about mail that Kept did not send");
}

static enum err is_own_address(struct cx *cx, struct str address, bool *own)
{
    struct mailbox box;
    *own = address.n && mailbox_find(cx, address, &box) == OK;
    return OK;
}

enum err mail_judge(struct cx *cx, const struct mail_in *in, const struct mail *m,
                    struct mail_verdict *v)
{
    bool yes;
    request_id found;
    *v = (struct mail_verdict){.state = MAIL_REQUEST,
                               .reason = S("a new request"),
                               .is_quiet = !m->machine.may_acknowledge};
    if (m->quarantine.n) {
        v->state = MAIL_QUARANTINED;
        v->reason = m->quarantine;
        return OK;
    }
    TRY(is_repeat(cx, in, m, &yes));
    if (yes)
        return ignore(v, "the same message as one that came before");
    if (m->machine.is_report)
        return judge_report(cx, m, v);
    TRY(is_own_address(cx, mail_author(m), &yes));
    if (yes)
        return ignore(v, "it is from a mailbox of Kept itself");
    found = by_token(cx, in, m);
    v->is_report = m->machine.is_out_of_office; /* an absence note is told, and reopens nothing */
    if (found.v)
        return join(v, found, "it carries our signed reply address");
    TRY(by_reference(cx, m, &found));
    if (found.v)
        return join(v, found, "it answers a message of this conversation, from a participant");
    if (m->machine.is_out_of_office)
        return ignore(v, "an absence note that answers nothing of ours");
    return OK;
}
