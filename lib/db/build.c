/* build.c: statements put together from literals and arguments; how they would be run. */
#include "db/driver.h"

void sql_start(struct sql_builder *b, struct arena *a)
{
    *b = (struct sql_builder){0};
    buf_init(&b->text, a, LIMIT_SQL_BYTES);
}

void sql_add(struct sql_builder *b, struct sql piece)
{
    buf_addz(&b->text, piece.text);
}

void sql_add_arg(struct sql_builder *b, struct db_arg arg)
{
    if (b->n == LIMIT_SQL_ARGS) {
        b->full = true;
        return;
    }
    b->args[b->n++] = arg;
    buf_addf(&b->text, "$%d", b->n);
}

static bool is_too_large(const struct sql_builder *b)
{
    return b->full || b->text.full;
}

static enum err refuse_size(struct tx *tx)
{
    return fault_set(tx->fault, ERR_TOO_LARGE, NULL, "too many conditions at once");
}

void db_query_built(struct rows *r, struct tx *tx, struct sql_builder *b)
{
    if (is_too_large(b))
        *r = (struct rows){.tx = tx, .err = refuse_size(tx)};
    else
        db_query_text(r, tx, buf_str(&b->text), (struct db_args){b->args, b->n});
}

static enum err explain(struct tx *tx, struct str sql, struct db_args args, struct str *plan)
{
    bool is_sqlite = tx->driver->kind == DB_SQLITE;
    struct rows r;
    struct buf b;
    buf_init(&b, tx->arena, LIMIT_SQL_BYTES);
    db_query_text(
        &r, tx,
        str_cat(tx->arena, is_sqlite ? S("EXPLAIN QUERY PLAN ") : S("EXPLAIN (COSTS OFF) "), sql),
        args);
    while (rows_next(&r)) {
        for (int i = 0; is_sqlite && i < 3; i++)
            rows_skip(&r);
        buf_add(&b, rows_text(&r));
        buf_addc(&b, '\n');
    }
    *plan = buf_str(&b);
    return rows_end(&r);
}

enum err db_explain(struct tx *tx, struct sql sql, struct db_args args, struct str *plan)
{
    return explain(tx, str_from(sql.text), args, plan);
}

enum err db_explain_built(struct tx *tx, struct sql_builder *b, struct str *plan)
{
    if (is_too_large(b))
        return refuse_size(tx);
    return explain(tx, buf_str(&b->text), (struct db_args){b->args, b->n}, plan);
}
