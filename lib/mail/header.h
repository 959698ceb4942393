/* header.h: the header fields of a message or of one of its parts, as they are in the wild.
 *
 * A block of fields is cut out of the raw bytes first (header_read); the values stay raw and folded
 * until somebody asks what one says, because each kind is read by its own grammar: free text
 * (header_text), tokens (header_unfold), identifiers (header_ids), dates (date.h), addresses
 * (address.h), parameters (param.h). Sources: RFC 5322, 2047, 2231, 6532. */
#ifndef KEPT_MAIL_HEADER_H
#define KEPT_MAIL_HEADER_H

#include "base/str.h"
#include "base/vec.h"

struct header_field {
    struct str name;  /* as written, without blanks */
    struct str value; /* raw: folded, maybe encoded, maybe not even ASCII */
};

struct header_block {
    VEC(struct header_field) fields;
    ptrdiff_t size;   /* bytes of the block, with the empty line that ends it */
    bool is_over_cap; /* more or longer fields than limits.h allows: the rest was not taken */
};

/* header_read: the block that `raw` begins with.
 *   is_message  raw is a whole message: an mbox "From " line and empty lines before it are skipped
 * Lines that are no fields are stepped over when fields follow; otherwise the body begins there. */
struct header_block header_read(struct arena *a, struct str raw, bool is_message);

/* header_find: the raw value of the first field called `name` (any case); p is NULL if none. */
struct str header_find(const struct header_block *h, struct str name);
/* header_next: the next field called `name` after `previous` (NULL: the first), or NULL. */
const struct header_field *header_next(const struct header_block *h, struct str name,
                                       const struct header_field *previous);

/* header_is_message: is there any field that messages have (From, To, Subject, Received, …)? */
bool header_is_message(const struct header_block *h);

/* header_text: what a value says to a person: unfolded, encoded words decoded, valid UTF-8 on one
 * line, trimmed.
 *   hint      the charset to try for raw bytes over 0x7F; may be empty
 *   is_guess  set to true when such bytes had to be guessed; may be NULL */
struct str header_text(struct arena *a, struct str value, struct str hint, bool *is_guess);

/* header_unfold: a value as tokens for machines: on one line, comments kept, nothing decoded,
 * valid UTF-8, trimmed. */
struct str header_unfold(struct arena *a, struct str value);

/* Message identifiers, without their angle brackets, in order. */
typedef VEC(struct str) header_id_list;
/* header_ids: adds the identifiers of `value` to `ids`. Without any angle brackets the words are
 * taken when all of them hold an @, or the only word there is. Returns false when over the cap of
 * limits.h. */
bool header_ids(struct arena *a, struct str value, header_id_list *ids) must_use;

#endif
