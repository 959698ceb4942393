#include "http/multipart.h"

#include <assert.h>

#include "base/utf8.h"
#include "http/request.h"

/* bchars of RFC 2046, 5.1.1. A boundary holds no CR, so CR stands only at the start of the mark:
 * after a mismatch the search need not look back. */
static bool is_boundary(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && str_chr(S("'()+_,-./:=? "), c) < 0)
            return false;
    }
    return s.n > 0 && s.n <= BOUNDARY_MOST && s.p[s.n - 1] != ' ';
}

/* The next "; name=value" of a header; a quoted value comes with its quotes. */
static bool param_next(struct str *rest, struct str *name, struct str *value)
{
    *rest = str_trim(*rest);
    if (!str_starts(*rest, S(";")))
        return false;
    *rest = str_skip(*rest, 1);
    ptrdiff_t n = 0;
    while (n < rest->n && rest->p[n] != '=' && rest->p[n] != ';')
        n++;
    *name = str_trim(str_head(*rest, n));
    *value = S("");
    *rest = str_skip(*rest, n);
    if (!str_starts(*rest, S("=")))
        return true;
    *rest = str_trim(str_skip(*rest, 1));
    bool quoted = str_starts(*rest, S("\""));
    for (n = quoted; n < rest->n && rest->p[n] != (quoted ? '"' : ';'); n++)
        n += quoted && rest->p[n] == '\\' && n + 1 < rest->n &&
             (rest->p[n + 1] == '"' || rest->p[n + 1] == '\\');
    n += quoted && n < rest->n;
    *value = str_head(*rest, n);
    *rest = str_skip(*rest, n);
    return true;
}

struct str multipart_boundary(struct str content_type)
{
    struct str rest = content_type, name, value;
    ptrdiff_t semicolon = str_chr(rest, ';');
    if (semicolon < 0 || !str_eqi(str_trim(str_head(rest, semicolon)), S("multipart/form-data")))
        return (struct str){0};
    rest = str_skip(rest, semicolon);
    while (param_next(&rest, &name, &value)) {
        value = str_trim(value);
        if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
            value = str_of(value.p + 1, value.n - 2);
        if (str_eqi(name, S("boundary")) && is_boundary(value))
            return value;
    }
    return (struct str){0};
}

void multipart_init(struct multipart *m, struct arena *a, struct str boundary,
                    struct multipart_sink sink)
{
    assert(is_boundary(boundary));
    m->arena = a;
    m->sink = sink;
    m->state = PART_PREAMBLE;
    memcpy(m->mark, "\r\n--", 4);
    memcpy(m->mark + 4, boundary.p, (size_t)boundary.n);
    m->mark_n = (int)boundary.n + 4;
    m->seen = 2; /* the first boundary needs no line end before it */
    m->line_n = 0;
}

/* A quoted value without its quotes. Browsers write %22, %0D and %0A for what would end it
 * (WHATWG), others \" and \\; CR and LF stay as they were written. */
static struct str unquote(struct arena *a, struct str s)
{
    if (s.n < 2 || s.p[0] != '"')
        return str_trim(s);
    char *to = arena_bytes(a, s.n);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 1; i < s.n - 1; i++) {
        bool escaped = s.p[i] == '\\' && (s.p[i + 1] == '"' || s.p[i + 1] == '\\') && i + 2 < s.n;
        bool percent = str_starts(str_skip(s, i), S("%22"));
        to[n++] = percent ? '"' : s.p[i + escaped];
        i += escaped + 2 * percent;
    }
    return str_of(to, n);
}

/* filename*=UTF-8''na%C3%AFve.txt (RFC 5987); p NULL when it is not of that form. */
static struct str extended(struct arena *a, struct str s)
{
    struct str charset = str_cut(&s, '\'');
    str_cut(&s, '\'');
    if (!s.p || !str_eqi(charset, S("UTF-8")))
        return (struct str){0};
    char *to = arena_bytes(a, s.n);
    ptrdiff_t n = percent_decode(s, to, true, false);
    return n < 0 ? (struct str){0} : str_of(to, n);
}

static bool read_disposition(struct arena *a, struct str value, struct part *out)
{
    struct str name, raw, better = {0}, rest = value;
    ptrdiff_t semicolon = str_chr(rest, ';');
    if (semicolon < 0 || !str_eqi(str_trim(str_head(rest, semicolon)), S("form-data")))
        return false;
    rest = str_skip(rest, semicolon);
    while (param_next(&rest, &name, &raw)) {
        if (str_eqi(name, S("name")))
            out->name = unquote(a, raw);
        else if (str_eqi(name, S("filename")))
            out->filename = utf8_clean(a, unquote(a, raw));
        else if (str_eqi(name, S("filename*")))
            better = extended(a, str_trim(raw));
    }
    if (better.p)
        out->filename = utf8_clean(a, better);
    return out->name.p && out->name.n <= LIMIT_FIELD_NAME_BYTES && str_chr(out->name, 0) < 0 &&
           utf8_is_valid(out->name) && str_trim(rest).n == 0;
}

static bool read_headers(struct arena *a, struct str lines, struct part *out)
{
    bool is_form = false;
    *out = (struct part){.type = S("text/plain")};
    lines = str_dup(a, lines); /* the buffer they are in is used again for the next part */
    while (lines.p) {
        struct str value = str_line(&lines);
        if (value.n == 0)
            continue;
        struct str name = str_cut(&value, ':');
        if (!value.p || !is_token(name) || str_chr(value, 0) >= 0)
            return false;
        if (str_eqi(name, S("Content-Disposition")))
            is_form = !is_form && read_disposition(a, str_trim(value), out);
        else if (str_eqi(name, S("Content-Type")))
            out->type = str_trim(value);
    }
    return is_form;
}

static enum err add_header_byte(struct multipart *m, char c)
{
    if (m->line_n == (int)sizeof m->line)
        return ERR_TOO_LARGE;
    m->line[m->line_n++] = c;
    struct str lines = str_of(m->line, m->line_n);
    struct part part;
    if (c != '\n' || !str_ends(lines, S("\r\n\r\n")))
        return OK;
    if (!read_headers(m->arena, lines, &part))
        return ERR_INVALID;
    m->state = PART_BODY;
    m->line_n = 0;
    m->seen = 0;
    return m->sink.part(m->sink.to, &part);
}

/* After a boundary: "--" ends all; blanks and a line end begin the headers of the next part. */
static enum err after_boundary(struct multipart *m, char c)
{
    if (m->line_n == 0 && (c == ' ' || c == '\t'))
        return OK;
    m->line[m->line_n++] = c;
    if (m->line_n == 1)
        return c == '-' || c == '\r' ? OK : ERR_INVALID;
    if (m->line[0] == '-' && c == '-')
        m->state = PART_DONE;
    else if (m->line[0] == '\r' && c == '\n')
        m->state = PART_HEADERS;
    else
        return ERR_INVALID;
    m->line_n = 0;
    return OK;
}

static enum err emit(struct multipart *m, const char *p, ptrdiff_t n)
{
    if (n <= 0 || m->state != PART_BODY)
        return OK;
    return m->sink.bytes(m->sink.to, str_of(p, n));
}

static enum err boundary_found(struct multipart *m)
{
    bool in_part = m->state == PART_BODY;
    m->state = PART_AFTER_BOUNDARY;
    m->seen = 0;
    m->line_n = 0;
    return in_part ? m->sink.part_end(m->sink.to) : OK;
}

/* Looks for the mark; what is before it goes to the sink in runs as long as may be. Bytes of a mark
 * that began in an earlier piece (`before`) are given out only when it turns out to be none.
 * Leaves in *s what comes after the mark. */
static enum err scan(struct multipart *m, struct str *s)
{
    int before = m->seen, seen = m->seen;
    ptrdiff_t i = 0;
    while (i < s->n && seen < m->mark_n) {
        if (seen == 0) {
            const char *cr = memchr(s->p + i, '\r', (size_t)(s->n - i));
            i = cr ? cr - s->p + 1 : s->n;
            seen = cr != NULL;
        } else if (s->p[i] == m->mark[seen]) {
            seen++;
            i++;
        } else {
            TRY(emit(m, m->mark, before));
            before = 0;
            seen = 0;
        }
    }
    TRY(emit(m, s->p, i - (seen - before)));
    m->seen = seen;
    *s = str_skip(*s, i);
    return seen == m->mark_n ? boundary_found(m) : OK;
}

static enum err step(struct multipart *m, struct str *s)
{
    char c = s->p[0];
    switch (m->state) {
    case PART_PREAMBLE:
    case PART_BODY: return scan(m, s);
    case PART_AFTER_BOUNDARY: *s = str_skip(*s, 1); return after_boundary(m, c);
    case PART_HEADERS: *s = str_skip(*s, 1); return add_header_byte(m, c);
    case PART_DONE: *s = str_skip(*s, s->n); return OK; /* an epilogue means nothing */
    case PART_FAILED: return ERR_INVALID;
    }
    return ERR_INVALID;
}

enum err multipart_add(struct multipart *m, struct str bytes)
{
    enum err err = OK;
    while (bytes.n && err == OK)
        err = step(m, &bytes);
    if (err != OK)
        m->state = PART_FAILED;
    return err;
}

enum err multipart_end(const struct multipart *m)
{
    return m->state == PART_DONE ? OK : ERR_INVALID;
}
