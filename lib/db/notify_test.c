#include "harness/db_test.h"

#include <pthread.h>

#include "base/limits.h"
#include "harness/pg.h"

/* What was heard, one after another, each ended by a semicolon. */
struct ear {
    pthread_mutex_t lock;
    pthread_cond_t more;
    char heard[4096];
    int n;
};

static void ear_init(struct ear *ear)
{
    *ear = (struct ear){0};
    pthread_mutex_init(&ear->lock, NULL);
    pthread_cond_init(&ear->more, NULL);
}

static void hear(void *arg, struct str payload)
{
    struct ear *ear = arg;
    pthread_mutex_lock(&ear->lock);
    ear->n += snprintf(ear->heard + ear->n, sizeof ear->heard - (size_t)ear->n, "%.*s;",
                       payload.n > 20 ? 20 : (int)payload.n, payload.p);
    pthread_cond_signal(&ear->more);
    pthread_mutex_unlock(&ear->lock);
}

/* Waits until `end` is the last that was heard; the test's own time limit is generous. */
static void wait_for(struct ear *ear, const char *end)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 20;
    pthread_mutex_lock(&ear->lock);
    int late = 0;
    while (!late && !str_ends(str_of(ear->heard, ear->n), str_from(end)))
        late = pthread_cond_timedwait(&ear->more, &ear->lock, &until);
    pthread_mutex_unlock(&ear->lock);
    if (late)
        fail_msg("heard «%s», waited for «%s»", ear->heard, end);
}

static enum err notify(struct tx *tx, void *arg)
{
    const char *payload = arg;
    TRY(db_notify(tx, str_from(payload)));
    return payload[0] == '!' ? fault_set(tx_fault(tx), ERR_INVALID, NULL, "never mind") : OK;
}

static enum err say(struct db *db, const char *payload)
{
    struct arena a = {0};
    char copy[10000];
    snprintf(copy, sizeof copy, "%s", payload);
    enum err err = db_write(db, &a, notify, copy, NULL);
    arena_release(&a);
    return err;
}

TEST_ON_BOTH(what_is_committed_is_heard_in_its_order)
{
    struct ear one, two;
    ear_init(&one), ear_init(&two);
    assert_int_equal(say(db, "before"), OK);
    db_sync_writes(db);
    db_listen(db, hear, &one);
    db_listen(db, hear, &two);
    assert_int_equal(say(db, "a"), OK);
    assert_int_equal(say(db, "!b"), ERR_INVALID);
    assert_int_equal(say(db, "\"' $1 \xC3\xA9"), OK);
    assert_int_equal(say(db, "c"), OK);
    wait_for(&one, "a;\"' $1 \xC3\xA9;c;");
    wait_for(&two, "a;\"' $1 \xC3\xA9;c;");
}

TEST_ON_BOTH(a_notice_has_a_measure)
{
    struct ear ear;
    char big[LIMIT_NOTIFY_BYTES + 2];
    memset(big, 'x', sizeof big);
    big[sizeof big - 1] = 0;
    ear_init(&ear);
    db_listen(db, hear, &ear);
    assert_int_equal(say(db, big), ERR_TOO_LARGE);
    big[LIMIT_NOTIFY_BYTES] = 0;
    assert_int_equal(say(db, big), OK);
    wait_for(&ear, "xxxxxxxxxxxxxxxxxxxx;");
}

TEST(every_kept_on_a_server_hears_the_others_also_after_it_hung_up)
{
    struct arena a = {0};
    struct ear ear;
    ear_init(&ear);
    struct str url = db_test_url(&a, DB_POSTGRES);
    struct db *one = db_test_open(url), *two = db_test_open(url);
    db_listen(one, hear, &ear);
    assert_int_equal(say(two, "a"), OK);
    wait_for(&ear, "a;");
    pg_run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
           " WHERE application_name = 'kept' AND datname <> current_database()");
    wait_for(&ear, "a;;"); /* something may have been missed */
    assert_int_equal(say(two, "b"), OK);
    wait_for(&ear, "a;;b;");
    db_close(one);
    db_close(two);
    db_test_drop(url);
    arena_release(&a);
}
