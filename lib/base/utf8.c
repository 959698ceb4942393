#include "base/utf8.h"

int32_t utf8_next(struct str *s)
{
    const unsigned char *p = (const unsigned char *)s->p;
    int32_t c = p[0];
    int more = 0;
    unsigned char low = 0x80, high = 0xBF; /* what the second byte may be */
    if (c < 0x80) {
        *s = str_skip(*s, 1);
        return c;
    }
    if (c >= 0xC2 && c <= 0xDF) {
        more = 1, c &= 0x1F;
    } else if (c >= 0xE0 && c <= 0xEF) {
        low = c == 0xE0 ? 0xA0 : 0x80, high = c == 0xED ? 0x9F : 0xBF;
        more = 2, c &= 0x0F;
    } else if (c >= 0xF0 && c <= 0xF4) {
        low = c == 0xF0 ? 0x90 : 0x80, high = c == 0xF4 ? 0x8F : 0xBF;
        more = 3, c &= 0x07;
    }
    int i = 1;
    for (; i <= more && i < s->n && p[i] >= low && p[i] <= high; i++) {
        c = c << 6 | (p[i] & 0x3F);
        low = 0x80, high = 0xBF;
    }
    *s = str_skip(*s, i);
    return more && i == more + 1 ? c : UTF8_BAD;
}

bool utf8_is_valid(struct str s)
{
    while (s.n)
        if (utf8_next(&s) == UTF8_BAD)
            return false;
    return true;
}

struct str utf8_clean(struct arena *a, struct str s)
{
    if (utf8_is_valid(s) && str_chr(s, 0) < 0)
        return s;
    struct buf b;
    buf_init(&b, a, s.n * 3 + 1); /* a bad byte becomes three at most */
    while (s.n) {
        int32_t c = utf8_next(&s);
        if (c != 0)
            utf8_put(&b, c);
    }
    return buf_str(&b);
}

void utf8_put(struct buf *b, int32_t c)
{
    if (c < 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = 0xFFFD;
    if (c < 0x80) {
        buf_addc(b, (char)c);
        return;
    }
    char t[4];
    int n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (int i = n - 1; i > 0; i--, c >>= 6)
        t[i] = (char)(0x80 | (c & 0x3F));
    t[0] = (char)((n == 2 ? 0xC0 : n == 3 ? 0xE0 : 0xF0) | c);
    buf_add(b, str_of(t, n));
}

ptrdiff_t utf8_count(struct str s)
{
    ptrdiff_t n = 0;
    for (; s.n; n++)
        utf8_next(&s);
    return n;
}

struct str utf8_head(struct str s, ptrdiff_t most)
{
    struct str rest = s;
    for (ptrdiff_t i = 0; i < most && rest.n; i++)
        utf8_next(&rest);
    return str_head(s, s.n - rest.n);
}

struct str utf8_cut_bytes(struct str s, ptrdiff_t n)
{
    if (s.n <= n)
        return s;
    while (n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    return str_head(s, n);
}
