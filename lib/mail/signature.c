/* Signatures: what stands at the end of a person's words and is the same in every mail of theirs.
 * Only what is marked as one is folded ("-- ", a drawn line, "Sent from …"): "Best regards, Ann" is
 * part of a letter. */
#include "base/buf.h"
#include "mail/quote_lines.h"
#include "mail/signature_words.h"

enum {
    DASHED_LINES = 60, /* below "-- ", as RFC 3676 has it; more is a text with two dashes in it */
    LOOSE_LINES = 20,  /* below "--" and "—", which people also use between sections */
    DRAWN_LINES = 12,  /* below a drawn line */
    NOTICE_LINES = 80, /* notices are long */
    NAME_LINES = 4,    /* below "-Ann" */
    SHORT_BYTES = 64,
    CARD_BYTES = 44, /* lines of a visiting card: name, role, firm, town */
    CARD_LINES = 4,
    ROUNDS = 12 /* tagline, notice, footer, and each again */
};

struct region {
    struct quote_lines *lines;
    ptrdiff_t from, to; /* to shrinks as pieces are folded */
};

static struct quote_line *line_at(const struct region *r, ptrdiff_t i)
{
    return &r->lines->v[i];
}

static void fold(struct region *r, ptrdiff_t from, ptrdiff_t to, enum quote_kind kind)
{
    for (ptrdiff_t i = from; i < to; i++)
        if (line_at(r, i)->kind == QUOTE_WRITTEN)
            line_at(r, i)->kind = kind;
}

static bool is_gone(const struct quote_line *line)
{
    return quote_line_is_blank(line) || line->kind != QUOTE_WRITTEN;
}

/* Lines with words in from … to-1, counted up to `most` + 1. */
static ptrdiff_t count_words_lines(const struct region *r, ptrdiff_t from, ptrdiff_t most)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = from; i < r->to && n <= most; i++)
        n += !quote_line_is_blank(line_at(r, i));
    return n;
}

static void trim_blank(struct region *r)
{
    while (r->to > r->from && is_gone(line_at(r, r->to - 1)))
        r->to--;
}

/* The first line of the paragraph that ends before `end`. */
static ptrdiff_t paragraph_start(const struct region *r, ptrdiff_t end)
{
    while (end > r->from && !is_gone(line_at(r, end - 1)) && line_at(r, end - 1)->mark != MARK_RULE)
        end--;
    return end;
}

/* --- "-- " ---------------------------------------------------------------------------------- */

/* How many lines may follow; 0 for a line that marks no signature. */
static ptrdiff_t lines_below(const struct quote_line *line)
{
    struct str s = line->raw;
    while (s.n && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
        s.n--;
    if (str_eq(s, S("-- ")) || str_eq(s, S("- -- ")))
        return DASHED_LINES;
    s = str_trim(s);
    bool is_dashes = str_eq(s, S("--")) || str_eq(s, S("- --")) || str_eq(s, S("__"));
    bool is_long_dash = str_eq(s, S("\xE2\x80\x94")) || str_eq(s, S("\xE2\x80\x93")) ||
                        str_eq(s, S("\xE2\x80\x93 ")) || str_eq(s, S("*--*")) ||
                        str_eq(s, S("**--**"));
    return is_dashes || is_long_dash ? LOOSE_LINES : 0;
}

static void fold_dashed(struct region *r)
{
    for (ptrdiff_t i = r->from; i < r->to; i++) {
        struct quote_line *line = line_at(r, i);
        ptrdiff_t most = line->is_code || line->mark != MARK_RULE ? 0 : lines_below(line);
        if (!most || count_words_lines(r, i + 1, most) > most)
            continue;
        fold(r, i, r->to, QUOTE_SIGNATURE);
        r->to = i;
        return;
    }
}

/* --- "-Ann" --------------------------------------------------------------------------------- */

/* A name: a word or two, or up to five that all begin in capitals. */
static bool is_name(struct str s)
{
    int words = 0;
    bool all_capital = true;
    for (struct str rest = s; rest.p; words++) {
        struct str word = str_cut(&rest, ' ');
        bool is_letter = word.n && (ascii_is_alpha(word.p[0]) || (unsigned char)word.p[0] >= 0x80);
        if (!is_letter)
            return false;
        all_capital = all_capital && ascii_lower(word.p[0]) != word.p[0];
    }
    return words <= 2 || (words <= 5 && all_capital);
}

/* "-Ann", "--Ann", "— Ann": a name after a dash. "- item" is a list. */
static bool is_dashed_name(struct str body)
{
    struct str s = body;
    bool is_long = str_starts(s, S("\xE2\x80\x94")) || str_starts(s, S("\xE2\x80\x93"));
    if (is_long)
        s = str_trim(str_skip(s, 3));
    while (!is_long && s.n && s.p[0] == '-')
        s = str_skip(s, 1);
    ptrdiff_t dashes = body.n - s.n;
    return dashes > 0 && (is_long || dashes <= 2) && body.n <= SHORT_BYTES && is_name(s);
}

static bool fold_name(struct region *r)
{
    ptrdiff_t start = paragraph_start(r, r->to);
    if (start <= r->from || r->to - start > NAME_LINES || line_at(r, start)->is_code)
        return false;
    bool is_signed = is_dashed_name(line_at(r, start)->body);
    for (ptrdiff_t i = start + 1; i < r->to; i++) {
        struct str body = line_at(r, i)->body;
        is_signed = is_signed && body.n <= SHORT_BYTES && !str_starts(body, S("-"));
    }
    if (is_signed)
        fold(r, start, r->to, QUOTE_SIGNATURE);
    return is_signed;
}

/* --- a drawn line ---------------------------------------------------------------------------- */

static int count_digits(struct str s)
{
    int n = 0;
    for (ptrdiff_t i = 0; i < s.n; i++)
        n += ascii_is_digit(s.p[i]);
    return n;
}

static bool is_contact(const struct quote_line *line)
{
    struct str key = line->key;
    return str_has(key, S("@")) || str_has(key, S("http")) || str_has(key, S("www.")) ||
           (count_digits(key) >= 7 && key.n <= SHORT_BYTES);
}

static bool is_prose(const struct quote_line *line)
{
    struct str body = line->body;
    bool ends = body.n && strchr(".!?", body.p[body.n - 1]);
    return body.n > SHORT_BYTES || (body.n > CARD_BYTES && ends);
}

static bool is_item(struct str body)
{
    return str_starts(body, S("- ")) || str_starts(body, S("* ")) ||
           (body.n && ascii_is_digit(body.p[0])) || str_ends(body, S(":")) ||
           str_ends(body, S("?"));
}

static bool is_capital_name(struct str body)
{
    for (struct str rest = body; rest.p;) {
        struct str word = str_cut(&rest, ' ');
        if (!word.n || (ascii_is_alpha(word.p[0]) && ascii_lower(word.p[0]) == word.p[0]))
            return false;
    }
    return is_name(body);
}

/* Do the lines from `from` on look like a visiting card? Only asked below a drawn line, which also
 * stands between sections of a letter. */
static bool is_card(const struct region *r, ptrdiff_t from)
{
    int lines = 0, contacts = 0, others = 0;
    bool has_name = false;
    for (ptrdiff_t i = from; i < r->to; i++) {
        const struct quote_line *line = line_at(r, i);
        if (is_gone(line))
            continue;
        lines++;
        has_name = has_name || (lines == 1 && is_capital_name(line->body));
        bool is_one = is_contact(line);
        contacts += is_one;
        bool is_other = !is_one && (line->body.n > CARD_BYTES || is_item(line->body) ||
                                    str_ends(line->body, S(".")) || str_ends(line->body, S("!")));
        others += is_other;
        if (line->is_code || (!is_one && is_prose(line)))
            return false;
    }
    return lines <= DRAWN_LINES && (contacts || (lines <= CARD_LINES && !others && has_name));
}

/* Footers of mailing lists stand below a long line of underscores and name the list. */
static bool is_list_footer(const struct region *r, ptrdiff_t from)
{
    bool has_address = false, has_list = false;
    ptrdiff_t n = 0;
    for (ptrdiff_t i = from; i < r->to; i++) {
        struct str key = line_at(r, i)->key;
        n += key.n > 0;
        has_address |= is_contact(line_at(r, i));
        has_list |= str_has(key, S("list")) || str_has(key, S("group")) ||
                    str_has(key, S("subscri"));
    }
    return n <= DRAWN_LINES && has_address && has_list;
}

static bool fold_drawn(struct region *r)
{
    ptrdiff_t i = r->to;
    for (ptrdiff_t n = 0; i > r->from && n <= DRAWN_LINES; n += !is_gone(line_at(r, i)))
        if (line_at(r, --i)->mark == MARK_RULE && !line_at(r, i)->is_code)
            break;
    if (i == r->to || line_at(r, i)->mark != MARK_RULE)
        return false;
    bool is_empty = i + 1 == r->to;
    bool is_footer = !is_empty && is_list_footer(r, i + 1);
    bool has_above = i > r->from || r->from > 0;
    if (!is_empty && !is_footer && (!has_above || !is_card(r, i + 1)))
        return false;
    fold(r, i, r->to, is_footer ? QUOTE_DISCLAIMER : QUOTE_SIGNATURE);
    r->to = i;
    return true;
}

/* --- taglines and notices -------------------------------------------------------------------- */

static bool is_tagline(const struct quote_line *line)
{
    return line->mark == MARK_TEXT && !line->is_code && signature_word_tagline(line->key);
}

static bool fold_tagline(struct region *r)
{
    if (r->to <= r->from || !is_tagline(line_at(r, r->to - 1)))
        return false;
    fold(r, r->to - 1, r->to, QUOTE_SIGNATURE);
    return true;
}

/* The first lines of a paragraph as one line. */
static struct str paragraph_words(const struct region *r, ptrdiff_t from)
{
    struct buf b;
    buf_init(&b, r->lines->arena, 4096);
    for (ptrdiff_t i = from; i < r->to && i < from + 8 && !is_gone(line_at(r, i)); i++) {
        buf_add(&b, line_at(r, i)->key);
        buf_addc(&b, ' ');
    }
    return buf_str(&b);
}

/* The first paragraph of a notice among the last lines: everything from there on belongs to it. */
static bool fold_notice(struct region *r)
{
    ptrdiff_t first = r->to > r->from + NOTICE_LINES ? r->to - NOTICE_LINES : r->from;
    for (ptrdiff_t i = first; i < r->to; i++) {
        const struct quote_line *line = line_at(r, i);
        bool starts = i == r->from || is_gone(line_at(r, i - 1)) ||
                      line_at(r, i - 1)->mark == MARK_RULE;
        if (!starts || line->mark != MARK_TEXT || line->is_code || i == r->from)
            continue;
        if (!signature_word_opens(line->key) ||
            !signature_word_notice(line->key, paragraph_words(r, i)))
            continue;
        while (i > r->from + 1 &&
               (line_at(r, i - 1)->mark == MARK_RULE || quote_line_is_blank(line_at(r, i - 1))))
            i--;
        fold(r, i, r->to, QUOTE_DISCLAIMER);
        r->to = i;
        return true;
    }
    return false;
}

/* A tagline above other words: a client that puts the answer below it, or a note after it. */
static void fold_inner_taglines(struct region *r)
{
    for (ptrdiff_t i = r->from; i < r->to; i++) {
        bool is_alone = i + 1 == r->to || is_gone(line_at(r, i + 1));
        if (is_alone && line_at(r, i)->body.n <= 200 && is_tagline(line_at(r, i)))
            line_at(r, i)->kind = QUOTE_SIGNATURE;
    }
}

void signature_fold(struct quote_lines *lines, ptrdiff_t from, ptrdiff_t to)
{
    struct region r = {.lines = lines, .from = from, .to = to};
    trim_blank(&r);
    fold_dashed(&r);
    for (int round = 0; round < ROUNDS; round++) {
        trim_blank(&r);
        if (!fold_tagline(&r) && !fold_notice(&r) && !fold_drawn(&r) && !fold_name(&r))
            break;
    }
    fold_inner_taglines(&r);
}
