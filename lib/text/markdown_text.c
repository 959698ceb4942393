#include "text/markdown.h"

#include "base/limits.h"
#include "text/markdown_walk.h"

/* Quotes and items within each other, each with what begins its lines. Deeper ones are written as
 * if they were not there. */
enum { DEEPEST = 24 };

struct level {
    enum markdown_part part;
    struct str prefix;
    unsigned number; /* of a numbered list: of its next item */
};

struct text_writer {
    struct buf *to;
    struct level levels[DEEPEST];
    int depth;
    struct str marker;  /* of an item, in place of its prefix on its first line; p NULL: written */
    bool is_line_open;  /* something was written on this line */
    bool is_fresh;      /* a quote, an item or all has just begun: no blank line yet */
    bool is_code;       /* in a code block */
    ptrdiff_t link_at;  /* where the words of the open link begin */
    struct str address; /* of the open link */
};

static struct str marker_of(struct arena *a, const struct level *list)
{
    return list->part == MARKDOWN_NUMBERED ? str_fmt(a, "%u. ", list->number) : S("- ");
}

/* What begins a line: each level's, the innermost item's marker on its first line. */
static void open_line(struct text_writer *w)
{
    if (w->is_line_open)
        return;
    for (int i = 0; i < w->depth && i < DEEPEST; i++) {
        bool is_marker = w->marker.p && i == w->depth - 1;
        buf_add(w->to, is_marker ? w->marker : w->levels[i].prefix);
    }
    w->marker = (struct str){0};
    w->is_line_open = true;
    if (w->is_code)
        buf_addz(w->to, "    ");
}

static void close_line(struct text_writer *w)
{
    if (!w->is_line_open)
        return;
    while (w->to->n && w->to->p[w->to->n - 1] == ' ')
        w->to->n--;
    buf_addc(w->to, '\n');
    w->is_line_open = false;
}

/* Before a block: a line of its own, after an empty one unless it is the first of its level. */
static void begin_block(struct text_writer *w, bool after_blank)
{
    close_line(w);
    if (after_blank && !w->is_fresh) {
        open_line(w);
        close_line(w);
    }
    w->is_fresh = false;
}

static void push_level(struct text_writer *w, enum markdown_part part, struct str prefix,
                       unsigned number)
{
    int at = w->depth++;
    if (at < DEEPEST)
        w->levels[at] = (struct level){part, prefix, number};
}

static const struct level *top_level(const struct text_writer *w)
{
    return w->depth > 0 && w->depth <= DEEPEST ? &w->levels[w->depth - 1] : NULL;
}

static void begin_item(struct text_writer *w)
{
    struct level *list = w->depth > 0 && w->depth <= DEEPEST ? &w->levels[w->depth - 1] : NULL;
    struct str marker = list ? marker_of(w->to->arena, list) : S("- ");
    close_line(w);
    if (list)
        list->number++;
    struct str blanks = str_head(S("              "), marker.n);
    push_level(w, MARKDOWN_ITEM, blanks, 0);
    w->marker = w->depth <= DEEPEST ? marker : (struct str){0};
    w->is_fresh = true;
}

static bool begin_part(void *writer, enum markdown_part part, struct str address, unsigned number)
{
    struct text_writer *w = writer;
    const struct level *top = top_level(w);
    bool in_item = top && top->part == MARKDOWN_ITEM;
    switch (part) {
    case MARKDOWN_PARAGRAPH:
    case MARKDOWN_HEADING: begin_block(w, true); break;
    case MARKDOWN_CODE_BLOCK:
        begin_block(w, true);
        w->is_code = true;
        break;
    case MARKDOWN_RULE:
        begin_block(w, true);
        open_line(w);
        buf_addz(w->to, "---");
        break;
    case MARKDOWN_QUOTE:
        begin_block(w, true);
        push_level(w, part, S("> "), 0);
        w->is_fresh = true;
        break;
    case MARKDOWN_LIST:
    case MARKDOWN_NUMBERED:
        begin_block(w, !in_item);
        push_level(w, part, S(""), number);
        break;
    case MARKDOWN_ITEM: begin_item(w); break;
    case MARKDOWN_LINK:
        open_line(w);
        w->link_at = w->to->n;
        w->address = markdown_link_address(address);
        break;
    case MARKDOWN_EM:
    case MARKDOWN_STRONG:
    case MARKDOWN_CODE:
    case MARKDOWN_IMAGE: break;
    }
    return w->to->full;
}

/* The address after the words, unless it is the words. */
static void end_link(struct text_writer *w)
{
    ptrdiff_t from = w->link_at < w->to->n ? w->link_at : w->to->n;
    struct str words = str_skip(buf_str(w->to), from), address = w->address;
    struct str bare = str_startsi(address, S("mailto:")) ? str_skip(address, 7) : address;
    w->address = (struct str){0};
    if (!address.p || str_eq(words, address) || str_eq(words, bare))
        return;
    buf_addz(w->to, " <");
    buf_add(w->to, bare);
    buf_addc(w->to, '>');
}

static bool end_part(void *writer, enum markdown_part part)
{
    struct text_writer *w = writer;
    switch (part) {
    case MARKDOWN_ITEM:
        if (w->marker.p)
            open_line(w);
        close_line(w);
        w->depth--;
        w->is_fresh = false;
        break;
    case MARKDOWN_QUOTE:
    case MARKDOWN_LIST:
    case MARKDOWN_NUMBERED:
        close_line(w);
        w->depth--;
        w->is_fresh = false;
        break;
    case MARKDOWN_CODE_BLOCK:
        close_line(w);
        w->is_code = false;
        break;
    case MARKDOWN_LINK: end_link(w); break;
    case MARKDOWN_PARAGRAPH:
    case MARKDOWN_HEADING:
    case MARKDOWN_RULE: close_line(w); break;
    case MARKDOWN_EM:
    case MARKDOWN_STRONG:
    case MARKDOWN_CODE:
    case MARKDOWN_IMAGE: break;
    }
    return w->to->full;
}

static bool put_text(void *writer, struct str s)
{
    struct text_writer *w = writer;
    struct out out = {.to = w->to};
    while (s.p && s.n) {
        ptrdiff_t end = str_chr(s, '\n');
        open_line(w);
        out_text_str(&out, end < 0 ? s : str_head(s, end));
        if (end < 0)
            break;
        close_line(w);
        s = str_skip(s, end + 1);
    }
    return w->to->full;
}

static bool put_break(void *writer)
{
    struct text_writer *w = writer;
    open_line(w);
    close_line(w);
    return w->to->full;
}

struct str markdown_text(struct arena *a, struct str markdown)
{
    static const struct markdown_events events = {begin_part, end_part, put_text, put_break};
    struct buf b;
    struct text_writer w = {.to = &b, .is_fresh = true};
    buf_init(&b, a, LIMIT_PAGE_BYTES);
    bool is_whole = markdown_walk(a, markdown, &events, &w) && !b.full;
    return is_whole ? str_trim_end(buf_str(&b)) : str_head(markdown, LIMIT_MESSAGE_BYTES);
}
