/* answer.h: a handler's response made ready to send: its status, all its header lines, its bytes.
 * Pure: what puts it on a socket is http_mhd.c or, for connections taken over, live.c. */
#ifndef KEPT_HTTP_ANSWER_H
#define KEPT_HTTP_ANSWER_H

#include "http/http.h"

struct answer_line {
    const char *name, *value; /* end with NUL */
};

struct answer {
    int status;
    struct answer_line lines[40];
    int line_count;
    struct str body;
    int fd; /* -1, or read from its start instead of body; the answer's to close */
    int64_t fd_size;
    const struct live_topics *live;
};

/* response_init: what a handler finds before it changes anything. */
void response_init(struct http_response *r, struct arena *a);

/* answer_build: what `r` says, with the security headers, caching, ETag and compression. Takes
 * r->fd. allowed   methods for the Allow header of a 405 may_gzip  http_config.gzip */
void answer_build(struct answer *out, const struct http_request *q, struct http_response *r,
                  int allowed, bool may_gzip);
void answer_add(struct answer *out, const char *name, const char *value);

/* answer_bytes: the whole as it goes over the wire, for a connection that closes after it (no
 * length for a live stream, no body for HEAD). Not for an answer with a file. */
struct str answer_bytes(const struct answer *x, struct arena *a, bool is_head);

#endif
