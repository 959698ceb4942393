/* oauth.h: access to a mailbox by OAuth 2 (RFC 6749, RFC 7636): the words of Google and Microsoft,
 * the tokens and their renewal. Secrets lie sealed. */
#ifndef KEPT_MAILBOX_OAUTH_H
#define KEPT_MAILBOX_OAUTH_H

#include "mailbox/imap_box.h"

enum oauth_provider { OAUTH_GOOGLE = 1, OAUTH_MICROSOFT, OAUTH_OTHER };

struct oauth {
    mailbox_id mailbox;
    enum oauth_provider provider; /* 0: none is set */
    struct str client, client_secret;
    instant secret_until;           /* 0: not said */
    struct str tenant;              /* Microsoft's; empty: any */
    struct str auth_url, token_url; /* of another provider */
    struct str scope;               /* of another provider */
    struct str refresh, access;
    instant access_until, refresh_until, connected_at, failed_at;
    int64_t fails;
    bool is_ended;
    struct str error;
};

enum err oauth_get(struct cx *cx, mailbox_id id, struct oauth *out) must_use; /* provider 0: none */
/* oauth_set: how it is set, inside a write. Another client or provider forgets the tokens. */
enum err oauth_set(struct cx *cx, const struct oauth *o) must_use;

/* oauth_token: a token that is good for some minutes, renewed where it must be. Asks the provider:
 * not inside a write, and no reader held.
 *   said  400 bytes: what the provider said, when it gives none */
enum imap_trouble oauth_token(struct app *app, struct arena *a, mailbox_id id, struct str *token,
                              char *said);

/* oauth_for_sending: what the mailbox's server for sending wants besides user and password: the
 * token, where the mailbox is opened by OAuth and no password is set for sending; the house's own
 * authority. Empty otherwise, also when there is no token now: then the server refuses, and says
 * so.
 */
void oauth_for_sending(struct app *app, struct arena *a, const struct mailbox *box,
                       struct str *bearer, struct str *ca);

/* oauth_link: where an admin is sent to let Kept in: with PKCE, and a state that only this person,
 * in this session, for this mailbox, and only for half an hour, can bring back. */
enum err oauth_link(struct cx *cx, const struct oauth *o, struct str address,
                    struct str *out) must_use;
/* oauth_finish: the code that was brought back becomes tokens. Asks the provider.
 *   errors  ERR_INVALID  with words for the page */
enum err oauth_finish(struct cx *cx, struct str state, struct str code, mailbox_id *out) must_use;
/* oauth_ends_at: when access is known to end; 0: not known. */
instant oauth_ends_at(const struct oauth *o);

#endif
