/* The source as pieces. A line that holds nothing but block words leaves no trace. */
#include "tplc/tplc.h"

#include <stdarg.h>

#include "base/utf8.h"
#include "tplc/scan.h"

enum err tplc_fail(struct tplc *t, int line, const char *format, ...)
{
    va_list args;
    char words[200];
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    t->error_line = line;
    return fault_set(t->fault, ERR_INVALID, NULL, "%s", words);
}

const char *kind_suffix(enum tpl_kind kind)
{
    return kind == TPL_HTML ? "html" : kind == TPL_JSON ? "json" : "txt";
}

enum err tplc_open(struct tplc *t, struct arena *a, struct str path, struct str text,
                   struct fault *f)
{
    *t = (struct tplc){.arena = a, .path = path, .text = text, .fault = f};
    struct str file = str_skip(path, str_rchr(path, '/') + 1);
    ptrdiff_t dot = str_chr(file, '.');
    struct str kind = str_skip(file, dot + 1);
    t->name = str_head(file, dot < 0 ? 0 : dot);
    if (str_eq(kind, S("json")))
        t->kind = TPL_JSON;
    else if (str_eq(kind, S("txt")))
        t->kind = TPL_TXT;
    else if (!str_eq(kind, S("html")))
        return tplc_fail(t, 1, "a template is called name.html, name.json or name.txt");
    if (!scan_is_name(t->name))
        return tplc_fail(t, 1, "the file's name becomes a C name: letters, digits and _ only");
    if (text.n > TPLC_SOURCE_BYTES)
        return tplc_fail(t, 1, "larger than %d kB", TPLC_SOURCE_BYTES >> 10);
    if (!utf8_is_valid(text) || str_chr(text, 0) >= 0)
        return tplc_fail(t, 1, "not UTF-8");
    return OK;
}

static int count_lines(struct str s)
{
    int n = 0;
    for (ptrdiff_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

/* Words after which (and before which) a line end means nothing, when they have the line alone. */
static bool is_block_word(struct str text)
{
    static const struct str words[] = {
        STR_INIT("if"),      STR_INIT("elif"), STR_INIT("else"),     STR_INIT("end"),
        STR_INIT("for"),     STR_INIT("let"),  STR_INIT("fill"),     STR_INIT("wrap"),
        STR_INIT("include"), STR_INIT("slot"), STR_INIT("template"), STR_INIT("part"),
    };
    if (str_starts(text, S("#")))
        return true;
    struct str name = scan_name(text);
    if (name.n < text.n && !ascii_is_space(text.p[name.n]) && text.p[name.n] != '(')
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(name, words[i]))
            return true;
    return false;
}

/* The offset of the }} that ends the word beginning at s, or -1. */
static ptrdiff_t word_end(struct str s)
{
    if (str_starts(s, S("#")))
        return str_find(s, S("}}"));
    return scan_find(s, S("}}"));
}

/* The offset of the next {{ of s, or -1. Of three braces the first stands for itself. */
static ptrdiff_t word_start(struct str s)
{
    ptrdiff_t i = str_find(s, S("{{"));
    while (i >= 0 && i + 2 < s.n && s.p[i + 2] == '{')
        i++;
    return i;
}

static void trim_lines(piece_vec *pieces);

enum err tplc_lex(struct tplc *t, piece_vec *out)
{
    struct str rest = t->text;
    int line = 1;
    while (rest.n) {
        ptrdiff_t start = word_start(rest);
        struct str literal = start < 0 ? rest : str_head(rest, start);
        *vec_push(t->arena, out) = (struct piece){.text = literal, .line = line};
        line += count_lines(literal);
        if (start < 0)
            break;
        rest = str_skip(rest, start + 2);
        ptrdiff_t end = word_end(rest);
        if (end < 0)
            return tplc_fail(t, line,
                             "this {{ has no }} (or a quote or bracket in it is not closed)");
        struct str word = str_head(rest, end);
        *vec_push(t->arena,
                  out) = (struct piece){.is_word = true, .text = str_trim(word), .line = line};
        line += count_lines(word);
        rest = str_skip(rest, end + 2);
    }
    trim_lines(out);
    return OK;
}

/* Blanks at the end of s; -1 when other bytes stand between them and the line's start. */
static ptrdiff_t blanks_before(struct str s, bool is_first)
{
    ptrdiff_t n = 0;
    while (n < s.n && (s.p[s.n - 1 - n] == ' ' || s.p[s.n - 1 - n] == '\t'))
        n++;
    if (n == s.n)
        return is_first ? n : -1;
    return s.p[s.n - 1 - n] == '\n' ? n : -1;
}

/* Blanks at the start of s with the line end after them; -1 when something else comes first. */
static ptrdiff_t blanks_after(struct str s, bool is_last)
{
    ptrdiff_t n = 0;
    while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t' || s.p[n] == '\r'))
        n++;
    if (n == s.n)
        return is_last ? n : -1;
    return s.p[n] == '\n' ? n + 1 : -1;
}

static bool is_all_blank(struct str s)
{
    return str_trim(s).n == 0 && str_chr(s, '\n') < 0;
}

/* The last piece of the row of block words that begins at piece i with only blanks between. */
static ptrdiff_t row_end(const piece_vec *pieces, ptrdiff_t i)
{
    while (i + 2 < pieces->n && is_all_blank(pieces->v[i + 1].text) &&
           is_block_word(pieces->v[i + 2].text))
        i += 2;
    return i;
}

/* Literals and words alternate, a literal first. */
static void trim_row(piece_vec *pieces, ptrdiff_t first, ptrdiff_t last)
{
    struct piece none = {.text = S("")};
    struct piece *before = &pieces->v[first - 1];
    struct piece *after = last + 1 < pieces->n ? &pieces->v[last + 1] : &none;
    ptrdiff_t head = before->starts_line && is_all_blank(before->text)
                         ? before->text.n
                         : blanks_before(before->text, first == 1);
    ptrdiff_t tail = blanks_after(after->text, last + 2 >= pieces->n);
    if (head < 0 || tail < 0)
        return;
    before->text = str_head(before->text, before->text.n - head);
    after->line += count_lines(str_head(after->text, tail));
    after->text = str_skip(after->text, tail);
    after->starts_line = true;
    for (ptrdiff_t i = first + 1; i < last; i += 2) {
        pieces->v[i].text = S("");
        pieces->v[i].starts_line = true;
    }
}

static void trim_lines(piece_vec *pieces)
{
    if (pieces->n)
        pieces->v[0].starts_line = true;
    for (ptrdiff_t i = 1; i < pieces->n; i += 2) {
        if (!is_block_word(pieces->v[i].text))
            continue;
        ptrdiff_t last = row_end(pieces, i);
        trim_row(pieces, i, last);
        i = last;
    }
}
