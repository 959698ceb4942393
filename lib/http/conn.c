#include "http/conn.h"

#include <fcntl.h>
#include <sys/socket.h>

#include "base/limits.h"

static bool is_exempt(const struct http_server *s, struct address peer)
{
    return address_is_unix(peer) || networks_has(&s->trusted, peer);
}

bool conn_may_come(const struct io *io, struct address peer)
{
    const struct http_server *s = io->server;
    if (atomic_load(&s->crowd.total) >= s->connections_most)
        return false;
    if (is_exempt(s, peer))
        return true;
    return atomic_load(&s->crowd.of[crowd_number(&s->crowd, peer)]) < LIMIT_CONNECTIONS_PER_ADDRESS;
}

struct conn *conn_open(struct io *io, int fd, struct address peer)
{
    struct http_server *s = io->server;
    struct conn *c = heap_alloc((ptrdiff_t)sizeof *c);
    c->io = io;
    c->fd = fd;
    c->peer = peer;
    c->owner = is_exempt(s, peer) ? CROWD_SIZE : crowd_number(&s->crowd, peer);
    c->next = io->conns;
    if (c->next)
        c->next->prev = c;
    io->conns = c;
    atomic_fetch_add(&s->crowd.of[c->owner], 1);
    atomic_fetch_add(&s->crowd.total, 1);
    conn_enter(c, PHASE_IDLE, s->config.idle_seconds);
    return c;
}

void conn_close(struct conn *c)
{
    struct http_server *s = c->io->server;
    if (c->next)
        c->next->prev = c->prev;
    if (c->prev)
        c->prev->next = c->next;
    else
        c->io->conns = c->next;
    if (!c->is_taken) {
        atomic_fetch_sub(&s->crowd.of[c->owner], 1);
        atomic_fetch_sub(&s->crowd.total, 1);
    }
    heap_free(c);
}

/* ---- phases ---- */

void conn_enter(struct conn *c, enum phase phase, int64_t seconds)
{
    c->phase = phase;
    c->since = clock_ticks();
    c->until = c->since + seconds * USEC_PER_SEC;
    c->was_probed = false;
}

int64_t conn_seconds(const struct conn *c, int64_t bytes)
{
    if (bytes < 0)
        bytes = LIMIT_UPLOAD_BYTES;
    return c->io->server->config.request_seconds + bytes / LIMIT_TRANSFER_RATE;
}

/* ---- ways out ---- */

/* A second descriptor of the same socket. The library then closes its own without a shutdown (turbo
 * mode), which leaves ours open. -1 when there are no descriptors left. */
static int take_over(struct conn *c)
{
    int fd = fcntl(c->fd, F_DUPFD_CLOEXEC, 3);
    c->is_taken = fd >= 0;
    c->until = 0;
    return fd;
}

void conn_refuse(struct conn *c, int status, const char *why, bool is_cut)
{
    struct call *call = c->call;
    call_refuse(call, status, why, c->io->worker);
    struct str bytes = answer_bytes(&call->answer, &call->arena, call->q.method == HTTP_HEAD);
    int fd = take_over(c);
    if (fd >= 0)
        hub_finish(c->io->server->hub, fd, c->owner, bytes, is_cut);
}

void conn_park(struct conn *c)
{
    static const struct str opening = STR_INIT("retry: 2000\n\n");
    struct call *call = c->call;
    struct str head = answer_bytes(&call->answer, &call->arena, false);
    int fd = take_over(c);
    if (fd >= 0)
        hub_park(c->io->server->hub, fd, c->owner, str_cat(&call->arena, head, opening),
                 call->answer.live);
}

/* ---- now and then ---- */

static int64_t tick_length(const struct io *io)
{
    return io->server->config.request_seconds < 4 ? USEC_PER_SEC / 10 : USEC_PER_SEC;
}

/* Too late. Who was sending gets an answer; who sends nothing, or takes nothing, does not. The
 * library drops a connection whose reading side has ended. */
static void expire(struct conn *c)
{
    bool is_sending = c->phase == PHASE_HEAD || c->phase == PHASE_BODY;
    if (is_sending) {
        conn_refuse(c, 408, "The request took too long to come", true);
        c->io->active += c->call->state == CALL_TARGET;
        c->call->state = CALL_CUT;
    }
    c->until = 0;
    shutdown(c->fd, is_sending ? SHUT_RD : SHUT_RDWR);
}

static void drop(struct conn *c)
{
    c->until = 0;
    shutdown(c->fd, SHUT_RDWR);
}

/* The library asks for edges and takes a short read for the end of what is there, so it misses an
 * end that came together with the last bytes. Whoever is quiet for a moment is therefore looked at.
 */
static bool has_ended(struct conn *c, int64_t now)
{
    char byte;
    bool waits = c->phase == PHASE_HEAD || c->phase == PHASE_BODY ||
                 (c->phase == PHASE_IDLE && !c->was_probed);
    if (!waits || now - c->since < tick_length(c->io))
        return false;
    c->was_probed = true;
    return recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void io_tick(struct io *io)
{
    int64_t now = clock_ticks();
    if (now < io->next_tick)
        return;
    io->next_tick = now + tick_length(io);
    for (struct conn *c = io->conns; c; c = c->next) {
        if (c->until && now > c->until)
            expire(c);
        else if (c->until && has_ended(c, now))
            drop(c);
    }
}

int io_patience(const struct io *io)
{
    if (!io->conns)
        return -1;
    int64_t left = (io->next_tick - clock_ticks() + 999) / 1000;
    return left < 0 ? 0 : (int)left;
}
