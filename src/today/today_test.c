#include "harness/app_test.h"

#include "today/today.h"

static struct today_page *load(struct app_test *t)
{
    struct today_page *p = NEW(t->arena, struct today_page);
    struct team team = {.id = t->team};
    assert_int_equal(today_load(&t->cx, &team, 1, p), OK);
    return p;
}

static const struct today_person *person(const struct today_page *p, person_id id)
{
    for (int i = 0; i < p->person_count; i++)
        if (p->people[i].id.v == id.v)
            return &p->people[i];
    return NULL;
}

/* A request, acknowledged: what is left is to answer by 14:00 and to resolve. */
static void open_acknowledged(struct app_test *t)
{
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    t->promise = app_test_promise(t, t->request.id, PROMISE_ACKNOWLEDGE);
    assert_int_equal(act(t, .what = ACT_DONE), OK);
}

APP_TEST(a_day_counts_what_is_due_kept_and_late_without_acknowledgements)
{
    app_test_at(t, APP_TEST_MONDAY);
    open_acknowledged(t);
    open_acknowledged(t);
    assert_int_equal(act(t, .what = ACT_ASSIGN, .person = t->agent), OK);
    struct today_page *p = load(t);
    assert_int_equal(p->day.kept + p->day.late, 0);
    assert_int_equal(p->day.open, 2);
    assert_int_equal(p->need_count, 0);
    assert_int_equal(p->nobodys, 1);

    app_test_wait(t, 3 * USEC_PER_HOUR); /* 13:00: due within two hours */
    p = load(t);
    assert_int_equal(p->day.risk, 2);
    assert_int_equal(p->risk_soon, 2);
    assert_int_equal(p->need_count, 2);
    assert_str_equal(p->needs[0].risk, S("risk"));

    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    app_test_wait(t, 2 * USEC_PER_HOUR); /* 15:00: the other one is late */
    assert_true(promise_sweep(&t->cx) >= 0);
    p = load(t);
    assert_int_equal(p->day.kept, 1);
    assert_int_equal(p->day.late, 1);
    assert_int_equal(p->late_now, 1);
    assert_str_equal(p->needs[0].risk, S("broken"));
    assert_int_equal(p->answers, 1);
    assert_int_equal(p->answer_seconds, 3 * 3600);
    assert_int_equal(p->hour_count, 10); /* 8:00 to 17:00 */
    assert_int_equal(p->hours[6].hour, 14);
    assert_int_equal(p->hours[6].tally.kept, 1);
    assert_int_equal(p->hours[6].tally.late, 1);
    assert_int_equal(p->usual_low, -1); /* nothing is said of too few */
    today_draw(p, 144);
    assert_int_equal(p->chart_top, 3);
    assert_int_equal(p->hours[6].heights[0], 48);
    assert_int_equal(p->hours[6].tops[1], 48);
}

APP_TEST(what_needs_somebody_stands_by_its_due_time_and_is_capped)
{
    app_test_at(t, APP_TEST_MONDAY);
    for (int i = 0; i < TODAY_NEEDS + 3; i++) {
        assert_int_equal(act(t, .what = ACT_OPEN), OK);
        assert_int_equal(act(t, .what = ACT_ASKS), OK);
        app_test_wait(t, USEC_PER_MIN);
    }
    app_test_wait(t, 3 * USEC_PER_HOUR);
    struct today_page *p = load(t);
    assert_int_equal(p->need_count, TODAY_NEEDS);
    assert_int_equal(p->need_total, TODAY_NEEDS + 3);
    for (int i = 1; i < p->need_count; i++)
        assert_true(p->needs[i - 1].request.due_at <= p->needs[i].request.due_at);
    assert_int_equal(p->waits_since, APP_TEST_MONDAY);
}

static enum err join(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    return team_add_member(cx, t->team, t->agent, false);
}

APP_TEST(a_usual_day_is_said_only_after_five_of_them)
{
    assert_int_equal(app_test_write(t, join, t), OK);
    for (int day = 0; day <= TODAY_USUAL_DAYS; day++) {
        app_test_at(t, APP_TEST_MONDAY + day * USEC_PER_DAY + (day > 4 ? 2 * USEC_PER_DAY : 0));
        for (int i = 0; i < 2; i++) {
            assert_int_equal(act(t, .what = ACT_OPEN), OK);
            assert_int_equal(act(t, .what = ACT_ASSIGN, .person = t->agent), OK);
            assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
            assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_SOLVED), OK);
        }
        const struct today_person *who = person(load(t), t->agent);
        assert_non_null(who);
        assert_int_equal(who->kept, 4); /* an answer and an end, twice */
        assert_int_equal(who->usual_days, day);
        assert_int_equal(who->percent, day < TODAY_USUAL_DAYS ? -1 : 100);
    }
}

struct give {
    person_id to;
    struct str words;
};
static enum err give(struct cx *cx, void *arg)
{
    struct give *g = arg;
    return thanks_give(cx, g->to, g->words);
}

APP_TEST(thanks_go_to_a_colleague_and_show_today)
{
    app_test_at(t, APP_TEST_MONDAY);
    t->cx.actor.person = t->agent;
    struct give g = {t->leader, S("for calling before I asked")};
    assert_int_equal(app_test_write(t, give, &g), OK);
    struct today_page *p = load(t);
    assert_int_equal(p->thanks_count, 1);
    assert_str_equal(p->thanks[0].words, g.words);
    assert_int_equal(app_test_write(t, give, &(struct give){t->leader, S("  ")}), ERR_INVALID);
    assert_int_equal(app_test_write(t, give, &(struct give){t->customer, S("x")}), ERR_INVALID);
    assert_int_equal(app_test_write(t, give, &(struct give){t->agent, S("x")}), ERR_INVALID);
    app_test_wait(t, USEC_PER_DAY);
    assert_int_equal(load(t)->thanks_count, 0);
}
