/* imap_watch.h: every mailbox with an IMAP server is listened to, on a thread of its own. */
#ifndef KEPT_MAILBOX_IMAP_WATCH_H
#define KEPT_MAILBOX_IMAP_WATCH_H

#include "app/app.h"

struct imap_watch;
/* imap_watch_start: begins, and follows the settings as they change. */
struct imap_watch *imap_watch_start(struct app *app);
void imap_watch_stop(struct imap_watch *w); /* ends every session, waits for them */

#endif
