#include "db/pool.h"

#include <assert.h>

#include "db/driver.h"

/* Who waits is handed the right to a connection, and the connection if one is idle. */
struct pool_waiter {
    struct pool_waiter *next;
    pthread_cond_t wake;
    bool is_served;
};

void pool_init(struct pool *p, int most)
{
    *p = (struct pool){.most = most};
    p->last = &p->first;
    pthread_mutex_init(&p->lock, NULL);
}

static void wait_for_turn(struct pool *p)
{
    struct pool_waiter me = {0};
    pthread_cond_init(&me.wake, NULL);
    *p->last = &me;
    p->last = &me.next;
    while (!me.is_served)
        pthread_cond_wait(&me.wake, &p->lock);
    pthread_cond_destroy(&me.wake);
}

/* One right less is lent: it goes to the first who waits. */
static void pass_on(struct pool *p)
{
    struct pool_waiter *w = p->first;
    if (!w) {
        p->lent--;
        return;
    }
    p->first = w->next;
    if (!p->first)
        p->last = &p->first;
    w->is_served = true;
    pthread_cond_signal(&w->wake);
}

static struct tx *take_idle(struct pool *p, bool inside)
{
    pthread_mutex_lock(&p->lock);
    if (inside)
        p->lent_inside++;
    else if (p->lent < p->most)
        p->lent++;
    else
        wait_for_turn(p);
    struct tx *tx = p->idle;
    if (tx)
        p->idle = tx->next_idle;
    pthread_mutex_unlock(&p->lock);
    return tx;
}

static void give_back(struct pool *p, bool inside, struct tx *tx)
{
    pthread_mutex_lock(&p->lock);
    if (tx) {
        tx->next_idle = p->idle;
        p->idle = tx;
    }
    if (inside)
        p->lent_inside--;
    else
        pass_on(p);
    pthread_mutex_unlock(&p->lock);
}

enum err pool_take(struct db *db, bool inside, struct tx **out, struct fault *f)
{
    struct tx *tx = take_idle(&db->readers, inside);
    enum err err = tx ? db->driver->revive(tx, f) : db->driver->connect(db, ROLE_READER, &tx, f);
    if (err != OK) {
        give_back(&db->readers, inside, tx);
        return err;
    }
    *out = tx;
    return OK;
}

void pool_give(struct db *db, bool inside, struct tx *tx)
{
    give_back(&db->readers, inside, tx);
}

void pool_release(struct db *db)
{
    struct pool *p = &db->readers;
    assert(p->lent == 0 && p->lent_inside == 0);
    while (p->idle) {
        struct tx *tx = p->idle;
        p->idle = tx->next_idle;
        db->driver->disconnect(tx);
    }
    pthread_mutex_destroy(&p->lock);
}
