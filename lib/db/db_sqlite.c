/* db_sqlite.c: the embedded database. The only file that knows sqlite3.h.
 *
 * One connection writes (the writer's), several read, one copies the log back into the file once a
 * second, so that no commit has to (measured: p99 of a write 2.7 ms instead of 12 to 45). What is
 * committed is synced: WAL with synchronous=FULL. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "db/driver.h"
#include "db/ticker.h"

enum {
    lock_patience_ms = 2000,   /* a Kept that was killed lets go within this */
    reader_patience_ms = 5000, /* readers wait only for the schema, or a log that is being reset */
    reset_patience_ms =
        100,        /* how long resetting the log may wait for readers: writers stand still */
    idle_ticks = 10 /* seconds without a write after which the log is emptied */
};

struct store {
    struct db *db;
    const char *path;
    int lock_fd;
    sqlite3 *checkpointer; /* the ticker's alone */
    struct ticker *ticker;
    int64_t seen_writes;      /* the ticker's */
    int idle;                 /* the ticker's: seconds */
    pthread_mutex_t in_batch; /* held while the writer is in a transaction */
    int64_t writes;           /* batches begun; under in_batch */
};

enum simple { BEGIN, SAVEPOINT, RELEASE, ROLLBACK_TO, COMMIT, ROLLBACK, SIMPLES };
static const char *const simple_sql[SIMPLES] = {"BEGIN IMMEDIATE", "SAVEPOINT w", "RELEASE w",
                                                "ROLLBACK TO w",   "COMMIT",      "ROLLBACK"};

struct connection {
    struct tx tx; /* first */
    sqlite3 *handle;
    sqlite3_stmt *simple[SIMPLES];
};

struct prepared {
    struct statement base; /* first */
    sqlite3_stmt *handle;
    int rc; /* of the last step */
    int params;
    unsigned char number[LIMIT_SQL_ARGS]; /* the i-th parameter of SQLite is $number[i] */
};

static struct connection *of_tx(struct tx *tx)
{
    return (struct connection *)tx;
}

static struct prepared *of_rows(const struct rows *r)
{
    return (struct prepared *)r->statement;
}

/* ---- errors -----------------------------------------------------------------------------------
 */

static enum err of_constraint(int rc)
{
    bool is_conflict = rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
                       rc == SQLITE_CONSTRAINT_ROWID || rc == SQLITE_CONSTRAINT_FOREIGNKEY;
    return is_conflict ? ERR_CONFLICT : ERR_INVALID;
}

static enum err of_code(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_CONSTRAINT: return of_constraint(rc);
    case SQLITE_MISMATCH: return ERR_INVALID;
    case SQLITE_TOOBIG: return ERR_TOO_LARGE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT: return ERR_UNAVAILABLE;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY: return ERR_IO;
    case SQLITE_NOMEM: out_of_memory();
    default: return ERR_CORRUPT; /* damaged, or a statement that does not fit the tables */
    }
}

static enum err refuse(struct tx *tx, int rc, const char *sql)
{
    enum err err = of_code(rc);
    if (rc == SQLITE_READONLY && !tx->is_writing)
        err = ERR_FORBIDDEN; /* query_only */
    return tx_refuse(tx, err, sql, sqlite3_errmsg(of_tx(tx)->handle));
}

static enum err refuse_open(struct db *db, int rc, struct fault *f)
{
    const char *path = ((struct store *)db->store)->path;
    if ((rc & 0xff) == SQLITE_NOTADB || (rc & 0xff) == SQLITE_CORRUPT)
        return fault_set(f, ERR_CORRUPT, "database", "%s is not a database, or it is damaged",
                         path);
    enum err err = of_code(rc);
    return fault_set(f, err == ERR_UNAVAILABLE ? err : ERR_IO, "database",
                     "%s cannot be opened: %s", path, sqlite3_errstr(rc));
}

/* ---- connections ------------------------------------------------------------------------------
 */

static int run_all(sqlite3 *h, const char *const *pragmas)
{
    int rc = SQLITE_OK;
    for (; *pragmas && rc == SQLITE_OK; pragmas++)
        rc = sqlite3_exec(h, *pragmas, NULL, NULL, NULL);
    return rc;
}

/* A handle with what all connections share; *out may be set on failure too. */
static int open_handle(struct store *s, sqlite3 **out)
{
    static const char *const pragmas[] = {
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA wal_autocheckpoint=0",
        "PRAGMA foreign_keys=ON",
        "PRAGMA case_sensitive_like=ON",
        "PRAGMA temp_store=MEMORY",
        "PRAGMA secure_delete=FAST", /* what is deleted is gone, where that costs no write */
        NULL};
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                SQLITE_OPEN_EXRESCODE;
    int rc = sqlite3_open_v2(s->path, out, flags, NULL);
    if (rc != SQLITE_OK)
        return rc;
    sqlite3_db_config(*out, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(*out, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(*out, SQLITE_DBCONFIG_DQS_DML, 0, NULL); /* "x" is a name, as in PostgreSQL */
    sqlite3_db_config(*out, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_busy_timeout(*out, reader_patience_ms);
    rc = run_all(*out, pragmas);
    char limit[60]; /* a log that grew past it shrinks when it is begun anew */
    snprintf(limit, sizeof limit, "PRAGMA journal_size_limit=%lld", (long long)LIMIT_WAL_BYTES);
    return rc == SQLITE_OK ? sqlite3_exec(*out, limit, NULL, NULL, NULL) : rc;
}

static void free_statement(void *tx, struct statement *s)
{
    driver_sqlite.statement_free(tx, s);
}

static void sqlite_disconnect(struct tx *tx)
{
    struct connection *c = of_tx(tx);
    statement_each(&tx->statements, free_statement, tx);
    for (int i = 0; i < SIMPLES; i++)
        sqlite3_finalize(c->simple[i]);
    int rc = sqlite3_close(c->handle);
    assert(rc == SQLITE_OK); /* a statement was left open */
    heap_free(c);
}

static enum err sqlite_connect(struct db *db, enum role role, struct tx **out, struct fault *f)
{
    /* Readers see the file through mmap, so their own caches may be small; a commit empties them.
     */
    static const char *const reading[] = {"PRAGMA mmap_size=2147418112", "PRAGMA cache_size=-1024",
                                          "PRAGMA query_only=ON", NULL};
    static const char *const writing[] = {"PRAGMA cache_size=-16384", NULL};
    struct connection *c = heap_alloc(sizeof *c);
    tx_init(&c->tx, db);
    int rc = open_handle(db->store, &c->handle);
    if (rc == SQLITE_OK)
        rc = run_all(c->handle, role == ROLE_READER ? reading : writing);
    for (int i = 0; i < SIMPLES && rc == SQLITE_OK && role == ROLE_WRITER; i++)
        rc = sqlite3_prepare_v3(c->handle, simple_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                                &c->simple[i], NULL);
    if (rc != SQLITE_OK) {
        sqlite_disconnect(&c->tx);
        return refuse_open(db, rc, f);
    }
    *out = &c->tx;
    return OK;
}

static enum err sqlite_revive(struct tx *tx, struct fault *f)
{
    (void)tx, (void)f;
    return OK; /* a file does not go away */
}

/* ---- the log's way back into the file ---------------------------------------------------------
 */

static int64_t count_writes(struct store *s)
{
    pthread_mutex_lock(&s->in_batch);
    int64_t writes = s->writes;
    pthread_mutex_unlock(&s->in_batch);
    return writes;
}

/* Between two batches, so that the writer never meets a locked file. RESTART keeps the log's space,
 * which is quicker to write again than to ask the file system for anew; TRUNCATE gives it back. */
static int reset_log(struct store *s, int how)
{
    pthread_mutex_lock(&s->in_batch);
    sqlite3_busy_timeout(s->checkpointer, reset_patience_ms);
    int rc = sqlite3_wal_checkpoint_v2(s->checkpointer, NULL, how, NULL, NULL);
    pthread_mutex_unlock(&s->in_batch);
    return rc;
}

static void checkpoint(void *arg)
{
    struct store *s = arg;
    int64_t writes = count_writes(s);
    int pages = 0;
    s->idle = writes == s->seen_writes ? s->idle + 1 : 0;
    s->seen_writes = writes;
    if (s->idle > idle_ticks)
        return; /* nothing has happened since the log was emptied; at start it may hold something */
    int rc = sqlite3_wal_checkpoint_v2(s->checkpointer, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages,
                                       NULL);
    if (rc == SQLITE_OK && s->idle == idle_ticks)
        rc = reset_log(s, SQLITE_CHECKPOINT_TRUNCATE);
    else if (rc == SQLITE_OK && pages > LIMIT_WAL_BYTES / 4096)
        rc = reset_log(s, SQLITE_CHECKPOINT_RESTART);
    if (rc == SQLITE_BUSY && s->idle == idle_ticks)
        s->idle--; /* a reader was in the way: once more */
    if (rc != SQLITE_OK && rc != SQLITE_BUSY)
        log_warn(&s->db->log, "db.checkpoint_failed",
                 LOG_Z("detail", sqlite3_errmsg(s->checkpointer)));
}

/* ---- opening ----------------------------------------------------------------------------------
 */

static enum err refuse_lock(struct store *s, struct fault *f)
{
    char holder[24] = "?";
    ssize_t n = pread(s->lock_fd, holder, sizeof holder - 1, 0);
    if (n > 0)
        holder[n] = 0;
    return fault_set(f, ERR_IO, "database",
                     "%s is in use by another Kept (process %s). Stop that one first: systemctl "
                     "stop kept, or kill %s",
                     s->path, holder, holder);
}

/* PATH.lock is held as long as the database is open, and tells who holds it. */
static enum err take_lock(struct store *s, struct fault *f)
{
    struct arena a = {0};
    s->lock_fd = open(str_fmt(&a, "%s.lock", s->path).p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    arena_release(&a);
    if (s->lock_fd < 0)
        return fault_set(f, ERR_IO, "database", "%s.lock cannot be made: %s", s->path,
                         strerror(errno));
    for (int waited = 0; flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0; waited += 20) {
        if (waited >= lock_patience_ms)
            return refuse_lock(s, f);
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    if (ftruncate(s->lock_fd, 0) == 0)
        dprintf(s->lock_fd, "%lld", (long long)getpid());
    return OK;
}

/* The file is made here and not by SQLite, to be nobody else's to read; the log takes after it. */
static enum err make_file(struct store *s, struct fault *f)
{
    int fd = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return fault_set(f, ERR_IO, "database", "%s cannot be opened: %s", s->path,
                         strerror(errno));
    close(fd);
    return OK;
}

/* journal_mode=WAL does not fail where it cannot be, it just stays what it was. */
static int check_wal(sqlite3 *h)
{
    sqlite3_stmt *q = NULL;
    int rc = sqlite3_prepare_v2(h, "PRAGMA journal_mode", -1, &q, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(q) == SQLITE_ROW &&
                     strcmp((const char *)sqlite3_column_text(q, 0), "wal") == 0
                 ? SQLITE_OK
                 : SQLITE_CANTOPEN;
    sqlite3_finalize(q);
    return rc;
}

static enum err sqlite_open(struct db *db, struct fault *f)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* its mutex costs readers; refused once it runs */
    struct store *s = NEW(&db->arena, struct store);
    *s = (struct store){.db = db, .path = db->url.p, .lock_fd = -1, .idle = idle_ticks - 1};
    pthread_mutex_init(&s->in_batch, NULL);
    db->store = s;
    TRY(take_lock(s, f));
    TRY(make_file(s, f));
    int rc = open_handle(s, &s->checkpointer);
    if (rc == SQLITE_OK)
        rc = check_wal(s->checkpointer);
    if (rc != SQLITE_OK)
        return refuse_open(db, rc, f);
    s->ticker = ticker_start(checkpoint, s);
    return OK;
}

/* The last connection to close copies the log back and removes it. */
static void sqlite_close_store(struct db *db)
{
    struct store *s = db->store;
    if (s->ticker)
        ticker_stop(s->ticker);
    sqlite3_close(s->checkpointer);
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    pthread_mutex_destroy(&s->in_batch);
}

/* ---- statements -------------------------------------------------------------------------------
 */

static struct prepared *prepare(struct tx *tx, const struct query *q, int *rc)
{
    struct prepared *p = heap_alloc(sizeof *p);
    *rc = sqlite3_prepare_v3(of_tx(tx)->handle, q->text, -1,
                             q->is_literal ? SQLITE_PREPARE_PERSISTENT : 0, &p->handle, NULL);
    p->params = sqlite3_bind_parameter_count(p->handle);
    assert(p->params <= LIMIT_SQL_ARGS && query_params(q->text) == q->args.n); /* one each */
    for (int i = 0; i < p->params; i++)
        p->number[i] = (unsigned char)query_param(sqlite3_bind_parameter_name(p->handle, i + 1));
    if (*rc == SQLITE_OK)
        return p;
    driver_sqlite.statement_free(tx, &p->base);
    return NULL;
}

/* The statement for q: kept from before, or made now; one that is open cannot be used twice. */
static struct prepared *get_statement(struct tx *tx, const struct query *q, int *rc)
{
    struct statement *kept = statement_find(&tx->statements, q);
    if (kept && !kept->is_open)
        return (struct prepared *)kept;
    struct prepared *p = prepare(tx, q, rc);
    if (!p || kept)
        return p;
    struct statement *old = statement_keep(&tx->statements, &p->base, q);
    if (old)
        driver_sqlite.statement_free(tx, old);
    return p;
}

static int bind_one(sqlite3_stmt *h, int i, const struct db_arg *v)
{
    if (v->is_null)
        return sqlite3_bind_null(h, i);
    const char *p = v->s.p ? v->s.p : ""; /* NULL would bind NULL */
    switch (v->type) {
    case DB_NULL_TYPE: return sqlite3_bind_null(h, i);
    case DB_INT: return sqlite3_bind_int64(h, i, v->i);
    case DB_REAL: return sqlite3_bind_double(h, i, v->d);
    case DB_TEXT:
        return sqlite3_bind_text64(h, i, p, (sqlite3_uint64)v->s.n, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BLOB: return sqlite3_bind_blob64(h, i, p, (sqlite3_uint64)v->s.n, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

static int bind_all(struct prepared *p, struct db_args args)
{
    int rc = SQLITE_OK;
    for (int i = 0; i < p->params && rc == SQLITE_OK; i++)
        rc = bind_one(p->handle, i + 1, &args.v[p->number[i] - 1]);
    return rc;
}

static void sqlite_start(struct rows *r, const struct query *q)
{
    int rc = SQLITE_OK;
    struct prepared *p = get_statement(r->tx, q, &rc);
    if (p)
        rc = bind_all(p, q->args);
    if (rc == SQLITE_OK)
        p->rc = rc = sqlite3_step(p->handle);
    if (rc == SQLITE_ROW || rc == SQLITE_DONE) {
        r->statement = &p->base;
        r->columns = sqlite3_column_count(p->handle);
        return;
    }
    r->err = refuse(r->tx, rc, q->text);
    if (p)
        sqlite3_reset(p->handle);
    if (p && !p->base.is_kept)
        driver_sqlite.statement_free(r->tx, &p->base);
}

static bool sqlite_step(struct rows *r)
{
    struct prepared *p = of_rows(r);
    if (r->row > 0 && p->rc == SQLITE_ROW)
        p->rc = sqlite3_step(p->handle);
    if (p->rc != SQLITE_ROW && p->rc != SQLITE_DONE)
        r->err = refuse(r->tx, p->rc, sqlite3_sql(p->handle));
    return p->rc == SQLITE_ROW;
}

static void sqlite_value(const struct rows *r, int column, struct db_arg *out)
{
    sqlite3_stmt *h = of_rows(r)->handle;
    switch (sqlite3_column_type(h, column)) {
    case SQLITE_INTEGER:
        out->type = DB_INT;
        out->i = sqlite3_column_int64(h, column);
        break;
    case SQLITE_FLOAT:
        out->type = DB_REAL;
        out->d = sqlite3_column_double(h, column);
        break;
    case SQLITE_TEXT:
        out->type = DB_TEXT;
        out->s.p = (const char *)sqlite3_column_text(h, column);
        out->s.n = sqlite3_column_bytes(h, column);
        break;
    case SQLITE_BLOB:
        out->type = DB_BLOB;
        out->s.p = sqlite3_column_blob(h, column);
        out->s.n = sqlite3_column_bytes(h, column);
        break;
    default: out->type = DB_NULL_TYPE;
    }
}

static int64_t sqlite_finish(struct rows *r)
{
    struct prepared *p = of_rows(r);
    bool is_read = sqlite3_stmt_readonly(p->handle);
    while (!is_read && p->rc == SQLITE_ROW) /* a RETURNING that was not read to its end */
        p->rc = sqlite3_step(p->handle);
    int64_t changed = is_read ? 0 : sqlite3_changes64(of_tx(r->tx)->handle);
    sqlite3_reset(p->handle);
    return changed;
}

static void sqlite_statement_free(struct tx *tx, struct statement *s)
{
    (void)tx;
    sqlite3_finalize(((struct prepared *)s)->handle);
    statement_release(s);
    heap_free(s);
}

static enum err sqlite_script(struct tx *tx, const char *text)
{
    int rc = sqlite3_exec(of_tx(tx)->handle, text, NULL, NULL, NULL);
    return rc == SQLITE_OK ? OK : refuse(tx, rc, text);
}

/* ---- a batch of writes ------------------------------------------------------------------------
 */

static enum err run_simple(struct tx *tx, enum simple which)
{
    sqlite3_stmt *h = of_tx(tx)->simple[which];
    int rc = sqlite3_step(h);
    enum err err = rc == SQLITE_DONE ? OK : refuse(tx, rc, simple_sql[which]);
    sqlite3_reset(h);
    return err;
}

/* An I/O error may have taken the whole transaction back. */
static bool is_lost(struct tx *tx)
{
    return sqlite3_get_autocommit(of_tx(tx)->handle);
}

static enum err sqlite_batch_begin(struct tx *tx)
{
    struct store *s = tx->db->store;
    pthread_mutex_lock(&s->in_batch);
    s->writes++;
    return run_simple(tx, BEGIN);
}

static void sqlite_batch_rollback(struct tx *tx)
{
    struct store *s = tx->db->store;
    if (!is_lost(tx) && run_simple(tx, ROLLBACK) != OK)
        log_error(&tx->db->log, "db.rollback_failed", LOG_Z("path", s->path));
    assert(is_lost(tx)); /* SQLite takes back even when it cannot say so on the disk */
    pthread_mutex_unlock(&s->in_batch);
}

static enum err sqlite_write_begin(struct tx *tx)
{
    return run_simple(tx, SAVEPOINT);
}

static enum err sqlite_write_end(struct tx *tx, bool keep)
{
    if (is_lost(tx))
        return tx->failed != OK ? tx->failed : tx_refuse(tx, ERR_IO, "", "the transaction is gone");
    if (!keep)
        TRY(run_simple(tx, ROLLBACK_TO));
    return run_simple(tx, RELEASE);
}

static enum err sqlite_batch_commit(struct tx *tx)
{
    struct store *s = tx->db->store;
    enum err err = run_simple(tx, COMMIT);
    if (err != OK)
        sqlite_batch_rollback(tx);
    else
        pthread_mutex_unlock(&s->in_batch);
    return err;
}

/* Changing a table that others refer to means dropping and making it again, which must not count as
 * deleting its rows. Whoever does so looks at foreign_key_check before the commit (migrate.c). */
static void sqlite_schema(struct tx *tx, bool on)
{
    sqlite3_db_config(of_tx(tx)->handle, SQLITE_DBCONFIG_ENABLE_FKEY, !on, NULL);
}

const struct driver driver_sqlite = {
    .kind = DB_SQLITE,
    .most_writes = LIMIT_WRITE_BATCH,
    .open = sqlite_open,
    .close = sqlite_close_store,
    .connect = sqlite_connect,
    .disconnect = sqlite_disconnect,
    .revive = sqlite_revive,
    .start = sqlite_start,
    .step = sqlite_step,
    .value = sqlite_value,
    .finish = sqlite_finish,
    .statement_free = sqlite_statement_free,
    .script = sqlite_script,
    .batch_begin = sqlite_batch_begin,
    .write_begin = sqlite_write_begin,
    .write_end = sqlite_write_end,
    .batch_commit = sqlite_batch_commit,
    .batch_rollback = sqlite_batch_rollback,
    .schema = sqlite_schema,
};
