/* buf.h: bytes that grow, in an arena, up to a stated maximum. */
#ifndef KEPT_BASE_BUF_H
#define KEPT_BASE_BUF_H

#include "base/str.h"

struct buf {
    struct arena *arena;
    char *p;
    ptrdiff_t n, cap;
    ptrdiff_t max; /* never longer than this */
    bool full;     /* something did not fit: what is here is a beginning, not the whole */
};

/* buf_init: empty, at most `max` bytes. Past that, adding does nothing and sets `full`. */
void buf_init(struct buf *b, struct arena *a, ptrdiff_t max);
void buf_add(struct buf *b, struct str s);
void buf_addc(struct buf *b, char c);
void buf_addz(struct buf *b, const char *z);
void buf_addf(struct buf *b, const char *format, ...) printf_like(2, 3);
void buf_add_i64(struct buf *b, int64_t v);
/* buf_room: space for n more bytes to be written at b->p + b->n by the caller, who then adds to
 * b->n; NULL (and full) when over the maximum. */
char *buf_room(struct buf *b, ptrdiff_t n);
struct str buf_str(const struct buf *b); /* a view; the next add may move it */

#endif
