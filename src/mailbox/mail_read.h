/* mail_read.h: a stored message, read by the parser process. For the files of this folder. */
#ifndef KEPT_MAILBOX_MAIL_READ_H
#define KEPT_MAILBOX_MAIL_READ_H

#include "app/parser.h"
#include "mail/parse.h"
#include "mailbox/mailbox.h"

struct mail_reading {
    struct mail mail;
    int parts_fd; /* decoded files, one after the other; -1 when there are none */
    struct parser_part *parts;
    int part_count;
};

/* mail_read: errors ERR_CORRUPT: the parser refused it or ended over it; the fault says why. */
enum err mail_read(struct cx *cx, struct str hash, struct mail_reading *out) must_use;
/* mail_read_as: the same, read by this charset (charset.h) whatever it says; empty: as it says. */
enum err mail_read_as(struct cx *cx, struct str hash, struct str charset,
                      struct mail_reading *out) must_use;
void mail_read_end(struct mail_reading *m);

/* ---- judging ------------------------------------------------------------------------------------
 */

struct mail_verdict {
    enum mail_in_state state;
    struct str reason;    /* why it is ignored or quarantined, or why it joined what it joined */
    request_id request;   /* of a reply */
    mail_out_id returned; /* of a delivery report: the mail that came back */
    bool is_report;       /* joins as a line of the team's, and reopens nothing */
    bool is_quiet;        /* no acknowledgement: a machine, a list, a report */
};

/* mail_judge: what a message is, by what is known already. Reads, changes nothing. */
enum err mail_judge(struct cx *cx, const struct mail_in *in, const struct mail *m,
                    struct mail_verdict *v) must_use;

/* ---- automatic mail -----------------------------------------------------------------------------
 */

/* mail_acknowledge: the acknowledgement of a new request, if it may go out: once a day to an
 * address, within the caps, and never with words of the sender's. Inside a write. */
enum err mail_acknowledge(struct cx *cx, const struct mailbox *box, struct request *r,
                          person_id person, struct str address) must_use;

/* ---- composing ----------------------------------------------------------------------------------
 */

/* mail_compose: the exact bytes of a row of the outbox, and its Message-ID. */
enum err mail_compose(struct cx *cx, const struct mail_out *out, const struct mailbox *box,
                      struct str *raw, struct str *mail_id) must_use;
/* mail_token_find: the request that a signed address or Message-ID of ours names; v 0: none. */
request_id mail_token_find(struct cx *cx, struct str text);

#endif
