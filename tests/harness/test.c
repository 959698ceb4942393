#include "harness/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { tests_max = 4096 };

static struct CMUnitTest tests[tests_max];
static size_t test_count;
static char made_dirs[64][64];
static int made_dir_count;

void test_register(const char *name, void (*run)(void **state))
{
    if (test_count == tests_max)
        abort();
    tests[test_count++] = (struct CMUnitTest){.name = name, .test_func = run};
}

void test_str_equal(struct str got, struct str want, const char *file, int line)
{
    if (str_eq(got, want))
        return;
    print_error("got  «%.*s»\nwant «%.*s»\n", STR_ARG(got), STR_ARG(want));
    _fail(file, line);
}

const char *test_shared(struct arena *a, const char *name)
{
    const char *root = getenv("KEPT_SHARED");
    const char *path = str_fmt(a, "%s/%s", root ? root : "../shared", name).p;
    if (access(path, R_OK) == 0)
        return path;
    print_message("[  SKIPPED ] ../shared/%s is not here\n", name);
    return NULL;
}

struct str test_file(struct arena *a, const char *path)
{
    struct stat st;
    FILE *f = fopen(path, "rb");
    if (!f || fstat(fileno(f), &st) != 0)
        fail_msg("cannot read %s", path);
    char *p = arena_bytes(a, st.st_size + 1);
    size_t n = fread(p, 1, (size_t)st.st_size, f);
    p[n] = 0;
    fclose(f);
    return str_of(p, (ptrdiff_t)n);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st, (void)kind, (void)walk;
    return remove(path);
}

static void remove_dirs(void)
{
    for (int i = 0; i < made_dir_count; i++)
        nftw(made_dirs[i], remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *test_dir(struct arena *a)
{
    return test_dir_in(a, "/tmp");
}

const char *test_dir_in(struct arena *a, const char *parent)
{
    assert_true(made_dir_count < 64);
    char *path = made_dirs[made_dir_count];
    snprintf(path, sizeof made_dirs[0], "%s/kept-test-XXXXXX", parent);
    assert_non_null(mkdtemp(path));
    if (made_dir_count++ == 0)
        atexit(remove_dirs);
    return str_z(a, str_from(path));
}

static int is_wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strstr(name, argv[i]))
            return 1;
    return argc < 2;
}

int main(int argc, char **argv)
{
    size_t n = 0;
    for (size_t i = 0; i < test_count; i++)
        if (is_wanted(tests[i].name, argc, argv))
            tests[n++] = tests[i];
    return _cmocka_run_group_tests(argv[0], tests, n, NULL, NULL) != 0;
}
