#include "harness/app_test.h"

/* Times of the week of APP_TEST_MONDAY, by the hour in London: day 0 is that Monday. */
static instant at(int day, int hour)
{
    return APP_TEST_MONDAY + day * USEC_PER_DAY + (hour - 10) * USEC_PER_HOUR;
}

TEST(a_promise_is_kept_up_to_the_microsecond_it_is_due_and_broken_after)
{
    static const struct {
        instant due, done;
        enum promise_state want;
    } cases[] = {
        {1000, 999, PROMISE_KEPT},
        {1000, 1000, PROMISE_KEPT},
        {1000, 1001, PROMISE_BROKEN},
        {1000, 1000 + USEC_PER_DAY, PROMISE_BROKEN},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct promise p = {.state = PROMISE_OPEN, .due_at = cases[i].due};
        assert_int_equal(promise_outcome(&p, cases[i].done), cases[i].want);
    }
}

TEST(a_promise_may_be_moved_only_while_open_and_before_it_is_due)
{
    static const struct {
        enum promise_state state;
        instant now;
        bool want;
    } cases[] = {
        {PROMISE_OPEN, 999, true},        {PROMISE_OPEN, 1000, false},
        {PROMISE_OPEN, 1001, false},      {PROMISE_KEPT, 1, false},
        {PROMISE_BROKEN, 1, false},       {PROMISE_WITHDRAWN, 1, false},
        {PROMISE_RENEGOTIATED, 1, false},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct promise p = {.state = cases[i].state, .due_at = 1000};
        assert_int_equal(promise_may_move(&p, cases[i].now), cases[i].want);
    }
}

TEST(a_promise_is_at_risk_in_its_last_quarter_and_at_most_two_hours_before)
{
    static const struct {
        int64_t minutes, left;
        enum risk want;
    } cases[] = {
        {60, 15, RISK_NONE},    {60, 14, RISK_SOON},    {60, 0, RISK_SOON},     {60, -1, RISK_LATE},
        {6000, 120, RISK_NONE}, {6000, 119, RISK_SOON}, {6000, 121, RISK_NONE},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct promise p = {.made_at = 0, .due_at = cases[i].minutes * USEC_PER_MIN};
        assert_int_equal(promise_risk(&p, p.due_at - cases[i].left * USEC_PER_MIN), cases[i].want);
    }
}

TEST(what_is_broken_and_not_done_is_still_to_be_done)
{
    static const struct {
        enum promise_state state;
        instant done;
        bool want;
    } cases[] = {
        {PROMISE_OPEN, 0, true},  {PROMISE_BROKEN, 0, true},     {PROMISE_BROKEN, 5, false},
        {PROMISE_KEPT, 5, false}, {PROMISE_WITHDRAWN, 0, false}, {PROMISE_RENEGOTIATED, 0, false},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct promise p = {.state = cases[i].state, .done_at = cases[i].done};
        assert_int_equal(promise_is_pending(&p), cases[i].want);
    }
}

static void ask(struct app_test *t)
{
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
}

static struct promise the(struct app_test *t, enum promise_kind kind)
{
    return app_test_promise(t, t->request.id, kind);
}

static int promises_of(struct app_test *t)
{
    struct promise *list;
    int count;
    assert_int_equal(promise_list(&t->cx, t->request.id, &list, &count), OK);
    return count;
}

APP_TEST(a_request_is_promised_an_acknowledgement_an_answer_and_an_end_in_open_hours)
{
    ask(t); /* Monday 10:00; the day has 7 open hours left, then 8 a day */
    assert_int_equal(promises_of(t), 3);
    assert_int_equal(the(t, PROMISE_ACKNOWLEDGE).due_at, at(0, 11));
    assert_int_equal(the(t, PROMISE_RESPOND).due_at, at(0, 14));
    assert_int_equal(the(t, PROMISE_RESOLVE).due_at, at(3, 10));
    assert_int_equal(t->request.due_at, at(0, 11));
    assert_int_equal(t->request.due_kind, PROMISE_ACKNOWLEDGE);
}

APP_TEST(what_is_asked_on_friday_evening_is_due_on_monday)
{
    app_test_at(t, at(4, 16));
    ask(t);
    assert_int_equal(the(t, PROMISE_ACKNOWLEDGE).due_at, at(4, 17));
    assert_int_equal(the(t, PROMISE_RESPOND).due_at, at(7, 12));
    app_test_at(t, at(5, 3));
    ask(t);
    assert_int_equal(the(t, PROMISE_RESPOND).due_at, at(7, 13));
}

static const struct answer_case {
    int64_t after_due;
    enum promise_state want;
} answer_cases[] = {{-USEC_PER_HOUR, PROMISE_KEPT}, {0, PROMISE_KEPT}, {1, PROMISE_BROKEN}};

APP_TEST(an_answer_keeps_the_promise_to_respond_exactly_until_it_is_due)
{
    for (int i = 0; i < COUNT(answer_cases); i++) {
        app_test_at(t, APP_TEST_MONDAY);
        ask(t);
        app_test_at(t, the(t, PROMISE_RESPOND).due_at + answer_cases[i].after_due);
        assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
        struct promise p = the(t, PROMISE_RESPOND);
        assert_int_equal(p.state, answer_cases[i].want);
        assert_int_equal(p.done_at, t->cx.now);
        assert_int_equal(p.ended_by.v, t->message.id.v);
        assert_int_equal(the(t, PROMISE_RESOLVE).state, PROMISE_OPEN);
    }
}

APP_TEST(a_person_who_writes_again_is_owed_another_answer_but_never_two)
{
    ask(t);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    assert_int_equal(promises_of(t), 3);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    struct promise first = the(t, PROMISE_RESPOND);
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    struct promise second = the(t, PROMISE_RESPOND);
    assert_true(second.id.v > first.id.v);
    assert_int_equal(second.state, PROMISE_OPEN);
    assert_int_equal(second.due_at, at(0, 15));
    assert_int_equal(promises_of(t), 4);
}

APP_TEST(a_promise_moved_before_it_is_due_is_replaced_and_remembers_its_first_time)
{
    ask(t);
    t->promise = the(t, PROMISE_RESPOND);
    app_test_at(t, at(0, 14) - 1);
    assert_int_equal(act(t, .what = ACT_RENEGOTIATE, .due = at(1, 12)),
                     ERR_INVALID); /* no reason */
    assert_int_equal(act(t, .what = ACT_RENEGOTIATE, .due = at(0, 9), .reason = "late"),
                     ERR_INVALID);
    assert_int_equal(the(t, PROMISE_RESPOND).state, PROMISE_OPEN);
    promise_id old = the(t, PROMISE_RESPOND).id;
    assert_int_equal(
        act(t, .what = ACT_RENEGOTIATE, .due = at(1, 12), .reason = "The part is not here"), OK);
    struct promise was, is = the(t, PROMISE_RESPOND);
    assert_int_equal(promise_get(&t->cx, old, &was), OK);
    assert_int_equal(was.state, PROMISE_RENEGOTIATED);
    assert_str_equal(was.reason, S("The part is not here"));
    assert_int_equal(is.replaces.v, old.v);
    assert_int_equal(is.state, PROMISE_OPEN);
    assert_int_equal(is.due_at, at(1, 12));
    assert_int_equal(is.first_due_at, at(0, 14));
}

APP_TEST(a_promise_that_is_due_cannot_be_moved)
{
    ask(t);
    t->promise = the(t, PROMISE_RESPOND);
    app_test_at(t, at(0, 14));
    assert_int_equal(act(t, .what = ACT_RENEGOTIATE, .due = at(1, 12), .reason = "sorry"),
                     ERR_CONFLICT);
    assert_int_equal(the(t, PROMISE_RESPOND).state, PROMISE_OPEN);
    assert_int_equal(the(t, PROMISE_RESPOND).due_at, at(0, 14));
}

APP_TEST(a_broken_promise_stays_broken_when_it_is_done_after_all)
{
    ask(t);
    app_test_at(t, at(0, 15));
    assert_true(promise_sweep(&t->cx) > 0);
    struct promise p = the(t, PROMISE_RESPOND);
    assert_int_equal(p.state, PROMISE_BROKEN);
    assert_int_equal(p.done_at, 0);
    app_test_at(t, at(0, 16));
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    p = the(t, PROMISE_RESPOND);
    assert_int_equal(p.state, PROMISE_BROKEN);
    assert_int_equal(p.ended_at, at(0, 14)); /* when it was due, whoever noticed when */
    assert_int_equal(p.done_at, at(0, 16));
}

APP_TEST(waiting_moves_the_due_time_by_the_open_time_that_was_waited)
{
    ask(t);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    app_test_at(t, at(0, 16));
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_WAITING), OK);
    assert_int_equal(t->request.due_at, 0);
    app_test_at(t, at(1, 11)); /* an hour on Monday, two on Tuesday */
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    assert_int_equal(t->request.state, REQUEST_OPEN);
    assert_int_equal(the(t, PROMISE_RESOLVE).due_at, at(3, 13));
    assert_int_equal(the(t, PROMISE_RESOLVE).first_due_at, at(3, 10));
    assert_int_equal(the(t, PROMISE_RESPOND).due_at, at(1, 15));
}

APP_TEST(waiting_forgives_nothing_that_was_late_before)
{
    ask(t);
    app_test_at(t, at(0, 14) + USEC_PER_MIN);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_WAITING), OK);
    app_test_at(t, at(2, 10));
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_OPEN), OK);
    assert_int_equal(the(t, PROMISE_RESPOND).due_at, at(0, 14));
    assert_int_equal(the(t, PROMISE_RESPOND).state, PROMISE_BROKEN);
    assert_int_equal(promise_sweep(&t->cx), 0);
}

APP_TEST(nothing_breaks_while_it_waits_on_the_person)
{
    ask(t);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_WAITING), OK);
    app_test_at(t, at(4, 12));
    assert_int_equal(promise_sweep(&t->cx), 0);
    assert_int_equal(the(t, PROMISE_RESPOND).state, PROMISE_OPEN);
}

APP_TEST(nothing_is_solved_while_an_answer_is_owed)
{
    ask(t);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_SOLVED), ERR_CONFLICT);
    assert_int_equal(request_get(&t->cx, t->request.id, &t->request), OK);
    assert_int_equal(t->request.state, REQUEST_OPEN);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_SOLVED), OK);
    assert_int_equal(the(t, PROMISE_RESOLVE).state, PROMISE_KEPT);
    assert_int_equal(t->request.solved_at, t->cx.now);
    assert_int_equal(t->request.due_at, 0);
}

APP_TEST(what_is_opened_again_is_promised_an_end_again)
{
    ask(t);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_SOLVED), OK);
    promise_id first = the(t, PROMISE_RESOLVE).id;
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    assert_int_equal(t->request.state, REQUEST_OPEN);
    assert_true(the(t, PROMISE_RESOLVE).id.v > first.v);
    assert_int_equal(the(t, PROMISE_RESOLVE).state, PROMISE_OPEN);
    assert_int_equal(the(t, PROMISE_RESPOND).state, PROMISE_OPEN);
}

static const enum request_state no_longer_wanted[] = {REQUEST_SPAM, REQUEST_WITHDRAWN};

APP_TEST(what_is_no_longer_wanted_withdraws_what_is_open_and_leaves_what_is_broken)
{
    for (int i = 0; i < COUNT(no_longer_wanted); i++) {
        app_test_at(t, APP_TEST_MONDAY);
        ask(t);
        app_test_at(t, at(0, 15));
        assert_true(promise_sweep(&t->cx) > 0);
        assert_int_equal(
            act(t, .what = ACT_SET_STATE, .state = no_longer_wanted[i], .reason = "not for us"),
            OK);
        assert_int_equal(the(t, PROMISE_RESPOND).state, PROMISE_BROKEN);
        assert_int_equal(the(t, PROMISE_ACKNOWLEDGE).state, PROMISE_BROKEN);
        assert_int_equal(the(t, PROMISE_RESOLVE).state, PROMISE_WITHDRAWN);
    }
}

APP_TEST(an_answer_taken_back_opens_again_what_it_kept)
{
    ask(t);
    assert_int_equal(act(t, .what = ACT_ANSWERS, .send_after = t->cx.now + 10 * USEC_PER_SEC), OK);
    assert_int_equal(the(t, PROMISE_RESPOND).state, PROMISE_KEPT);
    app_test_wait(t, 9 * USEC_PER_SEC);
    assert_int_equal(act(t, .what = ACT_TAKES_BACK), OK);
    assert_int_equal(the(t, PROMISE_RESPOND).state, PROMISE_OPEN);
    assert_int_equal(the(t, PROMISE_ACKNOWLEDGE).state, PROMISE_OPEN);
    assert_int_equal(the(t, PROMISE_RESPOND).done_at, 0);
    assert_int_equal(t->request.due_at, at(0, 11));
    assert_int_equal(act(t, .what = ACT_ANSWERS, .send_after = t->cx.now + 10 * USEC_PER_SEC), OK);
    app_test_wait(t, 10 * USEC_PER_SEC);
    assert_int_equal(act(t, .what = ACT_TAKES_BACK), ERR_CONFLICT);
    assert_int_equal(the(t, PROMISE_RESPOND).state, PROMISE_KEPT);
}

APP_TEST(history_promises_nothing)
{
    assert_int_equal(act(t, .what = ACT_OPEN, .is_history = true), OK);
    assert_int_equal(act(t, .what = ACT_ASKS, .is_history = true), OK);
    assert_int_equal(act(t, .what = ACT_ANSWERS, .is_history = true), OK);
    assert_int_equal(promises_of(t), 0);
    assert_int_equal(t->request.due_at, 0);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM mail_out")), 0);
}

APP_TEST(the_sweep_marks_what_is_nearly_due_and_breaks_what_is_late_once)
{
    ask(t);
    assert_int_equal(promise_sweep(&t->cx), 0);
    app_test_at(t, at(0, 11) - 10 * USEC_PER_MIN); /* of the hour to acknowledge */
    assert_int_equal(promise_sweep(&t->cx), 1);
    assert_int_equal(request_get(&t->cx, t->request.id, &t->request), OK);
    assert_int_equal(t->request.risk, RISK_SOON);
    assert_int_equal(promise_sweep(&t->cx), 0);
    app_test_at(t, at(0, 11));
    assert_int_equal(promise_sweep(&t->cx), 0);
    app_test_wait(t, 1);
    assert_int_equal(promise_sweep(&t->cx), 1);
    assert_int_equal(request_get(&t->cx, t->request.id, &t->request), OK);
    assert_int_equal(t->request.risk, RISK_LATE);
    assert_int_equal(the(t, PROMISE_ACKNOWLEDGE).state, PROMISE_BROKEN);
    assert_int_equal(the(t, PROMISE_RESPOND).state, PROMISE_OPEN);
    assert_int_equal(promise_sweep(&t->cx), 0);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM event WHERE kind = 15")), 1);
}

APP_TEST(a_promise_by_hand_lies_in_the_future_and_counts_in_the_persons_record)
{
    int kept, broken;
    ask(t);
    assert_int_equal(act(t, .what = ACT_PROMISE, .promise = PROMISE_UPDATE, .due = t->cx.now),
                     ERR_INVALID);
    assert_int_equal(act(t, .what = ACT_PROMISE, .promise = PROMISE_UPDATE, .due = at(1, 10)), OK);
    assert_int_equal(the(t, PROMISE_UPDATE).amount, 8 * USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_DONE), OK);
    assert_int_equal(the(t, PROMISE_UPDATE).state, PROMISE_KEPT);
    app_test_at(t, at(0, 15));
    assert_true(promise_sweep(&t->cx) > 0);
    assert_int_equal(promise_record(&t->cx, t->customer, &kept, &broken), OK);
    assert_int_equal(kept, 1);
    assert_int_equal(broken, 2);
}

static enum err acknowledge(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    struct message m = {.kind = MESSAGE_AUTO,
                        .channel = CHANNEL_MAIL,
                        .text = S("We have it."),
                        .visible = S(""),
                        .html = S(""),
                        .mail_id = S(""),
                        .raw_hash = S("")};
    return message_add(cx, &t->request, &m);
}

APP_TEST(what_a_machine_acknowledged_was_kept_by_nobody)
{
    int kept, broken;
    ask(t);
    assert_int_equal(app_test_write(t, acknowledge, t), OK);
    assert_int_equal(the(t, PROMISE_ACKNOWLEDGE).state, PROMISE_KEPT);
    assert_true(the(t, PROMISE_ACKNOWLEDGE).is_automatic);
    assert_int_equal(the(t, PROMISE_RESPOND).state, PROMISE_OPEN);
    assert_int_equal(promise_record(&t->cx, t->customer, &kept, &broken), OK);
    assert_int_equal(kept, 0);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_false(the(t, PROMISE_RESPOND).is_automatic);
    assert_int_equal(promise_record(&t->cx, t->customer, &kept, &broken), OK);
    assert_int_equal(kept, 1);
    assert_int_equal(broken, 0);
}

APP_TEST(a_promise_by_hand_for_a_closed_hour_keeps_that_hour_and_moves_only_by_open_time)
{
    ask(t);
    assert_int_equal(act(t, .what = ACT_PROMISE, .promise = PROMISE_UPDATE, .due = at(1, 20)), OK);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_WAITING), OK);
    app_test_at(t, at(0, 10) + 1);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_OPEN), OK);
    assert_int_equal(the(t, PROMISE_UPDATE).due_at, at(2, 9) + 1);
    assert_int_equal(the(t, PROMISE_UPDATE).given_at, at(1, 20));
    app_test_at(t, at(0, 18)); /* closed: nothing is waited */
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_WAITING), OK);
    app_test_at(t, at(0, 23));
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_OPEN), OK);
    assert_int_equal(the(t, PROMISE_UPDATE).due_at, at(2, 9) + 1);
}

/* From now on the team works from 12:00 to 14:00. */
static enum err work_less(struct cx *cx, void *arg)
{
    struct hours h;
    const struct calendar *c;
    struct app_test *t = arg;
    TRY(team_calendar(cx, t->team, &c, &h));
    return hours_set(cx, h.id, h.name,
                     S("{\"tz\":\"Europe/London\",\"week\":{\"mon\":[[\"12:00\",\"14:00\"]],"
                       "\"tue\":[[\"12:00\",\"14:00\"]],\"wed\":[[\"12:00\",\"14:00\"]],"
                       "\"thu\":[[\"12:00\",\"14:00\"]],\"fri\":[[\"12:00\",\"14:00\"]]}}"));
}

APP_TEST(a_change_of_the_hours_rewrites_no_promise_that_was_given)
{
    ask(t);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(app_test_write(t, work_less, t), OK);
    assert_int_equal(the(t, PROMISE_RESOLVE).due_at, at(3, 10));
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_WAITING), OK);
    app_test_at(t, at(0, 16));
    assert_int_equal(act(t, .what = ACT_ASKS), OK);
    assert_int_equal(the(t, PROMISE_RESOLVE).due_at, at(3, 16)); /* six of its own hours later */
    assert_int_equal(the(t, PROMISE_RESPOND).due_at, at(2, 14)); /* a new one: in the new hours */
}

APP_TEST(the_answer_that_tells_of_a_promise_does_not_keep_it)
{
    ask(t);
    assert_int_equal(act(t, .what = ACT_PROMISE, .promise = PROMISE_UPDATE, .due = at(1, 12)), OK);
    app_test_wait(t, USEC_PER_MIN);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(the(t, PROMISE_UPDATE).state, PROMISE_OPEN);
    assert_int_equal(the(t, PROMISE_UPDATE).told_at, t->cx.now);
    app_test_wait(t, USEC_PER_HOUR);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    assert_int_equal(the(t, PROMISE_UPDATE).state, PROMISE_KEPT);
}

APP_TEST(marking_as_kept_by_mistake_is_taken_back_whole)
{
    ask(t);
    assert_int_equal(act(t, .what = ACT_ANSWERS), OK);
    app_test_wait(t, USEC_PER_MIN);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_SOLVED), OK);
    assert_int_equal(act(t, .what = ACT_SET_STATE, .state = REQUEST_OPEN, .reason = "undo"), OK);
    assert_int_equal(the(t, PROMISE_RESOLVE).state, PROMISE_OPEN);
    assert_int_equal(the(t, PROMISE_RESPOND).state, PROMISE_KEPT);
    assert_int_equal(promises_of(t), 3);
}
