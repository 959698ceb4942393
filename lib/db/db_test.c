#include "harness/db_test.h"

#include <math.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"

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

/* Whether fn ends the process by an assertion. */
static bool is_asserted(void (*fn)(void *arg), void *arg)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(2);
        fn(arg);
        _exit(0);
    }
    assert_true(waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

/* ---- opening ----------------------------------------------------------------------------------
 */

TEST(a_url_of_no_known_form_is_refused)
{
    static const char *const urls[] = {"",       "sqlite:",  "mysql://x",
                                       "/tmp/x", "SQLITE:x", "postgres:/x"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct fault f = {0};
        struct db *db = NULL;
        assert_int_equal(db_open(&(struct db_config){.url = str_from(urls[i])}, &db, &f),
                         ERR_INVALID);
        assert_string_equal(f.field, "database");
        assert_null(db);
    }
}

TEST(a_server_that_does_not_answer_is_unavailable)
{
    struct fault f = {0};
    struct db *db = NULL;
    struct db_config config = {.url = S("postgresql:///x?host=/nowhere&user=nobody")};
    assert_int_equal(db_open(&config, &db, &f), ERR_UNAVAILABLE);
    assert_true(str_has(str_from(f.message), S("does not answer")));
}

TEST(a_file_that_is_no_database_is_refused_and_left_alone)
{
    struct arena a = {0};
    struct fault f = {0};
    struct db *db = NULL;
    struct str path = str_fmt(&a, "%s/letter.txt", test_dir(&a));
    FILE *file = fopen(path.p, "w");
    for (int i = 0; i < 1000; i++)
        fputs("Dear all, this is a letter. ", file);
    fclose(file);
    assert_int_equal(db_open(&(struct db_config){.url = str_cat(&a, S("sqlite:"), path)}, &db, &f),
                     ERR_CORRUPT);
    assert_int_equal(test_file(&a, path.p).n, 28000);
    assert_int_equal(db_open(&(struct db_config){.url = S("sqlite:/no/such/dir/x.db")}, &db, &f),
                     ERR_IO);
    arena_release(&a);
}

TEST(a_file_serves_one_kept_at_a_time)
{
    struct arena a = {0};
    struct fault f = {0};
    struct str url = db_test_url(&a, DB_SQLITE);
    struct db *db = db_test_open(url), *second = NULL;
    assert_int_equal(db_open(&(struct db_config){.url = url}, &second, &f), ERR_IO);
    assert_true(str_has(str_from(f.message), str_fmt(&a, "process %d", (int)getpid())));
    db_close(db);
    db_close(db_test_open(url));
    arena_release(&a);
}

/* ---- values -----------------------------------------------------------------------------------
 */

TEST_ON_BOTH(values_come_back_as_they_were)
{
    static const int64_t ints[] = {0, 1, -1, INT32_MAX, INT64_MAX, INT64_MIN};
    static const double reals[] = {0.0, -0.5, 1e300, 5e-324, 0.1, INFINITY};
    struct buf long_text;
    buf_init(&long_text, a, 4 << 20);
    while (long_text.n < 2000000)
        buf_addz(&long_text, "Stockwerk 3, Zürich \xF0\x9F\x8F\xA0 ");
    db_test_do(db, SQL("CREATE TABLE t (i BIGINT, d DOUBLE PRECISION, s TEXT)"));
    for (size_t i = 0; i < sizeof ints / sizeof *ints; i++) {
        struct str s = i == 0 ? S("") : i == 1 ? buf_str(&long_text) : S("a'b\"c\\d$1%_\n\t");
        assert_int_equal(run(db, a, SQL("DELETE FROM t"), NO_ARGS), OK);
        assert_int_equal(run(db, a, SQL("INSERT INTO t VALUES ($1, $2, $3)"),
                             ARGS(DB_I(ints[i]), DB_F(reals[i]), DB_T(s))),
                         OK);
        struct rows r;
        struct tx *tx = reader(db, a);
        db_query(&r, tx, SQL("SELECT i, d, s, i FROM t WHERE i = $1 AND s = $2"),
                 ARGS(DB_I(ints[i]), DB_T(s)));
        assert_true(rows_next(&r));
        assert_true(rows_i64(&r) == ints[i]);
        assert_true(rows_f64(&r) == reals[i]);
        struct str got = rows_text(&r);
        assert_non_null(got.p);
        assert_str_equal(got, s);
        rows_skip(&r);
        assert_false(rows_next(&r));
        assert_int_equal(rows_end(&r), OK);
        db_reader_done(tx);
    }
}

TEST_ON_BOTH(bytes_may_be_anything)
{
    char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    struct str cases[] = {str_of(all, 256), S(""), {0}, S("\0\0")};
    db_test_do(db, db_kind(db) == DB_SQLITE ? SQL("CREATE TABLE t (b BLOB)")
                                            : SQL("CREATE TABLE t (b BYTEA)"));
    struct tx *tx = reader(db, a);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rows r;
        assert_int_equal(run(db, a, SQL("DELETE FROM t"), NO_ARGS), OK);
        assert_int_equal(run(db, a, SQL("INSERT INTO t VALUES ($1)"), ARGS(DB_B(cases[i]))), OK);
        db_query(&r, tx, SQL("SELECT b, b FROM t WHERE b = $1"), ARGS(DB_B(cases[i])));
        assert_true(rows_next(&r));
        assert_false(rows_is_null(&r));
        struct str got = rows_blob(&r);
        assert_true(got.p && str_eq(got, str_of(cases[i].p ? cases[i].p : "", cases[i].n)));
        rows_skip(&r);
        assert_int_equal(rows_end(&r), OK);
    }
    db_reader_done(tx);
}

TEST_ON_BOTH(nulls_of_every_type_are_kept_apart_from_nothing)
{
    struct rows r;
    db_test_do(
        db,
        SQL("CREATE TABLE t (i BIGINT, at BIGINT, s TEXT, d DOUBLE PRECISION, n BIGINT, e TEXT)"));
    assert_int_equal(run(db, a, SQL("INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6)"),
                         ARGS(DB_ID(0), DB_TIME(0), DB_T_OR_NULL(((struct str){0})),
                              DB_F((double)NAN), DB_NULL, DB_T(S("")))),
                     OK);
    struct tx *tx = reader(db, a);
    db_query(&r, tx, SQL("SELECT i, at, s, d, n, e FROM t WHERE i IS NULL"), NO_ARGS);
    assert_true(rows_next(&r));
    for (int i = 0; i < 2; i++) {
        assert_true(rows_is_null(&r));
        assert_int_equal(rows_i64(&r), 0);
    }
    assert_null(rows_text(&r).p);
    assert_true(rows_is_null(&r) && rows_f64(&r) == 0);
    assert_false(rows_bool(&r));
    assert_false(rows_is_null(&r));
    assert_non_null(rows_text(&r).p);
    assert_int_equal(rows_end(&r), OK);
    /* the same statement with and without a value, also where the place does not say a type */
    int64_t n;
    assert_int_equal(db_get_i64(tx, SQL("SELECT coalesce($1, 7)"), ARGS(DB_ID(0)), &n), OK);
    assert_int_equal(n, 7);
    assert_int_equal(db_get_i64(tx, SQL("SELECT coalesce($1, 7)"), ARGS(DB_ID(INT64_MAX)), &n), OK);
    assert_true(n == INT64_MAX);
    for (int i = 0; i < 4; i++) {
        struct db_arg v = i % 2 ? DB_I(1) : DB_NULL;
        assert_int_equal(db_get_i64(tx, SQL("SELECT count(*) FROM t WHERE n = $1"), ARGS(v), &n),
                         OK);
        assert_int_equal(n, 0);
    }
    db_reader_done(tx);
}

TEST_ON_BOTH(text_that_is_no_text_is_stored_mended)
{
    static const struct {
        struct str in, out;
    } cases[] = {
        {STR_INIT("a\0b"), STR_INIT("ab")},
        {STR_INIT("\0"), STR_INIT("")},
        {STR_INIT("12345678\0"), STR_INIT("12345678")},
        {STR_INIT("caf\xE9 au lait"), STR_INIT("caf\xEF\xBF\xBD au lait")},
        {STR_INIT("\xED\xA0\x80"), STR_INIT("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD")},
        {STR_INIT("\x01\x7F"), STR_INIT("\x01\x7F")},
    };
    db_test_do(db, SQL("CREATE TABLE t (s TEXT)"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rows r;
        assert_int_equal(run(db, a, SQL("DELETE FROM t"), NO_ARGS), OK);
        assert_int_equal(run(db, a, SQL("INSERT INTO t VALUES ($1)"), ARGS(DB_T(cases[i].in))), OK);
        struct tx *tx = reader(db, a);
        db_query(&r, tx, SQL("SELECT s FROM t WHERE s = $1"), ARGS(DB_T(cases[i].in)));
        assert_true(rows_next(&r));
        assert_str_equal(rows_text(&r), cases[i].out);
        assert_int_equal(rows_end(&r), OK);
        db_reader_done(tx);
    }
}

TEST_ON_BOTH(numbers_of_every_making_are_read)
{
    static const struct {
        struct sql sql;
        int64_t i;
        double d;
        bool is_real;
    } cases[] = {
        {{"SELECT count(*) FROM t"}, 3, 0, false},
        {{"SELECT sum(i) FROM t"}, 4000000000000000000, 0, false},
        {{"SELECT -sum(i) FROM t"}, -4000000000000000000, 0, false},
        {{"SELECT sum(i) FROM t WHERE i < 0"}, 0, 0, false},
        {{"SELECT max(i) > 1 FROM t"}, 1, 0, false},
        {{"SELECT 1 = 2"}, 0, 0, false},
        {{"SELECT length('Zürich')"}, 6, 0, false},
        {{"SELECT 7 / 2"}, 3, 0, false},
        {{"SELECT avg(d) FROM t"}, 0, 0.5, true},
        {{"SELECT avg(i) FROM t WHERE i < 3"}, 0, 1.5, true},
        {{"SELECT sum(d) FROM t"}, 0, 1.5, true},
        {{"SELECT 10.25"}, 0, 10.25, true},
        {{"SELECT -0.0625"}, 0, -0.0625, true},
        {{"SELECT CAST(3 AS DOUBLE PRECISION) / 2"}, 0, 1.5, true},
    };
    db_test_do(db, SQL("CREATE TABLE t (i BIGINT, d DOUBLE PRECISION)"));
    db_test_do(db, SQL("INSERT INTO t VALUES (1, 0.25), (2, 0.5), (3999999999999999997, 0.75)"));
    struct tx *tx = reader(db, a);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rows r;
        db_query(&r, tx, cases[i].sql, NO_ARGS);
        assert_true(rows_next(&r));
        if (cases[i].is_real)
            assert_true(fabs(rows_f64(&r) - cases[i].d) < 1e-12);
        else if (rows_i64(&r) != cases[i].i)
            fail_msg("%s", cases[i].sql.text);
        assert_int_equal(rows_end(&r), OK);
    }
    db_reader_done(tx);
}

TEST_ON_BOTH(a_column_read_as_another_kind_is_refused)
{
    struct tx *tx = reader(db, a);
    struct rows r;
    db_query(&r, tx, SQL("SELECT 'x'"), NO_ARGS);
    assert_true(rows_next(&r));
    assert_int_equal(rows_i64(&r), 0);
    assert_int_equal(rows_end(&r), ERR_CORRUPT);
    db_query(&r, tx, SQL("SELECT 1"), NO_ARGS);
    assert_true(rows_next(&r));
    assert_int_equal(rows_text(&r).n, 0);
    assert_false(rows_next(&r));
    assert_int_equal(rows_end(&r), ERR_CORRUPT);
    db_reader_done(tx);
}

/* ---- statements -------------------------------------------------------------------------------
 */

TEST_ON_BOTH(the_portable_subset_works)
{
    static const struct {
        struct sql sql;
        int64_t want;
    } cases[] = {
        {{"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT "
          "sum(i) FROM n"},
         5050},
        {{"SELECT count(*) FILTER (WHERE state = 2) FROM t"}, 2},
        {{"SELECT max(n) FROM (SELECT row_number() OVER (PARTITION BY state ORDER BY id) AS n FROM "
          "t) x"},
         2},
        {{"SELECT id FROM t WHERE (state, id) > (1, 2) ORDER BY state, id LIMIT 1"}, 3},
        {{"SELECT count(*) FROM t WHERE name LIKE 'A%'"}, 1},
        {{"SELECT count(*) FROM t WHERE name LIKE 'a%'"}, 2},
        {{"SELECT count(*) FROM t WHERE name LIKE '%\\_%' ESCAPE '\\'"}, 1},
        {{"SELECT CASE WHEN EXISTS (SELECT 1 FROM t WHERE id = 4) THEN 1 ELSE 0 END"}, 1},
        {{"SELECT count(*) FROM t x JOIN t y ON y.state = x.state AND y.id <> x.id"}, 4},
        {{"SELECT coalesce(nullif(state, 1), -1) FROM t WHERE id = 1"}, -1},
    };
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY, state BIGINT, name TEXT)"));
    db_test_do(
        db,
        SQL("INSERT INTO t VALUES (1, 1, 'Anna'), (2, 1, 'anton'), (3, 2, 'a_b'), (4, 2, 'Bo')"));
    struct tx *tx = reader(db, a);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t n = INT64_MIN;
        assert_int_equal(db_get_i64(tx, cases[i].sql, NO_ARGS, &n), OK);
        if (n != cases[i].want)
            fail_msg("%s: %lld", cases[i].sql.text, (long long)n);
    }
    db_reader_done(tx);
}

static enum err insert_returning(struct tx *tx, void *arg)
{
    int64_t *got = arg;
    for (int i = 0; i < 3; i++)
        TRY(db_get_i64(tx,
                       SQL("INSERT INTO t (name, n) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE "
                           "SET n = t.n + excluded.n"
                           " RETURNING n"),
                       ARGS(DB_T(S("x"))), &got[i]));
    struct rows r;
    db_query(&r, tx, SQL("UPDATE t SET n = n + 1 RETURNING n"), NO_ARGS);
    rows_next(&r); /* the rest is done, though nobody looks */
    got[3] = rows_i64(&r);
    return rows_end(&r);
}

TEST_ON_BOTH(inserting_returns_what_was_stored)
{
    int64_t got[4], n;
    struct call call = {
        .sql = SQL("INSERT INTO t (name, n) VALUES ($1, 5) ON CONFLICT (name) DO NOTHING"),
        .args = ARGS(DB_T(S("y")))};
    db_test_do(db, SQL("CREATE TABLE t (name TEXT PRIMARY KEY, n BIGINT)"));
    assert_int_equal(db_write(db, a, run_call, &call, NULL), OK);
    assert_int_equal(call.changed, 1);
    assert_int_equal(db_write(db, a, run_call, &call, NULL), OK);
    assert_int_equal(call.changed, 0);
    assert_int_equal(db_write(db, a, insert_returning, got, NULL), OK);
    assert_int_equal(got[0], 1);
    assert_int_equal(got[2], 3);
    n = db_test_number(db, SQL("SELECT sum(n) FROM t"));
    assert_int_equal(n, 4 + 6);
    call = (struct call){.sql = SQL("UPDATE t SET n = 0 WHERE n > $1"), .args = ARGS(DB_I(4))};
    assert_int_equal(db_write(db, a, run_call, &call, NULL), OK);
    assert_int_equal(call.changed, 1);
}

TEST_ON_BOTH(rules_of_the_tables_are_told_apart)
{
    static const struct {
        struct sql sql;
        enum err err;
    } cases[] = {
        {{"INSERT INTO t (id, name) VALUES (1, 'b')"}, ERR_CONFLICT},
        {{"INSERT INTO t (id, name) VALUES (2, 'a')"}, ERR_CONFLICT},
        {{"INSERT INTO t (id, name, parent) VALUES (2, 'b', 99)"}, ERR_CONFLICT},
        {{"INSERT INTO t (id, name) VALUES (2, NULL)"}, ERR_INVALID},
        {{"INSERT INTO t (id, name, n) VALUES (2, 'b', -1)"}, ERR_INVALID},
        {{"INSERT INTO missing VALUES (1)"}, ERR_CORRUPT},
        {{"INSERT INTO t (id) VALUES ("}, ERR_CORRUPT},
        {{"UPDATE t SET \"name\" = \"none\""}, ERR_CORRUPT}, /* a name, not a text */
        {{"INSERT INTO t (id, name, parent) VALUES (2, 'b', 1)"}, OK},
        {{"DELETE FROM t WHERE id = 1"}, ERR_CONFLICT},
    };
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
                       " parent BIGINT REFERENCES t (id), n BIGINT CHECK (n >= 0))"));
    db_test_do(db, SQL("INSERT INTO t (id, name) VALUES (1, 'a')"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (run(db, a, cases[i].sql, NO_ARGS) != cases[i].err)
            fail_msg("%s", cases[i].sql.text);
}

TEST_ON_BOTH(queries_nest_even_of_one_literal)
{
    int64_t sum = 0;
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY)"));
    db_test_do(db, SQL("INSERT INTO t VALUES (1), (2), (3)"));
    struct tx *tx = reader(db, a);
    struct sql above = SQL("SELECT id FROM t WHERE id > $1 ORDER BY id");
    for (int round = 0; round < 2; round++) {
        struct rows r, inner;
        db_query(&r, tx, above, ARGS(DB_I(0)));
        while (rows_next(&r)) {
            int64_t id = rows_i64(&r);
            db_query(&inner, tx, above, ARGS(DB_I(id)));
            while (rows_next(&inner))
                sum += rows_i64(&inner);
            assert_int_equal(rows_end(&inner), OK);
        }
        assert_int_equal(rows_end(&r), OK);
    }
    assert_int_equal(sum, 2 * (2 + 3 + 3));
    db_reader_done(tx);
}

TEST_ON_BOTH(a_loop_that_was_left_does_no_harm)
{
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY)"));
    db_test_do(db, SQL("INSERT INTO t VALUES (1), (2), (3)"));
    for (int i = 0; i < 10; i++) {
        struct rows r, twin;
        struct tx *tx = reader(db, a);
        db_query(&r, tx, SQL("SELECT id FROM t"), NO_ARGS);
        assert_true(rows_next(&r));
        db_query(&twin, tx, SQL("SELECT id FROM t"), NO_ARGS);
        db_reader_done(tx);
    }
    db_test_do(db, SQL("DROP TABLE t"));
}

TEST_ON_BOTH(no_row_is_not_found_and_no_failure)
{
    int64_t n = 5;
    struct fault f = {0};
    struct tx *tx;
    assert_int_equal(db_reader(db, a, &tx, &f), OK);
    assert_int_equal(db_get_i64(tx, SQL("SELECT 1 WHERE 1 = 2"), NO_ARGS, &n), ERR_NOT_FOUND);
    assert_int_equal(n, 5);
    assert_int_equal(f.err, OK);
    db_reader_done(tx);
}

static enum err leave_column(struct tx *tx, void *arg)
{
    struct rows r;
    (void)arg;
    db_query(&r, tx, SQL("SELECT 1, 2 UNION ALL SELECT 3, 4"), NO_ARGS);
    rows_next(&r);
    rows_i64(&r);
    rows_next(&r);
    return rows_end(&r);
}

static enum err take_too_many(struct tx *tx, void *arg)
{
    struct rows r;
    (void)arg;
    db_query(&r, tx, SQL("SELECT 1"), NO_ARGS);
    rows_next(&r);
    rows_i64(&r);
    rows_i64(&r);
    return rows_end(&r);
}

static enum err give_too_many(struct tx *tx, void *arg)
{
    (void)arg;
    return db_run(tx, SQL("SELECT $1"), ARGS(DB_I(1), DB_I(2)), NULL);
}

static enum err do_nothing(struct tx *tx, void *arg)
{
    (void)tx, (void)arg;
    return OK;
}

static enum err write_inside(struct tx *tx, void *arg)
{
    return db_write(arg, tx_arena(tx), do_nothing, NULL, NULL);
}

struct wrong {
    enum db_kind kind;
    db_write_fn *fn;
};

static void do_wrong(void *arg)
{
    struct wrong *w = arg;
    struct arena a = {0};
    struct db *db = db_test_open(db_test_url(&a, w->kind));
    _exit(db_write(db, &a, w->fn, db, NULL) == OK);
}

TEST_ON_BOTH(mistakes_in_the_program_end_it)
{
    static db_write_fn *const mistakes[] = {leave_column, take_too_many, give_too_many,
                                            write_inside};
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        assert_true(is_asserted(do_wrong, &(struct wrong){db_kind(db), mistakes[i]}));
    assert_false(is_asserted(do_wrong, &(struct wrong){db_kind(db), do_nothing}));
}

/* ---- built statements -------------------------------------------------------------------------
 */

TEST_ON_BOTH(filters_are_built_of_literals_and_arguments)
{
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY, name TEXT)"));
    db_test_do(db, SQL("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'b')"));
    struct tx *tx = reader(db, a);
    for (int n = 0; n < 2 * LIMIT_STATEMENTS_BUILT; n++) { /* more than are kept, again and again */
        struct sql_builder b;
        struct rows r;
        int64_t found = 0;
        sql_start(&b, a);
        sql_add(&b, SQL("SELECT id FROM t WHERE name = "));
        sql_add_arg(&b, DB_T(S("b")));
        for (int i = 0; i < n % (LIMIT_SQL_ARGS - 1); i++) {
            sql_add(&b, SQL(" AND id <> "));
            sql_add_arg(&b, DB_I(i < 5 ? 100 : 2));
        }
        sql_add(&b, SQL(" ORDER BY id"));
        for (db_query_built(&r, tx, &b); rows_next(&r);)
            found = found * 10 + rows_i64(&r);
        assert_int_equal(rows_end(&r), OK);
        assert_int_equal(found, n % (LIMIT_SQL_ARGS - 1) > 5 ? 3 : 23);
    }
    db_reader_done(tx);
}

TEST_ON_BOTH(a_filter_past_every_measure_is_refused)
{
    struct sql_builder b;
    struct rows r;
    struct tx *tx = reader(db, a);
    sql_start(&b, a);
    sql_add(&b, SQL("SELECT 1 WHERE 1 = 1"));
    for (int i = 0; i <= LIMIT_SQL_ARGS; i++) {
        sql_add(&b, SQL(" AND 1 = "));
        sql_add_arg(&b, DB_I(1));
    }
    db_query_built(&r, tx, &b);
    assert_false(rows_next(&r));
    assert_int_equal(rows_end(&r), ERR_TOO_LARGE);
    db_reader_done(tx);
}

TEST_ON_BOTH(a_plan_tells_a_scan_from_a_search)
{
    struct str plan;
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY, name TEXT)"));
    struct tx *tx = reader(db, a);
    assert_int_equal(db_explain(tx, SQL("SELECT name FROM t WHERE id = $1"), ARGS(DB_I(1)), &plan),
                     OK);
    assert_true(str_has(plan, db_kind(db) == DB_SQLITE ? S("SEARCH t")
                                                       : S("Index Cond: (id = '1'::bigint)")));
    assert_int_equal(
        db_explain(tx, SQL("SELECT name FROM t WHERE name = $1"), ARGS(DB_T(S("x"))), &plan), OK);
    assert_true(str_has(plan, db_kind(db) == DB_SQLITE ? S("SCAN t") : S("Seq Scan on t")));
    db_reader_done(tx);
}
