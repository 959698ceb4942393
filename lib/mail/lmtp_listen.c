/* lmtp_listen.c: the sockets of LMTP, and a thread for each session. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "mail/lmtp_session.h"

enum { sessions_max = 64, idle_seconds = 300 };

struct lmtp_server {
    struct lmtp_config config;
    struct arena arena;
    int listeners[2];
    int port;
    int stop[2]; /* a pipe: written to end the accepting thread */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    int fds[sessions_max]; /* of the sessions that run; -1: free */
    int running;
};

struct session_start {
    struct lmtp_server *server;
    int place, fd;
};

static void *session_thread(void *p)
{
    struct session_start start = *(struct session_start *)p;
    heap_free(p);
    struct lmtp_server *server = start.server;
    struct lmtp_session *s = heap_alloc((ptrdiff_t)sizeof *s);
    s->config = &server->config;
    s->fd = start.fd;
    lmtp_session_run(s);
    heap_free(s);
    pthread_mutex_lock(&server->lock);
    server->fds[start.place] = -1;
    close(start.fd);
    server->running--;
    pthread_cond_signal(&server->ended);
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

static int free_place(struct lmtp_server *s)
{
    for (int i = 0; i < sessions_max; i++)
        if (s->fds[i] < 0)
            return i;
    return -1;
}

static void start_session(struct lmtp_server *s, int fd)
{
    pthread_t thread;
    struct timeval idle = {.tv_sec = idle_seconds};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &idle, sizeof idle);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &idle, sizeof idle);
    pthread_mutex_lock(&s->lock);
    int place = free_place(s);
    struct session_start *start = NULL;
    if (place >= 0) {
        start = heap_alloc((ptrdiff_t)sizeof *start);
        *start = (struct session_start){s, place, fd};
        s->fds[place] = fd;
        s->running++;
    }
    if (!start || pthread_create(&thread, NULL, session_thread, start) != 0) {
        static const char busy[] = "421 4.3.2 busy, try again\r\n";
        if (send(fd, busy, sizeof busy - 1, MSG_NOSIGNAL) < 0)
            log_debug(s->config.log, "lmtp.busy", LOG_I("errno", errno));
        close(fd);
        if (start) {
            s->fds[place] = -1;
            s->running--;
            heap_free(start);
        }
    } else {
        pthread_detach(thread);
    }
    pthread_mutex_unlock(&s->lock);
}

static void *accept_loop(void *p)
{
    struct lmtp_server *s = p;
    for (;;) {
        struct pollfd polls[3] = {
            {s->stop[0], POLLIN, 0}, {s->listeners[0], POLLIN, 0}, {s->listeners[1], POLLIN, 0}};
        if (poll(polls, 3, -1) < 0 && errno != EINTR)
            break;
        if (polls[0].revents)
            break;
        for (int i = 1; i < 3; i++) {
            if (!(polls[i].revents & POLLIN))
                continue;
            int fd = accept4(polls[i].fd, NULL, NULL, SOCK_CLOEXEC);
            if (fd >= 0)
                start_session(s, fd);
        }
    }
    return NULL;
}

static int listen_tcp(struct lmtp_server *s, struct str where, struct fault *f)
{
    char host[64];
    int64_t port = 0;
    int on = 1;
    struct sockaddr_in to = {.sin_family = AF_INET};
    socklen_t size = sizeof to;
    ptrdiff_t colon = str_rchr(where, ':');
    snprintf(host, sizeof host, "%.*s", STR_ARG(str_head(where, colon < 0 ? 0 : colon)));
    if (colon < 0 || str_to_i64(str_skip(where, colon + 1), &port) != OK || port < 0 ||
        port > 65535 || inet_pton(AF_INET, host, &to.sin_addr) != 1) {
        fault_set(f, ERR_INVALID, "lmtp", "write the LMTP address as 127.0.0.1:8024, not %.*s",
                  STR_ARG(where));
        return -1;
    }
    to.sin_port = htons((uint16_t)port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || bind(fd, (struct sockaddr *)&to, sizeof to) != 0 || listen(fd, 128) != 0 ||
        getsockname(fd, (struct sockaddr *)&to, &size) != 0) {
        fault_set(f, ERR_IO, "lmtp", "cannot listen on %.*s: %s", STR_ARG(where), strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    s->port = ntohs(to.sin_port);
    return fd;
}

static int listen_unix(struct str path, struct fault *f)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    if (path.n >= (ptrdiff_t)sizeof to.sun_path) {
        fault_set(f, ERR_INVALID, "lmtp", "the path of the LMTP socket is too long");
        return -1;
    }
    memcpy(to.sun_path, path.p, (size_t)path.n);
    unlink(to.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&to, sizeof to) != 0 ||
        chmod(to.sun_path, 0660) != 0 || listen(fd, 128) != 0) {
        fault_set(f, ERR_IO, "lmtp", "cannot listen on %s: %s", to.sun_path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

static void close_all(struct lmtp_server *s)
{
    for (int i = 0; i < 2; i++) {
        if (s->listeners[i] >= 0)
            close(s->listeners[i]);
        if (s->stop[i] >= 0)
            close(s->stop[i]);
    }
    arena_release(&s->arena);
    heap_free(s);
}

enum err lmtp_start(const struct lmtp_config *config, struct lmtp_server **out, struct fault *f)
{
    struct lmtp_server *s = heap_alloc((ptrdiff_t)sizeof *s);
    s->config = *config;
    s->listeners[0] = s->listeners[1] = s->stop[0] = s->stop[1] = -1;
    for (int i = 0; i < sessions_max; i++)
        s->fds[i] = -1;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->ended, NULL);
    if ((config->tcp.n && (s->listeners[0] = listen_tcp(s, config->tcp, f)) < 0) ||
        (config->unix_path.n && (s->listeners[1] = listen_unix(config->unix_path, f)) < 0)) {
        close_all(s);
        return f->err;
    }
    if (pipe(s->stop) != 0 || pthread_create(&s->thread, NULL, accept_loop, s) != 0) {
        close_all(s);
        return fault_set(f, ERR_IO, "lmtp", "cannot start: %s", strerror(errno));
    }
    *out = s;
    return OK;
}

int lmtp_port(const struct lmtp_server *s)
{
    return s->port;
}

void lmtp_stop(struct lmtp_server *s)
{
    if (write(s->stop[1], "x", 1) != 1)
        log_warn(s->config.log, "lmtp.stop", LOG_I("errno", errno));
    pthread_join(s->thread, NULL);
    pthread_mutex_lock(&s->lock);
    for (int i = 0; i < sessions_max; i++)
        if (s->fds[i] >= 0)
            shutdown(s->fds[i], SHUT_RD);
    while (s->running > 0)
        pthread_cond_wait(&s->ended, &s->lock);
    pthread_mutex_unlock(&s->lock);
    close_all(s);
}
