/* The escapers: each finds the next byte it must change, sixteen at a time where the machine can,
 * and copies what stands before it in one piece. */
#include "text/tpl.h"

#include <math.h>

#include "text/json.h"

void out_raw_slow(struct out *o, const char *p, ptrdiff_t n)
{
    buf_add(o->to, str_of(p, n));
}

static const bool is_html_special[256] = {
    ['"'] = true, ['&'] = true, ['\''] = true, ['<'] = true, ['>'] = true};

static void put_html_escape(struct out *o, char c)
{
    switch (c) {
    case '"': out_raw(o, "&quot;", 6); break;
    case '&': out_raw(o, "&amp;", 5); break;
    case '<': out_raw(o, "&lt;", 4); break;
    case '>': out_raw(o, "&gt;", 4); break;
    default: out_raw(o, "&#39;", 5); break;
    }
}

#ifdef __SSE2__
typedef char sixteen __attribute__((vector_size(16)));

/* A bit for each of the sixteen bytes that HTML must not see as it is. & and ' differ in the lowest
 * bit, < and > in the second, so three comparisons do for five. */
static unsigned html_special_bits(const char *p)
{
    sixteen v;
    memcpy(&v, p, sizeof v);
    sixteen special = (sixteen)((v == '"') | ((v | 1) == '\'') | ((v | 2) == '>'));
    return (unsigned)__builtin_ia32_pmovmskb128(special);
}
#endif

/* Where the next special byte is at or after i; s.n when there is none. */
static ptrdiff_t html_run(struct str s, ptrdiff_t i)
{
#ifdef __SSE2__
    for (; i + 16 <= s.n; i += 16) {
        unsigned bits = html_special_bits(s.p + i);
        if (bits)
            return i + __builtin_ctz(bits);
    }
#endif
    while (i < s.n && !is_html_special[(unsigned char)s.p[i]])
        i++;
    return i;
}

void out_html_str(struct out *o, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n;) {
        ptrdiff_t end = html_run(s, i);
        if (end > i)
            out_raw(o, s.p + i, end - i);
        if (end < s.n)
            put_html_escape(o, s.p[end]);
        i = end + 1;
    }
}

void out_html_z(struct out *o, const char *z)
{
    out_html_str(o, str_from(z));
}

static bool is_text_byte(char c)
{
    return (unsigned char)c >= 0x20 ? c != 0x7f : c == '\n' || c == '\t';
}

void out_text_str(struct out *o, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n;) {
        ptrdiff_t start = i;
        while (i < s.n && is_text_byte(s.p[i]))
            i++;
        if (i > start)
            out_raw(o, s.p + start, i - start);
        i++;
    }
}

void out_text_z(struct out *o, const char *z)
{
    out_text_str(o, str_from(z));
}

static void put_percent(struct out *o, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";
    char t[3] = {'%', digits[c >> 4], digits[c & 15]};
    out_raw(o, t, 3);
}

static bool is_unreserved(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

void out_url_str(struct out *o, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        ptrdiff_t start = i;
        while (i < s.n && is_unreserved(s.p[i]))
            i++;
        if (i > start)
            out_raw(o, s.p + start, i - start);
        if (i < s.n)
            put_percent(o, (unsigned char)s.p[i]);
    }
}

void out_url_z(struct out *o, const char *z)
{
    out_url_str(o, str_from(z));
}

/* A URL that leads nowhere it should not: a place on this host, or one of four schemes. Browsers
 * take a backslash for a slash and skip tabs, line ends and leading blanks; those are encoded
 * below, so what is judged here is what they will see. */
static bool is_href_safe(struct str s)
{
    ptrdiff_t i = 0;
    if (memchr(s.p, 0, (size_t)s.n))
        return false;
    while (i < s.n && !strchr(":/?#", s.p[i]))
        i++;
    if (i == s.n || s.p[i] != ':') {
        bool is_other_host = s.n >= 2 && (s.p[0] == '/' || s.p[0] == '\\') &&
                             (s.p[1] == '/' || s.p[1] == '\\');
        return !is_other_host;
    }
    struct str scheme = str_head(s, i), rest = str_skip(s, i + 1);
    if (str_eqi(scheme, S("http")) || str_eqi(scheme, S("https")))
        return str_starts(rest, S("//"));
    return str_eqi(scheme, S("mailto")) || str_eqi(scheme, S("tel"));
}

static bool is_href_byte(char c)
{
    return (unsigned char)c > 0x20 && c != 0x7f && !strchr("\"'<>&\\`", c);
}

void out_href_str(struct out *o, struct str s)
{
    if (s.n && !is_href_safe(s))
        s = S("#");
    for (ptrdiff_t i = 0; i < s.n; i++) {
        ptrdiff_t start = i;
        while (i < s.n && is_href_byte(s.p[i]))
            i++;
        if (i > start)
            out_raw(o, s.p + start, i - start);
        if (i < s.n && s.p[i] == '&')
            out_raw(o, "&amp;", 5);
        else if (i < s.n)
            put_percent(o, (unsigned char)s.p[i]);
    }
}

void out_href_z(struct out *o, const char *z)
{
    out_href_str(o, str_from(z));
}

void out_base_str(struct out *o, struct str s)
{
    while (s.n && (s.p[s.n - 1] == '/' || s.p[s.n - 1] == '\\'))
        s.n--;
    out_href_str(o, s);
}

void out_base_z(struct out *o, const char *z)
{
    out_base_str(o, str_from(z));
}

void out_json_key_str(struct out *o, struct str s)
{
    out_raw(o, "\"", 1);
    json_escape(o->to, s);
    out_raw(o, "\"", 1);
}

void out_json_key_z(struct out *o, const char *z)
{
    out_json_key_str(o, str_from(z));
}

void out_json_str(struct out *o, struct str s)
{
    if (s.p)
        out_json_key_str(o, s);
    else
        out_raw(o, "null", 4);
}

void out_json_z(struct out *o, const char *z)
{
    out_json_str(o, z ? str_from(z) : (struct str){0});
}

void out_i64(struct out *o, int64_t v)
{
    char digits[20];
    int n = 20;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do
        digits[--n] = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        digits[--n] = '-';
    out_raw(o, digits + n, 20 - n);
}

void out_u64(struct out *o, uint64_t v)
{
    if (v <= INT64_MAX)
        buf_add_i64(o->to, (int64_t)v);
    else
        buf_addf(o->to, "%llu", (unsigned long long)v);
}

void out_json_f64(struct out *o, double v)
{
    struct json j;
    json_init(&j, o->to);
    json_f64(&j, v);
}

void out_f64(struct out *o, double v)
{
    if (isfinite(v))
        out_json_f64(o, v);
}

void out_bool(struct out *o, bool v)
{
    if (v)
        out_raw(o, "true", 4);
    else
        out_raw(o, "false", 5);
}

void out_safe(struct out *o, struct safe_html h)
{
    buf_add(o->to, h.html);
}

void out_json_safe(struct out *o, struct safe_html h)
{
    out_json_str(o, h.html);
}
