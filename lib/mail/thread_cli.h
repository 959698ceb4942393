/* thread_cli.h: `kept mail thread FILE…` */
#ifndef KEPT_MAIL_THREAD_CLI_H
#define KEPT_MAIL_THREAD_CLI_H

#include "mail/mail_json.h"

/* thread_cli: prints which of the messages belong together, [["a.eml","c.eml"],["b.eml"]], taken
 * as one mailbox in the order given. A file with several messages (mbox) has each under its place,
 * "list.mbox:17". As mail_parse_cli otherwise. */
int thread_cli(int argc, char **argv, mail_parse_run *parse, void *context);

#endif
