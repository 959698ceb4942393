/* receive.h: the page where it is set how a mailbox's mail comes in: by the mail server's LMTP, or
 * fetched by IMAP; with a try, and the way to let Kept in by OAuth. */
#ifndef KEPT_MAILBOX_RECEIVE_H
#define KEPT_MAILBOX_RECEIVE_H

#include "app/layout.h"
#include "mailbox/oauth.h"

/* What a failure means, and what to do about it, in the reader's language. */
struct str imap_trouble_words(enum lang l, enum imap_trouble t);
struct str imap_trouble_todo(enum lang l, enum imap_trouble t);

struct receive_try {
    bool is_tried, is_good;
    enum imap_trouble trouble;
    struct str words, todo;
    struct str said;    /* the server's words */
    struct str refused; /* what was typed cannot be tried: why */
    struct imap_folder *folders;
    int folder_count;
    int64_t messages;
    bool has_idle;
};

struct receive_page {
    struct layout layout;
    struct mailbox mailbox;
    struct imap_box box; /* as it is, or as it was typed */
    struct oauth oauth;  /* the same */
    bool is_plain_meant; /* the box for a line without TLS is ticked */
    bool has_password, has_client_secret;
    struct str secret_until; /* a date as it is typed */
    struct str link;         /* to the provider; empty: not yet */
    struct str callback;     /* what the provider must be told */
    bool is_connected;
    instant ends_at; /* of access by OAuth; 0: not known */
    bool is_typed;   /* what is shown is not saved */
    struct receive_try tried;
};

/* receive_read: the form into p->box and p->oauth, over what is stored. */
enum err receive_read(struct cx *cx, struct receive_page *p) must_use;

/* The routes of this page (mailbox_web.c). */
enum err receive_get(struct cx *cx) must_use;
enum err receive_post(struct cx *cx) must_use;
enum err receive_try_post(struct cx *cx) must_use;
enum err oauth_back_get(struct cx *cx) must_use;
enum err oauth_back_post(struct cx *cx) must_use;
enum err compare_post(struct cx *cx) must_use;

struct oauth_back_page {
    struct layout layout;
    struct str code, state, error;
};

#endif
