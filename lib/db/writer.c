#include "db/writer.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>

#include "base/limits.h"
#include "db/notify.h"

struct writer {
    struct db *db;
    struct tx *tx;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct write *first, **last; /* waiting, in the order of coming */
    bool stopping;
};

/* The writes of one transaction. */
struct batch {
    struct write *first, **last;
    int n;
    int64_t began; /* µs */
};

/* ---- the queue --------------------------------------------------------------------------------
 */

/* A write that changes tables neither joins others nor is joined. */
static bool may_join(const struct writer *w, const struct batch *b, const struct write *next)
{
    if (b->n == 0)
        return true;
    return b->n < w->db->driver->most_writes && !b->first->changes_schema &&
           !next->changes_schema && clock_ticks() - b->began < LIMIT_WRITE_BATCH_USEC;
}

/* The next write for this batch, taken off the queue; NULL when none waits that may join. */
static struct write *take_next(struct writer *w, const struct batch *b)
{
    pthread_mutex_lock(&w->lock);
    struct write *next = w->first;
    if (next && may_join(w, b, next)) {
        w->first = next->next;
        if (!w->first)
            w->last = &w->first;
        next->next = NULL;
    } else {
        next = NULL;
    }
    pthread_mutex_unlock(&w->lock);
    return next;
}

/* Waits for work; false when there is none and never will be. */
static bool wait_for_work(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stopping)
        pthread_cond_wait(&w->wake, &w->lock);
    bool has_work = w->first;
    pthread_mutex_unlock(&w->lock);
    return has_work;
}

/* ---- a batch ----------------------------------------------------------------------------------
 */

static void batch_add(struct batch *b, struct write *w)
{
    *b->last = w;
    b->last = &w->next;
    b->n++;
}

/* Runs one write function. An error means that the whole batch is lost; the function's own goes to
 * its caller. */
static enum err run_one(struct tx *tx, struct write *w)
{
    if (w->fault)
        *w->fault = (struct fault){0};
    tx_use(tx, w->arena, w->fault);
    TRY(tx->driver->write_begin(tx));
    w->err = w->fn(tx, w->arg);
    tx_settle(tx);
    if (w->err == OK)
        w->err = tx->failed;
    w->after = tx->after;
    w->notices = tx->notices;
    return tx->driver->write_end(tx, w->err == OK);
}

/* Runs what the batch holds already (when it is tried again), and then what comes. */
static enum err run_all(struct writer *w, struct batch *b)
{
    for (struct write *one = b->first; one; one = one->next)
        TRY(run_one(w->tx, one));
    for (struct write *one; (one = take_next(w, b));) {
        batch_add(b, one);
        TRY(run_one(w->tx, one));
    }
    return OK;
}

static enum err run_once(struct writer *w, struct batch *b, struct fault *why)
{
    struct tx *tx = w->tx;
    enum err err = tx->driver->batch_begin(tx);
    if (err == OK)
        err = run_all(w, b);
    if (err == OK) {
        tx_use(tx, NULL, why);
        return tx->driver->batch_commit(tx);
    }
    if (tx->fault != why)
        *why = *tx->fault;
    tx->driver->batch_rollback(tx);
    return err;
}

/* Until it is committed, or there is no sense in trying again. */
static enum err run_tries(struct writer *w, struct batch *b, struct fault *why)
{
    struct tx *tx = w->tx;
    for (int tries = 1;; tries++) {
        tx_use(tx, NULL, why);
        tx->may_retry = false;
        enum err err = tx->driver->revive(tx, why);
        if (err == OK)
            err = run_once(w, b, why);
        if (err == OK || !tx->may_retry || tries == LIMIT_WRITE_TRIES)
            return err;
    }
}

static void finish_one(struct writer *w, struct write *one, enum err err, const struct fault *why)
{
    if (err != OK) {
        one->err = err;
        if (one->fault)
            *one->fault = *why;
    }
    if (one->err != OK) {
        one->after = NULL;
        one->notices = NULL;
    }
    for (const struct notice *n = one->notices; n; n = n->next)
        notifier_send(w->db->notifier, n->payload);
    sem_post(&one->done); /* from here on `one` is its caller's again */
}

/* All callers of a lost batch are told the same: what each of them saw did not come to be. */
static void run_batch(struct writer *w)
{
    struct fault why = {0};
    struct batch b = {.began = clock_ticks()};
    b.last = &b.first;
    batch_add(&b, take_next(w, &b));
    bool changes_schema = b.first->changes_schema;
    if (changes_schema)
        w->tx->driver->schema(w->tx, true);
    enum err err = run_tries(w, &b, &why);
    if (changes_schema)
        w->tx->driver->schema(w->tx, false);
    for (struct write *one = b.first, *next; one; one = next) {
        next = one->next;
        finish_one(w, one, err, &why);
    }
}

static void *writer_main(void *arg)
{
    struct writer *w = arg;
    while (wait_for_work(w))
        run_batch(w);
    return NULL;
}

/* ---- from outside -----------------------------------------------------------------------------
 */

struct writer *writer_start(struct db *db, struct tx *tx)
{
    struct writer *w = heap_alloc(sizeof *w);
    *w = (struct writer){.db = db, .tx = tx};
    w->last = &w->first;
    tx->is_writing = true;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    int failed = pthread_create(&w->thread, NULL, writer_main, w);
    assert(!failed); /* at start, before anything was promised */
    return w;
}

enum err writer_run(struct writer *writer, struct write *w)
{
    assert(!writer_is_me(writer)); /* a write inside a write would wait for itself */
    sem_init(&w->done, 0, 0);
    w->next = NULL;
    pthread_mutex_lock(&writer->lock);
    assert(!writer->stopping);
    *writer->last = w;
    writer->last = &w->next;
    pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->lock);
    while (sem_wait(&w->done) != 0)
        assert(errno == EINTR);
    sem_destroy(&w->done);
    return w->err;
}

bool writer_is_me(const struct writer *writer)
{
    return pthread_equal(writer->thread, pthread_self());
}

struct tx *writer_stop(struct writer *writer)
{
    struct tx *tx = writer->tx;
    pthread_mutex_lock(&writer->lock);
    writer->stopping = true;
    pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->lock);
    pthread_join(writer->thread, NULL);
    return tx;
}

void writer_free(struct writer *writer)
{
    pthread_cond_destroy(&writer->wake);
    pthread_mutex_destroy(&writer->lock);
    heap_free(writer);
}
