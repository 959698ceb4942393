/* search_mark.c: the words that were asked for, found again in what is shown of a hit. Words are
 * compared as the index folds them: müller is marked for MULLER, 東京 within 東京都. */
#include "desk/search_asked.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "text/fold.h"

enum { looked_at = 64 << 10, shown = 200, before_it = 60 }; /* bytes */

struct wanted {
    struct str word;             /* folded */
    bool is_beginning, is_dense; /* dense: of a script without blanks, found within a run */
};
struct wanteds {
    struct wanted v[16];
    int n;
};

static bool is_word_byte(char c)
{
    unsigned char b = (unsigned char)c;
    return b >= 0x80 || (b >= '0' && b <= '9') || ((b | 0x20) >= 'a' && (b | 0x20) <= 'z');
}

/* Han, Kana, Hangul, Thai, Lao, Khmer, Burmese: what fold_words makes pairs of. */
static bool is_dense(struct str word)
{
    while (word.n) {
        int32_t c = utf8_next(&word);
        if ((c >= 0x0E00 && c < 0x0F00) || (c >= 0x1000 && c < 0x10A0) ||
            (c >= 0x1780 && c < 0x1800) || (c >= 0x2E80 && c < 0xD7B0) || c >= 0x20000)
            return true;
    }
    return false;
}

static void add_wanted(struct cx *cx, struct wanteds *w, struct str word, bool is_beginning)
{
    struct str folded = fold_text(cx->arena, word);
    if (folded.n && w->n < COUNT(w->v))
        w->v[w->n++] = (struct wanted){folded, is_beginning, is_dense(folded)};
}

static void want(struct cx *cx, struct str words, struct wanteds *w)
{
    w->n = 0;
    while (words.n) {
        ptrdiff_t n = 0;
        while (words.n && !is_word_byte(*words.p))
            words = str_skip(words, 1);
        while (n < words.n && is_word_byte(words.p[n]))
            n++;
        if (n)
            add_wanted(cx, w, str_head(words, n), n < words.n && words.p[n] == '*');
        words = str_skip(words, n);
    }
}

static bool fits(struct cx *cx, const struct wanteds *w, struct str word)
{
    struct str folded = fold_text(cx->arena, word);
    for (int i = 0; i < w->n; i++)
        if (str_eq(folded, w->v[i].word) ||
            (w->v[i].is_beginning && str_starts(folded, w->v[i].word)))
            return true;
    return false;
}

/* The first dense word within a run; its place, or -1. */
static ptrdiff_t find_dense(const struct wanteds *w, struct str run, ptrdiff_t *n)
{
    ptrdiff_t best = -1;
    for (int i = 0; i < w->n; i++) {
        ptrdiff_t at = w->v[i].is_dense ? str_find(run, w->v[i].word) : -1;
        if (at >= 0 && (best < 0 || at < best))
            best = at, *n = w->v[i].word.n;
    }
    return best;
}

/* The next stretch that is a hit: its place and length, or -1. */
static ptrdiff_t next_hit(struct cx *cx, const struct wanteds *w, struct str text, ptrdiff_t *n)
{
    for (ptrdiff_t at = 0; at < text.n;) {
        ptrdiff_t end = at, within;
        while (at < text.n && !is_word_byte(text.p[at]))
            at++;
        for (end = at; end < text.n && is_word_byte(text.p[end]);)
            end++;
        struct str run = str_head(str_skip(text, at), end - at);
        if (run.n && (within = find_dense(w, run, n)) >= 0)
            return at + within;
        if (run.n && run.n <= 256 && fits(cx, w, run))
            return *n = run.n, at;
        at = end;
    }
    return -1;
}

struct marked *search_mark(struct cx *cx, struct str text, struct str words, int *count)
{
    VEC(struct marked) list = {0};
    struct wanteds w;
    want(cx, words, &w);
    while (text.n) {
        ptrdiff_t n = 0, at = w.n ? next_hit(cx, &w, text, &n) : -1;
        if (at != 0)
            *vec_push(cx->arena, &list) = (struct marked){str_head(text, at < 0 ? text.n : at),
                                                          false};
        if (at < 0)
            break;
        *vec_push(cx->arena, &list) = (struct marked){str_head(str_skip(text, at), n), true};
        text = str_skip(text, at + n);
    }
    *count = (int)list.n;
    return list.v;
}

struct str search_around(struct cx *cx, struct str text, struct str words)
{
    struct wanteds w;
    ptrdiff_t n = 0;
    text = utf8_cut_bytes(text, looked_at);
    want(cx, words, &w);
    ptrdiff_t at = w.n ? next_hit(cx, &w, text, &n) : 0, from = at > before_it ? at - before_it : 0;
    while (from > 0 && ((unsigned char)text.p[from] & 0xC0) == 0x80)
        from--;
    struct str part = utf8_cut_bytes(str_skip(text, from), shown);
    return from ? str_cat(cx->arena, S("… "), part) : part;
}
