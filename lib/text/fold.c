#include "text/fold.h"

#include <assert.h>
#include <utf8proc.h>

#include "base/limits.h"
#include "base/utf8.h"

enum {
    run_bytes = 480, /* of text outside ASCII, folded at once */
    most_marks = 16, /* of one character, in a word */
    run_marks = 64,  /* so many more follow at most, not to part a letter from its marks */
    expansion = 18   /* code points that one may become in NFKD: U+FDFA */
};

struct range {
    int32_t first, last;
};

static bool range_has(const struct range *list, int n, int32_t c)
{
    for (int i = 0; i < n && c >= list[i].first; i++)
        if (c <= list[i].last)
            return true;
    return false;
}
#define IN(list, c) range_has((list), (int)(sizeof(list) / sizeof *(list)), (c))

/* Marks that a reader may leave out: accents of Latin, Greek and Cyrillic, vowel points of Hebrew,
 * Arabic and Syriac, and the tatweel. Vowel signs of Thai or Devanagari are letters: not here. */
static const struct range accents[] = {
    {0x0300, 0x036F}, {0x0483, 0x0487}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2},
    {0x05C4, 0x05C5}, {0x05C7, 0x05C7}, {0x0610, 0x061A}, {0x0640, 0x0640}, {0x064B, 0x065F},
    {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED},
    {0x0711, 0x0711}, {0x0730, 0x074A}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF},
    {0xFE20, 0xFE2F}};

/* Scripts without blanks between words, by block, as they stand after NFKC. */
static const struct range unspaced[] = {
    {0x0E00, 0x0EFF}, {0x1000, 0x109F}, {0x1100, 0x11FF},   {0x1780, 0x17FF},  {0x2E80, 0x2FDF},
    {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3040, 0x30FF},   {0x3100, 0x312F},  {0x31A0, 0x31BF},
    {0x31F0, 0x31FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},   {0xA960, 0xA97F},  {0xAA60, 0xAA7F},
    {0xAC00, 0xD7FF}, {0xF900, 0xFAFF}, {0x1B000, 0x1B16F}, {0x20000, 0x3FFFF}};

/* Decimal digits of other scripts: each row is a zero, and nine more follow it. */
static const int32_t zeros[] = {0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66,
                                0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
                                0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810};

/* Letters that no normal form takes apart, and signs that people type in several ways. */
static const struct {
    int32_t from;
    const char *to;
} alike[] = {{0x00E6, "ae"}, {0x00F0, "d"},  {0x00F8, "o"},  {0x00FE, "th"}, {0x0111, "d"},
             {0x0127, "h"},  {0x0131, "i"},  {0x0142, "l"},  {0x0153, "oe"}, {0x0167, "t"},
             {0x02B9, "'"},  {0x02BC, "'"},  {0x05F3, "'"},  {0x05F4, "\""}, {0x2010, "-"},
             {0x2011, "-"},  {0x2012, "-"},  {0x2013, "-"},  {0x2014, "-"},  {0x2015, "-"},
             {0x2018, "'"},  {0x2019, "'"},  {0x201A, "'"},  {0x201B, "'"},  {0x201C, "\""},
             {0x201D, "\""}, {0x201E, "\""}, {0x201F, "\""}, {0x2212, "-"}};

static bool is_mark(int32_t c)
{
    utf8proc_category_t k = utf8proc_category(c);
    return k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_MC || k == UTF8PROC_CATEGORY_ME;
}

static bool is_word(int32_t c)
{
    if (c < 0x80)
        return ascii_is_alpha((char)c) || ascii_is_digit((char)c);
    utf8proc_category_t k = utf8proc_category(c);
    return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_NO;
}

static bool is_space(int32_t c)
{
    if (c < 0x80)
        return ascii_is_space((char)c);
    utf8proc_category_t k = utf8proc_category(c);
    return k == UTF8PROC_CATEGORY_ZS || k == UTF8PROC_CATEGORY_ZL || k == UTF8PROC_CATEGORY_ZP;
}

static void put_blank(struct buf *b)
{
    if (b->n && b->p[b->n - 1] != ' ')
        buf_addc(b, ' ');
}

static void put_folded(struct buf *b, int32_t c)
{
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        if (alike[i].from == c) {
            buf_addz(b, alike[i].to);
            return;
        }
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (c >= zeros[i] && c <= zeros[i] + 9) {
            buf_addc(b, (char)('0' + (c - zeros[i])));
            return;
        }
    if (is_space(c))
        put_blank(b);
    else
        utf8_put(b, c);
}

/* Signs whose compatibility form would grow onto the word before them: Kept™ is not "kepttm". */
static utf8proc_int32_t part_signs(utf8proc_int32_t c, void *unused)
{
    (void)unused;
    return c == 0x2122 || c == 0x2120 || c == 0x200B ? ' ' : c;
}

/* Whether c may melt into the character before it: marks, vowels and finals of Hangul, and the two
 * voice marks of half-width Kana, which are letters by category. */
static bool is_tied(int32_t c)
{
    return c != UTF8_BAD &&
           (is_mark(c) || (c >= 0x1160 && c <= 0x11FF) || c == 0xFF9E || c == 0xFF9F);
}

/* The length of the run of characters outside ASCII that s begins with, or of as much of it as is
 * folded at once. */
static ptrdiff_t run_length(struct str s)
{
    struct str rest = s;
    int marks = 0;
    while (rest.n && (unsigned char)rest.p[0] >= 0x80) {
        struct str after = rest;
        int32_t c = utf8_next(&after);
        if (rest.p - s.p >= run_bytes && (!is_tied(c) || marks++ == run_marks))
            break;
        rest = after;
    }
    return rest.p - s.p;
}

/* The code points of one run, decomposed, without accents, and composed again. */
static void fold_run(struct buf *b, struct str run)
{
    utf8proc_int32_t c[(run_bytes / 2 + run_marks) * expansion];
    const utf8proc_option_t options = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                      UTF8PROC_IGNORE;
    utf8proc_ssize_t n = utf8proc_decompose_custom((const utf8proc_uint8_t *)run.p, run.n, c,
                                                   (utf8proc_ssize_t)(sizeof c / sizeof *c),
                                                   options, part_signs, NULL);
    utf8proc_ssize_t kept = 0;
    assert(n >= 0 && n <= (utf8proc_ssize_t)(sizeof c / sizeof *c));
    for (utf8proc_ssize_t i = 0; i < n; i++)
        if (!IN(accents, c[i]))
            c[kept++] = c[i];
    kept = utf8proc_normalize_utf32(c, kept, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    for (utf8proc_ssize_t i = 0; i < kept; i++)
        put_folded(b, c[i]);
}

struct str fold_text(struct arena *a, struct str s)
{
    struct buf b;
    s = utf8_clean(a, s);
    buf_init(&b, a, s.n * expansion + 1);
    while (s.n) {
        ptrdiff_t run = run_length(s);
        if (run) {
            fold_run(&b, str_head(s, run));
            s = str_skip(s, run);
            continue;
        }
        if (ascii_is_space(*s.p))
            put_blank(&b);
        else
            buf_addc(&b, ascii_lower(*s.p));
        s = str_skip(s, 1);
    }
    assert(!b.full);
    return str_trim_end(buf_str(&b));
}

/* ---- words ------------------------------------------------------------------------------------
 */

/* Walks folded text: pieces are words, or characters of an unspaced script with their marks. */
struct piece {
    struct str text;
    bool is_character; /* of an unspaced script */
    bool is_joined;    /* follows the one before it directly */
};

/* A character with its marks: `rest` is what follows the character. */
static struct str take_marks(struct str s, struct str rest)
{
    for (int n = 0; rest.n && n < most_marks; n++) {
        struct str after = rest;
        if (!is_mark(utf8_next(&after)))
            break;
        rest = after;
    }
    return str_head(s, rest.p - s.p);
}

static struct str take_word(struct str s)
{
    struct str rest = s, end = s;
    for (int n = 0; rest.n; n++) {
        int32_t c = utf8_next(&rest);
        if (!is_word(c) || IN(unspaced, c))
            break;
        if (n < LIMIT_SEARCH_WORD)
            end = rest;
    }
    return str_head(s, end.p - s.p);
}

/* What take_word left of a word that is too long. */
static struct str skip_word(struct str s)
{
    while (s.n) {
        struct str after = s;
        int32_t c = utf8_next(&after);
        if (!is_word(c) || IN(unspaced, c))
            break;
        s = after;
    }
    return s;
}

static bool piece_next(struct str *s, struct piece *out)
{
    out->is_joined = out->text.p && out->text.p + out->text.n == s->p;
    while (s->n) {
        struct str after = *s;
        int32_t c = utf8_next(&after);
        if (is_word(c)) {
            out->is_character = IN(unspaced, c);
            out->text = out->is_character ? take_marks(*s, after) : take_word(*s);
            *s = str_skip(*s, out->text.n);
            if (!out->is_character)
                *s = skip_word(*s);
            return true;
        }
        *s = after;
        out->is_joined = false;
    }
    return false;
}

/* The pair that two characters make, when they stand side by side: in the folded text they do. */
static bool is_pair(const struct piece *one, const struct piece *two)
{
    return one->is_character && two->is_character && two->is_joined;
}

static struct str pair_of(const struct piece *one, const struct piece *two)
{
    return str_of(one->text.p, one->text.n + two->text.n);
}

struct str fold_words(struct arena *a, struct str s, ptrdiff_t most)
{
    struct str folded = fold_text(a, s);
    struct piece at = {0}, next = {0};
    struct buf b;
    buf_init(&b, a, folded.n * 3 + 16);
    bool more = piece_next(&folded, &at);
    for (ptrdiff_t n = 0; more && n < most; n++) {
        struct piece this = at;
        next = at;
        more = piece_next(&folded, &next);
        if (b.n)
            buf_addc(&b, ' ');
        buf_add(&b, more && is_pair(&this, &next) ? pair_of(&this, &next) : this.text);
        at = next;
    }
    assert(!b.full);
    return buf_str(&b);
}

int fold_query(struct arena *a, struct str s, struct fold_word *out, int most)
{
    struct str folded = fold_text(a, s);
    struct piece at = {0};
    bool was_pair = false; /* its second half has been said */
    int n = 0;
    bool more = piece_next(&folded, &at);
    while (more && n < most) {
        struct piece next = at;
        more = piece_next(&folded, &next);
        bool pair = more && is_pair(&at, &next);
        if (pair)
            out[n++] = (struct fold_word){pair_of(&at, &next), false};
        else if (!at.is_character || !was_pair ||
                 more) /* the end of a run stands alone, so it may follow */
            out[n++] = (struct fold_word){at.text, at.is_character && !more};
        was_pair = pair;
        at = next;
    }
    return n;
}
