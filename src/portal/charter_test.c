#include "harness/app_test.h"

#include "portal/charter.h"

struct set {
    bool is_on;
};
static enum err set(struct cx *cx, void *arg)
{
    return charter_set(cx, ((struct set *)arg)->is_on, S("Words"));
}

static struct charter_page *load(struct app_test *t)
{
    struct charter_page *p = NEW(t->arena, struct charter_page);
    assert_int_equal(charter_load(&t->cx, p), OK);
    return p;
}

/* n requests, each answered an hour after it came, or six hours after when it is late. */
static void story(struct app_test *t, int n, bool is_late)
{
    for (int i = 0; i < n; i++) {
        assert_int_equal(act(t, .what = ACT_OPEN), OK);
        request_id id = t->request.id;
        app_test_wait(t, is_late ? 6 * USEC_PER_HOUR : USEC_PER_HOUR);
        assert_true(promise_sweep(&t->cx) >= 0);
        assert_int_equal(act(t, .what = ACT_ANSWERS, .on = id), OK);
        app_test_wait(t, is_late ? 18 * USEC_PER_HOUR : -USEC_PER_HOUR);
    }
}

APP_TEST(a_charter_is_nobodys_business_until_it_is_on)
{
    assert_false(load(t)->is_on);
    story(t, 25, false);
    assert_int_equal(app_test_write(t, set, &(struct set){true}), OK);
    struct charter_page *p = load(t);
    assert_true(p->is_on);
    assert_int_equal(p->service_count, 1);
    assert_int_equal(app_test_write(t, set, &(struct set){false}), OK);
    p = load(t);
    assert_false(p->is_on);
    assert_int_equal(p->service_count, 0);
}

APP_TEST(a_share_is_said_from_twenty_promises_on_with_its_interval)
{
    app_test_at(t, APP_TEST_MONDAY);
    story(t, CHARTER_FEWEST - 1, false);
    app_test_wait(t, USEC_PER_DAY); /* they have fallen due */
    assert_int_equal(app_test_write(t, set, &(struct set){true}), OK);
    const struct charter_line *l = &load(t)->services[0].lines[0];
    assert_int_equal(l->n, CHARTER_FEWEST - 1);
    assert_int_equal(l->percent, -1);

    story(t, 1, false);
    app_test_wait(t, USEC_PER_DAY);
    assert_int_equal(app_test_write(t, set, &(struct set){true}), OK);
    l = &load(t)->services[0].lines[0];
    assert_int_equal(l->n, 20);
    assert_int_equal(l->percent, 100);
    assert_int_equal(l->low, 84); /* Wilson: 20 of 20 is 83.9 to 100 */
    assert_int_equal(l->high, 100);
    assert_int_equal(l->late_half.n, 0);
}

APP_TEST(late_ones_are_told_from_five_on_and_old_ones_leave)
{
    app_test_at(t, APP_TEST_MONDAY);
    story(t, 20, false);
    story(t, 4, true); /* Monday to Thursday */
    assert_int_equal(app_test_write(t, set, &(struct set){true}), OK);
    assert_int_equal(load(t)->services[0].lines[0].late_half.n, 0);
    story(t, 1, true);
    assert_int_equal(app_test_write(t, set, &(struct set){true}), OK);
    const struct charter_line *l = &load(t)->services[0].lines[0];
    assert_int_equal(l->n, 25);
    assert_int_equal(l->percent, 80);
    assert_true(l->late_half.n > 0);

    app_test_wait(t, 100 * USEC_PER_DAY);
    assert_int_equal(charter_job(&t->cx), 0); /* counts anew: more than an hour has passed */
    assert_int_equal(load(t)->services[0].lines[0].n, 0);
}

static enum err add(struct cx *cx, void *arg)
{
    return charter_add_change(cx, *(struct str *)arg);
}
static enum err drop(struct cx *cx, void *arg)
{
    return charter_drop_change(cx, *(int64_t *)arg);
}

APP_TEST(changes_come_and_go)
{
    struct str words = S("  You said, we did  "), nothing = S(" ");
    assert_int_equal(app_test_write(t, add, &words), OK);
    assert_int_equal(app_test_write(t, add, &nothing), ERR_INVALID);
    struct charter_page *p = load(t);
    assert_int_equal(p->change_count, 1);
    assert_str_equal(p->changes[0].words, S("You said, we did"));
    assert_int_equal(app_test_write(t, drop, &p->changes[0].id), OK);
    assert_int_equal(app_test_write(t, drop, &p->changes[0].id), ERR_NOT_FOUND);
    assert_int_equal(load(t)->change_count, 0);
}
