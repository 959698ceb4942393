#include "db/notify.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/limits.h"

enum { again_ms = 1000 }; /* until a lost channel is tried again */

struct item {
    struct item *next;
    char payload[]; /* ends with NUL */
};

struct listener {
    void (*fn)(void *arg, struct str payload);
    void *arg;
};

struct notifier {
    struct db *db;
    pthread_t thread;
    int wake;             /* an eventfd */
    pthread_mutex_t lock; /* what follows */
    struct item *first, **last;
    int waiting;
    struct listener listeners[LIMIT_LISTENERS];
    int listener_count, listener_ready; /* ready: from here on they hear everything */
    pthread_cond_t ready;
    bool has_missed; /* some were dropped: listeners are to look for themselves */
    bool stopping;
    void *channel; /* the thread's alone, as what follows */
    bool is_away;  /* the channel is wanted and cannot be had */
};

static void wake_up(struct notifier *n)
{
    uint64_t one = 1;
    while (write(n->wake, &one, sizeof one) < 0)
        assert(errno == EINTR); /* never EAGAIN: the counter does not fill in a lifetime */
}

void notifier_send(struct notifier *n, struct str payload)
{
    struct item *item = heap_alloc((ptrdiff_t)sizeof *item + payload.n + 1);
    memcpy(item->payload, payload.p, (size_t)payload.n);
    pthread_mutex_lock(&n->lock);
    if (n->waiting < LIMIT_NOTIFY_WAITING) {
        *n->last = item;
        n->last = &item->next;
        n->waiting++;
        item = NULL;
    } else {
        n->has_missed = true;
    }
    pthread_mutex_unlock(&n->lock);
    heap_free(item);
    wake_up(n);
}

void notifier_listen(struct notifier *n, void (*fn)(void *arg, struct str payload), void *arg)
{
    pthread_mutex_lock(&n->lock);
    assert(n->listener_count < LIMIT_LISTENERS);
    n->listeners[n->listener_count++] = (struct listener){fn, arg};
    int mine = n->listener_count;
    wake_up(n);
    while (n->listener_ready < mine)
        pthread_cond_wait(&n->ready, &n->lock);
    pthread_mutex_unlock(&n->lock);
}

void notifier_deliver(struct notifier *n, struct str payload)
{
    struct listener copy[LIMIT_LISTENERS];
    pthread_mutex_lock(&n->lock);
    int count = n->listener_count;
    memcpy(copy, n->listeners, sizeof copy);
    pthread_mutex_unlock(&n->lock);
    for (int i = 0; i < count; i++)
        copy[i].fn(copy[i].arg, payload);
}

/* ---- the thread -------------------------------------------------------------------------------
 */

static struct item *take_all(struct notifier *n)
{
    pthread_mutex_lock(&n->lock);
    struct item *list = n->first;
    n->first = NULL;
    n->last = &n->first;
    n->waiting = 0;
    pthread_mutex_unlock(&n->lock);
    return list;
}

/* What could not be sent goes back before what came meanwhile. */
static void put_back(struct notifier *n, struct item *list)
{
    struct item **end = &list;
    int count = 0;
    for (; *end; end = &(*end)->next)
        count++;
    pthread_mutex_lock(&n->lock);
    *end = n->first;
    if (!n->first)
        n->last = end;
    n->first = list;
    n->waiting += count;
    pthread_mutex_unlock(&n->lock);
}

static void lose_channel(struct notifier *n)
{
    n->db->driver->channel_close(n->channel);
    n->channel = NULL;
    n->is_away = true;
    pthread_mutex_lock(&n->lock);
    n->has_missed = true;
    pthread_mutex_unlock(&n->lock);
}

/* Opens the channel when somebody listens or something is to be sent. */
static void open_channel(struct notifier *n)
{
    const struct driver *driver = n->db->driver;
    pthread_mutex_lock(&n->lock);
    int listeners = n->listener_count;
    bool is_needed = driver->channel_open && !n->channel && (n->first || listeners);
    pthread_mutex_unlock(&n->lock);
    if (is_needed)
        n->channel = driver->channel_open(n->db);
    n->is_away = is_needed && !n->channel;
    pthread_mutex_lock(&n->lock);
    n->has_missed |= n->is_away;
    n->listener_ready = listeners;
    pthread_cond_broadcast(&n->ready);
    pthread_mutex_unlock(&n->lock);
}

/* Hands one on; false when it has to wait. */
static bool hand_on(struct notifier *n, const struct item *item)
{
    if (!n->db->driver->channel_open) {
        notifier_deliver(n, str_from(item->payload));
        return true;
    }
    if (!n->channel)
        return false;
    if (n->db->driver->channel_send(n->channel, item->payload))
        return true;
    lose_channel(n);
    return false;
}

static void send_waiting(struct notifier *n)
{
    struct item *list = take_all(n);
    while (list && hand_on(n, list)) {
        struct item *done = list;
        list = list->next;
        heap_free(done);
    }
    if (list)
        put_back(n, list);
}

static void take_coming(struct notifier *n)
{
    if (n->channel && !n->db->driver->channel_take(n->channel, n))
        lose_channel(n);
    pthread_mutex_lock(&n->lock);
    bool has_missed = n->has_missed && (n->channel || !n->db->driver->channel_open);
    if (has_missed)
        n->has_missed = false;
    pthread_mutex_unlock(&n->lock);
    if (has_missed)
        notifier_deliver(n, (struct str){"", 0});
}

/* Waits for a call, for something from the others, or for the time to try again. */
static void wait_for_news(struct notifier *n)
{
    struct pollfd fds[2] = {{.fd = n->wake, .events = POLLIN}, {.fd = -1, .events = POLLIN}};
    if (n->channel)
        fds[1].fd = n->db->driver->channel_fd(n->channel);
    poll(fds, 2, n->is_away ? again_ms : -1);
    uint64_t count;
    if (fds[0].revents && read(n->wake, &count, sizeof count) < 0)
        assert(errno == EINTR || errno == EAGAIN);
}

static bool is_stopping(struct notifier *n)
{
    pthread_mutex_lock(&n->lock);
    bool stopping = n->stopping;
    pthread_mutex_unlock(&n->lock);
    return stopping;
}

static void *notifier_main(void *arg)
{
    struct notifier *n = arg;
    for (bool stopping = false; !stopping;) {
        wait_for_news(n);
        stopping = is_stopping(n);
        open_channel(n);
        take_coming(n);
        send_waiting(n);
        take_coming(n);
    }
    return NULL;
}

struct notifier *notifier_start(struct db *db)
{
    struct notifier *n = heap_alloc(sizeof *n);
    *n = (struct notifier){.db = db, .wake = eventfd(0, EFD_CLOEXEC)};
    n->last = &n->first;
    assert(n->wake >= 0);
    pthread_mutex_init(&n->lock, NULL);
    pthread_cond_init(&n->ready, NULL);
    int failed = pthread_create(&n->thread, NULL, notifier_main, n);
    assert(!failed); /* at start, before anything was promised */
    return n;
}

void notifier_stop(struct notifier *n)
{
    pthread_mutex_lock(&n->lock);
    n->stopping = true;
    pthread_mutex_unlock(&n->lock);
    wake_up(n);
    pthread_join(n->thread, NULL);
    if (n->channel)
        n->db->driver->channel_close(n->channel);
    for (struct item *item = take_all(n), *next; item; item = next) {
        next = item->next;
        heap_free(item);
    }
    close(n->wake);
    pthread_cond_destroy(&n->ready);
    pthread_mutex_destroy(&n->lock);
    heap_free(n);
}
