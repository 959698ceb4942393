/* moves.c: sentence by sentence: what a draft says it will do, by when, why, and its thanks. */
#include "promises/moves_words.h"

#include "base/utf8.h"
#include "text/fold.h"

struct drafted {
    struct draft_reading *out;
    struct draft_word *list;
    int n;
    struct time_reading time;
};

/* ---- words ------------------------------------------------------------------------------------
 */

static bool is_end_mark(char c)
{
    return c == '.' || c == '!' || c == '?' || c == ';';
}

/* ' and ’ are one; the rest as for search. */
static struct str fold_word(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a, s.n + 8);
    for (struct str rest = s; rest.n;) {
        int32_t c = utf8_next(&rest);
        if (c == 0x2019 || c == 0x02BC)
            c = '\'';
        utf8_put(&b, c);
    }
    return fold_text(a, buf_str(&b));
}

static bool is_mark(char c)
{
    return c == ',' || c == ':' || c == '(' || c == ')' || c == '"' || c == '*' || c == '_' ||
           c == '\'' || is_end_mark(c);
}

/* "3. Dezember", "Mo. 3.12.", "ca. 4", "p.m. on": the dot before `next` ends no sentence. */
static void settle_end(struct drafted *d, struct str next)
{
    struct draft_word *w = d->n ? &d->list[d->n - 1] : NULL;
    if (!w || !w->ends || !w->has_dot || w->asks)
        return;
    bool is_number = ascii_is_digit(w->said.p[w->said.n - 1]);
    if (!is_number && w->said.n > 3)
        return;
    bool is_lower = ascii_lower(next.p[0]) == next.p[0] && (next.p[0] & 0x80) == 0;
    bool is_month = false;
    for (enum draft_lang l = DRAFT_EN; l < DRAFT_LANGS && is_number; l++)
        is_month |= month_word(l, w[1].folded) > 0;
    w->ends = !is_lower && !is_month;
}

static void add_word(struct arena *a, struct drafted *d, struct str said)
{
    struct draft_word w = {0};
    struct str s = said;
    while (s.n && is_mark(s.p[0]))
        s = str_skip(s, 1);
    while (s.n && is_mark(s.p[s.n - 1])) {
        char c = s.p[--s.n];
        w.has_dot |= c == '.';
        w.asks |= c == '?';
        w.ends |= is_end_mark(c);
    }
    if (s.n == 0 && d->n) { /* a mark by itself */
        d->list[d->n - 1].ends |= w.ends;
        d->list[d->n - 1].asks |= w.asks;
    }
    if (s.n == 0 || d->n == DRAFT_WORDS)
        return;
    w.said = s;
    w.folded = fold_word(a, str_head(s, 40));
    d->list[d->n] = w;
    settle_end(d, s);
    d->n++;
}

static void cut_words(struct arena *a, struct drafted *d, struct str text)
{
    while (text.p) {
        struct str line = str_line(&text);
        if (str_starts(str_trim(line), S(">")))
            continue;
        bool is_empty = str_trim(line).n == 0;
        while (line.p) {
            struct str word = str_trim(str_cut(&line, ' '));
            if (word.n)
                add_word(a, d, word);
        }
        if (is_empty && d->n)
            d->list[d->n - 1].ends = true;
    }
    if (d->n)
        d->list[d->n - 1].ends = true;
}

static enum draft_lang language_of(const struct drafted *d, enum draft_lang otherwise)
{
    int best = 0;
    enum draft_lang found = otherwise;
    for (enum draft_lang l = DRAFT_EN; l < DRAFT_LANGS; l++) {
        int hits = l == otherwise; /* of two alike, the one that is expected */
        for (int i = 0; i < d->n && i < 200; i++)
            hits += 2 * (phrase_at(l, PHRASES_LANGUAGE, d->list, d->n, i) > 0);
        if (hits > best)
            best = hits, found = l;
    }
    return found;
}

/* ---- sentences --------------------------------------------------------------------------------
 */

static bool says(const struct drafted *d, enum phrase_list list, int from, int until)
{
    for (int i = from; i < until; i++)
        if (phrase_at(d->out->lang, list, d->list, until, i))
            return true;
    return false;
}

static struct str text_of(const struct drafted *d, int from, int until)
{
    const char *begin = d->list[from].said.p;
    const struct str last = d->list[until - 1].said;
    return str_of(begin, last.p + last.n - begin);
}

static void add_time(struct drafted *d, int from, int until, int at, int end, instant due)
{
    struct draft_reading *out = d->out;
    if (due <= d->time.clock->now || out->time_count == DRAFT_TIMES)
        return;
    for (int i = 0; i < out->time_count; i++)
        if (out->times[i].due == due)
            return;
    out->times[out->time_count++] = (struct draft_time){
        .said = text_of(d, at, end),
        .words = text_of(d, from, until),
        .due = due,
        .kind = says(d, PHRASES_NEWS, from, until) ? PROMISE_UPDATE : PROMISE_RESOLVE};
    out->moves |= MOVE_BY_WHEN;
}

/* A time counts when a word for a limit stands before it, or the sentence says what we will do. */
static void read_times(struct drafted *d, int from, int until, bool we_will)
{
    enum draft_lang l = d->out->lang;
    struct time_reading r = d->time;
    r.list = d->list;
    r.n = until;
    r.lang = l;
    for (int i = from; i < until;) {
        instant due;
        int within = phrase_at(l, PHRASES_WITHIN, d->list, until, i);
        int before = phrase_at(l, PHRASES_BEFORE, d->list, until, i);
        int by = phrase_at(l, PHRASES_BY, d->list, until, i);
        int cue = before > by ? before : by > 0 ? by : before;
        int took = cue ? draft_time_at(&r, i + cue, before == cue, true, true, &due) : 0;
        if (!took && within) {
            cue = within;
            took = draft_time_at(&r, i + cue, false, true, true, &due);
        }
        if (!took && we_will) {
            cue = 0;
            took = draft_time_at(&r, i, false, false, false, &due);
        }
        if (took)
            add_time(d, from, until, i, i + cue + took, due);
        i += took ? cue + took : 1;
    }
}

/* Where the reason begins: what is denied in it denies nothing before it. */
static int read_reason(struct drafted *d, int from, int until)
{
    for (int i = from; i < until; i++) {
        int took = phrase_at(d->out->lang, PHRASES_REASON, d->list, until, i);
        if (!took || i + took >= until)
            continue;
        if (!d->out->reason.n)
            d->out->reason = text_of(d, i, until);
        return i > from ? i : until;
    }
    return until;
}

static void read_sentence(struct drafted *d, int from, int until)
{
    struct draft_reading *out = d->out;
    bool asks = d->list[until - 1].asks || says(d, PHRASES_ASKS, from, until);
    bool we_will = says(d, PHRASES_WE_WILL, from, until);
    if (says(d, PHRASES_ACKNOWLEDGE, from, until))
        out->moves |= MOVE_ACKNOWLEDGE;
    if (says(d, PHRASES_THANK, from, until))
        out->moves |= MOVE_THANK;
    if (says(d, PHRASES_EXPLAIN, from, until))
        out->moves |= MOVE_EXPLAIN;
    out->is_sorry |= says(d, PHRASES_SORRY, from, until);
    out->is_late_news |= says(d, PHRASES_LATER, from, until);
    bool is_not = says(d, PHRASES_NOT, from, read_reason(d, from, until));
    if (is_not || (asks && (!we_will || d->list[until - 1].asks)))
        return;
    if (we_will)
        out->moves |= MOVE_WHAT;
    if (!says(d, PHRASES_HOURS, from, until))
        read_times(d, from, until, we_will);
}

void draft_read(struct arena *a, struct str text, const struct draft_clock *clock,
                struct draft_reading *out)
{
    struct drafted d = {.out = out, .time = {.clock = clock}};
    *out = (struct draft_reading){.reason = S("")};
    d.list = NEWN(a, struct draft_word, DRAFT_WORDS);
    cut_words(a, &d, text);
    out->lang = language_of(&d, clock->otherwise);
    for (int from = 0; from < d.n;) {
        int until = from + 1;
        while (until < d.n && !d.list[until - 1].ends)
            until++;
        read_sentence(&d, from, until);
        from = until;
    }
}
