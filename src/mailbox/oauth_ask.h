/* oauth_ask.h: the questions to a provider's token endpoint. For the files of OAuth. */
#ifndef KEPT_MAILBOX_OAUTH_ASK_H
#define KEPT_MAILBOX_OAUTH_ASK_H

#include "mailbox/oauth.h"

struct oauth_granted {
    mailbox_id mailbox;
    bool is_granted;
    bool is_refused;            /* for good: what Kept holds opens nothing any more */
    bool is_connected;          /* by a person, just now */
    struct str access, refresh; /* refresh empty: the old one stands */
    instant access_until, refresh_until;
    char said[400]; /* the provider's words, when it is not granted */
};

/* oauth_renew: a new token for the refresh token. oauth_trade: tokens for the code of a sign-in. */
void oauth_renew(struct app *app, struct arena *a, const struct oauth *o,
                 struct oauth_granted *out);
void oauth_trade(struct app *app, struct arena *a, const struct oauth *o, struct str code,
                 struct str redirect, struct str verifier, struct oauth_granted *out);
/* oauth_store: a write function (arg: struct oauth_granted). */
enum err oauth_store(struct cx *cx, void *arg) must_use;

struct str oauth_auth_url(struct arena *a, const struct oauth *o);
struct str oauth_token_url(struct arena *a, const struct oauth *o);
struct str oauth_scope(const struct oauth *o);

#endif
