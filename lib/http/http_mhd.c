/* The only file that knows libmicrohttpd. Each I/O thread runs a daemon of its own on the shared
 * listening socket, by MHD_run_wait, so that everything about a connection happens on one thread:
 * callbacks, deadlines, quick handlers. A call goes to a worker with its connection suspended.
 * docs/adr/0060 says which habits of version 0.9.75 this relies on and which it works around. */
#include "http/conn.h"

#include <assert.h>
#include <microhttpd.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/limits.h"

enum {
    /* Of a connection, while it is open: headers of LIMIT_HEADER_BYTES, the library's notes on
     * them, its copy of the cookies. */
    pool_bytes = LIMIT_HEADER_BYTES + (8 << 10),
    calls_kept = 64,
    stop_seconds = 10,
    stop_step_ms = 100, /* while it waits for what was begun */
    last_rounds = 3,    /* of the loop when stopping: what has arrived already is read */
};

/* ---- connections that come and go ---- */

static enum MHD_Result on_accept(void *cls, const struct sockaddr *from, socklen_t n)
{
    (void)n;
    return conn_may_come(cls, address_from(from)) ? MHD_YES : MHD_NO;
}

static void on_connection(void *cls, struct MHD_Connection *m, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = conn_open(
            cls, MHD_get_connection_info(m, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd,
            address_from(
                MHD_get_connection_info(m, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr));
    } else {
        conn_close(*context);
        *context = NULL;
    }
}

static struct conn *conn_of(struct MHD_Connection *m)
{
    return MHD_get_connection_info(m, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* ---- requests ---- */

static struct call *call_take(struct io *io)
{
    struct call *call = io->free_calls;
    if (!call)
        return call_new(io->server);
    io->free_calls = call->next_free;
    io->free_count--;
    return call;
}

static void call_leave(struct io *io, struct call *call)
{
    if (io->free_count == calls_kept) {
        call_free(call);
        return;
    }
    call_reset(call);
    call->next_free = io->free_calls;
    io->free_calls = call;
    io->free_count++;
}

/* The request line is here. The library is about to take the query apart, a note in the
 * connection's memory for each parameter; it finds none, since ours is read from the copy. */
static void *on_target(void *cls, const char *uri, struct MHD_Connection *m)
{
    struct io *io = cls;
    struct conn *c = conn_of(m);
    struct str target = str_from(uri);
    char *query = uri ? strchr((char *)(uintptr_t)uri, '?') : NULL;
    c->call = call_take(io);
    c->call->connection = m;
    call_target(c->call, target);
    if (query && query[1])
        query[1] = 0;
    conn_enter(c, PHASE_HEAD, io->server->config.request_seconds);
    return c->call;
}

static size_t leave_escapes(void *cls, struct MHD_Connection *m, char *s)
{
    (void)cls, (void)m;
    return strlen(s);
}

struct collector {
    struct http_pair *pairs;
    int count;
};

static enum MHD_Result collect(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_n,
                               const char *value, size_t value_n)
{
    struct collector *to = cls;
    (void)kind;
    to->pairs[to->count++] = (struct http_pair){str_of(name, (ptrdiff_t)name_n),
                                                str_of(value, value ? (ptrdiff_t)value_n : 0)};
    return MHD_YES;
}

static int read_head(struct conn *c, struct MHD_Connection *m, const char *method,
                     const char *version)
{
    struct call *call = c->call;
    struct collector all = {0};
    int n = MHD_get_connection_values_n(m, MHD_HEADER_KIND, NULL, NULL);
    all.pairs = NEWN(&call->arena, struct http_pair, n);
    MHD_get_connection_values_n(m, MHD_HEADER_KIND, collect, &all);
    struct head head = {
        .method = str_from(method),
        .target = str_of(call->target_at, call->target_n),
        .version = str_from(version),
        .headers = all.pairs,
        .count = all.count,
        .bytes = (int64_t)MHD_get_connection_info(m, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
                     ->header_size,
    };
    return call_head(call, &head, c->peer);
}

static struct MHD_Response *response_from(struct answer *x)
{
    if (x->fd < 0)
        return MHD_create_response_from_buffer((size_t)x->body.n, (void *)(uintptr_t)x->body.p,
                                               MHD_RESPMEM_PERSISTENT);
    struct MHD_Response *r = MHD_create_response_from_fd64((uint64_t)x->fd_size, x->fd);
    if (r)
        x->fd = -1; /* closed with the response */
    return r;
}

static bool must_close(const struct conn *c)
{
    return c->call->framing.must_close || atomic_load(&c->io->server->is_stopping);
}

static enum MHD_Result send_answer(struct conn *c, struct MHD_Connection *m)
{
    struct answer *x = &c->call->answer;
    int64_t bytes = x->fd >= 0 ? x->fd_size : x->body.n;
    struct MHD_Response *r = response_from(x);
    if (!r)
        return MHD_NO;
    for (int i = 0; i < x->line_count; i++) {
        enum MHD_Result added = *x->lines[i].value ? MHD_add_response_header(r, x->lines[i].name,
                                                                             x->lines[i].value)
                                                   : MHD_YES;
        assert(added == MHD_YES);
    }
    if (must_close(c))
        MHD_add_response_header(r, "Connection", "close");
    enum MHD_Result queued = MHD_queue_response(m, (unsigned)x->status, r);
    MHD_destroy_response(r);
    conn_enter(c, PHASE_SEND, conn_seconds(c, bytes));
    return queued;
}

static enum MHD_Result deliver(struct conn *c, struct MHD_Connection *m)
{
    c->call->state = CALL_READY;
    if (!c->call->answer.live || c->call->q.method == HTTP_HEAD)
        return send_answer(c, m);
    conn_park(c);
    return MHD_NO;
}

static enum MHD_Result run(struct conn *c, struct MHD_Connection *m)
{
    struct io *io = c->io;
    struct call *call = c->call;
    if (call_is_quick(call)) {
        call_run(call, io->worker);
        return deliver(c, m);
    }
    c->phase = PHASE_WORK;
    c->until = 0;
    call->state = CALL_RUNNING;
    MHD_suspend_connection(m);
    atomic_fetch_add(&io->with_workers, 1);
    if (workers_add(io->server->workers, &call->job, LIMIT_QUEUED_REQUESTS))
        return MHD_YES;
    call_refuse(call, 503, "Too much is being asked at once. Try again in a moment", io->worker);
    call_answered(call);
    return MHD_YES;
}

/* Nobody reads the counter: each write is an event of its own. */
static void wake(const struct io *io)
{
    uint64_t one = 1;
    if (write(io->wake, &one, sizeof one) < 0)
        log_error(io->server->config.log, "http.wake_failed",
                  LOG_I("thread", io - io->server->ios));
}

void call_answered(struct call *call)
{
    struct MHD_Connection *m = call->connection;
    struct io *io = conn_of(m)->io;
    call->state = CALL_READY;
    MHD_resume_connection(m);
    wake(io);
    atomic_fetch_sub(&io->with_workers, 1); /* last: io ends when there are none */
}

static enum MHD_Result refuse_in_callback(struct conn *c)
{
    conn_refuse(c, c->call->status, c->call->why, false);
    return MHD_NO;
}

static enum MHD_Result on_head(struct conn *c, struct MHD_Connection *m, const char *method,
                               const char *version)
{
    struct call *call = c->call;
    int status = read_head(c, m, method, version);
    call->state = CALL_BODY;
    c->io->active++;
    if (status)
        return refuse_in_callback(c);
    conn_enter(c, PHASE_BODY, conn_seconds(c, call->framing.body_bytes));
    return MHD_YES;
}

static enum MHD_Result on_body(struct conn *c, struct MHD_Connection *m, const char *data,
                               size_t *size)
{
    int status;
    if (*size) {
        status = call_bytes(c->call, str_of(data, (ptrdiff_t)*size));
        *size = 0;
        return status ? refuse_in_callback(c) : MHD_YES;
    }
    status = c->call->framing.body_bytes ? call_end(c->call) : 0;
    return status ? refuse_in_callback(c) : run(c, m);
}

/* The library calls this when the head is complete, for each piece of the body, at its end, and
 * after a worker has let the connection go on. */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *m, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **context)
{
    struct conn *c = conn_of(m);
    struct call *call = *context;
    (void)cls, (void)url;
    if (!call)
        return MHD_NO;
    switch (call->state) {
    case CALL_TARGET: return on_head(c, m, method, version);
    case CALL_BODY: return on_body(c, m, data, size);
    case CALL_READY: return deliver(c, m);
    case CALL_RUNNING: return MHD_YES;
    case CALL_CUT: return MHD_NO;
    }
    return MHD_NO;
}

static void on_completed(void *cls, struct MHD_Connection *m, void **context,
                         enum MHD_RequestTerminationCode code)
{
    struct io *io = cls;
    struct conn *c = conn_of(m);
    struct call *call = *context;
    (void)code;
    *context = NULL;
    if (!call)
        return;
    c->call = NULL;
    io->active -= call->state != CALL_TARGET;
    call_leave(io, call);
    if (!c->is_taken)
        conn_enter(c, PHASE_IDLE, io->server->config.idle_seconds);
}

/* ---- the thread ---- */

static int patience(const struct io *io)
{
    if (!io->quiet_rounds)
        return io_patience(io);
    return io->quiet_rounds <= last_rounds ? 0 : stop_step_ms;
}

static void be_quiet(struct io *io)
{
    io->stop_at = clock_ticks() + stop_seconds * USEC_PER_SEC;
    MHD_quiesce_daemon(io->daemon);
}

static bool is_over(struct io *io)
{
    if (!atomic_load(&io->server->is_stopping))
        return false;
    if (io->quiet_rounds++ == 0)
        be_quiet(io);
    if (io->quiet_rounds <= last_rounds || atomic_load(&io->with_workers))
        return false;
    return io->active == 0 || clock_ticks() > io->stop_at;
}

static void *io_run(void *arg)
{
    struct io *io = arg;
    pthread_setname_np(pthread_self(), "kept-io");
    while (!is_over(io)) {
        MHD_run_wait(io->daemon, patience(io));
        io_tick(io);
    }
    MHD_stop_daemon(io->daemon);
    while (io->free_calls) {
        struct call *call = io->free_calls;
        io->free_calls = call->next_free;
        call_free(call);
    }
    return NULL;
}

static struct MHD_Daemon *daemon_open(struct io *io)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME, 0, on_accept, io, on_request, io,
        MHD_OPTION_LISTEN_SOCKET, io->server->listener.fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)LIMIT_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)pool_bytes,
        MHD_OPTION_CONNECTION_TIMEOUT, 0u, /* deadlines are ours */
        MHD_OPTION_URI_LOG_CALLBACK, on_target, io, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes,
        NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, io, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, io, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, /* our threads block all signals */
        MHD_OPTION_END);
}

/* An event without a pointer wakes the library's loop and means nothing to it. */
static bool add_wake(struct io *io)
{
    struct epoll_event e = {.events = EPOLLIN | EPOLLET};
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(io->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    io->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return info && io->wake >= 0 && epoll_ctl(info->epoll_fd, EPOLL_CTL_ADD, io->wake, &e) == 0;
}

static bool io_open(struct io *io)
{
    io->daemon = daemon_open(io);
    if (!io->daemon)
        return false;
    if (add_wake(io) && pthread_create(&io->thread, NULL, io_run, io) == 0)
        return io->is_running = true;
    MHD_quiesce_daemon(io->daemon); /* so that it leaves the listening socket alone */
    MHD_stop_daemon(io->daemon);
    return false;
}

enum err io_start(struct http_server *s, void **states, struct fault *f)
{
    int count = s->config.io_threads;
    s->ios = NEWN(&s->arena, struct io, count);
    for (int i = 0; i < count; i++) {
        struct io *io = &s->ios[i];
        *io = (struct io){.server = s, .worker = states[i], .wake = -1};
        if (io_open(io))
            continue;
        atomic_store(&s->is_stopping, true);
        io_stop(s);
        return fault_set(f, ERR_IO, NULL, "The web server cannot start its threads");
    }
    return OK;
}

void io_stop(struct http_server *s)
{
    for (int i = 0; i < s->config.io_threads; i++)
        if (s->ios[i].is_running)
            wake(&s->ios[i]);
    for (int i = 0; i < s->config.io_threads; i++) {
        struct io *io = &s->ios[i];
        if (io->is_running)
            pthread_join(io->thread, NULL);
        if (io->wake >= 0)
            close(io->wake);
        io->is_running = false;
        io->wake = -1;
    }
}
