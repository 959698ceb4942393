/* near.h: for the tests of this folder: numbers that are the same to a tolerance. */
#ifndef KEPT_STAT_NEAR_H
#define KEPT_STAT_NEAR_H

#include <math.h>

#include "harness/test.h"

/* A millionth unless the source printed fewer digits. */
#define near(got, want) near_by((got), (want), 1e-6, __FILE__, __LINE__)
#define near_to(got, want, tolerance) near_by((got), (want), (tolerance), __FILE__, __LINE__)

static inline void near_by(double got, double want, double tolerance, const char *file, int line)
{
    if (fabs(got - want) <= tolerance)
        return;
    print_error("got %.12g, want %.12g ± %g\n", got, want, tolerance);
    _fail(file, line);
}

#endif
