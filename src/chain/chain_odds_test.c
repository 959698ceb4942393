/* The odds of chains: against what can be worked out, and of a whole organisation whose truth is
 * known. */
#include <math.h>

#include "harness/test.h"

#include "base/arena.h"
#include "base/rand.h"
#include "chain/chain_odds.h"

static const struct calendar *always(struct arena *a)
{
    const struct zone *utc;
    assert_int_equal(zone_open(a, ZONE_DIR, S("UTC"), &utc, NULL), OK);
    return calendar_always(a, utc);
}

/* n times in hours, one a day before `now`. */
static struct odds_times times(struct arena *a, const double *hours, int n, int repeats,
                               instant now)
{
    struct odds_sample *v = NEWN(a, struct odds_sample, n * repeats);
    for (int i = 0; i < n * repeats; i++)
        v[i] = (struct odds_sample){now - (n * repeats - i) * USEC_PER_DAY,
                                    (int64_t)(hours[i % n] * (double)USEC_PER_HOUR)};
    return (struct odds_times){v, n * repeats};
}

static struct odds ask(const struct odds_node *nodes, int count, instant now, uint64_t seed)
{
    struct odds_question q = {
        .nodes = nodes, .count = count, .now = now, .seed = seed, .least = 22};
    struct odds o;
    assert_int_equal(odds_run(&q, &o), OK);
    return o;
}

#define NOW (INT64_C(1772445600) * USEC_PER_SEC)
static const double one_to_ten[] = {1, 8, 3, 10, 5, 2, 7, 4, 9, 6};

TEST(a_promise_without_links_is_late_as_often_as_its_past)
{
    struct arena a = {0};
    struct odds_node n = {.calendar = always(&a),
                          .total = times(&a, one_to_ten, 10, 20, NOW),
                          .due_at = NOW + 7 * USEC_PER_HOUR};
    struct odds o = ask(&n, 1, NOW, 1);
    assert_true(fabs(o.chance - 0.3) < 0.10); /* 8, 9 and 10 hours; three standard errors of 200 */
    assert_int_equal(o.blame, -1);
    arena_release(&a);
}

TEST(the_same_question_has_the_same_answer)
{
    struct arena a = {0};
    struct odds_node n = {.calendar = always(&a),
                          .total = times(&a, one_to_ten, 10, 20, NOW),
                          .due_at = NOW + 7 * USEC_PER_HOUR};
    struct odds x = ask(&n, 1, NOW, 5), y = ask(&n, 1, NOW, 5);
    assert_true(x.chance == y.chance && x.likely_at == y.likely_at);
    arena_release(&a);
}

TEST(who_has_waited_six_hours_is_late_oftener)
{
    struct arena a = {0};
    struct odds_node n = {.calendar = always(&a),
                          .total = times(&a, one_to_ten, 10, 20, NOW),
                          .elapsed = 6 * USEC_PER_HOUR,
                          .due_at = NOW + USEC_PER_HOUR};
    struct odds o = ask(&n, 1, NOW, 1);
    assert_true(fabs(o.chance - 0.75) < 0.10); /* of 7, 8, 9, 10 the last three */
    arena_release(&a);
}

TEST(a_node_waits_for_all_it_needs_and_names_the_worst)
{
    struct arena a = {0};
    static const double quick[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, slow[] = {9, 9, 9, 9, 9};
    const struct calendar *c = always(&a);
    struct odds_node nodes[3] = {{.calendar = c, .total = times(&a, quick, 10, 4, NOW)},
                                 {.calendar = c, .total = times(&a, slow, 5, 8, NOW)},
                                 {.calendar = c,
                                  .after = times(&a, quick, 10, 4, NOW),
                                  .total = times(&a, one_to_ten, 10, 4, NOW),
                                  .due_at = NOW + 8 * USEC_PER_HOUR,
                                  .needs = {0, 1},
                                  .need_count = 2}};
    struct odds o = ask(nodes, 3, NOW, 1);
    assert_true(o.chance == 1);
    assert_int_equal(o.blame, 1);
    assert_true(o.helped == 0);
    assert_true(o.likely_at == NOW + 10 * USEC_PER_HOUR);
    arena_release(&a);
}

TEST(what_goes_slowly_together_is_late_together)
{
    struct arena a = {0};
    /* every other month both links take 9 hours instead of 1 */
    struct odds_sample *v = NEWN(&a, struct odds_sample, 360);
    for (int i = 0; i < 360; i++)
        v[i] = (struct odds_sample){NOW - (360 - i) * USEC_PER_DAY,
                                    (i / 30 % 2 ? 9 : 1) * USEC_PER_HOUR};
    const struct calendar *c = always(&a);
    struct odds_node nodes[3] = {
        {.calendar = c, .total = {v, 360}},
        {.calendar = c, .total = {v, 360}},
        {.calendar = c, .due_at = NOW + 5 * USEC_PER_HOUR, .needs = {0, 1}, .need_count = 2}};
    struct odds o = ask(nodes, 3, NOW, 1);
    /* taken one by one it would be three in four */
    assert_true(fabs(o.chance - 0.5) < 0.12);
    arena_release(&a);
}

TEST(with_too_little_known_the_promises_alone_speak)
{
    struct arena a = {0};
    const struct calendar *c = always(&a);
    struct odds_node nodes[2] = {
        {.calendar = c, .due_at = NOW + 3 * USEC_PER_HOUR},
        {.calendar = c, .due_at = NOW + 2 * USEC_PER_HOUR, .needs = {0}, .need_count = 1}};
    struct odds o = ask(nodes, 2, NOW, 1);
    assert_true(o.chance < 0);
    assert_true(o.is_late);
    assert_int_equal(o.blame, 0);
    nodes[0].due_at = NOW + USEC_PER_HOUR;
    assert_false(ask(nodes, 2, NOW, 1).is_late);
    arena_release(&a);
}

TEST(a_time_that_a_person_said_counts_for_more_than_the_past)
{
    struct arena a = {0};
    static const double quick[] = {1, 1, 2, 1, 1};
    const struct calendar *c = always(&a);
    struct odds_node nodes[2] = {
        {.calendar = c,
         .total = times(&a, quick, 5, 8, NOW),
         .is_by_hand = true,
         .due_at = NOW + 30 * USEC_PER_HOUR},
        {.calendar = c, .due_at = NOW + 10 * USEC_PER_HOUR, .needs = {0}, .need_count = 1}};
    assert_true(ask(nodes, 2, NOW, 1).chance == 1);
    arena_release(&a);
}

/* ---- a year of twelve teams and sixty services ------------------------------------------------
 *
 * Each service takes a time of its own (log-normal), twice as long while its team is short of
 * people, which it is for a week now and then; each request of the twenty outer services needs two
 * to four of the forty inner ones, and then its own work. Nine givers in ten say, at half of
 * the longest time promised, when theirs will be done. The truth of what is foretold is what then
 * happens. */

#define WARNS 0.3 /* CHAIN_WARNS_AT */
enum { teams = 12, services = 60, outers = 20, days = 365, each_day = 12, warm_up = 90 };

struct world {
    struct prng chance;
    double median[services], spread[services], promised[services];
    bool short_of_people[teams][days / 7 + 2];
    struct odds_sample *total[services], *after[services];
    int total_n[services], after_n[services];
};

static double normal(struct prng *r)
{
    double u = prng_unit(r), v = prng_unit(r);
    return sqrt(-2 * log(u > 0 ? u : 1e-12)) * cos(2 * 3.14159265358979 * v);
}

static double hours_of(struct world *w, int service, int day)
{
    bool slow = w->short_of_people[service % teams][day / 7];
    return w->median[service] * exp(w->spread[service] * normal(&w->chance)) * (slow ? 2 : 1);
}

static void make_world(struct arena *a, struct world *w, uint64_t seed)
{
    prng_init(&w->chance, seed);
    for (int s = 0; s < services; s++) {
        w->median[s] = 2 + 10 * prng_unit(&w->chance);
        w->spread[s] = 0.3 + 0.4 * prng_unit(&w->chance);
        w->promised[s] = w->median[s] * 2.2;
        w->total[s] = NEWN(a, struct odds_sample, days * each_day * 4);
        w->after[s] = NEWN(a, struct odds_sample, days * each_day * 4);
    }
    for (int t = 0; t < teams; t++)
        for (int k = 0; k < days / 7 + 2; k++)
            w->short_of_people[t][k] = prng_unit(&w->chance) < 0.15;
}

static instant at_hour(int day, double hour)
{
    return NOW + day * USEC_PER_DAY + (instant)(hour * (double)USEC_PER_HOUR);
}

static struct odds_times newest(const struct odds_sample *v, int n)
{
    int from = n > 400 ? n - 400 : 0;
    return (struct odds_times){v + from, n - from};
}

struct tally {
    double said[10];
    int happened[10], n[10];
    int breaks, warned_breaks, warnings, false_warnings;
};

/* One request: the truth first; then what is foretold when half of the longest link's time has
 * gone.
 */
static void run_request(struct world *w, const struct calendar *c, int day, struct tally *t)
{
    int outer = (int)prng_below(&w->chance, outers), needs[4],
        n = 2 + (int)prng_below(&w->chance, 3);
    double link[4], ready = 0, longest = 0, own = hours_of(w, outer, day) * 0.25;
    struct odds_node nodes[5] = {0};
    for (int i = 0; i < n; i++) {
        needs[i] = outers + (outer * 7 + i * 11) % (services - outers);
        link[i] = hours_of(w, needs[i], day);
        ready = link[i] > ready ? link[i] : ready;
        longest = w->promised[needs[i]] > longest ? w->promised[needs[i]] : longest;
    }
    double promise = longest + w->median[outer] * 0.45, done = ready + own, look = longest / 2;
    instant start = at_hour(day, 9), now = at_hour(day, 9 + look);
    for (int i = 0; i < n; i++) {
        bool open = link[i] > look;
        bool said = open && prng_unit(&w->chance) < 0.9;
        nodes[i] = (struct odds_node){
            .calendar = c,
            .total = newest(w->total[needs[i]], w->total_n[needs[i]]),
            .elapsed = (int64_t)(look * (double)USEC_PER_HOUR),
            .due_at = at_hour(day, 9 + (said ? link[i] : w->promised[needs[i]])),
            .is_by_hand = said,
            .done_at = open ? 0 : at_hour(day, 9 + link[i])};
        nodes[n].needs[i] = i;
    }
    nodes[n].calendar = c;
    nodes[n].need_count = n;
    nodes[n].after = newest(w->after[outer], w->after_n[outer]);
    nodes[n].due_at = at_hour(day, 9 + promise);
    nodes[n].elapsed = now - start;
    nodes[n].elapsed_after = (int64_t)((look - ready) * (double)USEC_PER_HOUR);
    bool broken = done > promise;
    if (day >= warm_up && done > look) {
        struct odds o = ask(nodes, n + 1, now, (uint64_t)(day * 1000 + t->n[0]));
        int bin = (int)(o.chance * 10) > 9 ? 9 : (int)(o.chance * 10);
        t->said[bin] += o.chance;
        t->n[bin]++;
        t->happened[bin] += broken;
        t->breaks += broken;
        bool warns = o.chance >= WARNS;
        t->warnings += warns;
        t->false_warnings += warns && !broken;
        t->warned_breaks += warns && broken;
    }
    /* what was learned, known from the next day on: all of it took less than that, or nearly */
    for (int i = 0; i < n; i++)
        w->total[needs[i]][w->total_n[needs[i]]++] = (struct odds_sample){
            at_hour(day, 9), (int64_t)(link[i] * (double)USEC_PER_HOUR)};
    w->after[outer][w->after_n[outer]++] = (struct odds_sample){
        at_hour(day, 9), (int64_t)(own * (double)USEC_PER_HOUR)};
}

/* Is a share within five points of what was said, or within three standard errors of it? */
static bool fits(double said, int happened, int n)
{
    double share = (double)happened / n, error = sqrt(said * (1 - said) / n) * 3;
    return fabs(share - said) <= (error > 0.08 ? error : 0.08);
}

TEST(a_simulated_organisation_is_foretold_as_it_turns_out)
{
    struct arena a = {0};
    const struct calendar *c = always(&a);
    struct world *w = NEW(&a, struct world);
    struct tally t = {0};
    make_world(&a, w, 42);
    for (int day = 0; day < days; day++)
        for (int i = 0; i < each_day; i++)
            run_request(w, c, day, &t);
    for (int b = 0; b < 10; b++)
        if (t.n[b] >= 30) {
            double said = t.said[b] / t.n[b];
            print_message("said %.2f: broken %d of %d (%.2f)\n", said, t.happened[b], t.n[b],
                          (double)t.happened[b] / t.n[b]);
            assert_true(fits(said, t.happened[b], t.n[b]));
        }
    print_message("%d broken, warned of %d; %d warnings, %d false\n", t.breaks, t.warned_breaks,
                  t.warnings, t.false_warnings);
    assert_true(t.warned_breaks * 10 >= t.breaks * 8);
    assert_true(t.false_warnings * 4 <= t.warnings);
    arena_release(&a);
}
