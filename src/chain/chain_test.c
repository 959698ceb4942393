/* Asking, waiting, gates, what comes back, and who is judged when something moves. */
#include "harness/app_test.h"

#include "chain/chain.h"
#include "services/service_fault.h"

/* A catalogue for the tests: Repairs gives parts, and a supplier gives steel. */
struct shop {
    service_id parts, steel;
};

static enum err make_shop(struct cx *cx, void *arg)
{
    struct shop *s = arg;
    int64_t team;
    TRY(db_get_i64(cx->db, SQL("SELECT id FROM team WHERE name = 'Repairs'"), NO_ARGS, &team));
    struct service parts = {.name = S("Spare parts"),
                            .team = {team},
                            .audience = AUDIENCE_INSIDE,
                            .respond_seconds = 3600,
                            .resolve_seconds = 8 * 3600};
    struct service steel = {.name = S("Steel"),
                            .team = {team},
                            .audience = AUDIENCE_INSIDE,
                            .supplier = S("Acme Steel"),
                            .supplier_address = S("orders@acme.example"),
                            .respond_seconds = 3600,
                            .resolve_seconds = 16 * 3600};
    TRY(service_add(cx, &parts, &s->parts));
    return service_add(cx, &steel, &s->steel);
}

struct step {
    struct ask_new ask;
    struct ask made;
    ask_id on;
    enum ask_reason reason;
    const char *words;
    bool by_asker;
    message_id said;
};

static enum err do_ask(struct cx *cx, void *arg)
{
    struct step *s = arg;
    return ask_make(cx, &s->ask, &s->made);
}

static enum err do_return(struct cx *cx, void *arg)
{
    struct step *s = arg;
    struct ask a;
    TRY(ask_get(cx, s->on, &a));
    return ask_send_back(cx, &a, s->reason, str_from(s->words));
}

static enum err do_say(struct cx *cx, void *arg)
{
    struct step *s = arg;
    struct ask a;
    TRY(ask_get(cx, s->on, &a));
    return ask_say(cx, &a, str_from(s->words), s->by_asker, &s->said);
}

static enum err ask_for(struct app_test *t, service_id service, request_id outer, bool gate,
                        struct ask *out)
{
    struct step s = {.ask = {.outer = outer,
                             .service = service,
                             .words = S("A 22 mm valve\nfor flat 14"),
                             .answers = S(""),
                             .answers_json = S(""),
                             .is_gate = gate}};
    enum err err = app_test_write(t, do_ask, &s);
    *out = s.made;
    return err;
}

static struct ask asked(struct app_test *t, struct shop *shop, bool gate)
{
    struct ask a;
    assert_int_equal(app_test_write(t, make_shop, shop), OK);
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(ask_for(t, shop->parts, t->request.id, gate, &a), OK);
    return a;
}

static enum err finish(struct app_test *t, request_id id)
{
    TRY(act(t, .what = ACT_ANSWERS, .on = id));
    return act(t, .what = ACT_SET_STATE, .on = id, .state = REQUEST_SOLVED);
}

APP_TEST(a_colleague_is_asked_like_anybody_and_promises_too)
{
    struct shop shop;
    struct ask a = asked(t, &shop, false), found;
    struct request inner;
    assert_int_equal(request_get(&t->cx, a.inner, &inner), OK);
    assert_int_equal(inner.requester.v, t->agent.v);
    assert_int_equal(inner.team.v, t->other_team.v);
    assert_true(str_eq(inner.subject, S("A 22 mm valve")));
    struct promise p = app_test_promise(t, a.inner, PROMISE_RESOLVE);
    assert_int_equal(p.amount, 8 * USEC_PER_HOUR);
    assert_int_equal(ask_of_inner(&t->cx, a.inner, &found), OK);
    assert_int_equal(found.outer.v, a.outer.v);
    assert_int_equal(found.asker_team.v, t->team.v);
}

APP_TEST(the_person_outside_is_never_told_of_what_was_asked)
{
    struct shop shop;
    struct ask a = asked(t, &shop, false);
    struct message *list;
    int count;
    assert_int_equal(request_messages(&t->cx, a.outer, &list, &count), OK);
    for (int i = 0; i < count; i++)
        assert_false(str_has(list[i].text, S("valve")));
    struct participant *parts;
    assert_int_equal(participant_list(&t->cx, a.inner, &parts, &count), OK);
    for (int i = 0; i < count; i++)
        assert_int_not_equal(parts[i].person.v, t->customer.v);
}

APP_TEST(what_must_be_there_holds_back_solving)
{
    struct shop shop;
    struct ask a = asked(t, &shop, true);
    assert_int_equal(act(t, .what = ACT_ANSWERS, .on = a.outer), OK);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .on = a.outer, .state = REQUEST_SOLVED),
                     ERR_CONFLICT);
    assert_int_equal(finish(t, a.inner), OK);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .on = a.outer, .state = REQUEST_SOLVED), OK);
    assert_int_equal(ask_get(&t->cx, a.id, &a), OK);
    assert_int_equal(a.state, ASK_DONE);
}

APP_TEST(what_need_not_be_there_does_not)
{
    struct shop shop;
    struct ask a = asked(t, &shop, false);
    assert_int_equal(finish(t, a.outer), OK);
    assert_int_equal(ask_get(&t->cx, a.id, &a), OK);
    assert_int_equal(a.state, ASK_OPEN);
}

APP_TEST(an_ask_that_came_back_counts_for_the_asker_and_stops_the_clock_until_they_answer)
{
    struct shop shop;
    struct ask a = asked(t, &shop, false);
    struct step back = {.on = a.id, .reason = ASK_MISSING, .words = "Which boiler?"};
    struct ask_return *list;
    struct request inner;
    int count;
    instant due = app_test_promise(t, a.inner, PROMISE_RESOLVE).due_at;
    assert_int_equal(app_test_write(t, do_return, &back), OK);
    assert_int_equal(app_test_write(t, do_return, &back), ERR_CONFLICT);
    assert_int_equal(request_get(&t->cx, a.inner, &inner), OK);
    assert_int_equal(inner.state, REQUEST_WAITING);
    app_test_wait(t, 2 * USEC_PER_HOUR);
    struct step say = {.on = a.id, .words = "The Vaillant.", .by_asker = true};
    assert_int_equal(app_test_write(t, do_say, &say), OK);
    assert_int_equal(ask_returns(&t->cx, a.id, &list, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(list[0].reason, ASK_MISSING);
    assert_true(list[0].answered_at == t->cx.now);
    assert_int_equal(request_get(&t->cx, a.inner, &inner), OK);
    assert_int_equal(inner.state, REQUEST_OPEN);
    assert_true(app_test_promise(t, a.inner, PROMISE_RESOLVE).due_at >= due + 2 * USEC_PER_HOUR);
}

APP_TEST(a_supplier_is_asked_by_mail_and_their_word_is_the_answer)
{
    struct shop shop;
    struct ask a;
    struct mail_out *mails;
    int count;
    assert_int_equal(app_test_write(t, make_shop, &shop), OK);
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(ask_for(t, shop.steel, t->request.id, false, &a), OK);
    assert_int_equal(mail_out_list(&t->cx, a.inner, &mails, &count), OK);
    assert_int_equal(count, 1);
    assert_true(str_eq(mails[0].recipient, S("orders@acme.example")));
    /* writing to them is no answer of theirs */
    assert_int_equal(app_test_promise(t, a.inner, PROMISE_RESPOND).state, PROMISE_OPEN);
}

APP_TEST(nothing_waits_for_itself)
{
    struct shop shop;
    struct ask a = asked(t, &shop, false), b;
    struct service s;
    assert_int_equal(service_get(&t->cx, t->service, &s), OK);
    /* the inner one may ask again; a request that the outer waits for cannot wait for it */
    assert_int_equal(ask_for(t, shop.parts, a.inner, false, &b), OK);
    assert_int_not_equal(b.inner.v, a.outer.v);
    assert_int_equal(ask_for(t, t->service, a.outer, false, &b),
                     ERR_INVALID); /* not for colleagues */
}

/* ---- the odds ---------------------------------------------------------------------------------
 */

static struct chain_risk risk_of(struct app_test *t, request_id id)
{
    struct chain_risk r = {0};
    assert_int_equal(chain_risk_get(&t->cx, id, &r), OK);
    return r;
}

APP_TEST(a_link_promised_for_later_than_the_promise_on_it_is_judged_at_once)
{
    struct shop shop;
    struct ask a = asked(t, &shop, false);
    assert_false(risk_of(t, a.outer).is_late);
    t->promise = app_test_promise(t, a.inner, PROMISE_RESOLVE);
    instant outer_due = app_test_promise(t, a.outer, PROMISE_RESOLVE).due_at;
    assert_int_equal(act(t, .what = ACT_RENEGOTIATE, .on = a.inner, .due = outer_due + USEC_PER_DAY,
                         .reason = "The lorry broke down"),
                     OK);
    struct chain_risk r = risk_of(t, a.outer);
    assert_true(r.is_late);
    assert_int_equal(r.ask.v, a.id.v);
    assert_true(r.likely_at >= outer_due + USEC_PER_DAY);
}

static int64_t notes_of(struct app_test *t, request_id id)
{
    struct message *list;
    int count, notes = 0;
    assert_int_equal(request_messages(&t->cx, id, &list, &count), OK);
    for (int i = 0; i < count; i++)
        notes += list[i].kind == MESSAGE_NOTE && list[i].author.v == 0;
    return notes;
}

APP_TEST(the_holder_is_told_once_while_there_is_time)
{
    struct shop shop;
    struct ask a = asked(t, &shop, false);
    t->promise = app_test_promise(t, a.inner, PROMISE_RESOLVE);
    instant outer_due = app_test_promise(t, a.outer, PROMISE_RESOLVE).due_at;
    assert_int_equal(act(t, .what = ACT_RENEGOTIATE, .on = a.inner, .due = outer_due + USEC_PER_DAY,
                         .reason = "The lorry broke down"),
                     OK);
    assert_int_equal(chain_tell(&t->cx), 1);
    assert_int_equal(notes_of(t, a.outer), 1);
    assert_int_equal(chain_tell(&t->cx), 0);
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_RENEGOTIATE, .on = a.inner,
                         .due = outer_due + 2 * USEC_PER_DAY, .reason = "And again"),
                     OK);
    assert_int_equal(chain_tell(&t->cx), 0);
    assert_int_equal(notes_of(t, a.outer), 1);
}

APP_TEST(out_of_hours_the_holder_is_told_when_they_are_back)
{
    struct shop shop;
    struct ask a = asked(t, &shop, false);
    t->promise = app_test_promise(t, a.inner, PROMISE_RESOLVE);
    instant outer_due = app_test_promise(t, a.outer, PROMISE_RESOLVE).due_at;
    assert_int_equal(act(t, .what = ACT_RENEGOTIATE, .on = a.inner, .due = t->cx.now + USEC_PER_DAY,
                         .reason = "Tomorrow"),
                     OK);
    app_test_wait(t, 11 * USEC_PER_HOUR); /* 21:00 */
    assert_int_equal(chain_tell(&t->cx), 0);
    assert_int_equal(act(t, .what = ACT_RENEGOTIATE, .on = a.inner, .due = outer_due + USEC_PER_DAY,
                         .reason = "The lorry broke down"),
                     OK);
    assert_int_equal(chain_tell(&t->cx), 0);
    app_test_wait(t, 12 * USEC_PER_HOUR); /* the next morning, 9:00 */
    assert_int_equal(chain_tell(&t->cx), 1);
}

APP_TEST(what_is_asked_two_teams_away_moves_the_odds_of_the_first)
{
    struct shop shop;
    struct ask a = asked(t, &shop, false), deep;
    assert_int_equal(ask_for(t, shop.steel, a.inner, false, &deep), OK);
    t->promise = app_test_promise(t, deep.inner, PROMISE_RESOLVE);
    instant outer_due = app_test_promise(t, a.outer, PROMISE_RESOLVE).due_at;
    assert_int_equal(act(t, .what = ACT_RENEGOTIATE, .on = deep.inner,
                         .due = outer_due + 2 * USEC_PER_DAY, .reason = "No steel"),
                     OK);
    struct chain_risk inner = risk_of(t, a.inner);
    assert_true(inner.is_late);
    assert_int_equal(inner.judged_at, t->cx.now);
    assert_int_equal(risk_of(t, a.outer).judged_at, t->cx.now);
}

APP_TEST(done_links_and_closed_requests_have_no_odds)
{
    struct shop shop;
    struct ask a = asked(t, &shop, false);
    struct chain_risk r;
    assert_int_equal(finish(t, a.inner), OK);
    assert_int_equal(finish(t, a.outer), OK);
    assert_int_equal(chain_risk_get(&t->cx, a.outer, &r), ERR_NOT_FOUND);
}

/* ---- the catalogue ----------------------------------------------------------------------------
 */

struct change {
    struct service service;
    struct need needs[2];
    int count;
    int64_t version;
};

static enum err set_needs(struct cx *cx, void *arg)
{
    struct change *c = arg;
    return service_set_all(cx, &c->service, c->needs, c->count);
}

static enum err restore(struct cx *cx, void *arg)
{
    struct change *c = arg;
    return service_restore(cx, c->service.id, c->version);
}

APP_TEST(needs_that_go_round_in_a_circle_are_refused)
{
    struct shop shop;
    struct change c = {.count = 1};
    assert_int_equal(app_test_write(t, make_shop, &shop), OK);
    assert_int_equal(service_get(&t->cx, shop.parts, &c.service), OK);
    c.needs[0] = (struct need){.service = shop.steel, .step = 1};
    assert_int_equal(app_test_write(t, set_needs, &c), OK);
    assert_int_equal(service_get(&t->cx, shop.steel, &c.service), OK);
    c.needs[0].service = shop.parts;
    assert_int_equal(app_test_write(t, set_needs, &c), ERR_INVALID);
    assert_string_equal(t->cx.fault.field, "needs");
}

static bool has_fault(struct app_test *t, enum fault_kind kind, service_id id)
{
    struct service_fault *list;
    int count;
    assert_int_equal(service_faults(&t->cx, &list, &count), OK);
    for (int i = 0; i < count; i++)
        if (list[i].kind == kind && list[i].service.v == id.v)
            return true;
    return false;
}

APP_TEST(what_cannot_fit_or_nobody_gives_is_said)
{
    struct shop shop;
    struct change c = {.count = 1};
    assert_int_equal(app_test_write(t, make_shop, &shop), OK);
    assert_true(has_fault(t, FAULT_NOBODY, shop.parts)); /* Repairs has no members */
    assert_false(has_fault(t, FAULT_NOBODY, shop.steel));
    assert_int_equal(service_get(&t->cx, t->service, &c.service), OK);
    c.needs[0] = (struct need){.service = shop.steel, .step = 1};
    assert_int_equal(app_test_write(t, set_needs, &c), OK);
    assert_false(has_fault(t, FAULT_TOO_LONG, t->service)); /* steel goes day and night */
    c.service.resolve_seconds = 3600;
    c.service.respond_seconds = 3600;
    assert_int_equal(app_test_write(t, set_needs, &c), OK);
    assert_true(has_fault(t, FAULT_TOO_LONG, t->service));
}

APP_TEST(a_change_of_the_catalogue_never_moves_a_promise_and_can_be_taken_back)
{
    struct change c = {0};
    struct service_version *list;
    int count;
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    instant due = app_test_promise(t, t->request.id, PROMISE_RESOLVE).due_at;
    assert_int_equal(service_get(&t->cx, t->service, &c.service), OK);
    c.version = c.service.version;
    int64_t before = c.service.resolve_seconds;
    c.service.resolve_seconds = 100 * 3600;
    assert_int_equal(app_test_write(t, set_needs, &c), OK);
    assert_true(app_test_promise(t, t->request.id, PROMISE_RESOLVE).due_at == due);
    assert_int_equal(app_test_write(t, restore, &c), OK);
    assert_int_equal(service_get(&t->cx, t->service, &c.service), OK);
    assert_int_equal(c.service.resolve_seconds, before);
    assert_int_equal(service_history(&t->cx, t->service, &list, &count), OK);
    assert_int_equal(count, 3);
    assert_int_equal(list[0].version, c.version + 2);
    assert_true(str_has(list[1].words, S("100 h")));
}
