#include "harness/db_test.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "harness/pg.h"

enum { prepared_max = 8 };

static struct {
    db_prepare_fn *prepare;
    enum db_kind kind;
    struct str url;
} prepared[prepared_max];
static int prepared_count;
static struct arena kept; /* until the program ends */

/* In memory where there is room: what a sync is worth is tested elsewhere, and a disk that others
 * use too makes a test ten times as long. */
static const char *quick_parent(void)
{
    struct statvfs room;
    bool has_room = statvfs("/dev/shm", &room) == 0 && access("/dev/shm", W_OK) == 0 &&
                    (int64_t)room.f_bavail * (int64_t)room.f_frsize > INT64_C(1) << 30;
    return has_room ? "/dev/shm" : "/tmp";
}

static struct str sqlite_url(struct arena *a)
{
    static const char *dir;
    static int count;
    if (!dir)
        dir = test_dir_in(&kept, quick_parent());
    return str_fmt(a, "sqlite:%s/%d.db", dir, ++count);
}

struct str db_test_url(struct arena *a, enum db_kind kind)
{
    return kind == DB_SQLITE ? sqlite_url(a) : pg_database(a, S(""));
}

struct db *db_test_open(struct str url)
{
    static const struct log log = {.fd = STDERR_FILENO, .least = LOG_WARN};
    struct db *db = NULL;
    struct fault f = {0};
    if (db_open(&(struct db_config){.url = url, .log = &log}, &db, &f) != OK)
        fail_msg("%.*s: %s", STR_ARG(url), f.message);
    return db;
}

void db_test_drop(struct str url)
{
    if (str_starts(url, S("postgresql:")))
        pg_drop(url);
}

/* A closed SQLite database is one file: its log was copied back and removed. */
static void copy_file(struct arena *a, struct str from, struct str to)
{
    struct str bytes = test_file(a, str_z(a, str_skip(from, S("sqlite:").n)));
    int fd = open(str_z(a, str_skip(to, S("sqlite:").n)), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && write(fd, bytes.p, (size_t)bytes.n) == bytes.n);
    close(fd);
}

static struct str prepared_url(enum db_kind kind, db_prepare_fn *prepare)
{
    for (int i = 0; i < prepared_count; i++)
        if (prepared[i].prepare == prepare && prepared[i].kind == kind)
            return prepared[i].url;
    assert_true(prepared_count < prepared_max);
    struct str url = db_test_url(&kept, kind);
    struct db *db = db_test_open(url);
    prepare(db);
    db_close(db);
    prepared[prepared_count].prepare = prepare;
    prepared[prepared_count].kind = kind;
    prepared[prepared_count++].url = url;
    return url;
}

static struct str copy_of_prepared(struct arena *a, enum db_kind kind, db_prepare_fn *prepare)
{
    struct str from = prepared_url(kind, prepare);
    if (kind == DB_POSTGRES)
        return pg_database(a, from);
    struct str to = sqlite_url(a);
    copy_file(a, from, to);
    return to;
}

void db_test_run(enum db_kind kind, db_prepare_fn *prepare, db_test_fn *run)
{
    struct arena a = {0};
    struct str url = prepare ? copy_of_prepared(&a, kind, prepare) : db_test_url(&a, kind);
    struct db *db = db_test_open(url);
    run(db, &a);
    db_close(db);
    db_test_drop(url);
    arena_release(&a);
}

static enum err run_sql(struct tx *tx, void *arg)
{
    return db_run(tx, *(struct sql *)arg, NO_ARGS, NULL);
}

void db_test_do(struct db *db, struct sql sql)
{
    struct arena a = {0};
    struct fault f = {0};
    if (db_write(db, &a, run_sql, &sql, &f) != OK)
        fail_msg("%s: %s", sql.text, f.message);
    arena_release(&a);
}

int64_t db_test_number(struct db *db, struct sql sql)
{
    struct arena a = {0};
    struct fault f = {0};
    struct tx *tx;
    int64_t n = 0;
    assert_int_equal(db_reader(db, &a, &tx, &f), OK);
    if (db_get_i64(tx, sql, NO_ARGS, &n) != OK)
        fail_msg("%s: %s", sql.text, f.message);
    db_reader_done(tx);
    arena_release(&a);
    return n;
}
