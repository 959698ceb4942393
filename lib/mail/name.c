#include "mail/name.h"

#include "base/limits.h"
#include "base/utf8.h"

/* What turns the direction of the text around it: embeddings, overrides, isolates. */
static bool is_direction(int32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* What cannot be seen: zero-width characters, marks, soft hyphens, tags, fillers. */
static bool is_invisible(int32_t c)
{
    return (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2065) || c == 0xFEFF ||
           c == 0x00AD || c == 0x034F || c == 0x061C || c == 0x115F || c == 0x1160 || c == 0x17B4 ||
           c == 0x17B5 || c == 0x180E || c == 0x3164 || c == 0xFFA0 ||
           (c >= 0xE0000 && c <= 0xE0FFF) || (c >= 0xFFF9 && c <= 0xFFFB);
}

static bool is_control(int32_t c)
{
    return (c >= 0 && c < ' ') || (c >= 0x7F && c < 0xA0);
}

static bool is_space(int32_t c)
{
    return c == ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
           c == 0x3000 || c == 0x2028 || c == 0x2029;
}

static void space_add(struct buf *out)
{
    if (out->n && out->p[out->n - 1] != ' ')
        buf_addc(out, ' ');
}

struct str name_for_display(struct arena *a, struct str s)
{
    struct buf out;
    buf_init(&out, a, s.n * 3 + 1);
    while (s.n) {
        int32_t c = utf8_next(&s);
        if (c == ' ' || is_control(c))
            space_add(&out);
        else if (!is_direction(c))
            utf8_put(&out, c);
    }
    return str_trim(buf_str(&out));
}

struct str name_as_token(struct arena *a, struct str s)
{
    struct buf out;
    buf_init(&out, a, s.n * 3 + 1);
    while (s.n) {
        int32_t c = utf8_next(&s);
        if (!is_control(c) && !is_direction(c) && !is_invisible(c))
            utf8_put(&out, c);
    }
    return str_trim(buf_str(&out));
}

/* A long name keeps its end, because that says what kind of file it is. */
static struct str name_shorten(struct arena *a, struct str s)
{
    enum { extension_most = 16 };
    if (s.n <= LIMIT_NAME_BYTES)
        return s;
    ptrdiff_t dot = str_rchr(s, '.');
    struct str extension = dot > 0 && s.n - dot <= extension_most ? str_skip(s, dot) : S("");
    return str_cat(a, utf8_cut_bytes(s, LIMIT_NAME_BYTES - extension.n), extension);
}

struct str name_of_file(struct arena *a, struct str s)
{
    ptrdiff_t slash = str_rchr(s, '/');
    ptrdiff_t backslash = str_rchr(s, '\\');
    s = str_skip(s, (slash > backslash ? slash : backslash) + 1);
    struct buf out;
    buf_init(&out, a, s.n * 3 + 1);
    while (s.n) {
        int32_t c = utf8_next(&s);
        if (is_space(c))
            space_add(&out);
        else if (!is_control(c) && !is_direction(c) && !is_invisible(c))
            utf8_put(&out, c);
    }
    struct str name = str_trim(buf_str(&out));
    while (name.n && (name.p[name.n - 1] == '.' || name.p[name.n - 1] == ' '))
        name.n--; /* Windows takes them off, and with them what the extension was */
    if (str_eq(name, S(".")) || str_eq(name, S("..")))
        return (struct str){0};
    return name_shorten(a, name);
}
