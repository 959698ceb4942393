/* Any bytes as a zone file: refused, or a zone that answers for every instant. */
#include <assert.h>

#include "base/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const instant tries[] = {INT64_MIN, INT64_MAX, -1, 1767225600000000, 32503680000000000};
    struct arena a = {0};
    const struct zone *z;
    if (zone_parse(&a, S("X"), str_of((const char *)data, (ptrdiff_t)size), &z, NULL) == OK) {
        for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
            (void)zone_wall(z, tries[i]);
        for (day_number d = -200000; d < 800000; d += 49999)
            assert(zone_instant(z, d, 9000, ZONE_FIRST) <= zone_instant(z, d, 9000, ZONE_SECOND));
    }
    arena_release(&a);
    return 0;
}
