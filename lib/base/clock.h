/* clock.h: instants, and a clock that is handed in, so that tests set it. */
#ifndef KEPT_BASE_CLOCK_H
#define KEPT_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Microseconds since 1970-01-01T00:00:00Z, without leap seconds. Times are kept so everywhere. */
typedef int64_t instant;

#define USEC_PER_SEC INT64_C(1000000)
#define USEC_PER_MIN (60 * USEC_PER_SEC)
#define USEC_PER_HOUR (60 * USEC_PER_MIN)
#define USEC_PER_DAY (24 * USEC_PER_HOUR)

struct clock {
    bool stopped; /* tests: the clock stands at `at` until it is moved */
    instant at;
};

/* clock_now: the present, of this clock. */
instant clock_now(const struct clock *c);
/* clock_ticks: µs of a clock that only goes forward; for measuring, not for telling the time. */
int64_t clock_ticks(void);

#endif
