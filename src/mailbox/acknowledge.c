#include "mailbox/acknowledge.h"

#include "app/settings.h"
#include "base/limits.h"
#include "mailbox/automatic.h"
#include "mailbox/mail_read.h"
#include "people/person.h"
#include "promises/promise.h"
#include "services/service.h"
#include "text/when.h"

const struct mail_place acknowledge_places[ACKNOWLEDGE_PLACES] = {
    {"organisation", WORD("the name of your organisation"), false},
    {"team", WORD("the team that looks after the request"), false},
    {"number", WORD("the number of the request, such as K-2041"), false},
    {"link", WORD("their private link to the request"), false},
    {"answer_by", WORD("by when a person answers; empty when nothing is promised"), true},
    {"steps", WORD("what happens next, as the service says it; may be empty"), true},
    {"bring", WORD("what to have ready, as the service says it; may be empty"), true},
};

void acknowledge_subject(struct buf *to, enum lang lang)
{
    buf_add(to, word(lang, "We have your message ({number})"));
}

static void paragraph(struct buf *to, struct str words, const char *then)
{
    if (to->n)
        buf_addz(to, "\n\n");
    buf_add(to, words);
    buf_addz(to, then);
}

void acknowledge_text(struct buf *to, enum lang lang)
{
    paragraph(to, word(lang, "Hello,"), "");
    paragraph(to,
              word(lang, "thank you for writing to {organisation}. We have your message, and the "
                         "team {team} looks after it. Its number is {number}."),
              "");
    paragraph(to, word(lang, "You have an answer from a person by:"), " {answer_by}");
    paragraph(to, word(lang, "What happens next:"), "\n{steps}");
    paragraph(to, word(lang, "Good to have ready:"), " {bring}");
    paragraph(to,
              word(lang, "Here you see where things stand, and can add to it, without an account:"),
              "\n{link}");
    paragraph(to, word(lang, "If you answer this mail, your words come to the same place."), "");
    paragraph(to, S("{organisation}"), "");
}

/* By when the first answer is promised; empty when it is not, or not any more. */
static enum err answer_by(struct cx *cx, request_id id, enum lang lang, struct str *out)
{
    struct promise *list;
    int count;
    struct when_reader reader = {.lang = lang, .zone = org(cx->app)->clock_zone, .now = cx->now};
    *out = S("");
    TRY(promise_list(cx, id, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].kind == PROMISE_RESPOND)
            *out = when_words(cx->arena, &reader, list[i].due_at, WHEN_FULL);
    return OK;
}

enum err acknowledge_fill(struct cx *cx, const struct request *r, const struct mail_template *t,
                          struct str *subject, struct str *text)
{
    struct service s;
    struct str by;
    TRY(service_get(cx, r->service, &s));
    TRY(answer_by(cx, r->id, t->lang, &by));
    const struct word_arg args[ACKNOWLEDGE_PLACES] = {
        {"organisation", org(cx->app)->name},
        {"team", s.team_name},
        {"number", request_number(cx->arena, r->id)},
        {"link", org_link(cx, request_link(cx, r))},
        {"answer_by", by},
        {"steps", s.steps},
        {"bring", s.bring},
    };
    *subject = mail_template_fill(cx->arena, t->kind, t->subject, args, ACKNOWLEDGE_PLACES);
    *text = mail_template_fill(cx->arena, t->kind, t->text, args, ACKNOWLEDGE_PLACES);
    return OK;
}

/* What a mailbox that only listens would have sent: kept to be looked at, and no part of the
 * conversation. Nothing was acknowledged by it. */
static enum err keep_unsent(struct cx *cx, const struct request *r, struct message *m)
{
    m->at = cx->now;
    m->request = r->id;
    return db_get_i64(
        cx->db,
        SQL("INSERT INTO message (request_id, kind, channel, at, text, unsent_at)"
            " VALUES ($1, $2, $3, $4, $5, $4) RETURNING id"),
        ARGS(DB_I(r->id.v), DB_I(m->kind), DB_I(m->channel), DB_I(cx->now), DB_T(m->text)),
        &m->id.v);
}

enum err mail_acknowledge(struct cx *cx, const struct mailbox *box, struct request *r,
                          person_id person, struct str address)
{
    struct mail_template t;
    struct person p;
    struct str why;
    struct mail_out out = {.mailbox = box->id,
                           .request = r->id,
                           .person = person,
                           .recipient = str_lower(cx->arena, address),
                           .kind = S("acknowledgement"),
                           .state = box->may_send ? OUT_WAITING : OUT_SHOWN,
                           .send_after = cx->now,
                           .reply = S("")};
    struct message m = {.kind = MESSAGE_AUTO,
                        .channel = CHANNEL_MAIL,
                        .visible = S(""),
                        .html = S(""),
                        .mail_id = S(""),
                        .raw_hash = S("")};
    if (!address_is_usable(out.recipient) || str_endsi(out.recipient, S(".invalid")))
        return OK;
    TRY(mail_auto_may(cx, out.recipient, out.kind, !box->may_send, &why));
    if (why.n) {
        log_info(&cx->app->log, "mail.quiet", LOG_I("request", r->id.v), LOG_S("why", why));
        return OK;
    }
    TRY(person_get(cx, person, &p));
    TRY(mail_template_get(cx, mail_template_kind(out.kind),
                          p.lang.n ? lang_from(p.lang) : org(cx->app)->lang, &t));
    TRY(acknowledge_fill(cx, r, &t, &out.subject, &m.text));
    TRY(box->may_send ? message_add(cx, r, &m) : keep_unsent(cx, r, &m));
    out.message = m.id;
    return mail_out_add(cx, &out);
}
