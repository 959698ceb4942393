#include "mailbox/mail_test.h"

#include "app/settings.h"
#include "mailbox/acknowledge.h"
#include "mailbox/mail_import.h"

MAIL_TEST(one_acknowledgement_a_day_to_an_address_however_it_is_written)
{
    deliver(t, letter(t, "x@y.example", "", "one"));
    assert_int_equal(outs(t), 1);
    deliver(t, letter(t, "X@Y.example", "", "two"));
    deliver(t, letter(t, "x+tag@y.example", "", "three"));
    app_test_wait(t, USEC_PER_DAY - 1);
    deliver(t, letter(t, "x@y.example", "", "four"));
    assert_int_equal(outs(t), 1);
    app_test_wait(t, 1);
    deliver(t, letter(t, "x@y.example", "", "five"));
    assert_int_equal(outs(t), 2);
    deliver(t, letter(t, "z@y.example", "", "six"));
    assert_int_equal(outs(t), 3);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM request")), 6);
    check_ledger(t);
}

MAIL_TEST(machines_lists_and_addresses_of_kept_itself_get_none)
{
    static const char *const fields[] = {
        "Auto-Submitted: auto-replied\r\n",
        "Precedence: bulk\r\n",
        "List-Id: <l.y.example>\r\nList-Post: <mailto:l@y.example>\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "Return-Path: <>\r\n",
    };
    for (int i = 0; i < COUNT(fields); i++) {
        const char *from = str_z(t->arena, str_fmt(t->arena, "m%d@y.example", i));
        struct mail_in in = deliver(t, letter(t, from, fields[i], "hello"));
        if (outs(t))
            print_error("%s", fields[i]);
        assert_int_equal(outs(t), 0);
        assert_true(in.state == MAIL_REQUEST || in.state == MAIL_IGNORED);
    }
    assert_int_equal(deliver(t, letter(t, "help@northgate.example", "", "x")).state, MAIL_IGNORED);
    deliver(t, letter(t, "mailer-daemon@y.example", "", "x"));
    assert_int_equal(outs(t), 0);
    check_ledger(t);
}

static enum err mark_failed(struct cx *cx, void *arg)
{
    (void)arg;
    return db_run(cx->db,
                  SQL("UPDATE address SET failed_at = $1 WHERE address = 'ann@customer.example'"),
                  ARGS(DB_I(cx->now)), NULL);
}

MAIL_TEST(an_address_that_mail_came_back_from_gets_none)
{
    assert_int_equal(app_test_write(t, mark_failed, NULL), OK);
    assert_int_equal(deliver(t, letter(t, "ann@customer.example", "", "x")).state, MAIL_REQUEST);
    assert_int_equal(outs(t), 0);
}

MAIL_TEST(the_acknowledgement_has_none_of_the_senders_words)
{
    struct mail_in in = deliver(
        t, "From: \"Click evil.example now\" <x@y.example>\r\nSubject: BUY-THIS\r\n"
           "Message-ID: <m@y>\r\n\r\nVISIT-EVIL\r\n");
    struct request r;
    job(t, mail_send_job);
    struct outbox_mail o;
    assert_int_equal(outbox_get(&t->cx, newest_out(t).id, &o), OK);
    assert_int_equal(request_get(&t->cx, in.request, &r), OK);
    assert_str_equal(o.mail.recipient, S("x@y.example"));
    assert_true(str_has(o.words, request_number(t->arena, r.id)));
    assert_true(str_has(o.words, org_link(&t->cx, request_link(&t->cx, &r))));
    assert_false(str_hasi(o.words, S("evil")) || str_hasi(o.mail.subject, S("buy")) ||
                 str_hasi(o.words, S("click")));
}

/* ---- the caps and the breaker -------------------------------------------------------------------
 */

static enum err fill_hour(struct cx *cx, void *arg)
{
    const struct mail_rule *v = arg; /* kind: the place; hits: how many went */
    return db_run(cx->db,
                  SQL("INSERT INTO mail_auto (address, kind, day, sent) VALUES ($1, 'hour', $2, $3)"
                      " ON CONFLICT (address, kind, day) DO UPDATE SET sent = excluded.sent"),
                  ARGS(DB_T(v->kind), DB_I(cx->now / USEC_PER_HOUR), DB_I(v->hits)), NULL);
}
static void sent_in_hour(struct app_test *t, const char *place, int64_t n)
{
    struct mail_rule v = {.kind = str_from(place), .hits = n};
    assert_int_equal(app_test_write(t, fill_hour, &v), OK);
}
static enum err reset(struct cx *cx, void *arg)
{
    (void)arg;
    return mail_breaker_reset(cx);
}

MAIL_TEST(a_domain_has_its_cap_for_an_hour)
{
    struct mail_breaker b;
    sent_in_hour(t, "@y.example", LIMIT_AUTO_PER_DOMAIN_HOUR - 1);
    deliver(t, letter(t, "a@y.example", "", "x"));
    assert_int_equal(outs(t), 1);
    deliver(t, letter(t, "b@y.example", "", "x"));
    assert_int_equal(outs(t), 1);
    deliver(t, letter(t, "c@z.example", "", "x"));
    assert_int_equal(outs(t), 2);
    app_test_wait(t, USEC_PER_HOUR);
    deliver(t, letter(t, "d@y.example", "", "x"));
    assert_int_equal(outs(t), 3);
    assert_int_equal(mail_breaker_get(&t->cx, &b), OK);
    assert_int_equal(b.tripped_at, 0);
}

MAIL_TEST(the_breaker_stops_all_automatic_mail_until_a_person_closes_it)
{
    struct mail_breaker b;
    sent_in_hour(t, "*", LIMIT_AUTO_PER_HOUR - 1);
    deliver(t, letter(t, "a@y.example", "", "x"));
    assert_int_equal(newest_out(t).state, OUT_WAITING);
    deliver(t, letter(t, "b@y.example", "", "x"));
    assert_int_equal(mail_breaker_get(&t->cx, &b), OK);
    assert_int_equal(b.tripped_at, t->cx.now);
    assert_int_equal(b.held, 1);
    assert_true(b.reason.n > 0);
    assert_int_equal(outs(t), 1);
    job(t, mail_send_job); /* what waits stops too */
    assert_int_equal(newest_out(t).state, OUT_SHOWN);
    app_test_wait(t, 2 * USEC_PER_HOUR); /* it does not close by itself */
    deliver(t, letter(t, "c@y.example", "", "x"));
    assert_int_equal(outs(t), 1);
    assert_int_equal(act(t, .what = ACT_OPEN), OK); /* a person's answer is not automatic */
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(newest_out(t).state, OUT_WAITING);
    assert_int_equal(app_test_write(t, reset, NULL), OK);
    assert_int_equal(app_test_write(t, reset, NULL), ERR_CONFLICT);
    assert_int_equal(outs(t), 2); /* what was held stays held */
    deliver(t, letter(t, "d@y.example", "", "x"));
    assert_int_equal(outs(t), 3);
    check_ledger(t);
}

/* ---- listening only -----------------------------------------------------------------------------
 */

MAIL_TEST(a_mailbox_that_listens_shows_what_it_would_send_and_switching_it_on_sends_none_of_it)
{
    may_send(t, false);
    struct mail_in in = deliver(t, letter(t, "x@y.example", "", "hello"));
    struct outbox_mail o;
    assert_int_equal(outs(t), 1);
    assert_int_equal(outbox_get(&t->cx, newest_out(t).id, &o), OK);
    assert_int_equal(o.mail.state, OUT_SHOWN);
    assert_str_equal(o.mail.recipient, S("x@y.example"));
    assert_true(str_has(o.words, S("We have your message")));
    struct promise p = app_test_promise(t, in.request, PROMISE_ACKNOWLEDGE);
    assert_int_equal(p.state, PROMISE_OPEN); /* nobody was told anything */
    struct message *messages;
    int count;
    assert_int_equal(request_messages(&t->cx, in.request, &messages, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(newest_out(t).state, OUT_SHOWN);
    deliver(t, letter(t, "x@y.example", "", "again")); /* once a day, shown as well */
    assert_int_equal(outs(t), 2);
    may_send(t, true);
    app_test_wait(t, USEC_PER_DAY);
    job(t, mail_send_job);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM mail_out WHERE state <> 7")), 0);
    deliver(t, letter(t, "x@y.example", "", "now"));
    assert_int_equal(newest_out(t).state, OUT_WAITING);
}

MAIL_TEST(what_waits_when_sending_is_switched_off_does_not_go_later)
{
    deliver(t, letter(t, "x@y.example", "", "hello"));
    may_send(t, false);
    job(t, mail_send_job);
    assert_int_equal(newest_out(t).state, OUT_SHOWN);
    may_send(t, true);
    app_test_wait(t, USEC_PER_DAY);
    job(t, mail_send_job);
    assert_int_equal(newest_out(t).state, OUT_SHOWN);
}

MAIL_TEST(an_import_sends_nothing_and_suspects_nothing)
{
    struct mail_in in = deliver_from(
        t, letter(t, "x@y.example", "Date: Mon, 5 Jan 2015 10:00:00 +0000\r\n", "old"), "import");
    assert_int_equal(in.state, MAIL_REQUEST);
    assert_int_equal(deliver_from(t, letter(t, "z@y.example", "", "old too"), "history").state,
                     MAIL_REQUEST);
    assert_int_equal(outs(t), 0);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM promise")), 0);
    job(t, mail_send_job);
    check_ledger(t);
}

/* ---- words --------------------------------------------------------------------------------------
 */

struct wording {
    struct mail_template t;
};
static enum err set_words(struct cx *cx, void *arg)
{
    return mail_template_set(cx, &((struct wording *)arg)->t);
}
static enum err forget_words(struct cx *cx, void *arg)
{
    struct wording *w = arg;
    return mail_template_forget(cx, w->t.kind, w->t.lang);
}

MAIL_TEST(the_originals_pass_their_own_check_in_every_language)
{
    for (int k = 0; k < mail_template_kind_count; k++)
        for (enum lang l = 0; l < LANG_COUNT; l++) {
            struct mail_template v;
            assert_int_equal(mail_template_get(&t->cx, &mail_template_kinds[k], l, &v), OK);
            assert_true(v.is_original);
            assert_int_equal(mail_template_check(&t->cx, &v), OK);
        }
}

MAIL_TEST(a_placeholder_that_there_is_not_is_an_error_that_names_it)
{
    static const char *const bad[] = {"Dear {name},", "{Team}", "{due date}", "{}", "{number} {x}"};
    struct wording w;
    const struct mail_template_kind *kind = mail_template_kind(S("acknowledgement"));
    for (int i = 0; i < COUNT(bad); i++) {
        assert_int_equal(mail_template_get(&t->cx, kind, LANG_EN, &w.t), OK);
        w.t.text = str_from(bad[i]);
        assert_int_equal(app_test_write(t, set_words, &w), ERR_INVALID);
        assert_string_equal(t->cx.fault.field, "text");
        assert_true(str_has(str_from(t->cx.fault.message), S("placeholder {")));
    }
    assert_true(str_has(str_from(t->cx.fault.message), S("{x}")));
    w.t.text = S("fine { not a placeholder\n}");
    w.t.subject = S("");
    assert_int_equal(app_test_write(t, set_words, &w), ERR_INVALID);
    assert_string_equal(t->cx.fault.field, "subject");
}

MAIL_TEST(changed_words_go_out_in_their_language_and_the_original_comes_back)
{
    struct wording w = {.t = {.kind = mail_template_kind(S("acknowledgement")),
                              .lang = LANG_EN,
                              .subject = S("Got it: {number}"),
                              .text = S("Hi.\n\nBring: {bring}\n\nSee {link}\nBye, {team}")}};
    struct outbox_mail o;
    assert_int_equal(app_test_write(t, set_words, &w), OK);
    struct mail_in in = deliver(t, letter(t, "x@y.example", "", "hello"));
    assert_int_equal(outbox_get(&t->cx, newest_out(t).id, &o), OK);
    assert_str_equal(o.mail.subject,
                     str_cat(t->arena, S("Got it: "), request_number(t->arena, in.request)));
    assert_true(str_starts(o.words, S("Hi.\n\nSee https://"))); /* nothing to bring: left out */
    assert_true(str_ends(o.words, S("Bye, Front desk")));
    assert_int_equal(app_test_write(t, forget_words, &w), OK);
    deliver(t, letter(t, "z@y.example", "", "hello"));
    assert_int_equal(outbox_get(&t->cx, newest_out(t).id, &o), OK);
    assert_true(str_has(o.words, S("thank you for writing to Northgate Homes")));
    struct mail_template back;
    assert_int_equal(mail_template_get(&t->cx, w.t.kind, LANG_EN, &back), OK);
    assert_true(back.is_original);
    w.t = back; /* the original, saved, is no change */
    assert_int_equal(app_test_write(t, set_words, &w), OK);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM mail_template")), 0);
}
