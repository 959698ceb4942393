/* test.h: TEST(a_sentence_that_is_true) { … } over cmocka. Each test is found by itself.
 *
 *     TEST(a_promise_renegotiated_in_time_is_not_broken)
 *     {
 *         assert_int_equal(promise_outcome(&p), PROMISE_RENEGOTIATED);
 *     }
 *
 * The program takes words: only tests whose names hold one of them run. */
#ifndef KEPT_TEST_H
#define KEPT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

void test_register(const char *name, void (*run)(void **state));

#define TEST(name)                                                                                 \
    static void name(void **state);                                                                \
    __attribute__((constructor)) static void register_##name(void)                                 \
    {                                                                                              \
        test_register(#name, name);                                                                \
    }                                                                                              \
    static void name(void **state __attribute__((unused)))

#define assert_str_equal(got, want) test_str_equal((got), (want), __FILE__, __LINE__)
void test_str_equal(struct str got, struct str want, const char *file, int line);

/* test_shared: the path of a file in ../shared/, or NULL (and a line that says so) when absent. */
const char *test_shared(struct arena *a, const char *name);
/* test_file: the whole of a file; fails the test when it cannot be read. */
struct str test_file(struct arena *a, const char *path);
/* test_dir: a new empty folder for this test, removed when the program ends. */
const char *test_dir(struct arena *a);
const char *test_dir_in(struct arena *a, const char *parent);

#endif
