/* writer.h: the one thread that writes. Write functions queue up; as many as wait are run in one
 * transaction, each undoable by itself, and committed with one sync; then their callers go on.
 *
 * So writes follow each other on both databases (see docs/adr/0050): a function that looks before
 * it writes sees what it looked at unchanged. */
#ifndef KEPT_DB_WRITER_H
#define KEPT_DB_WRITER_H

#include <semaphore.h>

#include "db/driver.h"

/* One call of db_write; lives on the caller's stack while it waits. */
struct write {
    db_write_fn *fn;
    void *arg;
    struct arena *arena;
    struct fault *fault;
    bool changes_schema; /* runs alone, with foreign keys off */
    enum err err;
    struct after *after;    /* for the caller's thread, when committed */
    struct notice *notices; /* for every Kept, when committed */
    struct write *next;
    sem_t done;
};

/* writer_start: takes over `tx`, a connection with ROLE_WRITER. */
struct writer *writer_start(struct db *db, struct tx *tx);
/* writer_run: queues w and waits for its commit; w->err is returned. */
enum err writer_run(struct writer *writer, struct write *w);
bool writer_is_me(const struct writer *writer); /* asked from inside a write function? */
/* writer_stop: after what is queued is done; gives the connection back. */
struct tx *writer_stop(struct writer *writer);
/* writer_free: when nobody asks writer_is_me any more: who hears notices reads, and asks. */
void writer_free(struct writer *writer);

#endif
