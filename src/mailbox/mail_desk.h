/* mail_desk.h: mail that waits for a person: what could not be taken as it is, and what is
 * suspected. Each stands alone: nothing here holds up the next. */
#ifndef KEPT_MAILBOX_MAIL_DESK_H
#define KEPT_MAILBOX_MAIL_DESK_H

#include "mailbox/mailbox.h"

/* All inside a write. */

/* mail_reread: out of quarantine, and read once more; by `charset` when it is not empty. mail_free:
 * it is taken as if it had just come, suspected or over a cap or not.
 *   errors  ERR_CONFLICT  it waits no more
 *           ERR_INVALID   "charset": not one that Kept can read */
enum err mail_reread(struct cx *cx, mail_in_id id, struct str charset) must_use;
enum err mail_free(struct cx *cx, mail_in_id id) must_use;
/* mail_delete: it counts as ignored from now on, and says who did that; the bytes stay.
 * mail_undelete: takes that back, with what mail_delete gave in *undo. */
enum err mail_delete(struct cx *cx, mail_in_id id, struct str *undo) must_use;
enum err mail_undelete(struct cx *cx, struct str undo) must_use;

/* mail_waiting: how many are in quarantine, up to 999. */
enum err mail_waiting(struct cx *cx, int64_t *quarantined) must_use;

/* mail_look: a stored message as it may be shown: read in the parser process now, by `charset` or
 * as it says. Where it cannot be read, the bytes themselves as text, the first LIMIT_LOOK_BYTES. */
struct mail_file;
struct mail_look {
    struct str from, to, subject, date,
        charset; /* of the header; empty when it could not be read */
    struct str text;
    struct mail_file *files;
    int file_count;
    bool is_raw;    /* text is the bytes as they came */
    bool is_guess;  /* some of the words were read by a guess */
    struct str why; /* why it could not be read */
};
enum err mail_look(struct cx *cx, const struct mail_in *in, struct str charset,
                   struct mail_look *out) must_use;

/* Charsets to choose from, by their standard names. */
extern const char *const mail_charsets[];
extern const int mail_charset_count;

#endif
