/* db.h: one SQL text for SQLite and PostgreSQL.
 *
 * Reading takes a connection for as long as a request or a job lasts; writing is a function that is
 * handed to the database and has been committed, and synced, when the call returns:
 *
 *     struct rows r;
 *     db_query(&r, tx, SQL("SELECT id, name FROM team WHERE id > $1 ORDER BY id"), ARGS(DB_I(7)));
 *     while (rows_next(&r)) { id = rows_i64(&r); name = rows_text(&r); }
 *     TRY(rows_end(&r));
 *
 * SQL is a literal (the macro pastes ""), parameters are $1…$n, columns are read in order, and each
 * row asserts that every column was read. Portable subset: BIGINT, TEXT, DOUBLE PRECISION, blobs;
 * times are BIGINT microseconds UTC; truth values are BIGINT 0 and 1.
 *
 * Both databases are made to behave alike where they differ by nature:
 *     text      stored without NUL bytes and with bad UTF-8 replaced; ordered by its bytes; LIKE
 * minds case; NaN is NULL columns   are read as what they are: an integer (or truth value) by
 * rows_i64, text by rows_text; asking for another kind is ERR_CORRUPT, not a guess writes    follow
 * each other, one at a time over all Kepts: what a write function has looked at stays so until it
 * is committed, and ids come into sight in their order failure   after a statement of a write has
 * failed, nothing more runs in that write and it is rolled back: look first, or say ON CONFLICT and
 * stay apart in: NULLs, first in SQLite's order and last in PostgreSQL's (write NULLS FIRST);
 * double-quoted words are names, never text. */
#ifndef KEPT_DB_DB_H
#define KEPT_DB_DB_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

struct db; /* a database: the file or the server, its readers and its writer */
struct tx; /* a connection in use: reading, or inside one write function */

enum db_kind { DB_SQLITE, DB_POSTGRES };

/* ---- opening ----------------------------------------------------------------------------------
 */

struct db_config {
    struct str url; /* "sqlite:PATH", or "postgres://…" / "postgresql://…" as libpq takes it */
    int readers;    /* connections for reading; 0: four. PostgreSQL: LIMIT_PG_CONNECTIONS at most */
    const struct log *log;
};

/* db_open: opens or makes the database. SQLite: WAL, synchronous=FULL, foreign keys on, a
 * checkpoint thread of its own; PATH.lock is held so that no second Kept uses the file. PostgreSQL:
 * 15 or newer, UTF-8; a small pool. The first db_open of a process is not to race with another.
 *   errors  ERR_INVALID      the url is of no known form
 *           ERR_UNAVAILABLE  the server does not answer
 *           ERR_IO           the file cannot be opened, or is in use by another Kept
 *           ERR_CORRUPT      it is no database */
enum err db_open(const struct db_config *config, struct db **out, struct fault *f) must_use;
void db_close(struct db *db); /* waits for queued writes; no reader is out */
enum db_kind db_kind(const struct db *db);

/* ---- statements -------------------------------------------------------------------------------
 */

struct sql {
    const char *text; /* lives as long as the program: the statement is cached by this address */
};
#define SQL(literal) ((struct sql){"" literal ""})

enum db_type { DB_NULL_TYPE, DB_INT, DB_REAL, DB_TEXT, DB_BLOB };
struct db_arg {
    enum db_type type;
    bool is_null; /* of this type: PostgreSQL wants to know */
    int64_t i;
    double d;
    struct str s;
};
#define DB_I(v) ((struct db_arg){.type = DB_INT, .i = (int64_t)(v)})
#define DB_F(v) ((struct db_arg){.type = DB_REAL, .d = (v)})
#define DB_T(v) ((struct db_arg){.type = DB_TEXT, .s = (v)})
#define DB_B(v) ((struct db_arg){.type = DB_BLOB, .s = (v)})
#define DB_NULL ((struct db_arg){.type = DB_NULL_TYPE}) /* where the place says its type */
/* 0 stands for "none" in ids and times: DB_ID and DB_TIME store NULL for it. DB_T_OR_NULL does for
 * text whose p is NULL. */
#define DB_ID(v) db_arg_or_null((int64_t)(v))
#define DB_TIME(v) db_arg_or_null((int64_t)(v))
#define DB_T_OR_NULL(v) db_text_or_null(v)
static inline struct db_arg db_arg_or_null(int64_t v)
{
    return (struct db_arg){.type = DB_INT, .is_null = v == 0, .i = v};
}
static inline struct db_arg db_text_or_null(struct str s)
{
    return (struct db_arg){.type = DB_TEXT, .is_null = s.p == NULL, .s = s};
}

struct db_args {
    const struct db_arg *v;
    int n;
};
#define ARGS(...)                                                                                  \
    ((struct db_args){                                                                             \
        (const struct db_arg[]){__VA_ARGS__},                                                      \
        (int)(sizeof((const struct db_arg[]){__VA_ARGS__}) / sizeof(struct db_arg))})
#define NO_ARGS ((struct db_args){0})

/* What a query gives. Text and blobs are copied into the connection's arena (the request's). */
struct rows {
    struct tx *tx;
    struct statement *statement; /* NULL: ended */
    int column, columns;
    int64_t row; /* how many were begun */
    enum err err;
};

/* db_query: starts a query. A failure is kept, and told by rows_end. Also for INSERT … RETURNING.
 * The bytes of the arguments stay as they are until rows_end. Queries may nest, also of one
 * literal. A row is read to its end, or not at all (to see that there is one). What a return out of
 * the loop leaves open is ended with the connection's use. */
void db_query(struct rows *r, struct tx *tx, struct sql sql, struct db_args args);
bool rows_next(struct rows *r);
int64_t rows_i64(struct rows *r); /* NULL reads as 0 */
double rows_f64(struct rows *r);  /* NULL reads as 0 */
bool rows_bool(struct rows *r);
struct str rows_text(struct rows *r); /* NULL reads as empty with p NULL */
struct str rows_blob(struct rows *r);
bool rows_is_null(const struct rows *r); /* of the column that comes next */
void rows_skip(struct rows *r);
enum err rows_end(struct rows *r) must_use; /* also before the last row; frees the statement */

/* db_run: a statement without rows; *changed (may be NULL) gets the number of rows it touched.
 *   errors  ERR_CONFLICT     a unique or foreign key forbids it
 *           ERR_INVALID      NOT NULL or CHECK forbids it, or a number is out of range
 *           ERR_FORBIDDEN    a write on a reading connection
 *           ERR_TOO_LARGE    over what the database can hold in one value
 *           ERR_UNAVAILABLE  the server went away
 *           ERR_IO           the disk refuses
 *           ERR_CORRUPT      the statement does not fit the tables, or the file is damaged (logged)
 */
enum err db_run(struct tx *tx, struct sql sql, struct db_args args, int64_t *changed) must_use;
/* db_get_i64: the one number of a one-row, one-column query. ERR_NOT_FOUND when there is no row. */
enum err db_get_i64(struct tx *tx, struct sql sql, struct db_args args, int64_t *out) must_use;

/* sql_build: for typed filters: literals and arguments put together; nothing else can be added.
 *     struct sql_builder b; sql_start(&b, arena);
 *     sql_add(&b, SQL("SELECT id FROM request WHERE true"));
 *     sql_add(&b, SQL(" AND team_id = ")); sql_add_arg(&b, DB_I(team));       writes the next $n */
struct sql_builder {
    struct buf text;
    struct db_arg args[LIMIT_SQL_ARGS];
    int n;
    bool full;
};
void sql_start(struct sql_builder *b, struct arena *a);
void sql_add(struct sql_builder *b, struct sql piece);
void sql_add_arg(struct sql_builder *b, struct db_arg arg);
/* db_query_built: as db_query; ERR_TOO_LARGE past LIMIT_SQL_BYTES or LIMIT_SQL_ARGS. */
void db_query_built(struct rows *r, struct tx *tx, struct sql_builder *b);

/* db_explain: how the database would run a statement, a line for each step, for tests that no list
 * scans a table that grows: SQLite's EXPLAIN QUERY PLAN, PostgreSQL's EXPLAIN. */
enum err db_explain(struct tx *tx, struct sql sql, struct db_args args, struct str *plan) must_use;
enum err db_explain_built(struct tx *tx, struct sql_builder *b, struct str *plan) must_use;

/* ---- reading and writing ----------------------------------------------------------------------
 */

/* db_reader: a connection for reading, and nothing else (a write through it fails). Waits while all
 * are in use; never inside a write function, where it reads what was committed before. Each
 * statement sees what is committed when it starts. What is read goes into `a`; what goes wrong,
 * also later, into `f`. */
enum err db_reader(struct db *db, struct arena *a, struct tx **out, struct fault *f) must_use;
void db_reader_done(struct tx *tx);

/* db_write: runs `fn` as one transaction and returns after it is committed and synced, or rolled
 * back (fn failed). Queued to the writer, which commits many with one sync. fn runs on the writer's
 * thread, and again from the start when PostgreSQL went away meanwhile or asks for it: it must set
 * its results afresh each time, touch nothing outside the database, and be quick: all others wait.
 * Not from inside a write function (asserted).
 *   a    fn's memory; may be the caller's request arena, as the caller waits
 *   errors  what fn returned, with its fault; those of db_run; ERR_IO or ERR_UNAVAILABLE when the
 *           commit failed: then all that was committed together with it failed so. When PostgreSQL
 *           goes away in the midst of a commit and cannot be asked afterwards, ERR_UNAVAILABLE says
 *           that it may have been stored */
typedef enum err db_write_fn(struct tx *tx, void *arg);
enum err db_write(struct db *db, struct arena *a, db_write_fn *fn, void *arg,
                  struct fault *f) must_use;

/* tx_fault: where to say what is wrong, from inside a write function; never NULL. */
struct fault *tx_fault(struct tx *tx);
struct arena *tx_arena(struct tx *tx);
enum db_kind tx_kind(const struct tx *tx);

/* tx_after_commit: calls `fn(arg)` once this write is committed; dropped when it is rolled back.
 * For waking live pages and jobs. `arg` lives in the write's arena. Called on the thread that
 * called db_write, in the order of asking, before db_write returns; may write. */
void tx_after_commit(struct tx *tx, void (*fn)(void *arg), void *arg);

/* db_sync_writes: for tests and shutdown: returns when every write queued before is done. */
void db_sync_writes(struct db *db);

/* db_notify: a short text to every Kept that shares this database, this one included, sent when the
 * write commits, in the order of commits. ERR_TOO_LARGE over LIMIT_NOTIFY_BYTES. Text: no NUL.
 * db_listen: hears all that is committed after it returned, on a thread of the db. An empty payload
 * says that some may have been missed: look for yourself. Listening ends with db_close. */
enum err db_notify(struct tx *tx, struct str payload) must_use;
void db_listen(struct db *db, void (*fn)(void *arg, struct str payload), void *arg);

/* db_check: SQLite's integrity_check and foreign_key_check; PostgreSQL: a read of each table.
 * *report gets "ok" or what is wrong, a line each. */
enum err db_check(struct db *db, struct arena *a, struct str *report, struct fault *f) must_use;

#endif
