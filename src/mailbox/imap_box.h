/* imap_box.h: a mailbox whose mail is fetched by IMAP: how it is set, where fetching stands, and
 * the ledger of the UIDs that were seen. */
#ifndef KEPT_MAILBOX_IMAP_BOX_H
#define KEPT_MAILBOX_IMAP_BOX_H

#include "mail/imap.h"
#include "mailbox/mailbox.h"

enum imap_auth { IMAP_BY_PASSWORD = 1, IMAP_BY_OAUTH };
enum imap_begin { IMAP_FROM_NOW = 1, IMAP_WITH_ALL };

/* Why nothing can be fetched now. Stored: numbers stay what they are. */
enum imap_trouble {
    IMAP_NO_TROUBLE = 0,
    IMAP_TROUBLE_NAME,
    IMAP_TROUBLE_REFUSED,
    IMAP_TROUBLE_NOBODY,
    IMAP_TROUBLE_TIMEOUT,
    IMAP_TROUBLE_NO_TLS,
    IMAP_TROUBLE_TLS,
    IMAP_TROUBLE_CERTIFICATE,
    IMAP_TROUBLE_DENIED,
    IMAP_TROUBLE_LOST,
    IMAP_TROUBLE_FOLDER,
    IMAP_TROUBLE_SERVER, /* it answered, and said no or nonsense */
    IMAP_TROUBLE_ACCESS, /* the provider gives no token now */
    IMAP_TROUBLE_ENDED,  /* the provider gives none any more: somebody must connect anew */
    IMAP_TROUBLE_UNMADE, /* OAuth is chosen and nobody has connected yet */
    IMAP_TROUBLE_STORE,  /* Kept could not store what came */
    IMAP_TROUBLES
};

struct imap_box {
    mailbox_id id;
    struct str address;
    service_id service;
    /* as it is set */
    struct str host; /* empty: nothing is fetched */
    int64_t port;
    enum outgoing_tls tls;
    enum imap_auth auth;
    struct str user, password, folder, ca;
    enum imap_begin begin;
    /* where it stands */
    int64_t era, validity, first, uid, history;
    instant since, good_at, failed_at, next_at, compared_at;
    int64_t fails;
    enum imap_trouble trouble;
    struct str error;
};

enum err imap_box_get(struct cx *cx, mailbox_id id, struct imap_box *out) must_use;
enum err imap_box_list(struct cx *cx, struct imap_box **list,
                       int *count) must_use; /* all mailboxes */
/* imap_box_set: how it is set, inside a write. Another server, user or folder begins a new era: all
 * that came there since Kept listens is looked at again, and what is known is not taken twice. */
enum err imap_box_set(struct cx *cx, const struct imap_box *b) must_use;

/* All inside a write: */
/* imap_box_open: the folder was opened and has this numbering. Begins, or begins anew. */
enum err imap_box_open(struct cx *cx, struct imap_box *b, const struct imap_state *s) must_use;
enum err imap_box_good(struct cx *cx, const struct imap_box *b) must_use;
/* imap_box_failed: notes why, and when it is tried again. */
enum err imap_box_failed(struct cx *cx, struct imap_box *b, enum imap_trouble trouble,
                         struct str said) must_use;
/* imap_wait_after: seconds until the next try after so many failures in a row. */
int64_t imap_wait_after(enum imap_trouble trouble, int64_t fails);

/* One message of the folder, and what is known of it. */
enum imap_kind_of { UID_TAKEN = 1, UID_HERE_ALREADY, UID_OLD, UID_GONE };
struct imap_mail {
    int64_t uid, bytes;
    instant arrived;
    enum imap_kind_of kind; /* UID_OLD, UID_GONE: nothing is stored */
    int64_t from, size;     /* in the file */
    bool is_cut;            /* over LIMIT_MAIL_BYTES: its header fields only */
};
struct imap_batch {
    struct imap_box *box;
    struct imap_mail *list; /* by UID */
    int count;
    int fd;
    bool is_late; /* found by the reconcile: the last UID stays */
};
/* imap_box_store: a write function (arg: struct imap_batch): the messages and the last UID, in one
 * transaction. What another Kept has stored meanwhile is left. box->uid is moved. */
enum err imap_box_store(struct cx *cx, void *arg) must_use;

/* imap_uids: the ledger's UIDs from `from` to `to`, ascending, at most `most`. */
struct imap_uid {
    int64_t uid;
    enum imap_kind_of kind;
    bool is_gone;
};
enum err imap_uids(struct cx *cx, const struct imap_box *b, int64_t from, int64_t to,
                   struct imap_uid *list, int most, int *count) must_use;

#endif
