#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void buf_init(struct buf *b, struct arena *a, ptrdiff_t max)
{
    assert(max > 0);
    *b = (struct buf){.arena = a, .max = max};
}

char *buf_room(struct buf *b, ptrdiff_t n)
{
    assert(n >= 0);
    if (n <= b->cap - b->n && b->p)
        return b->p + b->n;
    if (n > b->max - b->n) {
        b->full = true;
        return NULL;
    }
    ptrdiff_t cap = b->cap ? b->cap * 2 : 256;
    if (cap < b->n + n)
        cap = b->n + n;
    if (cap > b->max)
        cap = b->max;
    b->p = arena_grow(b->arena, b->p, b->cap, cap);
    b->cap = cap;
    return b->p + b->n;
}

void buf_add(struct buf *b, struct str s)
{
    char *to = buf_room(b, s.n);
    if (to && s.n) {
        memcpy(to, s.p, (size_t)s.n);
        b->n += s.n;
    }
}

void buf_addc(struct buf *b, char c)
{
    char *to = buf_room(b, 1);
    if (to) {
        *to = c;
        b->n++;
    }
}

void buf_addz(struct buf *b, const char *z)
{
    buf_add(b, str_from(z));
}

void buf_addf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(n >= 0);
    char *to = buf_room(b, n + 1);
    if (!to)
        return;
    va_start(args, format);
    vsnprintf(to, (size_t)n + 1, format, args);
    va_end(args);
    b->n += n;
}

void buf_add_i64(struct buf *b, int64_t v)
{
    char digits[20];
    int n = 0;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do
        digits[sizeof digits - 1 - (size_t)n++] = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        buf_addc(b, '-');
    buf_add(b, str_of(digits + sizeof digits - n, n));
}

struct str buf_str(const struct buf *b)
{
    return (struct str){b->p, b->n};
}
