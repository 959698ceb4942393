/* utf8.h: UTF-8, strictly (RFC 3629): no surrogates, no overlong forms, nothing past U+10FFFF. */
#ifndef KEPT_BASE_UTF8_H
#define KEPT_BASE_UTF8_H

#include "base/buf.h"

enum { UTF8_BAD = -1 };

/* utf8_next: the code point at the start of *s, which moves past it. At a byte that cannot stand
 * there: UTF8_BAD, past the longest part that could have begun a character (WHATWG's practice). */
int32_t utf8_next(struct str *s);
bool utf8_is_valid(struct str s);
/* utf8_clean: s with each bad sequence replaced by U+FFFD, and NUL bytes dropped; s itself when
 * nothing had to change. */
struct str utf8_clean(struct arena *a, struct str s);
void utf8_put(struct buf *b, int32_t code_point); /* a bad one is put as U+FFFD */
ptrdiff_t utf8_count(struct str s);               /* code points */
/* utf8_head: the first `most` code points at most, never half a character. */
struct str utf8_head(struct str s, ptrdiff_t most);
/* utf8_cut_bytes: at most n bytes, never half a character. */
struct str utf8_cut_bytes(struct str s, ptrdiff_t n);

#endif
