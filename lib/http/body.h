/* body.h: a request's body as it comes in: fields in memory, files on disk, everything else as
 * bytes. */
#ifndef KEPT_HTTP_BODY_H
#define KEPT_HTTP_BODY_H

#include <stdatomic.h>

#include "http/http.h"
#include "http/multipart.h"

/* Where files of uploads lie while a request needs them. One for a server. */
struct uploads {
    const char *dir;       /* ends with NUL */
    _Atomic int64_t bytes; /* of all requests together, at most LIMIT_UPLOADS_BYTES */
};

enum body_kind { BODY_NONE, BODY_RAW, BODY_FORM, BODY_MULTIPART };

struct body {
    enum body_kind kind;
    struct arena *arena;
    struct uploads *uploads;
    struct buf text; /* raw and urlencoded bodies; the field at hand of a multipart one */
    struct multipart *multipart;
    int64_t seen, most; /* bytes of the body, at most */
    int64_t text_bytes; /* of all fields */
    bool takes_files;
    bool in_file, is_skipped; /* the part at hand: a file, and one that was not chosen */
    struct http_pair *form;
    int form_count;
    struct http_file *files;
    int file_count;
    int64_t file_bytes; /* counted in uploads->bytes */
    int status;         /* why it is refused: 400, 413, 500, 503 */
    const char *why;
};

/* body_init: for a body with this Content-Type. `takes_files`: as the route says; raises the cap
 * from LIMIT_FORM_BYTES to LIMIT_UPLOAD_BYTES for multipart. `length` as announced, -1 unknown.
 * Returns 0, or the status to refuse it with (413, 400), words in b->why. */
int body_init(struct body *b, struct arena *a, struct uploads *u, struct str type,
              bool takes_files);
/* body_admits: whether a body of so many bytes may come. */
bool body_admits(const struct body *b, int64_t length);
/* body_add: the next bytes; 0, or the status to refuse the request with. */
int body_add(struct body *b, struct str bytes);
/* body_end: all has come: form, files and body of `q` are set. 0 or a status, as above. */
int body_end(struct body *b, struct http_request *q);
/* body_release: closes the files. */
void body_release(struct body *b);

#endif
