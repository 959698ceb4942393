#include "stat/erlang.h"
#include "stat/near.h"

TEST(erlang_b_and_c_are_the_tables)
{
    static const double b_cases[][3] = {{1, 1, .5},
                                        {5, 3, .110054348},
                                        {10, 5, .018384570},
                                        {10, 4.4612, .010000290},
                                        {20, 12.031, .010002592},
                                        {30, 25, .052603172},
                                        {100, 84.064, .009999683},
                                        {200, 180, .010324995},
                                        {500, 500, .034847777}};
    static const double c_cases[][3] = {{1, .5, .5},
                                        {2, 1, .333333333},
                                        {11, 10, .682118205},
                                        {13, 10, .285270453},
                                        {14, 10, .174131934},
                                        {25, 20, .209102827},
                                        {55, 50, .384547318},
                                        {110, 100, .237007500},
                                        {3, 3, 1},
                                        {0, 1, 1},
                                        {3, 0, 0}};
    double x;
    for (size_t i = 0; i < sizeof b_cases / sizeof *b_cases; i++) {
        assert_int_equal(erlang_b(b_cases[i][1], (int64_t)b_cases[i][0], &x), OK);
        near_to(x, b_cases[i][2], 1e-9);
    }
    for (size_t i = 0; i < sizeof c_cases / sizeof *c_cases; i++) {
        assert_int_equal(erlang_c(c_cases[i][1], (int64_t)c_cases[i][0], &x), OK);
        near_to(x, c_cases[i][2], 1e-9);
    }
    assert_int_equal(erlang_b(-1, 3, &x), ERR_INVALID);
    assert_int_equal(erlang_c(NAN, 3, &x), ERR_INVALID);
    assert_int_equal(erlang_b(1, -3, &x), ERR_INVALID);
    assert_int_equal(erlang_b(1e-3, 100000, &x), OK);
    near(x, 0);
}

TEST(a_desk_of_fourteen_serves_eighty_in_twenty)
{
    static const int sizes[][2] = {{20, 4},   {40, 7},   {60, 9},   {80, 11},
                                   {100, 14}, {120, 16}, {150, 19}, {200, 24}};
    struct desk_state s;
    struct desk d = {10, 180, 14};
    struct desk_goal goal = {.share = .8, .within = 20}, busy = {.occupancy = .85};
    double x;
    int64_t n;
    assert_int_equal(desk_served((struct desk){10, 180, 13}, 20, &x), OK);
    near(x, .795595);
    assert_int_equal(desk_served(d, 20, &x), OK);
    near(x, .888350);
    assert_int_equal(desk_state(d, &s), OK);
    near(s.mean_wait, 7.835937), near(s.occupancy, .714286);
    assert_int_equal(desk_served((struct desk){10, 180, 15}, 20, &x), OK);
    near(x, .941453);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(desk_size(sizes[i][0] * 180 / 1800., 180, &goal, &n), OK);
        assert_int_equal(n, sizes[i][1]);
    }
    assert_int_equal(desk_size(10, 180, &busy, &n), OK);
    assert_int_equal(n, 12);
    assert_int_equal(desk_size(48, 180, &busy, &n), OK);
    assert_int_equal(n, 57);
    assert_int_equal(desk_size(10, 180, &(struct desk_goal){0}, &n), ERR_INVALID);
    assert_int_equal(desk_state((struct desk){10, 180, 10}, &s), ERR_INVALID);
    assert_int_equal(desk_wait((struct desk){48, 60, 50}, .9, &x), OK);
    near_to(x, 58.14, .005);
    assert_int_equal(desk_state((struct desk){48, 60, 50}, &s), OK);
    near_to(s.mean_wait, 20.83, .005), near_to(s.queue, 16.67, .005);
}

TEST(shrinkage_divides)
{
    static const double parts[] = {.10, .12, .05, .08};
    int64_t n;
    double x;
    assert_int_equal(scheduled(14, .3, &n), OK);
    assert_int_equal(n, 20);
    assert_int_equal(scheduled(15, .3, &n), OK);
    assert_int_equal(n, 22);
    assert_int_equal(scheduled(14, 1, &n), ERR_INVALID);
    assert_int_equal(shrinkage_of(parts, 4, &x), OK);
    near(x, .307792);
}

TEST(impatient_callers_leave_as_the_papers_say)
{
    struct crowd_state s;
    struct crowd c = {48, 1, .5, 50};
    double x;
    assert_int_equal(crowd_state(c, &s), OK);
    near_to(s.waits, .467774069, 1e-9), near_to(s.abandons, .030912249, 1e-9);
    near_to(s.mean_wait, .061824498, 1e-9), near(s.queue, 2.967576), near(s.occupancy, .930324);
    assert_int_equal(crowd_wait(c, .9, &x), OK);
    near_to(x * 60, 12.45, .01);
    static const double small[][4] = {
        {10, .137463826, .639941}, {11, .094155034, .742209}, {14, .022839287, .932730}};
    for (int i = 0; i < 3; i++) {
        struct crowd k = {100 / 30., 1 / 3., .5, (int64_t)small[i][0]};
        assert_int_equal(crowd_state(k, &s), OK);
        near_to(s.abandons, small[i][1], 1e-9);
        assert_int_equal(crowd_served(k, 1 / 3., &x), OK);
        near(x, small[i][2]);
    }
    struct crowd three = {.5, .2, .1, 3};
    assert_int_equal(crowd_state(three, &s), OK);
    near_to(s.waits, .507968281, 1e-9), near_to(s.abandons, .130496777, 1e-9);
    near_to(s.mean_wait, 1.304967775, 1e-9);
}

TEST(a_crowds_numbers_add_up)
{
    static const struct crowd crowds[] = {{48, 1, .5, 50}, {3, 1, 5, 2},      {100, 1, .01, 90},
                                          {1, 1, 1, 0},    {10, 1, 1e-9, 20}, {1000, 1, .2, 1000},
                                          {2, 1, 1, 5000}};
    for (size_t i = 0; i < sizeof crowds / sizeof *crowds; i++) {
        struct crowd c = crowds[i];
        struct crowd_state s;
        double at_once, served, over, longest;
        assert_int_equal(crowd_state(c, &s), OK);
        assert_int_equal(crowd_served(c, 0, &at_once), OK);
        assert_int_equal(crowd_served(c, 1e4 / c.service, &served), OK);
        assert_int_equal(crowd_waits_over(c, 0, &over), OK);
        assert_int_equal(crowd_waits_over(c, 1e4 / c.service, &longest), OK);
        near(at_once, 1 - s.waits);   /* at once: those who do not wait */
        near(served, 1 - s.abandons); /* in the end: those who do not leave */
        near(over, s.waits);
        near(longest, 0);
        /* The mean wait is the area under "waits over t". */
        double sum = 0, step = .01 / (c.impatience + c.service * sqrt((double)c.n));
        for (double t = step / 2; c.impatience > .1 && c.n < 500 && over > 1e-9; t += step) {
            assert_int_equal(crowd_waits_over(c, t, &over), OK);
            sum += over * step;
        }
        if (c.impatience > .1 && c.n < 500)
            near_to(sum, s.mean_wait, 1e-4 * s.mean_wait + 1e-7);
    }
}

TEST(endless_patience_is_erlang_c)
{
    struct crowd c = {100 / 30., 1 / 3., 1e-9, 14};
    struct crowd_state s;
    double x;
    assert_int_equal(crowd_state(c, &s), OK);
    near(s.waits, .174131934), near_to(s.mean_wait * 60, 7.835937, 1e-5);
    assert_int_equal(crowd_served(c, 1 / 3., &x), OK);
    near(x, .888350);
    assert_int_equal(crowd_state((struct crowd){0, 1, 1, 1}, &s), ERR_INVALID);
    assert_int_equal(crowd_state((struct crowd){1, 1, 0, 1}, &s), ERR_INVALID);
    assert_int_equal(crowd_state((struct crowd){10, 1, 1e-9, 5}, &s), ERR_TOO_LARGE);
}

TEST(square_roots_explain)
{
    static const double hw[][2] = {
        {.25, .720932}, {.5, .504539}, {1, .223361}, {1.5, .084690}, {2, .026881}};
    static const double gr[][2] = {{.5, .308538}, {1, .158655}, {2, .022750}};
    double x;
    int64_t n;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(halfin_whitt(hw[i][0], &x), OK);
        near(x, hw[i][1]);
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(garnett(gr[i][0], 1, &x), OK);
        near(x, gr[i][1]);
    }
    assert_int_equal(halfin_whitt(4 / sqrt(10), &x), OK);
    near(x, .136426);
    assert_int_equal(square_root_size(100, 1, &n), OK);
    assert_int_equal(n, 110);
    assert_int_equal(halfin_whitt(0, &x), ERR_INVALID);
}
