/* Accounts, sign-in and its limits, sessions and tokens, below the pages. */
#include "harness/app_test.h"

#include "people/account.h"
#include "people/person.h"
#include "people/team.h"

#define MAYA S("maya@northgate.example")
#define LEO S("leo@northgate.example")

/* A request that comes from this address, with this cookie. */
static struct http_request *from(struct app_test *t, struct str client)
{
    struct http_request *q = NEW(t->arena, struct http_request);
    q->arena = t->arena;
    q->client = client;
    t->cx.q = q;
    t->cx.r = NEW(t->arena, struct http_response);
    buf_init(&t->cx.r->body, t->arena, LIMIT_PAGE_BYTES);
    return q;
}

/* All accounts get a password at a cost that a test can pay many times. */
static void cheap_passwords(struct app_test *t)
{
    struct str hash;
    assert_int_equal(
        crypto_password_hash(t->arena, S(APP_TEST_PASSWORD), CRYPTO_COST_TEST, &hash, &t->cx.fault),
        OK);
    app_test_passwords(t, hash);
    from(t, S("192.0.2.1"));
}

static enum err try_it(struct app_test *t, struct str address, const char *password)
{
    person_id who;
    t->cx.fault = (struct fault){0};
    return account_sign_in(&t->cx, address, str_from(password), &who);
}

APP_TEST(a_password_is_kept_as_argon2id_and_opens_nothing_but_its_own_account)
{
    struct str hash;
    person_id who = {0};
    struct rows r;
    from(t, S("192.0.2.1"));
    assert_int_equal(account_hash(&t->cx, S("too short"), &hash), ERR_INVALID);
    assert_str_equal(str_from(t->cx.fault.field), S("password"));
    db_query(&r, t->cx.db, SQL("SELECT password_hash FROM account WHERE role = 3"), NO_ARGS);
    assert_true(rows_next(&r));
    hash = rows_text(&r);
    assert_int_equal(rows_end(&r), OK);
    assert_true(str_starts(hash, S("$argon2id$v=19$m=65536,t=2,p=1$")));
    assert_false(str_has(hash, S("sentence")));
    t->cx.fault = (struct fault){0};
    assert_int_equal(
        account_sign_in(&t->cx, S("ADA@northgate.example"), S(APP_TEST_PASSWORD), &who), OK);
    assert_int_equal(who.v, t->admin.v);
    assert_int_equal(try_it(t, S("ada@northgate.example"), "another long sentence"),
                     ERR_UNAUTHENTICATED);
    assert_int_equal(try_it(t, MAYA, "no password"), ERR_UNAUTHENTICATED);
}

APP_TEST(an_unknown_address_and_a_wrong_password_are_told_the_same)
{
    char known[sizeof t->cx.fault.message];
    cheap_passwords(t);
    assert_int_equal(try_it(t, MAYA, "wrong"), ERR_UNAUTHENTICATED);
    memcpy(known, t->cx.fault.message, sizeof known);
    assert_int_equal(try_it(t, S("nobody@northgate.example"), "wrong"), ERR_UNAUTHENTICATED);
    assert_string_equal(t->cx.fault.message, known);
    assert_int_equal(try_it(t, S("ann@customer.example"), "wrong"), ERR_UNAUTHENTICATED);
    assert_string_equal(t->cx.fault.message, known);
}

APP_TEST(ten_wrong_passwords_close_an_account_for_a_while_from_wherever_they_come)
{
    cheap_passwords(t);
    for (int i = 0; i < LIMIT_SIGN_IN_TRIES; i++) {
        from(t, str_fmt(t->arena, "192.0.2.%d", i));
        assert_int_equal(try_it(t, MAYA, "wrong"), ERR_UNAUTHENTICATED);
    }
    assert_int_equal(try_it(t, MAYA, APP_TEST_PASSWORD), ERR_TOO_MANY);
    assert_int_equal(try_it(t, S("Maya@Northgate.Example"), APP_TEST_PASSWORD), ERR_TOO_MANY);
    assert_int_equal(try_it(t, LEO, APP_TEST_PASSWORD), OK);
    app_test_wait(t, LIMIT_SIGN_IN_WINDOW_SECONDS * USEC_PER_SEC / LIMIT_SIGN_IN_TRIES);
    assert_int_equal(try_it(t, MAYA, APP_TEST_PASSWORD), OK);
}

APP_TEST(one_address_may_not_try_many_accounts)
{
    int refused = 0;
    cheap_passwords(t);
    for (int i = 0; i < 3 * LIMIT_SIGN_IN_TRIES; i++) /* wrong ones, three accounts in turn */
        refused += try_it(t,
                          i % 3 == 0   ? MAYA
                          : i % 3 == 1 ? LEO
                                       : S("ada@northgate.example"),
                          "wrong") == ERR_TOO_MANY;
    assert_int_equal(refused, 0);
    app_test_wait(t, LIMIT_SIGN_IN_WINDOW_SECONDS * USEC_PER_SEC / LIMIT_SIGN_IN_TRIES / 2);
    assert_int_equal(try_it(t, S("new@northgate.example"), "wrong"), ERR_TOO_MANY);
    from(t, S("192.0.2.77"));
    assert_int_equal(try_it(t, S("new@northgate.example"), "wrong"), ERR_UNAUTHENTICATED);
}

APP_TEST(right_passwords_are_not_counted_so_that_an_office_may_sign_in_together)
{
    cheap_passwords(t);
    for (int i = 0; i < 4 * LIMIT_SIGN_IN_TRIES; i++)
        assert_int_equal(try_it(t, i % 2 ? MAYA : LEO, APP_TEST_PASSWORD), OK);
}

/* ---- sessions ---------------------------------------------------------------------------------
 */

static enum err open_session(struct cx *cx, void *person)
{
    return session_open(cx, *(person_id *)person);
}

/* Signs in; the request of the same browser afterwards carries the cookie. */
static struct http_pair *signed_in(struct app_test *t, person_id person)
{
    struct http_pair *cookie = NEW(t->arena, struct http_pair);
    struct http_request *q = from(t, S("192.0.2.1"));
    t->cx.actor = (struct actor){.may_write = true};
    assert_int_equal(app_test_write(t, open_session, &person), OK);
    struct str set = t->cx.r->headers[0].value;
    cookie->name = str_cut(&set, '=');
    cookie->value = str_cut(&set, ';');
    q->cookies = cookie;
    q->cookie_count = 1;
    return cookie;
}

static person_id who(struct app_test *t)
{
    t->cx.actor = (struct actor){0};
    t->cx.fault = (struct fault){0};
    assert_int_equal(people_authenticate(&t->cx), OK);
    return t->cx.actor.person;
}

static enum err close_session(struct cx *cx, void *arg)
{
    (void)arg;
    return session_close(cx);
}

APP_TEST(a_session_is_known_by_its_cookie_until_it_is_closed)
{
    signed_in(t, t->agent);
    assert_int_equal(who(t).v, t->agent.v);
    assert_int_equal(t->cx.actor.role, ROLE_AGENT);
    assert_true(t->cx.actor.csrf.n > 20 && t->cx.actor.may_write && !t->cx.actor.is_token);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM session")), 1);
    assert_int_equal(app_test_write(t, close_session, NULL), OK);
    assert_int_equal(who(t).v, 0);
}

APP_TEST(a_session_ends_thirty_days_after_it_was_used_last)
{
    signed_in(t, t->agent);
    for (int i = 0; i < 3; i++) { /* used: it goes on */
        app_test_wait(t, 20 * USEC_PER_DAY);
        assert_int_equal(who(t).v, t->agent.v);
    }
    app_test_wait(t, 30 * USEC_PER_DAY - USEC_PER_SEC);
    assert_int_equal(who(t).v, t->agent.v);
    app_test_wait(t, 30 * USEC_PER_DAY);
    assert_int_equal(who(t).v, 0);
    signed_in(t, t->leader); /* what is too old is not kept */
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM session")), 1);
}

APP_TEST(a_browser_that_signs_in_again_gets_another_session_and_its_old_one_ends)
{
    struct http_pair *cookie = signed_in(t, t->agent);
    struct str first = cookie->value;
    assert_int_equal(who(t).v, t->agent.v);
    t->cx.r->header_count = 0;
    assert_int_equal(app_test_write(t, open_session, &t->leader), OK);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM session")), 1);
    assert_int_equal(who(t).v, 0); /* the old cookie */
    struct str set = t->cx.r->headers[0].value;
    str_cut(&set, '=');
    cookie->value = str_cut(&set, ';');
    assert_false(str_eq(cookie->value, first));
    assert_int_equal(who(t).v, t->leader.v);
}

static enum err end_all(struct cx *cx, void *person)
{
    return sessions_end(cx, *(person_id *)person, S(""));
}

static enum err disable(struct cx *cx, void *person)
{
    return account_set(cx, *(person_id *)person, ROLE_AGENT, true);
}

APP_TEST(an_account_that_ends_loses_its_sessions_and_comes_in_no_more)
{
    struct http_pair *cookie = signed_in(t, t->agent);
    cheap_passwords(t);
    assert_int_equal(app_test_write(t, disable, &t->agent), OK);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM session")), 0);
    assert_int_equal(try_it(t, MAYA, APP_TEST_PASSWORD), ERR_UNAUTHENTICATED);
    t->cx.q->cookie_count = 1;
    t->cx.q->cookies = cookie;
    assert_int_equal(who(t).v, 0);
}

APP_TEST(the_sessions_of_one_person_end_and_those_of_others_go_on)
{
    signed_in(t, t->agent);
    signed_in(t, t->agent);
    struct http_pair *other = signed_in(t, t->leader);
    assert_int_equal(app_test_write(t, end_all, &t->agent), OK);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM session")), 1);
    t->cx.q->cookies = other;
    assert_int_equal(who(t).v, t->leader.v);
}

static enum err set_password(struct cx *cx, void *person)
{
    return account_set_password(cx, *(person_id *)person, S("$another"), S(""));
}

APP_TEST(another_password_ends_every_session_and_is_for_accounts_only)
{
    signed_in(t, t->agent);
    assert_int_equal(app_test_write(t, set_password, &t->agent), OK);
    assert_int_equal(who(t).v, 0);
    assert_int_equal(app_test_write(t, set_password, &t->customer), ERR_NOT_FOUND);
}

static enum err demote(struct cx *cx, void *person)
{
    return account_set(cx, *(person_id *)person, ROLE_AGENT, false);
}

static enum err promote(struct cx *cx, void *person)
{
    return account_set(cx, *(person_id *)person, ROLE_ADMIN, false);
}

APP_TEST(somebody_stays_administrator)
{
    assert_int_equal(app_test_write(t, demote, &t->admin), ERR_CONFLICT);
    assert_string_equal(t->cx.fault.field, "role");
    assert_int_equal(app_test_write(t, disable, &t->admin), ERR_CONFLICT);
    assert_int_equal(app_test_write(t, promote, &t->leader), OK);
    assert_int_equal(app_test_write(t, demote, &t->admin), OK);
    assert_int_equal(app_test_write(t, disable, &t->customer), ERR_NOT_FOUND);
}
