/* lmtp_session.h: one connection of LMTP; for lmtp.c and lmtp_listen.c. */
#ifndef KEPT_MAIL_LMTP_SESSION_H
#define KEPT_MAIL_LMTP_SESSION_H

#include "mail/lmtp.h"

enum { lmtp_recipients_max = 100 };

enum data_place { DATA_LINE_START, DATA_DOT, DATA_DOT_CR, DATA_TEXT };
struct data_state {
    enum data_place place;
    int64_t size;
    bool failed; /* the disk refused */
};

struct lmtp_session {
    const struct lmtp_config *config;
    int fd;
    struct arena arena;
    char in[16384];
    int in_at, in_n;
    char out[8192];
    int out_n;
    bool has_from;
    struct lmtp_mail mail;
    struct lmtp_recipient recipients[lmtp_recipients_max];
};

/* lmtp_session_run: greets, and answers until the client leaves or s->fd is shut down. */
void lmtp_session_run(struct lmtp_session *s);
bool lmtp_flush(struct lmtp_session *s);

#endif
