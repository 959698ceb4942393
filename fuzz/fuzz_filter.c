/* Filters as words and as JSON: what is written of what was read is read as the same, and asks. */
#include <assert.h>
#include <stdint.h>

#include "requests/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct fault f = {0};
    struct filter filter, again;
    struct sql_builder b;
    struct zone_cache *zones = zone_cache_new(ZONE_DIR);
    struct cx cx = {.arena = &a, .now = INT64_C(1772445600000000)};
    if (zone_get(zones, S("UTC"), &cx.zone, &f) == OK &&
        filter_parse(&cx, str_of((const char *)data, (ptrdiff_t)size), &filter) == OK) {
        struct str words = filter_format(&a, &filter);
        if (words.n <= FILTER_BYTES &&
            str_chr(words, '"') < 0) { /* JSON may hold quotes in a value */
            assert(filter_parse(&cx, words, &again) == OK);
            assert(str_eq(filter_format(&a, &again), words));
        }
        sql_start(&b, &a);
        filter_sql(&cx, &filter, &b);
    }
    zone_cache_free(zones);
    arena_release(&a);
    return 0;
}
