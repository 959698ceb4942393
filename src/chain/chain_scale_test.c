/* One change among 100,000 open promises: only what rests on it is judged. How long that took is
 * printed; nothing here asserts a time. */
#include "harness/app_test.h"

#include "chain/chain.h"

enum { open_promises = 100000, resting = 20 };

/* Requests with a promise each; the first waits for nothing, the next `resting` for it, and every
 * tenth of the others for the one before it. */
static enum err fill(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    TRY(db_run(
        cx->db,
        SQL("WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE "
            "i < $1) INSERT INTO request (subject, requester_id, service_id, team_id, state, "
            "channel, due_at, link_nonce, opened_at, changed_at) SELECT 'One of many', $2, $3, $4, "
            "1, 2, $6, 'x', $5, $5 FROM n"),
        ARGS(DB_I(open_promises), DB_I(t->customer.v), DB_I(t->service.v), DB_I(t->team.v),
             DB_I(cx->now), DB_I(cx->now + 2 * USEC_PER_DAY)),
        NULL));
    TRY(db_run(cx->db,
               SQL("INSERT INTO promise (request_id, kind, team_id, to_id, basis, made_at, amount, "
                   "due_at, first_due_at, state) SELECT id, 4, team_id, requester_id, 1, $1, $2, "
                   "due_at, due_at, 1 FROM request"),
               ARGS(DB_I(cx->now), DB_I(16 * USEC_PER_HOUR)), NULL));
    return db_run(
        cx->db,
        SQL("INSERT INTO ask (outer_id, inner_id, asker_id, asker_team_id, service_id, "
            "service_version, is_gate, state, asked_at) SELECT CASE WHEN id <= $1 THEN id + 1 ELSE "
            "id - 1 END, id, $2, team_id, service_id, 1, 0, 1, $3 FROM request WHERE id <= $1 OR "
            "id "
            "% 10 = 0 AND id > $1 + 10"),
        ARGS(DB_I(resting), DB_I(t->agent.v), DB_I(cx->now)), NULL);
}

static enum err learn(struct cx *cx, void *arg)
{
    struct app_test *t = arg;
    return db_run(cx->db,
                  SQL("INSERT INTO chain_time (request_id, service_id, ended_at, total, after) "
                      "SELECT id, $1, $2 - id * 1000000, (1 + id % 9) * $3, (1 + id % 5) * $3 FROM "
                      "request WHERE id > 1000 AND id <= 1400"),
                  ARGS(DB_I(t->service.v), DB_I(cx->now), DB_I(USEC_PER_HOUR)), NULL);
}

struct judging {
    request_id changed;
    int count;
};

static enum err judge(struct cx *cx, void *arg)
{
    struct judging *j = arg;
    return chain_rejudge(cx, j->changed, &j->count);
}

APP_TEST(one_change_among_many_judges_only_what_rests_on_it)
{
    struct judging j = {.changed = {1}};
    struct clock real = {0};
    assert_int_equal(app_test_write(t, fill, t), OK);
    assert_int_equal(app_test_write(t, learn, t), OK);
    assert_int_equal(app_test_write(t, judge, &j), OK); /* statements prepared, pages read */
    instant before = clock_now(&real);
    assert_int_equal(app_test_write(t, judge, &j), OK);
    instant took = clock_now(&real) - before;
    assert_int_equal(j.count, resting);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM chain_risk")), resting);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM promise WHERE state = 1")),
                     open_promises);
    print_message("%d of %d open promises judged anew in %lld ms\n", j.count, open_promises,
                  (long long)(took / 1000));
}
