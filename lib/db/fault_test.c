/* fault_test.c: what a disk that fails, a power cut and kill -9 may do to an SQLite database. This
 * program's own pwrite64, ftruncate64 and fdatasync stand between SQLite and the system. */
#include "harness/db_test.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/rand.h"
#include "base/vec.h"
#include "db/search.h"

/* ---- the system that fails --------------------------------------------------------------------
 */

enum fault_kind { NO_FAULT, FAIL_ONCE, FAIL_ON, WRITE_HALF };

static struct {
    atomic_int kind;
    atomic_int error;
    atomic_long calls, fail_at;
} disk;

/* Counts a call; whether it is one that fails. */
static bool is_failing(void)
{
    enum fault_kind kind = (enum fault_kind)disk.kind;
    if (kind == NO_FAULT)
        return false;
    long call = ++disk.calls;
    bool fails = kind == FAIL_ON ? call >= disk.fail_at : call == disk.fail_at;
    if (fails)
        errno = disk.error;
    return fails;
}

static void break_disk(enum fault_kind kind, int error, long at)
{
    disk.kind = NO_FAULT;
    disk.calls = 0;
    disk.fail_at = at;
    disk.error = error;
    disk.kind = (int)kind;
}

static void mend_disk(void)
{
    disk.kind = NO_FAULT;
}

static void record_write(int fd, const void *p, size_t n, off_t at);
static void record_size(int fd, off_t size);
static void record_sync(int fd);

ssize_t pwrite64(int fd, const void *p, size_t n, off_t at)
{
    if (is_failing()) {
        if (disk.kind != WRITE_HALF)
            return -1;
        n /= 2;
    }
    record_write(fd, p, n, at);
    return syscall(SYS_pwrite64, fd, p, n, at);
}

int ftruncate64(int fd, off_t size)
{
    if (is_failing() && disk.kind != WRITE_HALF)
        return -1;
    record_size(fd, size);
    return (int)syscall(SYS_ftruncate, fd, size);
}

int fdatasync(int fd)
{
    if (is_failing() && disk.kind != WRITE_HALF)
        return -1;
    record_sync(fd);
    return 0;
}

/* ---- a disk that keeps only what was synced ---------------------------------------------------
 */

/* A file as it was synced, and what has been asked of it since. */
struct change {
    bool is_size;
    off_t at;
    struct str bytes;
};
struct tracked {
    const char *path; /* its end tells which */
    char *synced;
    ptrdiff_t n, cap;
    VEC(struct change) since;
};

static struct {
    pthread_mutex_t lock;
    struct arena arena;
    struct tracked files[2]; /* the database and its log */
    bool is_on;
    struct prng chance;
    atomic_uint_fast64_t acknowledged; /* bits: ids that were */
    VEC(struct power_cut {
        uint64_t acknowledged;
        struct str files[2];
    })
    cuts;
    long calls;
} power = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct tracked *tracked_of(int fd)
{
    char link[40], path[300];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path);
    for (int i = 0; i < 2; i++)
        if (n > 0 && power.files[i].path && str_eq(str_of(path, n), str_from(power.files[i].path)))
            return &power.files[i];
    return NULL;
}

static void apply(struct arena *a, struct tracked *f, const struct change *c)
{
    ptrdiff_t end = c->at + (c->is_size ? 0 : c->bytes.n);
    if (end > f->cap) {
        ptrdiff_t cap = end * 2;
        char *grown = arena_bytes(a, cap);
        memset(grown, 0, (size_t)cap);
        if (f->n)
            memcpy(grown, f->synced, (size_t)f->n);
        f->synced = grown, f->cap = cap;
    }
    if (c->is_size)
        memset(f->synced + end, 0, (size_t)(f->cap - end));
    else if (c->bytes.n)
        memcpy(f->synced + c->at, c->bytes.p, (size_t)c->bytes.n);
    f->n = c->is_size || end > f->n ? end : f->n;
}

/* The power goes off now: of what was not synced some has reached the disk, and some not. */
static void cut_power(void)
{
    struct power_cut *cut = vec_push(&power.arena, &power.cuts);
    cut->acknowledged = power.acknowledged;
    for (int i = 0; i < 2; i++) {
        struct tracked copy = power.files[i];
        copy.synced = arena_bytes(&power.arena, copy.cap);
        if (copy.cap)
            memcpy(copy.synced, power.files[i].synced, (size_t)copy.cap);
        for (ptrdiff_t k = 0; k < copy.since.n; k++)
            if (prng_below(&power.chance, 2))
                apply(&power.arena, &copy, &copy.since.v[k]);
        cut->files[i] = str_of(copy.synced, copy.n);
    }
}

static void record(int fd, struct change c)
{
    pthread_mutex_lock(&power.lock);
    struct tracked *f = power.is_on ? tracked_of(fd) : NULL;
    if (f) {
        if (power.calls++ % 3 == 0)
            cut_power();
        c.bytes = str_dup(&power.arena, c.bytes);
        *vec_push(&power.arena, &f->since) = c;
    }
    pthread_mutex_unlock(&power.lock);
}

static void record_write(int fd, const void *p, size_t n, off_t at)
{
    if (power.is_on)
        record(fd, (struct change){.at = at, .bytes = str_of(p, (ptrdiff_t)n)});
}

static void record_size(int fd, off_t size)
{
    if (power.is_on)
        record(fd, (struct change){.is_size = true, .at = size});
}

static void record_sync(int fd)
{
    if (!power.is_on)
        return;
    pthread_mutex_lock(&power.lock);
    struct tracked *f = tracked_of(fd);
    if (f) {
        cut_power();
        for (ptrdiff_t i = 0; i < f->since.n; i++)
            apply(&power.arena, f, &f->since.v[i]);
        f->since.n = 0;
    }
    pthread_mutex_unlock(&power.lock);
}

/* ---- what is written --------------------------------------------------------------------------
 */

static struct arena kept;

static void prepare(struct db *db)
{
    assert_int_equal(db_migrate(db, search_migrations, search_migration_count, NULL), OK);
    db_test_do(db, SQL("CREATE TABLE t (id BIGINT PRIMARY KEY, text TEXT)"));
    db_test_do(db, SQL("CREATE TABLE counter (n BIGINT)"));
    db_test_do(db, SQL("INSERT INTO counter VALUES (0)"));
}

/* A fresh file that is ready: its url. */
static struct str new_database(void)
{
    struct str url = db_test_url(&kept, DB_SQLITE);
    struct db *db = db_test_open(url);
    prepare(db);
    db_close(db);
    return url;
}

/* A row, a counter and a document: pages of several kinds. */
static enum err write_one(struct tx *tx, void *arg)
{
    int64_t id = *(const int64_t *)arg;
    struct str text = str_fmt(tx_arena(tx), "number%lld %01500d", (long long)id, 0);
    struct search_doc doc = {.kind = 1, .id = id, .body = text};
    TRY(db_run(tx, SQL("INSERT INTO t (id, text) VALUES ($1, $2)"), ARGS(DB_I(id), DB_T(text)),
               NULL));
    TRY(db_run(tx, SQL("UPDATE counter SET n = n + 1"), NO_ARGS, NULL));
    return search_put(tx, &doc);
}

static enum err put_one(struct db *db, int64_t id)
{
    struct arena a = {0};
    enum err err = db_write(db, &a, write_one, &id, NULL);
    arena_release(&a);
    return err;
}

/* The file opens, is sound, holds all that was acknowledged, and can be written. */
static void check(struct str url, uint64_t acknowledged)
{
    struct arena a = {0};
    struct str report;
    struct tx *tx;
    struct rows r;
    uint64_t there = 0;
    struct db *db = db_test_open(url);
    assert_int_equal(db_check(db, &a, &report, NULL), OK);
    assert_str_equal(report, S("ok"));
    assert_int_equal(db_reader(db, &a, &tx, NULL), OK);
    db_query(&r, tx, SQL("SELECT id FROM t"), NO_ARGS);
    while (rows_next(&r))
        there |= UINT64_C(1) << rows_i64(&r);
    assert_int_equal(rows_end(&r), OK);
    db_reader_done(tx);
    assert_true((acknowledged & ~there) == 0);
    int rows = __builtin_popcountll(there);
    assert_int_equal(db_test_number(db, SQL("SELECT n FROM counter")), rows);
    assert_int_equal(db_test_number(db, SQL("SELECT count(*) FROM search_doc")), rows);
    assert_int_equal(
        db_test_number(db,
                       SQL("SELECT count(*) FROM search_text WHERE search_text MATCH 'number*'")),
        rows);
    assert_int_equal(put_one(db, 63), OK);
    db_close(db);
    arena_release(&a);
}

/* ---- a disk that fails ------------------------------------------------------------------------
 */

enum { writes = 8 };

/* Some writes while the n-th call fails, then one more on a mended disk. Whether the n-th call
 * came. */
static bool write_on_bad_disk(enum fault_kind kind, int error, long n)
{
    uint64_t acknowledged = 0;
    int failed = 0;
    struct str url = new_database();
    struct db *db = db_test_open(url);
    break_disk(kind, error, n);
    for (int64_t id = 0; id < writes; id++) {
        enum err err = put_one(db, id);
        if (err == OK)
            acknowledged |= UINT64_C(1) << id;
        else
            assert_int_equal(err, ERR_IO);
        failed += err != OK;
    }
    if (kind == FAIL_ONCE)
        assert_true(failed <= 1); /* the writer goes on */
    if (kind == WRITE_HALF)
        assert_int_equal(failed, 0); /* the rest is written then */
    if (kind == FAIL_ON) {
        mend_disk();
        assert_int_equal(put_one(db, writes), OK);
        acknowledged |= UINT64_C(1) << writes;
    }
    db_close(db);
    bool has_come = disk.calls >= n;
    mend_disk();
    check(url, acknowledged);
    return has_come;
}

static void fail_every_call(enum fault_kind kind, int error)
{
    long n = 1;
    while (write_on_bad_disk(kind, error, n))
        n += n < 60 ? 1 : 3;
    assert_true(n > 60);
}

TEST(an_error_at_any_call_costs_one_write_and_nothing_acknowledged)
{
    fail_every_call(FAIL_ONCE, EIO);
}

TEST(a_disk_that_is_full_from_any_call_on_loses_nothing_acknowledged)
{
    fail_every_call(FAIL_ON, ENOSPC);
}

TEST(a_write_that_is_cut_short_is_finished)
{
    fail_every_call(WRITE_HALF, 0);
}

struct together {
    struct db *db;
    int64_t id;
    enum err err;
};

static void *write_together(void *arg)
{
    struct together *t = arg;
    t->err = put_one(t->db, t->id);
    return NULL;
}

static enum err hold_up(struct tx *tx, void *arg)
{
    (void)arg;
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL); /* the others come meanwhile */
    return db_run(tx, SQL("UPDATE counter SET n = n + 0"), NO_ARGS, NULL);
}

static void *write_slowly(void *db)
{
    struct arena a = {0};
    enum err err = db_write(db, &a, hold_up, NULL, NULL);
    arena_release(&a);
    return (void *)(intptr_t)err;
}

TEST(a_commit_that_fails_fails_for_all_who_share_it)
{
    enum { many = 16 };
    struct together all[many];
    pthread_t threads[many], first;
    struct str url = new_database();
    struct db *db = db_test_open(url);
    void *first_err = NULL;
    uint64_t acknowledged = 0;
    int failed = 0;
    break_disk(FAIL_ONCE, EIO, 1);
    pthread_create(&first, NULL, write_slowly, db);
    for (int i = 0; i < many; i++) {
        all[i] = (struct together){.db = db, .id = i};
        pthread_create(&threads[i], NULL, write_together, &all[i]);
    }
    for (int i = 0; i < many; i++) {
        pthread_join(threads[i], NULL);
        acknowledged |= all[i].err == OK ? UINT64_C(1) << i : 0;
        failed += all[i].err != OK;
    }
    pthread_join(first, &first_err);
    failed += first_err != NULL;
    mend_disk();
    assert_true(failed >= 1);
    db_close(db);
    check(url, acknowledged);
}

/* ---- a power cut ------------------------------------------------------------------------------
 */

static void *write_and_tell(void *arg)
{
    struct together *t = arg;
    if (put_one(t->db, t->id) == OK)
        power.acknowledged |= UINT64_C(1) << t->id;
    return NULL;
}

static struct str path_of(struct str url)
{
    return str_skip(url, S("sqlite:").n);
}

static void start_recording(struct str url)
{
    prng_init(&power.chance, 1);
    for (int i = 0; i < 2; i++) {
        power.files[i] = (struct tracked){
            .path = str_fmt(&power.arena, i ? "%.*s-wal" : "%.*s", STR_ARG(path_of(url))).p};
        if (i == 0) {
            struct str now = test_file(&power.arena, power.files[i].path);
            apply(&power.arena, &power.files[i], &(struct change){.bytes = now});
        }
    }
    power.is_on = true;
}

static void write_file(const char *path, struct str bytes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, (size_t)bytes.n, f), bytes.n);
    fclose(f);
}

TEST(a_power_cut_at_any_moment_loses_nothing_acknowledged)
{
    enum { rounds = 6, at_once = 4 };
    struct str url = new_database();
    struct db *db = db_test_open(url);
    start_recording(url);
    for (int round = 0; round < rounds; round++) {
        struct together all[at_once];
        pthread_t threads[at_once];
        for (int i = 0; i < at_once; i++) {
            all[i] = (struct together){.db = db, .id = round * at_once + i};
            pthread_create(&threads[i], NULL, write_and_tell, &all[i]);
        }
        for (int i = 0; i < at_once; i++)
            pthread_join(threads[i], NULL);
    }
    pthread_mutex_lock(&power.lock);
    cut_power();
    pthread_mutex_unlock(&power.lock);
    db_close(db); /* with its checkpoint: the file itself is written too */
    power.is_on = false;
    assert_true(power.cuts.n > 30);
    assert_true(power.acknowledged == (UINT64_C(1) << (rounds * at_once)) - 1);
    for (ptrdiff_t i = 0; i < power.cuts.n; i++) {
        struct str after = db_test_url(&kept, DB_SQLITE);
        const char *path = str_z(&kept, path_of(after));
        write_file(path, power.cuts.v[i].files[0]);
        write_file(str_fmt(&kept, "%s-wal", path).p, power.cuts.v[i].files[1]);
        check(after, power.cuts.v[i].acknowledged);
        unlink(path);
    }
    arena_release(&power.arena);
}

/* ---- kill -9 ----------------------------------------------------------------------------------
 */

struct victim {
    struct db *db;
    int pipe;
    atomic_int next;
};

static void *write_until_killed(void *arg)
{
    struct victim *v = arg;
    for (int id; (id = v->next++) < 62;) {
        unsigned char byte = (unsigned char)id;
        if (put_one(v->db, id) == OK && write(v->pipe, &byte, 1) != 1)
            break;
    }
    return NULL;
}

static void be_killed(struct str url, int pipe, int from)
{
    struct victim v = {.db = db_test_open(url), .pipe = pipe, .next = from};
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, write_until_killed, &v);
    pause();
}

TEST(kill_9_in_the_midst_loses_nothing_acknowledged)
{
    struct prng chance;
    prng_init(&chance, 9);
    for (int round = 0; round < 12; round++) {
        struct str url = new_database();
        uint64_t acknowledged = 0;
        int ends[2], wanted = (int)prng_below(&chance, 50);
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0)
            be_killed(url, ends[1], 0);
        close(ends[1]);
        unsigned char id;
        for (int i = 0; i < wanted && read(ends[0], &id, 1) == 1; i++)
            acknowledged |= UINT64_C(1) << id;
        nanosleep(&(struct timespec){.tv_nsec = (long)prng_below(&chance, 2000000)}, NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        while (read(ends[0], &id, 1) == 1)
            acknowledged |= UINT64_C(1) << id;
        close(ends[0]);
        check(url, acknowledged);
    }
    arena_release(&kept);
}
