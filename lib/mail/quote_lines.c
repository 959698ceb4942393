#include "mail/quote_lines.h"

#include "base/limits.h"
#include "base/utf8.h"

enum {
    KEY_BYTES = 300,    /* more is no attribution, header or signature */
    INITIALS_BYTES = 5, /* "JD>", as some clients quote */
    WRAP_BYTES = 56     /* a quoted line this long may have lost its last word to the next line */
};

bool quote_line_is_blank(const struct quote_line *line)
{
    return line->mark == MARK_EMPTY;
}

bool quote_line_is_quoted(const struct quote_line *line)
{
    return line->depth > 0 || (line->is_block && line->kind != QUOTE_SIGNATURE);
}

ptrdiff_t quote_next(const struct quote_lines *lines, ptrdiff_t i)
{
    while (i < lines->n && quote_line_is_blank(&lines->v[i]))
        i++;
    return i;
}

/* --- quote marks --------------------------------------------------------------------------- */

static ptrdiff_t space_at(struct str s)
{
    ptrdiff_t n = 0;
    while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
        n++;
    return n;
}

/* One quote mark at the start: ">" or its full-width form; its length, or 0. */
static ptrdiff_t mark_at(struct str s)
{
    if (str_starts(s, S("\xEF\xBC\x9E")))
        return 3;
    return str_starts(s, S(">")) ? 1 : 0;
}

/* "JD>": the quote mark of clients that put the initials of who is quoted before it. */
static ptrdiff_t initials_at(struct str s)
{
    ptrdiff_t n = 0;
    while (n < s.n && n < INITIALS_BYTES && s.p[n] >= 'A' && s.p[n] <= 'Z')
        n++;
    bool is_mark = n > 0 && n < INITIALS_BYTES && n < s.n && s.p[n] == '>';
    return is_mark && (n + 1 == s.n || s.p[n + 1] == ' ' || s.p[n + 1] == '>') ? n + 1 : 0;
}

static void take_quote_marks(struct quote_line *line)
{
    struct str s = str_trim_end(line->raw);
    s = str_skip(s, space_at(s));
    ptrdiff_t n = initials_at(s);
    if (!n)
        n = mark_at(s);
    while (n) {
        line->depth++;
        s = str_skip(s, n);
        s = str_skip(s, space_at(s));
        n = mark_at(s);
    }
    line->body = s;
}

/* --- kinds that a line shows by itself ------------------------------------------------------ */

/* A line drawn with one or two kinds of strokes: "-----", "* * *", "--", "—", "ᐧ". */
static bool is_rule(struct str s)
{
    int strokes = 0;
    while (s.n) {
        int32_t c = utf8_next(&s);
        bool is_dash = (c >= 0x2012 && c <= 0x2015) || (c >= 0x2500 && c <= 0x2503) || c == 0x1427;
        bool is_stroke = is_dash || (c > 0 && c < 0x80 && strchr("-_=*~#+", (int)c));
        if (!is_stroke && c != ' ' && c != '\t')
            return false;
        strokes += is_dash ? 2 : is_stroke;
    }
    return strokes >= 2; /* one stroke alone is an item of a list not yet written */
}

static void look_at(struct arena *a, struct quote_line *line)
{
    take_quote_marks(line);
    struct str head = utf8_cut_bytes(line->body, KEY_BYTES);
    line->key = quote_fold(a, head);
    if (!line->key.n && head.n == line->body.n)
        line->mark = MARK_EMPTY;
    else
        line->mark = is_rule(head) && head.n == line->body.n ? MARK_RULE : MARK_TEXT;
}

/* --- kinds that lines show together --------------------------------------------------------- */

/* Some clients quote with bars. One bar at the start of two lines or more is a quote; with a
 * second bar in the line it is a table. */
static bool has_bar(const struct quote_line *line)
{
    return line->depth == 0 && str_starts(line->body, S("|")) &&
           str_chr(str_skip(line->body, 1), '|') < 0 && !line->is_code;
}

static void take_bars(struct quote_lines *lines)
{
    bool was_bar = false;
    for (ptrdiff_t i = 0; i < lines->n; i++) {
        struct quote_line *line = &lines->v[i];
        bool goes_on = i > 0 && was_bar;
        bool starts = i + 1 < lines->n && has_bar(&lines->v[i + 1]);
        was_bar = has_bar(line) && (goes_on || starts);
        if (!was_bar)
            continue;
        line->depth = 1;
        line->body = str_trim(str_skip(line->body, 1));
        line->key = str_trim(str_skip(line->key, 1));
        line->mark = line->body.n ? MARK_TEXT : MARK_EMPTY;
    }
}

/* ``` … ```: between them nothing is a marker. An opening without an end opens nothing. */
static void take_code(struct quote_lines *lines)
{
    ptrdiff_t open = -1;
    for (ptrdiff_t i = 0; i < lines->n; i++) {
        struct quote_line *line = &lines->v[i];
        if (line->depth || !str_starts(line->body, S("```")))
            continue;
        for (ptrdiff_t k = open; open >= 0 && k <= i; k++)
            lines->v[k].is_code = true;
        open = open >= 0 ? -1 : i;
    }
}

/* A quote between lines of its own: ">>>>" or ">>> who >>>" above, "<<<<" or "<<< who <<<" below.
 */
static bool is_fence(struct str s, const char *three)
{
    bool is_short = s.n >= 4 && s.n < 80;
    return is_short && str_starts(s, str_from(three)) && str_ends(s, str_from(three));
}

static void take_fences(struct quote_lines *lines)
{
    ptrdiff_t open = -1;
    for (ptrdiff_t i = 0; i < lines->n; i++) {
        struct quote_line *line = &lines->v[i];
        struct str s = str_trim(str_head(line->raw, 90));
        if (open >= 0 && is_fence(s, "<<<")) {
            for (ptrdiff_t k = open; k <= i; k++)
                lines->v[k].depth += lines->v[k].depth == 0;
            open = -1;
        } else if (is_fence(s, ">>>")) {
            open = i;
        }
    }
}

static bool starts_with_link(struct str s)
{
    return str_starts(s, S("(http")) || str_starts(s, S("<http"));
}

/* A quoted line that was broken once more on its way leaves its last words without a mark between
 * two marked lines. So do links that were put on a line of their own. */
static bool is_remnant(const struct quote_line *before, const struct quote_line *line,
                       const struct quote_line *after)
{
    if (line->depth || !before->depth || !after->depth || line->mark != MARK_TEXT)
        return false;
    if (starts_with_link(line->body))
        return true;
    char last = before->body.n ? before->body.p[before->body.n - 1] : '.';
    bool is_broken = before->raw.n >= WRAP_BYTES && !strchr(".?!:;", last);
    return is_broken && !quote_line_is_blank(after) && line->body.n < before->body.n;
}

static void take_remnants(struct quote_lines *lines)
{
    for (ptrdiff_t i = 1; i + 1 < lines->n; i++)
        if (is_remnant(&lines->v[i - 1], &lines->v[i], &lines->v[i + 1]))
            lines->v[i].depth = lines->v[i - 1].depth;
}

/* --- the text ------------------------------------------------------------------------------ */

static ptrdiff_t count_lines(struct str text)
{
    ptrdiff_t n = 0;
    for (struct str rest = text; rest.n && n < LIMIT_QUOTE_LINES; n++) {
        ptrdiff_t end = str_chr(rest, '\n');
        rest = end < 0 ? (struct str){0} : str_skip(rest, end + 1);
    }
    return n;
}

struct quote_lines quote_lines(struct arena *a, struct str text)
{
    struct quote_lines lines = {.arena = a, .n = count_lines(text)};
    lines.v = NEWN(a, struct quote_line, lines.n);
    for (ptrdiff_t i = 0; i < lines.n; i++) {
        ptrdiff_t end = str_chr(text, '\n');
        bool is_last = end < 0 || i + 1 == lines.n;
        struct str raw = is_last ? text : str_head(text, end + 1);
        text = str_skip(text, raw.n);
        lines.v[i].raw = raw;
        look_at(a, &lines.v[i]);
    }
    take_code(&lines);
    take_bars(&lines);
    take_fences(&lines);
    take_remnants(&lines);
    return lines;
}
