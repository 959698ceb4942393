#include "mailbox/mail_test.h"

static enum err add_rule(struct cx *cx, void *arg)
{
    struct mail_rule rule = *(struct mail_rule *)arg;
    return mail_rule_add(cx, &rule);
}
static void block(struct app_test *t, const char *kind, const char *value)
{
    struct mail_rule rule = {.kind = str_from(kind), .value = str_from(value)};
    assert_int_equal(app_test_write(t, add_rule, &rule), OK);
}

static enum err set_trust(struct cx *cx, void *arg)
{
    return mail_trust_set(cx, arg);
}
static void trust(struct app_test *t, bool flags, int level, const char *server)
{
    struct mail_trust v = {t->mailbox, flags, level, str_from(server)};
    assert_int_equal(app_test_write(t, set_trust, &v), OK);
}

MAIL_TEST(a_rule_blocks_an_address_a_domain_with_those_below_it_and_words_side_by_side)
{
    static const struct {
        const char *from, *text;
        bool is_caught;
    } cases[] = {
        {"bad@one.example", "hello", true},
        {"BAD@One.example", "hello", true},
        {"notbad@one.example", "hello", false},
        {"x@two.example", "hello", true},
        {"x@mail.two.example", "hello", true},
        {"x@nottwo.example", "hello", false},
        {"x@two.example.org", "hello", false},
        {"y@three.example", "We sell chéap  WATCHES, friend", true},
        {"y@three.example", "cheap and watches", false},
        {"y@three.example", "uncheap watchestrap", false},
    };
    block(t, "address", "Bad@one.example ");
    block(t, "domain", "@Two.example");
    block(t, "words", "Cheap Watches");
    for (int i = 0; i < COUNT(cases); i++) {
        struct mail_in in = deliver(t, letter(t, cases[i].from, "", cases[i].text));
        if ((in.state == MAIL_SPAM) != cases[i].is_caught)
            print_error("%s: %s\n", cases[i].from, cases[i].text);
        assert_int_equal(in.state, cases[i].is_caught ? MAIL_SPAM : MAIL_REQUEST);
        assert_int_equal(in.request.v > 0, !cases[i].is_caught);
    }
    assert_int_equal(app_test_number(t, SQL("SELECT sum(hits) FROM mail_rule")), 5);
    check_ledger(t);
}

MAIL_TEST(a_rule_that_is_none_is_refused)
{
    static const char *const bad[][2] = {
        {"address", "no address"}, {"address", "help@northgate.example"},
        {"domain", "two"},         {"domain", "a b.example"},
        {"words", "ab"},           {"words", " … "},
        {"subject", "x"},
    };
    for (int i = 0; i < COUNT(bad); i++) {
        struct mail_rule rule = {.kind = str_from(bad[i][0]), .value = str_from(bad[i][1])};
        assert_int_equal(app_test_write(t, add_rule, &rule), ERR_INVALID);
        assert_true(strlen(t->cx.fault.message) > 10);
    }
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM mail_rule")), 0);
}

MAIL_TEST(headers_count_only_where_the_house_has_said_so)
{
    static const struct {
        const char *fields;
        bool is_flag, is_level, is_auth; /* which of the settings it takes */
    } cases[] = {
        {"X-Spam-Flag: YES\r\n", true, false, false},
        {"X-Spam-Status: Yes, score=9.1\r\n", true, false, false},
        {"X-Spam-Status: No, score=1.1\r\nX-Spam-Flag: NO\r\n", false, false, false},
        {"X-Spam-Level: *****\r\n", false, true, false},
        {"X-Spam-Level: ****\r\n", false, false, false},
        {"Authentication-Results: mx.northgate.example; dmarc=fail (p=reject)\r\n", false, false,
         true},
        {"Authentication-Results: mx.northgate.example; dmarc=fail (p=none)\r\n", false, false,
         false},
        {"Authentication-Results: mx.northgate.example; dmarc=pass\r\n"
         "Authentication-Results: mx.northgate.example; dmarc=fail (p=reject)\r\n",
         false, false, false},
        {"Authentication-Results: mx.evil.example; dmarc=fail (p=reject)\r\n", false, false, false},
        {"Authentication-Results: mx.northgate.example; spf=fail\r\n", false, false, true},
    };
    for (int set = 0; set < 8; set++) {
        trust(t, set & 1, set & 2 ? 5 : 0, set & 4 ? "MX.northgate.example" : "");
        for (int i = 0; i < COUNT(cases); i++) {
            bool suspected = (cases[i].is_flag && set & 1) || (cases[i].is_level && set & 2) ||
                             (cases[i].is_auth && set & 4);
            struct mail_in in = deliver(t, letter(t, "x@y.example", cases[i].fields, "hello"));
            if ((in.state == MAIL_SPAM) != suspected)
                print_error("%d: %s", set, cases[i].fields);
            assert_int_equal(in.state, suspected ? MAIL_SPAM : MAIL_REQUEST);
        }
    }
    check_ledger(t);
}

static enum err free_it(struct cx *cx, void *arg)
{
    return mail_free(cx, *(mail_in_id *)arg);
}

MAIL_TEST(what_is_freed_becomes_a_request_as_if_it_had_just_come)
{
    block(t, "domain", "y.example");
    struct mail_in in = deliver(t, letter(t, "x@y.example", "", "hello"));
    assert_int_equal(in.state, MAIL_SPAM);
    assert_int_equal(outs(t), 0); /* nobody was answered */
    app_test_wait(t, 3 * USEC_PER_DAY);
    assert_int_equal(app_test_write(t, free_it, &in.id), OK);
    job(t, mail_sort_job);
    assert_int_equal(mail_in_get(&t->cx, in.id, &in), OK);
    assert_int_equal(in.state, MAIL_REQUEST);
    struct request r;
    assert_int_equal(request_get(&t->cx, in.request, &r), OK);
    assert_int_equal(r.opened_at, t->cx.now);
    struct promise p = app_test_promise(t, r.id, PROMISE_RESPOND);
    assert_true(p.due_at > t->cx.now);
    assert_int_equal(outs(t), 1);
    assert_str_equal(newest_out(t).kind, S("acknowledgement"));
    assert_int_equal(app_test_write(t, free_it, &in.id), ERR_CONFLICT);
    check_ledger(t);
}

MAIL_TEST(an_answer_with_our_token_is_held_only_by_a_rule_that_names_the_sender)
{
    struct mail_in first = deliver(t, letter(t, "x@y.example", "", "hello"));
    job(t, mail_send_job); /* puts it into bytes, with its token */
    struct mail_out out = newest_out(t);
    assert_true(out.mail_id.n > 0);
    const char *answers = str_z(
        t->arena,
        str_fmt(t->arena, "X-Spam-Flag: YES\r\nIn-Reply-To: <%.*s>\r\n", STR_ARG(out.mail_id)));
    trust(t, true, 1, "mx");
    block(t, "words", "unwanted words");
    struct mail_in in = deliver(t, letter(t, "x@y.example", answers, "unwanted words"));
    assert_int_equal(in.state, MAIL_REPLY);
    assert_int_equal(in.request.v, first.request.v);
    block(t, "address", "x@y.example");
    in = deliver(t, letter(t, "x@y.example", answers, "once more"));
    assert_int_equal(in.state, MAIL_SPAM);
    check_ledger(t);
}

static enum err flood(struct cx *cx, void *arg)
{
    int64_t n;
    (void)arg;
    TRY(mail_count_hour(cx, S("x@y.example"), S("in"), &n));
    return db_run(cx->db, SQL("UPDATE mail_auto SET sent = $1"),
                  ARGS(DB_I(LIMIT_MAIL_PER_SENDER_HOUR - 1)), NULL);
}

MAIL_TEST(a_flood_from_one_address_waits_after_its_cap_and_others_come_in)
{
    assert_int_equal(app_test_write(t, flood, NULL), OK);
    assert_int_equal(deliver(t, letter(t, "x@y.example", "", "a")).state, MAIL_REQUEST);
    assert_int_equal(deliver(t, letter(t, "x@y.example", "", "b")).state, MAIL_SPAM);
    assert_int_equal(deliver(t, letter(t, "z@y.example", "", "c")).state, MAIL_REQUEST);
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(deliver(t, letter(t, "x@y.example", "", "d")).state, MAIL_REQUEST);
    check_ledger(t);
}

/* ---- quarantine and deleting --------------------------------------------------------------------
 */

struct deleting {
    mail_in_id id;
    struct str undo;
};
static enum err delete_it(struct cx *cx, void *arg)
{
    struct deleting *d = arg;
    return mail_delete(cx, d->id, &d->undo);
}
static enum err undelete_it(struct cx *cx, void *arg)
{
    return mail_undelete(cx, ((struct deleting *)arg)->undo);
}

MAIL_TEST(what_is_deleted_is_accounted_for_and_comes_back)
{
    struct mail_in in = deliver(t, "no message at all");
    struct mail_in next = deliver(t, letter(t, "x@y.example", "", "hello"));
    assert_int_equal(in.state, MAIL_QUARANTINED);
    assert_true(in.reason.n > 0);
    assert_int_equal(next.state, MAIL_REQUEST); /* it held nothing up */
    struct deleting d = {.id = in.id};
    assert_int_equal(app_test_write(t, delete_it, &d), OK);
    struct mail_in after;
    assert_int_equal(mail_in_get(&t->cx, in.id, &after), OK);
    assert_int_equal(after.state, MAIL_IGNORED);
    assert_str_equal(after.reason, S("deleted by Maya Ellis"));
    check_ledger(t);
    assert_int_equal(app_test_write(t, delete_it, &d), ERR_CONFLICT);
    assert_int_equal(app_test_write(t, undelete_it, &d), OK);
    assert_int_equal(mail_in_get(&t->cx, in.id, &after), OK);
    assert_int_equal(after.state, MAIL_QUARANTINED);
    assert_str_equal(after.reason, in.reason);
    assert_int_equal(app_test_write(t, undelete_it, &d), ERR_CONFLICT);
    struct deleting forged = {.undo = S("1 2 x")};
    assert_int_equal(app_test_write(t, undelete_it, &forged), ERR_NOT_FOUND);
    check_ledger(t);
}

MAIL_TEST(a_mail_that_cannot_be_read_is_shown_as_its_bytes_and_taken_all_the_same)
{
    struct mail_in in = deliver(t, "no message <b>at all</b> \xff");
    struct mail_look look;
    assert_int_equal(mail_look(&t->cx, &in, S(""), &look), OK);
    assert_true(str_has(look.text, S("no message <b>at all</b>")));
    assert_int_equal(app_test_write(t, free_it, &in.id), OK);
    job(t, mail_sort_job);
    assert_int_equal(mail_in_get(&t->cx, in.id, &in), OK);
    assert_int_equal(in.state, MAIL_REQUEST);
    check_ledger(t);
}

struct rereading {
    mail_in_id id;
    struct str charset;
};
static enum err reread(struct cx *cx, void *arg)
{
    struct rereading *r = arg;
    return mail_reread(cx, r->id, r->charset);
}

/* Cyrillic that says it is Latin: in quarantine for its thousand parts, and unreadable as it says.
 */
MAIL_TEST(another_character_set_reads_it_anew)
{
    struct buf b;
    buf_init(&b, t->arena, 1 << 20);
    buf_addz(&b, "From: x@y.example\r\nSubject: x\r\nMessage-ID: <m@x>\r\nContent-Type: "
                 "multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; "
                 "charset=iso-8859-1\r\n\r\n\xd0\xd2\xc9\xd7\xc5\xd4\r\n");
    for (int i = 0; i < LIMIT_MAIL_PARTS + 5; i++)
        buf_addz(&b, "--b\r\nContent-Type: application/x\r\n\r\n\r\n");
    buf_addz(&b, "--b--\r\n");
    struct mail_in in = deliver(t, str_z(t->arena, buf_str(&b)));
    assert_int_equal(in.state, MAIL_QUARANTINED);
    struct mail_look look;
    assert_int_equal(mail_look(&t->cx, &in, S(""), &look), OK);
    assert_false(str_has(look.text, S("привет")));
    assert_int_equal(mail_look(&t->cx, &in, S("koi8-r"), &look), OK);
    assert_true(str_has(look.text, S("привет")));
    struct rereading r = {in.id, S("klingon")};
    assert_int_equal(app_test_write(t, reread, &r), ERR_INVALID);
    r.charset = S("KOI8-R");
    assert_int_equal(app_test_write(t, reread, &r), OK);
    assert_int_equal(app_test_write(t, free_it, &in.id), ERR_CONFLICT); /* it is being read */
    job(t, mail_sort_job);
    assert_int_equal(app_test_write(t, free_it, &in.id), OK);
    job(t, mail_sort_job);
    assert_int_equal(mail_in_get(&t->cx, in.id, &in), OK);
    assert_int_equal(in.state, MAIL_REQUEST);
    struct message m;
    assert_int_equal(message_get(&t->cx, in.message, &m), OK);
    assert_true(str_has(m.text, S("привет")));
    check_ledger(t);
}
