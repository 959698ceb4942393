/* Drafts, read for moves and times. */
#include "promises/moves.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct fault f = {0};
    struct draft_reading r;
    struct draft_clock clock = {.now = INT64_C(1772445600000000)};
    if (zone_open(&a, ZONE_DIR, S("Europe/Berlin"), &clock.zone, &f) == OK) {
        clock.calendar = calendar_always(&a, clock.zone);
        draft_read(&a, str_of((const char *)data, (ptrdiff_t)size), &clock, &r);
        for (int i = 0; i < r.time_count; i++)
            if (r.times[i].due <= clock.now)
                __builtin_trap(); /* only times still to come are offered */
    }
    arena_release(&a);
    return 0;
}
