#include "mail/header.h"

#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "mail/word.h"

enum { garbage_lines_most = 8 /* lines that are no fields, in the middle of fields */ };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A line without its end; lines may end in LF, CR LF or CR CR LF. */
static struct str line_text(struct str line)
{
    while (line.n && (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
        line.n--;
    return line;
}

/* The next line of s at offset `at`, with its end. */
static struct str line_at(struct str s, ptrdiff_t at)
{
    struct str rest = str_skip(s, at);
    ptrdiff_t end = str_chr(rest, '\n');
    return end < 0 ? rest : str_head(rest, end + 1);
}

/* The length of a field's name when the line begins with one and a colon; 0 if not. */
static ptrdiff_t name_length(struct str line)
{
    ptrdiff_t n = 0;
    while (n < line.n && line.p[n] > ' ' && line.p[n] < 127 && line.p[n] != ':')
        n++;
    ptrdiff_t colon = n;
    while (colon < line.n && is_blank(line.p[colon]))
        colon++;
    return colon < line.n && line.p[colon] == ':' ? n : 0;
}

/* Names that tell fields from a letter's first lines ("Note: …") where the empty line is missing.
 */
static bool is_known_name(struct str name)
{
    static const struct str known[] = {
        STR_INIT("from"),
        STR_INIT("to"),
        STR_INIT("cc"),
        STR_INIT("bcc"),
        STR_INIT("subject"),
        STR_INIT("date"),
        STR_INIT("sender"),
        STR_INIT("reply-to"),
        STR_INIT("message-id"),
        STR_INIT("in-reply-to"),
        STR_INIT("references"),
        STR_INIT("received"),
        STR_INIT("return-path"),
        STR_INIT("mime-version"),
        STR_INIT("delivered-to"),
        STR_INIT("precedence"),
        STR_INIT("auto-submitted"),
        STR_INIT("dkim-signature"),
        STR_INIT("user-agent"),
        STR_INIT("importance"),
        STR_INIT("authentication-results"),
    };
    if (str_startsi(name, S("content-")) || str_startsi(name, S("x-")) ||
        str_startsi(name, S("list-")) || str_startsi(name, S("resent-")) ||
        str_startsi(name, S("arc-")))
        return true;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_eqi(name, known[i]))
            return true;
    return false;
}

static bool is_known_field(struct str line)
{
    return is_known_name(str_head(line, name_length(line)));
}

/* Do fields go on after the lines at `at` that are none? */
static bool fields_follow(struct str raw, ptrdiff_t at)
{
    for (int i = 0; i < garbage_lines_most && at < raw.n; i++) {
        struct str line = line_at(raw, at);
        if (line_text(line).n == 0)
            return false;
        if (is_known_field(line))
            return true;
        at += line.n;
    }
    return false;
}

/* A line of blanks ends the block, as people expect, unless a field goes on or follows after it,
 * as the grammar has it. */
static bool blanks_go_on(struct str raw, ptrdiff_t at)
{
    for (int i = 0; i < garbage_lines_most && at < raw.n; i++) {
        struct str line = line_at(raw, at);
        if (line_text(line).n == 0)
            return true;
        if (!is_blank(line.p[0]))
            return name_length(line) > 0;
        if (str_trim(line).n > 0 && i == 0 && str_has(line, S("=?")))
            return true;
        at += line.n;
    }
    return false;
}

enum line_kind { LINE_FIELD, LINE_MORE, LINE_SKIP, LINE_END, LINE_BODY };

static enum line_kind line_classify(struct str raw, ptrdiff_t at, struct str line, bool has_field)
{
    struct str text = line_text(line);
    if (text.n == 0)
        return LINE_END;
    if (is_blank(text.p[0])) {
        if (str_trim(text).n == 0)
            return has_field && blanks_go_on(raw, at + line.n) ? LINE_MORE : LINE_END;
        if (has_field)
            return LINE_MORE;
    }
    if (name_length(text) > 0)
        return LINE_FIELD;
    bool is_boundary = str_starts(text, S("--")); /* somebody left out the empty line before it */
    return !is_boundary && fields_follow(raw, at + line.n) ? LINE_SKIP : LINE_BODY;
}

static ptrdiff_t skip_to_message(struct str raw)
{
    ptrdiff_t at = 0;
    while (at < raw.n && line_text(line_at(raw, at)).n == 0)
        at += line_at(raw, at).n;
    struct str line = line_at(raw, at);
    if (str_starts(line, S("From ")) || str_starts(line, S(">From ")))
        at += line.n;
    return at;
}

static void field_add(struct arena *a, struct header_block *h, struct str line)
{
    if (h->fields.n >= LIMIT_MAIL_HEADERS) {
        h->is_over_cap = true;
        return;
    }
    ptrdiff_t n = name_length(line);
    struct header_field *f = vec_push(a, &h->fields);
    f->name = str_head(line, n);
    ptrdiff_t colon = str_chr(line, ':');
    f->value = line_text(str_skip(line, colon + 1));
}

struct header_block header_read(struct arena *a, struct str raw, bool is_message)
{
    struct header_block h = {0};
    ptrdiff_t at = is_message ? skip_to_message(raw) : 0;
    bool is_more_of_field = false; /* the line before belongs to the last field of the list */
    while (at < raw.n) {
        struct str line = line_at(raw, at);
        enum line_kind kind = line_classify(raw, at, line, is_more_of_field);
        if (kind == LINE_BODY)
            break;
        at += line.n;
        if (kind == LINE_END)
            break;
        if (at > LIMIT_MAIL_HEADER_BYTES)
            h.is_over_cap = true;
        if (h.is_over_cap)
            continue;
        if (kind == LINE_FIELD) {
            field_add(a, &h, line);
        } else if (kind == LINE_MORE) {
            struct header_field *f = &h.fields.v[h.fields.n - 1];
            f->value.n = line.p + line_text(line).n - f->value.p;
        }
        is_more_of_field = kind != LINE_SKIP && !h.is_over_cap;
    }
    h.size = at;
    return h;
}

const struct header_field *header_next(const struct header_block *h, struct str name,
                                       const struct header_field *previous)
{
    for (ptrdiff_t i = previous ? previous - h->fields.v + 1 : 0; i < h->fields.n; i++)
        if (str_eqi(h->fields.v[i].name, name))
            return &h->fields.v[i];
    return NULL;
}

struct str header_find(const struct header_block *h, struct str name)
{
    const struct header_field *f = header_next(h, name, NULL);
    return f ? f->value : (struct str){0};
}

bool header_is_message(const struct header_block *h)
{
    for (ptrdiff_t i = 0; i < h->fields.n; i++)
        if (is_known_name(h->fields.v[i].name))
            return true;
    return false;
}

struct str header_unfold(struct arena *a, struct str value)
{
    struct buf out;
    buf_init(&out, a, value.n + 1);
    for (ptrdiff_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        bool is_space = ascii_is_space(c) || (c >= 0 && c < ' ') || c == 127;
        if (!is_space)
            buf_addc(&out, c);
        else if (out.n && out.p[out.n - 1] != ' ')
            buf_addc(&out, ' ');
    }
    return str_trim(utf8_clean(a, buf_str(&out)));
}

struct str header_text(struct arena *a, struct str value, struct str hint, bool *is_guess)
{
    return word_decode(a, value, hint, is_guess);
}

static bool id_add(struct arena *a, header_id_list *ids, struct str raw)
{
    struct buf b;
    buf_init(&b, a, raw.n + 1);
    for (ptrdiff_t i = 0; i < raw.n; i++)
        if (!ascii_is_space(raw.p[i]))
            buf_addc(&b, raw.p[i]); /* folded in the middle, as Exchange does */
    struct str id = buf_str(&b);
    if (id.n == 0)
        return true;
    if (ids->n >= LIMIT_MAIL_REFERENCES)
        return false;
    *vec_push(a, ids) = id;
    return true;
}

/* What stands between angle brackets; the innermost where somebody doubled them. */
static bool ids_in_brackets(struct arena *a, struct str s, header_id_list *ids, bool *any)
{
    ptrdiff_t start = -1;
    *any = false;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] == '<') {
            start = i + 1;
            *any = true;
        } else if (s.p[i] == '>' && start >= 0) {
            if (!id_add(a, ids, str_of(s.p + start, i - start)))
                return false;
            start = -1;
        }
    }
    return true;
}

/* Without brackets all words must be identifiers, or there must be one word only: "X's message of
 * Tuesday" names nothing. */
static bool ids_bare(struct arena *a, struct str s, header_id_list *ids)
{
    ptrdiff_t before = ids->n, words = 0;
    bool fits = true, all = true;
    for (ptrdiff_t i = 0; i < s.n;) {
        ptrdiff_t start = i;
        while (i < s.n && s.p[i] != ' ' && s.p[i] != ',')
            i++;
        struct str word = str_of(s.p + start, i - start);
        i++;
        if (word.n == 0)
            continue;
        words++;
        all = all && str_chr(word, '@') > 0;
        fits = fits && id_add(a, ids, word);
    }
    if (words > 1 && !all)
        ids->n = before;
    return fits;
}

bool header_ids(struct arena *a, struct str value, header_id_list *ids)
{
    struct str s = str_has(value, S("=?")) ? header_text(a, value, (struct str){0}, NULL)
                                           : header_unfold(a, value);
    bool any;
    bool fits = ids_in_brackets(a, s, ids, &any);
    return any ? fits : ids_bare(a, s, ids);
}
