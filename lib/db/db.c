#include "db/driver.h"

#include <assert.h>

#include "base/utf8.h"
#include "db/notify.h"
#include "db/writer.h"

/* ---- opening ----------------------------------------------------------------------------------
 */

static const struct driver *driver_of(struct str url)
{
    if (str_starts(url, S("sqlite:")) && url.n > S("sqlite:").n)
        return &driver_sqlite;
    if (str_starts(url, S("postgres://")) || str_starts(url, S("postgresql://")))
        return &driver_postgres;
    return NULL;
}

static int readers_of(const struct db_config *config, enum db_kind kind)
{
    int n = config->readers > 0 ? config->readers : 4;
    return kind == DB_POSTGRES && n > LIMIT_PG_CONNECTIONS ? LIMIT_PG_CONNECTIONS : n;
}

static void free_db(struct db *db)
{
    struct arena keep = db->arena;
    pool_release(db);
    if (db->store)
        db->driver->close(db);
    arena_release(&keep); /* db stands in it */
}

enum err db_open(const struct db_config *config, struct db **out, struct fault *f)
{
    const struct driver *driver = driver_of(config->url);
    if (!driver)
        return fault_set(f, ERR_INVALID, "database",
                         "a database is sqlite:PATH or postgres://HOST/NAME, not %.*s",
                         STR_ARG(str_head(config->url, 100)));
    struct arena arena = {0};
    struct db *db = NEW(&arena, struct db);
    db->driver = driver;
    db->url = str_of(str_z(&arena, config->url), config->url.n);
    if (driver->kind == DB_SQLITE)
        db->url = str_skip(db->url, S("sqlite:").n);
    db->log = config->log ? *config->log : (struct log){.fd = -1};
    db->arena = arena;
    pool_init(&db->readers, readers_of(config, driver->kind));
    struct tx *tx = NULL;
    enum err err = driver->open(db, f);
    if (err == OK)
        err = driver->connect(db, ROLE_WRITER, &tx, f);
    if (err != OK) {
        free_db(db);
        return err;
    }
    db->notifier = notifier_start(db);
    db->writer = writer_start(db, tx);
    *out = db;
    return OK;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    struct tx *tx = writer_stop(db->writer);
    notifier_stop(db->notifier);
    writer_free(db->writer);
    db->driver->disconnect(tx);
    free_db(db);
}

enum db_kind db_kind(const struct db *db)
{
    return db->driver->kind;
}

/* ---- connections ------------------------------------------------------------------------------
 */

void tx_init(struct tx *tx, struct db *db)
{
    tx->db = db;
    tx->driver = db->driver;
    tx_use(tx, NULL, NULL);
}

void tx_use(struct tx *tx, struct arena *a, struct fault *f)
{
    tx->arena = a;
    tx->fault = f ? f : &tx->spare;
    tx->failed = OK;
    tx->after = NULL;
    tx->after_end = &tx->after;
    tx->notices = NULL;
    tx->notices_end = &tx->notices;
}

enum err db_reader(struct db *db, struct arena *a, struct tx **out, struct fault *f)
{
    TRY(pool_take(db, writer_is_me(db->writer), out, f));
    tx_use(*out, a, f);
    return OK;
}

void db_reader_done(struct tx *tx)
{
    tx_settle(tx);
    tx_use(tx, NULL, NULL);
    pool_give(tx->db, writer_is_me(tx->db->writer), tx);
}

struct fault *tx_fault(struct tx *tx)
{
    return tx->fault;
}

struct arena *tx_arena(struct tx *tx)
{
    return tx->arena;
}

enum db_kind tx_kind(const struct tx *tx)
{
    return tx->driver->kind;
}

/* ---- failure ----------------------------------------------------------------------------------
 */

static const char *words_for(enum err err)
{
    switch (err) {
    case ERR_CONFLICT: return "this exists already, or something else refers to it";
    case ERR_INVALID: return "the database refuses one of the values";
    case ERR_FORBIDDEN: return "nothing can be changed here";
    case ERR_TOO_LARGE: return "this is too large to be stored";
    case ERR_UNAVAILABLE: return "the database cannot be reached now; try again in a moment";
    case ERR_IO: return "the disk refuses; free some space, then try again";
    case ERR_CORRUPT: return "the database does not hold what was expected; the log says more";
    case OK:
    case ERR_UNAUTHENTICATED:
    case ERR_NOT_FOUND:
    case ERR_TOO_MANY:
    case ERR_UNSUPPORTED: break;
    }
    return "the database refuses";
}

enum err tx_refuse(struct tx *tx, enum err err, const char *sql, const char *detail)
{
    if (tx->is_writing)
        tx->failed = err;
    if (err != ERR_CONFLICT)
        log_warn(&tx->db->log, "db.refused", LOG_Z("err", err_name(err)), LOG_Z("detail", detail),
                 LOG_Z("sql", sql));
    return fault_set(tx->fault, err, NULL, "%s", words_for(err));
}

/* ---- writing ----------------------------------------------------------------------------------
 */

static enum err write_and_wait(struct db *db, struct write *w)
{
    TRY(writer_run(db->writer, w));
    for (const struct after *after = w->after; after; after = after->next)
        after->fn(after->arg);
    return OK;
}

enum err db_write(struct db *db, struct arena *a, db_write_fn *fn, void *arg, struct fault *f)
{
    struct write w = {.fn = fn, .arg = arg, .arena = a, .fault = f};
    return write_and_wait(db, &w);
}

enum err db_write_schema(struct db *db, struct arena *a, db_write_fn *fn, void *arg,
                         struct fault *f)
{
    struct write w = {.fn = fn, .arg = arg, .arena = a, .fault = f, .changes_schema = true};
    return write_and_wait(db, &w);
}

void tx_after_commit(struct tx *tx, void (*fn)(void *arg), void *arg)
{
    assert(tx->is_writing);
    struct after *after = NEW(tx->arena, struct after);
    *after = (struct after){.fn = fn, .arg = arg};
    *tx->after_end = after;
    tx->after_end = &after->next;
}

static enum err write_nothing(struct tx *tx, void *arg)
{
    (void)tx, (void)arg;
    return OK;
}

void db_sync_writes(struct db *db)
{
    struct arena a = {0};
    if (db_write(db, &a, write_nothing, NULL, NULL) != OK)
        log_warn(&db->log, "db.sync_failed", LOG_Z("what", "an empty write"));
    arena_release(&a);
}

enum err db_notify(struct tx *tx, struct str payload)
{
    assert(tx->is_writing);
    if (payload.n > LIMIT_NOTIFY_BYTES)
        return fault_set(tx->fault, ERR_TOO_LARGE, NULL, "a notice of %lld bytes is too long",
                         (long long)payload.n);
    struct notice *n = NEW(tx->arena, struct notice);
    n->payload = str_dup(tx->arena, utf8_clean(tx->arena, payload));
    *tx->notices_end = n;
    tx->notices_end = &n->next;
    return OK;
}

void db_listen(struct db *db, void (*fn)(void *arg, struct str payload), void *arg)
{
    notifier_listen(db->notifier, fn, arg);
}
