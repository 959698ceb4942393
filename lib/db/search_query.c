#include "db/search_query.h"

#include "base/utf8.h"
#include "text/fold.h"

enum { least_beginning = 2 }; /* letters: the index holds beginnings of two, three and four */

/* Words side by side; the last may be only a beginning. */
struct phrase {
    struct fold_word *words;
    int n;
    bool is_beginning;
};

struct typed {
    struct fold_word words[LIMIT_SEARCH_WORDS];
    struct phrase phrases[LIMIT_SEARCH_WORDS];
    int word_count, phrase_count;
};

static void add_phrase(struct arena *a, struct typed *t, struct str text, bool is_beginning)
{
    struct phrase p = {.words = t->words + t->word_count};
    p.n = fold_query(a, text, p.words, LIMIT_SEARCH_WORDS - t->word_count);
    if (p.n == 0)
        return;
    const struct fold_word *last = &p.words[p.n - 1];
    p.is_beginning = last->is_beginning ||
                     (is_beginning && utf8_count(last->text) >= least_beginning);
    t->word_count += p.n;
    t->phrases[t->phrase_count++] = p;
}

/* typed = { blank | word | '"' … ( '"' | end ) }, each followed by any number of '*'. A word goes
 * on to a blank or a quote. */
static void parse(struct arena *a, struct typed *t, struct str s)
{
    s = fold_text(a, s); /* so that all quotes and blanks are plain ones */
    while (s.n && t->word_count < LIMIT_SEARCH_WORDS) {
        if (*s.p == ' ') {
            s = str_skip(s, 1);
            continue;
        }
        bool is_quoted = *s.p == '"';
        s = str_skip(s, is_quoted);
        ptrdiff_t n = 0;
        while (n < s.n && s.p[n] != '"' && (is_quoted || s.p[n] != ' '))
            n++;
        struct str text = str_head(s, n);
        bool is_beginning = str_ends(text, S("*"));
        s = str_skip(s, is_quoted ? n + 1 : n);
        for (; s.n && *s.p == '*'; s = str_skip(s, 1))
            is_beginning = true;
        add_phrase(a, t, text, is_beginning);
    }
}

static void put_fts5(struct buf *b, const struct phrase *p)
{
    buf_addc(b, '"');
    for (int i = 0; i < p->n; i++) {
        buf_addz(b, i ? " " : "");
        buf_add(b, p->words[i].text);
    }
    buf_addz(b, p->is_beginning ? "\" *" : "\"");
}

/* tsquery: 'a' <-> 'b':*; with A only words of the title. */
static void put_tsquery(struct buf *b, const struct phrase *p, bool in_title)
{
    buf_addc(b, '(');
    for (int i = 0; i < p->n; i++) {
        bool is_beginning = p->is_beginning && i == p->n - 1;
        buf_addz(b, i ? " <-> '" : "'");
        buf_add(b, p->words[i].text);
        buf_addz(b, is_beginning || in_title ? "':" : "'");
        buf_addz(b, is_beginning ? "*" : "");
        buf_addz(b, in_title ? "A" : "");
    }
    buf_addc(b, ')');
}

static struct str express(struct tx *tx, const struct typed *t, int kind, bool in_title)
{
    bool is_sqlite = tx_kind(tx) == DB_SQLITE;
    struct buf b;
    buf_init(&b, tx_arena(tx), LIMIT_SQL_BYTES);
    for (int i = 0; i < t->phrase_count; i++) {
        if (i)
            buf_addz(&b, is_sqlite ? " AND " : " & ");
        if (is_sqlite && in_title)
            buf_addz(&b, "title : ");
        if (is_sqlite)
            put_fts5(&b, &t->phrases[i]);
        else
            put_tsquery(&b, &t->phrases[i], in_title);
    }
    if (kind && b.n)
        buf_addf(&b, is_sqlite ? " AND \"" SEARCH_TAG "\"" : " & '" SEARCH_TAG "'", kind);
    return b.full ? (struct str){0} : buf_str(&b);
}

struct str search_expression(struct tx *tx, struct str typed, int kind)
{
    struct typed t = {0};
    parse(tx_arena(tx), &t, typed);
    return express(tx, &t, kind, false);
}

struct str search_title_expression(struct tx *tx, struct str typed, int kind)
{
    struct typed t = {0};
    add_phrase(tx_arena(tx), &t, typed, true);
    return express(tx, &t, kind, true);
}
