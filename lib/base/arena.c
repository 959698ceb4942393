#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define KEPT_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEPT_ASAN 1
#endif
#endif

#ifdef KEPT_ASAN
#include <sanitizer/asan_interface.h>
#define poison(p, n) __asan_poison_memory_region((p), (size_t)(n))
#define unpoison(p, n) __asan_unpoison_memory_region((p), (size_t)(n))
enum { redzone = 8 };
#else
#define poison(p, n) ((void)(p), (void)(n))
#define unpoison(p, n) ((void)(p), (void)(n))
enum { redzone = 0 };
#endif

enum {
    first_block = 16 * 1024, /* most requests fit one block */
    most_block = 1024 * 1024 /* blocks double up to this, so few are needed for a large page */
};

struct arena_block {
    struct arena_block *older;
    ptrdiff_t size; /* bytes after this header */
};

void out_of_memory(void)
{
    fputs("kept: out of memory\n", stderr);
    abort();
}

void *heap_alloc(ptrdiff_t size)
{
    assert(size >= 0);
    void *p = calloc(1, (size_t)size + !size);
    if (!p)
        out_of_memory();
    return p;
}

void *heap_grow(void *p, ptrdiff_t size)
{
    assert(size > 0);
    void *q = realloc(p, (size_t)size);
    if (!q)
        out_of_memory();
    return q;
}

void heap_free(void *p)
{
    free(p);
}

void arena_init(struct arena *a)
{
    *a = (struct arena){0};
}

static void block_free(struct arena_block *b)
{
    unpoison(b + 1, b->size);
    free(b);
}

void arena_release(struct arena *a)
{
    while (a->blocks) {
        struct arena_block *older = a->blocks->older;
        block_free(a->blocks);
        a->blocks = older;
    }
    arena_init(a);
}

void arena_reset(struct arena *a)
{
    struct arena_block *kept = a->blocks;
    if (!kept)
        return;
    while (kept->older) {
        struct arena_block *older = kept->older->older;
        block_free(kept->older);
        kept->older = older;
    }
    a->next = (char *)(kept + 1);
    a->end = a->next + kept->size;
    a->used = 0;
    poison(a->next, kept->size);
}

static void block_add(struct arena *a, ptrdiff_t least)
{
    ptrdiff_t size = a->blocks ? a->blocks->size * 2 : first_block;
    if (size > most_block)
        size = most_block;
    if (size < least)
        size = least;
    if (size > PTRDIFF_MAX - (ptrdiff_t)sizeof(struct arena_block))
        out_of_memory();
    struct arena_block *b = malloc(sizeof *b + (size_t)size);
    if (!b)
        out_of_memory();
    *b = (struct arena_block){.older = a->blocks, .size = size};
    a->blocks = b;
    a->next = (char *)(b + 1);
    a->end = a->next + size;
    poison(a->next, size);
}

static char *take(struct arena *a, ptrdiff_t n, ptrdiff_t align)
{
    ptrdiff_t pad = (ptrdiff_t)(-(uintptr_t)a->next & (uintptr_t)(align - 1));
    if (!a->blocks || n > a->end - a->next - pad - redzone) {
        if (n > PTRDIFF_MAX - align - redzone)
            out_of_memory();
        block_add(a, n + align + redzone);
        pad = (ptrdiff_t)(-(uintptr_t)a->next & (uintptr_t)(align - 1));
    }
    char *p = a->next + pad;
    a->next = p + n + redzone;
    a->used += n;
    unpoison(p, n);
    return p;
}

void *arena_alloc(struct arena *a, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count)
{
    ptrdiff_t n;
    assert(size > 0 && count >= 0 && align > 0 && (align & (align - 1)) == 0);
    if (__builtin_mul_overflow(size, count, &n))
        out_of_memory();
    return memset(take(a, n, align), 0, (size_t)n);
}

char *arena_bytes(struct arena *a, ptrdiff_t n)
{
    assert(n >= 0);
    return take(a, n, 1);
}

char *arena_grow(struct arena *a, char *p, ptrdiff_t old, ptrdiff_t size)
{
    assert(size >= old && old >= 0);
    if (p && p + old + redzone == a->next && size - old <= a->end - a->next) {
        unpoison(p, size);
        a->next = p + size + redzone;
        a->used += size - old;
        poison(p + size, redzone);
        return p;
    }
    char *q = take(a, size, 1);
    if (old)
        memcpy(q, p, (size_t)old);
    return q;
}
