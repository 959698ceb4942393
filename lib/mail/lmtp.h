/* lmtp.h: taking mail from a mail server on the same machine (RFC 2033): 250 is said for a
 * recipient only after its message is stored and synced. On TCP (loopback) and on a Unix socket. */
#ifndef KEPT_MAIL_LMTP_H
#define KEPT_MAIL_LMTP_H

#include "base/log.h"
#include "base/str.h"

struct lmtp_recipient {
    struct str address;
    int64_t mailbox; /* the product's own */
    enum err err;    /* set by store: how it ended for this one */
    char words[200]; /* for the reply */
};

struct lmtp_mail {
    struct str from; /* envelope sender; empty for a bounce */
    struct lmtp_recipient *recipients;
    int count;
    int fd; /* an unlinked file that holds the message, CRLF ends, dots undone */
    int64_t size;
};

struct lmtp_config {
    struct str tcp;       /* "127.0.0.1:8024", port 0 for any; empty: none */
    struct str unix_path; /* empty: none */
    struct str host;      /* the name it greets with */
    const char *temp_dir;
    const struct log *log;
    void *app;
    /* rcpt: is there a mailbox for this address? ERR_NOT_FOUND gives 550. On a thread of LMTP's. */
    enum err (*rcpt)(void *app, struct arena *a, struct str address, int64_t *mailbox);
    /* store: keeps it; returns when it is on disk. Sets err of each recipient. */
    void (*store)(void *app, struct arena *a, struct lmtp_mail *mail);
};

struct lmtp_server;
enum err lmtp_start(const struct lmtp_config *config, struct lmtp_server **out,
                    struct fault *f) must_use;
int lmtp_port(const struct lmtp_server *s); /* 0 when there is no TCP */
void lmtp_stop(struct lmtp_server *s);      /* ends every session after the command it is in */

#endif
