/* db_postgres.c: PostgreSQL 15. The only file that knows libpq-fe.h.
 *
 * Statements are prepared once for each connection, with the types of their arguments said, and
 * arguments and results travel in binary. Writes follow each other over all Kepts by an advisory
 * lock that each batch takes first; commands that only frame a write wait for the next round trip.
 */
#include <assert.h>
#include <libpq-fe.h>

#include "base/limits.h"
#include "db/driver.h"
#include "db/notify.h"
#include "db/pg_wire.h"

enum {
    most_in_batch =
        60, /* the server keeps 64 subtransactions at hand; past them all readers slow down */
    frame_bytes = 1024,
    ask_again = 5 /* seconds to find out whether a commit came through */
};

#define GATE                                                                                       \
    "SELECT pg_advisory_xact_lock(1264939124);" /* "Kept" in ASCII: one batch at a time            \
                                                 */

struct connection {
    struct tx tx; /* first */
    PGconn *pg;
    enum role role;
    int session;             /* counts up when connected anew: what was prepared before is gone */
    int last_name;           /* of prepared statements */
    bool wants_retry;        /* the last failure may come out otherwise */
    bool is_outdated;        /* what was prepared has to be prepared anew */
    char frame[frame_bytes]; /* BEGIN, SAVEPOINT …, sent before the next statement */
    int frame_n;
};

struct prepared {
    struct statement base; /* first */
    char name[16];
    int session;  /* in which it is prepared; 0: never */
    bool is_twin; /* has its name from another that is open */
    PGresult *result;
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

/* Serialisation and deadlock: the same again may come out otherwise. */
static bool is_passing(const char *state)
{
    return strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0;
}

/* A prepared statement that is no more, or whose tables were changed since. */
static bool is_outdated(const char *state)
{
    return strcmp(state, "26000") == 0 || strcmp(state, "0A000") == 0;
}

static bool is_connected(const struct connection *c)
{
    return c->pg && PQstatus(c->pg) == CONNECTION_OK;
}

/* Takes over `result`, which holds a failure. */
static enum err refuse(struct connection *c, PGresult *result, const char *sql)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    enum err err = !is_connected(c) || !state ? ERR_UNAVAILABLE : pg_wire_err(state);
    c->wants_retry = !is_connected(c) || (state && is_passing(state));
    c->is_outdated |= state && is_outdated(state);
    err = tx_refuse(&c->tx, err, sql, words ? words : PQerrorMessage(c->pg));
    PQclear(result);
    return err;
}

static bool is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

/* ---- connections ------------------------------------------------------------------------------
 */

static void ignore_notice(void *arg, const char *words)
{
    (void)arg, (void)words;
}

static enum err refuse_connection(PGconn *pg, struct fault *f)
{
    struct str words = str_trim(str_from(PQerrorMessage(pg)));
    return fault_set(f, ERR_UNAVAILABLE, "database", "the database does not answer: %.*s",
                     STR_ARG(str_line(&words)));
}

static enum err check_server(PGconn *pg, struct fault *f)
{
    const char *encoding = PQparameterStatus(pg, "server_encoding");
    if (PQserverVersion(pg) < 150000)
        return fault_set(f, ERR_INVALID, "database", "PostgreSQL 15 or newer is needed");
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return fault_set(f, ERR_INVALID, "database",
                         "the database must be made with ENCODING 'UTF8'");
    return OK;
}

static enum err open_session(const char *url, const char *setup, PGconn **out, struct fault *f)
{
    /* What the url says goes before what stands above it here, but for the encoding. */
    const char *const names[] = {
        "connect_timeout",  "keepalives_idle",  "keepalives_interval",
        "keepalives_count", "tcp_user_timeout", "fallback_application_name",
        "dbname",           "client_encoding",  NULL};
    const char *const values[] = {"10", "30", "10", "3", "30000", "kept", url, "UTF8", NULL};
    PGconn *pg = PQconnectdbParams(names, values, 1);
    enum err err = PQstatus(pg) == CONNECTION_OK ? check_server(pg, f) : refuse_connection(pg, f);
    if (err == OK) {
        PQsetNoticeProcessor(pg, ignore_notice, NULL);
        PGresult *result = PQexec(pg, setup);
        if (!is_good(result))
            err = refuse_connection(pg, f);
        PQclear(result);
    }
    if (err != OK) {
        PQfinish(pg);
        pg = NULL;
    }
    *out = pg;
    return err;
}

/* A commit is synced even where the server's default is not to; a Kept that stands still in the
 * midst of a batch does not hold the others up for ever. */
static const char *const setup[] = {
    [ROLE_READER] = "SET default_transaction_read_only = on; SET jit = off",
    [ROLE_WRITER] = "SET jit = off; SET default_transaction_isolation = 'read committed';"
                    " SET idle_in_transaction_session_timeout = '60s';"
                    " SELECT set_config('synchronous_commit', 'on', false) WHERE "
                    "current_setting('synchronous_commit') = 'off'"};

static enum err postgres_revive(struct tx *tx, struct fault *f)
{
    struct connection *c = of_tx(tx);
    if (is_connected(c))
        return OK;
    PQfinish(c->pg);
    c->session++;
    c->is_outdated = false;
    c->frame_n = 0;
    return open_session(tx->db->url.p, setup[c->role], &c->pg, f);
}

static void free_statement(void *tx, struct statement *s)
{
    driver_postgres.statement_free(tx, s);
}

static void postgres_disconnect(struct tx *tx)
{
    PQfinish(of_tx(tx)->pg);
    of_tx(tx)->pg = NULL;
    statement_each(&tx->statements, free_statement, tx);
    heap_free(tx);
}

static enum err postgres_connect(struct db *db, enum role role, struct tx **out, struct fault *f)
{
    struct connection *c = heap_alloc(sizeof *c);
    c->role = role;
    tx_init(&c->tx, db);
    enum err err = postgres_revive(&c->tx, f);
    if (err != OK) {
        postgres_disconnect(&c->tx);
        return err;
    }
    *out = &c->tx;
    return OK;
}

static enum err postgres_open(struct db *db, struct fault *f)
{
    (void)db, (void)f;
    return OK; /* the writer's connection tells whether the server answers */
}

static void postgres_close(struct db *db)
{
    (void)db;
}

/* ---- frames: commands that wait for the next round trip ---------------------------------------
 */

static enum err send_frame(struct connection *c)
{
    if (c->frame_n == 0)
        return OK;
    PGresult *result = PQexec(c->pg, c->frame);
    c->frame_n = 0;
    if (!is_good(result))
        return refuse(c, result, c->frame);
    PQclear(result);
    return OK;
}

static enum err add_frame(struct connection *c, const char *command)
{
    int n = (int)strlen(command);
    if (c->frame_n + n + 1 > frame_bytes)
        TRY(send_frame(c));
    memcpy(c->frame + c->frame_n, command, (size_t)n + 1);
    c->frame_n += n;
    return OK;
}

/* ---- statements -------------------------------------------------------------------------------
 */

static enum err prepare(struct connection *c, struct prepared *p, const struct query *q,
                        const unsigned *types)
{
    PGresult *result = PQprepare(c->pg, p->name, q->text, q->args.n, types);
    if (!is_good(result))
        return refuse(c, result, q->text);
    PQclear(result);
    p->session = c->session;
    return OK;
}

/* The statement for q: kept from before, or made now, or a twin of one that is open. */
static struct prepared *get_statement(struct connection *c, const struct query *q)
{
    struct prepared *kept = (struct prepared *)statement_find(&c->tx.statements, q);
    if (kept && !kept->base.is_open)
        return kept;
    struct prepared *p = heap_alloc(sizeof *p);
    if (kept) {
        *p = (struct prepared){.session = kept->session, .is_twin = true};
        memcpy(p->name, kept->name, sizeof p->name);
        return p;
    }
    snprintf(p->name, sizeof p->name, "k%d", ++c->last_name);
    struct statement *old = statement_keep(&c->tx.statements, &p->base, q);
    if (old)
        driver_postgres.statement_free(&c->tx, old);
    return p;
}

static enum err execute(struct connection *c, struct prepared *p, const struct query *q,
                        const struct pg_wire *w)
{
    TRY(send_frame(c));
    if (p->session != c->session)
        TRY(prepare(c, p, q, w->types));
    PGresult *result = PQexecPrepared(c->pg, p->name, q->args.n, w->values, w->lengths, w->formats,
                                      1);
    if (!is_good(result))
        return refuse(c, result, q->text);
    p->result = result;
    return OK;
}

/* Forgets what was prepared, here and there. */
static void prepare_anew(struct connection *c)
{
    if (c->is_outdated)
        PQclear(PQexec(c->pg, "DEALLOCATE ALL"));
    c->session += c->is_outdated;
    c->is_outdated = false;
}

/* A reading connection may have been lost since it was used last; a read can be done again. */
static enum err execute_again(struct connection *c, struct prepared *p, const struct query *q,
                              const struct pg_wire *w)
{
    TRY(postgres_revive(&c->tx, c->tx.fault));
    prepare_anew(c);
    return execute(c, p, q, w);
}

static void postgres_start(struct rows *r, const struct query *query)
{
    struct connection *c = of_tx(r->tx);
    struct query q = *query;
    struct pg_wire w;
    q.types = pg_wire_args(&w, q.args);
    struct prepared *p = get_statement(c, &q);
    assert(p->session || query_params(q.text) == q.args.n); /* one each */
    c->wants_retry = false;
    r->err = execute(c, p, &q, &w);
    if (r->err != OK && c->role == ROLE_READER && (c->wants_retry || c->is_outdated))
        r->err = execute_again(c, p, &q, &w);
    if (r->err == OK) {
        r->statement = &p->base;
        r->columns = PQnfields(p->result);
    } else if (!p->base.is_kept) {
        driver_postgres.statement_free(r->tx, &p->base);
    }
}

static bool postgres_step(struct rows *r)
{
    return r->row < PQntuples(of_rows(r)->result);
}

static int64_t postgres_finish(struct rows *r)
{
    struct prepared *p = of_rows(r);
    int64_t changed = 0;
    bool is_read = strncmp(PQcmdStatus(p->result), "SELECT", 6) == 0;
    if (is_read || str_to_i64(str_from(PQcmdTuples(p->result)), &changed) != OK)
        changed = 0;
    PQclear(p->result);
    p->result = NULL;
    return changed;
}

static void postgres_statement_free(struct tx *tx, struct statement *s)
{
    struct connection *c = of_tx(tx);
    struct prepared *p = (struct prepared *)s;
    if (is_connected(c) && p->session == c->session && !p->is_twin) {
        char command[40];
        snprintf(command, sizeof command, "DEALLOCATE %s", p->name);
        PQclear(PQexec(c->pg, command)); /* in a failed write it is refused, and harmless */
    }
    PQclear(p->result);
    statement_release(s);
    heap_free(s);
}

static enum err postgres_script(struct tx *tx, const char *text)
{
    struct connection *c = of_tx(tx);
    TRY(send_frame(c));
    PGresult *result = PQexec(c->pg, text);
    if (!is_good(result))
        return refuse(c, result, text);
    PQclear(result);
    return OK;
}

/* ---- values -----------------------------------------------------------------------------------
 */

static void postgres_value(const struct rows *r, int column, struct db_arg *out)
{
    const PGresult *result = of_rows(r)->result;
    int row = (int)r->row - 1;
    if (PQgetisnull(result, row, column))
        out->type = DB_NULL_TYPE;
    else
        pg_wire_value(PQftype(result, column), PQgetvalue(result, row, column),
                      PQgetlength(result, row, column), out);
}

/* ---- a batch of writes ------------------------------------------------------------------------
 */

static enum err postgres_batch_begin(struct tx *tx)
{
    struct connection *c = of_tx(tx);
    prepare_anew(c);
    c->wants_retry = false;
    c->frame_n = 0;
    return add_frame(c, "BEGIN;" GATE);
}

static enum err postgres_write_begin(struct tx *tx)
{
    return add_frame(of_tx(tx), "SAVEPOINT w;");
}

static enum err lost(struct connection *c)
{
    c->tx.may_retry = c->wants_retry;
    return c->tx.failed != OK ? c->tx.failed : ERR_UNAVAILABLE;
}

static enum err postgres_write_end(struct tx *tx, bool keep)
{
    struct connection *c = of_tx(tx);
    if (!is_connected(c) || (c->wants_retry && tx->failed != OK))
        return lost(c);
    enum err err = add_frame(c, keep ? "RELEASE w;" : "ROLLBACK TO w;RELEASE w;");
    return err == OK ? OK : lost(c);
}

static void postgres_batch_rollback(struct tx *tx)
{
    struct connection *c = of_tx(tx);
    c->frame_n = 0;
    if (!is_connected(c) || PQtransactionStatus(c->pg) == PQTRANS_IDLE)
        return;
    PGresult *result = PQexec(c->pg, "ROLLBACK");
    if (!is_good(result)) { /* no telling in what state it is */
        PQfinish(c->pg);
        c->pg = NULL;
    }
    PQclear(result);
}

/* The number of this transaction, or 0 when it has written nothing. */
static enum err get_number(struct connection *c, uint64_t *number)
{
    TRY(add_frame(c, "SELECT pg_current_xact_id_if_assigned()::text"));
    PGresult *result = PQexec(c->pg, c->frame);
    c->frame_n = 0;
    if (!is_good(result))
        return refuse(c, result, c->frame);
    *number = strtoull(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return OK;
}

enum fate { UNKNOWN, COMMITTED, ABORTED };

static enum fate ask_fate(struct connection *c, uint64_t number)
{
    char ask[80];
    snprintf(ask, sizeof ask, "SELECT pg_xact_status('%llu'::xid8)", (unsigned long long)number);
    PGresult *result = PQexec(c->pg, ask);
    enum fate fate = UNKNOWN;
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (PQresultStatus(result) == PGRES_TUPLES_OK &&
        strcmp(PQgetvalue(result, 0, 0), "committed") == 0)
        fate = COMMITTED;
    else if (PQresultStatus(result) == PGRES_TUPLES_OK &&
             strcmp(PQgetvalue(result, 0, 0), "aborted") == 0)
        fate = ABORTED;
    else if (state && strcmp(state, "22023") == 0)
        fate = ABORTED; /* "in the future": the server came back without ever having heard of it */
    PQclear(result);
    return fate;
}

/* The connection went away between COMMIT and its answer. The server knows. */
static enum err find_fate(struct connection *c, uint64_t number)
{
    enum fate fate = number ? UNKNOWN : ABORTED;
    for (int i = 0; i < ask_again && fate == UNKNOWN; i++) {
        if (i > 0)
            nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
        if (postgres_revive(&c->tx, c->tx.fault) == OK)
            fate = ask_fate(c, number);
    }
    if (fate == COMMITTED)
        return OK;
    c->tx.may_retry = fate == ABORTED;
    return fault_set(c->tx.fault, ERR_UNAVAILABLE, NULL,
                     "the database went away; whether this was stored cannot be told, so look "
                     "before you try again");
}

static enum err postgres_batch_commit(struct tx *tx)
{
    struct connection *c = of_tx(tx);
    uint64_t number = 0;
    enum err err = get_number(c, &number);
    if (err != OK) {
        err = lost(c);
        postgres_batch_rollback(tx);
        return err;
    }
    PGresult *result = PQexec(c->pg, "COMMIT");
    if (is_good(result) && strcmp(PQcmdStatus(result), "COMMIT") == 0) {
        PQclear(result);
        return OK;
    }
    if (!is_connected(c)) {
        PQclear(result);
        return find_fate(c, number);
    }
    refuse(c, result, "COMMIT");
    err = lost(c);
    postgres_batch_rollback(tx);
    return err;
}

static void postgres_schema(struct tx *tx, bool on)
{
    (void)tx, (void)on; /* tables are changed in place here */
}

/* ---- notices ----------------------------------------------------------------------------------
 */

static void *postgres_channel_open(struct db *db)
{
    PGconn *pg = NULL;
    struct fault f;
    if (open_session(db->url.p, "LISTEN kept", &pg, &f) != OK)
        log_warn(&db->log, "db.channel_failed", LOG_Z("detail", f.message));
    return pg;
}

static void postgres_channel_close(void *channel)
{
    PQfinish(channel);
}

static int postgres_channel_fd(void *channel)
{
    return PQsocket(channel);
}

static bool postgres_channel_send(void *channel, const char *payload)
{
    PGresult *result = PQexecParams(channel, "SELECT pg_notify('kept', $1)", 1, NULL, &payload,
                                    NULL, NULL, 0);
    bool is_sent = is_good(result);
    PQclear(result);
    return is_sent;
}

static bool postgres_channel_take(void *channel, struct notifier *n)
{
    if (!PQconsumeInput(channel))
        return false;
    for (PGnotify *one; (one = PQnotifies(channel)); PQfreemem(one))
        notifier_deliver(n, str_from(one->extra));
    return PQstatus(channel) == CONNECTION_OK;
}

const struct driver driver_postgres = {
    .kind = DB_POSTGRES,
    .most_writes = most_in_batch,
    .open = postgres_open,
    .close = postgres_close,
    .connect = postgres_connect,
    .disconnect = postgres_disconnect,
    .revive = postgres_revive,
    .start = postgres_start,
    .step = postgres_step,
    .value = postgres_value,
    .finish = postgres_finish,
    .statement_free = postgres_statement_free,
    .script = postgres_script,
    .batch_begin = postgres_batch_begin,
    .write_begin = postgres_write_begin,
    .write_end = postgres_write_end,
    .batch_commit = postgres_batch_commit,
    .batch_rollback = postgres_batch_rollback,
    .schema = postgres_schema,
    .channel_open = postgres_channel_open,
    .channel_close = postgres_channel_close,
    .channel_fd = postgres_channel_fd,
    .channel_send = postgres_channel_send,
    .channel_take = postgres_channel_take,
};
