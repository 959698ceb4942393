/* mbox.h: stores of mail on disk, message by message: mbox files, Maildirs, single messages and
 * folders of all of these. For `kept mail import`; holds one message at a time. */
#ifndef KEPT_MAIL_MBOX_H
#define KEPT_MAIL_MBOX_H

#include "base/str.h"

struct mbox_entry {
    struct str source; /* where it stands: "list.mbox:17" (counted from 1), "Maildir/cur/123:2,S" */
    struct str raw;    /* the message, without the "From " line and its quoting */
    bool was_cut;      /* over LIMIT_MAIL_BYTES: only so much of it is here, and one byte more */
    int64_t done;      /* bytes of the whole walk that are behind us, for a progress bar */
};

/* mbox_take: called with each message. `a` and what is in it lasts until it returns. An error ends
 * the walk and is passed on. */
typedef enum err mbox_take(void *context, struct arena *a, const struct mbox_entry *entry,
                           struct fault *f);

/* mbox_walk: all messages at `path`: an mbox file (mboxo or mboxrd, any line ends), a Maildir (cur
 * and new, with its subfolders; tmp is unfinished), a file with one message, or a folder of these,
 * in the order of their names. In a folder what is no mail is passed over; symbolic links are not
 * followed. errors  ERR_NOT_FOUND  no such path ERR_IO         it cannot be read; the message names
 * the file what take returned */
enum err mbox_walk(const char *path, mbox_take *take, void *context, struct fault *f) must_use;

/* mbox_size: bytes that mbox_walk will read of `path`; 0 when there is nothing. */
int64_t mbox_size(const char *path);

#endif
