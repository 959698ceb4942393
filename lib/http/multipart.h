/* multipart.h: multipart/form-data (RFC 7578) read as it comes, in pieces of any size. Pure: what
 * it finds goes to a sink; nothing is kept but the headers of the part at hand and the few bytes
 * that may begin a boundary. */
#ifndef KEPT_HTTP_MULTIPART_H
#define KEPT_HTTP_MULTIPART_H

#include "base/limits.h"
#include "http/http.h"

struct part {
    struct str name;     /* of the field; valid UTF-8, without NUL */
    struct str filename; /* p NULL: a field, not a file; made valid UTF-8 */
    struct str type;     /* as sent; "text/plain" when nothing was */
};

/* What is found, in order: part, bytes …, part_end for each part. Anything but OK stops the reading
 * and comes back from multipart_add. */
struct multipart_sink {
    void *to;
    enum err (*part)(void *to, const struct part *part);
    enum err (*bytes)(void *to, struct str bytes);
    enum err (*part_end)(void *to);
};

enum multipart_state {
    PART_PREAMBLE,
    PART_AFTER_BOUNDARY,
    PART_HEADERS,
    PART_BODY,
    PART_DONE,
    PART_FAILED
};

enum { BOUNDARY_MOST = 70 }; /* characters, RFC 2046, 5.1.1 */

struct multipart {
    struct arena *arena; /* names and types of parts */
    struct multipart_sink sink;
    enum multipart_state state;
    char mark[BOUNDARY_MOST + 4]; /* CR LF "--" boundary */
    int mark_n;
    int seen;                           /* bytes of mark that the input at hand ends with */
    char line[LIMIT_PART_HEADER_BYTES]; /* the headers of the part at hand */
    int line_n;
};

/* multipart_boundary: of "multipart/form-data; boundary=…"; p NULL when it is none. */
struct str multipart_boundary(struct str content_type);
/* multipart_init: boundary as multipart_boundary gave it. */
void multipart_init(struct multipart *m, struct arena *a, struct str boundary,
                    struct multipart_sink sink);
/* multipart_add: the next bytes.
 *   errors  ERR_INVALID    not well-formed
 *           ERR_TOO_LARGE  headers of a part over LIMIT_PART_HEADER_BYTES
 *           what the sink said */
enum err multipart_add(struct multipart *m, struct str bytes) must_use;
/* multipart_end: ERR_INVALID when the closing boundary has not come. */
enum err multipart_end(const struct multipart *m) must_use;

#endif
