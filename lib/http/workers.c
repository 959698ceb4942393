#include "http/workers.h"

#include <pthread.h>

#include "base/arena.h"

struct worker {
    struct workers *all;
    int index;
    pthread_t thread;
};

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct job *first, **last;
    int waiting;
    bool is_closing;
    void (*run)(void *to, int worker, struct job *job);
    void *to;
    int count;
    struct worker each[];
};

/* NULL when there will be no more. */
static struct job *take(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->is_closing)
        pthread_cond_wait(&w->some, &w->lock);
    struct job *job = w->first;
    if (job) {
        w->first = job->next;
        if (!w->first)
            w->last = &w->first;
        w->waiting--;
    }
    pthread_mutex_unlock(&w->lock);
    return job;
}

static void *worker_run(void *arg)
{
    struct worker *me = arg;
    struct job *job;
    pthread_setname_np(pthread_self(), "kept-worker");
    while ((job = take(me->all)))
        me->all->run(me->all->to, me->index, job);
    return NULL;
}

struct workers *workers_open(int count, void (*run)(void *to, int worker, struct job *job),
                             void *to)
{
    struct workers *w = heap_alloc((ptrdiff_t)sizeof *w + count * (ptrdiff_t)sizeof *w->each);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->some, NULL);
    w->last = &w->first;
    w->run = run;
    w->to = to;
    w->count = count;
    for (int i = 0; i < count; i++) {
        w->each[i].all = w;
        w->each[i].index = i;
        if (pthread_create(&w->each[i].thread, NULL, worker_run, &w->each[i]) != 0)
            out_of_memory();
    }
    return w;
}

bool workers_add(struct workers *w, struct job *job, int most)
{
    job->next = NULL;
    pthread_mutex_lock(&w->lock);
    bool taken = w->waiting < most;
    if (taken) {
        *w->last = job;
        w->last = &job->next;
        w->waiting++;
        pthread_cond_signal(&w->some);
    }
    pthread_mutex_unlock(&w->lock);
    return taken;
}

void workers_close(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->is_closing = true;
    pthread_cond_broadcast(&w->some);
    pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < w->count; i++)
        pthread_join(w->each[i].thread, NULL);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->some);
    heap_free(w);
}
