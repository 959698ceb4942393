/* wire.h: a parsed message on its way from the parser process to the program, which believes none
 * of it: every count, length, number and letter is checked before it is used. */
#ifndef KEPT_MAIL_WIRE_H
#define KEPT_MAIL_WIRE_H

#include "base/buf.h"
#include "mail/parse.h"

/* mail_encode: appends the whole of `m` to `out`; out->full says that it did not fit. */
void mail_encode(struct buf *out, const struct mail *m);

/* mail_decode: the message in `bytes`, which must be used up to the last one. Its texts are valid
 * UTF-8 without NUL and point into `bytes`; its lists hold no more than limits.h allows.
 *   errors  ERR_CORRUPT  it is not what mail_encode writes */
enum err mail_decode(struct arena *a, struct str bytes, struct mail *out, struct fault *f) must_use;

#endif
