/* Any bytes as a calendar file: refused, or dates in order and in the range. */
#include <assert.h>

#include "text/ics.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct ics_range range = {20000, 21000};
    struct ics_day *list;
    int n;
    if (ics_days(&a, str_of((const char *)data, (ptrdiff_t)size), range, &list, &n, NULL) == OK)
        for (int i = 0; i < n; i++)
            assert(list[i].day >= range.first && list[i].day <= range.last &&
                   (!i || list[i - 1].day <= list[i].day));
    arena_release(&a);
    return 0;
}
