#include "mailbox/mail_test.h"

#include "app/file.h"
#include "people/person.h"

/* An answer to Ann, put into bytes; how its sending ends is up to the test. */
static struct mail_out answer(struct app_test *t, const char *words)
{
    if (!t->request.id.v)
        assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ANSWERS, .reason = words), OK);
    job(t, mail_send_job); /* there is no server to send by: it waits, with its bytes */
    return newest_out(t);
}

struct ending {
    mail_out_id id;
    enum mail_out_state state;
    const char *reply;
    int tries;
};
static enum err end_it(struct cx *cx, void *arg)
{
    struct ending *e = arg;
    return e->tries ? mail_out_retry(cx, e->id, e->tries, str_from(e->reply))
                    : mail_out_end(cx, e->id, e->state, str_from(e->reply));
}
static struct outbox_mail end(struct app_test *t, mail_out_id id, enum mail_out_state state,
                              const char *reply)
{
    struct ending e = {id, state, reply, 0};
    struct outbox_mail o;
    assert_int_equal(app_test_write(t, end_it, &e), OK);
    assert_int_equal(outbox_get(&t->cx, id, &o), OK);
    return o;
}
static struct outbox_mail get(struct app_test *t, mail_out_id id)
{
    struct outbox_mail o;
    assert_int_equal(outbox_get(&t->cx, id, &o), OK);
    return o;
}
static int64_t events(struct app_test *t, enum event_kind kind)
{
    int64_t n = 0;
    assert_int_equal(db_get_i64(t->cx.db, SQL("SELECT count(*) FROM event WHERE kind = $1"),
                                ARGS(DB_I(kind)), &n),
                     OK);
    return n;
}
static struct str bytes_of(struct app_test *t, const struct mail_out *m)
{
    struct str raw;
    assert_int_equal(file_read(&t->cx, m->raw_hash, LIMIT_MAIL_BYTES, &raw), OK);
    return raw;
}

MAIL_TEST(a_mail_is_tried_later_and_later_and_has_failed_in_the_end)
{
    struct mail_out m = answer(t, "Hello");
    instant last = t->cx.now;
    int64_t wait = 0;
    assert_int_equal(m.state, OUT_WAITING);
    assert_int_equal(m.tries, 1);
    assert_true(mail_reason(LANG_EN, &m).n > 0);
    for (int tries = 1; m.state == OUT_WAITING; tries++) {
        assert_true(tries < 20);
        assert_int_equal(m.tries, tries);
        assert_true(m.send_after - last >= wait); /* never sooner than before */
        wait = m.send_after - last;
        app_test_at(t, m.send_after - 1);
        assert_int_equal(job(t, mail_send_job), 0);
        last = m.send_after;
        app_test_at(t, last);
        job(t, mail_send_job);
        assert_int_equal(mail_out_get(&t->cx, m.id, &m), OK);
    }
    assert_int_equal(m.state, OUT_FAILED);
    assert_true(last - APP_TEST_MONDAY > 46 * USEC_PER_HOUR);
    assert_int_equal(events(t, EVENT_MAIL_FAILED), 1);
    assert_int_equal(job(t, mail_send_job), 0);
}

static enum err recover(struct cx *cx, void *arg)
{
    (void)arg;
    return mail_out_recover(cx);
}

MAIL_TEST(what_was_on_its_way_when_kept_died_is_held_and_never_goes_by_itself)
{
    struct mail_out m = answer(t, "Hello");
    end(t, m.id, OUT_SENDING, "");
    assert_int_equal(app_test_write(t, recover, NULL), OK);
    app_test_wait(t, 3 * USEC_PER_DAY);
    assert_int_equal(job(t, mail_send_job), 0);
    struct outbox_mail o = get(t, m.id);
    assert_int_equal(o.mail.state, OUT_UNKNOWN);
    assert_true(o.reason.n > 0);
    assert_int_equal(events(t, EVENT_MAIL_HELD), 1);
    int64_t work;
    assert_int_equal(outbox_work(&t->cx, &work), OK);
    assert_int_equal(work, 1);
}

static enum err again(struct cx *cx, void *arg)
{
    return mail_out_send_again(cx, *(mail_out_id *)arg);
}
static enum err leave(struct cx *cx, void *arg)
{
    return outbox_leave(cx, *(mail_out_id *)arg);
}
static enum err unleave(struct cx *cx, void *arg)
{
    return outbox_back(cx, *(mail_out_id *)arg, OUT_FAILED);
}

MAIL_TEST(failed_mail_is_work_until_a_person_has_dealt_with_it)
{
    struct mail_out m = answer(t, "Hello");
    int64_t work;
    struct outbox_mail o = end(t, m.id, OUT_FAILED, "550 5.1.1 no such user");
    assert_true(str_has(o.reason, S("Nobody has this address")));
    assert_int_equal(app_test_write(t, leave, &m.id), OK);
    assert_int_equal(app_test_write(t, leave, &m.id), ERR_CONFLICT);
    assert_int_equal(outbox_work(&t->cx, &work), OK);
    assert_int_equal(work, 0);
    assert_int_equal(app_test_write(t, unleave, &m.id), OK);
    assert_int_equal(outbox_work(&t->cx, &work), OK);
    assert_int_equal(work, 1);
    assert_int_equal(app_test_write(t, again, &m.id), OK);
    assert_int_equal(get(t, m.id).mail.state, OUT_WAITING);
    assert_int_equal(app_test_write(t, again, &m.id), ERR_CONFLICT);
}

TEST(a_refusal_is_put_into_words_that_say_what_to_do)
{
    static const struct {
        const char *reply, *words;
    } cases[] = {
        {"550 5.1.1 <x@y>: Recipient address rejected: User unknown", "Nobody has this address"},
        {"550 no such user here", "Nobody has this address"},
        {"552 5.2.2 Over quota", "mailbox is full"},
        {"554 5.3.4 message too big", "too large"},
        {"554 5.7.1 Service unavailable; Client host blocked using zen.example", "for spam"},
        {"550 5.7.26 unauthenticated mail", "SPF and DKIM"},
        {"550 5.7.509 DMARC", "does not take mail from us"},
        {"550-5.10.1.2 odd", "said no"},
        {"554 sorry", "said no"},
        {"535 5.7.8 Authentication failed", "password"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct mail_out m = {.state = OUT_FAILED, .reply = str_from(cases[i].reply)};
        struct str words = mail_reason(LANG_EN, &m);
        if (!str_has(words, str_from(cases[i].words)))
            print_error("%s: %.*s\n", cases[i].reply, STR_ARG(words));
        assert_true(str_has(words, str_from(cases[i].words)));
    }
}

static enum err edit(struct cx *cx, void *arg)
{
    return outbox_edit(cx, arg);
}

MAIL_TEST(a_failed_answer_is_edited_and_sent_to_the_right_address)
{
    struct mail_out m = answer(t, "Hello Ann");
    end(t, m.id, OUT_FAILED, "550 5.1.1 unknown");
    struct outbox_edit e = {
        .id = m.id, .address = S("Ann.New@customer.example"), .text = S("Hello Ann")};
    assert_int_equal(app_test_write(t, edit, &e), OK);
    struct outbox_mail o = get(t, e.sent);
    assert_str_equal(o.mail.recipient, S("ann.new@customer.example"));
    assert_int_equal(o.mail.message.v, m.message.v); /* the same words: the same answer */
    assert_int_equal(o.mail.instead_of.v, m.id.v);
    assert_int_equal(get(t, m.id).mail.state, OUT_SETTLED);
    assert_int_equal(app_test_write(t, edit, &e), ERR_CONFLICT);
    answer(t, "Next"); /* goes to the new address, and to it alone */
    assert_str_equal(newest_out(t).recipient, S("ann.new@customer.example"));
    assert_int_equal(outs(t), 3);
    struct mail_out next = newest_out(t);
    end(t, next.id, OUT_FAILED, "554 5.6.0 bad words");
    struct outbox_edit words = {
        .id = next.id, .address = next.recipient, .text = S("Better words")};
    assert_int_equal(app_test_write(t, edit, &words), OK);
    o = get(t, words.sent);
    assert_true(o.mail.message.v != next.message.v);
    assert_str_equal(o.words, S("Better words"));
    assert_int_equal(outs(t), 4);
    struct outbox_edit theirs = {
        .id = words.sent, .address = S("bea@customer.example"), .text = S("x")};
    end(t, words.sent, OUT_FAILED, "550 5.1.1 unknown");
    assert_int_equal(app_test_write(t, edit, &theirs), ERR_INVALID); /* somebody else's */
    assert_int_equal(get(t, words.sent).mail.state, OUT_FAILED);
}

/* ---- what comes back ----------------------------------------------------------------------------
 */

static const char *report(struct app_test *t, const struct mail_out *m, const char *action,
                          const char *status, const char *to)
{
    static int number;
    return str_z(
        t->arena,
        str_fmt(
            t->arena,
            "From: MAILER-DAEMON@mx.example\r\nTo: help@northgate.example\r\nSubject: Returned\r\n"
            "Message-ID: <b%d@mx.example>\r\nReturn-Path: <>\r\nContent-Type: multipart/report; "
            "report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n"
            "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
            "Final-Recipient: rfc822; %s\r\nAction: %s\r\nStatus: %s\r\n"
            "Diagnostic-Code: smtp; %s said no\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
            "Message-ID: <%.*s>\r\nFrom: help@northgate.example\r\n\r\nx\r\n--b--\r\n",
            ++number, to, action, status, status, STR_ARG(m->mail_id)));
}
static int64_t marked(struct app_test *t)
{
    return app_test_number(t, SQL("SELECT count(*) FROM address WHERE failed_at IS NOT NULL"));
}

MAIL_TEST(a_bounce_is_tied_to_its_mail_and_marks_the_address)
{
    struct mail_out first = answer(t, "One"), second = answer(t, "Two");
    end(t, first.id, OUT_SENT, "250 ok");
    end(t, second.id, OUT_SENT, "250 ok");
    struct mail_in in = deliver(t, report(t, &second, "failed", "5.1.1", "ann@customer.example"));
    assert_int_equal(in.state, MAIL_REPLY);
    assert_int_equal(get(t, first.id).mail.state, OUT_SENT);
    struct outbox_mail o = get(t, second.id);
    assert_int_equal(o.mail.state, OUT_FAILED);
    assert_true(str_has(o.reason, S("Nobody has this address")));
    assert_int_equal(marked(t), 1);
    assert_int_equal(events(t, EVENT_MAIL_FAILED), 1);
    deliver(t, report(t, &second, "failed", "5.1.1", "ann@customer.example"));
    assert_int_equal(events(t, EVENT_MAIL_FAILED), 1); /* said once */
    check_ledger(t);
}

MAIL_TEST(a_mail_given_up_for_now_is_tried_again_and_a_delay_is_noted)
{
    struct mail_out m = answer(t, "One");
    end(t, m.id, OUT_SENT, "250 ok");
    deliver(t, report(t, &m, "delayed", "4.4.1", "ann@customer.example"));
    struct outbox_mail o = get(t, m.id);
    assert_int_equal(o.mail.state, OUT_SENT);
    assert_true(str_has(o.mail.reply, S("4.4.1")));
    deliver(t, report(t, &m, "failed", "4.4.7", "ann@customer.example"));
    o = get(t, m.id);
    assert_int_equal(o.mail.state, OUT_WAITING);
    assert_true(o.mail.send_after > t->cx.now);
    assert_int_equal(marked(t), 0);
    assert_int_equal(events(t, EVENT_MAIL_FAILED), 0);
}

MAIL_TEST(a_report_about_another_id_or_a_forged_one_changes_nothing)
{
    struct mail_out m = answer(t, "One"), other = m;
    end(t, m.id, OUT_SENT, "250 ok");
    other.mail_id = str_cat(t->arena, str_head(m.mail_id, m.mail_id.n / 2),
                            S("x@northgate.example"));
    struct mail_in in = deliver(t, report(t, &other, "failed", "5.1.1", "ann@customer.example"));
    assert_int_equal(in.state, MAIL_REPLY); /* its token is ours: told, and no more than that */
    other.mail_id = S("somebody@elsewhere.example");
    in = deliver(t, report(t, &other, "failed", "5.1.1", "ann@customer.example"));
    assert_int_equal(in.state, MAIL_IGNORED);
    assert_int_equal(get(t, m.id).mail.state, OUT_SENT);
    assert_int_equal(marked(t), 0);
    check_ledger(t);
}

/* ---- what stands below --------------------------------------------------------------------------
 */

struct signing {
    enum signature_owner owner;
    int64_t id;
    const char *text;
};
static enum err sign(struct cx *cx, void *arg)
{
    struct signing *s = arg;
    return signature_set(cx, s->owner, s->id, str_from(s->text));
}

MAIL_TEST(an_answer_has_both_forms_and_the_lines_of_its_author_and_team)
{
    struct signing own = {SIGNATURE_PERSON, t->agent.v, "Maya Ellis"},
                   team = {SIGNATURE_TEAM, t->team.v, "Front desk, 0800 111"};
    assert_int_equal(app_test_write(t, sign, &own), OK);
    assert_int_equal(app_test_write(t, sign, &team), OK);
    struct mail_out m = answer(t, "It is **done**.");
    struct str raw = bytes_of(t, &m);
    assert_true(str_has(raw, S("multipart/alternative")));
    assert_true(str_has(raw, S("It is done.\r\n\r\n--=20\r\nMaya Ellis\r\nFront desk, 0800 111")) ||
                str_has(raw, S("It is done.\r\n\r\n-- \r\nMaya Ellis\r\nFront desk, 0800 111")));
    assert_true(str_has(raw, S("trong>done</strong>"))); /* quoted-printable breaks the line */
    struct mail_out first = m;
    own.text = "";
    assert_int_equal(app_test_write(t, sign, &own), OK);
    assert_str_equal(bytes_of(t, &first), raw); /* bytes that were made stay */
}

static enum err quote(struct cx *cx, void *arg)
{
    return mail_quote_add(cx, *(message_id *)arg);
}
static enum err let_in(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    return participant_add(cx, t->request.id, t->other_customer, S("bea@customer.example"), 2);
}

MAIL_TEST(the_conversation_goes_along_on_request_and_who_came_later_sees_nothing_of_before)
{
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS, .reason = "<b>The SECRET is 4711</b>"), OK);
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(app_test_write(t, let_in, t), OK);
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_ASKS, .reason = "And a later question"), OK);
    assert_int_equal(act(t, .what = ACT_ANSWERS, .reason = "Our answer"), OK);
    message_id id = t->message.id;
    assert_int_equal(app_test_write(t, quote, &id), OK);
    job(t, mail_send_job);
    struct mail_out *list;
    int count;
    assert_int_equal(mail_out_list(&t->cx, t->request.id, &list, &count), OK);
    assert_int_equal(count, 2);
    for (int i = 0; i < count; i++) {
        struct str raw = bytes_of(t, &list[i]);
        bool is_ann = str_eq(list[i].recipient, S("ann@customer.example"));
        assert_true(str_has(raw, S("> And a later question")));
        assert_int_equal(str_has(raw, S("4711")), is_ann);
        assert_int_equal(str_has(raw, S("&lt;b&gt;The")), is_ann); /* no markup of ours */
    }
}

/* ---- later --------------------------------------------------------------------------------------
 */

static enum err plan(struct cx *cx, void *arg)
{
    struct mail_later *l = arg;
    return mail_later_add(cx, l, NULL, 0);
}
static struct mail_later planned(struct app_test *t, const char *words, bool unless)
{
    struct mail_later l = {.request = t->request.id,
                           .text = str_from(words),
                           .then_do = S(""),
                           .send_at = t->cx.now + USEC_PER_DAY,
                           .unless_they_write = unless};
    assert_int_equal(app_test_write(t, plan, &l), OK);
    return l;
}

MAIL_TEST(an_answer_for_later_is_none_until_its_time)
{
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    struct mail_later l = planned(t, "Tomorrow's words", false);
    job(t, mail_later_job);
    assert_int_equal(outs(t), 0);
    assert_int_equal(app_test_promise(t, t->request.id, PROMISE_RESPOND).state, PROMISE_OPEN);
    assert_int_equal(act(t, .what = ACT_ASKS), OK); /* that does not stop this one */
    app_test_wait(t, USEC_PER_DAY);
    job(t, mail_later_job);
    assert_int_equal(outs(t), 1);
    struct outbox_mail o = get(t, newest_out(t).id);
    assert_str_equal(o.words, S("Tomorrow's words"));
    assert_str_equal(o.author_name, S("Maya Ellis"));
    job(t, mail_later_job);
    assert_int_equal(outs(t), 1);
    assert_int_equal(mail_later_get(&t->cx, l.id, &l), OK);
    assert_int_equal(l.state, LATER_SENT);
    struct mail_later past = {
        .request = t->request.id, .text = S("x"), .then_do = S(""), .send_at = t->cx.now};
    assert_int_equal(app_test_write(t, plan, &past), ERR_INVALID);
}

static enum err take_back(struct cx *cx, void *arg)
{
    return mail_later_take_back(cx, *(int64_t *)arg);
}

MAIL_TEST(unless_they_write_first_and_no_word_is_lost)
{
    struct str draft;
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    struct mail_later l = planned(t, "Are you still there?", true);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    app_test_wait(t, 2 * USEC_PER_DAY);
    job(t, mail_later_job);
    assert_int_equal(outs(t), 0);
    assert_int_equal(mail_later_get(&t->cx, l.id, &l), OK);
    assert_int_equal(l.state, LATER_STOPPED);
    assert_int_equal(events(t, EVENT_MAIL_STOPPED), 1);
    assert_int_equal(draft_get(&t->cx, t->request.id, S("reply"), &draft), OK);
    assert_str_equal(draft, S("Are you still there?"));
    l = planned(t, "Another", false);
    assert_int_equal(app_test_write(t, take_back, &l.id), OK);
    assert_int_equal(app_test_write(t, take_back, &l.id), ERR_CONFLICT);
    assert_int_equal(draft_get(&t->cx, t->request.id, S("reply"), &draft), OK);
    assert_str_equal(draft, S("Are you still there?\n\nAnother"));
}
