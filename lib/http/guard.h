/* guard.h: the framing guard: refuses what two readers of the same bytes could take for different
 * requests (RFC 9112, sections 2.2, 3.2, 5.1, 6.3). Pure: works on what a library has read.
 *
 * The library reads leniently: it takes a bare LF for a line end, stops at NUL, joins a folded line
 * to the *name* of its field. All that is seen from where the parts lie: read in place, without any
 * such thing, they lie next to each other, apart by exactly what the grammar has between them. */
#ifndef KEPT_HTTP_GUARD_H
#define KEPT_HTTP_GUARD_H

#include "http/http.h"

enum { GUARD_CHUNKED = -1 }; /* framing.body_bytes: told at its end */

/* The head of a request as the library has it: every str points into the bytes as received. */
struct head {
    struct str method, target, version;
    const struct http_pair *headers;
    int count;
    int64_t bytes; /* from the method to the end of the empty line */
};

struct framing {
    int64_t body_bytes; /* 0 none */
    bool must_close;    /* no further request may be read from this connection */
};

/* guard_lines: whether the parts lie in the buffer as a well-formed head would have them. */
bool guard_lines(const struct head *h);

/* is_host: what may stand in Host: a name or address and perhaps a port, no user. */
bool is_host(struct str s);

/* guard_check: 0, or the status to refuse the request with.
 *   why  words for the person; set when refused */
int guard_check(const struct head *h, struct framing *out, const char **why);

#endif
