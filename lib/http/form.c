#include "http/request.h"

#include "base/utf8.h"

static int hex_digit(char c)
{
    if (ascii_is_digit(c))
        return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int hex_pair(struct str s, ptrdiff_t at)
{
    if (s.n - at < 2)
        return -1;
    int high = hex_digit(s.p[at]), low = hex_digit(s.p[at + 1]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

ptrdiff_t percent_decode(struct str s, char *to, bool strict, bool plus_is_space)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '%') {
            int byte = hex_pair(s, i + 1);
            if (byte < 0 && strict)
                return -1;
            if (byte >= 0) {
                c = (char)byte;
                i += 2;
            }
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        to[n++] = c;
    }
    return n;
}

static struct str decode(struct arena *a, struct str s)
{
    bool plain = true;
    for (ptrdiff_t i = 0; i < s.n && plain; i++)
        plain = s.p[i] != '%' && s.p[i] != '+';
    if (plain)
        return s.p ? s : S("");
    char *to = arena_bytes(a, s.n);
    return str_of(to, percent_decode(s, to, false, true));
}

static bool is_clean(struct str s)
{
    return str_chr(s, 0) < 0 && utf8_is_valid(s);
}

static int count_parts(struct str s)
{
    int n = 0;
    while (s.p)
        n += str_cut(&s, '&').n > 0;
    return n;
}

enum err form_decode(struct arena *a, struct str s, int most, const struct http_pair **out,
                     int *count)
{
    int n = count_parts(s);
    *out = NULL;
    *count = 0;
    if (n > most)
        return ERR_TOO_LARGE;
    struct http_pair *pairs = NEWN(a, struct http_pair, n);
    int i = 0;
    while (s.p) {
        struct str value = str_cut(&s, '&');
        if (value.n == 0)
            continue;
        struct str name = str_cut(&value, '=');
        pairs[i] = (struct http_pair){decode(a, name), decode(a, value)};
        if (!is_clean(pairs[i].name) || !is_clean(pairs[i].value))
            return ERR_INVALID;
        i++;
    }
    *out = pairs;
    *count = n;
    return OK;
}
