/* db_test.h: tests that run twice, on a fresh SQLite file and on a fresh PostgreSQL database:
 *
 *     TEST_ON_BOTH(a_name_is_found_by_its_middle)
 *     {
 *         assert_int_equal(db_migrate(db, …), OK);          struct db *db, struct arena *a are
 * given
 *     }
 *
 * Without PostgreSQL the second one fails. TEST_ON_BOTH_FROM(prepare, name) starts from what
 * `prepare(db)` has made; that is made once for each kind and then copied. */
#ifndef KEPT_TEST_DB_H
#define KEPT_TEST_DB_H

#include "db/db.h"
#include "harness/test.h"

typedef void db_test_fn(struct db *db, struct arena *a);
typedef void db_prepare_fn(struct db *db);

void db_test_run(enum db_kind kind, db_prepare_fn *prepare, db_test_fn *run);

#define TEST_ON_BOTH(name) TEST_ON_BOTH_FROM(NULL, name)
#define TEST_ON_BOTH_FROM(prepare, name)                                                           \
    static db_test_fn name;                                                                        \
    static void name##_on_sqlite(void **state __attribute__((unused)))                             \
    {                                                                                              \
        db_test_run(DB_SQLITE, (prepare), name);                                                   \
    }                                                                                              \
    static void name##_on_postgres(void **state __attribute__((unused)))                           \
    {                                                                                              \
        db_test_run(DB_POSTGRES, (prepare), name);                                                 \
    }                                                                                              \
    __attribute__((constructor)) static void register_##name(void)                                 \
    {                                                                                              \
        test_register(#name " (sqlite)", name##_on_sqlite);                                        \
        test_register(#name " (postgres)", name##_on_postgres);                                    \
    }                                                                                              \
    static void name(struct db *db __attribute__((unused)), struct arena *a __attribute__((unused)))

/* For tests that open a database themselves. */
struct str db_test_url(struct arena *a, enum db_kind kind); /* of a fresh one */
struct db *db_test_open(struct str url);                    /* or the test fails */
void db_test_drop(struct str url);

/* db_test_do: SQL without arguments, in a write of its own, or the test fails. db_test_number: the
 * one number of a query. */
void db_test_do(struct db *db, struct sql sql);
int64_t db_test_number(struct db *db, struct sql sql);

#endif
