#include "base/str.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct str str_from(const char *z)
{
    return (struct str){z, z ? (ptrdiff_t)strlen(z) : 0};
}

struct str str_of(const char *p, ptrdiff_t n)
{
    assert(n >= 0);
    return (struct str){p, n};
}

struct str str_dup(struct arena *a, struct str s)
{
    char *p = arena_bytes(a, s.n);
    if (s.n)
        memcpy(p, s.p, (size_t)s.n);
    return (struct str){p, s.n};
}

const char *str_z(struct arena *a, struct str s)
{
    char *p = arena_bytes(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, (size_t)s.n);
    p[s.n] = 0;
    return p;
}

struct str str_fmt(struct arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(n >= 0);
    char *p = arena_bytes(a, n + 1);
    va_start(args, format);
    vsnprintf(p, (size_t)n + 1, format, args);
    va_end(args);
    return (struct str){p, n};
}

struct str str_cat(struct arena *a, struct str x, struct str y)
{
    char *p = arena_bytes(a, x.n + y.n);
    if (x.n)
        memcpy(p, x.p, (size_t)x.n);
    if (y.n)
        memcpy(p + x.n, y.p, (size_t)y.n);
    return (struct str){p, x.n + y.n};
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, (size_t)a.n) == 0);
}

static bool bytes_eqi(const char *a, const char *b, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++)
        if (ascii_lower(a[i]) != ascii_lower(b[i]))
            return false;
    return true;
}

bool str_eqi(struct str a, struct str b)
{
    return a.n == b.n && bytes_eqi(a.p, b.p, a.n);
}

int str_cmp(struct str a, struct str b)
{
    ptrdiff_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, (size_t)n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str head)
{
    return s.n >= head.n && str_eq(str_head(s, head.n), head);
}

bool str_startsi(struct str s, struct str head)
{
    return s.n >= head.n && str_eqi(str_head(s, head.n), head);
}

bool str_ends(struct str s, struct str tail)
{
    return s.n >= tail.n && str_eq(str_skip(s, s.n - tail.n), tail);
}

bool str_endsi(struct str s, struct str tail)
{
    return s.n >= tail.n && str_eqi(str_skip(s, s.n - tail.n), tail);
}

ptrdiff_t str_find(struct str s, struct str what)
{
    if (what.n == 0)
        return 0;
    if (what.n > s.n)
        return -1;
    const char *hit = memmem(s.p, (size_t)s.n, what.p, (size_t)what.n);
    return hit ? hit - s.p : -1;
}

ptrdiff_t str_findi(struct str s, struct str what)
{
    for (ptrdiff_t i = 0; i + what.n <= s.n; i++)
        if (bytes_eqi(s.p + i, what.p, what.n))
            return i;
    return -1;
}

ptrdiff_t str_chr(struct str s, char c)
{
    const char *hit = s.n ? memchr(s.p, c, (size_t)s.n) : NULL;
    return hit ? hit - s.p : -1;
}

ptrdiff_t str_rchr(struct str s, char c)
{
    for (ptrdiff_t i = s.n - 1; i >= 0; i--)
        if (s.p[i] == c)
            return i;
    return -1;
}

bool str_has(struct str s, struct str what)
{
    return str_find(s, what) >= 0;
}

bool str_hasi(struct str s, struct str what)
{
    return str_findi(s, what) >= 0;
}

struct str str_skip(struct str s, ptrdiff_t n)
{
    if (n > s.n)
        n = s.n;
    if (n <= 0)
        return s;
    return (struct str){s.p + n, s.n - n};
}

struct str str_head(struct str s, ptrdiff_t n)
{
    if (n < 0)
        n = 0;
    return (struct str){s.p, n < s.n ? n : s.n};
}

struct str str_trim_end(struct str s)
{
    while (s.n && ascii_is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

struct str str_trim(struct str s)
{
    while (s.n && ascii_is_space(*s.p))
        s = str_skip(s, 1);
    return str_trim_end(s);
}

struct str str_lower(struct arena *a, struct str s)
{
    char *p = arena_bytes(a, s.n);
    for (ptrdiff_t i = 0; i < s.n; i++)
        p[i] = ascii_lower(s.p[i]);
    return (struct str){p, s.n};
}

struct str str_cut(struct str *s, char sep)
{
    ptrdiff_t at = str_chr(*s, sep);
    struct str head = *s;
    if (at < 0) {
        *s = (struct str){0};
        return head;
    }
    head.n = at;
    *s = (struct str){s->p + at + 1, s->n - at - 1};
    return head;
}

struct str str_line(struct str *s)
{
    struct str line = str_cut(s, '\n');
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

enum err str_to_i64(struct str s, int64_t *out)
{
    int64_t v = 0;
    bool minus = s.n && *s.p == '-';
    if (minus)
        s = str_skip(s, 1);
    if (s.n == 0)
        return ERR_INVALID;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (!ascii_is_digit(s.p[i]))
            return ERR_INVALID;
        int digit = s.p[i] - '0';
        if (__builtin_mul_overflow(v, 10, &v) ||
            (minus ? __builtin_sub_overflow(v, digit, &v) : __builtin_add_overflow(v, digit, &v)))
            return ERR_INVALID;
    }
    *out = v;
    return OK;
}

enum err str_to_f64(struct str s, double *out)
{
    char z[64], *end;
    if (s.n == 0 || s.n >= (ptrdiff_t)sizeof z || ascii_is_space(*s.p))
        return ERR_INVALID;
    memcpy(z, s.p, (size_t)s.n);
    z[s.n] = 0;
    double v = strtod(z, &end);
    if (end != z + s.n || !isfinite(v))
        return ERR_INVALID;
    *out = v;
    return OK;
}
