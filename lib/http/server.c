#include "http/server.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/rand.h"
#include "http/route.h"

enum {
    files_besides = 600
}; /* what the process opens besides connections: database, mail, uploads */

static int or_default(int given, int usual)
{
    return given > 0 ? given : usual;
}

static void fill_in(struct http_server *s, const struct http_config *config)
{
    struct http_config *c = &s->config;
    int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    *c = *config;
    c->io_threads = or_default(c->io_threads, cores < 2 ? 4 : 2 * cores);
    c->workers = or_default(c->workers, 4 * cores);
    c->request_seconds = or_default(c->request_seconds, LIMIT_REQUEST_SECONDS);
    c->idle_seconds = or_default(c->idle_seconds, LIMIT_IDLE_SECONDS);
    c->heartbeat_seconds = or_default(c->heartbeat_seconds, LIMIT_HEARTBEAT_SECONDS);
    s->uploads.dir = str_z(&s->arena, c->upload_dir.n ? c->upload_dir : S("/tmp"));
}

static void connection_gone(void *to, uint64_t owner)
{
    struct http_server *s = to;
    atomic_fetch_sub(&s->crowd.of[owner], 1);
    atomic_fetch_sub(&s->crowd.total, 1);
}

static void run_call(void *to, int worker, struct job *job)
{
    struct http_server *s = to;
    struct call *c = (struct call *)job;
    call_run(c, s->worker_states[worker]);
    call_answered(c);
}

/* How many connections the process may hold; says so when that is fewer than it should. */
static int raise_limit(const struct http_server *s)
{
    int files = files_raise(LIMIT_CONNECTIONS + files_besides);
    int most = files - files_besides;
    if (most < files / 2)
        most = files / 2;
    if (most < LIMIT_CONNECTIONS)
        log_warn(s->config.log, "http.few_files", LOG_I("connections", most),
                 LOG_I("wanted", LIMIT_CONNECTIONS));
    return most;
}

static enum err check(struct http_server *s, struct fault *f)
{
    const struct fault *routes = router_fault(s->config.router);
    if (routes)
        return fault_set(f, routes->err, routes->field, "%s", routes->message);
    if (access(s->uploads.dir, W_OK | X_OK) != 0)
        return fault_set(f, ERR_INVALID, "upload_dir", "Uploads cannot be written to %s",
                         s->uploads.dir);
    return networks_parse(&s->arena, s->config.trusted_proxies, &s->trusted, f);
}

static void open_states(struct http_server *s, int count)
{
    s->worker_states = NEWN(&s->arena, void *, count);
    for (int i = 0; i < count && s->config.worker_open; i++)
        s->worker_states[i] = s->config.worker_open(s->config.app);
}

static void close_states(struct http_server *s, int count)
{
    for (int i = 0; i < count && s->config.worker_close; i++)
        s->config.worker_close(s->config.app, s->worker_states[i]);
}

/* Signals are for the thread that waits for them, never for ours. */
static enum err start_threads(struct http_server *s, struct fault *f)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    open_states(s, s->config.workers + s->config.io_threads);
    s->hub = hub_open(s->config.heartbeat_seconds, connection_gone, s);
    s->workers = workers_open(s->config.workers, run_call, s);
    enum err err = io_start(s, s->worker_states + s->config.workers, f);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return err;
}

static void server_free(struct http_server *s)
{
    listener_close(&s->listener);
    arena_release(&s->arena);
    heap_free(s);
}

static void stop_threads(struct http_server *s)
{
    workers_close(s->workers);
    hub_close(s->hub);
    close_states(s, s->config.workers + s->config.io_threads);
}

enum err http_start(const struct http_config *config, struct http_server **out, struct fault *f)
{
    struct http_server *s = heap_alloc((ptrdiff_t)sizeof *s);
    s->listener.fd = -1;
    rand_bytes(s->crowd.secret, (ptrdiff_t)sizeof s->crowd.secret);
    fill_in(s, config);
    s->connections_most = raise_limit(s);
    enum err err = check(s, f);
    if (err == OK)
        err = listener_open(&s->arena, s->config.listen, &s->listener, f);
    if (err == OK && (err = start_threads(s, f)) != OK)
        stop_threads(s);
    if (err != OK) {
        server_free(s);
        return err;
    }
    *out = s;
    return OK;
}

struct str http_address(const struct http_server *s)
{
    return s->listener.address;
}

struct live_hub *live_hub_of(struct http_server *s)
{
    return s->hub;
}

void http_stop(struct http_server *s)
{
    atomic_store(&s->is_stopping, true);
    io_stop(s);
    stop_threads(s);
    server_free(s);
}
