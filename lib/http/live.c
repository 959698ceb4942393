#include "http/hub.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "http/parked.h"

enum {
    batch = 256,
    slots_most = 60,
};

enum order_kind { ORDER_ADD, ORDER_PUBLISH, ORDER_END };

struct order {
    struct order *next;
    enum order_kind kind;
    struct parked *socket;
    ptrdiff_t topic_n, text_n;
    char bytes[]; /* topic, then the event as it is sent */
};

struct live_hub {
    pthread_t thread;
    int epoll, wake;
    void (*closed)(void *to, uint64_t owner);
    void *to;
    atomic_int streams; /* queued ones included */
    /* between threads */
    pthread_mutex_t lock;
    struct order *first, **last;
    int queued;
    bool is_overrun; /* events were dropped: everybody resyncs */
    bool is_closing;
    /* the thread's own */
    struct topics topics; /* names begin with 't' for topics, 'k' for keys */
    struct parked *slots[slots_most];
    int slot_count, slot; /* the wheel; the slot whose turn is next */
    struct parked *finishing;
    int64_t next_beat; /* ticks; one slot of the wheel a second */
};

/* ---- its sockets ---- */

static void let_go(struct live_hub *h, struct parked *s)
{
    bool was_stream = s->is_stream;
    uint64_t owner = s->owner;
    parked_unlink(s);
    for (int i = 0; i < s->hold_count; i++)
        topics_remove(&h->topics, &s->holds[i]);
    epoll_ctl(h->epoll, EPOLL_CTL_DEL, s->fd, NULL);
    parked_free(s);
    if (was_stream)
        atomic_fetch_sub(&h->streams, 1);
    h->closed(h->to, owner);
}

static void on_event(struct live_hub *h, struct parked *s, uint32_t events)
{
    bool lives = !(events & (EPOLLERR | EPOLLHUP));
    if (lives && (events & EPOLLOUT) && s->is_waiting)
        lives = parked_writable(s, h->epoll);
    if (lives && (events & (EPOLLIN | EPOLLRDHUP)))
        lives = parked_readable(s, h->epoll);
    if (!lives)
        let_go(h, s);
}

/* ---- orders ---- */

static void wake(struct live_hub *h)
{
    uint64_t one = 1;
    if (write(h->wake, &one, sizeof one) < 0)
        return; /* the counter is full: it is awake */
}

static bool give_order(struct live_hub *h, struct order *o)
{
    pthread_mutex_lock(&h->lock);
    bool full = o->kind == ORDER_PUBLISH && h->queued >= LIMIT_LIVE_QUEUE;
    bool first = !h->first && !h->is_overrun;
    if (full) {
        h->is_overrun = true;
    } else {
        *h->last = o;
        h->last = &o->next;
        h->queued++;
    }
    pthread_mutex_unlock(&h->lock);
    if (first)
        wake(h);
    return !full;
}

static struct order *order_new(enum order_kind kind, struct str topic, ptrdiff_t room)
{
    struct order *o = heap_alloc((ptrdiff_t)sizeof *o + topic.n + 1 + room);
    o->kind = kind;
    o->topic_n = topic.n + 1;
    o->bytes[0] = kind == ORDER_END ? 'k' : 't';
    if (topic.n)
        memcpy(o->bytes + 1, topic.p, (size_t)topic.n);
    return o;
}

static bool is_line(struct str s)
{
    return str_chr(s, '\n') < 0 && str_chr(s, '\r') < 0 && s.n <= LIMIT_LIVE_DATA_BYTES;
}

void live_publish(struct live_hub *h, struct str topic, struct str event, struct str data)
{
    assert(is_line(event) && is_line(data) && topic.n <= LIMIT_LIVE_TOPIC_BYTES);
    if (atomic_load(&h->streams) == 0)
        return;
    ptrdiff_t room = event.n + data.n + 32;
    struct order *o = order_new(ORDER_PUBLISH, topic, room);
    o->text_n = snprintf(o->bytes + o->topic_n, (size_t)room, "event: %.*s\ndata: %.*s\n\n",
                         STR_ARG(event), STR_ARG(data));
    if (!give_order(h, o))
        heap_free(o);
}

void live_end(struct live_hub *h, struct str key)
{
    if (key.n && atomic_load(&h->streams))
        give_order(h, order_new(ORDER_END, key, 0));
}

int live_count(const struct live_hub *h)
{
    return atomic_load(&h->streams);
}

static void tell_topic(struct live_hub *h, struct str topic, struct str text)
{
    struct hold *hold = topics_first(&h->topics, topic);
    while (hold) {
        struct parked *s = hold->listener;
        hold = hold->next; /* closing s unlinks its own */
        while (hold && hold->listener == s)
            hold = hold->next;
        if (!parked_send(s, h->epoll, text))
            let_go(h, s);
    }
}

static void end_key(struct live_hub *h, struct str key)
{
    struct hold *hold;
    while ((hold = topics_first(&h->topics, key)))
        let_go(h, hold->listener);
}

/* A new socket carries its first bytes in `out`, and for a stream the names of what it holds behind
 * the order. */
static void add_socket(struct live_hub *h, struct order *o)
{
    struct parked *s = o->socket;
    const char *p = o->bytes;
    int count = s->hold_count;
    s->hold_count = 0;
    parked_link(s, s->is_stream ? &h->slots[(h->slot + h->slot_count - 1) % h->slot_count]
                                : &h->finishing);
    for (int i = 0; i < count; i++) {
        ptrdiff_t n = (unsigned char)p[0] | (ptrdiff_t)(unsigned char)p[1] << 8;
        topics_add(&h->topics, str_of(p + 2, n), &s->holds[s->hold_count++], s);
        p += 2 + n;
    }
    s->is_waiting = true;
    parked_watch(s, h->epoll, EPOLL_CTL_ADD);
    if (!parked_writable(s, h->epoll))
        let_go(h, s);
}

static void obey(struct live_hub *h, struct order *o)
{
    struct str topic = str_of(o->bytes, o->topic_n);
    switch (o->kind) {
    case ORDER_ADD: add_socket(h, o); break;
    case ORDER_PUBLISH: tell_topic(h, topic, str_of(o->bytes + o->topic_n, o->text_n)); break;
    case ORDER_END: end_key(h, topic); break;
    }
}

static void resync_all(struct live_hub *h)
{
    for (int i = 0; i < h->slot_count; i++) {
        struct parked *next;
        for (struct parked *s = h->slots[i]; s; s = next) {
            next = s->next;
            if (!parked_send(s, h->epoll, parked_resync))
                let_go(h, s);
        }
    }
}

static bool obey_all(struct live_hub *h)
{
    pthread_mutex_lock(&h->lock);
    struct order *o = h->first;
    bool overrun = h->is_overrun, closing = h->is_closing;
    h->first = NULL;
    h->last = &h->first;
    h->queued = 0;
    h->is_overrun = false;
    pthread_mutex_unlock(&h->lock);
    while (o) {
        struct order *next = o->next;
        obey(h, o);
        heap_free(o);
        o = next;
    }
    if (overrun)
        resync_all(h);
    return closing;
}

/* ---- the thread ---- */

static void beat(struct live_hub *h)
{
    struct parked *next;
    h->slot = (h->slot + 1) % h->slot_count;
    for (struct parked *s = h->slots[h->slot]; s; s = next) {
        next = s->next;
        if (!s->out_n && !parked_send(s, h->epoll, S(":\n\n")))
            let_go(h, s);
    }
}

static void close_late(struct live_hub *h, int64_t now)
{
    struct parked *next;
    for (struct parked *s = h->finishing; s; s = next) {
        next = s->next;
        if (now >= s->closes_at)
            let_go(h, s);
    }
}

static void tick(struct live_hub *h)
{
    int64_t now = clock_ticks();
    close_late(h, now);
    if (now < h->next_beat)
        return;
    h->next_beat = now + USEC_PER_SEC;
    beat(h);
}

/* Streams end at once; last answers get a second to be read. */
static void begin_to_close(struct live_hub *h)
{
    int64_t soon = clock_ticks() + USEC_PER_SEC;
    for (int i = 0; i < h->slot_count; i++)
        while (h->slots[i])
            let_go(h, h->slots[i]);
    for (struct parked *s = h->finishing; s; s = s->next)
        s->closes_at = s->closes_at < soon ? s->closes_at : soon;
}

static int patience(const struct live_hub *h)
{
    if (h->finishing)
        return 250;
    if (atomic_load(&h->streams) == 0)
        return -1;
    int64_t left = (h->next_beat - clock_ticks() + 999) / 1000;
    return left < 0 ? 0 : (int)left;
}

static void *hub_run(void *arg)
{
    struct live_hub *h = arg;
    struct epoll_event events[batch];
    bool closing = false;
    pthread_setname_np(pthread_self(), "kept-live");
    while (!closing || h->finishing) {
        int n = epoll_wait(h->epoll, events, batch, patience(h));
        for (int i = 0; i < n; i++) {
            uint64_t count;
            if (events[i].data.ptr)
                on_event(h, events[i].data.ptr, events[i].events);
            else if (read(h->wake, &count, sizeof count) < 0)
                continue; /* nothing to read: woken already */
        }
        closing |= obey_all(h); /* after the events, which point to sockets it may close */
        if (closing)
            begin_to_close(h);
        tick(h);
    }
    return NULL;
}

/* ---- from outside ---- */

struct live_hub *hub_open(int heartbeat_seconds, void (*closed)(void *to, uint64_t owner), void *to)
{
    struct live_hub *h = heap_alloc((ptrdiff_t)sizeof *h);
    struct epoll_event e = {.events = EPOLLIN};
    h->epoll = epoll_create1(EPOLL_CLOEXEC);
    h->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    h->closed = closed;
    h->to = to;
    h->last = &h->first;
    h->slot_count = heartbeat_seconds < slots_most ? heartbeat_seconds : slots_most;
    pthread_mutex_init(&h->lock, NULL);
    assert(h->epoll >= 0 && h->wake >= 0 && heartbeat_seconds > 0);
    epoll_ctl(h->epoll, EPOLL_CTL_ADD, h->wake, &e);
    if (pthread_create(&h->thread, NULL, hub_run, h) != 0)
        out_of_memory();
    return h;
}

void hub_close(struct live_hub *h)
{
    pthread_mutex_lock(&h->lock);
    h->is_closing = true;
    pthread_mutex_unlock(&h->lock);
    wake(h);
    pthread_join(h->thread, NULL);
    topics_release(&h->topics);
    close(h->epoll);
    close(h->wake);
    pthread_mutex_destroy(&h->lock);
    heap_free(h);
}

static char *put_name(char *p, char kind, struct str name)
{
    ptrdiff_t n = name.n + 1;
    *p++ = (char)(n & 255);
    *p++ = (char)(n >> 8);
    *p++ = kind;
    if (name.n)
        memcpy(p, name.p, (size_t)name.n);
    return p + name.n;
}

void hub_park(struct live_hub *h, int fd, uint64_t owner, struct str head,
              const struct live_topics *t)
{
    ptrdiff_t room = t->key.n + 3;
    assert(t->count <= LIMIT_LIVE_TOPICS && t->key.n <= LIMIT_LIVE_TOPIC_BYTES);
    for (int i = 0; i < t->count; i++) {
        assert(t->topics[i].n <= LIMIT_LIVE_TOPIC_BYTES);
        room += t->topics[i].n + 3;
    }
    struct order *o = heap_alloc((ptrdiff_t)sizeof *o + room);
    o->kind = ORDER_ADD;
    o->socket = parked_new(fd, owner, head, t->count + (t->key.n > 0));
    o->socket->is_stream = true;
    char *p = o->bytes;
    for (int i = 0; i < t->count; i++)
        p = put_name(p, 't', t->topics[i]);
    if (t->key.n)
        put_name(p, 'k', t->key);
    atomic_fetch_add(&h->streams, 1);
    give_order(h, o);
}

void hub_finish(struct live_hub *h, int fd, uint64_t owner, struct str last, bool is_cut)
{
    struct order *o = heap_alloc((ptrdiff_t)sizeof *o);
    o->kind = ORDER_ADD;
    o->socket = parked_new(fd, owner, last, 0);
    o->socket->is_cut = is_cut;
    o->socket->closes_at = clock_ticks() + LIMIT_LINGER_SECONDS * USEC_PER_SEC;
    give_order(h, o);
}
