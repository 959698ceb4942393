/* Restricted requests and closed teams: who is not meant to see them finds nothing of them, as
 * page, as JSON, by token, in lists, counts and search, by the message, by the file, by the live
 * update. */
#include "harness/web_test.h"

#include "requests/fence.h"
#include "requests/request_row.h"

enum who { MAYA, LEO, ADA, WHOS };
static const struct str addresses[WHOS] = {
    {"maya@northgate.example", 22}, {"leo@northgate.example", 21}, {"ada@northgate.example", 21}};
static struct str cookies[WHOS];

static void sign_in(struct app_test *t)
{
    for (int i = 0; i < WHOS; i++)
        cookies[i] = web_sign_in(t, addresses[i]);
}

static enum err rename_it(struct cx *cx, void *arg)
{
    struct request *r = arg, before = *r;
    r->subject = S("Zwiebelkuchen diagnosis");
    return request_store(cx, &before, r);
}

static struct web_answer ask(struct app_test *t, enum who who, const char *path, bool is_json)
{
    return web(t, .path = path, .cookie = cookies[who], .is_json = is_json);
}

static struct web_answer post(struct app_test *t, enum who who, const char *path, const char *form)
{
    return web(t, .path = path, .is_post = true, .is_json = true, .cookie = cookies[who],
               .form = str_from(form));
}

/* Everything that could tell of it, to this person, says nothing; or all of it does. */
static void check_seen(struct app_test *t, enum who who, bool sees)
{
    static const char *const its_own[] = {"/r/1", "/m/1/source", "/m/1/frame", "/m/1/text"};
    static const char *const lists[] = {"/requests?view=all",    "/requests?view=team-1",
                                        "/requests?view=nobody", "/search?q=Zwiebelkuchen",
                                        "/search?q=gallbladder", "/customers/4"};
    for (int is_json = 0; is_json <= 1; is_json++) {
        for (int i = 0; i < COUNT(its_own); i++) {
            struct web_answer a = ask(t, who, its_own[i], is_json);
            bool tells = web_has(a, "gallbladder") || web_has(a, "Zwiebelkuchen");
            if (sees ? i == 0 && (a.status != 200 || !tells) : a.status != 404 || tells)
                fail_msg("%s to %d: %d", its_own[i], (int)who, a.status);
        }
        for (int i = 0; i < COUNT(lists); i++) {
            struct web_answer a = ask(t, who, lists[i], is_json);
            assert_int_equal(a.status, 200);
            bool tells = web_has(a, "/r/1\"") || web_has(a, "/r/1?") || web_has(a, "/r/1#") ||
                         web_has(a, "\"id\":1,\"subject\"");
            if (tells && !sees)
                fail_msg("%s tells %d of it: %.*s", lists[i], (int)who, STR_ARG(a.body));
            if (sees && !tells && (i == 0 || i == 3))
                fail_msg("%s hides it from %d: %.*s", lists[i], (int)who, STR_ARG(a.body));
        }
    }
    struct web_answer all = ask(t, who, "/requests?view=all", true);
    assert_true(web_has(all, sees ? "\"total\":2" : "\"total\":1"));
}

static void check_acts(struct app_test *t, enum who who, bool sees)
{
    static const struct {
        const char *path, *form;
    } acts[] = {{"/r/1/reply", "kind=note&text=seen"},
                {"/r/1/change", "act=take"},
                {"/r/1/draft", "kind=note&text=x"},
                {"/r/1/promise", "words=x&due=tomorrow+16%3A00"}};
    for (int i = 0; i < COUNT(acts); i++) {
        struct web_answer a = post(t, who, acts[i].path, acts[i].form);
        if (!sees && a.status != 404)
            fail_msg("%s by %d: %d", acts[i].path, (int)who, a.status);
    }
}

static void open_two(struct app_test *t)
{
    assert_int_equal(act(t, .what = ACT_OPEN, .person = t->customer), OK);
    assert_int_equal(act(t, .what = ACT_ASKS, .reason = "My gallbladder hurts."), OK);
    assert_int_equal(app_test_write(t, rename_it, &t->request), OK);
    assert_int_equal(act(t, .what = ACT_OPEN, .person = t->other_customer), OK);
    web_open(t);
    sign_in(t);
}

APP_TEST(a_restricted_request_is_seen_by_who_is_named_and_by_nobody_else)
{
    open_two(t);
    for (enum who w = MAYA; w < WHOS; w++)
        check_seen(t, w, true);
    assert_int_equal(post(t, MAYA, "/r/1/readers", "act=restrict").status, 200);
    check_seen(t, MAYA, true);
    check_seen(t, LEO, false);
    check_seen(t, ADA, false);
    check_acts(t, LEO, false);
    check_acts(t, ADA, false);
    struct str leo = str_fmt(t->arena, "act=add&person=%lld", (long long)t->leader.v);
    assert_int_equal(post(t, LEO, "/r/1/readers", leo.p).status, 404);
    assert_int_equal(post(t, MAYA, "/r/1/readers", leo.p).status, 200);
    check_seen(t, LEO, true);
    struct str off = str_fmt(t->arena, "act=remove&person=%lld", (long long)t->leader.v);
    assert_int_equal(post(t, MAYA, "/r/1/readers", off.p).status, 200);
    check_seen(t, LEO, false);
    assert_int_equal(post(t, MAYA, "/r/1/readers", "act=open").status, 200);
    check_seen(t, LEO, true);
    web_close(t);
}

APP_TEST(an_administrator_may_name_themselves_and_the_log_says_so_without_its_words)
{
    open_two(t);
    assert_int_equal(post(t, MAYA, "/r/1/readers", "act=restrict").status, 200);
    struct web_answer a = ask(t, ADA, "/r/1/readers", false);
    assert_int_equal(a.status, 200);
    assert_false(web_has(a, "Zwiebelkuchen"));
    assert_int_equal(ask(t, LEO, "/r/1/readers", false).status, 404);
    struct str ada = str_fmt(t->arena, "act=add&person=%lld", (long long)t->admin.v);
    assert_int_equal(post(t, ADA, "/r/1/readers", ada.p).status, 200);
    check_seen(t, ADA, true);
    a = ask(t, ADA, "/settings/audit?kind=request", true);
    assert_true(web_has(a, "request.reader_named") && web_has(a, "request.restricted"));
    assert_false(web_has(a, "Zwiebelkuchen"));
    struct str ann = str_fmt(t->arena, "act=add&person=%lld", (long long)t->customer.v);
    assert_int_equal(post(t, MAYA, "/r/1/readers", ann.p).status, 422);
    web_close(t);
}

APP_TEST(its_owner_sees_a_restricted_request_for_as_long_as_they_own_it)
{
    open_two(t);
    assert_int_equal(act(t, .what = ACT_ASSIGN, .on = {1}, .person = t->leader), OK);
    assert_int_equal(post(t, MAYA, "/r/1/readers", "act=restrict").status, 200);
    check_seen(t, LEO, true);
    assert_int_equal(act(t, .what = ACT_ASSIGN, .on = {1}, .person = t->agent), OK);
    check_seen(t, LEO, false);
    web_close(t);
}

APP_TEST(mail_and_jobs_go_past_the_fence)
{
    struct request r;
    open_two(t);
    assert_int_equal(post(t, MAYA, "/r/1/readers", "act=restrict").status, 200);
    t->cx.actor = (struct actor){.may_write = true};
    assert_int_equal(request_get(&t->cx, (request_id){1}, &r), OK);
    t->cx.actor = (struct actor){.person = t->leader, .role = ROLE_LEADER, .may_write = true};
    assert_int_equal(request_get(&t->cx, (request_id){1}, &r), ERR_NOT_FOUND);
    web_close(t);
}

APP_TEST(what_a_closed_team_does_is_for_its_people_and_administrators)
{
    open_two(t);
    check_seen(t, MAYA, true);
    struct str close = str_fmt(t->arena, "/settings/teams/%lld", (long long)t->team.v);
    assert_int_equal(act(t, .what = ACT_MOVE, .on = {2}, .team = t->other_team), OK);
    assert_int_equal(post(t, ADA, close.p, "name=Front+desk&closed=1").status, 200);
    check_seen(t, MAYA, false);
    check_acts(t, MAYA, false);
    check_seen(t, ADA, true);
    struct str join = str_fmt(t->arena, "add=%lld", (long long)t->agent.v);
    assert_int_equal(post(t, ADA, close.p, join.p).status, 200);
    check_seen(t, MAYA, true);
    check_seen(t, LEO, false);
    web_close(t);
}
