/* acknowledge.h: the first move, by itself: we have it, who answers, by when, and a private link.
 * Nothing in it was written by the sender. */
#ifndef KEPT_MAILBOX_ACKNOWLEDGE_H
#define KEPT_MAILBOX_ACKNOWLEDGE_H

#include "mailbox/mail_template.h"

enum { ACKNOWLEDGE_PLACES = 7 };
extern const struct mail_place acknowledge_places[ACKNOWLEDGE_PLACES];

/* The original words, for mail_template. */
void acknowledge_subject(struct buf *to, enum lang lang);
void acknowledge_text(struct buf *to, enum lang lang);

/* acknowledge_fill: the acknowledgement of this request by this template, as it would go out now.
 */
enum err acknowledge_fill(struct cx *cx, const struct request *r, const struct mail_template *t,
                          struct str *subject, struct str *text) must_use;

#endif
