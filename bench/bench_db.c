/* bench_db: what lib/db costs beside the same done bare, in one run.
 *
 *     bench_db DIR [URL]          DIR: where files may be made; URL: also measure this (empty)
 * PostgreSQL
 *
 * Prints a line for each: what, how many a second, p50 and p99 of one, and its ratio to the floor
 * above it. Floors: appending the same bytes in groups with fdatasync; SQLite's own calls. */
#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/rand.h"
#include "db/search.h"

enum {
    write_seconds = 3,
    reads = 200000,
    rows = 100000,
    writers_most = 64,
    samples_most = 1 << 20
};

/* ---- counting ---------------------------------------------------------------------------------
 */

struct tally {
    int64_t *took; /* µs of each */
    atomic_int n;
    int64_t wall, cpu;
};

static int64_t cpu_now(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * USEC_PER_SEC + u.ru_utime.tv_usec +
           u.ru_stime.tv_usec;
}

static void tally_begin(struct tally *t, int64_t *room)
{
    *t = (struct tally){.took = room, .wall = clock_ticks(), .cpu = cpu_now()};
}

static void tally_add(struct tally *t, int64_t began)
{
    int i = t->n++;
    if (i < samples_most)
        t->took[i] = clock_ticks() - began;
}

static int by_size(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return a < b ? -1 : a > b;
}

/* Prints; returns how many a second. */
static double tally_end(struct tally *t, const char *what, double floor)
{
    double seconds = (double)(clock_ticks() - t->wall) / 1e6, cpu = (double)(cpu_now() - t->cpu);
    int n = t->n < samples_most ? t->n : samples_most;
    qsort(t->took, (size_t)n, sizeof *t->took, by_size);
    double rate = t->n / seconds;
    printf("%-44s %9.0f /s  p50 %6lld µs  p99 %6lld µs  max %7lld µs  %6.1f µs CPU", what, rate,
           (long long)t->took[n / 2], (long long)t->took[n * 99 / 100], (long long)t->took[n - 1],
           cpu / t->n);
    if (floor > 0)
        printf("  %.2f of the floor", rate / floor);
    putchar('\n');
    return rate;
}

/* ---- the floor of writing: one thread syncs what many have brought ----------------------------
 */

struct group {
    int fd;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    sem_t *waiting[writers_most];
    int n;
    bool stop;
};

static void *sync_groups(void *arg)
{
    struct group *g = arg;
    static char page[writers_most * 3 * 4120];
    pthread_mutex_lock(&g->lock);
    while (!g->stop) {
        sem_t *now[writers_most];
        int n = g->n;
        memcpy(now, g->waiting, sizeof now);
        g->n = 0;
        if (n == 0) {
            pthread_cond_wait(&g->wake, &g->lock);
            continue;
        }
        pthread_mutex_unlock(&g->lock);
        /* what a write of three pages puts into SQLite's log */
        if (write(g->fd, page, (size_t)n * 3 * 4120) < 0 || fdatasync(g->fd) != 0)
            abort();
        for (int i = 0; i < n; i++)
            sem_post(now[i]);
        pthread_mutex_lock(&g->lock);
    }
    pthread_mutex_unlock(&g->lock);
    return NULL;
}

static void raw_write(struct group *g)
{
    sem_t done;
    sem_init(&done, 0, 0);
    pthread_mutex_lock(&g->lock);
    g->waiting[g->n++] = &done;
    pthread_cond_signal(&g->wake);
    pthread_mutex_unlock(&g->lock);
    while (sem_wait(&done) != 0)
        ;
    sem_destroy(&done);
}

/* ---- writing ----------------------------------------------------------------------------------
 */

struct crew {
    struct group *raw; /* or */
    struct db *db;
    db_write_fn *fn;
    struct tally tally;
    atomic_bool stop;
};

/* A request with its message, its counters and its event: what most writes of Kept are like. */
static enum err write_request(struct tx *tx, void *arg)
{
    static const char words[] =
        "The lift in staircase 4 has been standing still since this morning, and my mother of "
        "84 cannot leave the house. Please tell me when it will run again. ";
    int64_t id, team = (*(int64_t *)arg)++ % 8;
    struct str text = str_of(words, sizeof words - 1);
    TRY(db_get_i64(tx,
                   SQL("INSERT INTO request (team, state, title) VALUES ($1, 1, $2) RETURNING id"),
                   ARGS(DB_I(team), DB_T(text)), &id));
    TRY(db_run(tx, SQL("INSERT INTO message (request, body) VALUES ($1, $2)"),
               ARGS(DB_I(id), DB_T(text)), NULL));
    TRY(db_run(tx,
               SQL("INSERT INTO counter (team, n) VALUES ($1, 1)"
                   " ON CONFLICT (team) DO UPDATE SET n = counter.n + excluded.n"),
               ARGS(DB_I(team)), NULL));
    return db_run(tx, SQL("INSERT INTO event (request, kind) VALUES ($1, 'opened')"),
                  ARGS(DB_I(id)), NULL);
}

static enum err write_indexed(struct tx *tx, void *arg)
{
    int64_t id = 0;
    TRY(write_request(tx, arg));
    TRY(db_get_i64(tx, SQL("SELECT max(id) FROM message"), NO_ARGS, &id));
    return search_put(
        tx, &(struct search_doc){.kind = 1,
                                 .id = id,
                                 .title = S("The lift"),
                                 .body = str_fmt(tx_arena(tx),
                                                 "number%lld in staircase 4 stands still since "
                                                 "this morning and the caretaker is away",
                                                 (long long)id)});
}

static void *write_on(void *arg)
{
    struct crew *c = arg;
    struct arena a = {0};
    for (int64_t n = (int64_t)(uintptr_t)&a >> 6; !c->stop; arena_reset(&a)) {
        int64_t began = clock_ticks();
        if (c->raw)
            raw_write(c->raw);
        else if (db_write(c->db, &a, c->fn, &n, NULL) != OK)
            abort();
        tally_add(&c->tally, began);
    }
    arena_release(&a);
    return NULL;
}

static double write_with(struct crew *c, int threads, const char *what, double floor, int64_t *room)
{
    pthread_t all[writers_most];
    char label[80];
    snprintf(label, sizeof label, "%s, %d writers", what, threads);
    c->stop = false;
    tally_begin(&c->tally, room);
    for (int i = 0; i < threads; i++)
        pthread_create(&all[i], NULL, write_on, c);
    sleep(write_seconds);
    c->stop = true;
    for (int i = 0; i < threads; i++)
        pthread_join(all[i], NULL);
    return tally_end(&c->tally, label, floor);
}

static const struct migration tables[] = {
    {"bench", 1,
     "CREATE TABLE request (id $ID, team BIGINT, state BIGINT, title TEXT);"
     "CREATE INDEX request_by_team ON request (team, id);"
     "CREATE TABLE message (id $ID, request BIGINT REFERENCES request (id), body TEXT);"
     "CREATE INDEX message_by_request ON message (request, id);"
     "CREATE TABLE counter (team BIGINT PRIMARY KEY, n BIGINT);"
     "CREATE TABLE event (id $ID, request BIGINT, kind TEXT);"
     "CREATE TABLE person (id BIGINT PRIMARY KEY, name TEXT, state BIGINT);"}};

static void bench_writing(struct db *db, const char *dir, int64_t *room)
{
    static const int crews[] = {1, 8, 64};
    struct arena a = {0};
    struct group g = {
        .fd = open(str_fmt(&a, "%s/raw", dir).p, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    pthread_t thread;
    pthread_mutex_init(&g.lock, NULL);
    pthread_cond_init(&g.wake, NULL);
    pthread_create(&thread, NULL, sync_groups, &g);
    for (size_t i = 0; i < sizeof crews / sizeof *crews; i++) {
        double floor = write_with(&(struct crew){.raw = &g}, crews[i], "raw synced groups", 0,
                                  room);
        write_with(&(struct crew){.db = db, .fn = write_request}, crews[i], "db_write of a request",
                   floor, room);
    }
    write_with(&(struct crew){.db = db, .fn = write_indexed}, 64,
               "db_write of a request, with search_put", 0, room);
    pthread_mutex_lock(&g.lock);
    g.stop = true;
    pthread_cond_signal(&g.wake);
    pthread_mutex_unlock(&g.lock);
    pthread_join(thread, NULL);
    close(g.fd);
    arena_release(&a);
}

/* ---- reading ----------------------------------------------------------------------------------
 */

static enum err add_people(struct tx *tx, void *arg)
{
    (void)arg;
    return db_run(
        tx,
        SQL("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)"
            " INSERT INTO person (id, name, state) SELECT i, 'Person of some name', i % 7 FROM n"),
        ARGS(DB_I(rows)), NULL);
}

static double read_bare(const char *path, int64_t *room)
{
    sqlite3 *h;
    sqlite3_stmt *q;
    struct prng chance;
    struct tally t;
    int64_t sum = 0;
    prng_init(&chance, 1);
    if (sqlite3_open_v2(path, &h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        abort();
    sqlite3_exec(h, "PRAGMA mmap_size=2147418112", NULL, NULL, NULL);
    sqlite3_prepare_v3(h, "SELECT id, name, state FROM person WHERE id = ?", -1,
                       SQLITE_PREPARE_PERSISTENT, &q, NULL);
    tally_begin(&t, room);
    for (int i = 0; i < reads; i++) {
        int64_t began = clock_ticks();
        sqlite3_bind_int64(q, 1, prng_below(&chance, rows) + 1);
        if (sqlite3_step(q) == SQLITE_ROW)
            sum += sqlite3_column_int64(q, 0) + sqlite3_column_bytes(q, 1) +
                   sqlite3_column_int64(q, 2);
        sqlite3_reset(q);
        tally_add(&t, began);
    }
    double rate = tally_end(&t, "SQLite bare, by primary key", 0);
    sqlite3_finalize(q);
    sqlite3_close(h);
    return sum ? rate : 0;
}

static double read_db(struct db *db, const char *what, double floor, int64_t *room)
{
    struct arena a = {0};
    struct tx *tx;
    struct prng chance;
    struct tally t;
    int64_t sum = 0;
    prng_init(&chance, 1);
    if (db_reader(db, &a, &tx, NULL) != OK)
        abort();
    tally_begin(&t, room);
    for (int i = 0; i < reads; i++) {
        struct rows r;
        int64_t began = clock_ticks();
        db_query(&r, tx, SQL("SELECT id, name, state FROM person WHERE id = $1"),
                 ARGS(DB_I(prng_below(&chance, rows) + 1)));
        while (rows_next(&r)) {
            sum += rows_i64(&r);
            sum += rows_text(&r).n;
            sum += rows_i64(&r);
        }
        if (rows_end(&r) != OK)
            abort();
        tally_add(&t, began);
        if (i % 100 == 0)
            arena_reset(&a);
    }
    db_reader_done(tx);
    arena_release(&a);
    double rate = tally_end(&t, what, floor);
    return sum ? rate : 0;
}

/* ---- all --------------------------------------------------------------------------------------
 */

static struct db *open_ready(struct str url)
{
    struct arena a = {0};
    struct fault f = {0};
    struct db *db = NULL;
    struct migration all[2] = {tables[0], search_migrations[0]};
    if (db_open(&(struct db_config){.url = url}, &db, &f) != OK ||
        db_migrate(db, all, 2, &f) != OK || db_write(db, &a, add_people, NULL, &f) != OK) {
        fprintf(stderr, "%.*s: %s\n", STR_ARG(url), f.message);
        exit(1);
    }
    arena_release(&a);
    return db;
}

int main(int argc, char **argv)
{
    struct arena a = {0};
    if (argc < 2) {
        fputs("bench_db DIR [URL]\n", stderr);
        return 2;
    }
    int64_t *room = heap_alloc(samples_most * (ptrdiff_t)sizeof *room);
    struct str url = str_fmt(&a, "sqlite:%s/bench.db", argv[1]);
    struct db *db = open_ready(url);
    puts("SQLite");
    double floor = read_bare(url.p + S("sqlite:").n, room);
    read_db(db, "db_query, by primary key", floor, room);
    bench_writing(db, argv[1], room);
    db_close(db);
    if (argc > 2) {
        db = open_ready(str_from(argv[2]));
        puts("PostgreSQL");
        read_db(db, "db_query, by primary key", 0, room);
        bench_writing(db, argv[1], room);
        db_close(db);
    }
    heap_free(room);
    arena_release(&a);
    return 0;
}
