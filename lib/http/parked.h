/* parked.h: a socket of the hub: what waits to be sent on it, and how it ends. For one thread. */
#ifndef KEPT_HTTP_PARKED_H
#define KEPT_HTTP_PARKED_H

#include "base/str.h"
#include "http/topics.h"

struct parked {
    struct parked *prev, *next; /* in its list */
    struct parked **list;
    int fd;
    uint64_t owner;
    bool is_stream;    /* else it gets a last answer and then its end */
    bool is_cut;       /* our reading side is shut: it would always be readable */
    bool has_ended;    /* the peer will send nothing more */
    bool is_waiting;   /* watched for room to send */
    bool is_behind;    /* lost events, gets "resync" once it has taken what waits */
    int64_t closes_at; /* ticks; of a last answer */
    char *out;         /* waiting to be sent, from out_at on */
    ptrdiff_t out_at, out_n, out_cap;
    int hold_count;
    struct hold holds[]; /* topics, then the key */
};

/* parked_new: owns fd from here on; `first` waits to be sent. */
struct parked *parked_new(int fd, uint64_t owner, struct str first, int holds);
/* parked_free: closes the socket. It must be in no list and hold nothing. */
void parked_free(struct parked *s);
void parked_link(struct parked *s, struct parked **list);
void parked_unlink(struct parked *s);

/* parked_watch: in this epoll set, as it is now; `how` as of epoll_ctl. */
void parked_watch(const struct parked *s, int epoll, int how);

/* All of these: false when the socket is done with and to be closed. */
/* parked_send: an event. One that does not fit behind what waits is lost as a whole. */
bool parked_send(struct parked *s, int epoll, struct str event);
/* parked_writable: there is room to send. */
bool parked_writable(struct parked *s, int epoll);
/* parked_readable: there is something to read, or the peer's end. What is read means nothing. */
bool parked_readable(struct parked *s, int epoll);

extern const struct str parked_resync; /* the event that says: some were lost */

#endif
