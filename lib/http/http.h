/* http.h: the web server behind a seam: requests in, responses out; only http_mhd.c knows the
 * library.
 *
 * A few I/O threads own the sockets. A handler is straight-line, blocking code. A quick GET runs
 * right on the I/O thread that read it; everything that writes, and any GET whose route has lately
 * been slow, goes to one of N workers (docs/adr/0061). Limits, framing checks and security headers
 * are seen to before and after the handler. */
#ifndef KEPT_HTTP_HTTP_H
#define KEPT_HTTP_HTTP_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"

enum http_method {
    HTTP_GET = 1,
    HTTP_POST = 2,
    HTTP_HEAD = 4,
    HTTP_PUT = 8,
    HTTP_PATCH = 16,
    HTTP_DELETE = 32
};

struct http_pair {
    struct str name, value;
};

struct http_file {
    struct str field; /* the form field it came in */
    struct str name;  /* as sent: data only, never a path */
    struct str type;  /* as sent */
    int fd; /* an unlinked file holding its bytes, at offset 0; closed after the request */
    int64_t size;
};

struct http_request {
    struct arena *arena; /* this request's; reset after the response is sent */
    void *worker;        /* what http_config.worker_open made for this thread */
    enum http_method method;
    struct str path;   /* decoded, starts with '/', valid UTF-8, without "//" or dot segments */
    struct str target; /* path and query as sent */
    struct str host;   /* Host header */
    struct str client; /* the peer's address, or what a trusted proxy says of it; "unix" for a
                        * peer on a Unix socket */
    bool is_https;     /* by TLS or as a trusted proxy says */
    const struct http_pair *headers;
    int header_count;
    const struct http_pair *query;
    int query_count; /* decoded, valid UTF-8 */
    const struct http_pair *cookies;
    int cookie_count;
    const struct http_pair *form;
    int form_count; /* urlencoded or multipart fields */
    const struct http_file *files;
    int file_count;
    struct str body; /* any other content type, up to LIMIT_FORM_BYTES */
    struct str params[8];
    int param_count; /* {…} of the route's pattern, in order */
};

struct str http_header(const struct http_request *r, struct str name); /* p NULL when absent */
struct str http_query(const struct http_request *r, struct str name);
struct str http_form(const struct http_request *r, struct str name);
struct str http_cookie(const struct http_request *r, struct str name);
const struct http_file *http_file(const struct http_request *r, struct str field, int nth);
/* http_wants_json: Accept prefers application/json to text/html. */
bool http_wants_json(const struct http_request *r);
/* http_language: which of `have` (tags: "en", "pt-BR") Accept-Language likes best; -1 for none. */
int http_language(const struct http_request *r, const struct str *have, int count);

struct http_response {
    int status;      /* 200 until changed */
    struct str type; /* "text/html; charset=utf-8" until changed */
    struct buf body; /* in the request's arena, capped at LIMIT_PAGE_BYTES */
    struct http_pair headers[16];
    int header_count;
    struct str etag; /* of this page, without quotes; with is_cacheable a browser that has
                      * it already gets 304 and no body */
    /* a download, instead of body: the fd is read from offset 0 and closed */
    int fd;
    int64_t fd_size;           /* fd -1 when unused */
    const struct asset *asset; /* a static file, instead of body */
    /* a live stream, instead of body (see live.h) */
    const struct live_topics *live;
    bool is_cacheable;      /* "private, no-cache": kept by the browser, asked about each time;
                             * else Cache-Control: no-store */
    bool is_frame;          /* shown inside Kept's own sandboxed frame: its own strict CSP */
    bool has_remote_images; /* of a frame: the agent asked to see pictures from elsewhere */
};
void http_add_header(struct http_response *r, struct str name,
                     struct str value); /* CR or LF inside: assert */
/* http_redirect: 303 See Other. Local paths only: anything else ("//evil", "https://…") becomes
 * "/". */
void http_redirect(struct http_response *r, struct str location);
/* http_set_cookie: HttpOnly, SameSite=Lax, Path=/, Secure when the request came by https; name gets
 * the prefix __Host- then. max_age in seconds; 0 ends with the browser; -1 removes it. */
void http_set_cookie(const struct http_request *q, struct http_response *r, struct str name,
                     struct str value, int64_t max_age);

typedef void http_handler(struct http_request *q, struct http_response *r);

/* A route. Pattern: "/r/{id}/reply"; a {name} matches one segment. `need` is the product's own word
 * for what an actor must be allowed; 0 does not exist: the router refuses to start with one. */
struct http_route {
    int methods; /* HTTP_GET | …; GET brings HEAD */
    const char *pattern;
    int need;
    void (*handle)(
        void);        /* the product's handler, cast back to its type and called by its dispatch */
    bool takes_files; /* multipart with files, up to LIMIT_UPLOAD_BYTES */
};

/* router_new: compiled routes. Where a literal segment and a {name} both fit, the literal wins. Two
 * patterns that are the same, or that some path fits equally well, a pattern it cannot read, or a
 * route without `need` or handler: http_start refuses to start and says which. */
struct http_router; /* compiled routes */
struct http_router *router_new(struct arena *a, const struct http_route *const *lists,
                               const int *counts, int n);
/* router_find: the route of a path; fills params. *allowed gets the methods the path has when the
 * method does not fit (405), 0 when there is no such path (404). */
const struct http_route *router_find(const struct http_router *r, struct http_request *q,
                                     int *allowed);

struct http_config {
    struct str listen; /* "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:80", "*:80", "unix:/path" */
    int io_threads;    /* 0: 2 per core, at least 4 */
    int workers;       /* 0: 4 per core */
    struct str
        trusted_proxies;   /* addresses and networks ("10.0.0.0/8, ::1") whose X-Forwarded-* are
                            * believed, "unix" for the peers of a Unix socket; empty: none */
    struct str upload_dir; /* where uploads lie unlinked while they are needed; empty: /tmp */
    bool gzip;      /* pages over 1 kB go out compressed to who accepts it: for a server without
                     * a proxy in front, on slow lines (docs/adr/0062) */
    bool no_inline; /* every handler on a worker, GET too */
    int request_seconds;   /* 0: LIMIT_REQUEST_SECONDS. Tests set these */
    int idle_seconds;      /* 0: LIMIT_IDLE_SECONDS */
    int heartbeat_seconds; /* 0: LIMIT_HEARTBEAT_SECONDS */
    const struct log *log;
    const struct http_router *router;
    void *app; /* given to the callbacks */
    /* Once for each thread that runs handlers, before http_start returns; may be NULL. */
    void *(*worker_open)(void *app);
    void (*worker_close)(void *app, void *worker);
    /* Asked when the headers of a request with a body are here, before the body: 0, or the status
     * to refuse it with (401, 429 …). Runs on the I/O thread: must be quick. q has no form yet. May
     * be NULL. */
    int (*admit)(void *app, const struct http_route *route, struct http_request *q);
    /* Answers a request whose route was found (route) or not (route NULL, status 404, 405 or the
     * status of a refused framing, 400, 413, 431 …, with words in `why`). For a refused framing the
     * request holds what could be read: path "/" and no headers at worst. */
    void (*dispatch)(void *app, const struct http_route *route, int status, struct str why,
                     struct http_request *q, struct http_response *r);
};
struct http_server;
/* http_start: listens and serves until http_stop.
 *   errors  ERR_INVALID  the address, the proxies or the routes cannot be read
 *           ERR_IO       the address is taken or not ours */
enum err http_start(const struct http_config *config, struct http_server **out,
                    struct fault *f) must_use;
struct str http_address(
    const struct http_server *s); /* what it listens on; "127.0.0.1:41234" when asked for port 0 */
/* http_stop: takes no new connections, finishes the requests begun (what a client has not sent or
 * taken after 10 s is cut off; a handler is always waited for), ends the streams, frees all. */
void http_stop(struct http_server *s);

/* http_csp: the Content-Security-Policy of pages; of frames that show a message; of such frames
 * with has_remote_images. */
extern const char http_csp_page[], http_csp_frame[], http_csp_frame_images[];

#endif
