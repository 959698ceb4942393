/* lmtp_in.h: the LMTP listener of `kept serve`. */
#ifndef KEPT_MAILBOX_LMTP_IN_H
#define KEPT_MAILBOX_LMTP_IN_H

#include "app/app.h"
#include "mail/lmtp.h"

/* lmtp_in_start: listens where given (either may be empty); lmtp_stop ends it. */
enum err lmtp_in_start(struct app *app, struct str tcp, struct str unix_path,
                       struct lmtp_server **out, struct fault *f) must_use;

#endif
