#include "http/parked.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"

enum {
    peer_gone_ms = 60000, /* a peer that takes nothing for so long is gone */
    drain_bytes = 16 << 10,
};

const struct str parked_resync = STR_INIT("event: resync\ndata: resync\n\n");

/* What has gone out makes room first, so that a reader who is always a little behind costs no more
 * than the backlog. */
static void keep(struct parked *s, const char *p, ptrdiff_t n)
{
    if (s->out_at) {
        memmove(s->out, s->out + s->out_at, (size_t)(s->out_n - s->out_at));
        s->out_n -= s->out_at;
        s->out_at = 0;
    }
    if (s->out_n + n > s->out_cap) {
        s->out_cap = s->out_n + n;
        s->out = heap_grow(s->out, s->out_cap);
    }
    memcpy(s->out + s->out_n, p, (size_t)n);
    s->out_n += n;
}

struct parked *parked_new(int fd, uint64_t owner, struct str first, int holds)
{
    struct parked *s = heap_alloc((ptrdiff_t)sizeof *s + holds * (ptrdiff_t)sizeof *s->holds);
    unsigned ms = peer_gone_ms;
    s->fd = fd;
    s->owner = owner;
    s->hold_count = holds;
    keep(s, first.p, first.n);
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms); /* no TCP: no matter */
    return s;
}

void parked_free(struct parked *s)
{
    close(s->fd);
    heap_free(s->out);
    heap_free(s);
}

void parked_link(struct parked *s, struct parked **list)
{
    s->list = list;
    s->prev = NULL;
    s->next = *list;
    if (s->next)
        s->next->prev = s;
    *list = s;
}

void parked_unlink(struct parked *s)
{
    if (s->next)
        s->next->prev = s->prev;
    if (s->prev)
        s->prev->next = s->next;
    else
        *s->list = s->next;
}

void parked_watch(const struct parked *s, int epoll, int how)
{
    uint32_t in = s->is_cut || s->has_ended ? 0 : EPOLLIN | EPOLLRDHUP;
    struct epoll_event e = {.events = in | (s->is_waiting ? EPOLLOUT : 0)};
    e.data.ptr = (void *)(uintptr_t)s;
    epoll_ctl(epoll, how, s->fd, &e);
}

static void set_waiting(struct parked *s, int epoll, bool waiting)
{
    if (s->is_waiting == waiting)
        return;
    s->is_waiting = waiting;
    parked_watch(s, epoll, EPOLL_CTL_MOD);
}

/* As much as the socket takes; the count, or -1 when the peer is gone. */
static ptrdiff_t send_some(const struct parked *s, const char *p, ptrdiff_t n)
{
    ptrdiff_t sent = 0;
    while (sent < n) {
        ssize_t now = send(s->fd, p + sent, (size_t)(n - sent), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (now < 0 && errno == EINTR)
            continue;
        if (now < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK ? sent : -1;
        sent += now;
    }
    return sent;
}

bool parked_send(struct parked *s, int epoll, struct str event)
{
    ptrdiff_t sent = 0;
    if (s->is_behind)
        return true;
    if (s->out_n && s->out_n - s->out_at + event.n > LIMIT_LIVE_BACKLOG_BYTES) {
        s->is_behind = true;
        return true;
    }
    if (!s->out_n)
        sent = send_some(s, event.p, event.n);
    if (sent < 0)
        return false;
    if (sent < event.n) {
        keep(s, event.p + sent, event.n - sent);
        set_waiting(s, epoll, true);
    }
    return true;
}

/* All is out of a last answer. Who has ended is let go. For the others the writing side is closed
 * and read on for a while; but a cut one only waits: with both sides shut it would count as gone.
 */
static bool finish(const struct parked *s)
{
    if (s->has_ended)
        return false;
    if (!s->is_cut)
        shutdown(s->fd, SHUT_WR);
    return true;
}

bool parked_writable(struct parked *s, int epoll)
{
    ptrdiff_t sent = send_some(s, s->out + s->out_at, s->out_n - s->out_at);
    if (sent < 0)
        return false;
    s->out_at += sent;
    if (s->out_at < s->out_n)
        return true;
    heap_free(s->out);
    s->out = NULL;
    s->out_at = s->out_n = s->out_cap = 0;
    set_waiting(s, epoll, false);
    if (!s->is_stream)
        return finish(s);
    if (!s->is_behind)
        return true;
    s->is_behind = false;
    return parked_send(s, epoll, parked_resync);
}

bool parked_readable(struct parked *s, int epoll)
{
    char drain[drain_bytes];
    ssize_t n = recv(s->fd, drain, sizeof drain, MSG_DONTWAIT);
    if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
        return true;
    if (n < 0 || s->is_stream || !s->out_n)
        return false;
    s->has_ended = true; /* it may still take the rest of its answer */
    parked_watch(s, epoll, EPOLL_CTL_MOD);
    return true;
}
