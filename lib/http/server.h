/* server.h: the parts of a running server, and one request on its way through it. The inside of
 * http.h; knows nothing of the library. */
#ifndef KEPT_HTTP_SERVER_H
#define KEPT_HTTP_SERVER_H

#include <stdatomic.h>

#include "http/answer.h"
#include "http/body.h"
#include "http/guard.h"
#include "http/hub.h"
#include "http/listen.h"
#include "http/proxy.h"
#include "http/workers.h"

/* Connections by address: an address is a number by a keyed hash. Two addresses with the same
 * number count as one, which takes two crowds among 65,536 numbers to be noticed. */
enum { CROWD_SIZE = 1 << 16 };
struct crowd {
    uint64_t secret[2];
    atomic_int total;
    atomic_int of[CROWD_SIZE + 1]; /* the last: those who are not counted, trusted proxies */
};
uint64_t crowd_number(const struct crowd *c, struct address a);

struct io; /* an I/O thread, http_mhd.c */

enum { COSTS = 1024 };

struct http_server {
    struct arena arena;
    struct http_config config; /* with its defaults filled in */
    struct networks trusted;
    struct uploads uploads;
    struct listener listener;
    struct live_hub *hub;
    struct workers *workers;
    void **worker_states; /* of workers, by index */
    struct io *ios;
    int connections_most;
    atomic_bool is_stopping;
    struct crowd crowd;
    /* What a route has lately cost at most, µs; by a hash of the route, so that two may share one.
     */
    atomic_int costs[COSTS];
};

enum call_state {
    CALL_TARGET,  /* the request line is here */
    CALL_BODY,    /* the head is, and was accepted */
    CALL_RUNNING, /* with a worker */
    CALL_READY,   /* the answer is made */
    CALL_CUT,     /* its connection was taken away */
};

/* One request. Belongs to the thread that works on it: its I/O thread, and while RUNNING a worker.
 */
struct call {
    struct job job; /* first: a job is its call */
    struct call *next_free;
    struct http_server *server;
    void *connection; /* the library's */
    struct arena arena;
    enum call_state state;
    struct str target;     /* as sent */
    const char *target_at; /* where it lay in the library's buffer */
    ptrdiff_t target_n;    /* its whole length, also when too long to be kept */
    struct framing framing;
    const struct http_route *route;
    int status; /* of an error to be told; 0 */
    const char *why;
    int allowed;
    struct http_request q;
    struct body body;
    struct answer answer;
};

struct call *call_new(struct http_server *s);
void call_reset(struct call *c); /* ready for another request */
void call_free(struct call *c);

/* call_target: the request line's target is known. Copies it; what is too long is only measured. */
void call_target(struct call *c, struct str target);
/* call_head: all headers are here. 0: go on (with c->status set when an error is to be told once
 * the request has come to its end); or the status to refuse it with at once and close. */
int call_head(struct call *c, const struct head *h, struct address peer);
/* call_bytes, call_end: the body. 0, or the status to refuse it with. */
int call_bytes(struct call *c, struct str bytes);
int call_end(struct call *c);
/* call_is_quick: it may run on the I/O thread: it only reads, and its route has not been slow
 * lately. */
bool call_is_quick(const struct call *c);
/* call_run: the handler, or the page of an error; c->answer is made. */
void call_run(struct call *c, void *worker);
/* call_refuse: c->answer is the page of this error, whatever is known of the request. */
void call_refuse(struct call *c, int status, const char *why, void *worker);

/* http_mhd.c: the I/O threads. `states`: what worker_open made for each. */
enum err io_start(struct http_server *s, void **states, struct fault *f) must_use;
/* io_stop: finishes what was begun; the workers must still be there. */
void io_stop(struct http_server *s);
/* call_answered: a worker is done with it; from here on it is its I/O thread's. */
void call_answered(struct call *c);

#endif
