/* str.h: text as a view: a pointer and a length, owned by whoever owns the bytes. Not ended by NUL.
 */
#ifndef KEPT_BASE_STR_H
#define KEPT_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct str {
    const char *p;
    ptrdiff_t n; /* bytes, never negative */
};

#define S(literal) ((struct str){"" literal, (ptrdiff_t)sizeof(literal) - 1})
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        "" literal, (ptrdiff_t)sizeof(literal) - 1                                                 \
    }                                /* for static tables */
#define STR_ARG(s) (int)(s).n, (s).p /* for "%.*s" */

struct str str_from(const char *z); /* z ends with NUL; NULL gives empty */
struct str str_of(const char *p, ptrdiff_t n);
struct str str_dup(struct arena *a, struct str s); /* a copy in the arena */
const char *str_z(struct arena *a,
                  struct str s); /* a copy that ends with NUL; a NUL inside cuts it */
struct str str_fmt(struct arena *a, const char *format, ...) printf_like(2, 3);
struct str str_cat(struct arena *a, struct str x, struct str y);

bool str_eq(struct str a, struct str b);
bool str_eqi(struct str a, struct str b); /* ASCII letters alike in either case */
int str_cmp(struct str a, struct str b);  /* byte order, as memcmp */
bool str_starts(struct str s, struct str head);
bool str_startsi(struct str s, struct str head);
bool str_ends(struct str s, struct str tail);
bool str_endsi(struct str s, struct str tail);

ptrdiff_t str_find(struct str s, struct str what);  /* offset, or -1 */
ptrdiff_t str_findi(struct str s, struct str what); /* the same, ASCII case aside */
ptrdiff_t str_chr(struct str s, char c);            /* offset of the first, or -1 */
ptrdiff_t str_rchr(struct str s, char c);           /* offset of the last, or -1 */
bool str_has(struct str s, struct str what);
bool str_hasi(struct str s, struct str what);

struct str str_skip(struct str s, ptrdiff_t n); /* without its first n bytes (fewer if shorter) */
struct str str_head(struct str s, ptrdiff_t n); /* its first n bytes (fewer if shorter) */
struct str str_trim(struct str s);              /* without ASCII white space at both ends */
struct str str_trim_end(struct str s);
struct str str_lower(struct arena *a, struct str s); /* ASCII letters only */

/* str_cut: splits at the first `sep`: returns what is before and leaves the rest in *s.
 * Without a `sep`, returns all and leaves *s empty with p NULL, so `while (s.p)` walks the parts.
 */
struct str str_cut(struct str *s, char sep);
/* str_line: the next line without its end (LF or CR LF); walks as str_cut does. */
struct str str_line(struct str *s);

/* str_to_i64, str_to_f64: the whole of s as a number. ERR_INVALID for anything else. */
enum err str_to_i64(struct str s, int64_t *out) must_use;
enum err str_to_f64(struct str s, double *out) must_use;

static inline bool ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool ascii_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

#endif
