#include "app/audit.h"

#include "auth/encode.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"

#define AUDIT_COLUMNS "id, at, kind, actor_id, actor, object, object_id, note, client"

static void row_from(struct rows *r, struct audit_row *row)
{
    row->id = rows_i64(r);
    row->at = rows_i64(r);
    row->kind = rows_text(r);
    row->actor.v = rows_i64(r);
    row->name = rows_text(r);
    row->object = rows_text(r);
    row->object_id = rows_i64(r);
    row->note = rows_text(r);
    row->client = rows_text(r);
}

/* Lengths in front: no two rows read the same. */
static void add_field(struct buf *b, struct str s)
{
    buf_addf(b, "%lld:", (long long)s.n);
    buf_add(b, s);
}

/* HMAC over the seal before and all of the row, with a key of its own. */
static struct str seal_of(struct cx *cx, struct str before, const struct audit_row *row)
{
    struct buf b;
    struct crypto_key key = crypto_key_derive(&cx->app->key, S("audit"));
    buf_init(&b, cx->arena, LIMIT_FORM_BYTES);
    add_field(&b, before);
    buf_addf(&b, "%lld,%lld,%lld,", (long long)row->at, (long long)row->actor.v,
             (long long)row->object_id);
    add_field(&b, row->kind);
    add_field(&b, row->name);
    add_field(&b, row->object);
    add_field(&b, row->note);
    add_field(&b, row->client);
    struct crypto_hash h = crypto_hmac(str_of((char *)key.bytes, CRYPTO_KEY_BYTES), buf_str(&b));
    return encode_hex(cx->arena, str_of((char *)h.bytes, CRYPTO_HASH_BYTES));
}

enum err audit_head(struct cx *cx, int64_t *id, struct str *seal)
{
    struct rows r;
    *id = 0;
    *seal = S("");
    db_query(&r, cx->db, SQL("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1"), NO_ARGS);
    if (rows_next(&r)) {
        *id = rows_i64(&r);
        *seal = rows_text(&r);
    }
    return rows_end(&r);
}

static struct str short_text(struct cx *cx, struct str s)
{
    return s.p ? utf8_cut_bytes(utf8_clean(cx->arena, s), LIMIT_AUDIT_BYTES) : S("");
}

enum err audit_add(struct cx *cx, const char *kind, struct str object, int64_t object_id,
                   struct str note)
{
    struct str before;
    int64_t last;
    struct audit_row row = {.at = cx->now,
                            .kind = str_from(kind),
                            .actor = cx->actor.person,
                            .name = short_text(cx, cx->actor.name),
                            .object = short_text(cx, object),
                            .object_id = object_id,
                            .note = short_text(cx, note),
                            .client = cx->q ? short_text(cx, cx->q->client) : S("")};
    TRY(audit_head(cx, &last, &before));
    struct str seal = seal_of(cx, before, &row);
    TRY(db_get_i64(cx->db,
                   SQL("INSERT INTO audit (at, kind, actor_id, actor, object, object_id, note,"
                       " client, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"),
                   ARGS(DB_I(row.at), DB_T(row.kind), DB_ID(row.actor.v), DB_T(row.name),
                        DB_T(row.object), DB_ID(row.object_id), DB_T(row.note), DB_T(row.client),
                        DB_T(seal)),
                   &row.id));
    cx->is_audited = true;
    log_info(&cx->app->log, "audit", LOG_I("id", row.id), LOG_Z("kind", kind), LOG_S("seal", seal));
    return OK;
}

static void add_words(struct cx *cx, struct sql_builder *b, struct str words)
{
    struct buf like;
    buf_init(&like, cx->arena, 3 * LIMIT_AUDIT_BYTES + 10);
    buf_addc(&like, '%');
    words = utf8_cut_bytes(words, LIMIT_AUDIT_BYTES);
    for (ptrdiff_t i = 0; i < words.n; i++) {
        if (str_chr(S("%_\\"), words.p[i]) >= 0)
            buf_addc(&like, '\\');
        buf_addc(&like, words.p[i]);
    }
    buf_addc(&like, '%');
    struct db_arg arg = DB_T(str_lower(cx->arena, buf_str(&like)));
    sql_add(b, SQL(" AND (lower(actor) LIKE "));
    sql_add_arg(b, arg);
    sql_add(b, SQL(" ESCAPE '\\' OR lower(object) LIKE "));
    sql_add_arg(b, arg);
    sql_add(b, SQL(" ESCAPE '\\' OR lower(note) LIKE "));
    sql_add_arg(b, arg);
    sql_add(b, SQL(" ESCAPE '\\')"));
}

static void add_kind(struct cx *cx, struct sql_builder *b, struct str kind)
{
    sql_add(b, SQL(" AND (kind = "));
    sql_add_arg(b, DB_T(kind));
    sql_add(b, SQL(" OR (kind >= ")); /* a noun: all that begins with it and a full stop */
    sql_add_arg(b, DB_T(str_cat(cx->arena, kind, S("."))));
    sql_add(b, SQL(" AND kind < "));
    sql_add_arg(b, DB_T(str_cat(cx->arena, kind, S("/"))));
    sql_add(b, SQL("))"));
}

static void add_filter(struct cx *cx, struct sql_builder *b, const struct audit_filter *f)
{
    if (f->before) {
        sql_add(b, SQL(" AND id < "));
        sql_add_arg(b, DB_I(f->before));
    }
    if (f->actor.v) {
        sql_add(b, SQL(" AND actor_id = "));
        sql_add_arg(b, DB_I(f->actor.v));
    }
    if (f->from) {
        sql_add(b, SQL(" AND at >= "));
        sql_add_arg(b, DB_I(f->from));
    }
    if (f->till) {
        sql_add(b, SQL(" AND at < "));
        sql_add_arg(b, DB_I(f->till));
    }
    if (f->kind.n)
        add_kind(cx, b, f->kind);
    if (f->words.n)
        add_words(cx, b, f->words);
}

enum err audit_list(struct cx *cx, const struct audit_filter *f, struct audit_row **rows,
                    int *count)
{
    struct sql_builder b;
    struct rows r;
    *rows = NEWN(cx->arena, struct audit_row, LIMIT_LIST_ROWS);
    *count = 0;
    sql_start(&b, cx->arena);
    sql_add(&b, SQL("SELECT " AUDIT_COLUMNS " FROM audit WHERE 1 = 1"));
    add_filter(cx, &b, f);
    sql_add(&b, SQL(" ORDER BY id DESC LIMIT "));
    sql_add_arg(&b, DB_I(LIMIT_LIST_ROWS));
    db_query_built(&r, cx->db, &b);
    while (*count < LIMIT_LIST_ROWS && rows_next(&r))
        row_from(&r, &(*rows)[(*count)++]);
    return rows_end(&r);
}

/* A thousand at a time: the log of years is long. */
static enum err check_piece(struct cx *cx, struct arena *a, int64_t *after, struct str *seal,
                            struct buf *report, bool *more)
{
    struct rows r;
    struct cx mine = *cx;
    int n = 0;
    mine.arena = a;
    db_query(&r, cx->db,
             SQL("SELECT " AUDIT_COLUMNS ", hash FROM audit WHERE id > $1 ORDER BY id LIMIT 1000"),
             ARGS(DB_I(*after)));
    while (rows_next(&r)) {
        struct audit_row row;
        row_from(&r, &row);
        struct str got = rows_text(&r), want = seal_of(&mine, *seal, &row);
        *seal = got;
        *after = row.id;
        n++;
        if (str_eq(got, want))
            continue;
        buf_addf(report,
                 "audit: row %lld does not fit the one before it: it, or what stood before it, was "
                 "changed or taken out\n",
                 (long long)row.id);
        break;
    }
    *more = n == 1000;
    return rows_end(&r);
}

enum err audit_check(struct cx *cx, struct buf *report)
{
    struct str seal = S("");
    int64_t after = 0;
    bool more = true;
    ptrdiff_t before = report->n;
    while (more && report->n == before) {
        struct arena a = {0};
        TRY(check_piece(cx, &a, &after, &seal, report, &more));
        seal = str_dup(cx->arena, seal);
        arena_release(&a);
    }
    return OK;
}
