/* ask.c: asking a colleague: a request to another team, for which this one waits. */
#include "chain/chain.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "mailbox/mailbox.h"
#include "people/person.h"
#include "people/team.h"

/* Does `goal` wait, by way of others, for `from`? Then `from` cannot wait for `goal`. */
static enum err check_circle(struct cx *cx, request_id from, request_id goal)
{
    int64_t n = 0;
    TRY(db_get_i64(cx->db,
                   SQL("WITH RECURSIVE below (id) AS (SELECT CAST($1 AS BIGINT) UNION SELECT "
                       "a.inner_id FROM below b JOIN ask a ON a.outer_id = b.id)"
                       " SELECT count(*) FROM below WHERE id = $2"),
                   ARGS(DB_I(from.v), DB_I(goal.v)), &n));
    return n ? fail(cx, ERR_CONFLICT, NULL, "These requests would wait for each other") : OK;
}

static enum err check(struct cx *cx, const struct ask_new *n, const struct request *outer,
                      const struct service *s)
{
    if (!request_is_open(outer->state))
        return fail(cx, ERR_CONFLICT, NULL, "This request is closed. Open it again first");
    if (s->is_retired)
        return fail(cx, ERR_INVALID, "service", "This service is no longer given. Choose another");
    if (!(s->audience & AUDIENCE_INSIDE) && s->supplier.n == 0)
        return fail(cx, ERR_INVALID, "service", "Colleagues may not ask for this. Choose another");
    if (str_trim(n->words).n == 0)
        return fail(cx, ERR_INVALID, "words", "Say what you need, in a few words");
    if (n->needed_at && n->needed_at <= cx->now)
        return fail(cx, ERR_INVALID, "needed", "Choose a time that is still to come");
    return OK;
}

/* The first line of the words, for lists. */
static struct str subject_of(const struct service *s, struct str words)
{
    struct str line = str_trim(str_line(&words));
    return line.n ? utf8_cut_bytes(line, 160) : s->name;
}

static enum err add_message(struct cx *cx, struct request *r, enum message_kind kind,
                            person_id author, struct str text, message_id *out)
{
    struct message m = {.kind = kind,
                        .channel = CHANNEL_WEB,
                        .author = author,
                        .text = text,
                        .visible = S(""),
                        .html = S(""),
                        .mail_id = S(""),
                        .raw_hash = S("")};
    TRY(message_add(cx, r, &m));
    *out = m.id;
    return OK;
}

/* To the supplier by mail: written by us, so it is a note here, and their answers come in here. */
static enum err mail_supplier(struct cx *cx, const struct ask *a, message_id message)
{
    struct mailbox box;
    person_id person;
    enum err err = mailbox_default(cx, &box);
    if (err == ERR_NOT_FOUND)
        return fail(cx, ERR_INVALID, "service",
                    "There is no mailbox to write to the supplier from. Set one up first");
    TRY(err);
    TRY(person_for_address(cx, a->supplier, S(""), &person));
    struct mail_out out = {.mailbox = box.id,
                           .request = a->inner,
                           .message = message,
                           .person = person,
                           .recipient = a->supplier,
                           .kind = S("answer"),
                           .state = box.may_send ? OUT_WAITING : OUT_SHOWN,
                           .send_after = cx->now};
    TRY(participant_add(cx, a->inner, person, a->supplier, PART_COPY));
    return mail_out_add(cx, &out);
}

static enum err store(struct cx *cx, struct ask *a)
{
    return db_get_i64(
        cx->db,
        SQL("INSERT INTO ask (outer_id, inner_id, asker_id, asker_team_id, service_id, "
            "service_version, needed_at, is_gate, supplier, answers, state, asked_at) VALUES ($1, "
            "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id"),
        ARGS(DB_I(a->outer.v), DB_I(a->inner.v), DB_I(a->asker.v), DB_I(a->asker_team.v),
             DB_I(a->service.v), DB_I(a->service_version), DB_TIME(a->needed_at), DB_I(a->is_gate),
             DB_T(a->supplier), DB_T(a->answers), DB_I(a->state), DB_I(a->asked_at)),
        &a->id.v);
}

/* The words, and what the form asked, as the team that is asked reads them. */
static struct str letter(struct cx *cx, const struct ask_new *n)
{
    struct buf b;
    buf_init(&b, cx->arena, LIMIT_MESSAGE_BYTES);
    buf_add(&b, str_trim(n->words));
    if (n->answers.n)
        buf_addf(&b, "\n\n%.*s", STR_ARG(n->answers));
    return buf_str(&b);
}

static enum err open_inner(struct cx *cx, const struct service *s, struct str words,
                           struct request *inner)
{
    struct request_new r = {.subject = subject_of(s, words),
                            .requester = cx->actor.person,
                            .service = s->id,
                            .team = s->team,
                            .channel = CHANNEL_WEB};
    struct person asker;
    TRY(request_open(cx, &r, inner));
    TRY(person_get(cx, cx->actor.person, &asker));
    return asker.address.n ? participant_add(cx, inner->id, asker.id, asker.address, PART_ASKED)
                           : OK;
}

enum err ask_make(struct cx *cx, const struct ask_new *n, struct ask *out)
{
    struct request outer, inner;
    struct service s;
    message_id first;
    TRY(request_get(cx, n->outer, &outer));
    TRY(service_get(cx, n->service, &s));
    TRY(check(cx, n, &outer, &s));
    TRY(open_inner(cx, &s, n->words, &inner));
    *out = (struct ask){.outer = outer.id,
                        .inner = inner.id,
                        .asker = cx->actor.person,
                        .asker_team = outer.team,
                        .service = s.id,
                        .service_version = s.version,
                        .needed_at = n->needed_at,
                        .is_gate = n->is_gate,
                        .supplier = s.supplier.n ? s.supplier_address : S(""),
                        .answers = n->answers_json.p ? n->answers_json : S(""),
                        .state = ASK_OPEN,
                        .asked_at = cx->now};
    TRY(check_circle(cx, inner.id, outer.id));
    TRY(store(cx, out));
    bool outside = out->supplier.n > 0;
    TRY(add_message(cx, &inner, outside ? MESSAGE_NOTE : MESSAGE_IN, cx->actor.person,
                    letter(cx, n), &first));
    if (outside)
        TRY(mail_supplier(cx, out, first));
    struct event e = {.kind = EVENT_ASKED,
                      .actor = cx->actor.person,
                      .request = outer.id,
                      .object = out->id.v,
                      .note = s.name};
    TRY(event_emit(cx, &e));
    return chain_rejudge(cx, outer.id, NULL);
}

enum err ask_withdraw(struct cx *cx, const struct ask *a)
{
    struct request inner;
    TRY(request_get(cx, a->inner, &inner));
    return request_set_state(cx, &inner, REQUEST_WITHDRAWN,
                             word(cx->lang, "The colleague who asked no longer needs it"));
}

enum err ask_say(struct cx *cx, const struct ask *a, struct str words, bool by_asker,
                 message_id *out)
{
    struct request inner;
    TRY(request_get(cx, a->inner, &inner));
    if (a->supplier.n) {
        TRY(add_message(cx, &inner, MESSAGE_NOTE, cx->actor.person, words, out));
        return mail_supplier(cx, a, *out);
    }
    if (!by_asker && inner.owner.v == 0)
        TRY(request_assign(cx, &inner, cx->actor.person));
    return add_message(cx, &inner, by_asker ? MESSAGE_IN : MESSAGE_OUT, cx->actor.person, words,
                       out);
}

enum err ask_send_back(struct cx *cx, const struct ask *a, enum ask_reason reason, struct str words)
{
    struct request inner;
    message_id said;
    TRY(request_get(cx, a->inner, &inner));
    if (inner.state != REQUEST_OPEN)
        return fail(cx, ERR_CONFLICT, NULL, "It waits for the asker already, or is closed");
    if (reason < ASK_MISSING || reason >= ASK_REASONS)
        return fail(cx, ERR_INVALID, "reason", "Choose why it cannot be done as it is");
    if (str_trim(words).n == 0)
        return fail(cx, ERR_INVALID, "words", "Say what you need to go on");
    TRY(db_run(
        cx->db,
        SQL("INSERT INTO ask_return (ask_id, reason, words, by_id, at) VALUES ($1, $2, $3, "
            "$4, $5)"),
        ARGS(DB_I(a->id.v), DB_I(reason), DB_T(words), DB_ID(cx->actor.person.v), DB_I(cx->now)),
        NULL));
    TRY(ask_say(cx, a, words, false, &said));
    TRY(request_get(cx, a->inner, &inner));
    TRY(request_set_state(cx, &inner, REQUEST_WAITING, word(cx->lang, ask_reason_words(reason))));
    struct event e = {.kind = EVENT_ASK_RETURNED,
                      .actor = cx->actor.person,
                      .request = a->outer,
                      .object = a->id.v,
                      .note = word(cx->lang, ask_reason_words(reason))};
    return event_emit(cx, &e);
}
