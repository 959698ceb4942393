/* vec.h: a typed array that grows in an arena.
 *
 *     VEC(struct row) rows = {0};
 *     *vec_push(arena, &rows) = (struct row){…};
 *     for (ptrdiff_t i = 0; i < rows.n; i++) use(&rows.v[i]);
 *
 * Growing may move it: keep indexes, not pointers, while it grows. */
#ifndef KEPT_BASE_VEC_H
#define KEPT_BASE_VEC_H

#include "base/arena.h"

#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *v;                                                                                   \
        ptrdiff_t n, cap;                                                                          \
    }

/* vec_push: a zeroed element at the end; its address. */
#define vec_push(arena, vec)                                                                       \
    ((vec)->n == (vec)->cap                                                                        \
         ? (void)((vec)->v = vec_grow((arena), (vec)->v, &(vec)->cap, (ptrdiff_t)sizeof *(vec)->v, \
                                      _Alignof(max_align_t)))                                      \
         : (void)0,                                                                                \
     &(vec)->v[(vec)->n++])

void *vec_grow(struct arena *a, void *v, ptrdiff_t *cap, ptrdiff_t size, ptrdiff_t align)
    __attribute__((returns_nonnull));

#endif
