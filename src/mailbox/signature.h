/* signature.h: what stands below an answer: the lines of who wrote it, those of their team, and, if
 * they want it, the conversation so far. */
#ifndef KEPT_MAILBOX_SIGNATURE_H
#define KEPT_MAILBOX_SIGNATURE_H

#include "mailbox/mailbox.h"

enum signature_owner { SIGNATURE_TEAM, SIGNATURE_PERSON };

/* signature_get: empty when there is none. signature_set: empty ends it; inside a write.
 *   errors  ERR_INVALID "text": too long */
enum err signature_get(struct cx *cx, enum signature_owner owner, int64_t id,
                       struct str *text) must_use;
enum err signature_set(struct cx *cx, enum signature_owner owner, int64_t id,
                       struct str text) must_use;
/* signature_of: what stands below this message: the author's lines, then those of the request's
 * team; empty when there are neither, or no person wrote it. */
enum err signature_of(struct cx *cx, const struct message *m, struct str *text) must_use;

/* mail_quote_add: this answer carries the conversation below it; inside a write. */
enum err mail_quote_add(struct cx *cx, message_id id) must_use;
/* mail_quote_of: the conversation before this message, newest first, each part under who wrote it
 * and when, as text and as HTML; empty when it is not wanted. Only what this person received or
 * wrote, or could have: whoever came in later sees nothing of before. Nothing in it is markup. */
enum err mail_quote_of(struct cx *cx, const struct mail_out *out, const struct message *m,
                       struct str *text, struct str *html) must_use;

#endif
