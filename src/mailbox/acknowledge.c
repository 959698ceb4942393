/* acknowledge.c: the first move, by itself: we have it, who answers, by when, and a private link.
 */
#include "mailbox/acknowledge.h"

#include "app/settings.h"
#include "base/limits.h"
#include "mailbox/mail_read.h"
#include "mailbox/templates.h"
#include "people/person.h"
#include "promises/promise.h"
#include "services/service.h"

/* One more automatic mail of this kind to this place in this stretch of time; how many that makes.
 */
static enum err count_one(struct cx *cx, struct str place, struct str kind, int64_t stretch,
                          int64_t *n)
{
    return db_get_i64(cx->db,
                      SQL("INSERT INTO mail_auto (address, kind, day, sent) VALUES ($1, $2, $3, 1)"
                          " ON CONFLICT (address, kind, day) DO UPDATE SET sent = mail_auto.sent + "
                          "1 RETURNING sent"),
                      ARGS(DB_T(place), DB_T(kind), DB_I(stretch)), n);
}

/* Once a day to an address; a domain and the whole house have caps an hour, past which all
 * automatic mail stops until the hour is over. */
static enum err may_go(struct cx *cx, struct str address, struct str kind, bool *may_send)
{
    int64_t today, domain, all;
    struct str at_domain = str_skip(address, str_rchr(address, '@'));
    TRY(count_one(cx, address, kind, cx->now / USEC_PER_DAY, &today));
    *may_send = today <= LIMIT_AUTO_PER_ADDRESS_DAY;
    if (!*may_send)
        return OK;
    TRY(count_one(cx, at_domain, S("hour"), cx->now / USEC_PER_HOUR, &domain));
    TRY(count_one(cx, S("*"), S("hour"), cx->now / USEC_PER_HOUR, &all));
    *may_send = domain <= LIMIT_AUTO_PER_DOMAIN_HOUR && all <= LIMIT_AUTO_PER_HOUR;
    if (!*may_send)
        log_warn(&cx->app->log, "mail.breaker", LOG_S("domain", at_domain),
                 LOG_I("domain_hour", domain), LOG_I("hour", all));
    return OK;
}

static enum err fill(struct cx *cx, const struct request *r, person_id person,
                     struct acknowledgement *v)
{
    struct person p;
    struct service s;
    struct promise *promises;
    int count;
    TRY(person_get(cx, person, &p));
    TRY(service_get(cx, r->service, &s));
    TRY(promise_list(cx, r->id, &promises, &count));
    *v = (struct acknowledgement){.organisation = org(cx->app)->name,
                                  .team = s.team_name,
                                  .steps = s.steps,
                                  .bring = s.bring,
                                  .number = request_number(cx->arena, r->id),
                                  .link = org_link(cx, request_link(cx, r))};
    v->lang = p.lang.n ? lang_from(p.lang) : org(cx->app)->lang;
    for (int i = 0; i < count; i++)
        if (promises[i].kind == PROMISE_RESPOND)
            v->answer_by = promises[i].due_at;
    return OK;
}

static struct str words_of(struct cx *cx, const struct acknowledgement *v)
{
    struct buf b;
    buf_init(&b, cx->arena, LIMIT_MESSAGE_BYTES);
    struct out o = {.to = &b, .lang = v->lang, .zone = cx->zone, .now = cx->now};
    acknowledge_txt(&o, v);
    return str_trim(buf_str(&b));
}

enum err mail_acknowledge(struct cx *cx, const struct mailbox *box, struct request *r,
                          person_id person, struct str address)
{
    struct acknowledgement v;
    bool may_send;
    address = str_lower(cx->arena, address);
    if (!box->may_send)
        return OK; /* it only listens: the first person to answer acknowledges */
    TRY(may_go(cx, address, S("acknowledgement"), &may_send));
    if (!may_send)
        return OK;
    TRY(fill(cx, r, person, &v));
    struct message m = {.kind = MESSAGE_AUTO,
                        .channel = CHANNEL_MAIL,
                        .text = words_of(cx, &v),
                        .visible = S(""),
                        .html = S(""),
                        .mail_id = S(""),
                        .raw_hash = S("")};
    TRY(message_add(cx, r, &m));
    struct mail_out out = {.mailbox = box->id,
                           .request = r->id,
                           .message = m.id,
                           .person = person,
                           .recipient = address,
                           .kind = S("acknowledgement"),
                           .state = OUT_WAITING,
                           .send_after = cx->now};
    return mail_out_add(cx, &out);
}
