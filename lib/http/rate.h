/* rate.h: how often something may happen, per key: token buckets in bounded memory.
 *
 * Each key may happen `burst` times at once and gets one more back every `per`. What is remembered
 * is one instant a key (GCRA: when its bucket will be full again). When there are more keys than
 * places, the keys nearest to a full bucket are forgotten first: those that are being held back
 * stay. */
#ifndef KEPT_HTTP_RATE_H
#define KEPT_HTTP_RATE_H

#include "base/clock.h"
#include "base/str.h"

struct rates;
struct rates *rates_open(int keys); /* room for about so many; 16 bytes each */
void rates_close(struct rates *r);

/* rate_allow: true, and one taken, when `key` may happen now. Thread-safe.
 *   now    µs; of clock_now or clock_ticks, the same in all calls
 *   per    µs for one to come back; LIMIT_…_WINDOW_SECONDS * USEC_PER_SEC / burst for "so many a
 * window" burst  at once, at least 1 */
bool rate_allow(struct rates *r, struct str key, instant now, int64_t per, int burst);
/* rate_wait: µs until `key` may happen again; 0 when it may now. Takes nothing. */
int64_t rate_wait(struct rates *r, struct str key, instant now, int64_t per, int burst);
/* rate_return: takes one rate_allow back: what happened was none of what is counted. */
void rate_return(struct rates *r, struct str key, int64_t per);
/* rate_forgive: its bucket is full again: the right password came. */
void rate_forgive(struct rates *r, struct str key);

/* siphash: SipHash-2-4 (Aumasson and Bernstein 2012): a hash that outsiders without the key cannot
 * make collide. */
uint64_t siphash(const uint64_t key[2], struct str s);

#endif
