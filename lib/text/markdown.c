/* The blocks of Markdown: paragraphs, lists, quotes, code. A quote or an item is read by stripping
 * what begins its lines, and reading what is left the same way; MOST_DEPTH times at most, so that
 * the whole takes time that grows with the text. */
#include "text/markdown_walk.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"

enum { MOST_DEPTH = 20, MOST_DIGITS = 9 };

typedef VEC(struct str) line_vec;

struct reader {
    const struct markdown_walk *w;
    const line_vec *lines;
    ptrdiff_t at;
    int depth;
    bool is_tight; /* of an item: its paragraphs are no blocks of their own */
};

static bool read_blocks(const struct markdown_walk *w, const line_vec *lines, int depth,
                        bool is_tight);

static bool is_blank(struct str line)
{
    return str_trim(line).n == 0;
}

static ptrdiff_t indent_of(struct str line)
{
    ptrdiff_t n = 0;
    while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
        n++;
    return n;
}

static struct str content_of(struct str line)
{
    return str_skip(line, indent_of(line));
}

/* Without `n` blanks at its start, or as many as there are; a tab counts for four. */
static struct str unindent(struct str line, ptrdiff_t n)
{
    for (; n > 0 && line.n && (line.p[0] == ' ' || line.p[0] == '\t'); line = str_skip(line, 1))
        n -= line.p[0] == '\t' ? 4 : 1;
    return line;
}

/* ---- what a line begins --------------------------------------------------------------------- */

static bool is_rule(struct str s)
{
    char c = s.n ? s.p[0] : 0;
    int count = 0;
    if (c != '-' && c != '*' && c != '_')
        return false;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] != c && !ascii_is_space(s.p[i]))
            return false;
        count += s.p[i] == c;
    }
    return count >= 3;
}

/* The # of a heading with the blank after them; 0 if it is none. */
static ptrdiff_t heading_length(struct str s)
{
    ptrdiff_t n = 0;
    while (n < s.n && s.p[n] == '#')
        n++;
    return n >= 1 && n <= 6 && n < s.n && ascii_is_space(s.p[n]) ? n + 1 : 0;
}

/* Three or more backticks or tildes: how many; 0 if it is no fence. */
static ptrdiff_t fence_length(struct str s)
{
    char c = s.n ? s.p[0] : 0;
    ptrdiff_t n = 0;
    while (n < s.n && s.p[n] == c)
        n++;
    bool is_fence = (c == '`' && str_chr(str_skip(s, n), '`') < 0) || c == '~';
    return is_fence && n >= 3 ? n : 0;
}

struct item {
    char kind;         /* - * + or the sign after the number, . or ) */
    unsigned number;   /* of a numbered one */
    ptrdiff_t content; /* where its words begin in the line; 0: no item */
};

static struct item item_of(struct str line)
{
    struct str s = content_of(line);
    struct item it = {0};
    ptrdiff_t n = 0;
    while (n < s.n && n < MOST_DIGITS && ascii_is_digit(s.p[n]))
        it.number = it.number * 10 + (unsigned)(s.p[n++] - '0');
    char c = n < s.n ? s.p[n] : 0;
    bool is_item = n ? c == '.' || c == ')' : c == '-' || c == '*' || c == '+';
    struct str rest = str_skip(s, n + 1);
    if (!is_item || is_rule(s) || (rest.n && !ascii_is_space(rest.p[0])))
        return (struct item){0};
    ptrdiff_t gap = indent_of(rest);
    it.kind = c;
    it.content = indent_of(line) + n + 1 + (gap >= 1 && gap <= 4 && gap < rest.n ? gap : 1);
    return it;
}

/* Whether the line, which follows one of a paragraph, is no more of it. An item interrupts only
 * when it has words, a numbered one when it is the first: a line may begin with "1990." by chance.
 */
static bool interrupts(struct str line)
{
    struct str s = content_of(line);
    struct item it = item_of(line);
    bool is_number = it.kind == '.' || it.kind == ')';
    bool is_item = it.content && !is_blank(str_skip(line, it.content)) &&
                   (!is_number || it.number == 1);
    return s.n == 0 || s.p[0] == '>' || is_item || is_rule(s) || heading_length(s) ||
           fence_length(s);
}

/* ---- leaves --------------------------------------------------------------------------------- */

static bool begin(struct reader *r, enum markdown_part part, unsigned number)
{
    return r->w->events->begin(r->w->writer, part, (struct str){0}, number);
}

static bool end(struct reader *r, enum markdown_part part)
{
    return r->w->events->end(r->w->writer, part);
}

static bool put_block(struct reader *r, enum markdown_part part, struct str text)
{
    bool is_bare = r->is_tight && part == MARKDOWN_PARAGRAPH;
    bool ends = (!is_bare && begin(r, part, 0)) || markdown_inline(r->w, text) ||
                (!is_bare && end(r, part));
    arena_reset(r->w->scratch);
    return ends;
}

static bool read_paragraph(struct reader *r)
{
    struct buf b;
    buf_init(&b, r->w->scratch, LIMIT_MESSAGE_BYTES * 2);
    do {
        if (b.n)
            buf_addc(&b, '\n');
        buf_add(&b, str_trim(r->lines->v[r->at++]));
    } while (r->at < r->lines->n && !interrupts(r->lines->v[r->at]));
    return put_block(r, MARKDOWN_PARAGRAPH, buf_str(&b));
}

static bool read_heading(struct reader *r, struct str s)
{
    r->at++;
    s = str_trim(str_skip(s, heading_length(s)));
    ptrdiff_t n = s.n;
    while (n > 0 && s.p[n - 1] == '#')
        n--;
    if (n == 0 || ascii_is_space(s.p[n - 1]))
        s = str_trim_end(str_head(s, n));
    return put_block(r, MARKDOWN_HEADING, s);
}

static bool read_code(struct reader *r)
{
    struct str first = r->lines->v[r->at++], s = content_of(first);
    ptrdiff_t fence = fence_length(s);
    char c = s.p[0];
    if (begin(r, MARKDOWN_CODE_BLOCK, 0))
        return true;
    for (; r->at < r->lines->n; r->at++) {
        struct str line = r->lines->v[r->at], closing = str_trim(line);
        bool is_closing = fence_length(closing) >= fence && closing.p[0] == c &&
                          fence_length(closing) == closing.n;
        if (is_closing) {
            r->at++;
            break;
        }
        line = unindent(line, indent_of(first));
        if ((line.n && r->w->events->text(r->w->writer, line)) ||
            r->w->events->text(r->w->writer, S("\n")))
            return true;
    }
    return end(r, MARKDOWN_CODE_BLOCK);
}

static bool read_rule(struct reader *r)
{
    r->at++;
    return begin(r, MARKDOWN_RULE, 0) || end(r, MARKDOWN_RULE);
}

/* ---- containers ----------------------------------------------------------------------------- */

/* Lines that begin with >, and those of a paragraph that goes on without. */
static bool read_quote(struct reader *r)
{
    line_vec inside = {0};
    bool may_go_on = false;
    for (; r->at < r->lines->n; r->at++) {
        struct str line = r->lines->v[r->at], s = content_of(line);
        bool is_quoted = s.n && s.p[0] == '>';
        if (!is_quoted && (!may_go_on || interrupts(line)))
            break;
        if (is_quoted)
            line = unindent(str_skip(s, 1), 1);
        *vec_push(r->w->arena, &inside) = line;
        may_go_on = !is_blank(line) && !fence_length(content_of(line));
    }
    return begin(r, MARKDOWN_QUOTE, 0) || read_blocks(r->w, &inside, r->depth + 1, false) ||
           end(r, MARKDOWN_QUOTE);
}

struct list_item {
    line_vec lines;
    bool ends_blank; /* an empty line stands between it and the next */
};
typedef VEC(struct list_item) item_vec;

/* The lines of the item that begins here, its own mark stripped. */
static void collect_item(struct reader *r, struct item it, struct list_item *out)
{
    struct arena *a = r->w->arena;
    ptrdiff_t last = 0; /* lines up to the last that is not empty */
    bool may_go_on = true;
    *vec_push(a, &out->lines) = str_skip(r->lines->v[r->at++], it.content);
    last = 1;
    for (; r->at < r->lines->n; r->at++) {
        struct str line = r->lines->v[r->at];
        bool is_inside = indent_of(line) >= it.content || (line.n && line.p[0] == '\t');
        bool goes_on = may_go_on && !is_blank(line) && !interrupts(line) && !item_of(line).content;
        if (!is_blank(line) && !is_inside && !goes_on)
            break;
        *vec_push(a, &out->lines) = is_inside ? unindent(line, it.content) : content_of(line);
        may_go_on = !is_blank(line);
        last = may_go_on ? out->lines.n : last;
    }
    out->ends_blank = last < out->lines.n;
    out->lines.n = last;
}

/* Whether an empty line parts the blocks of an item (not those of what it holds). */
static bool is_parted(const struct list_item *it)
{
    for (ptrdiff_t i = 1; i + 1 < it->lines.n; i++)
        if (is_blank(it->lines.v[i]) && indent_of(it->lines.v[i + 1]) == 0)
            return true;
    return false;
}

static bool read_list(struct reader *r, struct item first)
{
    bool is_number = first.kind == '.' || first.kind == ')', is_loose = false;
    enum markdown_part part = is_number ? MARKDOWN_NUMBERED : MARKDOWN_LIST;
    item_vec items = {0};
    struct item it = first;
    while (it.content && it.kind == first.kind) {
        struct list_item *item = vec_push(r->w->arena, &items);
        if (items.n > 1)
            is_loose |= items.v[items.n - 2].ends_blank;
        collect_item(r, it, item);
        is_loose |= is_parted(item);
        it = r->at < r->lines->n ? item_of(r->lines->v[r->at]) : (struct item){0};
    }
    if (begin(r, part, first.number))
        return true;
    for (ptrdiff_t i = 0; i < items.n; i++)
        if (begin(r, MARKDOWN_ITEM, 0) ||
            read_blocks(r->w, &items.v[i].lines, r->depth + 1, !is_loose) || end(r, MARKDOWN_ITEM))
            return true;
    return end(r, part);
}

static bool read_block(struct reader *r)
{
    struct str line = r->lines->v[r->at], s = content_of(line);
    struct item it = item_of(line);
    bool may_nest = r->depth < MOST_DEPTH;
    if (is_rule(s))
        return read_rule(r);
    if (heading_length(s))
        return read_heading(r, s);
    if (fence_length(s))
        return read_code(r);
    if (s.p[0] == '>' && may_nest)
        return read_quote(r);
    if (it.content && may_nest)
        return read_list(r, it);
    return read_paragraph(r);
}

static bool read_blocks(const struct markdown_walk *w, const line_vec *lines, int depth,
                        bool is_tight)
{
    struct reader r = {w, lines, 0, depth, is_tight};
    while (r.at < lines->n) {
        if (is_blank(lines->v[r.at]))
            r.at++;
        else if (read_block(&r))
            return true;
    }
    return false;
}

bool markdown_walk(struct arena *a, struct str markdown, const struct markdown_events *events,
                   void *writer)
{
    struct arena scratch = {0};
    struct markdown_walk w = {a, &scratch, events, writer};
    line_vec lines = {0};
    markdown = utf8_clean(a, utf8_cut_bytes(markdown, LIMIT_MESSAGE_BYTES));
    while (markdown.p)
        *vec_push(a, &lines) = str_line(&markdown);
    bool ends = read_blocks(&w, &lines, 0, false);
    arena_release(&scratch);
    return !ends;
}
