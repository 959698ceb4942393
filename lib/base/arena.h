/* arena.h: memory by lifetime. An arena gives memory piece by piece and takes it all back at once.
 *
 * Four lifetimes, four arenas: process, worker, request, scratch. What allocates takes the arena
 * first. Nothing allocated from an arena is freed alone. Running out of memory ends the process:
 * what Kept has said yes to is on disk, and every growing thing has a cap in limits.h. */
#ifndef KEPT_BASE_ARENA_H
#define KEPT_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    char *next, *end;           /* free space of the newest block */
    ptrdiff_t used;             /* bytes given out since the last reset */
};

/* arena_init: an empty arena; allocates nothing until asked. A zeroed struct is one too. */
void arena_init(struct arena *a);

/* arena_release: gives everything back; the arena may be used again. */
void arena_release(struct arena *a);

/* arena_reset: forgets all that was given out, and keeps one block for the next round. */
void arena_reset(struct arena *a);

/* arena_alloc: `count` things of `size` bytes each, zeroed, aligned to `align` (a power of two).
 * Never NULL; size × count is checked. */
void *arena_alloc(struct arena *a, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count)
    __attribute__((returns_nonnull));

/* arena_bytes: `n` bytes, not zeroed, any alignment. For text. */
char *arena_bytes(struct arena *a, ptrdiff_t n) __attribute__((returns_nonnull));

/* arena_grow: the piece `p` of `old` bytes made `size` bytes long; in place when it was the last.
 */
char *arena_grow(struct arena *a, char *p, ptrdiff_t old, ptrdiff_t size)
    __attribute__((returns_nonnull));

#define NEW(arena, type) ((type *)arena_alloc((arena), (ptrdiff_t)sizeof(type), _Alignof(type), 1))
#define NEWN(arena, type, n)                                                                       \
    ((type *)arena_alloc((arena), (ptrdiff_t)sizeof(type), _Alignof(type), (n)))

/* out_of_memory: says so on stderr and aborts. */
void out_of_memory(void) __attribute__((noreturn));

/* heap_alloc, heap_free: for what outlives every arena (queues between threads, handles). Zeroed,
 * never NULL. The only other allocator of the house. */
void *heap_alloc(ptrdiff_t size) __attribute__((returns_nonnull));
void *heap_grow(void *p, ptrdiff_t size) __attribute__((returns_nonnull));
void heap_free(void *p);

#endif
