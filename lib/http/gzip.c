#include "http/gzip.h"

#include <zlib.h>

/* zlib's memory comes from the request's arena, so there is nothing to free. */
static void *take(void *arena, unsigned count, unsigned size)
{
    return arena_bytes(arena, (ptrdiff_t)count * (ptrdiff_t)size + 16);
}

static void leave(void *arena, void *p)
{
    (void)arena, (void)p;
}

/* The arena's bytes have any alignment; zlib wants that of malloc. */
static void *take_aligned(void *arena, unsigned count, unsigned size)
{
    uintptr_t p = (uintptr_t)take(arena, count, size);
    return (void *)((p + 15) & ~(uintptr_t)15);
}

struct str gzip_pack(struct arena *a, struct str s)
{
    z_stream z = {.zalloc = take_aligned, .zfree = leave, .opaque = a};
    if (s.n > (1 << 30) || deflateInit2(&z, 1, Z_DEFLATED, 14 + 16, 6, Z_DEFAULT_STRATEGY) != Z_OK)
        return (struct str){0};
    char *to = arena_bytes(a, s.n);
    z.next_in = (z_const Bytef *)(uintptr_t)s.p;
    z.avail_in = (unsigned)s.n;
    z.next_out = (Bytef *)to;
    z.avail_out = (unsigned)s.n;
    int end = deflate(&z, Z_FINISH);
    ptrdiff_t n = (ptrdiff_t)z.total_out;
    deflateEnd(&z);
    return end == Z_STREAM_END ? str_of(to, n) : (struct str){0};
}
