/* check.c: whether what is stored can be read and holds together. */
#include "db/driver.h"

/* Each row's text columns, one line a row. */
static enum err add_lines(struct tx *tx, struct sql sql, struct buf *report)
{
    struct rows r;
    db_query(&r, tx, sql, NO_ARGS);
    while (rows_next(&r)) {
        buf_add(report, rows_text(&r));
        buf_addc(report, '\n');
    }
    return rows_end(&r);
}

static enum err check_sqlite(struct tx *tx, struct buf *report)
{
    TRY(add_lines(tx,
                  SQL("SELECT integrity_check FROM pragma_integrity_check(100) WHERE "
                      "integrity_check <> 'ok'"),
                  report));
    return add_lines(tx,
                     SQL("SELECT \"table\" || ' row ' || coalesce(rowid, 0) || ' refers to nothing "
                         "in ' || parent"
                         " FROM pragma_foreign_key_check LIMIT 100"),
                     report);
}

/* Reads every row of a table, all columns of it, and the rules that its foreign keys make are the
 * server's own care. */
static enum err read_table(struct tx *tx, struct str name, struct buf *report)
{
    struct rows r;
    int64_t bytes = 0;
    db_query_text(&r, tx,
                  str_fmt(tx->arena, "SELECT coalesce(sum(length(t::text)), 0)::bigint FROM %.*s t",
                          STR_ARG(name)),
                  NO_ARGS);
    if (rows_next(&r))
        bytes = rows_i64(&r);
    enum err err = rows_end(&r);
    if (err == ERR_CORRUPT || err == ERR_IO || bytes < 0)
        buf_addf(report, "%.*s cannot be read\n", STR_ARG(name));
    else
        TRY(err);
    return OK;
}

static enum err check_postgres(struct tx *tx, struct buf *report)
{
    struct rows r;
    db_query(&r, tx,
             SQL("SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
                 " WHERE schemaname = current_schema() ORDER BY tablename"),
             NO_ARGS);
    while (rows_next(&r))
        TRY(read_table(tx, rows_text(&r), report));
    return rows_end(&r);
}

enum err db_check(struct db *db, struct arena *a, struct str *report, struct fault *f)
{
    struct tx *tx;
    struct buf b;
    buf_init(&b, a, LIMIT_SQL_BYTES);
    TRY(db_reader(db, a, &tx, f));
    enum err err = db->driver->kind == DB_SQLITE ? check_sqlite(tx, &b) : check_postgres(tx, &b);
    db_reader_done(tx);
    if (err == ERR_CORRUPT)
        buf_addz(&b, "the database is damaged and cannot be checked to its end\n");
    else
        TRY(err);
    *report = b.n ? buf_str(&b) : S("ok");
    return OK;
}
