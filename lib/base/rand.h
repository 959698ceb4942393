/* rand.h: chance. From the kernel for secrets and draws; from a seed for simulations and demos. */
#ifndef KEPT_BASE_RAND_H
#define KEPT_BASE_RAND_H

#include <stddef.h>
#include <stdint.h>

/* rand_bytes: n bytes from the kernel's generator; fit for keys and tokens. */
void rand_bytes(void *p, ptrdiff_t n);

/* A seeded generator (xoshiro256**, Blackman and Vigna 2018): repeatable, never for secrets. */
struct prng {
    uint64_t s[4];
};
void prng_init(struct prng *r, uint64_t seed);
uint64_t prng_next(struct prng *r);
int64_t prng_below(struct prng *r, int64_t n); /* 0 … n-1, without bias; n > 0 */
double prng_unit(struct prng *r);              /* [0,1) */

#endif
