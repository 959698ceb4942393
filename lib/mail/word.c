#include "mail/word.h"

#include "base/buf.h"
#include "mail/charset.h"
#include "mail/hex.h"

/* Text is read in runs: a run of raw bytes, or a run of encoded words of one charset whose bytes
 * are put together before they are decoded, since mailers cut characters in two. */
struct decoder {
    struct arena *a;
    struct buf out;
    struct buf run;   /* bytes not yet decoded */
    bool is_word_run; /* they come from encoded words of `charset` */
    struct str charset;
    uint32_t bits; /* base64: what a word ended with in the middle of a byte */
    int bit_count;
    struct str hint;
    bool is_guess;
};

struct word {
    struct str charset, text;
    char encoding;  /* 'b' or 'q' */
    ptrdiff_t size; /* bytes of the whole word, with its signs */
};

static bool is_fold(char c)
{
    return c == '\r' || c == '\n';
}

static bool is_gap(char c)
{
    return c == ' ' || c == '\t' || is_fold(c);
}

static void run_flush(struct decoder *d)
{
    d->bits = 0;
    d->bit_count = 0;
    if (d->run.n == 0)
        return;
    struct str label = d->is_word_run ? d->charset : (struct str){0};
    struct charset_text t = charset_decode(d->a, buf_str(&d->run), label, d->hint);
    d->is_guess |= t.is_guess;
    for (ptrdiff_t i = 0; i < t.text.n; i++) {
        char c = t.text.p[i];
        bool is_control = (c >= 0 && c < ' ' && c != '\t') || c == 127;
        buf_addc(&d->out, is_control ? ' ' : c);
    }
    d->run.n = 0;
}

/* White space between words as one reads it: a fold is one blank; a line of blanks in the middle of
 * a fold keeps its own (RFC 5322, 3.2.2). */
static void gap_add(struct buf *out, struct str gap)
{
    ptrdiff_t first = 0;
    while (first < gap.n && !is_fold(gap.p[first]))
        first++;
    if (first == gap.n) {
        buf_add(out, gap);
        return;
    }
    int lines = 0;
    char after[2] = {' ', ' '};
    for (ptrdiff_t i = first; i < gap.n; i++)
        if (!is_fold(gap.p[i]) && is_fold(gap.p[i - 1])) {
            if (lines < 2)
                after[lines] = gap.p[i];
            lines++;
        }
    if (lines < 2)
        buf_addc(out, ' ');
    else
        buf_add(out, str_of(after, 2));
}

/* Does the "?=" at `at` end the word? Not when the text is quoted-printable, has a question mark
 * before an escape ("?=20") and the real end comes before any blank and any other word. */
static bool is_word_end(struct str s, ptrdiff_t at, char encoding)
{
    if (encoding != 'q' || at + 4 > s.n || hex_value(s.p[at + 2]) < 0 || hex_value(s.p[at + 3]) < 0)
        return true;
    for (ptrdiff_t i = at + 4; i + 1 < s.n && !is_gap(s.p[i]); i++) {
        if (s.p[i] == '=' && s.p[i + 1] == '?')
            return true;
        if (s.p[i] == '?' && s.p[i + 1] == '=')
            return false;
    }
    return true;
}

/* Where the text of a word ends: at "?=", or at the end of a value that was cut off. */
static bool word_find_end(struct str s, ptrdiff_t from, char encoding, ptrdiff_t *end)
{
    for (ptrdiff_t i = from; i + 1 < s.n; i++) {
        if (s.p[i] == '?' && s.p[i + 1] == '=' && is_word_end(s, i, encoding)) {
            *end = i;
            return true;
        }
        bool is_padding = i + 2 < s.n && s.p[i + 2] == '='; /* "=?=": the last sign, then the end */
        if (s.p[i] == '=' && s.p[i + 1] == '?' && i > from && !is_padding)
            return false; /* another word begins: this one has no end */
    }
    for (ptrdiff_t i = from; i < s.n; i++)
        if (is_gap(s.p[i]) || s.p[i] == '?')
            return false;
    *end = s.n;
    return s.n > from;
}

static bool word_read(struct str s, struct word *w)
{
    enum { charset_most = 64 };
    ptrdiff_t i = 2;
    while (i < s.n && i < charset_most && s.p[i] > ' ' && s.p[i] < 127 && s.p[i] != '?')
        i++;
    if (i == 2 || i + 2 >= s.n || s.p[i] != '?' || s.p[i + 2] != '?')
        return false;
    w->charset = str_of(s.p + 2, i - 2);
    w->encoding = ascii_lower(s.p[i + 1]);
    ptrdiff_t end;
    if ((w->encoding != 'b' && w->encoding != 'q') || !word_find_end(s, i + 3, w->encoding, &end))
        return false;
    w->text = str_of(s.p + i + 3, end - i - 3);
    w->size = end + 2 < s.n ? end + 2 : s.n;
    return true;
}

static void word_add_q(struct decoder *d, struct str t)
{
    for (ptrdiff_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (is_gap(c)) { /* a fold inside the word is none of its text */
            ptrdiff_t start = i;
            while (i + 1 < t.n && is_gap(t.p[i + 1]))
                i++;
            struct str gap = str_of(t.p + start, i - start + 1);
            if (str_chr(gap, '\n') < 0)
                buf_add(&d->run, gap);
        } else if (c == '=' && i + 2 < t.n && hex_value(t.p[i + 1]) >= 0 &&
                   hex_value(t.p[i + 2]) >= 0) {
            buf_addc(&d->run, (char)(hex_value(t.p[i + 1]) << 4 | hex_value(t.p[i + 2])));
            i += 2;
        } else {
            buf_addc(&d->run, c == '_' ? ' ' : c);
        }
    }
}

/* What is left of the last word's bits goes on in this one only if they say something: an encoder
 * that left out the padding leaves zeros. */
static void word_add_b(struct decoder *d, struct str t)
{
    uint32_t left = d->bits & ((1u << d->bit_count) - 1);
    if (left == 0 && d->bit_count < 6)
        d->bit_count = 0;
    for (ptrdiff_t i = 0; i < t.n; i++) {
        int v = base64_value(t.p[i]);
        if (t.p[i] == '=')
            d->bit_count = 0;
        if (v < 0)
            continue;
        d->bits = d->bits << 6 | (uint32_t)v;
        d->bit_count += 6;
        if (d->bit_count >= 8) {
            d->bit_count -= 8;
            buf_addc(&d->run, (char)(d->bits >> d->bit_count & 0xFF));
        }
    }
}

static bool same_charset(struct str a, struct str b)
{
    ptrdiff_t x = str_chr(a, '*'), y = str_chr(b, '*');
    return str_eqi(x < 0 ? a : str_head(a, x), y < 0 ? b : str_head(b, y));
}

static void word_add(struct decoder *d, const struct word *w)
{
    if (!d->is_word_run || !same_charset(d->charset, w->charset)) {
        run_flush(d);
        d->is_word_run = true;
        d->charset = w->charset;
    }
    if (w->encoding == 'b') {
        word_add_b(d, w->text);
        return;
    }
    d->bit_count = 0;
    word_add_q(d, w->text);
}

static void raw_add(struct decoder *d, struct str gap, struct str text)
{
    if (d->is_word_run) {
        run_flush(d);
        d->is_word_run = false;
    }
    gap_add(&d->run, gap);
    buf_add(&d->run, text);
}

struct str word_decode(struct arena *a, struct str s, struct str hint, bool *is_guess)
{
    struct decoder d = {.a = a, .hint = hint};
    buf_init(&d.out, a, s.n * 4 + 16); /* no charset makes more than four bytes of one */
    buf_init(&d.run, a, s.n + 16);
    for (ptrdiff_t i = 0; i < s.n;) {
        ptrdiff_t start = i;
        while (i < s.n && is_gap(s.p[i]))
            i++;
        struct str gap = str_of(s.p + start, i - start), rest = str_skip(s, i);
        struct word w;
        if (str_starts(rest, S("=?")) && word_read(rest, &w)) {
            if (!d.is_word_run) /* between words white space is dropped */
                raw_add(&d, gap, (struct str){0});
            word_add(&d, &w);
            i += w.size;
            continue;
        }
        start = i;
        while (i < s.n && !is_gap(s.p[i]) && (i == start || !str_starts(str_skip(s, i), S("=?"))))
            i++;
        raw_add(&d, gap, str_of(s.p + start, i - start));
    }
    run_flush(&d);
    if (is_guess && d.is_guess)
        *is_guess = true;
    return str_trim(buf_str(&d.out));
}
