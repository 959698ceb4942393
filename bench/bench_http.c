/* The web server with handlers that cost nothing: what the seam itself costs, to be driven by
 * bench/http.sh.
 *
 *     bench_http PORT BYTES IO_THREADS WORKERS inline|workers */
#include <signal.h>
#include <unistd.h>

#include "base/log.h"
#include "http/asset.h"
#include "http/live.h"

struct bench {
    struct str body;
    struct asset asset;
    struct http_server *server;
};

typedef void page(struct bench *b, struct http_response *r);

static void page_bytes(struct bench *b, struct http_response *r)
{
    buf_add(&r->body, b->body);
}

static void page_asset(struct bench *b, struct http_response *r)
{
    r->asset = &b->asset;
}

static void page_live(struct bench *b, struct http_response *r)
{
    static const struct str topics[] = {STR_INIT("inbox")};
    static const struct live_topics live = {topics, 1, STR_INIT("key")};
    (void)b;
    r->live = &live;
}

static void page_publish(struct bench *b, struct http_response *r)
{
    live_publish(live_hub_of(b->server), S("inbox"), S("changed"), S("inbox 1"));
    buf_addf(&r->body, "%d", live_count(live_hub_of(b->server)));
}

static const struct http_route routes[] = {
    {.methods = HTTP_GET | HTTP_POST,
     .pattern = "/page",
     .need = 1,
     .handle = (void (*)(void))page_bytes},
    {.methods = HTTP_GET, .pattern = "/asset", .need = 1, .handle = (void (*)(void))page_asset},
    {.methods = HTTP_GET, .pattern = "/live", .need = 1, .handle = (void (*)(void))page_live},
    {.methods = HTTP_GET, .pattern = "/publish", .need = 1, .handle = (void (*)(void))page_publish},
};

static void dispatch(void *app, const struct http_route *route, int status, struct str why,
                     struct http_request *q, struct http_response *r)
{
    (void)status, (void)q;
    if (route)
        ((page *)route->handle)(app, r);
    else
        buf_add(&r->body, why);
}

static bool number(const char *text, int *out)
{
    int64_t n = 0;
    bool good = str_to_i64(str_from(text), &n) == OK;
    *out = (int)n;
    return good;
}

int main(int argc, char **argv)
{
    static const struct http_route *const lists[] = {routes};
    static const struct log log = {STDERR_FILENO, LOG_WARN};
    struct arena a = {0};
    struct fault fault = {0};
    struct bench bench = {0};
    sigset_t end;
    int port, bytes, caught;
    struct http_config config = {
        .log = &log, .app = &bench, .dispatch = dispatch, .trusted_proxies = S("127.0.0.1")};
    if (argc != 6 || !number(argv[1], &port) || !number(argv[2], &bytes) ||
        !number(argv[3], &config.io_threads) || !number(argv[4], &config.workers))
        return 2;
    bench.body = str_of(memset(arena_bytes(&a, bytes), 'x', (size_t)bytes), bytes);
    bench.asset = (struct asset){S("a"), S("/asset"), S("text/plain"), S("1"), bench.body, S("")};
    config.listen = str_fmt(&a, "127.0.0.1:%d", port);
    config.no_inline = str_eq(str_from(argv[5]), S("workers"));
    config.router = router_new(&a, lists, (int[]){4}, 1);
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    sigaddset(&end, SIGINT);
    sigprocmask(SIG_BLOCK, &end, NULL);
    if (http_start(&config, &bench.server, &fault) != OK) {
        fprintf(stderr, "%s\n", fault.message);
        return 1;
    }
    sigwait(&end, &caught);
    http_stop(bench.server);
    arena_release(&a);
    return 0;
}
