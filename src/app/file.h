/* file.h: bytes kept in the database by their SHA-256: raw mail and attachments. Equal bytes are
 * kept once. In pieces, so that neither side ever holds a large one whole. */
#ifndef KEPT_APP_FILE_H
#define KEPT_APP_FILE_H

#include "app/app.h"

/* file_put: keeps `bytes`; *hash gets 64 hex digits. Inside a write. */
enum err file_put(struct cx *cx, struct str bytes, struct str *hash) must_use;
/* file_put_fd: the same for `size` bytes of an open file, from offset `from`. */
enum err file_put_fd(struct cx *cx, int fd, int64_t from, int64_t size, struct str *hash) must_use;
/* file_read: the whole, when it has at most `most` bytes.
 *   errors  ERR_NOT_FOUND, ERR_TOO_LARGE */
enum err file_read(struct cx *cx, struct str hash, int64_t most, struct str *bytes) must_use;
/* file_open: an unlinked file on disk that holds it, at offset 0; the caller closes it. */
enum err file_open(struct cx *cx, struct str hash, int *fd, int64_t *size) must_use;
/* temp_file: an unlinked file in the data directory. -1 when the disk refuses. */
int temp_file(const struct app *app);

#endif
