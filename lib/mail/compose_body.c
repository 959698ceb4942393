#include "mail/compose_body.h"

#include "base/utf8.h"

enum { QUOTED_COLUMNS = 75, PLAIN_COLUMNS = 78, BASE64_LINE = 57 };

struct str body_text(struct arena *a, struct str text)
{
    struct buf b;
    text = utf8_clean(a, text);
    buf_init(&b, a, 2 * text.n + 2);
    for (ptrdiff_t i = 0; i < text.n; i++) {
        bool is_end = text.p[i] == '\n' || text.p[i] == '\r';
        if (!is_end) {
            buf_addc(&b, text.p[i]);
            continue;
        }
        bool is_pair = text.p[i] == '\r' && i + 1 < text.n && text.p[i + 1] == '\n';
        i += is_pair;
        buf_addz(&b, "\r\n");
    }
    if (!str_ends(buf_str(&b), S("\r\n")))
        buf_addz(&b, "\r\n");
    return buf_str(&b);
}

/* --- which ---------------------------------------------------------------------------------------
 */

/* Lines that mail programs on the way would change: "From " gets a ">", a lone dot may end the
 * mail, and boundaries begin with "=_" after two dashes. */
static bool is_fragile(struct str line)
{
    return str_starts(line, S("From ")) || str_eq(line, S(".")) || str_has(line, S("=_"));
}

enum body_encoding body_encoding(struct str text)
{
    ptrdiff_t odd = 0;
    bool is_plain = true;
    for (struct str rest = text; rest.n;) {
        struct str line = str_line(&rest);
        is_plain = is_plain && line.n <= PLAIN_COLUMNS && !is_fragile(line);
        for (ptrdiff_t i = 0; i < line.n; i++) {
            bool is_odd = (unsigned char)line.p[i] >= 0x7F ||
                          (line.p[i] < 0x20 && line.p[i] != '\t');
            odd += is_odd;
        }
    }
    if (is_plain && !odd)
        return BODY_7BIT;
    /* From a sixth on base64 is shorter; up to a third quoted-printable can still be read. */
    return odd > text.n / 3 ? BODY_BASE64 : BODY_QUOTED;
}

const char *body_encoding_name(enum body_encoding encoding)
{
    static const char *const names[] = {
        [BODY_7BIT] = "7bit", [BODY_QUOTED] = "quoted-printable", [BODY_BASE64] = "base64"};
    return names[encoding];
}

/* --- how -----------------------------------------------------------------------------------------
 */

static bool is_literal(struct str line, ptrdiff_t i)
{
    char c = line.p[i];
    bool is_last = i + 1 == line.n;
    if (c == ' ' || c == '\t')
        return !is_last; /* space at the end of a line gets lost */
    if (i == 0 && (c == '.' || (c == 'F' && str_starts(line, S("From ")))))
        return false;
    return c > 0x20 && c < 0x7F && c != '=';
}

static void add_quoted_line(struct buf *out, struct str line)
{
    static const char hex[] = "0123456789ABCDEF";
    ptrdiff_t column = 0;
    for (ptrdiff_t i = 0; i < line.n; i++) {
        bool literal = is_literal(line, i);
        ptrdiff_t width = literal ? 1 : 3;
        if (column + width > QUOTED_COLUMNS) {
            buf_addz(out, "=\r\n");
            column = 0;
        }
        column += width;
        if (literal) {
            buf_addc(out, line.p[i]);
            continue;
        }
        unsigned char c = (unsigned char)line.p[i];
        buf_addc(out, '=');
        buf_addc(out, hex[c >> 4]);
        buf_addc(out, hex[c & 15]);
    }
    buf_addz(out, "\r\n");
}

void body_put_base64(struct buf *out, struct str s)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = buf_room(out, (s.n + 2) / 3 * 4);
    if (!to)
        return;
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < s.n; i += 3) {
        ptrdiff_t left = s.n - i;
        unsigned v = (unsigned)(unsigned char)s.p[i] << 16;
        v |= left > 1 ? (unsigned)(unsigned char)s.p[i + 1] << 8 : 0;
        v |= left > 2 ? (unsigned char)s.p[i + 2] : 0;
        to[n++] = letters[v >> 18];
        to[n++] = letters[v >> 12 & 63];
        to[n++] = left > 1 ? letters[v >> 6 & 63] : '=';
        to[n++] = left > 2 ? letters[v & 63] : '=';
    }
    out->n += n;
}

void body_add_base64(struct buf *out, struct str bytes)
{
    while (bytes.n) {
        body_put_base64(out, str_head(bytes, BASE64_LINE));
        buf_addz(out, "\r\n");
        bytes = str_skip(bytes, BASE64_LINE);
    }
}

void compose_body_add(struct buf *out, struct str text, enum body_encoding encoding)
{
    if (encoding == BODY_BASE64) {
        body_add_base64(out, text);
        return;
    }
    if (encoding == BODY_7BIT) {
        buf_add(out, text);
        return;
    }
    while (text.n)
        add_quoted_line(out, str_line(&text));
}
