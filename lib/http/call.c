#include "http/server.h"

#include <assert.h>
#include <unistd.h>

#include "base/limits.h"
#include "http/rate.h"
#include "http/request.h"
#include "http/route.h"

enum {
    arena_kept = 256 << 10
}; /* an arena that grew past it is given back, not kept for the next */

uint64_t crowd_number(const struct crowd *c, struct address a)
{
    a = address_site(a);
    return siphash(c->secret, str_of((const char *)a.bytes, sizeof a.bytes)) % CROWD_SIZE;
}

struct call *call_new(struct http_server *s)
{
    struct call *c = heap_alloc((ptrdiff_t)sizeof *c);
    c->server = s;
    c->answer.fd = -1;
    return c;
}

static void answer_drop(struct call *c)
{
    if (c->answer.fd >= 0)
        close(c->answer.fd);
    c->answer.fd = -1;
}

void call_reset(struct call *c)
{
    struct arena arena = c->arena;
    answer_drop(c);
    body_release(&c->body);
    if (arena.used > arena_kept)
        arena_release(&arena);
    else
        arena_reset(&arena);
    c->arena = arena;
    c->connection = NULL;
    c->state = CALL_TARGET;
    c->target = (struct str){0};
    c->target_at = NULL;
    c->target_n = 0;
    c->framing = (struct framing){0};
    c->route = NULL;
    c->status = 0;
    c->why = NULL;
    c->allowed = 0;
    c->q = (struct http_request){0};
}

void call_free(struct call *c)
{
    call_reset(c);
    arena_release(&c->arena);
    heap_free(c);
}

void call_target(struct call *c, struct str target)
{
    c->target_at = target.p;
    c->target_n = target.n;
    c->target = str_dup(&c->arena, str_head(target, LIMIT_PATH_BYTES));
}

/* What stands in a request nothing could be read of. */
static void request_blank(struct call *c)
{
    c->q = (struct http_request){.arena = &c->arena,
                                 .method = HTTP_GET,
                                 .path = S("/"),
                                 .target = S("/"),
                                 .host = S(""),
                                 .client = S("")};
}

/* The head as a whole, which the guard has found to lie in one piece; the parts move along. */
static void copy_headers(struct call *c, const struct head *h)
{
    char *copy = arena_bytes(&c->arena, h->bytes);
    struct http_pair *to = NEWN(&c->arena, struct http_pair, h->count);
    memcpy(copy, h->method.p, (size_t)h->bytes);
    for (int i = 0; i < h->count; i++) {
        struct str name = h->headers[i].name, value = h->headers[i].value;
        to[i].name = str_of(copy + (name.p - h->method.p), name.n);
        to[i].value = str_trim(str_of(copy + (value.p - h->method.p), value.n));
    }
    c->q.headers = to;
    c->q.header_count = h->count;
}

static int fail(struct call *c, int status, const char *why)
{
    c->status = status;
    c->why = why;
    return status;
}

static void find_route(struct call *c, struct str method)
{
    static const struct str known[] = {STR_INIT("OPTIONS"), STR_INIT("TRACE"), STR_INIT("CONNECT")};
    enum http_method m = method_from(method);
    bool is_known = m != 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        is_known |= str_eq(method, known[i]);
    if (!is_known) {
        fail(c, 501, "This method is not known here");
        return;
    }
    c->q.method = m;
    c->route = router_find(c->server->config.router, &c->q, &c->allowed);
    if (!c->route && c->allowed)
        fail(c, 405, "This address does not take this method");
    else if (!c->route)
        fail(c, 404, "There is nothing at this address");
    if (!m)
        c->q.method = HTTP_GET; /* the page that says so is one for reading */
}

/* The body is only waited for when somebody will want it. */
static int admit_body(struct call *c)
{
    const struct http_config *config = &c->server->config;
    struct str type = http_header(&c->q, S("Content-Type"));
    bool only_reads = c->q.method == HTTP_GET || c->q.method == HTTP_HEAD;
    if (c->status)
        return c->status;
    if (only_reads)
        return fail(c, 400, "A request that only reads carries no body");
    int status = body_init(&c->body, &c->arena, &c->server->uploads, type, c->route->takes_files);
    if (status)
        return fail(c, status, c->body.why);
    if (!body_admits(&c->body, c->framing.body_bytes))
        return fail(c, 413, "The body is too large");
    status = config->admit ? config->admit(config->app, c->route, &c->q) : 0;
    return status ? fail(c, status, "This is not allowed") : 0;
}

int call_head(struct call *c, const struct head *h, struct address peer)
{
    const char *why;
    request_blank(c);
    int status = guard_check(h, &c->framing, &why);
    if (status)
        return fail(c, status, why);
    copy_headers(c, h);
    proxy_apply(&c->server->trusted, peer, &c->q);
    request_cookies(&c->q);
    c->q.host = http_header(&c->q, S("Host"));
    if (!c->q.host.p)
        c->q.host = S("");
    if (request_target(&c->q, c->target, &why) != OK)
        return fail(c, 400, why);
    find_route(c, h->method);
    return c->framing.body_bytes ? admit_body(c) : 0;
}

int call_bytes(struct call *c, struct str bytes)
{
    int status = body_add(&c->body, bytes);
    return status ? fail(c, status, c->body.why) : 0;
}

int call_end(struct call *c)
{
    int status = body_end(&c->body, &c->q);
    return status ? fail(c, status, c->body.why) : 0;
}

/* ---- how long routes take ---- */

static atomic_int *cost_of(struct http_server *s, const struct http_route *r)
{
    return &s->costs[((uintptr_t)r / sizeof *r) % COSTS];
}

/* The dearest lately: a dearer one counts at once, cheaper ones wear it down by a 32nd each. */
static void note_cost(struct call *c, int64_t us)
{
    atomic_int *cost = cost_of(c->server, c->route);
    int old = atomic_load_explicit(cost, memory_order_relaxed);
    int now = us > INT32_MAX ? INT32_MAX : (int)us;
    int worn = old - old / 32;
    atomic_store_explicit(cost, now > worn ? now : worn, memory_order_relaxed);
}

bool call_is_quick(const struct call *c)
{
    if (c->status || !c->route)
        return true;
    if (c->server->config.no_inline || (c->q.method != HTTP_GET && c->q.method != HTTP_HEAD))
        return false;
    return atomic_load_explicit(cost_of(c->server, c->route), memory_order_relaxed) <
           LIMIT_INLINE_USEC;
}

/* ---- the answer ---- */

static void dispatch(struct call *c, int status, const char *why, struct http_response *r)
{
    const struct http_config *config = &c->server->config;
    response_init(r, &c->arena);
    if (status)
        r->status = status;
    config->dispatch(config->app, status ? NULL : c->route, status, str_from(why), &c->q, r);
}

static void drop_file(struct http_response *r)
{
    if (r->fd >= 0)
        close(r->fd);
    r->fd = -1;
}

static void make_answer(struct call *c, struct http_response *r)
{
    answer_build(&c->answer, &c->q, r, c->allowed, c->server->config.gzip);
    drop_file(r);
    body_release(&c->body);
}

void call_refuse(struct call *c, int status, const char *why, void *worker)
{
    struct http_response r;
    answer_drop(c);
    if (!c->q.arena)
        request_blank(c);
    c->q.worker = worker;
    dispatch(c, status, why, &r);
    assert(r.fd < 0 && !r.live && !r.asset); /* an error is a page */
    make_answer(c, &r);
}

void call_run(struct call *c, void *worker)
{
    struct http_response r;
    if (c->status) {
        call_refuse(c, c->status, c->why, worker);
        return;
    }
    int64_t started = clock_ticks();
    c->q.worker = worker;
    dispatch(c, 0, NULL, &r);
    note_cost(c, clock_ticks() - started);
    if (r.body.full) {
        log_error(c->server->config.log, "http.page_too_large", LOG_Z("route", c->route->pattern));
        drop_file(&r);
        call_refuse(c, 500, "This page is too large to be shown", worker);
        return;
    }
    make_answer(c, &r);
}
