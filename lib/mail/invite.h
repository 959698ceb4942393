/* invite.h: invitations, answers and cancellations of meetings, read out of text/calendar
 * (RFC 5545, 5546) far enough to be shown as what they say. */
#ifndef KEPT_MAIL_INVITE_H
#define KEPT_MAIL_INVITE_H

#include "mail/parse.h"

/* invite_read: the first event in `text` (UTF-8). False when there is none. */
bool invite_read(struct arena *a, struct str text, struct mail_invite *out);

/* invite_text: the invitation in lines, for a message that has no other words. */
struct str invite_text(struct arena *a, const struct mail_invite *i);

#endif
