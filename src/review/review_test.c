#include "harness/app_test.h"

#include "review/review.h"

static struct review_page *load(struct app_test *t, service_id service)
{
    struct review_page *p = NEW(t->arena, struct review_page);
    assert_true(review_job(&t->cx) >= 0);
    assert_int_equal(review_load(&t->cx, service, 90, p), OK);
    return p;
}

static int64_t sum(struct app_test *t)
{
    return app_test_number(t, SQL("SELECT coalesce(sum(amount), 0) FROM review_share"));
}

/* Asked on Monday at 10:00, with nobody until 11:00, worked on until 12:00, two hours with the
 * person, an hour with the other team, back, solved at 16:00. */
static void story(struct app_test *t)
{
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_ASSIGN, .person = t->agent), OK);
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_WAITING), OK);
    app_test_wait(t, 2 * USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    assert_int_equal(act(t, .what = ACT_MOVE, .team = t->other_team), OK);
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_MOVE, .team = t->team), OK);
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_SOLVED), OK);
}

APP_TEST(a_solved_request_is_read_once_and_its_time_adds_up)
{
    app_test_at(t, APP_TEST_MONDAY);
    story(t);
    struct review_page *p = load(t, t->service);
    assert_int_equal(p->shown->n, 1);
    assert_false(p->shown->is_said); /* one says nothing */
    assert_int_equal(sum(t), 6 * USEC_PER_HOUR);
    assert_int_equal(app_test_number(t, SQL("SELECT sum(wall) FROM review_request")), sum(t));
    assert_int_equal(
        app_test_number(t, SQL("SELECT amount FROM review_share WHERE kind = 1")), /* the person */
        2 * USEC_PER_HOUR);
    assert_int_equal(p->shown->hand_offs, 2);
    assert_int_equal(p->shown->bounces, 1);
    assert_int_equal(p->shown->repeated, 1);
    assert_int_equal(review_job(&t->cx), 0); /* nothing is left to be read */
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM review_request")), 1);
}

APP_TEST(one_that_is_opened_again_and_solved_is_read_anew_and_counts_once)
{
    app_test_at(t, APP_TEST_MONDAY);
    story(t);
    load(t, t->service);
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_SOLVED), OK);
    struct review_page *p = load(t, t->service);
    assert_int_equal(p->shown->n, 1);
    assert_int_equal(p->shown->reopened, 1);
    assert_int_equal(sum(t), 8 * USEC_PER_HOUR);
}

APP_TEST(lateness_falls_to_what_was_not_the_persons)
{
    app_test_at(t, APP_TEST_MONDAY);
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASSIGN, .person = t->agent), OK);
    app_test_wait(t, 9 * USEC_PER_DAY);
    assert_true(promise_sweep(&t->cx) >= 0);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_SOLVED), OK);
    struct review_page *p = load(t, t->service);
    int64_t late = app_test_number(t, SQL("SELECT late FROM review_request"));
    int64_t shared = app_test_number(t, SQL("SELECT sum(late) FROM review_share"));
    assert_int_equal(p->shown->late_n, 1);
    assert_true(late > 0);
    assert_true(late - shared >= 0 && late - shared < 10); /* but for rounding, to the µs */
    assert_non_null(p->shown->slowest);
    assert_int_equal(p->shown->slowest->kind, SHARE_TEAM);
}

static enum err solve_week(struct app_test *t, int hours)
{
    for (int i = 0; i < 3; i++) {
        TRY(act(t, .what = ACT_OPEN));
        app_test_wait(t, hours * USEC_PER_HOUR);
        TRY(act(t, .what = ACT_ANSWERS));
        TRY(act(t, .what = ACT_SET_STATE, .state = REQUEST_SOLVED));
        app_test_wait(t, -hours * USEC_PER_HOUR);
    }
    app_test_wait(t, 7 * USEC_PER_DAY);
    return OK;
}

struct mark {
    instant at;
    struct str words;
};
static enum err mark(struct cx *cx, void *arg)
{
    struct mark *m = arg;
    return review_mark_add(cx, (service_id){0}, m->at, m->words);
}

APP_TEST(a_change_shows_against_the_weeks_before_its_mark_and_chance_does_not)
{
    static const int before[] = {5, 6, 5, 7, 6, 5, 6, 7, 6, 5};
    app_test_at(t, APP_TEST_MONDAY);
    for (int i = 0; i < COUNT(before); i++)
        assert_int_equal(solve_week(t, before[i]), OK);
    struct review_page *p = load(t, t->service);
    assert_int_equal(p->shown->n, 30);
    assert_true(p->shown->is_said);
    assert_int_equal(p->chart.base, 10);
    assert_false(p->chart.is_changed);

    struct mark m = {t->cx.now, S("an engineer more")};
    assert_int_equal(app_test_write(t, mark, &m), OK);
    assert_int_equal(app_test_write(t, mark, &(struct mark){t->cx.now, S(" ")}), ERR_INVALID);
    assert_int_equal(app_test_write(t, mark, &(struct mark){t->cx.now + 2 * USEC_PER_DAY, S("x")}),
                     ERR_INVALID);
    double centre = p->chart.centre;
    for (int i = 0; i < 3; i++)
        assert_int_equal(solve_week(t, 1), OK);
    p = load(t, t->service);
    assert_int_equal(p->chart.base, 10);
    assert_true(p->chart.centre == centre); /* the limits are frozen */
    assert_true(p->chart.is_changed);
    assert_int_equal(p->chart.mark_count, 1);
}
