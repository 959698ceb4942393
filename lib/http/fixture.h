/* fixture.h: for tests: a server with a page of each kind, and a client that sends raw bytes. */
#ifndef KEPT_HTTP_FIXTURE_H
#define KEPT_HTTP_FIXTURE_H

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "harness/test.h"

#include "base/limits.h"
#include "http/http.h"
#include "http/live.h"

typedef void page(struct http_request *q, struct http_response *r);

/* ---- pages ---- */

static inline void page_hello(struct http_request *q, struct http_response *r)
{
    (void)q;
    buf_addz(&r->body, "hello");
}

static inline void page_echo(struct http_request *q, struct http_response *r)
{
    r->type = S("text/plain; charset=utf-8");
    buf_addf(&r->body, "method=%d path=%.*s target=%.*s host=%.*s client=%.*s https=%d worker=%d",
             (int)q->method, STR_ARG(q->path), STR_ARG(q->target), STR_ARG(q->host),
             STR_ARG(q->client), q->is_https, q->worker != NULL);
    for (int i = 0; i < q->query_count; i++)
        buf_addf(&r->body, " q:%.*s=%.*s", STR_ARG(q->query[i].name), STR_ARG(q->query[i].value));
    for (int i = 0; i < q->form_count; i++)
        buf_addf(&r->body, " f:%.*s=%.*s", STR_ARG(q->form[i].name), STR_ARG(q->form[i].value));
    for (int i = 0; i < q->param_count; i++)
        buf_addf(&r->body, " p:%.*s", STR_ARG(q->params[i]));
    if (q->body.p)
        buf_addf(&r->body, " body=%.*s", STR_ARG(q->body));
}

static inline void page_upload(struct http_request *q, struct http_response *r)
{
    char piece[65536];
    page_echo(q, r);
    for (int i = 0; i < q->file_count; i++) {
        const struct http_file *f = &q->files[i];
        int64_t n = 0, sum = 0;
        ssize_t got;
        while ((got = read(f->fd, piece, sizeof piece)) > 0)
            for (ssize_t k = 0; k < got; k++, n++)
                sum = (sum * 31 + (unsigned char)piece[k]) % 1000003;
        assert_int_equal(n, f->size);
        buf_addf(&r->body, " file:%.*s|%.*s|%.*s|%lld|%lld", STR_ARG(f->field), STR_ARG(f->name),
                 STR_ARG(f->type), (long long)n, (long long)sum);
    }
}

static inline void page_bytes(struct http_request *q, struct http_response *r)
{
    int64_t n = 0;
    (void)!str_to_i64(http_query(q, S("n")), &n);
    char *to = buf_room(&r->body, n);
    if (!to)
        return;
    memset(to, 'x', (size_t)n);
    r->body.n += n;
}

static inline void page_sleep(struct http_request *q, struct http_response *r)
{
    int64_t ms = 0;
    (void)!str_to_i64(http_query(q, S("ms")), &ms);
    usleep((useconds_t)ms * 1000);
    buf_addz(&r->body, "slept");
}

static inline void page_file(struct http_request *q, struct http_response *r)
{
    int64_t n = 0;
    (void)!str_to_i64(http_query(q, S("n")), &n);
    r->fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    assert_int_equal(ftruncate(r->fd, n), 0);
    r->fd_size = n;
    r->type = S("application/octet-stream");
}

static inline void page_live(struct http_request *q, struct http_response *r)
{
    struct live_topics *t = NEW(q->arena, struct live_topics);
    struct str *topics = NEWN(q->arena, struct str, 2);
    topics[0] = q->params[0];
    topics[1] = S("all");
    *t = (struct live_topics){topics, 2, http_query(q, S("key"))};
    r->live = t;
}

static inline void page_etag(struct http_request *q, struct http_response *r)
{
    page_hello(q, r);
    r->etag = S("v1");
    r->is_cacheable = true;
}

static inline void page_move(struct http_request *q, struct http_response *r)
{
    (void)q;
    http_redirect(r, S("/there"));
    http_set_cookie(q, r, S("kept"), S("token"), 60);
}

#define PAGE(m, p, fn, files)                                                                      \
    {                                                                                              \
        .methods = (m), .pattern = (p), .need = 1, .handle = (void (*)(void))(fn),                 \
        .takes_files = (files)                                                                     \
    }

static const struct http_route fixture_routes[] = {
    PAGE(HTTP_GET, "/", page_hello, false),
    PAGE(HTTP_GET | HTTP_POST | HTTP_PUT | HTTP_DELETE, "/echo", page_echo, false),
    PAGE(HTTP_GET, "/echo/{one}/x/{two}", page_echo, false),
    PAGE(HTTP_POST, "/upload", page_upload, true),
    PAGE(HTTP_GET, "/bytes", page_bytes, false),
    PAGE(HTTP_GET, "/sleep", page_sleep, false),
    PAGE(HTTP_POST, "/sleep", page_sleep, false),
    PAGE(HTTP_GET, "/file", page_file, false),
    PAGE(HTTP_GET, "/live/{topic}", page_live, false),
    PAGE(HTTP_GET, "/etag", page_etag, false),
    PAGE(HTTP_POST, "/move", page_move, false),
};
enum { fixture_route_count = (int)(sizeof fixture_routes / sizeof *fixture_routes) };

struct fixture {
    struct arena arena;
    struct http_server *server;
    struct live_hub *hub;
    struct log log;
    atomic_int opened, closed, refused; /* worker states; errors dispatched */
    int admit;                          /* what admit answers */
    bool is_unix;
    struct sockaddr_in at;
    struct sockaddr_un at_unix;
};

static inline void fixture_dispatch(void *app, const struct http_route *route, int status,
                                    struct str why, struct http_request *q, struct http_response *r)
{
    struct fixture *f = app;
    assert_non_null(q->arena);
    if (route) {
        ((page *)route->handle)(q, r);
        return;
    }
    atomic_fetch_add(&f->refused, 1);
    assert_true(status >= 400 && why.n > 0 && q->path.n > 0 && q->path.p[0] == '/');
    r->type = S("text/plain; charset=utf-8");
    buf_addf(&r->body, "error %d: %.*s", status, STR_ARG(why));
}

static inline void *fixture_open(void *app)
{
    atomic_fetch_add(&((struct fixture *)app)->opened, 1);
    return app;
}

static inline void fixture_close(void *app, void *worker)
{
    assert_ptr_equal(app, worker);
    atomic_fetch_add(&((struct fixture *)app)->closed, 1);
}

static inline int fixture_admit(void *app, const struct http_route *route, struct http_request *q)
{
    assert_true(route && q->form_count == 0);
    return ((struct fixture *)app)->admit;
}

/* A running server; what `config` leaves open is filled in. */
static inline struct fixture *fixture_start(struct http_config config)
{
    static const struct http_route *const lists[] = {fixture_routes};
    static const int counts[] = {fixture_route_count};
    struct fault fault = {0};
    struct fixture *f = heap_alloc((ptrdiff_t)sizeof *f);
    f->log = (struct log){-1, LOG_ERROR};
    config.router = router_new(&f->arena, lists, counts, 1);
    if (!config.listen.n)
        config.listen = S("127.0.0.1:0");
    if (!config.io_threads)
        config.io_threads = 2;
    if (!config.workers)
        config.workers = 2;
    config.log = &f->log;
    config.app = f;
    config.worker_open = fixture_open;
    config.worker_close = fixture_close;
    config.admit = fixture_admit;
    config.dispatch = fixture_dispatch;
    if (http_start(&config, &f->server, &fault) != OK)
        fail_msg("%s", fault.message);
    f->hub = live_hub_of(f->server);
    struct str address = http_address(f->server);
    f->is_unix = str_starts(address, S("unix:"));
    f->at_unix.sun_family = AF_UNIX;
    if (f->is_unix)
        memcpy(f->at_unix.sun_path, address.p + 5, (size_t)address.n - 5);
    int64_t port = 0;
    (void)!str_to_i64(str_skip(address, str_rchr(address, ':') + 1), &port);
    f->at = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    f->at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return f;
}

static inline void fixture_stop(struct fixture *f)
{
    http_stop(f->server);
    assert_int_equal(atomic_load(&f->opened), atomic_load(&f->closed));
    arena_release(&f->arena);
    heap_free(f);
}

/* ---- the client ---- */

static inline int dial(const struct fixture *f)
{
    int fd = socket(f->is_unix ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const struct sockaddr *at = f->is_unix ? (const struct sockaddr *)&f->at_unix
                                           : (const struct sockaddr *)&f->at;
    struct timeval patience = {.tv_sec = 10};
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, at, f->is_unix ? sizeof f->at_unix : sizeof f->at), 0);
    return fd;
}

/* False when the other side has gone. */
static inline bool say(int fd, struct str s)
{
    while (s.n) {
        ssize_t n = send(fd, s.p, (size_t)s.n, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        s = str_skip(s, n);
    }
    return true;
}

struct reply {
    int status;      /* 0: the connection ended without one */
    struct str head; /* to the empty line */
    struct str body;
};

static inline struct str reply_header(struct reply r, struct str name)
{
    struct str rest = r.head;
    str_line(&rest);
    while (rest.p) {
        struct str value = str_line(&rest);
        struct str has = str_cut(&value, ':');
        if (str_eqi(has, name))
            return str_trim(value);
    }
    return (struct str){0};
}

/* Reads at least until `least` bytes are there; false at the end of the stream. */
static inline bool fill(int fd, struct buf *b, ptrdiff_t least)
{
    while (b->n < least) {
        char *to = buf_room(b, 65536);
        assert_non_null(to);
        ssize_t n = recv(fd, to, 65536, 0);
        if (n <= 0)
            return false;
        b->n += n;
    }
    return true;
}

/* The next reply; what has been read past it stays in *b, which starts empty. */
static inline struct reply listen_to(int fd, struct arena *a, struct buf *b, bool is_head)
{
    struct reply r = {0};
    ptrdiff_t end;
    int64_t status = 0, length = 0;
    if (!b->max)
        buf_init(b, a, 64 << 20);
    while ((end = str_find(buf_str(b), S("\r\n\r\n"))) < 0)
        if (!fill(fd, b, b->n + 1))
            return r;
    r.head = str_dup(a, str_head(buf_str(b), end));
    assert_true(str_starts(r.head, S("HTTP/1.1 ")) && r.head.n >= 12);
    assert_int_equal(str_to_i64(str_of(r.head.p + 9, 3), &status), OK);
    r.status = (int)status;
    struct str said = reply_header(r, S("Content-Length"));
    if (said.p && !is_head && status != 304)
        assert_int_equal(str_to_i64(said, &length), OK);
    end += 4;
    if (!fill(fd, b, end + length))
        return (struct reply){0};
    r.body = str_dup(a, str_of(b->p + end, length));
    memmove(b->p, b->p + end + length, (size_t)(b->n - end - length));
    b->n -= end + length;
    return r;
}

/* One connection, one request, one reply. */
static inline struct reply ask(struct fixture *f, struct str request)
{
    int fd = dial(f);
    struct buf b = {0};
    say(fd, request);
    struct reply r = listen_to(fd, &f->arena, &b, str_starts(request, S("HEAD")));
    close(fd);
    return r;
}

static inline bool is_ended(int fd)
{
    char c;
    return recv(fd, &c, 1, 0) <= 0;
}

/* ---- what the process holds ---- */

static inline int count_in(const char *dir)
{
    int n = 0;
    DIR *d = opendir(dir);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static inline int64_t resident_kb(void)
{
    long pages = 0, all = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    assert_int_equal(fscanf(f, "%ld %ld", &all, &pages), 2);
    fclose(f);
    return (int64_t)pages * (sysconf(_SC_PAGESIZE) / 1024);
}

#define H "Host: kept.example\r\n"

#endif
