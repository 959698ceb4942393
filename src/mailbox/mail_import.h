/* mail_import.h: `kept mail import`: history from mbox files, Maildirs, .eml files and folders. */
#ifndef KEPT_MAILBOX_MAIL_IMPORT_H
#define KEPT_MAILBOX_MAIL_IMPORT_H

#include "mailbox/mailbox.h"

struct import_counts {
    int64_t read, taken, here_already, too_large;
};

/* mail_import: takes every message at `path` into this mailbox and sorts it. Nothing is ever sent
 * of it. `show` is called now and then, for a progress bar. errors  those of mbox_walk; what was
 * taken before stays */
enum err mail_import(struct cx *cx, mailbox_id box, const char *path,
                     void (*show)(void *to, int64_t done, int64_t all), void *to,
                     struct import_counts *counts) must_use;

#endif
