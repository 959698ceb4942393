#include "harness/db_test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/limits.h"
#include "harness/pg.h"

/* ---- what tests have in common ----------------------------------------------------------------
 */

struct call {
    struct sql sql;
    struct db_args args;
    int64_t changed;
};

static enum err run_call(struct tx *tx, void *arg)
{
    struct call *c = arg;
    return db_run(tx, c->sql, c->args, &c->changed);
}

static enum err run(struct db *db, struct arena *a, struct sql sql, struct db_args args)
{
    struct fault f = {0};
    enum err err = db_write(db, a, run_call, &(struct call){.sql = sql, .args = args}, &f);
    assert_int_equal(f.err, err);
    return err;
}

static struct tx *reader(struct db *db, struct arena *a)
{
    struct tx *tx = NULL;
    assert_int_equal(db_reader(db, a, &tx, NULL), OK);
    return tx;
}

/* ---- reading and writing ----------------------------------------------------------------------
 */

TEST_ON_BOTH(a_reader_cannot_write)
{
    struct fault f = {0};
    struct tx *tx;
    int64_t n;
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY)"));
    assert_int_equal(db_reader(db, a, &tx, &f), OK);
    assert_int_equal(db_run(tx, SQL("INSERT INTO t VALUES (1)"), NO_ARGS, NULL), ERR_FORBIDDEN);
    assert_int_equal(f.err, ERR_FORBIDDEN);
    assert_int_equal(db_run(tx, SQL("CREATE TABLE u (id BIGINT)"), NO_ARGS, NULL), ERR_FORBIDDEN);
    assert_int_equal(db_get_i64(tx, SQL("SELECT count(*) FROM t"), NO_ARGS, &n), OK);
    assert_int_equal(n, 0);
    db_reader_done(tx);
}

TEST_ON_BOTH(a_reader_sees_what_was_committed_meanwhile)
{
    int64_t n;
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY)"));
    struct tx *tx = reader(db, a);
    for (int64_t i = 0; i < 3; i++) {
        assert_int_equal(db_get_i64(tx, SQL("SELECT count(*) FROM t"), NO_ARGS, &n), OK);
        assert_int_equal(n, i);
        assert_int_equal(run(db, a, SQL("INSERT INTO t VALUES ($1)"), ARGS(DB_I(i))), OK);
    }
    db_reader_done(tx);
}

static enum err insert_then_fail(struct tx *tx, void *arg)
{
    (void)arg;
    TRY(db_run(tx, SQL("INSERT INTO t VALUES (1)"), NO_ARGS, NULL));
    return fault_set(tx_fault(tx), ERR_TOO_MANY, "name", "enough of these");
}

static enum err fail_then_hide_it(struct tx *tx, void *arg)
{
    (void)arg;
    enum err first = db_run(tx, SQL("INSERT INTO t VALUES (5)"), NO_ARGS, NULL);
    enum err second = db_run(tx, SQL("INSERT INTO t VALUES (5)"), NO_ARGS, NULL);
    enum err third = db_run(tx, SQL("INSERT INTO t VALUES (6)"), NO_ARGS, NULL);
    return first == OK && second == ERR_CONFLICT && third == ERR_CONFLICT ? OK : ERR_CORRUPT;
}

TEST_ON_BOTH(a_write_that_fails_leaves_nothing)
{
    struct fault f = {0};
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY)"));
    assert_int_equal(db_write(db, a, insert_then_fail, NULL, &f), ERR_TOO_MANY);
    assert_string_equal(f.message, "enough of these");
    assert_string_equal(f.field, "name");
    assert_int_equal(db_write(db, a, fail_then_hide_it, NULL, &f), ERR_CONFLICT);
    assert_int_equal(db_test_number(db, SQL("SELECT count(*) FROM t")), 0);
    assert_int_equal(run(db, a, SQL("INSERT INTO t VALUES (1)"), NO_ARGS), OK);
}

static enum err read_beside(struct tx *tx, void *arg)
{
    struct db *db = arg;
    struct tx *beside;
    int64_t inside = 0, outside = 0;
    TRY(db_run(tx, SQL("INSERT INTO t VALUES (9)"), NO_ARGS, NULL));
    TRY(db_get_i64(tx, SQL("SELECT count(*) FROM t"), NO_ARGS, &inside));
    TRY(db_reader(db, tx_arena(tx), &beside, tx_fault(tx)));
    enum err err = db_get_i64(beside, SQL("SELECT count(*) FROM t"), NO_ARGS, &outside);
    db_reader_done(beside);
    return err != OK ? err : inside == 1 && outside == 0 ? OK : ERR_CORRUPT;
}

TEST_ON_BOTH(a_write_may_read_what_was_before_it)
{
    struct tx *out[16];
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY)"));
    for (int i = 0; i < 4; i++) /* all that there are are out, and it does not wait for them */
        out[i] = reader(db, a);
    assert_int_equal(db_write(db, a, read_beside, db, NULL), OK);
    for (int i = 0; i < 4; i++)
        db_reader_done(out[i]);
}

struct note {
    char said[16];
    int n;
};
static void say(void *arg)
{
    struct note *note = arg;
    note->said[note->n] = (char)('a' + note->n);
    note->n++;
}

static enum err promise_to_say(struct tx *tx, void *arg)
{
    tx_after_commit(tx, say, arg);
    tx_after_commit(tx, say, arg);
    return db_run(tx, SQL("INSERT INTO t VALUES (1)"), NO_ARGS, NULL);
}

TEST_ON_BOTH(what_is_to_follow_a_commit_follows_only_a_commit)
{
    struct note note = {0};
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY)"));
    assert_int_equal(db_write(db, a, promise_to_say, &note, NULL), OK);
    assert_string_equal(note.said, "ab");
    assert_int_equal(db_write(db, a, promise_to_say, &note, NULL), ERR_CONFLICT);
    assert_int_equal(note.n, 2);
}

TEST_ON_BOTH(a_sound_database_checks_as_ok)
{
    struct str report;
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY, \"a name\" TEXT)"));
    db_test_do(db, SQL("INSERT INTO t VALUES (1, 'x')"));
    assert_int_equal(db_check(db, a, &report, NULL), OK);
    assert_str_equal(report, S("ok"));
    db_sync_writes(db);
}

/* Pages in the middle of the file are overwritten while nobody has it open. */
TEST(a_damaged_file_is_told_from_a_sound_one)
{
    struct arena a = {0};
    struct fault f = {0};
    struct str url = db_test_url(&a, DB_SQLITE), report = {0};
    struct db *db = db_test_open(url);
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY, text TEXT)"));
    db_test_do(db,
               SQL("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                   " INSERT INTO t SELECT i, 'some text that fills pages' FROM n"));
    db_close(db);
    FILE *file = fopen(str_skip(url, S("sqlite:").n).p, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 5 * 4096, SEEK_SET), 0);
    for (int i = 0; i < 4096 * 4; i++)
        fputc('x', file);
    fclose(file);
    db = db_test_open(url);
    assert_int_equal(db_check(db, &a, &report, &f), OK);
    assert_true(report.n > 2 && !str_eq(report, S("ok")));
    db_close(db);
    arena_release(&a);
}

/* ---- many at once -----------------------------------------------------------------------------
 */

struct crew {
    struct db *db;
    db_write_fn *fn;
    int each;          /* writes of each thread */
    atomic_int failed; /* how many of them */
};

static void *work(void *arg)
{
    struct crew *crew = arg;
    struct arena a = {0};
    for (int i = 0; i < crew->each; i++) {
        int64_t id = 0;
        if (db_write(crew->db, &a, crew->fn, &id, NULL) != OK)
            crew->failed++;
        arena_reset(&a);
    }
    arena_release(&a);
    return NULL;
}

static void work_together(struct crew *crew, int threads)
{
    pthread_t all[64];
    for (int i = 0; i < threads; i++)
        assert_int_equal(pthread_create(&all[i], NULL, work, crew), 0);
    for (int i = 0; i < threads; i++)
        pthread_join(all[i], NULL);
}

/* Read, think, write: right only if nobody comes between. */
static enum err count_up(struct tx *tx, void *arg)
{
    int64_t n;
    (void)arg;
    TRY(db_get_i64(tx, SQL("SELECT n FROM counter"), NO_ARGS, &n));
    TRY(db_run(tx, SQL("INSERT INTO event (n) VALUES ($1)"), ARGS(DB_I(n + 1)), NULL));
    return db_run(tx, SQL("UPDATE counter SET n = $1"), ARGS(DB_I(n + 1)), NULL);
}

TEST_ON_BOTH(writes_of_many_threads_follow_each_other)
{
    struct crew crew = {.db = db, .fn = count_up, .each = 25};
    db_test_do(db, SQL("CREATE TABLE counter (n BIGINT)"));
    db_test_do(db, SQL("CREATE TABLE event (n BIGINT)"));
    db_test_do(db, SQL("INSERT INTO counter VALUES (0)"));
    work_together(&crew, 16);
    assert_int_equal(crew.failed, 0);
    assert_int_equal(db_test_number(db, SQL("SELECT n FROM counter")), 400);
    assert_int_equal(db_test_number(db, SQL("SELECT count(DISTINCT n) FROM event")), 400);
}

/* Of those that share a transaction, each stands or falls by itself. */
static enum err take_seat(struct tx *tx, void *arg)
{
    int64_t taken;
    (void)arg;
    TRY(db_get_i64(tx, SQL("SELECT count(*) FROM seat"), NO_ARGS, &taken));
    TRY(db_run(tx, SQL("INSERT INTO seat (id) VALUES ($1)"), ARGS(DB_I(taken)), NULL));
    if (taken >= 10)
        return fault_set(tx_fault(tx), ERR_TOO_MANY, NULL, "no seat is left");
    return OK;
}

TEST_ON_BOTH(a_rule_that_only_the_program_knows_holds_between_threads)
{
    struct crew crew = {.db = db, .fn = take_seat, .each = 10};
    db_test_do(db, SQL("CREATE TABLE seat (id BIGINT)"));
    work_together(&crew, 8);
    assert_int_equal(crew.failed, 70);
    assert_int_equal(db_test_number(db, SQL("SELECT count(*) FROM seat")), 10);
    assert_int_equal(db_test_number(db, SQL("SELECT max(id) FROM seat")), 9);
}

struct readers {
    struct db *db;
    atomic_bool stop;
    atomic_int wrong, reads;
};

static void *read_on(void *arg)
{
    struct readers *all = arg;
    struct arena a = {0};
    while (!all->stop) {
        struct tx *tx = reader(all->db, &a);
        int64_t left = -1;
        if (db_get_i64(tx, SQL("SELECT (SELECT n FROM counter) - (SELECT count(*) FROM event)"),
                       NO_ARGS, &left) != OK ||
            left != 0)
            all->wrong++;
        db_reader_done(tx);
        all->reads++;
        arena_reset(&a);
    }
    arena_release(&a);
    return NULL;
}

TEST_ON_BOTH(readers_never_see_half_a_write)
{
    struct readers readers = {.db = db};
    struct crew crew = {.db = db, .fn = count_up, .each = 20};
    pthread_t all[6]; /* more than there are connections */
    db_test_do(db, SQL("CREATE TABLE counter (n BIGINT)"));
    db_test_do(db, SQL("CREATE TABLE event (n BIGINT)"));
    db_test_do(db, SQL("INSERT INTO counter VALUES (0)"));
    for (int i = 0; i < 6; i++)
        pthread_create(&all[i], NULL, read_on, &readers);
    work_together(&crew, 8);
    readers.stop = true;
    for (int i = 0; i < 6; i++)
        pthread_join(all[i], NULL);
    assert_int_equal(readers.wrong, 0);
    assert_true(readers.reads > 0);
}

/* ---- several Kepts on one PostgreSQL ----------------------------------------------------------
 */

TEST(two_kepts_on_one_server_write_one_after_another)
{
    struct arena a = {0};
    struct str url = db_test_url(&a, DB_POSTGRES);
    struct db *one = db_test_open(url), *two = db_test_open(url);
    struct crew crews[2] = {{.db = one, .fn = count_up, .each = 100},
                            {.db = two, .fn = count_up, .each = 100}};
    pthread_t threads[2];
    db_test_do(one, SQL("CREATE TABLE counter (n BIGINT)"));
    db_test_do(one, SQL("CREATE TABLE event (n BIGINT)"));
    db_test_do(one, SQL("INSERT INTO counter VALUES (0)"));
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, work, &crews[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(crews[0].failed + crews[1].failed, 0);
    assert_int_equal(db_test_number(two, SQL("SELECT n FROM counter")), 200);
    db_close(one);
    db_close(two);
    db_test_drop(url);
    arena_release(&a);
}

static void hang_up(void)
{
    pg_run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
           " WHERE application_name = 'kept' AND datname <> current_database()");
}

struct hung {
    int runs;
    int hang_ups; /* so many times the server hangs up in the midst */
};

static enum err write_while_hung_up(struct tx *tx, void *arg)
{
    struct hung *h = arg;
    TRY(db_run(tx, SQL("INSERT INTO t VALUES (1)"), NO_ARGS, NULL));
    if (h->runs++ < h->hang_ups)
        hang_up();
    return db_run(tx, SQL("INSERT INTO t VALUES (2)"), NO_ARGS, NULL);
}

TEST(a_server_that_hung_up_is_called_again)
{
    struct arena a = {0};
    struct str url = db_test_url(&a, DB_POSTGRES);
    struct db *db = db_test_open(url);
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT)"));
    assert_int_equal(db_test_number(db, SQL("SELECT count(*) FROM t")), 0);
    for (int i = 0; i < 3; i++) {
        hang_up(); /* while nobody uses it */
        assert_int_equal(db_test_number(db, SQL("SELECT count(*) FROM t")), i);
        assert_int_equal(run(db, &a, SQL("INSERT INTO t VALUES (0)"), NO_ARGS), OK);
    }
    struct hung hung = {.hang_ups = 1};
    assert_int_equal(db_write(db, &a, write_while_hung_up, &hung, NULL), OK);
    assert_int_equal(hung.runs, 2);
    assert_int_equal(db_test_number(db, SQL("SELECT count(*) FROM t")), 5);
    hung = (struct hung){.hang_ups = 99};
    assert_int_equal(db_write(db, &a, write_while_hung_up, &hung, NULL), ERR_UNAVAILABLE);
    assert_int_equal(hung.runs, LIMIT_WRITE_TRIES);
    assert_int_equal(db_test_number(db, SQL("SELECT count(*) FROM t")), 5);
    db_close(db);
    db_test_drop(url);
    arena_release(&a);
}

TEST(a_statement_prepared_before_its_table_was_changed_is_prepared_again)
{
    struct arena a = {0};
    struct str url = db_test_url(&a, DB_POSTGRES);
    struct db *db = db_test_open(url), *other = db_test_open(url);
    db_test_do(other, SQL("CREATE TABLE t (id BIGINT)"));
    db_test_do(other, SQL("INSERT INTO t VALUES (7)"));
    assert_int_equal(db_test_number(db, SQL("SELECT * FROM t")), 7);
    db_test_do(other, SQL("ALTER TABLE t ALTER id TYPE INT"));
    assert_int_equal(db_test_number(db, SQL("SELECT * FROM t")), 7);
    db_close(db);
    db_close(other);
    db_test_drop(url);
    arena_release(&a);
}

/* A trigger that runs in the midst of the commit ends its own connection, the first time: the
 * server is asked what became of the transaction, and it is done again. */
TEST(a_commit_without_an_answer_is_asked_after)
{
    struct arena a = {0};
    struct str url = db_test_url(&a, DB_POSTGRES);
    struct db *db = db_test_open(url);
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT)"));
    db_test_do(db, SQL("CREATE SEQUENCE tries"));
    db_test_do(
        db,
        SQL("CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS '"
            " BEGIN IF nextval(''tries'') = 2 THEN PERFORM pg_terminate_backend(pg_backend_pid());"
            " END IF; RETURN NULL; END'"));
    db_test_do(
        db,
        SQL("CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION hang_up()"));
    for (int i = 1; i <= 3; i++)
        assert_int_equal(run(db, &a, SQL("INSERT INTO t VALUES ($1)"), ARGS(DB_I(i))), OK);
    assert_int_equal(db_test_number(db, SQL("SELECT count(*) FROM t")), 3);
    assert_int_equal(db_test_number(db, SQL("SELECT last_value FROM tries")), 4);
    db_close(db);
    db_test_drop(url);
    arena_release(&a);
}
