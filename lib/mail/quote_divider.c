/* Dividers: lines of a client's own that say what comes below. */
#include "base/utf8.h"
#include "mail/quote_lines.h"
#include "mail/quote_words.h"

enum { ABOVE_BYTES = 200, ARMOUR_LINES = 400 };

static bool is_ornament(char c)
{
    return c == '-' || c == '_' || c == '=' || c == '*' || c == '#' || c == ' ' || c == '~' ||
           c == '+' || c == '/';
}

/* The words between the strokes of "-------- Original Message --------"; how many strokes? */
static struct str inner_words(struct str key, int *strokes)
{
    *strokes = 0;
    while (key.n && is_ornament(key.p[0])) {
        *strokes += key.p[0] != ' ' && key.p[0] != '*';
        key = str_skip(key, 1);
    }
    while (key.n && (is_ornament(key.p[key.n - 1]) || key.p[key.n - 1] == ':')) {
        *strokes += key.p[key.n - 1] != ' ' && key.p[key.n - 1] != '*' && key.p[key.n - 1] != ':';
        key.n--;
    }
    return key;
}

/* Strokes make a divider of words that people use too. Without any, only the words that no person
 * writes alone on a line above a header. */
static enum quote_mark divider_of(const struct quote_line *line)
{
    int strokes;
    struct str words = inner_words(line->key, &strokes);
    if (words.n > 120)
        return line->mark;
    if (strokes >= 2 && quote_word_is_original(words))
        return MARK_ORIGINAL;
    if (strokes >= 2 && (quote_word_is_forward(words) || quote_word_begins_forward(words)))
        return MARK_FORWARD;
    if (str_ends(line->key, S(":")) && quote_word_begins_forward(words))
        return MARK_FORWARD;
    return quote_word_asks_above(line->key) ? MARK_ABOVE : line->mark;
}

/* Notes forwards with "----- Forwarded by Ann/Acme on 01/02/2016 10:10 AM -----". */
static bool is_notes_forward(struct str key)
{
    return str_starts(key, S("--")) && str_ends(key, S("--")) && str_has(key, S(" forwarded by "));
}

/* A bare "Original Message" counts where a header block or a quote follows at once. */
static bool is_bare_original(const struct quote_lines *lines, ptrdiff_t i)
{
    int strokes;
    struct str words = inner_words(lines->v[i].key, &strokes);
    if (words.n > 120 || !quote_word_is_original(words) || str_eq(words, S("reply")))
        return false;
    ptrdiff_t next = quote_next(lines, i + 1);
    ptrdiff_t colon = next < lines->n ? str_chr(lines->v[next].key, ':') : -1;
    return colon > 0 && quote_word_field(str_trim(str_head(lines->v[next].key, colon)));
}

static bool starts_armour(struct str key, const char *what)
{
    return str_starts(key, S("-----begin pgp ")) && str_has(key, str_from(what));
}

/* A signed message: its head (to the blank line) and its signature are no words of the person. */
static ptrdiff_t mark_armour(struct quote_lines *lines, ptrdiff_t i)
{
    struct quote_line *v = lines->v;
    bool is_message = starts_armour(v[i].key, "signed message");
    bool is_signature = starts_armour(v[i].key, "signature");
    if (!is_message && !is_signature)
        return i;
    ptrdiff_t end = i + 1;
    ptrdiff_t last = i + ARMOUR_LINES < lines->n ? i + ARMOUR_LINES : lines->n - 1;
    while (is_message && end < last && !quote_line_is_blank(&v[end]))
        end++;
    while (is_signature && end < last && !str_starts(v[end].key, S("-----end pgp ")))
        end++;
    if (end >= lines->n)
        end = lines->n - 1;
    for (ptrdiff_t k = i; k <= end; k++) {
        v[k].mark = MARK_ARMOUR;
        v[k].kind = QUOTE_SIGNATURE;
    }
    return end;
}

void quote_mark_dividers(struct quote_lines *lines)
{
    for (ptrdiff_t i = 0; i < lines->n; i++) {
        struct quote_line *line = &lines->v[i];
        if (line->mark != MARK_TEXT || line->depth || line->is_code || line->is_block)
            continue;
        if (line->body.n < ABOVE_BYTES)
            line->mark = is_notes_forward(line->key) ? MARK_FORWARD : divider_of(line);
        if (line->mark == MARK_TEXT && line->body.n < ABOVE_BYTES && is_bare_original(lines, i))
            line->mark = MARK_ORIGINAL;
        if (line->mark == MARK_TEXT && str_starts(line->key, S("-----begin pgp ")))
            i = mark_armour(lines, i);
    }
}

bool quote_is_pointer(struct str folded)
{
    while (folded.n && strchr(" .!:,;-*_>()\"", folded.p[folded.n - 1]))
        folded.n--;
    while (folded.n && strchr(" .!:,;-*_>()\"", folded.p[0]))
        folded = str_skip(folded, 1);
    return quote_word_points(folded);
}
