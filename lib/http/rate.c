#include "http/rate.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "base/rand.h"

enum { ways = 8 }; /* places a key can be in: one cache line of marks, one of instants */

struct place {
    uint64_t mark[ways]; /* hash of the key; 0 is free */
    instant full[ways];  /* when its bucket is full again */
};

struct rates {
    pthread_mutex_t lock;
    uint64_t secret[2]; /* so that nobody can aim at another's place */
    uint64_t mask;
    struct place *places;
};

static uint64_t turn(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1], v[1] = turn(v[1], 13) ^ v[0], v[0] = turn(v[0], 32);
    v[2] += v[3], v[3] = turn(v[3], 16) ^ v[2];
    v[0] += v[3], v[3] = turn(v[3], 21) ^ v[0];
    v[2] += v[1], v[1] = turn(v[1], 17) ^ v[2], v[2] = turn(v[2], 32);
}

uint64_t siphash(const uint64_t key[2], struct str s)
{
    uint64_t v[4] = {key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du,
                     key[0] ^ 0x6c7967656e657261u, key[1] ^ 0x7465646279746573u};
    for (ptrdiff_t at = 0; at <= s.n; at += 8) {
        uint64_t word = 0;
        ptrdiff_t left = s.n - at < 8 ? s.n - at : 8;
        for (ptrdiff_t i = 0; i < left; i++)
            word |= (uint64_t)(unsigned char)s.p[at + i] << (8 * i);
        if (left < 8)
            word |= (uint64_t)s.n << 56;
        v[3] ^= word;
        sip_round(v), sip_round(v);
        v[0] ^= word;
    }
    v[2] ^= 0xff;
    sip_round(v), sip_round(v), sip_round(v), sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct rates *rates_open(int keys)
{
    assert(keys > 0);
    struct rates *r = heap_alloc((ptrdiff_t)sizeof *r);
    uint64_t n = 1;
    while ((int64_t)n * ways < keys)
        n *= 2;
    r->mask = n - 1;
    r->places = heap_alloc((ptrdiff_t)(n * sizeof *r->places));
    rand_bytes(r->secret, (ptrdiff_t)sizeof r->secret);
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void rates_close(struct rates *r)
{
    if (!r)
        return;
    pthread_mutex_destroy(&r->lock);
    heap_free(r->places);
    heap_free(r);
}

/* The instant kept for a key; a new one takes the place of the one nearest to a full bucket. With
 * `add` false: NULL for a key that is not there. */
static instant *find(struct rates *r, struct str key, bool add)
{
    uint64_t hash = siphash(r->secret, key);
    struct place *p = &r->places[hash & r->mask];
    int oldest = 0;
    hash |= hash == 0;
    for (int i = 0; i < ways; i++) {
        if (p->mark[i] == hash)
            return &p->full[i];
        if (!p->mark[i] || (p->mark[oldest] && p->full[i] < p->full[oldest]))
            oldest = i;
    }
    if (!add)
        return NULL;
    p->mark[oldest] = hash;
    p->full[oldest] = INT64_MIN;
    return &p->full[oldest];
}

/* When the bucket would be full after one more; how long until that is no more than a burst away.
 */
static int64_t wait_for(instant full, instant now, int64_t per, int burst)
{
    instant next = (full < now ? now : full) + per;
    int64_t wait = next - now - per * burst;
    return wait > 0 ? wait : 0;
}

bool rate_allow(struct rates *r, struct str key, instant now, int64_t per, int burst)
{
    assert(per > 0 && burst > 0);
    pthread_mutex_lock(&r->lock);
    instant *full = find(r, key, true);
    bool may = wait_for(*full, now, per, burst) == 0;
    if (may)
        *full = (*full < now ? now : *full) + per;
    pthread_mutex_unlock(&r->lock);
    return may;
}

int64_t rate_wait(struct rates *r, struct str key, instant now, int64_t per, int burst)
{
    pthread_mutex_lock(&r->lock);
    const instant *full = find(r, key, false);
    int64_t wait = full ? wait_for(*full, now, per, burst) : 0;
    pthread_mutex_unlock(&r->lock);
    return wait;
}

void rate_return(struct rates *r, struct str key, int64_t per)
{
    assert(per > 0);
    pthread_mutex_lock(&r->lock);
    instant *full = find(r, key, false);
    if (full && *full > INT64_MIN + per)
        *full -= per;
    pthread_mutex_unlock(&r->lock);
}

void rate_forgive(struct rates *r, struct str key)
{
    pthread_mutex_lock(&r->lock);
    instant *full = find(r, key, false);
    if (full)
        *full = INT64_MIN;
    pthread_mutex_unlock(&r->lock);
}
