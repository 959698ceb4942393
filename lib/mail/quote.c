#include "mail/quote.h"

#include "base/buf.h"
#include "mail/quote_lines.h"

static void add_part(struct quote_parts *parts, enum quote_kind kind, struct str text)
{
    if (!text.n)
        return;
    struct quote_part *last = parts->n ? &parts->v[parts->n - 1] : NULL;
    if (last && last->kind == kind)
        last->text.n += text.n; /* lines stand one after the other in the text */
    else
        parts->v[parts->n++] = (struct quote_part){kind, text};
}

void quote_read(struct quote_lines *lines)
{
    quote_mark_dividers(lines);
    quote_mark_headers(lines);
    quote_mark_attributions(lines);
    quote_decide(lines);
}

struct quote_parts quote_parts(struct arena *a, struct str text)
{
    struct quote_lines lines = quote_lines(a, text);
    quote_read(&lines);
    struct quote_parts parts = {.v = NEWN(a, struct quote_part, lines.n * 2)};
    for (ptrdiff_t i = 0; i < lines.n; i++) {
        const struct quote_line *line = &lines.v[i];
        add_part(&parts, QUOTE_WRITTEN, str_head(line->raw, line->head));
        add_part(&parts, line->kind, str_skip(line->raw, line->head));
    }
    return parts;
}

static bool is_in_sight(enum quote_kind kind)
{
    return kind == QUOTE_WRITTEN || kind == QUOTE_CONTEXT;
}

/* Without space at both ends, of the kinds that mail programs put there too. */
static struct str trim_wide(struct str s)
{
    static const struct str wide[] = {STR_INIT("\xC2\xA0"), STR_INIT("\xE2\x80\x8B"),
                                      STR_INIT("\xEF\xBB\xBF")};
    for (ptrdiff_t before = -1; before != s.n;) {
        before = s.n;
        s = str_trim(s);
        for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
            s = str_starts(s, wide[i]) ? str_skip(s, wide[i].n) : s;
            s.n -= str_ends(s, wide[i]) ? wide[i].n : 0;
        }
    }
    return s;
}

/* Each line without the space at its end, and its end as "\n". */
static void add_lines(struct buf *out, struct str text)
{
    while (text.n) {
        ptrdiff_t end = str_chr(text, '\n');
        struct str line = end < 0 ? text : str_head(text, end);
        text = end < 0 ? (struct str){0} : str_skip(text, end + 1);
        buf_add(out, str_trim_end(line));
        buf_addc(out, '\n');
    }
}

struct str quote_join(struct arena *a, const struct quote_parts *parts, struct str whole)
{
    bool all = str_chr(whole, '\r') < 0;
    for (ptrdiff_t i = 0; i < parts->n; i++)
        all = all && (is_in_sight(parts->v[i].kind) || !str_trim(parts->v[i].text).n);
    if (all)
        return trim_wide(whole);
    struct buf out;
    buf_init(&out, a, whole.n + parts->n + 1);
    for (ptrdiff_t i = 0; i < parts->n; i++)
        if (is_in_sight(parts->v[i].kind))
            add_lines(&out, parts->v[i].text);
    return trim_wide(buf_str(&out));
}

struct str quote_visible(struct arena *a, struct str text)
{
    struct quote_parts parts = quote_parts(a, text);
    return quote_join(a, &parts, text);
}
