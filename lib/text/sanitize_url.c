#include "text/sanitize_url.h"

#include "base/buf.h"

enum {
    url_most = 8192,          /* links of newsletters that name everything reach 3,000 bytes */
    raster_most = 1024 * 1024 /* a picture in the text; larger ones are attachments */
};

static bool is_edge(char c)
{
    return (unsigned char)c <= ' ';
}

/* Browsers cut controls and spaces off both ends, drop tabs and line ends anywhere, and read a
 * backslash as a slash. */
static struct str unfolded(struct arena *a, struct str s)
{
    while (s.n && is_edge(s.p[0]))
        s = str_skip(s, 1);
    while (s.n && is_edge(s.p[s.n - 1]))
        s.n--;
    char *p = arena_bytes(a, s.n);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
            p[n++] = s.p[i] == '\\' ? '/' : s.p[i];
    return str_of(p, n);
}

static bool is_scheme_char(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || c == '+' || c == '-' || c == '.';
}

/* The length of "scheme:" at the front of s; 0 where there is none. A colon after anything else
 * than a scheme still counts as one: whoever reads it differently must not find one we overlooked.
 */
static ptrdiff_t scheme_length(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n && str_chr(S("/?#"), s.p[i]) < 0; i++)
        if (s.p[i] == ':')
            return i + 1;
    return 0;
}

/* Escapes what could end an attribute or be read in two ways; false where a control stands. */
static bool put_escaped(struct buf *out, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < ' ' || c == 0x7F)
            return false;
        if (str_chr(S(" \"<>'`"), s.p[i]) >= 0)
            buf_addf(out, "%%%02X", c);
        else
            buf_addc(out, s.p[i]);
    }
    return !out->full;
}

static enum url_kind put_with_scheme(struct arena *a, const char *scheme, struct str rest,
                                     struct str *out)
{
    struct buf b;
    buf_init(&b, a, url_most);
    buf_addz(&b, scheme);
    bool is_clean = put_escaped(&b, rest) && rest.n;
    *out = buf_str(&b);
    return is_clean ? URL_WEB : URL_NONE;
}

static enum url_kind raster_clean(struct arena *a, struct str s, struct str *out)
{
    static const struct str kinds[] = {
        STR_INIT("image/png;base64,"), STR_INIT("image/jpeg;base64,"),
        STR_INIT("image/gif;base64,"), STR_INIT("image/webp;base64,")};
    size_t kind = 0;
    while (kind < 4 && !str_startsi(s, kinds[kind]))
        kind++;
    if (kind == 4 || s.n > raster_most)
        return URL_NONE;
    struct buf b;
    buf_init(&b, a, raster_most + 32);
    buf_addz(&b, "data:");
    buf_add(&b, kinds[kind]);
    for (ptrdiff_t i = kinds[kind].n; i < s.n; i++) {
        char c = s.p[i];
        if (c == ' ')
            continue;
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && c != '+' && c != '/' && c != '=')
            return URL_NONE;
        buf_addc(&b, c);
    }
    *out = buf_str(&b);
    return URL_RASTER;
}

static enum url_kind relative_clean(struct arena *a, struct str s, struct str *out)
{
    if (str_starts(s, S("//")))
        return put_with_scheme(a, "https://", str_skip(s, 2), out);
    if (str_startsi(s, S("www.")))
        return put_with_scheme(a, "http://", s, out);
    return put_with_scheme(a, "", s, out) == URL_WEB ? URL_RELATIVE : URL_NONE;
}

enum url_kind url_clean(struct arena *a, struct str raw, struct str *out)
{
    *out = S("");
    if (raw.n > raster_most * 2)
        return URL_NONE;
    struct str s = unfolded(a, raw);
    ptrdiff_t n = scheme_length(s);
    struct str scheme = str_head(s, n), rest = str_skip(s, n);
    if (!n)
        return relative_clean(a, s, out);
    for (ptrdiff_t i = 0; i < n - 1; i++)
        if (!is_scheme_char(scheme.p[i]))
            return URL_NONE;
    bool is_web = str_eqi(scheme, S("http:")) || str_eqi(scheme, S("https:"));
    if (is_web && str_starts(rest, S("//")))
        return put_with_scheme(a, scheme.n == 5 ? "http://" : "https://", str_skip(rest, 2), out);
    if (str_eqi(scheme, S("mailto:")))
        return put_with_scheme(a, "mailto:", rest, out) ? URL_CONTACT : URL_NONE;
    if (str_eqi(scheme, S("tel:")))
        return put_with_scheme(a, "tel:", rest, out) ? URL_CONTACT : URL_NONE;
    if (str_eqi(scheme, S("cid:")))
        return put_with_scheme(a, "", rest, out) ? URL_CID : URL_NONE;
    return str_eqi(scheme, S("data:")) ? raster_clean(a, rest, out) : URL_NONE;
}
