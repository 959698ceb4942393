/* From what lines look like to what they are: first the history is cut away, marker by marker, then
 * signatures, then the quotes that are left are weighed. */
#include "base/buf.h"
#include "mail/quote_lines.h"

/* A lead: markers that stand together above what they introduce. */
struct lead {
    ptrdiff_t from, to;   /* from: with the drawn lines above */
    enum quote_mark mark; /* of the first of them */
    bool is_quoted;       /* what follows is quoted with marks */
};

static bool is_marker(const struct quote_line *line)
{
    enum quote_mark m = line->mark;
    bool is_kind = m == MARK_HEADER || m == MARK_ATTRIBUTION || m == MARK_ORIGINAL ||
                   m == MARK_FORWARD || m == MARK_ABOVE;
    return is_kind && line->depth == 0;
}

static struct lead read_lead(const struct quote_lines *lines, ptrdiff_t i)
{
    const struct quote_line *v = lines->v;
    struct lead lead = {.from = i, .to = i + 1, .mark = v[i].mark};
    for (ptrdiff_t k = i + 1; k < lines->n; k++) {
        if (is_marker(&v[k]) && !v[k].head)
            lead.to = k + 1;
        else if (!quote_line_is_blank(&v[k]) && (v[k].mark != MARK_RULE || v[k].depth))
            break;
    }
    for (ptrdiff_t k = i;
         !v[i].head && k > 0 && (v[k - 1].mark == MARK_RULE || quote_line_is_blank(&v[k - 1])); k--)
        if (v[k - 1].mark == MARK_RULE && !v[k - 1].depth && !v[k - 1].is_code)
            lead.from = k - 1;
    ptrdiff_t next = quote_next(lines, lead.to);
    lead.is_quoted = next < lines->n && quote_line_is_quoted(&v[next]);
    return lead;
}

static bool is_words(const struct quote_line *line)
{
    if (line->head)
        return true; /* before the attribution, on the same line */
    bool is_written = line->kind == QUOTE_WRITTEN && !line->depth && !line->is_block;
    return is_written && (line->mark == MARK_TEXT || line->is_code);
}

static bool has_words(const struct quote_lines *lines, ptrdiff_t from, ptrdiff_t to)
{
    for (ptrdiff_t i = from; i < to; i++)
        if (is_words(&lines->v[i]))
            return true;
    return false;
}

static void set_kind(struct quote_lines *lines, ptrdiff_t from, ptrdiff_t to, enum quote_kind kind)
{
    for (ptrdiff_t i = from; i < to; i++)
        lines->v[i].kind = kind;
}

/* Is all that was written before line `to` a word or two that point at what follows? */
static bool only_points(struct quote_lines *lines, ptrdiff_t to)
{
    struct buf words;
    buf_init(&words, lines->arena, 64);
    for (ptrdiff_t i = 0; i < to && !words.full; i++) {
        if (!is_words(&lines->v[i]))
            continue;
        buf_add(&words, lines->v[i].key);
        buf_addc(&words, ' ');
    }
    return !words.full && quote_is_pointer(buf_str(&words));
}

/* "JD> " in any spelling after an attribution: the prefix of the first line is the quote mark of
 * all that follow with the same. */
static void take_prefix(struct quote_lines *lines, struct lead *lead)
{
    ptrdiff_t first = quote_next(lines, lead->to);
    if (lead->is_quoted || lead->mark != MARK_ATTRIBUTION || first >= lines->n)
        return;
    struct str body = lines->v[first].body;
    ptrdiff_t n = str_chr(str_head(body, 16), '>');
    for (ptrdiff_t i = 0; i < n; i++)
        if (!ascii_is_alpha(body.p[i]))
            return;
    if (n <= 0)
        return;
    for (ptrdiff_t i = first; i < lines->n; i++)
        if (str_starts(lines->v[i].body, str_head(body, n + 1)))
            lines->v[i].depth++;
    lead->is_quoted = true;
}

/* The lines a person wrote end at `to`; they began after the last line that is something else. */
static void fold_signature(struct quote_lines *lines, ptrdiff_t to)
{
    ptrdiff_t from = to;
    while (from > 0 && lines->v[from - 1].kind == QUOTE_WRITTEN && !lines->v[from - 1].depth &&
           !lines->v[from - 1].is_block)
        from--;
    signature_fold(lines, from, to);
}

/* Words that were folded, not only a drawn line. */
static bool has_folded(const struct quote_lines *lines, ptrdiff_t to, enum quote_kind kind)
{
    for (ptrdiff_t i = 0; i < to; i++) {
        const struct quote_line *line = &lines->v[i];
        bool is_word = line->mark != MARK_ARMOUR && line->mark != MARK_RULE;
        if (line->kind == kind && is_word && !quote_line_is_blank(line))
            return true;
    }
    return false;
}

/* What becomes of what follows a lead. Returns the line to go on with, or lines->n. */
static ptrdiff_t cut_at(struct quote_lines *lines, struct lead *lead, bool *had_words)
{
    ptrdiff_t n = lines->n;
    bool has_head = lines->v[lead->from].head > 0;
    fold_signature(lines, lead->from);
    *had_words = *had_words || has_head || has_words(lines, 0, lead->from);
    bool is_forward = lead->mark == MARK_FORWARD;
    if (is_forward && *had_words && only_points(lines, lead->from))
        return n;
    if (is_forward && !*had_words && lines->is_html)
        return n;
    take_prefix(lines, lead);
    /* Nothing above but a signature: an answer that was sent empty. */
    bool is_empty_answer = !*had_words && !is_forward &&
                           has_folded(lines, lead->from, QUOTE_SIGNATURE);
    bool goes_to_end = !lead->is_quoted && (*had_words || is_empty_answer);
    if ((is_forward || lead->mark == MARK_ABOVE) && *had_words)
        goes_to_end = true;
    set_kind(lines, lead->from, goes_to_end ? n : lead->to, QUOTE_HISTORY);
    return goes_to_end ? n : lead->to;
}

static void cut_history(struct quote_lines *lines)
{
    bool had_words = false;
    ptrdiff_t i = 0;
    while (i < lines->n) {
        if (!is_marker(&lines->v[i])) {
            i++;
            continue;
        }
        struct lead lead = read_lead(lines, i);
        i = cut_at(lines, &lead, &had_words);
    }
}

/* --- quotes --------------------------------------------------------------------------------- */

static bool is_quote(const struct quote_line *line)
{
    return quote_line_is_quoted(line) && !quote_line_is_blank(line) && line->kind == QUOTE_WRITTEN;
}

/* Was the quote put there by the client (an attribution stands above it), or by the person? */
static bool has_lead(const struct quote_lines *lines, ptrdiff_t first)
{
    ptrdiff_t i = first;
    while (i > 0 && quote_line_is_blank(&lines->v[i - 1]))
        i--;
    bool is_led = i > 0 && lines->v[i - 1].kind == QUOTE_HISTORY;
    return is_led || lines->v[first].is_block;
}

/* Words with quotes on both sides: answers point by point. */
static bool is_interleaved(const struct quote_lines *lines)
{
    enum { NOTHING, QUOTE, ANSWER } seen = NOTHING;
    for (ptrdiff_t i = 0; i < lines->n; i++) {
        const struct quote_line *line = &lines->v[i];
        if (is_quote(line) && seen == ANSWER)
            return true;
        if (is_quote(line))
            seen = QUOTE;
        else if (is_words(line) && seen == QUOTE)
            seen = ANSWER;
    }
    return false;
}

static ptrdiff_t first_words(const struct quote_lines *lines)
{
    ptrdiff_t i = 0;
    while (i < lines->n && !is_words(&lines->v[i]))
        i++;
    return i;
}

static ptrdiff_t last_words(const struct quote_lines *lines)
{
    ptrdiff_t i = lines->n;
    while (i > 0 && !is_words(&lines->v[i - 1]))
        i--;
    return i - 1;
}

static ptrdiff_t last_marker(const struct quote_lines *lines)
{
    ptrdiff_t i = lines->n;
    while (i > 0 && !is_marker(&lines->v[i - 1]))
        i--;
    return i - 1;
}

/* A quote that no client marked, below words and above the place where the history begins: the
 * person's choice. */
static bool is_chosen(const struct quote_lines *lines, ptrdiff_t i)
{
    const struct quote_line *line = &lines->v[i];
    return line->is_block && line->is_bare &&
           (is_words(&lines->v[i - 1]) || quote_line_is_blank(&lines->v[i - 1]));
}

static void weigh_quotes(struct quote_lines *lines)
{
    bool interleaved = is_interleaved(lines), is_led = false, in_quote = false;
    ptrdiff_t first = first_words(lines), last = last_words(lines);
    ptrdiff_t marker = last_marker(lines);
    for (ptrdiff_t i = 0; i < lines->n; i++) {
        struct quote_line *line = &lines->v[i];
        if (quote_line_is_blank(line) && (line->kind == QUOTE_WRITTEN || in_quote))
            continue;
        if (!is_quote(line)) {
            in_quote = false;
            continue;
        }
        is_led = in_quote ? is_led : has_lead(lines, i);
        in_quote = true;
        bool is_needed = i < last && (interleaved || !is_led) && !line->is_attribution;
        if (i > first && i < marker && is_chosen(lines, i))
            is_needed = true;
        line->kind = is_needed ? QUOTE_CONTEXT : QUOTE_HISTORY;
    }
}

/* --- the rest ------------------------------------------------------------------------------- */

/* Nothing new, and no signature that would make it an empty answer: then the quote is what the
 * person sent. */
static void show_something(struct quote_lines *lines)
{
    if (last_words(lines) >= 0 || has_folded(lines, lines->n, QUOTE_CONTEXT))
        return;
    bool is_signed = has_folded(lines, lines->n, QUOTE_SIGNATURE) ||
                     has_folded(lines, lines->n, QUOTE_DISCLAIMER);
    for (ptrdiff_t i = 0; i < lines->n; i++) {
        struct quote_line *line = &lines->v[i];
        /* Some programs let people type inside the element that holds the signature. */
        if (line->is_block && line->kind == QUOTE_SIGNATURE)
            line->kind = QUOTE_WRITTEN;
        else if (!is_signed && quote_line_is_quoted(line) && !line->is_attribution)
            line->kind = QUOTE_CONTEXT, line->is_alone = true;
    }
}

/* A blank line belongs to what it follows, a drawn line without words around to nothing. */
static void settle_blanks(struct quote_lines *lines)
{
    for (ptrdiff_t i = 1; i < lines->n; i++)
        if (quote_line_is_blank(&lines->v[i]))
            lines->v[i].kind = lines->v[i - 1].kind;
}

void quote_decide(struct quote_lines *lines)
{
    cut_history(lines);
    ptrdiff_t end = lines->n;
    while (end > 0 && (lines->v[end - 1].kind != QUOTE_WRITTEN || lines->v[end - 1].depth ||
                       lines->v[end - 1].is_block || quote_line_is_blank(&lines->v[end - 1])))
        end--;
    fold_signature(lines, end);
    weigh_quotes(lines);
    show_something(lines);
    settle_blanks(lines);
}
