#include "app/app.h"

#include <pthread.h>
#include <stdatomic.h>

struct runner {
    struct app *app;
    const struct job *job;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_woken, is_ending;
};

struct jobs {
    struct runner *runners;
    int count;
};

static void wait_for_work(struct runner *r, bool at_once)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += r->job->every_seconds;
    pthread_mutex_lock(&r->lock);
    while (!at_once && !r->is_woken && !r->is_ending)
        if (pthread_cond_timedwait(&r->wake, &r->lock, &until) != 0)
            break;
    r->is_woken = false;
    pthread_mutex_unlock(&r->lock);
}

static bool is_ending(struct runner *r)
{
    pthread_mutex_lock(&r->lock);
    bool ending = r->is_ending;
    pthread_mutex_unlock(&r->lock);
    return ending;
}

/* What one round did: 0 nothing, more: something, less: it failed (and says so in the log). */
static int run_once(struct runner *r, struct arena *a)
{
    struct cx cx;
    int did = -1;
    if (cx_begin(&cx, r->app, a, r->job->name) == OK)
        did = r->job->run(&cx);
    if (did < 0)
        log_error(&r->app->log, "job.failed", LOG_Z("job", r->job->name),
                  LOG_Z("why", cx.fault.message));
    cx_end(&cx);
    arena_reset(a);
    return did;
}

static void *run_loop(void *p)
{
    struct runner *r = p;
    struct arena a = {0};
    while (!is_ending(r))
        wait_for_work(r, run_once(r, &a) > 0);
    arena_release(&a);
    return NULL;
}

static void runner_start(struct runner *r, struct app *app, const struct job *job)
{
    pthread_condattr_t attr;
    *r = (struct runner){.app = app, .job = job};
    pthread_mutex_init(&r->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&r->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&r->thread, NULL, run_loop, r) != 0)
        out_of_memory();
}

struct jobs *jobs_start(struct app *app)
{
    struct jobs *jobs = NEW(&app->arena, struct jobs);
    for (int i = 0; i < app->feature_count; i++)
        jobs->count += app->features[i].job_count;
    jobs->runners = NEWN(&app->arena, struct runner, jobs->count);
    int n = 0;
    for (int i = 0; i < app->feature_count; i++)
        for (int k = 0; k < app->features[i].job_count; k++)
            runner_start(&jobs->runners[n++], app, &app->features[i].jobs[k]);
    app->jobs = jobs;
    return jobs;
}

static void runner_signal(struct runner *r, bool end)
{
    pthread_mutex_lock(&r->lock);
    r->is_woken = true;
    r->is_ending |= end;
    pthread_cond_signal(&r->wake);
    pthread_mutex_unlock(&r->lock);
}

void jobs_stop(struct jobs *jobs)
{
    for (int i = 0; i < jobs->count; i++)
        runner_signal(&jobs->runners[i], true);
    for (int i = 0; i < jobs->count; i++) {
        pthread_join(jobs->runners[i].thread, NULL);
        pthread_cond_destroy(&jobs->runners[i].wake);
        pthread_mutex_destroy(&jobs->runners[i].lock);
    }
    jobs->count = 0;
}

void job_wake(struct app *app, const char *name)
{
    for (int i = 0; app->jobs && i < app->jobs->count; i++)
        if (str_eq(str_from(app->jobs->runners[i].job->name), str_from(name)))
            runner_signal(&app->jobs->runners[i], false);
}
