#include "http/answer.h"

#include <assert.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "http/accept.h"
#include "http/asset.h"
#include "http/gzip.h"
#include "http/live.h"
#include "http/route.h"

/* Scripts and styles only from files of our own; nothing embeds us; forms go to ourselves. */
const char http_csp_page[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/* A message is shown without script, form or plug-in. Mail carries its styles in attributes, and
 * its inline pictures come from us with the reader's cookie, so the frame keeps our origin (which
 * without scripts gives it nothing). Links open outside of it. */
#define FRAME_POLICY(images)                                                                       \
    "default-src 'none'; img-src " images "; style-src 'unsafe-inline'; font-src 'self'; "         \
    "form-action 'none'; frame-ancestors 'self'; base-uri 'none'; "                                \
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
const char http_csp_frame[] = FRAME_POLICY("'self' data:");
const char http_csp_frame_images[] = FRAME_POLICY("'self' data: https: http:");

/* What people sent, as files: shown or saved, never run. */
static const char csp_file[] = "default-src 'none'; img-src 'self'; media-src 'self'; "
                               "style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";

enum { gzip_least = 1024 }; /* under it the headers weigh more than what is saved */

void response_init(struct http_response *r, struct arena *a)
{
    *r = (struct http_response){.status = 200, .type = S("text/html; charset=utf-8"), .fd = -1};
    buf_init(&r->body, a, LIMIT_PAGE_BYTES);
}

static bool is_one_line(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == 0)
            return false;
    return true;
}

void http_add_header(struct http_response *r, struct str name, struct str value)
{
    assert(is_one_line(name) && is_one_line(value));
    assert(r->header_count < (int)(sizeof r->headers / sizeof *r->headers));
    r->headers[r->header_count++] = (struct http_pair){name, value};
}

/* "/…" but not "//…" or "/\…", which browsers take for another host. */
static bool is_local(struct str location)
{
    if (location.n < 1 || location.p[0] != '/')
        return false;
    if (location.n > 1 && (location.p[1] == '/' || location.p[1] == '\\'))
        return false;
    for (ptrdiff_t i = 0; i < location.n; i++)
        if ((unsigned char)location.p[i] <= ' ' || location.p[i] == 127)
            return false;
    return true;
}

void http_redirect(struct http_response *r, struct str location)
{
    struct buf b;
    buf_init(&b, r->body.arena, LIMIT_HEADER_BYTES);
    if (!is_local(location) || location.n > LIMIT_PATH_BYTES * 3)
        location = S("/");
    for (ptrdiff_t i = 0; i < location.n; i++) {
        if ((unsigned char)location.p[i] < 128)
            buf_addc(&b, location.p[i]);
        else
            buf_addf(&b, "%%%02X", (unsigned)(unsigned char)location.p[i]);
    }
    r->status = 303;
    http_add_header(r, S("Location"), buf_str(&b));
}

void http_set_cookie(const struct http_request *q, struct http_response *r, struct str name,
                     struct str value, int64_t max_age)
{
    struct buf b;
    buf_init(&b, r->body.arena, 4096); /* what browsers take */
    for (ptrdiff_t i = 0; i < value.n; i++)
        assert(value.p[i] > ' ' && value.p[i] < 127 && str_chr(S("\",;\\"), value.p[i]) < 0);
    buf_addf(&b, "%s%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax", q->is_https ? "__Host-" : "",
             STR_ARG(name), STR_ARG(value));
    if (q->is_https)
        buf_addz(&b, "; Secure");
    if (max_age)
        buf_addf(&b, "; Max-Age=%lld", (long long)(max_age < 0 ? 0 : max_age));
    assert(!b.full);
    http_add_header(r, S("Set-Cookie"), buf_str(&b));
}

void answer_add(struct answer *out, const char *name, const char *value)
{
    assert(out->line_count < (int)(sizeof out->lines / sizeof *out->lines));
    out->lines[out->line_count++] = (struct answer_line){name, value};
}

static bool has_header(const struct http_response *r, struct str name)
{
    for (int i = 0; i < r->header_count; i++)
        if (str_eqi(r->headers[i].name, name))
            return true;
    return false;
}

static void add_security(struct answer *out, const struct http_request *q,
                         const struct http_response *r)
{
    bool is_framed = r->is_frame || out->fd >= 0;
    answer_add(out, "Content-Security-Policy",
               out->fd >= 0           ? csp_file
               : !r->is_frame         ? http_csp_page
               : r->has_remote_images ? http_csp_frame_images
                                      : http_csp_frame);
    answer_add(out, "X-Frame-Options", is_framed ? "SAMEORIGIN" : "DENY");
    answer_add(out, "X-Content-Type-Options", "nosniff");
    answer_add(out, "Referrer-Policy", r->is_frame ? "no-referrer" : "same-origin");
    answer_add(out, "Cross-Origin-Opener-Policy", "same-origin");
    answer_add(out, "Cross-Origin-Resource-Policy", "same-origin");
    answer_add(out, "Permissions-Policy",
               "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()");
    if (q->is_https)
        answer_add(out, "Strict-Transport-Security", "max-age=31536000");
}

static void add_caching(struct answer *out, const struct http_response *r)
{
    if (has_header(r, S("Cache-Control")))
        return;
    answer_add(out, "Cache-Control",
               r->asset          ? "public, max-age=31536000, immutable"
               : r->is_cacheable ? "private, no-cache"
                                 : "no-store");
}

static bool is_text(struct str type)
{
    return str_starts(type, S("text/")) || str_starts(type, S("application/json")) ||
           str_starts(type, S("image/svg+xml"));
}

static bool takes_gzip(const struct http_request *q)
{
    return accept_coding(http_header(q, S("Accept-Encoding")), S("gzip"));
}

static void use_gzip(struct answer *out, struct str packed, bool varies)
{
    if (varies)
        answer_add(out, "Vary", "Accept-Encoding");
    if (!packed.p)
        return;
    out->body = packed;
    answer_add(out, "Content-Encoding", "gzip");
}

static void take_content(struct answer *out, const struct http_request *q, struct http_response *r,
                         bool may_gzip)
{
    struct str none = {0};
    if (r->asset) {
        bool has = r->asset->gzip.n > 0;
        out->body = r->asset->bytes;
        use_gzip(out, has && takes_gzip(q) ? r->asset->gzip : none, has);
    } else if (r->live) {
        out->live = r->live;
        answer_add(out, "X-Accel-Buffering", "no"); /* nginx would hold events back */
    } else if (r->fd >= 0) {
        out->fd = r->fd;
        out->fd_size = r->fd_size;
        r->fd = -1;
    } else {
        out->body = buf_str(&r->body);
        if (may_gzip && out->body.n >= gzip_least && is_text(r->type))
            use_gzip(out, takes_gzip(q) ? gzip_pack(r->body.arena, out->body) : none, true);
    }
}

/* A weak tag, since the same page may go out compressed or not; 304 when the browser has it. */
static void add_etag(struct answer *out, const struct http_request *q,
                     const struct http_response *r)
{
    struct str etag = r->asset ? r->asset->etag : r->etag;
    if (!etag.n || r->status != 200 || r->live)
        return;
    assert(is_one_line(etag) && str_chr(etag, '"') < 0);
    answer_add(out, "ETag", str_z(q->arena, str_fmt(q->arena, "W/\"%.*s\"", STR_ARG(etag))));
    bool is_read = q->method == HTTP_GET || q->method == HTTP_HEAD;
    if (is_read && accept_etag(http_header(q, S("If-None-Match")), etag))
        out->status = 304;
}

static bool has_no_content(int status)
{
    return status == 304 || status == 204 || status == 205;
}

static void drop_content(struct answer *out)
{
    int kept = 0;
    for (int i = 0; i < out->line_count; i++)
        if (!str_eq(str_from(out->lines[i].name), S("Content-Encoding")))
            out->lines[kept++] = out->lines[i];
    out->line_count = kept;
    out->body = (struct str){0};
    if (out->fd >= 0)
        close(out->fd);
    out->fd = -1;
}

void answer_build(struct answer *out, const struct http_request *q, struct http_response *r,
                  int allowed, bool may_gzip)
{
    struct str type = r->asset ? r->asset->type : r->live ? S("text/event-stream") : r->type;
    assert(r->status >= 200 && r->status <= 599);
    out->status = r->status;
    out->line_count = 0;
    out->body = (struct str){0};
    out->fd = -1;
    out->fd_size = 0;
    out->live = NULL;
    take_content(out, q, r, may_gzip);
    add_etag(out, q, r);
    if (has_no_content(out->status))
        drop_content(out);
    else if (out->body.n || out->fd >= 0 || out->live)
        answer_add(out, "Content-Type", str_z(q->arena, type));
    add_caching(out, r);
    add_security(out, q, r);
    if (r->status == 405)
        answer_add(out, "Allow", str_z(q->arena, methods_format(q->arena, allowed)));
    for (int i = 0; i < r->header_count; i++)
        answer_add(out, str_z(q->arena, r->headers[i].name), str_z(q->arena, r->headers[i].value));
}

static const char *reason(int status)
{
    switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 417: return "Expectation Failed";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return ""; /* RFC 9112 lets it be empty */
    }
}

static void add_date(struct buf *b)
{
    static const char days[] = "SunMonTueWedThuFriSat",
                      months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t now = time(NULL);
    struct tm tm;
    gmtime_r(&now, &tm);
    buf_addf(b, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d GMT\r\n", days + 3 * tm.tm_wday,
             tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
             tm.tm_sec);
}

struct str answer_bytes(const struct answer *x, struct arena *a, bool is_head)
{
    struct buf b;
    assert(x->fd < 0);
    buf_init(&b, a, LIMIT_PAGE_BYTES + LIMIT_HEADER_BYTES);
    buf_addf(&b, "HTTP/1.1 %d %s\r\n", x->status, reason(x->status));
    add_date(&b);
    if (!x->live)
        buf_addf(&b, "Content-Length: %td\r\n", x->body.n);
    buf_addz(&b, "Connection: close\r\n");
    for (int i = 0; i < x->line_count; i++)
        buf_addf(&b, "%s: %s\r\n", x->lines[i].name, x->lines[i].value);
    buf_addz(&b, "\r\n");
    if (!is_head)
        buf_add(&b, x->body);
    return buf_str(&b);
}
