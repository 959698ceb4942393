#include "text/i18n.h"
#include "tplc/words.h"

struct check {
    const char *path;
    const struct po_entry *at;
    struct buf *report;
    int count;
};

static void report(struct check *c, const char *words, struct str what)
{
    struct str one = c->at->one;
    ptrdiff_t end = str_chr(one, '\n');
    one = str_head(one, end >= 0 && end < 60 ? end : 60);
    buf_addf(c->report, "%s:%d: %s%.*s: “%.*s”\n", c->path, c->at->line, words, STR_ARG(what),
             STR_ARG(one));
    c->count++;
}

static bool has_hole(struct str words, struct str name)
{
    struct str hole;
    do {
        word_hole(&words, &hole);
        if (hole.p && str_eq(hole, name))
            return true;
    } while (hole.p);
    return false;
}

/* Each {name} of `words` must be in one of the English forms. */
static void check_known(struct check *c, struct str words, const struct po_entry *english)
{
    struct str hole;
    do {
        word_hole(&words, &hole);
        if (hole.p && !has_hole(english->one, hole) && !has_hole(english->many, hole))
            report(c, "the English does not have ", hole);
    } while (hole.p);
}

/* Each {name} of the English must be here; the number may be left out, where one form is of one
 * number only. */
static void check_kept(struct check *c, struct str words, struct str english, bool is_last)
{
    struct str rest = english, hole;
    do {
        word_hole(&rest, &hole);
        bool may_miss = !is_last && str_eq(hole, S("n"));
        if (hole.p && !may_miss && !has_hole(words, hole))
            report(c, "the translation leaves out ", hole);
    } while (hole.p);
}

/* {/a} after {a}. */
static void check_order(struct check *c, struct str words)
{
    struct str rest = words, hole;
    do {
        struct str before = str_of(words.p, rest.p - words.p);
        word_hole(&rest, &hole);
        if (hole.n && hole.p[0] == '/' && has_hole(words, str_skip(hole, 1)) &&
            !has_hole(before, str_skip(hole, 1)))
            report(c, "closed before it is opened: ", hole);
    } while (hole.p && rest.p);
}

static void check_edges(struct check *c, struct str words, struct str english)
{
    if (!words.n || !english.n)
        return;
    char a = words.p[0], b = english.p[0], y = words.p[words.n - 1], z = english.p[english.n - 1];
    if (ascii_is_space(a) != ascii_is_space(b) || ascii_is_space(y) != ascii_is_space(z))
        report(c, "blanks or line ends at an end differ from the English", S(""));
}

/* The same printf directives in the same order. */
static void check_directives(struct check *c, struct str words, struct str english)
{
    struct str a, b;
    do {
        word_directive(&words, &a);
        word_directive(&english, &b);
        if (!str_eq(a, b))
            report(c, "another % than in the English: ", a.p ? a : b);
    } while (a.p && b.p);
}

static void check_entry(struct check *c, const struct po_entry *english, const struct po_entry *e,
                        int plurals)
{
    int forms = english->many.p ? plurals : 1;
    if (!english->many.p != !e->many.p || !str_eq(english->many, e->many))
        report(c, "the plural is another now: make words", S(""));
    if (e->is_fuzzy)
        report(c, "fuzzy: look at it, then take the mark away", S(""));
    for (int i = 0; i < forms; i++) {
        bool is_last = i == forms - 1;
        if (!e->forms[i].n) {
            report(c, "not translated", S(""));
            continue;
        }
        check_known(c, e->forms[i], english);
        check_kept(c, e->forms[i], english->many.p ? english->many : english->one, is_last);
        check_order(c, e->forms[i]);
        check_edges(c, e->forms[i], english->one);
        check_directives(c, e->forms[i], english->one);
    }
}

int words_check(const struct po *pot, const struct po *po, const char *path, int plurals,
                struct buf *out)
{
    struct check c = {.path = path, .report = out};
    for (ptrdiff_t i = 0; i < pot->entries.n; i++) {
        const struct po_entry *english = &pot->entries.v[i];
        const struct po_entry *e = po_find(po, english->context, english->one);
        if (!english->one.n)
            continue;
        c.at = e ? e : english;
        if (e)
            check_entry(&c, english, e, plurals);
        else
            report(&c, "missing: make words, then translate", S(""));
    }
    for (ptrdiff_t i = 0; i < po->entries.n; i++) {
        c.at = &po->entries.v[i];
        if (c.at->one.n && !c.at->is_obsolete && !po_find(pot, c.at->context, c.at->one))
            report(&c, "no longer in the sources: make words", S(""));
    }
    return c.count;
}

static bool is_letter(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c);
}

static bool has_word(struct str s, struct str word)
{
    for (ptrdiff_t at = 0;;) {
        ptrdiff_t i = str_findi(str_skip(s, at), word);
        if (i < 0)
            return false;
        i += at;
        bool starts = i == 0 || !is_letter(s.p[i - 1]);
        bool ends = i + word.n == s.n || !is_letter(s.p[i + word.n]);
        if (starts && ends)
            return true;
        at = i + 1;
    }
}

/* What the pages say otherwise (design: words). */
static const struct str unused[] = {
    STR_INIT("ticket"),   STR_INIT("tickets"),    STR_INIT("SLA"),     STR_INIT("breached"),
    STR_INIT("breach"),   STR_INIT("resolved"),   STR_INIT("resolve"), STR_INIT("snooze"),
    STR_INIT("escalate"), STR_INIT("unassigned"), STR_INIT("macro"),   STR_INIT("macros"),
    STR_INIT("oops"),     STR_INIT("sub-ticket"),
};

int words_check_english(const struct po *pot, struct buf *out)
{
    struct check c = {.path = "kept.pot", .report = out};
    for (ptrdiff_t i = 0; i < pot->entries.n; i++) {
        c.at = &pot->entries.v[i];
        if (str_chr(c.at->one, '!') >= 0)
            report(&c, "no exclamation marks", S(""));
        for (size_t k = 0; k < sizeof unused / sizeof *unused; k++)
            if (has_word(c.at->one, unused[k]) || has_word(c.at->many, unused[k]))
                report(&c, "a word that no page uses: ", unused[k]);
    }
    return c.count;
}
