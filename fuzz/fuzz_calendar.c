/* Any bytes as a line of `kept time`: one answer, an object that reads back. */
#include <assert.h>

#include "services/calendar_cli.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct zone_cache *zones;
    struct arena a = {0};
    struct buf b;
    const struct json_value *v;
    if (!zones)
        zones = zone_cache_new(ZONE_DIR);
    buf_init(&b, &a, 1 << 20);
    calendar_answer(&a, zones, str_of((const char *)data, (ptrdiff_t)size), &b);
    assert(!b.full && json_parse(&a, buf_str(&b), &v, NULL) == OK && v->kind == JSON_OBJECT);
    arena_release(&a);
    return 0;
}
