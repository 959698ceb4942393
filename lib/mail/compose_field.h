/* compose_field.h: inside compose.h: header fields, folded and encoded. */
#ifndef KEPT_MAIL_COMPOSE_FIELD_H
#define KEPT_MAIL_COMPOSE_FIELD_H

#include "mail/compose.h"

/* A field under way: what is added is folded where it would pass 76 columns. */
struct field {
    struct arena *arena;
    struct buf *out;
    ptrdiff_t column;
};

struct field field_open(struct arena *a, struct buf *out, const char *name);
void field_close(struct field *f);

/* field_add: a piece that stays together, after a space or, where it does not fit, a fold. */
void field_add(struct field *f, struct str piece);
/* field_add_text: words of people, as they are or as encoded words (RFC 2047). */
void field_add_text(struct field *f, struct str words);
/* field_add_address: "Ann Lee <ann@example.org>".
 *   errors  ERR_INVALID  the address is none that can be written to */
enum err field_add_address(struct field *f, const struct address *address, bool is_last,
                           struct fault *fault) must_use;
/* field_add_param: ; name=value, as a token, a quoted string or by RFC 2231. */
void field_add_param(struct field *f, const char *name, struct str value);

/* field_line: a whole field of one piece: "MIME-Version: 1.0". */
void field_line(struct arena *a, struct buf *out, const char *name, struct str value);

/* field_is_id: can it stand between the angle brackets of a Message-ID or Content-ID? */
bool field_is_id(struct str id);

#endif
