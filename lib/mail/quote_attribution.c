/* Attributions: the line (or up to four) with which a client says who wrote what it quotes, and
 * when. Every language and client has its own, so none is matched as a whole. They are found from
 * their end, which is sure (a colon, the word "wrote" or an address), by what they are made of: a
 * word for writing, a day, a time, an address. */
#include "mail/quote_lines.h"
#include "mail/quote_words.h"

enum {
    WINDOW_LINES = 4,
    LINE_BYTES = 280, /* longer is no attribution */
    SOON_BYTES = 40,  /* from the intro to the first number */
    START_BYTES = 48, /* "понедельник, 4": weekdays before the first number */
    RELAY_WORDS = 6,
    TAGLESS_BYTES = 100 /* an attribution without day or address is short */
};

/* --- what a line holds ---------------------------------------------------------------------- */

static bool is_word_byte(char c)
{
    return ascii_is_alpha(c) || (unsigned char)c >= 0x80;
}

static ptrdiff_t digits_at(struct str s, ptrdiff_t i)
{
    ptrdiff_t n = 0;
    while (i + n < s.n && ascii_is_digit(s.p[i + n]))
        n++;
    return n;
}

static char byte_at(struct str s, ptrdiff_t i)
{
    return i >= 0 && i < s.n ? s.p[i] : ' ';
}

/* A year; or day, month and year with the same sign between ("4/1/16", "4.1.2016"); or a time. */
static int number_features(struct str s, ptrdiff_t i, ptrdiff_t n)
{
    int found = 0;
    bool is_year = n == 4 &&
                   ((s.p[i] == '1' && s.p[i + 1] == '9') || (s.p[i] == '2' && s.p[i + 1] == '0'));
    if (is_year && !ascii_is_alpha(byte_at(s, i - 1)))
        found |= FEATURE_DAY;
    char sign = byte_at(s, i + n);
    ptrdiff_t gap = byte_at(s, i + n + 1) == ' '; /* "26. 2. 2026" */
    ptrdiff_t second = digits_at(s, i + n + 1 + gap);
    ptrdiff_t end = i + n + 1 + gap + second;
    if (n <= 4 && second && second <= 2 && strchr("/.-", sign) && byte_at(s, end) == sign &&
        digits_at(s, end + 1 + gap))
        found |= FEATURE_DAY;
    if (n <= 2 && strchr(":.h", sign) && second == 2 && !gap && byte_at(s, i - 1) != '.' &&
        byte_at(s, i - 1) != '/')
        found |= FEATURE_TIME;
    return found;
}

static int numbers_of(struct str key)
{
    int found = 0;
    for (ptrdiff_t i = 0; i < key.n; i++) {
        ptrdiff_t n = digits_at(key, i);
        if (!n)
            continue;
        found |= number_features(key, i, n);
        i += n;
    }
    return found;
}

static int words_of(struct str key)
{
    int found = quote_word_has_verb(key) ? FEATURE_VERB | FEATURE_VERB_END : 0;
    bool is_last = false;
    for (ptrdiff_t i = 0; i < key.n; i++) {
        ptrdiff_t n = 0;
        while (i + n < key.n && is_word_byte(key.p[i + n]))
            n++;
        if (!n)
            continue;
        is_last = quote_word_is_verb(str_of(key.p + i, n));
        found |= is_last ? FEATURE_VERB : 0;
        i += n;
    }
    return found | (is_last ? FEATURE_VERB_END : 0);
}

/* "napisał(a):" ends with a verb as well. */
static struct str without_end(struct str key)
{
    while (key.n && strchr(" -_*~.:", key.p[key.n - 1]))
        key.n--;
    if (str_ends(key, S("(a)")))
        key.n -= 3;
    return key;
}

/* "Ann <ann@example.com> skrev: (4 March 2024 15:15)": the day in brackets behind the colon. */
static struct str without_aside(struct str key)
{
    ptrdiff_t open = str_ends(key, S(")")) ? str_rchr(key, '(') : -1;
    struct str head = str_trim_end(str_head(key, open > 0 ? open : 0));
    bool is_dated = str_ends(head, S(":")) && numbers_of(str_skip(key, open)) & FEATURE_DAY;
    return is_dated ? head : key;
}

static int ends_of(struct str key)
{
    int found = 0;
    struct str s = key;
    if (s.n && strchr(".!?", s.p[s.n - 1]))
        found |= FEATURE_SENTENCE;
    while (s.n && strchr(" -_*~", s.p[s.n - 1]))
        s.n--;
    if (str_ends(s, S(":")) || str_ends(key, S("--"))) /* "---- On …, Ann wrote ----" */
        found |= FEATURE_COLON_END;
    s = without_end(s);
    ptrdiff_t last_space = str_rchr(s, ' ');
    struct str last = str_skip(s, last_space + 1);
    bool closes = last.n && strchr(">)];", last.p[last.n - 1]);
    if (str_has(last, S("@")) && (closes || found & FEATURE_COLON_END))
        found |= FEATURE_ADDRESS_END;
    return found;
}

static int starts_of(struct str key)
{
    while (key.n && strchr("-_ *~\"'<", key.p[0]))
        key = str_skip(key, 1);
    int found = 0;
    ptrdiff_t intro = quote_word_intro(key);
    for (ptrdiff_t i = intro; intro && i < intro + SOON_BYTES && i < key.n; i++)
        if (ascii_is_digit(key.p[i]))
            found |= FEATURE_INTRO;
    if (key.n && ascii_is_digit(key.p[0]))
        found |= FEATURE_NUMBER_START | FEATURE_DATE_START;
    int words = 0;
    for (ptrdiff_t i = 0; i < key.n && i < START_BYTES && words <= 2; i++) {
        words += is_word_byte(key.p[i]) && !is_word_byte(byte_at(key, i - 1));
        found |= ascii_is_digit(key.p[i]) && words <= 2 ? FEATURE_DATE_START : 0;
    }
    return found;
}

static int angles_of(struct str key)
{
    int open = 0, found = 0;
    for (ptrdiff_t i = 0; i < key.n; i++) {
        open += key.p[i] == '<';
        if (key.p[i] == '>' && --open < 0)
            open = 0, found = FEATURE_CLOSES;
    }
    return found | (open ? FEATURE_OPENS : 0);
}

static bool has_address(struct str key)
{
    for (ptrdiff_t i = 1; i + 1 < key.n; i++)
        if (key.p[i] == '@' && !ascii_is_space(key.p[i - 1]) && is_word_byte(key.p[i + 1]))
            return true;
    return false;
}

static int features_of(struct quote_line *line)
{
    struct str key = line->key;
    if (line->features || line->body.n > LINE_BYTES)
        return line->features;
    struct str head = without_aside(key), end = without_end(head);
    int verbs = words_of(end);
    line->features = FEATURE_KNOWN | numbers_of(key) | verbs | ends_of(head) | starts_of(key) |
                     angles_of(end) | (has_address(key) ? FEATURE_ADDRESS : 0);
    return line->features;
}

/* --- where it begins ------------------------------------------------------------------------ */

static bool is_candidate(const struct quote_lines *lines, ptrdiff_t i, int depth)
{
    if (i < 0)
        return false;
    const struct quote_line *line = &lines->v[i];
    bool is_plain = !line->is_code && !line->is_block && !line->is_attribution;
    return is_plain && line->mark == MARK_TEXT && line->depth == depth &&
           line->body.n <= LINE_BYTES;
}

static bool has(int features, int wanted)
{
    return (features & wanted) == wanted;
}

/* Is a quote what follows line `end`? */
static bool leads_to_quote(const struct quote_lines *lines, ptrdiff_t end)
{
    ptrdiff_t next = quote_next(lines, end + 1);
    return next < lines->n && quote_line_is_quoted(&lines->v[next]) &&
           (lines->v[next].is_block || lines->v[next].depth > lines->v[end].depth);
}

/* "2016-03-03 17:21 GMT+01:00 Some One": no verb, no address, and still nothing else. */
static bool is_stamp(struct str key, int all)
{
    ptrdiff_t zone = str_find(key, S(" gmt"));
    return has(all, FEATURE_NUMBER_START | FEATURE_DAY | FEATURE_TIME) && zone > 0 && zone < 24 &&
           key.n < TAGLESS_BYTES && key.n > zone + 8;
}

/* "Quoting Ann <ann@example.com>:", as web mailers have it. */
static bool is_quoting(struct str key)
{
    return quote_word_quotes(key) && key.n < TAGLESS_BYTES;
}

/* "* Ann <ann@example.com> [2024-03-04 15:15]:", as mutt can be told to. */
static bool is_bracketed_stamp(struct str key, int all)
{
    return has(all, FEATURE_ADDRESS | FEATURE_DAY) && str_has(key, S("> [")) &&
           str_ends(key, S("]:")) && key.n < TAGLESS_BYTES;
}

/* ">>> Ann <ann@example.com> 3/4/2024 3:15 PM >>>", as GroupWise has it, over words without marks.
 */
static bool is_group_wise(const struct quote_line *line)
{
    enum { marks = 3 };
    struct str s = str_trim(str_head(line->raw, TAGLESS_BYTES));
    return line->depth == marks && str_starts(s, S(">>> ")) && str_ends(s, S(" >>>")) &&
           numbers_of(line->key) & FEATURE_DAY;
}

static void mark_group_wise(struct quote_lines *lines, ptrdiff_t i)
{
    ptrdiff_t next = quote_next(lines, i + 1);
    if (lines->v[i].depth && is_group_wise(&lines->v[i]) && next < lines->n &&
        !lines->v[next].depth) {
        lines->v[i].depth = 0;
        lines->v[i].mark = MARK_ATTRIBUTION;
        lines->v[i].is_attribution = true;
    }
}

/* A weekday or month after the intro, as clients write it and people seldom do: "On Thursday, June
 * 27, 2013, Ann wrote:". */
static bool intro_names_day(struct str key)
{
    while (key.n && strchr("-_ *~\"'<", key.p[0]))
        key = str_skip(key, 1);
    struct str rest = str_skip(key, quote_word_intro(key));
    ptrdiff_t n = 0;
    while (n < rest.n && is_word_byte(rest.p[n]))
        n++;
    return n >= 2 && (byte_at(rest, n) == ',' || byte_at(rest, n) == '.');
}

/* Would lines with `all` these features, of which the first has `first` and the last `last`, be an
 * attribution by themselves? Two answers: for sure; or where a quote follows. */
enum verdict { NO, BEFORE_A_QUOTE, YES };

/* "codinghorror via Discourse Meta wrote:" */
static bool is_relayed(struct str key)
{
    int words = 0;
    for (struct str rest = key; rest.p;)
        words += str_cut(&rest, ' ').n > 0;
    return str_has(key, S(" via ")) && words <= RELAY_WORDS;
}

static enum verdict judge_verb(const struct quote_line *start, int all, int first, int last)
{
    bool has_day = all & FEATURE_DAY, has_time = all & FEATURE_TIME;
    bool has_end = last & (FEATURE_COLON_END | FEATURE_VERB_END);
    bool has_address_too = all & FEATURE_ADDRESS;
    if (!has_end)
        return NO;
    bool is_intro = first & FEATURE_INTRO;
    if (!(last & FEATURE_COLON_END) && !(is_intro && has_address_too && has_day))
        return is_intro ? BEFORE_A_QUOTE : NO;
    bool names_day = first & (FEATURE_INTRO | FEATURE_DATE_START) && intro_names_day(start->key);
    bool is_sure = has_address_too || (has_day && (has_time || names_day)) ||
                   is_relayed(start->key);
    return is_sure ? YES : BEFORE_A_QUOTE;
}

static enum verdict judge(const struct quote_line *start, int all, int first, int last)
{
    if (all & FEATURE_OPENS && all & FEATURE_CLOSES)
        all &= ~(FEATURE_OPENS | FEATURE_CLOSES);
    if (all & (FEATURE_OPENS | FEATURE_CLOSES))
        return NO; /* half an address: the other half is on another line */
    if (all & FEATURE_VERB) {
        enum verdict verdict = judge_verb(start, all, first, last);
        if (verdict != NO)
            return verdict;
    }
    if (is_stamp(start->key, all))
        return YES;
    bool is_dated = first & (FEATURE_DATE_START | FEATURE_INTRO) && all & FEATURE_DAY;
    if (is_dated && last & FEATURE_ADDRESS_END && last & FEATURE_COLON_END)
        return all & FEATURE_TIME || first & FEATURE_NUMBER_START ? YES : BEFORE_A_QUOTE;
    if (is_dated && last & FEATURE_ADDRESS_END && first & FEATURE_NUMBER_START)
        return YES;
    if (is_quoting(start->key) && has(last, FEATURE_ADDRESS_END | FEATURE_COLON_END))
        return YES;
    if (is_bracketed_stamp(start->key, all) && last & FEATURE_COLON_END)
        return YES;
    return str_starts(start->key, S("posted by ")) && has(all, FEATURE_DAY) ? YES : NO;
}

/* A line that shows by itself that an attribution begins with it. */
static bool is_start(const struct quote_line *line)
{
    int f = line->features;
    return f & FEATURE_INTRO || (f & FEATURE_DATE_START && f & (FEATURE_DAY | FEATURE_TIME));
}

/* The lines above one that is part of an attribution for sure: the day may stand a line or two
 * above the name, and the name above the day. */
static ptrdiff_t find_start(struct quote_lines *lines, ptrdiff_t start, ptrdiff_t end)
{
    int known = 0;
    for (ptrdiff_t i = start; i <= end; i++)
        known |= lines->v[i].features;
    bool has_start = is_start(&lines->v[start]);
    for (ptrdiff_t i = start - 1; i > end - WINDOW_LINES; i--) {
        if (!is_candidate(lines, i, lines->v[end].depth))
            break;
        int f = features_of(&lines->v[i]);
        bool adds_day = is_start(&lines->v[i]) && f & FEATURE_DAY && !(known & FEATURE_DAY);
        bool adds_start = is_start(&lines->v[i]) && !has_start;
        bool adds_intro = f & FEATURE_INTRO && !(lines->v[start].features & FEATURE_INTRO);
        bool adds_name = f & FEATURE_ADDRESS && str_has(lines->v[i].key, S("<")) &&
                         !(known & FEATURE_ADDRESS);
        if (adds_day || adds_start || adds_intro || adds_name) {
            start = i;
            known |= f;
            has_start = has_start || is_start(&lines->v[i]);
        } else if (f & (FEATURE_SENTENCE | FEATURE_COLON_END)) {
            break;
        }
    }
    return start;
}

/* --- "Thank you! On 4 April, Ann wrote:" ----------------------------------------------------- */

/* Where in a line that begins with other words an attribution begins: at an intro in capitals,
 * after a space or a dash, with a day at once. 0 when nowhere. */
static ptrdiff_t inner_start(struct str raw)
{
    static const struct str words[] = {STR_INIT("On "), STR_INIT("Am "), STR_INIT("Le "),
                                       STR_INIT("El "), STR_INIT("Il "), STR_INIT("Em "),
                                       STR_INIT("Op "), STR_INIT("Den ")};
    ptrdiff_t found = 0;
    for (ptrdiff_t i = 1; i + 4 < raw.n; i++) {
        if (raw.p[i - 1] != ' ' && raw.p[i - 1] != '-')
            continue;
        for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
            struct str rest = str_skip(raw, i);
            if (!str_starts(rest, words[w]))
                continue;
            rest = str_head(str_skip(rest, words[w].n), 12);
            bool has_day = rest.n && (ascii_is_digit(rest.p[0]) || str_chr(rest, ',') > 0 ||
                                      str_chr(rest, '.') > 0);
            found = has_day ? i : found;
        }
    }
    while (found > 0 && strchr("- _", raw.p[found - 1]))
        found--;
    return found;
}

static void mark(struct quote_lines *lines, ptrdiff_t start, ptrdiff_t end)
{
    for (ptrdiff_t i = start; i <= end; i++) {
        struct quote_line *line = &lines->v[i];
        line->is_attribution = true;
        if (line->depth == 0)
            line->mark = MARK_ATTRIBUTION;
    }
    struct quote_line *first = &lines->v[start];
    if (!(first->features & FEATURE_INTRO) && first->depth == 0)
        first->head = inner_start(str_trim_end(first->raw));
}

/* "Ann wrote:" alone is an attribution at the start of a paragraph, and prose at its end. */
static bool stands_apart(const struct quote_lines *lines, ptrdiff_t i)
{
    return i == 0 || lines->v[i - 1].mark != MARK_TEXT ||
           lines->v[i - 1].depth != lines->v[i].depth;
}

/* "On Tue, 11 Apr 2017 Ann" / blank / "<" / "mailto:Ann <ann@example.org>" / "> wrote:": Polymail
 * breaks its attribution at every sign. Only the line with the day and the one with the verb are
 * like others. Returns the first line, or -1. */
static ptrdiff_t find_broken_start(struct quote_lines *lines, ptrdiff_t end)
{
    enum { broken_lines = 7 };
    const struct quote_line *verb = &lines->v[end];
    bool is_verb = has(verb->features, FEATURE_VERB | FEATURE_COLON_END);
    if (!is_verb ||
        !(verb->depth || str_starts(verb->key, S(">")) || str_starts(verb->key, S("wrote"))))
        return -1;
    bool has_mail = false;
    for (ptrdiff_t i = end - 1; i >= 0 && i > end - broken_lines; i--) {
        struct quote_line *line = &lines->v[i];
        has_mail |= str_has(line->key, S("@"));
        if (quote_line_is_blank(line))
            continue;
        if (line->mark != MARK_TEXT || line->is_code || line->is_block)
            return -1;
        int f = features_of(line);
        if (has_mail && has(f, FEATURE_INTRO | FEATURE_DAY | FEATURE_TIME))
            return i;
        if (f & FEATURE_SENTENCE || line->body.n > TAGLESS_BYTES)
            return -1;
    }
    return -1;
}

/* --- all of it ------------------------------------------------------------------------------ */

/* Where the attribution that ends with line `end` begins, or -1. */
static ptrdiff_t find_whole_start(struct quote_lines *lines, ptrdiff_t end)
{
    int last = lines->v[end].features, all = 0;
    for (ptrdiff_t i = end; i > end - WINDOW_LINES && i >= 0; i--) {
        if (!is_candidate(lines, i, lines->v[end].depth))
            return -1;
        int first = features_of(&lines->v[i]);
        all |= first;
        enum verdict verdict = judge(&lines->v[i], all, first, last);
        bool is_bare = !(all & (FEATURE_DAY | FEATURE_TIME | FEATURE_ADDRESS));
        if (verdict == BEFORE_A_QUOTE &&
            (!leads_to_quote(lines, end) || (is_bare && (i != end || !stands_apart(lines, i)))))
            verdict = NO;
        if (verdict == YES || verdict == BEFORE_A_QUOTE)
            return find_start(lines, i, end);
    }
    return -1;
}

static void look_for_end(struct quote_lines *lines, ptrdiff_t end)
{
    struct quote_line *line = &lines->v[end];
    if (!is_candidate(lines, end, line->depth))
        return;
    int last = features_of(line);
    bool can_end = last & (FEATURE_COLON_END | FEATURE_VERB_END | FEATURE_ADDRESS_END) ||
                   is_stamp(line->key, last) || is_quoting(line->key) ||
                   str_starts(line->key, S("posted by "));
    if (!can_end)
        return;
    ptrdiff_t start = find_whole_start(lines, end);
    if (start < 0 && (start = find_broken_start(lines, end)) >= 0)
        line->depth = 0; /* its ">" closes an address */
    if (start >= 0)
        mark(lines, start, end);
}

void quote_mark_attributions(struct quote_lines *lines)
{
    for (ptrdiff_t i = 0; i < lines->n; i++) {
        mark_group_wise(lines, i);
        look_for_end(lines, i);
    }
}
