/* driver.h: what SQLite and PostgreSQL each bring to db.h. Private to lib/db: db_sqlite.c and
 * db_postgres.c fill one `struct driver` each; everything else here is the same for both.
 *
 * Writes run one after another on both databases, on the writer's connection (writer.h). */
#ifndef KEPT_DB_DRIVER_H
#define KEPT_DB_DRIVER_H

#include "db/db.h"
#include "db/pool.h"
#include "db/statement.h"

struct writer;
struct notifier;

enum role { ROLE_READER, ROLE_WRITER };

struct db {
    const struct driver *driver;
    struct arena arena; /* what lives as long as the database */
    struct str url;     /* without "sqlite:" */
    struct log log;
    struct pool readers;
    struct writer *writer;
    struct notifier *notifier;
    void *store; /* the driver's */
};

/* What a write says when it is committed: to its caller's thread, or to every Kept. */
struct after {
    struct after *next;
    void (*fn)(void *arg);
    void *arg;
};
struct notice {
    struct notice *next;
    struct str payload;
};

/* A connection. Each driver's begins with this one. Used by one thread at a time. */
struct tx {
    struct db *db;
    const struct driver *driver;
    struct arena *arena;
    struct fault *fault; /* never NULL while in use */
    struct fault spare;  /* for callers who want none */
    bool is_writing;
    enum err failed; /* a statement of this write failed: nothing more runs in it */
    bool may_retry;  /* the batch came to nothing, through no fault of its own */
    struct after *after, **after_end;
    struct notice *notices, **notices_end;
    struct statements statements;
    struct statement *open; /* started and not yet ended */
    struct tx *next_idle;   /* in the pool */
};

struct driver {
    enum db_kind kind;
    int most_writes; /* in one batch */

    /* open: makes sure that there is a database, and db->store. close: after every connection. */
    enum err (*open)(struct db *db, struct fault *f);
    void (*close)(struct db *db);
    enum err (*connect)(struct db *db, enum role role, struct tx **out, struct fault *f);
    void (*disconnect)(struct tx *tx);
    /* revive: before each use: a connection that was lost is made anew. */
    enum err (*revive)(struct tx *tx, struct fault *f);

    /* start: runs a statement up to its first row. Failure goes to r->err through tx_refuse. */
    void (*start)(struct rows *r, const struct query *q);
    bool (*step)(struct rows *r);
    void (*value)(const struct rows *r, int column, struct db_arg *out); /* s is a view */
    /* finish: ends r->statement; how many rows it changed. */
    int64_t (*finish)(struct rows *r);
    void (*statement_free)(struct tx *tx, struct statement *s);
    /* script: several statements at once, without arguments. */
    enum err (*script)(struct tx *tx, const char *text);

    /* A batch is one transaction; each write in it can be undone alone. write_end fails when the
     * whole batch is lost. After batch_begin comes batch_commit or batch_rollback; a failed commit
     * has rolled back. */
    enum err (*batch_begin)(struct tx *tx);
    enum err (*write_begin)(struct tx *tx);
    enum err (*write_end)(struct tx *tx, bool keep);
    enum err (*batch_commit)(struct tx *tx);
    void (*batch_rollback)(struct tx *tx);
    /* schema: before and after a batch that changes tables. */
    void (*schema)(struct tx *tx, bool on);

    /* The way to the other Kepts (notify.h); all NULL where there are none. channel_open gives NULL
     * when it cannot now. channel_take delivers what has come. False: the channel is lost. */
    void *(*channel_open)(struct db *db);
    void (*channel_close)(void *channel);
    int (*channel_fd)(void *channel);
    bool (*channel_send)(void *channel, const char *payload);
    bool (*channel_take)(void *channel, struct notifier *n);
};

extern const struct driver driver_sqlite, driver_postgres;

/* tx_init: the common part of a new connection. tx_use: lends it to a caller. tx_settle: ends what
 * was left open, by a return out of the middle of a loop. */
void tx_init(struct tx *tx, struct db *db);
void tx_use(struct tx *tx, struct arena *a, struct fault *f);
void tx_settle(struct tx *tx);

/* tx_refuse: a statement failed: says so in the fault in plain words, in the log with the driver's
 * own, and marks the write as failed. Returns err.
 *   detail   the database's words: no values of people's in them */
enum err tx_refuse(struct tx *tx, enum err err, const char *sql, const char *detail);

/* db_query_text: as db_query, for SQL that lib/db itself puts together; kept by its text. */
void db_query_text(struct rows *r, struct tx *tx, struct str sql, struct db_args args);

/* db_write_schema: as db_write, alone in its batch and with foreign keys off (SQLite): to change
 * tables. */
enum err db_write_schema(struct db *db, struct arena *a, db_write_fn *fn, void *arg,
                         struct fault *f) must_use;

#endif
