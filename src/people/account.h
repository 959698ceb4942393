/* account.h: the people who sign in: agents, leaders, administrators; their sessions and tokens. */
#ifndef KEPT_PEOPLE_ACCOUNT_H
#define KEPT_PEOPLE_ACCOUNT_H

#include "app/app.h"

struct account {
    person_id person;
    struct str name, address;
    enum role role;
    bool is_disabled;
};

/* account_add: the person gets an account with this password. Inside a write.
 *   errors  ERR_INVALID password too short or too long; ERR_CONFLICT they have one */
enum err account_add(struct cx *cx, person_id person, enum role role,
                     struct str password_hash) must_use;
/* account_hash: argon2id of a password, checked against the limits. Outside a write: it takes 0.1
 * s. */
enum err account_hash(struct cx *cx, struct str password, struct str *hash) must_use;
enum err account_list(struct cx *cx, struct account **list, int *count) must_use;
enum err account_set(struct cx *cx, person_id person, enum role role, bool is_disabled) must_use;

/* account_sign_in: checks address and password, slowed per address and account, and answers the
 * same way for an unknown account and a wrong password.
 *   errors  ERR_UNAUTHENTICATED, ERR_TOO_MANY */
enum err account_sign_in(struct cx *cx, struct str address, struct str password,
                         person_id *out) must_use;

/* session_open: a new session; its cookie is set on cx->r. */
enum err session_open(struct cx *cx, person_id person) must_use;
enum err session_close(struct cx *cx) must_use; /* this one */
/* people_authenticate: fills cx->actor from the session cookie or the Authorization header. No or
 * an ended one: nobody. */
enum err people_authenticate(struct cx *cx) must_use;

/* api_token_add: a token for scripts; it is shown once. */
enum err api_token_add(struct cx *cx, person_id person, struct str name, bool may_write,
                       struct str *token) must_use;

#endif
