#include "base/vec.h"

#include <string.h>

void *vec_grow(struct arena *a, void *v, ptrdiff_t *cap, ptrdiff_t size, ptrdiff_t align)
{
    ptrdiff_t old = *cap;
    *cap = old ? old * 2 : 8;
    void *grown = arena_alloc(a, size, align, *cap);
    if (old)
        memcpy(grown, v, (size_t)(old * size));
    return grown;
}
