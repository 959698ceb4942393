#include "db/ticker.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

#include "base/arena.h"

struct ticker {
    void (*tick)(void *arg);
    void *arg;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
};

/* Waits for a second; false when it is time to stop. */
static bool wait_second(struct ticker *t)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec++;
    pthread_mutex_lock(&t->lock);
    int timed_out = 0;
    while (!t->stopping && !timed_out)
        timed_out = pthread_cond_timedwait(&t->wake, &t->lock, &until);
    bool goes_on = !t->stopping;
    pthread_mutex_unlock(&t->lock);
    return goes_on;
}

static void *ticker_main(void *arg)
{
    struct ticker *t = arg;
    while (wait_second(t))
        t->tick(t->arg);
    return NULL;
}

struct ticker *ticker_start(void (*tick)(void *arg), void *arg)
{
    struct ticker *t = heap_alloc(sizeof *t);
    pthread_condattr_t monotonic;
    *t = (struct ticker){.tick = tick, .arg = arg};
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    int failed = pthread_create(&t->thread, NULL, ticker_main, t);
    assert(!failed); /* at start, before anything was promised */
    return t;
}

void ticker_stop(struct ticker *t)
{
    pthread_mutex_lock(&t->lock);
    t->stopping = true;
    pthread_cond_signal(&t->wake);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->thread, NULL);
    pthread_cond_destroy(&t->wake);
    pthread_mutex_destroy(&t->lock);
    heap_free(t);
}
