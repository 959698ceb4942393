/* Any bytes as a table: rows until the end or an error, each no further than its text. */
#include <assert.h>

#include "text/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct csv c;
    struct str *fields;
    int n = 1;
    csv_init(&c, str_of((const char *)data, (ptrdiff_t)size), 0);
    for (int64_t last = 0; n && csv_row(&c, &a, &fields, &n, NULL) == OK; last = c.line)
        assert(c.line >= last && c.rest.n >= 0);
    arena_release(&a);
    return 0;
}
