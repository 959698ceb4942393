/* The floor: the least a web server can do. Threads with an epoll each; a request is anything that
 * ends with an empty line; the answer is always the same. Not for use; to measure against.
 *
 *     floor PORT BYTES THREADS */
#include <netinet/in.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"

enum { most_fds = 65536, batch = 256 };

struct floor {
    int listener;
    struct str answer;
};

struct peer {
    ptrdiff_t sent; /* of the answer; -1 when none is going out */
    char last[4];   /* the end of what came, to find an empty line across reads */
};

static void watch(int epoll, int how, int fd, uint32_t events)
{
    struct epoll_event e = {.events = events, .data.fd = fd};
    epoll_ctl(epoll, how, fd, &e);
}

static void accept_all(int epoll, const struct floor *f, struct peer *peers)
{
    int fd;
    while ((fd = accept4(f->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        peers[fd % most_fds] = (struct peer){.sent = -1};
        watch(epoll, EPOLL_CTL_ADD, fd, EPOLLIN);
    }
}

/* False when the peer is gone. */
static bool answer(int epoll, int fd, struct peer *p, struct str all)
{
    ssize_t n = send(fd, all.p + p->sent, (size_t)(all.n - p->sent), MSG_NOSIGNAL);
    if (n < 0)
        return false;
    bool was_waiting = p->sent > 0;
    p->sent += n;
    if (p->sent < all.n && !was_waiting)
        watch(epoll, EPOLL_CTL_MOD, fd, EPOLLOUT);
    if (p->sent == all.n) {
        if (was_waiting)
            watch(epoll, EPOLL_CTL_MOD, fd, EPOLLIN);
        p->sent = -1;
    }
    return true;
}

static bool serve(int epoll, int fd, struct peer *p, struct str all)
{
    char in[4096];
    if (p->sent >= 0)
        return answer(epoll, fd, p, all);
    ssize_t n = recv(fd, in, sizeof in, 0);
    if (n <= 0)
        return false;
    if (n >= 4)
        memcpy(p->last, in + n - 4, 4);
    if (memcmp(p->last, "\r\n\r\n", 4) != 0)
        return true;
    p->sent = 0;
    return answer(epoll, fd, p, all);
}

static void *run(void *arg)
{
    const struct floor *f = arg;
    struct epoll_event events[batch];
    struct peer *peers = heap_alloc(most_fds * (ptrdiff_t)sizeof *peers);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    watch(epoll, EPOLL_CTL_ADD, f->listener, EPOLLIN);
    while (epoll >= 0) {
        int n = epoll_wait(epoll, events, batch, -1);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            if (fd == f->listener)
                accept_all(epoll, f, peers);
            else if (!serve(epoll, fd, &peers[fd % most_fds], f->answer))
                close(fd);
        }
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct arena a = {0};
    int64_t port = 0, bytes = 0, threads = 0;
    int yes = 1;
    if (argc != 4 || str_to_i64(str_from(argv[1]), &port) != OK ||
        str_to_i64(str_from(argv[2]), &bytes) != OK ||
        str_to_i64(str_from(argv[3]), &threads) != OK)
        return 2;
    char *body = memset(arena_bytes(&a, bytes), 'x', (size_t)bytes);
    struct floor f = {.listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    f.answer = str_cat(
        &a, str_fmt(&a, "HTTP/1.1 200 OK\r\nContent-Length: %lld\r\n\r\n", (long long)bytes),
        str_of(body, bytes));
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(f.listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(f.listener, (const struct sockaddr *)&at, sizeof at) != 0 ||
        listen(f.listener, 1024) != 0)
        return 1;
    for (int64_t i = 1; i < threads; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, run, &f);
    }
    run(&f);
}
