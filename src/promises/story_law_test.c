/* story_law_test.c: laws that hold for every history, tried on thousands made up from a seed. */
#include "harness/test.h"
#undef fail /* the app has one of its own */

#include "promises/split.h"

enum { cases = 1500, most = 40 };
#define MONDAY INT64_C(1772445600000000) /* 2 March 2026, 10:00 in London */

struct world {
    struct arena arena;
    struct fault fault;
    const struct zone *zone;
    const struct calendar *calendars[3]; /* office, evening and night, always */
    uint64_t seed;
};

static uint64_t next(struct world *w)
{
    w->seed ^= w->seed << 13;
    w->seed ^= w->seed >> 7;
    w->seed ^= w->seed << 17;
    return w->seed;
}

static int below(struct world *w, int n)
{
    return (int)(next(w) % (uint64_t)n);
}

static const struct calendar *office(struct world *w, int from, int to)
{
    struct calendar *c = NEW(&w->arena, struct calendar);
    struct calendar_span *span = NEW(&w->arena, struct calendar_span);
    *span = (struct calendar_span){from * 3600, to * 3600};
    c->zone = w->zone;
    for (int day = 0; day < 5; day++)
        c->week[day] = (struct calendar_hours){span, 1};
    assert_int_equal(calendar_init(&w->arena, c, &w->fault), OK);
    return c;
}

static void world_open(struct world *w)
{
    *w = (struct world){.seed = 0x9E3779B97F4A7C15u};
    assert_int_equal(zone_open(&w->arena, ZONE_DIR, S("Europe/London"), &w->zone, &w->fault), OK);
    w->calendars[0] = office(w, 9, 17);
    w->calendars[1] = office(w, 18, 30);
    w->calendars[2] = calendar_always(&w->arena, w->zone);
}

static enum err calendar_for(void *context, struct party of, const struct promise *p,
                             const struct calendar **out)
{
    struct world *w = context;
    (void)p;
    *out = w->calendars[of.id % 3];
    return OK;
}

struct history {
    struct story_event v[most + 8];
    int n;
    instant end;
};

static struct story_event any_event(struct world *w)
{
    static const enum story_kind kinds[] = {STORY_ASKED,    STORY_ANSWERED, STORY_ANSWERED,
                                            STORY_WAITS,    STORY_RESUMED,  STORY_ASSIGNED,
                                            STORY_PROMISED, STORY_NOTED,    STORY_ACKNOWLEDGED,
                                            STORY_REOPENED, STORY_SOLVED};
    struct story_event e = {.kind = kinds[below(w, COUNT(kinds))], .words = S(""), .reason = S("")};
    e.party.kind = (enum party_kind)(1 + below(w, 3));
    e.party.id = e.party.kind == PARTY_CUSTOMER ? 0 : 1 + below(w, 5);
    e.has_team = below(w, 2);
    e.has_owner = !e.has_team || below(w, 2);
    e.team.v = 1 + below(w, 3);
    e.owner = below(w, 3);
    e.promise = (enum promise_kind)(1 + below(w, PROMISE_KINDS));
    e.target.amount = (1 + below(w, 40)) * USEC_PER_HOUR / 2;
    e.is_automatic = e.kind == STORY_ACKNOWLEDGED && below(w, 2);
    return e;
}

/* A fortnight of events at whole minutes, so that some come at the same instant. */
static struct history any_history(struct world *w)
{
    struct history h = {.n = 1 + below(w, most), .end = MONDAY + 20 * USEC_PER_DAY};
    h.v[0] = (struct story_event){
        .kind = STORY_CREATED, .at = MONDAY, .team = {1}, .words = S(""), .reason = S("")};
    for (int i = 1; i < h.n; i++) {
        h.v[i] = any_event(w);
        h.v[i].at = MONDAY + (1 + below(w, 14 * 24 * 12)) * 5 * USEC_PER_MIN;
    }
    return h;
}

static struct story run(struct world *w, const struct history *h)
{
    struct history copy = *h;
    struct story s = {.arena = &w->arena,
                      .fault = &w->fault,
                      .calendar = calendar_for,
                      .context = w,
                      .knows_owners = true};
    for (int k = 1; k <= PROMISE_KINDS; k++)
        s.targets.of[k].amount = k * 4 * USEC_PER_HOUR;
    story_sort(copy.v, copy.n);
    for (int i = 0; i < copy.n; i++)
        assert_int_equal(story_apply(&s, &copy.v[i]), OK);
    assert_int_equal(story_settle(&s, h->end), OK);
    return s;
}

static void assert_same(const struct story *a, const struct story *b)
{
    assert_int_equal(a->promises.n, b->promises.n);
    for (ptrdiff_t i = 0; i < a->promises.n; i++) {
        const struct promise *p = &a->promises.v[i], *q = &b->promises.v[i];
        assert_int_equal(p->kind, q->kind);
        assert_int_equal(p->state, q->state);
        assert_int_equal(p->due_at, q->due_at);
        assert_int_equal(p->done_at, q->done_at);
        assert_int_equal(p->ended_at, q->ended_at);
    }
}

TEST(the_order_in_which_events_come_in_changes_nothing)
{
    struct world w;
    world_open(&w);
    for (int i = 0; i < cases; i++) {
        struct history h = any_history(&w), shuffled = h;
        for (int k = shuffled.n - 1; k > 0; k--) {
            int j = below(&w, k + 1);
            struct story_event e = shuffled.v[k];
            shuffled.v[k] = shuffled.v[j];
            shuffled.v[j] = e;
        }
        struct story a = run(&w, &h), b = run(&w, &shuffled);
        struct split x, y;
        assert_same(&a, &b);
        assert_int_equal(split_story(&a, h.end, false, &x), OK);
        assert_int_equal(split_story(&b, h.end, false, &y), OK);
        for (enum share_kind k = SHARE_CUSTOMER; k <= SHARE_CLOSED; k++)
            assert_int_equal(split_amount(&x, k), split_amount(&y, k));
    }
    arena_release(&w.arena);
}

TEST(the_parts_of_the_time_add_up_to_it_without_gaps)
{
    struct world w;
    world_open(&w);
    for (int i = 0; i < cases; i++) {
        struct history h = any_history(&w);
        struct story s = run(&w, &h);
        struct split split;
        int64_t sum = 0, cut = 0;
        assert_int_equal(split_story(&s, h.end, true, &split), OK);
        for (ptrdiff_t k = 0; k < split.shares.n; k++)
            sum += split.shares.v[k].amount;
        assert_int_equal(sum, split.until - split.from);
        for (ptrdiff_t k = 0; k < split.slices.n; k++) {
            cut += split.slices.v[k].until - split.slices.v[k].from;
            if (k)
                assert_int_equal(split.slices.v[k].from, split.slices.v[k - 1].until);
        }
        assert_int_equal(cut, sum);
    }
    arena_release(&w.arena);
}

/* What runs, counted again by brute force: open in the promising team's hours and nobody of the
 * customer's is waited for, five minutes at a time. */
TEST(a_promise_is_due_when_its_amount_has_run_and_its_working_adds_up)
{
    struct world w;
    world_open(&w);
    for (int i = 0; i < cases / 10; i++) {
        struct history h = any_history(&w);
        struct story s = run(&w, &h);
        for (ptrdiff_t k = 0; k < s.promises.n; k++) {
            const struct promise *p = &s.promises.v[k];
            struct calendar_interval list[400];
            int n;
            int64_t elapsed, sum = 0, brute = 0;
            assert_int_equal(story_elapsed(&s, p, h.end, &elapsed), OK);
            assert_int_equal(story_counted(&s, p, h.end, list, 400, &n), OK);
            for (int j = 0; j < n; j++)
                sum += list[j].until - list[j].from;
            assert_int_equal(sum, elapsed);
            for (instant t = p->made_at; t < p->due_at; t += 5 * USEC_PER_MIN) {
                bool stands = false;
                for (ptrdiff_t j = 0; j < s.pauses.n; j++) {
                    instant until = s.pauses.v[j].until ? s.pauses.v[j].until : h.end;
                    stands |= t >= s.pauses.v[j].from && t < until;
                }
                if (!stands && calendar_is_open(w.calendars[p->team.v % 3], t))
                    brute += 5 * USEC_PER_MIN;
            }
            /* the same by the calendar's own arithmetic */
            if (p->state == PROMISE_BROKEN && s.pauses.n) {
                struct calendar_clock clock = {p->made_at, s.pauses.v, (int)s.pauses.n};
                instant due;
                enum err err = calendar_due(w.calendars[p->team.v % 3], &clock, p->amount, &due,
                                            NULL);
                assert_true(err == OK && due == p->due_at);
            }
            /* one that was done, or stood still at its end, was due later as things stood then */
            if (p->state == PROMISE_BROKEN)
                assert_int_equal(brute, p->amount);
        }
    }
    arena_release(&w.arena);
}

TEST(waiting_for_the_person_moves_due_times_later_and_never_forgives)
{
    struct world w;
    world_open(&w);
    for (int i = 0; i < cases; i++) {
        struct history h = any_history(&w);
        struct story a = run(&w, &h);
        instant from = MONDAY + (1 + below(&w, 14 * 24 * 60)) * USEC_PER_MIN + 1;
        instant until = from + (1 + below(&w, 3 * 24 * 60)) * USEC_PER_MIN;
        h.v[h.n++] = (struct story_event){.kind = STORY_WAITS,
                                          .at = from,
                                          .party = {PARTY_CUSTOMER, 0},
                                          .words = S(""),
                                          .reason = S("")};
        h.v[h.n++] = (struct story_event){.kind = STORY_RESUMED,
                                          .at = until,
                                          .party = {PARTY_CUSTOMER, 0},
                                          .words = S(""),
                                          .reason = S("")};
        bool is_free = true; /* no wait of its own that ours would cut short */
        for (int k = 0; k < h.n - 2; k++)
            is_free &= h.v[k].kind != STORY_WAITS || h.v[k].party.kind != PARTY_CUSTOMER;
        if (!is_free)
            continue;
        struct story b = run(&w, &h);
        assert_true(b.promises.n >= 1);
        for (ptrdiff_t k = 0; k < a.promises.n && k < b.promises.n; k++) {
            const struct promise *p = &a.promises.v[k], *q = &b.promises.v[k];
            if (p->made_at != q->made_at || p->kind != q->kind)
                break; /* from here on the stories differ */
            assert_true(q->due_at >= p->due_at);
            if (p->state == PROMISE_BROKEN && p->due_at < from) {
                assert_int_equal(q->state, PROMISE_BROKEN);
                assert_int_equal(q->due_at, p->due_at);
            }
        }
    }
    arena_release(&w.arena);
}

TEST(waiting_for_a_team_or_a_supplier_changes_no_verdict)
{
    struct world w;
    world_open(&w);
    for (int i = 0; i < cases; i++) {
        struct history h = any_history(&w), without = h;
        without.n = 0;
        for (int k = 0; k < h.n; k++)
            if (h.v[k].kind != STORY_WAITS || h.v[k].party.kind == PARTY_CUSTOMER)
                without.v[without.n++] = h.v[k];
        struct story a = run(&w, &h), b = run(&w, &without);
        assert_same(&a, &b);
    }
    arena_release(&w.arena);
}

TEST(moving_a_promise_resets_neither_its_clock_nor_its_first_due_time)
{
    struct world w;
    world_open(&w);
    for (int i = 0; i < cases; i++) {
        struct history plain = {.n = 2, .end = MONDAY + 20 * USEC_PER_DAY}, h;
        instant solved = MONDAY + (2 + below(&w, 10 * 24)) * USEC_PER_HOUR;
        plain.v[0] = (struct story_event){
            .kind = STORY_CREATED, .at = MONDAY, .team = {1}, .words = S(""), .reason = S("")};
        plain.v[1] = (struct story_event){
            .kind = STORY_SOLVED, .at = solved, .words = S(""), .reason = S("")};
        h = plain;
        for (int k = 1 + below(&w, 4); k > 0; k--) {
            instant at = MONDAY + (1 + below(&w, (int)((solved - MONDAY) / USEC_PER_MIN) - 1)) *
                                      USEC_PER_MIN;
            h.v[h.n++] = (struct story_event){.kind = STORY_MOVED,
                                              .at = at,
                                              .promise = PROMISE_RESOLVE,
                                              .due_at = at + (1 + below(&w, 200)) * USEC_PER_HOUR,
                                              .words = S(""),
                                              .reason = S("why")};
        }
        struct story a = run(&w, &plain), b = run(&w, &h);
        const struct promise *first = NULL, *last = NULL, *only = NULL;
        for (ptrdiff_t k = 0; k < a.promises.n; k++)
            only = a.promises.v[k].kind == PROMISE_RESOLVE ? &a.promises.v[k] : only;
        for (ptrdiff_t k = 0; k < b.promises.n; k++)
            if (b.promises.v[k].kind == PROMISE_RESOLVE) {
                first = first ? first : &b.promises.v[k];
                last = &b.promises.v[k];
            }
        int64_t x, y;
        assert_int_equal(last->first_due_at, only->first_due_at);
        assert_int_equal(story_elapsed(&a, only, h.end, &x), OK);
        assert_int_equal(story_elapsed(&b, last, h.end, &y), OK);
        assert_int_equal(x, y);
        if (only->state == PROMISE_BROKEN) /* no move makes it kept: moved in time, or broken */
            assert_true(first->state == PROMISE_BROKEN || first->state == PROMISE_RENEGOTIATED);
    }
    arena_release(&w.arena);
}
