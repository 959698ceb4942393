/* conn.h: a connection as an I/O thread sees it: its phase, its deadline, its way out. Knows the
 * socket, not the library that reads it. */
#ifndef KEPT_HTTP_CONN_H
#define KEPT_HTTP_CONN_H

#include <pthread.h>

#include "http/server.h"

enum phase { PHASE_IDLE, PHASE_HEAD, PHASE_BODY, PHASE_WORK, PHASE_SEND };

struct conn {
    struct conn *prev, *next;
    struct io *io;
    int fd;
    struct address peer;
    uint64_t owner; /* its number in the crowd */
    bool is_taken;  /* the hub has the socket and answers for the number */
    enum phase phase;
    int64_t since;   /* ticks; when the phase began */
    int64_t until;   /* ticks; when it has lasted too long; 0 for ever */
    bool was_probed; /* in this phase */
    struct call *call;
};

struct io {
    struct http_server *server;
    struct MHD_Daemon *daemon;
    pthread_t thread;
    bool is_running;
    void *worker;
    int wake; /* eventfd in the daemon's epoll set */
    struct conn *conns;
    struct call *free_calls;
    int free_count;
    int active; /* calls past their head */
    atomic_int with_workers;
    int quiet_rounds; /* stopping: takes no more connections since so many rounds */
    int64_t stop_at, next_tick;
};

/* conn_may_come: whether this peer may open one more. */
bool conn_may_come(const struct io *io, struct address peer);
struct conn *conn_open(struct io *io, int fd, struct address peer);
void conn_close(struct conn *c);

/* conn_enter: a new phase, which may last so many seconds. */
void conn_enter(struct conn *c, enum phase phase, int64_t seconds);
/* conn_seconds: how long a body or an answer of so many bytes (-1 unknown) may take. */
int64_t conn_seconds(const struct conn *c, int64_t bytes);

/* conn_refuse: its call gets the page of this error, and the hub has the socket: the library must
 * now drop it.
 *   is_cut  the reading side will be shut, to make the library notice */
void conn_refuse(struct conn *c, int status, const char *why, bool is_cut);
/* conn_park: its call's answer is a live stream: the same. */
void conn_park(struct conn *c);

/* io_tick: now and then, by the I/O thread: what lasted too long or has ended unnoticed goes.
 * io_patience: milliseconds until it has to be called again. */
void io_tick(struct io *io);
int io_patience(const struct io *io);

#endif
