#include "http/guard.h"

#include "base/limits.h"
#include "http/request.h"

enum { line_end = 2 };

bool guard_lines(const struct head *h)
{
    const char *at = h->method.p + h->method.n + 1;
    if (h->target.p != at || h->version.p != at + h->target.n + 1)
        return false;
    at = h->version.p + h->version.n + line_end;
    for (int i = 0; i < h->count; i++) {
        struct str name = h->headers[i].name, value = h->headers[i].value;
        if (name.p != at || value.p <= name.p + name.n)
            return false;
        at = value.p + value.n + line_end;
    }
    return at + line_end == h->method.p + h->bytes;
}

static bool is_field_value(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < ' ' && c != '\t') || c == 127)
            return false;
    }
    return true;
}

bool is_host(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && str_chr(S("-._:[]~%"), c) < 0)
            return false;
    }
    return s.n > 0 && s.n <= 255 + 6;
}

static bool digits(struct str s, int64_t *out)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_digit(s.p[i]))
            return false;
    return s.n > 0 && s.n <= 18 && str_to_i64(s, out) == OK;
}

/* Fields of which a second one makes two readers differ. */
static bool is_single(struct str name)
{
    static const struct str single[] = {
        STR_INIT("host"),         STR_INIT("content-length"), STR_INIT("transfer-encoding"),
        STR_INIT("content-type"), STR_INIT("authorization"),  STR_INIT("origin"),
        STR_INIT("expect"),       STR_INIT("sec-fetch-site"),
    };
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (str_eqi(name, single[i]))
            return true;
    return false;
}

static const char *check_fields(const struct head *h)
{
    for (int i = 0; i < h->count; i++) {
        struct str name = h->headers[i].name;
        if (!is_token(name))
            return "A header has a name that is none";
        if (!is_field_value(h->headers[i].value))
            return "A header holds a control character";
        if (!is_single(name))
            continue;
        for (int k = 0; k < i; k++)
            if (str_eqi(name, h->headers[k].name))
                return "A header that may stand once stands twice";
    }
    return NULL;
}

static const char *check_host(const struct head *h)
{
    struct str host = str_trim(pair_find(h->headers, h->count, S("Host"), true));
    if (!host.p)
        return str_eq(h->version, S("HTTP/1.0")) ? NULL : "The Host header is missing";
    return is_host(host) ? NULL : "The Host header holds no host";
}

static int refuse(const char **why, int status, const char *words)
{
    *why = words;
    return status;
}

static int check_body(const struct head *h, struct framing *out, const char **why)
{
    struct str length = str_trim(pair_find(h->headers, h->count, S("Content-Length"), true));
    struct str coding = str_trim(pair_find(h->headers, h->count, S("Transfer-Encoding"), true));
    struct str expect = str_trim(pair_find(h->headers, h->count, S("Expect"), true));
    if (length.p && coding.p)
        return refuse(why, 400, "Content-Length and Transfer-Encoding stand side by side");
    if (length.p && !digits(length, &out->body_bytes))
        return refuse(why, 400, "Content-Length is no number of bytes");
    if (coding.p && !str_eq(h->version, S("HTTP/1.1")))
        return refuse(why, 400, "Transfer-Encoding needs HTTP/1.1");
    if (coding.p && !str_eqi(coding, S("chunked")))
        return refuse(why, 501, "Only the transfer coding chunked is understood");
    if (expect.p && !str_eqi(expect, S("100-continue")))
        return refuse(why, 417, "Only 100-continue can be expected");
    if (coding.p) {
        /* Chunks are read leniently by the library. What follows them is never read as a request,
         * so nothing can be smuggled behind them. */
        out->body_bytes = GUARD_CHUNKED;
        out->must_close = true;
    }
    return 0;
}

int guard_check(const struct head *h, struct framing *out, const char **why)
{
    *out = (struct framing){0};
    if (h->target.n > LIMIT_PATH_BYTES)
        return refuse(why, 414, "The address is too long");
    if (h->bytes > LIMIT_HEADER_BYTES)
        return refuse(why, 431, "The headers are too large");
    if (!guard_lines(h))
        return refuse(why, 400, "The headers are not well-formed");
    if (!str_eq(h->version, S("HTTP/1.1")) && !str_eq(h->version, S("HTTP/1.0")))
        return refuse(why, 505, "Only HTTP/1.1 and HTTP/1.0 are spoken here");
    if (!is_token(h->method))
        return refuse(why, 400, "The method is none");
    if ((*why = check_fields(h)) || (*why = check_host(h)))
        return 400;
    return check_body(h, out, why);
}
