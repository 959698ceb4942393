/* The first run: the page that is gone for good once somebody has been through it. */
#include "harness/web_test.h"

#include <pthread.h>

#include "app/settings.h"
#include "setup/setup.h"

#define FORM(name)                                                                                 \
    S("organisation=" name                                                                         \
      "+Homes&zone=Europe%2FLondon&base_url=https%3A%2F%2Fhelp.example.org%2F"                     \
      "&name=Ada+Admin&address=Ada%40Northgate.example&password=a+long+enough+sentence"            \
      "&mailbox=help%40northgate.example")

static struct web_answer set_up(struct app_test *t, struct str form, bool is_json)
{
    return web(t, .path = "/setup", .is_post = true, .form = form, .is_json = is_json);
}

APP_TEST_EMPTY(a_kept_that_is_not_set_up_leads_every_page_to_its_setup)
{
    static const char *const paths[] = {"/requests", "/settings/accounts", "/me", "/r/1"};
    web_open(t);
    for (int i = 0; i < COUNT(paths); i++) {
        struct web_answer a = web(t, .path = paths[i]);
        assert_int_equal(a.status, 303);
        assert_str_equal(a.location, S("/setup"));
    }
    assert_int_equal(web(t, .path = "/setup").status, 200);
    assert_int_equal(web(t, .path = "/health").status, 200);
    web_close(t);
}

APP_TEST_EMPTY(setup_signs_in_the_first_administrator_and_is_gone_for_good)
{
    web_open(t);
    struct web_answer a = set_up(t, FORM("Northgate"), false);
    assert_int_equal(a.status, 303);
    assert_str_equal(a.location, S("/requests"));
    assert_int_equal(web(t, .path = "/settings/accounts", .cookie = a.cookie).status, 200);
    assert_str_equal(org(t->app)->base_url, S("https://help.example.org"));
    assert_int_equal(web(t, .path = "/setup").status, 404);
    assert_int_equal(set_up(t, FORM("Other"), true).status, 404);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM account WHERE role = 3")), 1);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM mailbox WHERE may_send = 0")), 1);
    assert_true(web_sign_in(t, S("ada@northgate.example")).n > 20);
    web_close(t);
}

APP_TEST_EMPTY(what_is_missing_or_wrong_is_named_and_nothing_is_kept)
{
    static const struct {
        const char *field, *form;
    } wrong[] = {
        {"organisation", "organisation=+"},
        {"zone", "organisation=N&zone=Mars%2FOlympus"},
        {"zone", "organisation=N&zone=..%2F..%2Fetc%2Fpasswd"},
        {"base_url", "organisation=N&zone=UTC&base_url=javascript%3Aalert(1)"},
        {"name", "organisation=N&zone=UTC&base_url=http%3A%2F%2Fx"},
        {"address", "organisation=N&zone=UTC&base_url=http%3A%2F%2Fx&name=A&address=a%40"},
        {"mailbox", "organisation=N&zone=UTC&base_url=http%3A%2F%2Fx&name=A&address=a%40b"
                    "&mailbox=nowhere"},
        {"password", "organisation=N&zone=UTC&base_url=http%3A%2F%2Fx&name=A&address=a%40b"
                     "&password=short"},
    };
    web_open(t);
    for (int i = 0; i < COUNT(wrong); i++) {
        struct web_answer a = set_up(t, str_from(wrong[i].form), true);
        assert_int_equal(a.status, 422);
        if (!web_has(a, str_fmt(t->arena, "\"field\":\"%s\"", wrong[i].field).p))
            fail_msg("%s: %.*s", wrong[i].field, STR_ARG(a.body));
        a = set_up(t, str_from(wrong[i].form), false);
        assert_int_equal(a.status, 422);
        assert_true(web_has(a, str_fmt(t->arena, "id=\"%s-wrong\"", wrong[i].field).p));
    }
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM account")), 0);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM setting")), 0);
    assert_int_equal(web(t, .path = "/setup").status, 200);
    web_close(t);
}

/* ---- two at once ------------------------------------------------------------------------------
 */

enum { racers = 4 };
struct racer {
    struct app_test *t;
    struct arena arena;
    struct str form;
    int status;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    struct app_test mine = *r->t;
    mine.arena = &r->arena;
    r->status = set_up(&mine, r->form, true).status;
    return NULL;
}

APP_TEST_EMPTY(of_several_who_set_it_up_at_once_one_wins_and_the_others_change_nothing)
{
    struct racer r[racers] = {0};
    pthread_t threads[racers];
    int won = 0, winner = 0;
    struct str mine[racers] = {FORM("One"), FORM("Two"), FORM("Three"), FORM("Four")};
    static const char *const names[racers] = {"One Homes", "Two Homes", "Three Homes",
                                              "Four Homes"};
    web_open(t);
    for (int i = 0; i < racers; i++) {
        r[i].t = t;
        r[i].form = mine[i];
        assert_int_equal(pthread_create(&threads[i], NULL, race, &r[i]), 0);
    }
    for (int i = 0; i < racers; i++) {
        pthread_join(threads[i], NULL);
        if (r[i].status == 200)
            won++, winner = i;
        else
            assert_true(r[i].status == 409 || r[i].status == 404);
        arena_release(&r[i].arena);
    }
    assert_int_equal(won, 1);
    assert_str_equal(org(t->app)->name, str_from(names[winner]));
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM account")), 1);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM team")), 1);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM service")), 1);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM session")), 1);
    web_close(t);
}
