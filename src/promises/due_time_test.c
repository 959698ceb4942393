#include "harness/web_test.h"

#include <math.h>

#include "promises/pages.h"

/* The team's day is 9:00 to 17:00; t stands on Monday at 10:00. */
static instant at(int day, int hour)
{
    return APP_TEST_MONDAY + day * USEC_PER_DAY + (hour - 10) * USEC_PER_HOUR;
}

static int fill(struct lifetime *list, int from, int n, bool ended)
{
    for (int i = 0; i < n; i++)
        list[from + i] = (struct lifetime){i + 1, ended};
    return from + n;
}

TEST(of_n_times_the_promise_is_the_order_statistic_that_new_ones_keep)
{
    struct arena a = {0};
    struct lifetime list[64];
    double q[DUE_SHARES];
    int ended, all;
    fill(list, 0, 22, true);
    assert_int_equal(due_quantiles(&a, list, 22, 0, q, &ended, &all), OK);
    assert_int_equal(ended, 22);
    assert_true(q[0] == 12 && q[1] == 19 && q[2] == 21); /* ⌈.5·23⌉, ⌈.8·23⌉, ⌈.9·23⌉ */
    assert_int_equal(due_quantiles(&a, list, 21, 0, q, &ended, &all), ERR_NOT_FOUND);
    assert_int_equal(ended, 21);
    arena_release(&a);
}

TEST(those_still_open_count_and_may_leave_nothing_to_promise)
{
    struct arena a = {0};
    struct lifetime list[64];
    double closed[DUE_SHARES], q[DUE_SHARES];
    int ended, all, n = fill(list, 0, 30, true);
    assert_int_equal(due_quantiles(&a, list, n, 0, closed, &ended, &all), OK);
    for (int i = 0; i < 10; i++)
        list[n++] = (struct lifetime){20, false};
    assert_int_equal(due_quantiles(&a, list, n, 0, q, &ended, &all), OK);
    assert_int_equal(all, 40);
    assert_int_equal(ended, 30);
    assert_true(q[0] > closed[0] && q[1] > closed[1]);
    n = fill(list, 0, 22, true);
    for (int i = 0; i < 10; i++)
        list[n++] = (struct lifetime){100, false};
    assert_int_equal(due_quantiles(&a, list, n, 0, q, &ended, &all), OK);
    assert_true(q[0] > 0);
    assert_true(q[2] < 0); /* a third is open for longer than any took: refuse */
    arena_release(&a);
}

TEST(what_has_run_already_is_compared_with_what_took_longer)
{
    struct arena a = {0};
    struct lifetime list[64];
    double q[DUE_SHARES];
    int ended, all, n = fill(list, 0, 60, true);
    assert_int_equal(due_quantiles(&a, list, n, 38, q, &ended, &all), OK);
    assert_int_equal(ended, 22); /* 39 … 60, as 1 … 22 from now */
    assert_true(q[0] == 12 && q[2] == 21);
    assert_int_equal(due_quantiles(&a, list, n, 39, q, &ended, &all), ERR_NOT_FOUND);
    arena_release(&a);
}

/* 40 exponential times, and the next: kept at least as often as said, and not much more. */
TEST(suggestions_are_kept_as_often_as_they_say)
{
    enum { runs = 4000, n = 40 };
    struct arena a = {0};
    uint64_t seed = 88172645463325252u;
    int kept[DUE_SHARES] = {0};
    for (int r = 0; r < runs; r++) {
        struct lifetime list[n + 1];
        double q[DUE_SHARES];
        int ended, all;
        for (int i = 0; i <= n; i++) {
            seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
            list[i] = (struct lifetime){-log(((double)(seed >> 11) + .5) / 9007199254740992.),
                                        true};
        }
        assert_int_equal(due_quantiles(&a, list, n, 0, q, &ended, &all), OK);
        for (int k = 0; k < DUE_SHARES; k++)
            kept[k] += list[n].time <= q[k];
        arena_reset(&a);
    }
    for (int k = 0; k < DUE_SHARES; k++) {
        double share = (double)kept[k] / runs;
        assert_true(share > due_shares[k] - .02 && share < due_shares[k] + .05);
    }
    arena_release(&a);
}

static void solve_one(struct app_test *t, int64_t after)
{
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    app_test_wait(t, after);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_SOLVED), OK);
}

APP_TEST(with_few_comparable_requests_the_next_update_is_promised_instead)
{
    struct due_suggestions s;
    for (int i = 0; i < 3; i++)
        solve_one(t, USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(due_suggest(&t->cx, &t->request, &s), OK);
    assert_false(s.is_enough);
    assert_int_equal(s.ended, 3);
    for (int q = 0; q < DUE_SHARES; q++)
        assert_false(s.of[q].has_time);
    assert_int_equal(s.next_update, at(1, 17));
}

APP_TEST(with_enough_of_them_times_are_suggested_in_open_hours_and_judged_afterwards)
{
    struct due_suggestions s;
    struct due_report report;
    for (int i = 0; i < 30; i++) {
        app_test_at(t, at(7 * (i / 10) + i % 10 / 2, 9 + i % 2 * 4));
        solve_one(t, (1 + i % 3) * USEC_PER_HOUR);
    }
    app_test_at(t, at(21, 16)); /* a Monday, an hour before closing */
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(due_suggest(&t->cx, &t->request, &s), OK);
    assert_true(s.is_enough);
    assert_int_equal(s.ended, 30);
    assert_int_equal(s.of[0].due, at(22, 10)); /* two hours: one today, one tomorrow */
    assert_int_equal(s.of[2].due, at(22, 11)); /* three */
    app_test_at(t, at(24, 9));
    assert_int_equal(due_judge(&t->cx, t->service, t->team, &report), OK);
    assert_true(report.requests >= 15);
    assert_true(report.of[2].judged > 0);
    assert_int_equal(report.of[2].kept, report.of[2].judged - 1); /* one is open, and late */
    assert_true(report.of[0].said <= report.of[2].said);
}

/* ---- offers -----------------------------------------------------------------------------------
 */

static struct offers read(struct app_test *t, const char *text)
{
    struct offers o;
    assert_int_equal(offers_read(&t->cx, &t->request, str_from(text), &o), OK);
    return o;
}

APP_TEST(a_time_that_is_later_than_the_promise_is_offered_as_a_change_and_a_sooner_one_as_a_promise)
{
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS), OK); /* to be done by Thursday 10:00 */
    struct offers o = read(t, "It will be done by 16:30 today.");
    assert_int_equal(o.count, 1);
    assert_int_equal(o.list[0].act, OFFER_MAKE);
    o = read(t, "It will be done by Friday, because the part is late.");
    assert_int_equal(o.count, 1);
    assert_int_equal(o.list[0].act, OFFER_MOVE);
    assert_int_equal(o.list[0].old.kind, PROMISE_RESOLVE);
    assert_str_equal(o.reading.reason, S("because the part is late"));
    app_test_at(t, at(3, 12));
    assert_true(promise_sweep(&t->cx) > 0);
    o = read(t, "It will be done by Friday.");
    assert_int_equal(o.list[0].act, OFFER_AGAIN);
    assert_true(o.needs_sorry);
    assert_false(read(t, "We are sorry. It will be done by Friday.").needs_sorry);
    assert_int_equal(read(t, "The lift is red.").count, 0);
}

/* The whole way over HTTP: the box ticked, the answer sent, and taken back. */
APP_TEST(what_is_ticked_is_promised_with_the_answer_and_gone_when_it_is_taken_back)
{
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    struct promise old = app_test_promise(t, t->request.id, PROMISE_RESOLVE);
    app_test_wait(t, USEC_PER_HOUR);
    web_open(t);
    struct str cookie = web_sign_in(t, S("maya@northgate.example"));
    struct str form = str_fmt(
        t->arena,
        "kind=reply&text=It+will+be+Friday%%2C+because+of+the+part.&offer1=move+%lld+resolve+%lld"
        "&offer1_words=It+will+be+Friday&offer1_reason=the+part+is+late",
        (long long)old.id.v, (long long)at(4, 12));
    const char *path = str_z(t->arena,
                             str_fmt(t->arena, "/r/%lld/reply", (long long)t->request.id.v));
    struct web_answer a = web(t, .path = path, .is_post = true, .cookie = cookie, .form = form);
    assert_int_equal(a.status, 303);
    struct promise fresh = app_test_promise(t, t->request.id, PROMISE_RESOLVE);
    assert_int_equal(fresh.replaces.v, old.id.v);
    assert_int_equal(fresh.due_at, at(4, 12));
    assert_int_equal(fresh.told_at, t->cx.now); /* this answer told them */
    assert_int_equal(fresh.first_due_at, old.first_due_at);
    assert_int_equal(promise_get(&t->cx, old.id, &old), OK);
    assert_int_equal(old.state, PROMISE_RENEGOTIATED);
    t->message.id.v = app_test_number(t, SQL("SELECT max(id) FROM message"));
    app_test_wait(t, USEC_PER_SEC);
    assert_int_equal(act(t, .what = ACT_TAKES_BACK), OK);
    assert_int_equal(promise_get(&t->cx, old.id, &old), OK);
    assert_int_equal(old.state, PROMISE_OPEN);
    assert_int_equal(promise_get(&t->cx, fresh.id, &fresh), OK);
    assert_int_equal(fresh.state, PROMISE_WITHDRAWN);
    web_close(t);
}

APP_TEST(
    an_offer_without_a_reason_or_for_a_promise_of_another_request_is_refused_and_words_are_kept)
{
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    struct promise other = app_test_promise(t, t->request.id, PROMISE_RESOLVE);
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    struct promise own = app_test_promise(t, t->request.id, PROMISE_RESOLVE);
    web_open(t);
    struct str cookie = web_sign_in(t, S("maya@northgate.example"));
    const char *path = str_z(t->arena,
                             str_fmt(t->arena, "/r/%lld/reply", (long long)t->request.id.v));
    const struct {
        promise_id id;
        int status;
    } tries[] = {{own.id, 422}, {other.id, 404}};
    for (int i = 0; i < COUNT(tries); i++) {
        struct str form = str_fmt(t->arena, "kind=reply&text=Later.&offer1=move+%lld+resolve+%lld",
                                  (long long)tries[i].id.v, (long long)at(4, 12));
        struct web_answer a = web(t, .path = path, .is_post = true, .is_json = true,
                                  .cookie = cookie, .form = form);
        assert_int_equal(a.status, tries[i].status);
    }
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM message WHERE kind = 2")), 0);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM promise WHERE state <> 1")), 0);
    web_close(t);
}

APP_TEST(the_pages_of_promises_are_shown_to_those_who_may_read_the_request)
{
    static const char *const pages[] = {"/r/1/time",
                                        "/promises/1",
                                        "/promises/moved",
                                        "/r/1/due-times",
                                        "/r/1/offers?text=by+Friday",
                                        "/reports/due-times"};
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    assert_int_equal(t->request.id.v, 1);
    web_open(t);
    struct str cookie = web_sign_in(t, S("maya@northgate.example"));
    for (int i = 0; i < COUNT(pages); i++) {
        assert_int_equal(web(t, .path = pages[i], .cookie = cookie).status, 200);
        assert_int_equal(web(t, .path = pages[i], .cookie = cookie, .is_json = true).status, 200);
        assert_int_equal(web(t, .path = pages[i], .is_json = true).status, 401);
    }
    assert_int_equal(web(t, .path = "/r/999/time", .cookie = cookie).status, 404);
    assert_int_equal(web(t, .path = "/promises/999", .cookie = cookie).status, 404);
    struct web_answer a = web(t, .path = "/r/1/time", .cookie = cookie, .is_json = true);
    assert_true(web_has(a, "\"wall_seconds\": 0") || web_has(a, "\"wall_seconds\":0"));
    web_close(t);
}
