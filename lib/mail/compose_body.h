/* compose_body.h: inside compose.h: bodies in transfer encodings. */
#ifndef KEPT_MAIL_COMPOSE_BODY_H
#define KEPT_MAIL_COMPOSE_BODY_H

#include "base/buf.h"

/* body_text: valid UTF-8 with CRLF at the end of each line, the last included. */
struct str body_text(struct arena *a, struct str text);

enum body_encoding { BODY_7BIT, BODY_QUOTED, BODY_BASE64 };

/* body_encoding: the plainest that carries the text (as body_text gives it) unharmed. */
enum body_encoding body_encoding(struct str text);
const char *body_encoding_name(enum body_encoding encoding);

/* compose_body_add: the text in its encoding; ends with CRLF. */
void compose_body_add(struct buf *out, struct str text, enum body_encoding encoding);
/* body_put_base64: any bytes, without line ends. */
void body_put_base64(struct buf *out, struct str bytes);
/* body_add_base64: any bytes, in lines of 76; ends with CRLF. */
void body_add_base64(struct buf *out, struct str bytes);

#endif
