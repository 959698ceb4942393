/* Times that were seen, and what may be promised of them, against the design's numbers. */
#include "stat/conformal.h"
#include "stat/convolve.h"
#include "stat/forecast.h"
#include "stat/near.h"
#include "stat/quantile.h"
#include "stat/survival.h"
#include "stat/wait.h"

TEST(quantiles_for_promises_round_up)
{
    static const double ten[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    static const double reply[] = {3, 5, 8, 12, 20, 35, 60, 90, 240, 1000};
    double x = 7;
    assert_int_equal(quantile_promise(ten, 10, .9, &x), OK);
    near(x, 10);
    assert_int_equal(quantile_type7(ten, 10, .9, &x), OK);
    near(x, 9.1);
    assert_int_equal(quantile_inverse(ten, 10, .9, &x), OK);
    near(x, 9);
    assert_int_equal(quantile_promise(reply, 10, .5, &x), OK);
    near(x, 35);
    assert_int_equal(quantile_promise(reply, 10, .9, &x), OK);
    near(x, 1000);
    assert_int_equal(quantile_promise(ten, 9, .9, &x), OK);
    near(x, 9);
    x = 7;
    assert_int_equal(quantile_promise(ten, 8, .9, &x), ERR_INVALID);
    assert_int_equal(quantile_promise(ten, 0, .9, &x), ERR_INVALID);
    assert_int_equal(quantile_type7((const double[]){2, 1}, 2, .5, &x), ERR_INVALID);
    assert_int_equal(quantile_type7((const double[]){1, NAN}, 2, .5, &x), ERR_INVALID);
    assert_true(x >= 7 && x <= 7);
    assert_int_equal(quantile_type7(ten, 10, 1, &x), OK);
    near(x, 10);
    assert_int_equal(quantile_inverse(ten, 10, 0, &x), OK);
    near(x, 1);
}

TEST(a_bound_with_confidence_needs_twenty_two)
{
    static const int want[][2] = {{22, 22}, {30, 30}, {50, 49}, {100, 95}, {200, 186}};
    int64_t r, n;
    assert_int_equal(tolerance_rank(10, .9, .9, &r), ERR_INVALID);
    assert_int_equal(tolerance_rank(21, .9, .9, &r), ERR_INVALID);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(tolerance_rank(want[i][0], .9, .9, &r), OK);
        assert_int_equal(r, want[i][1]);
    }
    assert_int_equal(tolerance_least(.9, .9, &n), OK);
    assert_int_equal(n, 22);
    assert_int_equal(tolerance_least(.9, .8, &n), OK);
    assert_int_equal(n, 16);
    assert_int_equal(tolerance_least(.95, .95, &n), OK);
    assert_int_equal(n, 59);
}

TEST(survival_is_the_published_curve)
{
    static const struct lifetime six_mp[] = {{6, 1},  {6, 1},  {6, 1},  {6, 0},  {7, 1},  {9, 0},
                                             {10, 1}, {10, 0}, {11, 0}, {13, 1}, {16, 1}, {17, 0},
                                             {19, 0}, {20, 0}, {22, 1}, {23, 1}, {25, 0}, {32, 0},
                                             {32, 0}, {34, 0}, {35, 0}};
    static const double want[][3] = {{6, .8571, .0764},  {7, .8067, .0869},  {10, .7529, .0963},
                                     {13, .6902, .1068}, {16, .6275, .1141}, {22, .5378, .1282},
                                     {23, .4482, .1346}};
    struct arena a = {0};
    struct survival s;
    assert_int_equal(survival_of(&a, six_mp, 21, .95, &s), OK);
    assert_int_equal(s.count, 7);
    for (int i = 0; i < 7; i++) {
        near(s.steps[i].time, want[i][0]);
        near_to(s.steps[i].survival, want[i][1], 5e-5), near_to(s.steps[i].se, want[i][2], 5e-5);
    }
    near_to(s.steps[6].interval.low, .1881, 5e-5), near_to(s.steps[6].interval.high, .6801, 5e-5);
    arena_release(&a);
}

TEST(open_tickets_count_and_an_unknown_quantile_is_refused)
{
    static const struct lifetime t[] = {{30, 0}, {2, 1}, {3, 1},  {3, 1},  {5, 1},  {6, 0},
                                        {8, 1},  {9, 1}, {12, 0}, {14, 1}, {20, 1}, {24, 0}};
    static const double want[][2] = {{2, .916667}, {3, .75},      {5, .666667}, {8, .571429},
                                     {9, .476190}, {14, .357143}, {20, .238095}};
    struct arena a = {0};
    struct survival s;
    double x = 7;
    assert_int_equal(survival_of(&a, t, 12, .95, &s), OK);
    assert_int_equal(s.count, 7);
    for (int i = 0; i < 7; i++)
        near(s.steps[i].survival, want[i][1]);
    assert_int_equal(survival_quantile(&s, .5, &x), OK);
    near(x, 9);
    assert_int_equal(survival_quantile(&s, .75, &x), OK);
    near(x, 20);
    assert_int_equal(survival_quantile(&s, .9, &x), ERR_INVALID);
    near(x, 20);
    assert_int_equal(survival_given(&s, 8, 14, &x), OK);
    near(x, .375);
    assert_int_equal(survival_given(&s, 8, 20, &x), OK);
    near(x, .583333);
    near(survival_at(&s, 1), 1);
    near(survival_at(&s, 1000), .238095);
    static const struct lifetime all[] = {{1, 1}, {2, 1}}, bad[] = {{-1, 1}}, none[] = {{NAN, 1}};
    assert_int_equal(survival_of(&a, all, 2, .95, &s), OK);
    near(s.steps[1].survival, 0), near(s.steps[1].se, 0);
    assert_int_equal(survival_given(&s, 3, 4, &x), ERR_INVALID);
    assert_int_equal(survival_of(&a, bad, 1, .95, &s), ERR_INVALID);
    assert_int_equal(survival_of(&a, none, 1, .95, &s), ERR_INVALID);
    assert_int_equal(survival_of(&a, bad, 0, .95, &s), ERR_INVALID);
    arena_release(&a);
}

TEST(forecasts_are_calibrated_by_their_own_past)
{
    static const double y[] = {4, 7, 12, 9, 15, 6, 22, 8, 10, 5},
                        q[] = {12, 12, 12, 12, 18, 12, 18, 12, 12, 12};
    static const double fifteen[] = {15, 15, 15, 15, 15, 15, 15, 15, 15, 15};
    static const bool missed[] = {0, 0, 1, 0};
    static const double drift[] = {.105, .11, .065, .07};
    int rank = 7;
    double x, alpha = .1;
    assert_int_equal(conformal_rank(19, .1, &rank), OK);
    assert_int_equal(rank, 18);
    assert_int_equal(conformal_rank(9, .1, &rank), OK);
    assert_int_equal(rank, 9);
    assert_int_equal(conformal_rank(8, .1, &rank), ERR_INVALID);
    assert_int_equal(conformal_factor((const double[]){.8, .9, 1.1, 1.3}, 4, .5, &x), OK);
    near(x, 1.1);
    for (int i = 0; i < 4; i++) {
        alpha = conformal_drift(alpha, .1, .05, missed[i]);
        near(alpha, drift[i]);
    }
    assert_int_equal(coverage(y, q, 10, &x), OK);
    near(x, .9);
    assert_int_equal(pinball(y, q, 10, .9, &x), OK);
    near(x, .74);
    assert_int_equal(coverage(y, fifteen, 10, &x), OK);
    near(x, .9);
    assert_int_equal(pinball(y, fifteen, 10, .9, &x), OK);
    near(x, 1.22);
    static const double alarms[][3] = {
        {83, 100, .020599}, {84, 100, .039891}, {85, 100, .072573}, {40, 50, .024538}};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(kept_chance((int64_t)alarms[i][0], (int64_t)alarms[i][1], .9, &x), OK);
        near(x, alarms[i][2]);
    }
    assert_int_equal(pinball(y, q, 0, .9, &x), ERR_INVALID);
    assert_int_equal(coverage(y, q, 0, &x), ERR_INVALID);
}

TEST(chances_are_judged_by_what_happened)
{
    static const double score[] = {.9, .8, .7, .6, .55, .5, .4, .3, .2, .1};
    static const bool y[] = {1, 1, 0, 1, 0, 0, 1, 0, 0, 0};
    static const struct calibration_bin bins[] = {
        {.1, 2, 40}, {.3, 9, 30}, {.6, 11, 20}, {.9, 9, 10}};
    double x, z;
    assert_int_equal(auc(score, y, 10, &x), OK);
    near(x, .833333);
    assert_int_equal(brier(score, y, 10, &x, &z), OK);
    near(x, .175250), near(z, .269792);
    assert_int_equal(calibration_error(bins, 4, &x), OK);
    near(x, .03);
    assert_int_equal(predictive_values(.05, .7, .8, &x, &z), OK);
    near(x, .155556), near(z, .980645);
    assert_int_equal(predictive_values(.2, .7, .8, &x, &z), OK);
    near(x, .466667);
    assert_int_equal(auc(score, y, 2, &x), ERR_INVALID);
    assert_int_equal(brier(score, y, 2, &x, &z), ERR_INVALID);
    assert_int_equal(brier(score, y, 0, &x, &z), ERR_INVALID);
    assert_int_equal(calibration_error(bins, 0, &x), ERR_INVALID);
    assert_int_equal(predictive_values(0, 0, 1, &x, &z), ERR_INVALID);
}

static struct dist dist3(struct arena *a, const struct mass *m, int n)
{
    struct dist d = {0};
    assert_int_equal(dist_of(a, m, n, &d), OK);
    return d;
}

static void assert_dist(struct dist d, const struct mass *want, int n)
{
    assert_int_equal(d.count, n);
    for (int i = 0; i < n; i++)
        near(d.mass[i].value, want[i].value), near(d.mass[i].chance, want[i].chance);
}

TEST(chains_of_times_are_added_and_joined)
{
    static const struct mass a_mass[] = {{1, .5}, {2, .3}, {5, .2}},
                             b_mass[] = {{10, .1}, {2, .6}, {3, .3}}, c_mass[] = {{1, .7}, {4, .3}};
    static const struct mass sum[] = {{3, .30}, {4, .33},  {5, .09},  {7, .12},
                                      {8, .06}, {11, .05}, {12, .03}, {15, .02}};
    static const struct mass both[] = {{2, .48}, {3, .24}, {5, .18}, {10, .10}};
    static const struct mass then[] = {{3, .336}, {4, .168}, {6, .27}, {7, .072},
                                       {9, .054}, {11, .07}, {14, .03}};
    struct arena r = {0};
    struct dist a = dist3(&r, a_mass, 3), b = dist3(&r, b_mass, 3), c = dist3(&r, c_mass, 2), x, y;
    double q;
    assert_int_equal(dist_sum(&r, a, b, &x), OK);
    assert_dist(x, sum, 8);
    assert_int_equal(dist_quantile(x, .9, &q), OK);
    near(q, 8);
    assert_int_equal(dist_max(&r, a, b, &x), OK);
    assert_dist(x, both, 4);
    assert_int_equal(dist_quantile(x, .9, &q), OK);
    near(q, 5);
    assert_int_equal(dist_sum(&r, x, c, &y), OK);
    assert_dist(y, then, 7);
    near(dist_mean(y), 5.48), near(dist_chance(y, 8), .846);
    assert_int_equal(dist_quantile(y, .9, &q), OK);
    near(q, 9);
    static const struct mass less[] = {{1, .5}}, wild[] = {{INFINITY, 1}},
                             minus[] = {{1, 1.5}, {2, -.5}};
    assert_int_equal(dist_of(&r, less, 1, &x), ERR_INVALID);
    assert_int_equal(dist_of(&r, wild, 1, &x), ERR_INVALID);
    assert_int_equal(dist_of(&r, minus, 2, &x), ERR_INVALID);
    assert_int_equal(dist_of(&r, less, 0, &x), ERR_INVALID);
    assert_int_equal(dist_from(&r, (const double[]){3, 1, 3, 2}, 4, &x), OK);
    assert_dist(x, (const struct mass[]){{1, .25}, {2, .25}, {3, .5}}, 3);
    arena_release(&r);
}

TEST(a_line_of_known_length_has_an_honest_end)
{
    static const struct {
        int ahead, counters;
        double handling, mean, p50, p90;
    } cases[] = {
        {4, 3, 5, 8.333333, 7.784848, 13.322649}, {0, 1, 5, 5, 3.465736, 11.512925},
        {0, 3, 5, 1.666667, 1.155245, 3.837642},  {10, 4, 6, 16.5, 16.002784, 23.109962},
        {19, 5, 4, 16, 15.734138, 20.722023},
    };
    double x;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct line l = {cases[i].ahead, cases[i].counters, cases[i].handling, 0};
        assert_int_equal(line_mean(l, &x), OK);
        near(x, cases[i].mean);
        assert_int_equal(line_quantile(l, .5, &x), OK);
        near(x, cases[i].p50);
        assert_int_equal(line_quantile(l, .9, &x), OK);
        near(x, cases[i].p90);
    }
    struct line impatient = {4, 3, 5, 20};
    assert_int_equal(line_mean(impatient, &x), OK);
    near(x, 7.217033);
    assert_int_equal(line_quantile(impatient, .9, &x), OK);
    near_to(x, 11.55791, 5e-6);
    assert_int_equal(line_mean((struct line){4, 0, 5, 0}, &x), ERR_INVALID);
    assert_int_equal(line_quantile(impatient, 1, &x), ERR_INVALID);
}

TEST(holt_and_winters_foretell_the_next_season)
{
    static const double y[] = {30, 40, 50, 60, 34, 44, 55, 66, 38, 49, 60, 71};
    static const double next[] = {42.976201, 53.960415, 65.141014, 76.351138},
                        came[] = {43, 53, 66, 77};
    static const double naive[] = {38, 49, 60, 71};
    static struct holt_winters h = {.alpha = .3, .beta = .1, .gamma = .2, .season = 4};
    double f[4], x;
    assert_int_equal(holt_winters_fit(&h, y, 12), OK);
    near(h.level, 56.265333), near(h.trend, 1.289257);
    near(h.seasonal[0], -14.578389), near(h.seasonal[1], -4.883432);
    near(h.seasonal[2], 5.007911), near(h.seasonal[3], 14.928777);
    for (int i = 0; i < 4; i++) {
        f[i] = holt_winters_next(&h, i + 1);
        near(f[i], next[i]);
    }
    struct series past = {y, 12}, came_in = {came, 4};
    assert_int_equal(wape(came, f, 4, &x), OK);
    near(x, .010427);
    assert_int_equal(wape(came, naive, 4, &x), OK);
    near(x, .087866);
    assert_int_equal(mase(past, 4, came_in, f, &x), OK);
    near(x, .131161);
    assert_int_equal(mase(past, 4, came_in, naive, &x), OK);
    near(x, 1.105263);
    assert_int_equal(holt_winters_fit(&h, y, 7), ERR_INVALID);
    assert_int_equal(wape((const double[]){0}, f, 1, &x), ERR_INVALID);
}
