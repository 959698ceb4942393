/* Lines of `kept promise`. */
#include "promises/promise_cli.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct zone_cache *zones;
    struct arena a = {0};
    struct buf out;
    zones = zones ? zones : zone_cache_new(ZONE_DIR);
    buf_init(&out, &a, 4 << 20);
    promise_answer(&a, zones, str_of((const char *)data, (ptrdiff_t)size), &out);
    arena_release(&a);
    return 0;
}
