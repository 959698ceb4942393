/* query.c: statements and their rows: what is the same for both databases. */
#include <assert.h>
#include <math.h>

#include "base/utf8.h"
#include "db/driver.h"

/* ---- statements -------------------------------------------------------------------------------
 */

/* Whether text can be stored as it is: eight bytes at a time, as most of it is ASCII. */
static bool is_plain(struct str s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    ptrdiff_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        uint64_t w;
        memcpy(&w, s.p + i, 8);
        if ((w | (w - ones)) & tops) /* a byte over 0x7f, or a zero byte */
            return false;
    }
    for (; i < s.n; i++)
        if (s.p[i] == 0 || (s.p[i] & 0x80))
            return false;
    return true;
}

/* The arguments as both databases can take them: the same array when nothing has to change. */
static struct db_args clean_args(struct tx *tx, struct db_args args)
{
    struct db_arg *copy = NULL;
    for (int i = 0; i < args.n; i++) {
        const struct db_arg *v = &args.v[i];
        struct db_arg clean = *v;
        if (v->type == DB_TEXT && !is_plain(v->s))
            clean.s = utf8_clean(tx->arena, v->s);
        else if (v->type == DB_REAL && isnan(v->d))
            clean.is_null = true;
        else
            continue;
        if (!copy) {
            copy = NEWN(tx->arena, struct db_arg, args.n);
            memcpy(copy, args.v, (size_t)args.n * sizeof *copy);
        }
        copy[i] = clean;
    }
    return copy ? (struct db_args){copy, args.n} : args;
}

static void start(struct rows *r, struct tx *tx, struct query q)
{
    *r = (struct rows){.tx = tx, .err = tx->failed};
    assert(q.args.n <= LIMIT_SQL_ARGS);
    if (r->err != OK)
        return;
    q.args = clean_args(tx, q.args);
    tx->driver->start(r, &q);
    if (r->statement) {
        r->statement->is_open = true;
        r->statement->next_open = tx->open;
        tx->open = r->statement;
    }
}

void db_query(struct rows *r, struct tx *tx, struct sql sql, struct db_args args)
{
    start(r, tx, (struct query){.text = sql.text, .is_literal = true, .args = args});
}

void db_query_text(struct rows *r, struct tx *tx, struct str sql, struct db_args args)
{
    start(r, tx, (struct query){.text = str_z(tx->arena, sql), .args = args});
}

/* Ends the statement; how many rows it changed. */
static int64_t finish(struct rows *r)
{
    struct tx *tx = r->tx;
    struct statement *s = r->statement, **at = &tx->open;
    while (*at != s)
        at = &(*at)->next_open;
    *at = s->next_open;
    int64_t changed = tx->driver->finish(r);
    s->is_open = false;
    if (!s->is_kept)
        tx->driver->statement_free(tx, s);
    r->statement = NULL;
    return changed;
}

void tx_settle(struct tx *tx)
{
    while (tx->open) {
        struct rows r = {.tx = tx, .statement = tx->open};
        finish(&r);
    }
}

enum err db_run(struct tx *tx, struct sql sql, struct db_args args, int64_t *changed)
{
    struct rows r;
    db_query(&r, tx, sql, args);
    int64_t n = r.statement ? finish(&r) : 0;
    if (changed)
        *changed = n;
    return r.err;
}

enum err db_get_i64(struct tx *tx, struct sql sql, struct db_args args, int64_t *out)
{
    struct rows r;
    bool found;
    db_query(&r, tx, sql, args);
    if ((found = rows_next(&r)))
        *out = rows_i64(&r);
    TRY(rows_end(&r));
    return found ? OK : ERR_NOT_FOUND;
}

/* ---- rows -------------------------------------------------------------------------------------
 */

bool rows_next(struct rows *r)
{
    assert(r->row == 0 || r->column == r->columns || r->err != OK); /* a column was not read */
    if (r->err != OK || !r->statement)
        return false;
    if (!r->tx->driver->step(r)) {
        if (r->statement)
            finish(r);
        r->column = r->columns;
        return false;
    }
    r->row++;
    r->column = 0;
    return true;
}

enum err rows_end(struct rows *r)
{
    assert(r->row == 0 || r->column == 0 || r->column == r->columns || r->err != OK);
    if (r->statement)
        finish(r);
    return r->err;
}

static void read_value(struct rows *r, struct db_arg *out)
{
    *out = (struct db_arg){0};
    if (r->err != OK)
        return;
    assert(r->statement && r->row > 0 && r->column < r->columns);
    r->tx->driver->value(r, r->column++, out);
}

static void refuse_type(struct rows *r, const struct db_arg *v, const char *wanted)
{
    static const char *const names[] = {"null", "a whole number", "a real number", "text", "bytes"};
    char detail[100];
    snprintf(detail, sizeof detail, "column %d is %s, read as %s", r->column, names[v->type],
             wanted);
    r->err = tx_refuse(r->tx, ERR_CORRUPT, "", detail);
}

int64_t rows_i64(struct rows *r)
{
    struct db_arg v;
    read_value(r, &v);
    if (v.type != DB_INT && v.type != DB_NULL_TYPE)
        refuse_type(r, &v, "a whole number");
    return v.i;
}

double rows_f64(struct rows *r)
{
    struct db_arg v;
    read_value(r, &v);
    if (v.type == DB_INT)
        return (double)v.i;
    if (v.type != DB_REAL && v.type != DB_NULL_TYPE)
        refuse_type(r, &v, "a real number");
    return v.d;
}

bool rows_bool(struct rows *r)
{
    return rows_i64(r) != 0;
}

static struct str read_bytes(struct rows *r, enum db_type wanted, const char *name)
{
    struct db_arg v;
    read_value(r, &v);
    if (v.type == DB_NULL_TYPE)
        return (struct str){0};
    if (v.type != wanted) {
        refuse_type(r, &v, name);
        return (struct str){0};
    }
    char *p = arena_bytes(r->tx->arena, v.s.n);
    if (v.s.n)
        memcpy(p, v.s.p, (size_t)v.s.n);
    return str_of(p, v.s.n);
}

struct str rows_text(struct rows *r)
{
    return read_bytes(r, DB_TEXT, "text");
}

struct str rows_blob(struct rows *r)
{
    return read_bytes(r, DB_BLOB, "bytes");
}

bool rows_is_null(const struct rows *r)
{
    struct db_arg v = {0};
    if (r->err != OK)
        return true;
    assert(r->statement && r->row > 0 && r->column < r->columns);
    r->tx->driver->value(r, r->column, &v);
    return v.type == DB_NULL_TYPE;
}

void rows_skip(struct rows *r)
{
    if (r->err != OK)
        return;
    assert(r->statement && r->row > 0 && r->column < r->columns);
    r->column++;
}
