/* imap_run.h: one session with the server of one mailbox, step by step. For the files of this
 * folder. */
#ifndef KEPT_MAILBOX_IMAP_RUN_H
#define KEPT_MAILBOX_IMAP_RUN_H

#include "mailbox/imap_box.h"

struct imap_run {
    struct app *app;
    struct imap_box box;
    struct arena arena;   /* of the session: the box's texts */
    struct arena scratch; /* of one step */
    struct imap *imap;
    int64_t next; /* UIDNEXT when the folder was opened */
    int stop_fd;
    /* how it ended */
    enum imap_trouble trouble;
    char said[400];
};

/* imap_step: fn as a write, in a context of its own, with what it says as `said` when it fails. */
enum err imap_step(struct imap_run *run, write_fn *fn, void *arg) must_use;
/* imap_server_of: how this mailbox is connected to. `bearer`: the token, with OAuth. */
struct outgoing_server imap_server_of(const struct app *app, const struct imap_box *b,
                                      struct str bearer, int stop_fd);
/* imap_trouble_of: what a failure of the session is. */
enum imap_trouble imap_trouble_of(const struct imap_said *said);

/* imap_run_open: a token where one is needed, the connection, the folder. imap_run_new: fetches
 * what is new until nothing is. imap_run_wait: until something may have come. All: false when the
 * session is over; trouble and said tell why. */
bool imap_run_open(struct imap_run *run);
bool imap_run_new(struct imap_run *run);
bool imap_run_wait(struct imap_run *run);
void imap_run_close(struct imap_run *run);
/* imap_run_fetch: these messages, `list` by UID: fetched and stored in batches.
 *   is_late  found by the reconcile */
bool imap_run_fetch(struct imap_run *run, struct imap_mail *list, int count, bool is_late);
/* imap_run_lost: the session failed in an answer. Returns false. */
bool imap_run_lost(struct imap_run *run, enum err err);

/* imap_compare: the reconcile (reconcile.c): what lies on the server, against the ledger. */
bool imap_compare(struct imap_run *run);
bool imap_compare_is_due(const struct imap_run *run);

#endif
