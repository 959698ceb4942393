/* pool.h: the reading connections of a database. Lent to one caller at a time, the one that was
 * used last first (its cache is warm); who waits is served in the order of coming. */
#ifndef KEPT_DB_POOL_H
#define KEPT_DB_POOL_H

#include <pthread.h>

#include "base/err.h"
#include "base/log.h"

struct tx;
struct db;
struct pool_waiter;

struct pool {
    pthread_mutex_t lock;
    struct tx *idle;
    struct pool_waiter *first, **last;
    int lent, most;  /* to callers outside of writes */
    int lent_inside; /* to write functions: never made to wait, or they would wait for each other */
};

void pool_init(struct pool *p, int most);
/* pool_take: a connection that is ready; `inside`: by a write function. */
enum err pool_take(struct db *db, bool inside, struct tx **out, struct fault *f) must_use;
void pool_give(struct db *db, bool inside, struct tx *tx);
/* pool_release: closes them all; none is lent any more. */
void pool_release(struct db *db);

#endif
