/* mail_json.h: a parsed message as the JSON line of `kept mail parse` and of the API. */
#ifndef KEPT_MAIL_JSON_H
#define KEPT_MAIL_JSON_H

#include "mail/parse.h"
#include "text/json.h"

/* mail_json: one object without line breaks, into `out`.
 *   file  what the message was read from; the member "file" */
void mail_json(struct arena *a, struct buf *out, struct str file, const struct mail *m);

/* mail_parse_cli: `kept mail parse FILE…`: prints one line for each file, "-" being standard input.
 *   parse    how a message is parsed: mail_parse itself, or the way through the parser process
 *   context  handed to `parse`
 * Returns the exit status: 0; 1 when a file could not be read, with the reason on standard error;
 * 2 without any file. A message that makes no sense is no error: it has "quarantine". */
typedef enum err mail_parse_run(void *context, struct arena *a, struct str raw, struct mail *out,
                                struct fault *f);
int mail_parse_cli(int argc, char **argv, mail_parse_run *parse, void *context);

#endif
