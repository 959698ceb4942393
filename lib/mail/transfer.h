/* transfer.h: transfer encodings undone piece by piece, so that an attachment of any size costs
 * one small buffer: base64, quoted-printable (RFC 2045), uuencode. */
#ifndef KEPT_MAIL_TRANSFER_H
#define KEPT_MAIL_TRANSFER_H

#include "base/buf.h"

enum transfer_encoding { TRANSFER_IDENTITY, TRANSFER_BASE64, TRANSFER_QUOTED, TRANSFER_UU };

/* transfer_encoding_find: what a Content-Transfer-Encoding says; TRANSFER_IDENTITY for 7bit, 8bit,
 * binary and for what nobody knows. */
enum transfer_encoding transfer_encoding_find(struct str value);

struct transfer {
    enum transfer_encoding encoding;
    struct str rest; /* not yet read */
    uint32_t bits;
    int bit_count;
    bool is_padded;  /* base64: past an end sign */
    bool is_in_file; /* uuencode: between "begin" and "end" */
    ptrdiff_t bad;   /* signs that are none of the encoding */
    ptrdiff_t good;
};

void transfer_init(struct transfer *t, enum transfer_encoding encoding, struct str bytes);
/* transfer_next: the next decoded bytes, at most `room` (at least 64), into `out`; 0 at the end. */
ptrdiff_t transfer_next(struct transfer *t, char *out, ptrdiff_t room);

/* transfer_all: all of it, up to `most` bytes; *was_cut says if there was more. For identity the
 * bytes themselves. */
struct str transfer_all(struct arena *a, enum transfer_encoding encoding, struct str bytes,
                        ptrdiff_t most, bool *was_cut);

/* transfer_is_plausible: could `bytes` be what the encoding makes? Not when a base64 body begins
 * with other signs, or holds as many of them. */
bool transfer_is_plausible(enum transfer_encoding encoding, struct str bytes);

#endif
