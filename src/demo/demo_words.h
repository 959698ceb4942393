/* demo_words.h: the cases of each service; for the files of words. */
#ifndef KEPT_DEMO_DEMO_WORDS_H
#define KEPT_DEMO_DEMO_WORDS_H

#include "demo/demo_plan.h"

enum { on_urgent, on_ordinary, on_damp, on_shared, on_rent, on_refund, on_moving, on_details };
enum { of_repairs, of_rent, of_moving, of_scheduling, of_parts, of_finance };

extern const struct demo_case demo_urgent[], demo_ordinary[], demo_damp[], demo_shared[],
    demo_rent[], demo_refund[], demo_moving[], demo_details[];

#endif
