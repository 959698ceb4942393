/* app_test.h: the whole app on a test's database: every feature, a clock that stands until it is
 * moved, and an organisation with a team, office hours, a service, colleagues, a customer and a
 * mailbox.
 *
 *     APP_TEST(an_answer_keeps_the_promise_to_respond)
 *     {
 *         assert_int_equal(act(t, .what = ACT_OPEN), OK);       struct app_test *t is given
 *     }
 *
 * Include it first: both cmocka and app.h have a `fail`, and the app's stays. */
#ifndef KEPT_TEST_APP_H
#define KEPT_TEST_APP_H

#include "harness/db_test.h"
#undef fail

#include "mailbox/mailbox.h"
#include "promises/promise.h"
#include "requests/request.h"
#include "services/service.h"

/* cmocka's is made of its `fail`. */
#undef fail_msg
#define fail_msg(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

/* Monday 2 March 2026, 10:00 in London (no summer time yet): an hour after opening. */
#define APP_TEST_MONDAY INT64_C(1772445600000000)
#define APP_TEST_PASSWORD "a long enough sentence"

struct app_test {
    struct app *app;
    struct arena *arena;
    struct cx cx; /* reads; writes by act() and app_test_write() */
    team_id team, other_team;
    service_id service; /* respond within 4 open hours, resolve within 24 */
    person_id admin, agent, leader, customer, other_customer;
    mailbox_id mailbox;
    /* what act() made or changed last */
    struct request request;
    struct message message;
    struct promise promise;
};

void app_test_prepare(struct db *db);
struct app_test *app_test_start(struct db *db, struct arena *a);
/* The same before anybody has set it up: tables, and nothing in them. */
void app_test_prepare_empty(struct db *db);
struct app_test *app_test_start_empty(struct db *db, struct arena *a);
void app_test_end(struct app_test *t);

/* app_test_write: fn in one transaction, at the clock's time. Nothing in fn may assert: it runs on
 * the writer's thread. */
enum err app_test_write(struct app_test *t, write_fn *fn, void *arg);
/* app_test_at: the clock stands there from now on; app_test_wait: so much later. */
void app_test_at(struct app_test *t, instant at);
void app_test_wait(struct app_test *t, int64_t us);
/* app_test_passwords: every account has this password now. */
void app_test_passwords(struct app_test *t, struct str hash);
/* app_test_number: the one number of a query. */
int64_t app_test_number(struct app_test *t, struct sql sql);

/* ---- one step of a story ----------------------------------------------------------------------
 */

enum act_kind {
    ACT_OPEN = 1, /* a request of the customer's, or of `person` */
    ACT_ASKS,     /* a message from the person; ACT_ANSWERS: from the agent */
    ACT_ANSWERS,
    ACT_NOTES,
    ACT_TAKES_BACK,  /* the last message */
    ACT_SET_STATE,   /* `state` */
    ACT_ASSIGN,      /* to `person` */
    ACT_MOVE,        /* to `team` */
    ACT_PROMISE,     /* t->promise by kind, due at `due` */
    ACT_RENEGOTIATE, /* t->promise to `due` for `reason` */
    ACT_DONE,        /* t->promise */
    ACT_DRAFT        /* `reason` as a draft of the agent's */
};
struct act {
    enum act_kind what;
    request_id on; /* v 0: t->request */
    person_id person;
    team_id team;
    enum request_state state;
    enum promise_kind promise;
    instant due, send_after;
    const char *reason;
    bool is_history;
};
/* act: does it, as the agent; t->request is what the request became, read afresh. */
enum err app_test_act(struct app_test *t, struct act step);
#define act(t, ...) app_test_act((t), (struct act){__VA_ARGS__})

/* app_test_promise: the newest promise of this kind on a request; the test fails without one. */
struct promise app_test_promise(struct app_test *t, request_id id, enum promise_kind kind);

#define APP_TEST(name)                                                                             \
    static void name##_in(struct app_test *t);                                                     \
    TEST_ON_BOTH_FROM(app_test_prepare, name)                                                      \
    {                                                                                              \
        struct app_test *t = app_test_start(db, a);                                                \
        name##_in(t);                                                                              \
        app_test_end(t);                                                                           \
    }                                                                                              \
    static void name##_in(struct app_test *t)

/* APP_TEST_EMPTY: a Kept that is not set up. */
#define APP_TEST_EMPTY(name)                                                                       \
    static void name##_in(struct app_test *t);                                                     \
    TEST_ON_BOTH_FROM(app_test_prepare_empty, name)                                                \
    {                                                                                              \
        struct app_test *t = app_test_start_empty(db, a);                                          \
        name##_in(t);                                                                              \
        app_test_end(t);                                                                           \
    }                                                                                              \
    static void name##_in(struct app_test *t)

#endif
