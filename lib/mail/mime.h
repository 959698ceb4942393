/* mime.h: a message taken apart into its parts (RFC 2045, 2046), without decoding any of them.
 *
 * One pass over the bytes: every line that could be a boundary is looked at once, against all
 * boundaries that are open, so that a part whose end is missing ends with the one around it. What
 * is broken is mended where people would know how: a boundary that never comes is looked for in the
 * body, signed envelopes and encoded messages are opened. */
#ifndef KEPT_MAIL_MIME_H
#define KEPT_MAIL_MIME_H

#include "mail/header.h"
#include "mail/param.h"
#include "mail/transfer.h"

enum mime_kind {
    MIME_LEAF,
    MIME_MULTIPART,
    MIME_MESSAGE, /* a whole message; its one child holds the fields */
    MIME_SIGNED   /* an S/MIME envelope; its one child is what was signed */
};

struct mime_part {
    enum mime_kind kind;
    int parent; /* -1 for the message itself */
    int depth;
    int messages; /* how many of the parts around it, and itself, are messages or envelopes */
    struct header_block headers;
    struct param_list
        content_type; /* value is never empty: "text/plain" when nothing else is said */
    struct param_list disposition;
    enum transfer_encoding encoding;
    bool is_defaulted;   /* the type was missing or unreadable */
    bool is_undecodable; /* the body is not what its encoding makes: take it as it stands */
    bool is_unsplit;     /* called multipart, but no boundary was found in it */
    struct str body;     /* raw, still encoded */
};

struct mime_tree {
    VEC(struct mime_part) parts; /* in document order; the message itself is part 0 */
    const char *over_cap;        /* which cap was passed, in words; NULL if none */
};

/* mime_read: the tree of `raw`. Never fails; over a cap of limits.h the rest stays undivided. */
struct mime_tree mime_read(struct arena *a, struct str raw);

/* mime_next_child: the part after `previous` (-1: the first) whose parent is `parent`, or -1. */
int mime_next_child(const struct mime_tree *t, int parent, int previous);

/* mime_name: the file name a part gives itself: decoded, harmless (name.h); may be empty. */
struct str mime_name(struct arena *a, const struct mime_part *p);
/* mime_is_attachment: does it ask to be shown as a file? */
bool mime_is_attachment(const struct mime_part *p);
/* mime_header: a raw field of the part; p is NULL if none. */
struct str mime_header(const struct mime_part *p, struct str name);

#endif
