#include "tplc/html.h"

#include "tplc/scan.h"

/* The text being moved over. */
struct cursor {
    struct tplc *t;
    struct html_place *h;
    struct str s;
    ptrdiff_t i;
    int line; /* of the text's start */
    bool starts_line;
    struct buf *to;
};

static enum err fail_at(struct cursor *c, const char *words)
{
    int line = c->line;
    for (ptrdiff_t i = 0; i < c->i && i < c->s.n; i++)
        line += c->s.p[i] == '\n';
    return tplc_fail(c->t, line, "%s", words);
}

static struct str rest_of(const struct cursor *c)
{
    return str_skip(c->s, c->i);
}

static bool is_element(const struct html_place *h, const char *name)
{
    return strcmp(h->element, name) == 0;
}

/* A run of white space: with a line end in it one line end; else one space; at a line's start,
 * where the line end was written already, nothing. */
static void put_space(struct cursor *c)
{
    ptrdiff_t start = c->i;
    bool has_line = false;
    for (; c->i < c->s.n && ascii_is_space(c->s.p[c->i]); c->i++)
        has_line |= c->s.p[c->i] == '\n';
    if (c->h->after_line || (start == 0 && c->starts_line && !has_line))
        return;
    buf_addc(c->to, has_line ? '\n' : ' ');
    c->h->after_line = has_line;
}

static void put_text(struct cursor *c, bool keeps_space)
{
    while (c->i < c->s.n && c->s.p[c->i] != '<') {
        if (!keeps_space && ascii_is_space(c->s.p[c->i])) {
            put_space(c);
        } else {
            buf_addc(c->to, c->s.p[c->i++]);
            c->h->after_line = false;
        }
    }
}

/* A name at the cursor, in lower case into `name`; its length in the source. */
static ptrdiff_t take_name(struct cursor *c, char *name, size_t size)
{
    ptrdiff_t n = 0;
    size_t k = 0;
    struct str s = rest_of(c);
    for (; n < s.n && (ascii_is_alpha(s.p[n]) || ascii_is_digit(s.p[n]) || strchr("-:_.", s.p[n]));
         n++)
        if (k + 1 < size)
            name[k++] = ascii_lower(s.p[n]);
    name[k] = 0;
    return n;
}

static enum err skip_comment(struct cursor *c)
{
    ptrdiff_t end = str_find(rest_of(c), S("-->"));
    if (end < 0)
        return fail_at(c,
                       "a comment that does not end before the next {{: a value cannot stand in a "
                       "comment; {{# … }} may hold anything");
    c->i += end + 3;
    return OK;
}

static enum err take_declaration(struct cursor *c)
{
    struct str s = rest_of(c);
    ptrdiff_t end = str_chr(s, '>');
    if (!str_startsi(s, S("<!doctype")) || end < 0)
        return fail_at(c, "after <! only a comment or a doctype");
    buf_add(c->to, str_head(s, end + 1));
    c->i += end + 1;
    c->h->after_line = false;
    return OK;
}

/* </name>, whole, in one literal. */
static enum err take_end_tag(struct cursor *c)
{
    struct html_place *h = c->h;
    c->i += 2;
    ptrdiff_t start = c->i, n = take_name(c, h->element, sizeof h->element);
    c->i += n;
    while (c->i < c->s.n && ascii_is_space(c->s.p[c->i]))
        c->i++;
    if (!n || c->i == c->s.n || c->s.p[c->i] != '>')
        return fail_at(c, "an end tag is </name>, without values");
    if (is_element(h, "pre") && h->pre > 0)
        h->pre--;
    buf_addz(c->to, "</");
    buf_add(c->to, str_of(c->s.p + start, n));
    buf_addc(c->to, '>');
    c->i++;
    h->after_line = false;
    return OK;
}

static enum err take_start_tag(struct cursor *c)
{
    static const struct str banned[] = {STR_INIT("xmp"),      STR_INIT("plaintext"),
                                        STR_INIT("noembed"),  STR_INIT("noframes"),
                                        STR_INIT("frameset"), STR_INIT("base")};
    struct html_place *h = c->h;
    buf_addc(c->to, '<');
    c->i++;
    ptrdiff_t n = take_name(c, h->element, sizeof h->element);
    buf_add(c->to, str_head(rest_of(c), n));
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
        if (str_eq(str_from(h->element), banned[i]))
            return fail_at(c, "this element has no place in a page of Kept");
    c->i += n;
    h->state = HTML_GAP_NEED;
    h->after_line = false;
    return OK;
}

static enum err take_angle(struct cursor *c)
{
    struct str s = rest_of(c);
    char next = s.n > 1 ? s.p[1] : 0;
    if (str_starts(s, S("<!--")))
        return skip_comment(c);
    if (next == '!')
        return take_declaration(c);
    if (next == '/')
        return take_end_tag(c);
    if (ascii_is_alpha(next))
        return take_start_tag(c);
    return fail_at(c,
                   s.n > 1 ? "write &lt; for a < in the text" : "a value cannot be a tag's name");
}

/* The > of a start tag. The parser of HTML drops a line end right after <textarea> and <pre>: one
 * is written, so that a value which begins with one keeps it. */
static void end_tag(struct cursor *c)
{
    struct html_place *h = c->h;
    if (c->to->n && c->to->p[c->to->n - 1] == ' ')
        c->to->n--;
    buf_addc(c->to, '>');
    c->i++;
    h->state = HTML_TEXT;
    h->pre += is_element(h, "pre");
    if (is_element(h, "title") || is_element(h, "textarea"))
        h->state = HTML_WORDS;
    if (is_element(h, "script") || is_element(h, "style") || is_element(h, "iframe"))
        h->state = HTML_EMPTY;
    bool is_kept = is_element(h, "textarea") || is_element(h, "pre");
    if (is_kept && !str_starts(rest_of(c), S("\n")))
        buf_addc(c->to, '\n');
    h->after_line = is_element(h, "title");
}

static enum err take_attr(struct cursor *c)
{
    struct html_place *h = c->h;
    if (h->state == HTML_GAP_NEED)
        return fail_at(
            c, "a blank must come before the next attribute (or a value stands where no value "
               "can: in the name of a tag or attribute)");
    ptrdiff_t n = take_name(c, h->attr, sizeof h->attr);
    if (!n)
        return fail_at(c, "an attribute's name was expected");
    const char *wrong = attr_check(h);
    if (wrong)
        return fail_at(c, wrong);
    buf_add(c->to, str_head(rest_of(c), n));
    c->i += n;
    h->state = HTML_GAP_NEED;
    struct str after = str_trim(rest_of(c));
    if (!str_starts(after, S("=")))
        return OK;
    after = str_trim(str_skip(after, 1));
    if (!after.n || (after.p[0] != '"' && after.p[0] != '\''))
        return fail_at(c, "an attribute's value stands in quotes: name=\"…\"");
    h->quote = after.p[0];
    h->state = HTML_VALUE;
    buf_addc(c->to, '=');
    buf_addc(c->to, h->quote);
    c->i = after.p + 1 - c->s.p;
    return OK;
}

static enum err take_tag(struct cursor *c)
{
    struct html_place *h = c->h;
    char x = c->s.p[c->i];
    if (ascii_is_space(x)) {
        while (c->i < c->s.n && ascii_is_space(c->s.p[c->i]))
            c->i++;
        if (h->state == HTML_GAP_NEED)
            buf_addc(c->to, ' ');
        h->state = HTML_GAP;
        return OK;
    }
    if (x == '>') {
        end_tag(c);
        return OK;
    }
    if (x == '/' && str_starts(rest_of(c), S("/>"))) {
        if (is_element(h, "script") || is_element(h, "style") || is_element(h, "title") ||
            is_element(h, "textarea") || is_element(h, "iframe") || is_element(h, "pre"))
            return fail_at(c, "this element needs an end tag: HTML takes no notice of the /");
        buf_addc(c->to, '/');
        c->i++;
        h->element[0] = 0;
        end_tag(c);
        return OK;
    }
    return take_attr(c);
}

static enum err take_value(struct cursor *c)
{
    struct html_place *h = c->h;
    for (; c->i < c->s.n; c->i++) {
        char x = c->s.p[c->i];
        buf_addc(c->to, x);
        if (x == h->quote) {
            h->state = HTML_GAP_NEED;
            c->i++;
            return OK;
        }
        const char *wrong = h->attr_kind == ATTR_URL ? url_literal(h, x) : NULL;
        if (wrong)
            return fail_at(c, wrong);
    }
    return OK;
}

/* Whether the end tag of the open element stands here. */
static bool is_end_of_element(struct cursor *c)
{
    char name[sizeof c->h->element];
    struct cursor ahead = *c;
    if (!str_starts(rest_of(c), S("</")))
        return false;
    ahead.i += 2;
    take_name(&ahead, name, sizeof name);
    return is_element(c->h, name);
}

/* </title> or </textarea>; nothing else that begins with <. */
static enum err take_words(struct cursor *c)
{
    struct html_place *h = c->h;
    put_text(c, is_element(h, "textarea"));
    if (c->i == c->s.n)
        return OK;
    if (!is_end_of_element(c))
        return fail_at(c, "no tags in <title> and <textarea>; write &lt; for a <");
    h->state = HTML_TEXT;
    return take_end_tag(c);
}

static enum err take_nothing(struct cursor *c)
{
    struct html_place *h = c->h;
    while (c->i < c->s.n && ascii_is_space(c->s.p[c->i]))
        c->i++;
    if (c->i == c->s.n)
        return OK;
    if (!is_end_of_element(c))
        return fail_at(
            c, "nothing stands in <script>, <style> and <iframe>: the pages' policy refuses "
               "inline script and style");
    h->state = HTML_TEXT;
    return take_end_tag(c);
}

static enum err take_text(struct cursor *c)
{
    put_text(c, c->h->pre > 0);
    return c->i < c->s.n ? take_angle(c) : OK;
}

enum err html_literal(struct tplc *t, struct html_place *h, const struct node *literal,
                      struct buf *to)
{
    struct cursor c = {t, h, literal->text, 0, literal->line, literal->starts_line, to};
    while (c.i < c.s.n) {
        switch (h->state) {
        case HTML_TEXT: TRY(take_text(&c)); break;
        case HTML_WORDS: TRY(take_words(&c)); break;
        case HTML_EMPTY: TRY(take_nothing(&c)); break;
        case HTML_GAP:
        case HTML_GAP_NEED: TRY(take_tag(&c)); break;
        case HTML_VALUE: TRY(take_value(&c)); break;
        }
    }
    return OK;
}

static enum err value_in_attr(struct tplc *t, struct html_place *h, struct node *n,
                              enum place_kind *out)
{
    const char *wrong = NULL;
    *out = PLACE_ATTR;
    if (h->attr_kind == ATTR_LITERAL)
        return tplc_fail(t, n->line, "the value of %s is literal text only", h->attr);
    if (h->attr_kind == ATTR_URL)
        wrong = url_value(h, n, out);
    return wrong ? tplc_fail(t, n->line, "%s", wrong) : OK;
}

enum err html_value(struct tplc *t, struct html_place *h, struct node *n, enum place_kind *out)
{
    h->after_line = false;
    switch (h->state) {
    case HTML_TEXT: *out = PLACE_TEXT; return OK;
    case HTML_WORDS: *out = PLACE_WORDS; return OK;
    case HTML_VALUE: return value_in_attr(t, h, n, out);
    case HTML_GAP:
    case HTML_GAP_NEED:
        return tplc_fail(t, n->line,
                         "a value cannot stand in a tag but in a quoted attribute value");
    case HTML_EMPTY: break;
    }
    return tplc_fail(t, n->line, "nothing stands in <%s>", h->element);
}

static bool is_gap(enum html_state s)
{
    return s == HTML_GAP || s == HTML_GAP_NEED;
}

bool html_join(struct html_place *h, const struct html_place *other)
{
    bool is_same = h->state == other->state || (is_gap(h->state) && is_gap(other->state));
    if (!is_same || h->pre != other->pre)
        return false;
    h->after_line &= other->after_line;
    if (h->state == HTML_TEXT)
        return true;
    if (strcmp(h->element, other->element) != 0)
        return false;
    if (is_gap(h->state) && h->state != other->state)
        h->state = HTML_GAP_NEED;
    if (h->state != HTML_VALUE)
        return true;
    if (strcmp(h->attr, other->attr) != 0 || h->quote != other->quote)
        return false;
    url_join(h, other);
    return true;
}

const char *html_describe(const struct html_place *h)
{
    switch (h->state) {
    case HTML_TEXT: return h->pre ? "in <pre>" : "between tags";
    case HTML_WORDS: return "in <title> or <textarea>";
    case HTML_EMPTY: return "in <script>, <style> or <iframe>";
    case HTML_GAP:
    case HTML_GAP_NEED: return "in a tag";
    case HTML_VALUE: return "in an attribute's value";
    }
    return "";
}
