/* Shares, scores, agreement and charts, against the numbers that the design worked out. */
#include "stat/agreement.h"
#include "stat/champion.h"
#include "stat/chart.h"
#include "stat/fisher.h"
#include "stat/iceberg.h"
#include "stat/near.h"
#include "stat/nps.h"
#include "stat/proportion.h"

TEST(wilsons_interval_is_newcombes_table)
{
    static const struct {
        int count, n;
        double low, high;
    } cases[] = {
        {81, 263, .255289, .366210},
        {15, 148, .062386, .160487},
        {0, 20, 0, .161125},
        {1, 29, .006113, .171755},
        {4, 5, .375535, .963776},
        {5, 5, .565518, 1},
        {9, 10, .595850, .982124},
        {45, 50, .786398, .956524},
        {270, 300, .860834, .929052},
        {90, 100, .825634, .944771},
        {0, 0, 0, 1},
    };
    struct range r = {7, 7};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(wilson(cases[i].count, cases[i].n, 0.95, &r), OK);
        near(r.low, cases[i].low);
        near(r.high, cases[i].high);
    }
    r.low = 7;
    assert_int_equal(wilson(3, 2, 0.95, &r), ERR_INVALID);
    assert_int_equal(wilson(-1, 2, 0.95, &r), ERR_INVALID);
    assert_int_equal(wilson(1, 2, 1, &r), ERR_INVALID);
    assert_int_equal(wilson(1, 2, NAN, &r), ERR_INVALID);
    assert_int_equal(wilson_cc(0, 0, 0.95, &r), ERR_INVALID);
    assert_int_equal(clopper_pearson(0, 0, 0.95, &r), ERR_INVALID);
    assert_true(r.low >= 7);
}

TEST(differences_of_shares_have_newcombes_interval)
{
    double d;
    struct range r;
    assert_int_equal(newcombe((struct share){56, 70}, (struct share){48, 80}, 0.95, &d, &r), OK);
    near(d, .2), near(r.low, .052431), near(r.high, .333873);
    assert_int_equal(newcombe((struct share){9, 10}, (struct share){3, 10}, 0.95, &d, &r), OK);
    near(d, .6), near(r.low, .170523), near(r.high, .809018);
    assert_int_equal(newcombe((struct share){0, 0}, (struct share){3, 10}, 0.95, &d, &r),
                     ERR_INVALID);
}

TEST(samples_are_sized_weighted_and_shrunk)
{
    double x, sd;
    static const struct stratum strata[] = {{600, 30, 27}, {300, 20, 15}, {100, 10, 9}};
    assert_int_equal(sample_size(.5, .05, .95, 0, &x), OK);
    near(x, 384.145882);
    assert_int_equal(sample_size(.5, .05, .95, 1000, &x), OK);
    near_to(ceil(x), 278, 0);
    assert_int_equal(sample_size(.5, .03, .95, 0, &x), OK);
    near_to(x, 1067.07, .005);
    assert_int_equal(sample_size(.5, .1, .95, 200, &x), OK);
    near_to(ceil(x - .5), 65, 1);
    assert_int_equal(sample_size(.5, 0, .95, 200, &x), ERR_INVALID);
    assert_int_equal(shrunk((struct share){4, 5}, .86, 40, &x, &sd), OK);
    near(x, .853333), near(sd, .052161);
    assert_int_equal(shrunk((struct share){9, 10}, .86, 40, &x, &sd), OK);
    near(x, .868), near(sd, .047398);
    assert_int_equal(shrunk((struct share){50, 50}, .86, 40, &x, &sd), OK);
    near(x, .937778), near(sd, .025322);
    assert_int_equal(stratified(strata, 3, &x, &sd), OK);
    near(x, .855), near(sd, .044501);
    assert_int_equal(stratified(strata, 0, &x, &sd), ERR_INVALID);
    double weights[160];
    for (int i = 0; i < 160; i++)
        weights[i] = i < 150 ? 1500 / 150. : 500 / 10.;
    assert_int_equal(kish(weights, 160, &x), OK);
    near(x, 100);
    assert_int_equal(kish(weights, 0, &x), ERR_INVALID);
}

TEST(net_promoter_scores_have_adjusted_intervals)
{
    static const struct {
        struct nps_answers a;
        double score, adjusted, low, high;
    } cases[] = {
        {{50, 30, 20}, 30, 29.126214, 14.051130, 44.201297},
        {{3, 2, 1}, 100 / 3., 22.222222, -26.743259, 71.187703},
        {{7, 5, 3}, 400 / 15., 22.222222, -13.247355, 57.691800},
        {{20, 0, 0}, 100, 86.956522, 69.683344, 100},
    };
    struct nps s;
    double points, se, z;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(nps_of(cases[i].a, .95, &s), OK);
        near(s.score, cases[i].score), near(s.adjusted, cases[i].adjusted);
        near(s.interval.low, cases[i].low), near(s.interval.high, cases[i].high);
    }
    assert_int_equal(nps_of(cases[0].a, .95, &s), OK);
    near(s.se, 7.810250);
    assert_int_equal(nps_change(cases[0].a, (struct nps_answers){40, 35, 25}, &points, &se, &z),
                     OK);
    near(points, 15), near(se, 11.124298), near_to(z, 1.3484, 5e-5);
    assert_int_equal(nps_size(5, .7, .95, &points), OK);
    near_to(ceil(points), 1076, 0);
    assert_int_equal(nps_of((struct nps_answers){0, 0, 0}, .95, &s), ERR_INVALID);
    assert_int_equal(nps_change(cases[3].a, cases[3].a, &points, &se, &z), ERR_INVALID);
}

TEST(means_correlations_and_scales_have_their_intervals)
{
    static const double effort[] = {7, 6, 6, 5, 2, 7, 4};
    static const double scale[] = {4, 5, 4, 3, 3, 2, 5, 5, 5, 2, 3, 2, 4, 4, 3};
    static const struct {
        double r, n, low, high;
    } pairs[] = {
        {.3, 24, -.117632, .627462}, {.3, 100, .110068, .468794}, {.6, 12, .039805, .873217}};
    struct mean m;
    struct range r;
    double x;
    assert_int_equal(mean_of(effort, 7, .95, &m), OK);
    near(m.mean, 5.285714), near(m.sd, 1.799471);
    near(m.interval.low, 3.621481), near(m.interval.high, 6.949947);
    assert_int_equal(mean_of(effort, 1, .95, &m), ERR_INVALID);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(correlation_range(pairs[i].r, (int64_t)pairs[i].n, .95, &r), OK);
        near(r.low, pairs[i].low), near(r.high, pairs[i].high);
    }
    assert_int_equal(correlation_range(1, 100, .95, &r), ERR_INVALID);
    assert_int_equal(cronbach(scale, 5, 3, &x), OK);
    near(x, .964286);
    assert_int_equal(cronbach(scale, 1, 3, &x), ERR_INVALID);
    assert_int_equal(spearman_brown(.42, 5, &x), OK);
    near(x, .783582);
    assert_int_equal(spearman_brown(.52, 2, &x), OK);
    near(x, .684211);
}

TEST(the_silent_are_estimated_with_their_doubt)
{
    static const struct {
        struct iceberg_survey s;
        double silent, low, high, ratio, ratio_low, ratio_high;
    } cases[] = {
        {{2000, 50, 300, 36, 1}, 234, 171.504146, 315.232737, 4.68, 3.430083, 6.304655},
        {{2000, 50, 300, 36, 2}, 124.468085, 89.696474, 171.476663, 2.489362, 1.793930, 3.429533},
        {{2000, 50, 300, 36, .5},
         417.857143,
         315.279200,
         542.729100,
         8.357143,
         6.305584,
         10.854582},
        {{2000, 50, 300, 0, 1}, 0, 0, 24.653794, 0, 0, .493076},
        {{500, 4, 60, 9, 1}, 74.4, 40.163305, 129.528362, 18.6, 10.040826, 32.382090},
    };
    struct iceberg i;
    struct range r;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        assert_int_equal(iceberg_of(&cases[k].s, .95, &i), OK);
        near(i.silent, cases[k].silent);
        near_to(i.silent_range.low, cases[k].low, 2e-4),
            near_to(i.silent_range.high, cases[k].high, 2e-4);
        near(i.ratio, cases[k].ratio);
        near(i.ratio_range.low, cases[k].ratio_low), near(i.ratio_range.high, cases[k].ratio_high);
    }
    assert_int_equal(iceberg_of(&cases[0].s, .95, &i), OK);
    near(i.share_range.low, .087951), near(i.share_range.high, .161658);
    struct iceberg_survey none = {100, 0, 30, 3, 1}, empty = {100, 0, 0, 0, 1};
    assert_int_equal(iceberg_of(&none, .95, &i), OK);
    assert_false(i.has_ratio);
    assert_int_equal(iceberg_of(&empty, .95, &i), ERR_INVALID);
    assert_int_equal(iceberg_worst(1000, 300, 36, &r), OK);
    near(r.low, .036), near(r.high, .736);
}

TEST(call_backs_and_two_lists_estimate_the_whole)
{
    static const struct {
        int first, second, both;
        double n, low, high;
    } cases[] = {
        {40, 30, 6, 180.571429, 115.000664, 330.445511},
        {50, 36, 9, 187.7, 129.609176, 309.934458},
        {20, 15, 0, 335, 116.189429, 1143.518702},
        {10, 10, 10, 10, 10, 10},
        {200, 250, 50, 988.235294, 814.660084, 1234.468458},
    };
    struct estimate e;
    assert_int_equal(callback_of(&(struct callback){1000, 300, 36, 70, 14}, .95, &e), OK);
    near(e.value, .176), near(e.se, .034196);
    near(e.interval.low, .108977), near(e.interval.high, .243023);
    assert_int_equal(callback_of(&(struct callback){1000, 300, 36, 1, 1}, .95, &e), ERR_INVALID);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(chapman(cases[i].first, cases[i].second, cases[i].both, .95, &e), OK);
        near(e.value, cases[i].n);
        near(e.interval.low, cases[i].low), near(e.interval.high, cases[i].high);
    }
    assert_int_equal(chapman(40, 30, 6, .95, &e), OK);
    near(e.se, 51.436904);
    assert_int_equal(chapman(5, 5, 6, .95, &e), ERR_INVALID);
}

static const double threes[] = {22, 2, 1, 3, 17, 3, 2, 4, 16};

TEST(two_judges_agree_as_much_as_the_coefficients_say)
{
    static const struct {
        double t[4], kappa, ac1;
    } cases[] = {
        {{20, 5, 10, 15}, .4, .405941},     {{118, 5, 2, 0}, -.023392, .940776},
        {{95, 4, 1, 0}, -.016260, .947438}, {{45, 15, 25, 15}, .130435, NAN},
        {{25, 35, 5, 35}, .259259, NAN},
    };
    struct kappa k;
    double x;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct agreement_table t = {cases[i].t, 2};
        assert_int_equal(cohen_kappa(t, AGREE_EXACT, .95, &k), OK);
        near(k.kappa, cases[i].kappa);
        assert_int_equal(gwet_ac1(t, &x), OK);
        if (!isnan(cases[i].ac1))
            near(x, cases[i].ac1);
    }
    assert_int_equal(scott_pi((struct agreement_table){cases[0].t, 2}, &x), OK);
    near(x, .393939);
    assert_int_equal(bennett_s((struct agreement_table){cases[0].t, 2}, &x), OK);
    near(x, .4);
    static const double same[] = {10, 0, 0, 0}, nothing[4], negative[] = {1, -1, 1, 1};
    assert_int_equal(cohen_kappa((struct agreement_table){same, 2}, AGREE_EXACT, .95, &k),
                     ERR_INVALID);
    assert_int_equal(gwet_ac1((struct agreement_table){same, 2}, &x), OK);
    near(x, 1);
    assert_int_equal(cohen_kappa((struct agreement_table){nothing, 2}, AGREE_EXACT, .95, &k),
                     ERR_INVALID);
    assert_int_equal(cohen_kappa((struct agreement_table){negative, 2}, AGREE_EXACT, .95, &k),
                     ERR_INVALID);
    struct agreement_table t = {threes, 3};
    static const double weighted[] = {.677518, .710345, .743041};
    for (int w = 0; w < 3; w++) {
        assert_int_equal(cohen_kappa(t, (enum agreement_weights)w, .95, &k), OK);
        near(k.kappa, weighted[w]);
    }
    assert_int_equal(gwet_ac1(t, &x), OK);
    near(x, .679193);
}

TEST(krippendorffs_own_example_comes_out)
{
    const double o = NAN;
    const double v[] = {1, 2, 3, 3, 2, 1, 4, 1, 2, o, o, o, 1, 2, 3, 3, 2, 2, 4, 1, 2, 5, o, 3,
                        o, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, o, 1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, o};
    static const double want[] = {.743421, .815388, .849107, .797403};
    struct arena a = {0};
    double x = 7;
    for (int level = 0; level < 4; level++) {
        assert_int_equal(krippendorff_alpha(&a, v, 4, 12, (enum alpha_level)level, &x), OK);
        near(x, want[level]);
    }
    const double same[] = {1, 1, 1, 1}, unpaired[] = {1, o, o, 2}, wild[] = {1, INFINITY};
    x = 7;
    assert_int_equal(krippendorff_alpha(&a, same, 2, 2, ALPHA_NOMINAL, &x), ERR_INVALID);
    assert_int_equal(krippendorff_alpha(&a, unpaired, 2, 2, ALPHA_NOMINAL, &x), ERR_INVALID);
    assert_int_equal(krippendorff_alpha(&a, wild, 2, 1, ALPHA_NOMINAL, &x), ERR_INVALID);
    assert_true(x >= 7);
    arena_release(&a);
}

TEST(control_charts_have_their_limits)
{
    static const struct chart_sample s[] = {{120, 9}, {100, 7},  {140, 14}, {90, 6},
                                            {110, 8}, {130, 26}, {105, 7},  {95, 8}};
    static const double flow[] = {49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1};
    static const double reply[] = {31, 28, 35, 30, 33, 29, 34, 27, 32, 30, 52, 31};
    struct chart_limits l;
    struct xmr x;
    double p, sigma;
    assert_int_equal(p_bar(s, 8, &p), OK);
    near(p, .095506);
    assert_int_equal(p_limits(p, 130, &l), OK);
    near(l.high, .172839);
    assert_int_equal(p_limits(p, 90, &l), OK);
    near(l.low, .002562), near(l.high, .188449);
    assert_int_equal(laney_sigma(s, 8, &sigma), OK);
    near(sigma, 1.638619);
    assert_int_equal(p_limits(p, 0, &l), ERR_INVALID);
    assert_int_equal(xmr_of(flow, 10, &x), OK);
    near(x.limits.centre, 50.81), near(x.moving_range, 1.877778);
    near(x.limits.low, 45.815111), near(x.limits.high, 55.804889);
    assert_int_equal(xmr_of(reply, 12, &x), OK);
    near_to(x.limits.high, 52.979, .0005); /* the outlier hides in limits it made */
    assert_int_equal(xmr_of(reply, 10, &x), OK);
    near(x.limits.low, 18.782222), near(x.limits.high, 43.017778);
    assert_int_equal(xmr_of(reply, 1, &x), ERR_INVALID);
}

TEST(western_electrics_rules_find_their_points)
{
    static const double z[] = {.2,  -.5, 2.3, .4,  2.1, -1.2, 3.2, -.3, 1.4, 1.2,  .5,
                               1.6, 1.1, -.2, -.4, -.1, -.9,  -.3, -.6, -.2, -1.5, .3};
    unsigned broken[22];
    western_electric(z, 22, broken);
    for (int i = 0; i < 22; i++)
        assert_int_equal(broken[i], i == 4    ? WE_2
                                    : i == 6  ? WE_1 | WE_2
                                    : i == 12 ? WE_3
                                    : i == 20 ? WE_4
                                              : 0);
}

TEST(run_charts_know_how_long_a_run_may_be)
{
    static const int want[][3] = {{10, 6, 2}, {12, 7, 3}, {16, 7, 4},
                                  {20, 7, 6}, {24, 8, 8}, {30, 8, 10}};
    struct run_limits l;
    for (int i = 0; i < 6; i++) {
        assert_int_equal(run_limits(want[i][0], &l), OK);
        assert_int_equal(l.longest_run, want[i][1]);
        assert_int_equal(l.fewest_crossings, want[i][2]);
    }
    assert_int_equal(run_limits(1, &l), ERR_INVALID);
}

TEST(two_groups_are_compared_exactly)
{
    static const struct {
        struct fourfold t;
        double ratio, p, flipped, z;
    } cases[] = {
        {{12, 28, 48, 32}, .5, .003409, NAN, -3.098387},
        {{3, 17, 10, 20}, .45, .196871, .666667, NAN},
        {{4, 6, 8, 4}, .6, 1643 / 4199., .857143, NAN},
        {{1, 9, 11, 3}, .127273, 41 / 14858., NAN, NAN},
        {{30, 170, 60, 240}, .75, .191024, NAN, NAN},
        {{2, 8, 5, 5}, .4, 113 / 323., NAN, NAN},
        {{3, 1, 1, 3}, .333333, 17 / 35., NAN, NAN},
        {{12, 188, 30, 170}, .4, .005046, NAN, NAN},
    };
    struct impact im;
    double p, z;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(fisher_exact(cases[i].t, &p), OK);
        assert_int_equal(impact_of(cases[i].t, &im), OK);
        assert_int_equal(pooled_z(cases[i].t, &z), OK);
        near(p, cases[i].p), near(im.ratio, cases[i].ratio);
        if (!isnan(cases[i].flipped))
            near(im.flipped, cases[i].flipped);
        if (!isnan(cases[i].z))
            near(z, cases[i].z);
    }
    assert_int_equal(fisher_exact((struct fourfold){0, 0, 1, 1}, &p), ERR_INVALID);
    assert_int_equal(impact_of((struct fourfold){0, 3, 0, 4}, &im), ERR_INVALID);
    assert_int_equal(pooled_z((struct fourfold){0, 3, 0, 4}, &z), ERR_INVALID);
}

TEST(continuity_and_reliability_are_counted)
{
    static const struct {
        int64_t n[4];
        double coc, upc;
    } cases[] = {
        {{4, 1, 1}, .4, .666667}, {{6}, 1, 1}, {{1, 1, 1, 1}, 0, .25}, {{5, 5}, .444444, .5}};
    double x, y;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(continuity(cases[i].n, 4, &x, &y), OK);
        near(x, cases[i].coc), near(y, cases[i].upc);
    }
    assert_int_equal(continuity((const int64_t[]){1}, 1, &x, &y), ERR_INVALID);
    assert_int_equal(sequence_continuity((const int64_t[]){1, 1, 2, 1, 1, 3}, 6, &x), OK);
    near(x, .4);
    assert_int_equal(sequence_continuity((const int64_t[]){1, 1, 1, 1, 2, 3}, 6, &x), OK);
    near(x, .6);
    assert_int_equal(reliability(0, 0, &x), OK);
    near(x, .5);
    assert_int_equal(reliability(9, 1, &x), OK);
    near(x, .833333);
    assert_int_equal(reliability(90, 10, &x), OK);
    near(x, .892157);
    double faded = pow(.98, 20);
    assert_int_equal(reliability(9 * faded, faded + 2, &x), OK);
    near(x, .656465);
}

TEST(small_cells_are_hidden_with_what_would_give_them_away)
{
    static const struct {
        int n;
        int64_t counts[5];
        const char *hidden;
    } cases[] = {
        {2, {9, 4}, "xx"},      {4, {12, 7, 3, 6}, "--xx"}, {3, {12, 8, 5}, "---"},
        {3, {3, 2, 20}, "xx-"}, {4, {4, 4, 4, 4}, "xxxx"},  {3, {30, 4, 0}, "xx-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool hidden[5];
        suppress(cases[i].counts, cases[i].n, 5, hidden);
        for (int k = 0; k < cases[i].n; k++)
            assert_int_equal(hidden[k], cases[i].hidden[k] == 'x');
    }
}
