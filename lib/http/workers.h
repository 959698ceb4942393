/* workers.h: a queue of jobs and the threads that do them. */
#ifndef KEPT_HTTP_WORKERS_H
#define KEPT_HTTP_WORKERS_H

#include <stdbool.h>

struct workers;

/* A job waits in the queue by its own link. */
struct job {
    struct job *next;
};

/* workers_open: `count` threads; thread i runs run(to, i, job) for each job it takes. */
struct workers *workers_open(int count, void (*run)(void *to, int worker, struct job *job),
                             void *to);
/* workers_add: false, and the job is not taken, when `most` are waiting already. */
bool workers_add(struct workers *w, struct job *job, int most);
/* workers_close: does what is queued, then ends the threads. */
void workers_close(struct workers *w);

#endif
