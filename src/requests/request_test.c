#include "harness/app_test.h"

#include "base/limits.h"
#include "base/rand.h"
#include "requests/request_row.h"

static void check_counters(struct app_test *t)
{
    struct buf report;
    buf_init(&report, t->arena, 4096);
    assert_int_equal(request_check(&t->cx, &report), OK);
    assert_str_equal(buf_str(&report), S(""));
}

/* One step chosen by chance. It may be refused; it may not fail otherwise. */
static enum err random_step(struct app_test *t, struct prng *p, int64_t requests)
{
    static const enum request_state states[] = {REQUEST_OPEN, REQUEST_WAITING, REQUEST_SOLVED,
                                                REQUEST_WITHDRAWN, REQUEST_SPAM};
    request_id on = {requests ? 1 + prng_below(p, requests) : 0};
    const person_id owners[] = {{0}, t->agent, t->leader};
    switch (requests ? prng_below(p, 7) : 0) {
    case 0: return act(t, .what = ACT_OPEN);
    case 1: return act(t, .what = ACT_ASKS, .on = on);
    case 2: return act(t, .what = ACT_ANSWERS, .on = on);
    case 3:
        return act(t, .what = ACT_ASSIGN, .on = on, .person = owners[prng_below(p, COUNT(owners))]);
    case 4:
        return act(t, .what = ACT_MOVE, .on = on,
                   .team = prng_below(p, 2) ? t->team : t->other_team);
    case 5:
        app_test_wait(t, prng_below(p, USEC_PER_HOUR));
        return promise_sweep(&t->cx) < 0 ? ERR_IO : OK;
    default:
        return act(t, .what = ACT_SET_STATE, .on = on,
                   .state = states[prng_below(p, COUNT(states))]);
    }
}

APP_TEST(the_counters_are_what_a_recount_says_after_any_story)
{
    struct prng p;
    prng_init(&p, 2041);
    for (int i = 0; i < 300; i++) {
        int64_t requests = app_test_number(t, SQL("SELECT count(*) FROM request"));
        enum err err = random_step(t, &p, requests);
        assert_true(err == OK || err == ERR_CONFLICT);
        if (i % 50 == 0)
            check_counters(t);
    }
    check_counters(t);
    assert_true(app_test_number(t, SQL("SELECT count(*) FROM request")) > 20);
}

static int64_t walk(struct app_test *t, struct view_at at)
{
    int64_t seen = 0;
    struct request_row *rows;
    int count;
    do {
        assert_int_equal(request_list(&t->cx, &at, &rows, &count), OK);
        for (int i = 0; i < count; i++) {
            const struct request *r = &rows[i].request;
            assert_true(r->id.v != at.after_id.v);
            at.after_key = request_sort_key(&at, r);
            at.after_id = r->id;
        }
        seen += count;
    } while (count == LIMIT_LIST_ROWS);
    return seen;
}

/* 120 requests: a third share a due time, a third have none, a third are solved. */
static enum err many(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    for (int i = 0; i < 120; i++) {
        struct request r;
        struct request_new n = {.subject = S("x"),
                                .requester = t->customer,
                                .service = t->service,
                                .team = t->team,
                                .owner = i % 2 ? t->agent : (person_id){0},
                                .channel = CHANNEL_WEB,
                                .is_history = true};
        TRY(request_open(cx, &n, &r));
        if (i % 3 == 0)
            TRY(request_set_due(cx, &r, cx->now + USEC_PER_HOUR, PROMISE_RESPOND, RISK_SOON));
        if (i % 3 == 1)
            TRY(request_set_state(cx, &r, REQUEST_SOLVED, S("")));
        else if (i % 4 == 0)
            TRY(request_set_state(cx, &r, REQUEST_WAITING, S("")));
    }
    return OK;
}

APP_TEST(paging_by_key_walks_every_row_of_every_view_once)
{
    assert_int_equal(app_test_write(t, many, t), OK);
    assert_int_equal(walk(t, (struct view_at){.view = VIEW_ALL}), 80);
    assert_int_equal(walk(t, (struct view_at){.view = VIEW_TEAM, .team = t->team}), 80);
    assert_int_equal(walk(t, (struct view_at){.view = VIEW_MINE}), 40);
    assert_int_equal(walk(t, (struct view_at){.view = VIEW_NOBODY}), 40);
    assert_int_equal(walk(t, (struct view_at){.view = VIEW_WAITING}),
                     app_test_number(t, SQL("SELECT count(*) FROM request WHERE state = 2")));
    assert_int_equal(
        walk(t, (struct view_at){.view = VIEW_RISK}),
        app_test_number(t, SQL("SELECT count(*) FROM request WHERE risk > 0 AND state < 10")));
    assert_int_equal(walk(t, (struct view_at){.view = VIEW_SOLVED_TODAY}), 40);
    assert_int_equal(walk(t, (struct view_at){.view = VIEW_TEAM, .team = t->other_team}), 0);
    check_counters(t);
}

static enum err store_stale(struct cx *cx, void *arg)
{
    struct request *stale = arg, before = *stale;
    stale->owner = cx->actor.person;
    return request_store(cx, &before, stale);
}

APP_TEST(a_change_of_what_somebody_else_changed_meanwhile_is_refused)
{
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    struct request stale = t->request;
    assert_int_equal(act(t, .what = ACT_ASSIGN, .person = t->leader), OK);
    assert_int_equal(app_test_write(t, store_stale, &stale), ERR_CONFLICT);
    assert_int_equal(request_get(&t->cx, t->request.id, &stale), OK);
    assert_int_equal(stale.owner.v, t->leader.v);
    check_counters(t);
}

APP_TEST(a_link_opens_its_own_request_and_no_other)
{
    struct request found;
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    struct request first = t->request;
    assert_int_equal(act(t, .what = ACT_OPEN, .person = t->other_customer), OK);
    struct str token = str_skip(request_link(&t->cx, &first), S("/p/").n);
    assert_int_equal(request_from_link(&t->cx, token, &found), OK);
    assert_int_equal(found.id.v, first.id.v);
    struct str mac = str_skip(token, str_chr(token, '.'));
    const struct str forged[] = {
        str_fmt(t->arena, "%lld%.*s", (long long)t->request.id.v, STR_ARG(mac)),
        str_fmt(t->arena, "%lld.", (long long)first.id.v),
        str_fmt(t->arena, "%lld", (long long)first.id.v),
        str_head(token, token.n - 1),
        str_cat(t->arena, token, S("A")),
        str_cat(t->arena, S("-"), token),
        S(""),
        S("."),
        S("99999.AAAAAAAAAAAAAAAAAAAAAA"),
    };
    for (int i = 0; i < COUNT(forged); i++)
        assert_int_equal(request_from_link(&t->cx, forged[i], &found), ERR_NOT_FOUND);
}

APP_TEST(a_draft_is_its_authors_and_a_message_taken_back_becomes_one)
{
    struct str text;
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    assert_int_equal(act(t, .what = ACT_DRAFT, .reason = "We will"), OK);
    assert_int_equal(draft_get(&t->cx, t->request.id, S("reply"), &text), OK);
    assert_str_equal(text, S("We will"));
    t->cx.actor.person = t->leader;
    assert_int_equal(draft_get(&t->cx, t->request.id, S("reply"), &text), OK);
    assert_str_equal(text, S(""));
    t->cx.actor.person = t->agent;
    assert_int_equal(act(t, .what = ACT_DRAFT, .reason = ""), OK);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM draft")), 0);
    assert_int_equal(
        act(t, .what = ACT_ANSWERS, .reason = "Too quick", .send_after = t->cx.now + 5), OK);
    assert_int_equal(act(t, .what = ACT_TAKES_BACK), OK);
    assert_int_equal(draft_get(&t->cx, t->request.id, S("reply"), &text), OK);
    assert_str_equal(text, S("Too quick"));
}

TEST(a_number_is_read_as_people_write_it)
{
    struct arena a = {0};
    assert_str_equal(request_number(&a, (request_id){2041}), S("K-2041"));
    assert_int_equal(request_from_number(S(" k-2041 ")).v, 2041);
    assert_int_equal(request_from_number(S("2041")).v, 2041);
    assert_int_equal(request_from_number(S("K-")).v, 0);
    assert_int_equal(request_from_number(S("K--5")).v, 0);
    arena_release(&a);
}
