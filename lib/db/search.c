#include "db/search.h"

#include <assert.h>

#include "base/utf8.h"
#include "db/search_query.h"
#include "text/fold.h"

enum {
    least_part = 3, /* letters: what an index of three-letter pieces can find */
    title_at = 3    /* where a title's words begin: 1 is the kind's; gaps keep phrases apart */
};

/* The words are stored folded, as the index needs them again to forget a document. */
/* clang-format off */
static const char tables[] =
    "-- sqlite:\n"
    "CREATE TABLE search_doc (serial INTEGER PRIMARY KEY, kind BIGINT NOT NULL, id BIGINT NOT NULL,"
    " grp BIGINT NOT NULL, UNIQUE (kind, id));\n"
    "CREATE VIRTUAL TABLE search_text USING fts5(tag, title, body,"
    " tokenize = 'ascii', prefix = '2 3 4', columnsize = 0);\n"
    "CREATE VIRTUAL TABLE search_title USING fts5(tag, title,"
    " tokenize = 'trigram case_sensitive 1', columnsize = 0);\n"
    "-- end\n"
    "-- postgres:\n"
    "CREATE TABLE search_doc (serial BIGINT PRIMARY KEY, kind BIGINT NOT NULL, id BIGINT NOT NULL,"
    " grp BIGINT NOT NULL, title TEXT NOT NULL, words tsvector NOT NULL, UNIQUE (kind, id));\n"
    "CREATE INDEX search_doc_by_kind ON search_doc (kind, serial);\n"
    "CREATE INDEX search_doc_by_words ON search_doc USING gin (words)"
    " WITH (gin_pending_list_limit = 256);\n"
    /* Three-letter pieces need an extension that may be absent, or not ours to make: then names are
     * found by reading titles, which is slower and no less right. */
    "DO $$ BEGIN\n"
    " CREATE EXTENSION IF NOT EXISTS pg_trgm;\n"
    " CREATE INDEX search_doc_by_title ON search_doc USING gin (title gin_trgm_ops);\n"
    "EXCEPTION WHEN insufficient_privilege OR undefined_file OR undefined_object\n"
    " OR feature_not_supported THEN NULL;\n"
    "END $$;\n"
    "-- end\n";
/* clang-format on */

const struct migration search_migrations[] = {{"search", 1, tables}};
const int search_migration_count = 1;

/* ---- putting ----------------------------------------------------------------------------------
 */

struct folded {
    struct str tag, title, title_words, body;
};

static struct str words_of(struct arena *a, struct str text, ptrdiff_t most)
{
    return utf8_cut_bytes(fold_words(a, str_head(text, LIMIT_MAIL_TEXT_BYTES), most),
                          LIMIT_SEARCH_DOC_BYTES / 2);
}

static struct folded fold(struct arena *a, const struct search_doc *doc)
{
    assert(doc->kind > 0 && doc->kind < 100);
    return (struct folded){
        .tag = str_fmt(a, SEARCH_TAG, doc->kind),
        .title = fold_text(a, utf8_cut_bytes(doc->title, LIMIT_SUBJECT_BYTES)),
        .title_words = words_of(a, doc->title, LIMIT_SUBJECT_BYTES),
        .body = words_of(a, doc->body, LIMIT_SEARCH_DOC_WORDS - LIMIT_SUBJECT_BYTES - 8)};
}

/* A place in the order that nothing has yet: within the second of `at`, or the next that is not
 * full. */
static enum err new_serial(struct tx *tx, instant at, int64_t *serial)
{
    if (at == 0)
        return db_get_i64(tx, SQL("SELECT coalesce(max(serial), 0) + 1 FROM search_doc"), NO_ARGS,
                          serial);
    int64_t second = at < USEC_PER_SEC ? USEC_PER_SEC : at - at % USEC_PER_SEC;
    for (;; second += USEC_PER_SEC) {
        TRY(db_get_i64(tx,
                       SQL("SELECT coalesce(max(serial) + 1, $1) FROM search_doc WHERE serial >= "
                           "$1 AND serial < $2"),
                       ARGS(DB_I(second), DB_I(second + USEC_PER_SEC)), serial));
        if (*serial < second + USEC_PER_SEC)
            return OK;
    }
}

static enum err put_sqlite(struct tx *tx, int64_t serial, const struct folded *f)
{
    TRY(db_run(tx, SQL("INSERT INTO search_text (rowid, tag, title, body) VALUES ($1, $2, $3, $4)"),
               ARGS(DB_I(serial), DB_T(f->tag), DB_T(f->title_words), DB_T(f->body)), NULL));
    if (f->title.n == 0)
        return OK;
    return db_run(tx, SQL("INSERT INTO search_title (rowid, tag, title) VALUES ($1, $2, $3)"),
                  ARGS(DB_I(serial), DB_T(f->tag), DB_T(f->title)), NULL);
}

static enum err drop_sqlite(struct tx *tx, int64_t serial)
{
    TRY(db_run(tx, SQL("DELETE FROM search_text WHERE rowid = $1"), ARGS(DB_I(serial)), NULL));
    return db_run(tx, SQL("DELETE FROM search_title WHERE rowid = $1"), ARGS(DB_I(serial)), NULL);
}

/* Words with their places, as PostgreSQL reads a tsvector: 'anna':3A. Returns the place after them.
 */
static int add_places(struct buf *b, struct str words, int at, const char *weight)
{
    while (words.n) {
        struct str word = str_cut(&words, ' ');
        buf_addf(b, "'%.*s':%d%s ", STR_ARG(word), at++, weight);
    }
    return at;
}

static struct str places_of(struct arena *a, const struct folded *f)
{
    struct buf b;
    buf_init(&b, a, (f->title_words.n + f->body.n) * 8 + 100);
    add_places(&b, f->tag, 1, "");
    int at = add_places(&b, f->title_words, title_at, "A");
    add_places(&b, f->body, at + 1, "");
    assert(!b.full);
    return buf_str(&b);
}

static enum err put_postgres(struct tx *tx, int64_t serial, const struct search_doc *doc,
                             const struct folded *f)
{
    return db_run(
        tx,
        SQL("INSERT INTO search_doc (serial, kind, id, grp, title, words)"
            " VALUES ($1, $2, $3, $4, $5, CAST($6 AS tsvector))"
            " ON CONFLICT (serial) DO UPDATE SET grp = excluded.grp, title = excluded.title,"
            " words = excluded.words"),
        ARGS(DB_I(serial), DB_I(doc->kind), DB_I(doc->id), DB_I(doc->group), DB_T(f->title),
             DB_T(places_of(tx_arena(tx), f))),
        NULL);
}

static enum err find_serial(struct tx *tx, int kind, int64_t id, int64_t *serial)
{
    enum err err = db_get_i64(tx, SQL("SELECT serial FROM search_doc WHERE kind = $1 AND id = $2"),
                              ARGS(DB_I(kind), DB_I(id)), serial);
    if (err == ERR_NOT_FOUND)
        *serial = 0;
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err search_put(struct tx *tx, const struct search_doc *doc)
{
    struct folded f = fold(tx_arena(tx), doc);
    int64_t serial;
    TRY(find_serial(tx, doc->kind, doc->id, &serial));
    bool is_new = serial == 0;
    if (is_new)
        TRY(new_serial(tx, doc->at, &serial));
    if (tx_kind(tx) == DB_POSTGRES)
        return put_postgres(tx, serial, doc, &f);
    if (!is_new)
        TRY(drop_sqlite(tx, serial));
    TRY(db_run(tx,
               SQL("INSERT INTO search_doc (serial, kind, id, grp) VALUES ($1, $2, $3, $4)"
                   " ON CONFLICT (serial) DO UPDATE SET grp = excluded.grp"),
               ARGS(DB_I(serial), DB_I(doc->kind), DB_I(doc->id), DB_I(doc->group)), NULL));
    return put_sqlite(tx, serial, &f);
}

enum err search_drop(struct tx *tx, int kind, int64_t id)
{
    int64_t serial;
    TRY(find_serial(tx, kind, id, &serial));
    if (serial == 0)
        return OK;
    if (tx_kind(tx) == DB_SQLITE)
        TRY(drop_sqlite(tx, serial));
    return db_run(tx, SQL("DELETE FROM search_doc WHERE serial = $1"), ARGS(DB_I(serial)), NULL);
}

/* ---- finding ----------------------------------------------------------------------------------
 */

/* What is being looked for, and where what is found goes. */
struct search {
    struct str expression;
    int kind;
    int64_t before;
    int room;
    struct search_hit *hits;
    int count;
    int64_t last; /* serial of the last hit */
    bool is_more;
};

/* Asks with $1 the expression, $2 before, $3 limit, and $4 kind when the statement has it. One row
 * more than there is room for tells whether there is more. */
static enum err ask(struct tx *tx, struct search *s, struct sql sql, bool has_kind)
{
    struct rows r;
    struct db_arg args[] = {DB_T(s->expression), DB_I(s->before), DB_I(s->room + 1), DB_I(s->kind)};
    s->count = 0;
    s->is_more = false;
    db_query(&r, tx, sql, (struct db_args){args, has_kind ? 4 : 3});
    while (!s->is_more && rows_next(&r)) {
        if ((s->is_more = s->count == s->room))
            break;
        s->last = rows_i64(&r);
        struct search_hit *hit = &s->hits[s->count++];
        hit->kind = (int)rows_i64(&r);
        hit->id = rows_i64(&r);
        hit->group = rows_i64(&r);
        hit->serial = s->last;
    }
    return rows_end(&r);
}

/* The words of an expression include the kind's, so the index looks for it too. */
static enum err find_words(struct tx *tx, struct search *s)
{
    if (tx_kind(tx) == DB_SQLITE)
        return ask(tx, s, FTS5_HITS("search_text"), false);
    TRY(s->kind ? ask(tx, s, RECENT_HITS(OF_KIND, HOLDS_WORDS), true)
                : ask(tx, s, RECENT_HITS("", HOLDS_WORDS), false));
    return s->is_more ? OK : ask(tx, s, INDEX_HITS("", HOLDS_WORDS), false);
}

static enum err find_part(struct tx *tx, struct search *s)
{
    if (tx_kind(tx) == DB_SQLITE)
        return ask(tx, s, FTS5_HITS("search_title"), false);
    if (s->kind) {
        TRY(ask(tx, s, RECENT_HITS(OF_KIND, HOLDS_PART), true));
        return s->is_more ? OK : ask(tx, s, INDEX_HITS(OF_KIND_AFTER, HOLDS_PART), true);
    }
    TRY(ask(tx, s, RECENT_HITS("", HOLDS_PART), false));
    return s->is_more ? OK : ask(tx, s, INDEX_HITS("", HOLDS_PART), false);
}

enum err search_find(struct tx *tx, const struct search_query *q, struct search_hit *hits,
                     int *count, int64_t *next)
{
    struct search s = {.expression = search_expression(tx, q->words, q->kind),
                       .kind = q->kind,
                       .before = q->before ? q->before : INT64_MAX,
                       .room = q->limit > LIMIT_SEARCH_HITS ? LIMIT_SEARCH_HITS : q->limit,
                       .hits = hits};
    *count = 0;
    *next = 0;
    if (s.expression.n == 0 || s.room <= 0)
        return OK;
    TRY(find_words(tx, &s));
    *count = s.count;
    *next = s.is_more ? s.last : 0;
    return OK;
}

/* part as FTS5's phrase, or as LIKE's pattern. */
static struct str part_expression(struct tx *tx, struct str part, int kind)
{
    bool is_sqlite = tx_kind(tx) == DB_SQLITE;
    struct buf b;
    buf_init(&b, tx_arena(tx), part.n * 2 + 64);
    buf_addz(&b, is_sqlite ? "title : \"" : "%");
    for (ptrdiff_t i = 0; i < part.n; i++) {
        char c = part.p[i];
        if (is_sqlite && c == '"')
            buf_addc(&b, '"');
        if (!is_sqlite && (c == '%' || c == '_' || c == '\\'))
            buf_addc(&b, '\\');
        buf_addc(&b, c);
    }
    buf_addz(&b, is_sqlite ? "\"" : "%");
    if (is_sqlite && kind)
        buf_addf(&b, " AND tag : \"" SEARCH_TAG "\"", kind);
    return buf_str(&b);
}

enum err search_names(struct tx *tx, int kind, struct str part, struct search_hit *hits, int *count)
{
    struct str folded = fold_text(tx_arena(tx), utf8_cut_bytes(part, LIMIT_SUBJECT_BYTES));
    bool is_long = utf8_count(folded) >= least_part;
    struct search s = {.kind = kind, .before = INT64_MAX, .room = *count, .hits = hits};
    s.expression = is_long ? part_expression(tx, folded, kind)
                           : search_title_expression(tx, folded, kind);
    *count = 0;
    if (s.expression.n == 0 || s.room <= 0)
        return OK;
    TRY(is_long ? find_part(tx, &s) : find_words(tx, &s));
    *count = s.count;
    return OK;
}

struct str search_fold(struct arena *a, struct str text)
{
    return fold_words(a, text, LIMIT_SEARCH_DOC_WORDS);
}
