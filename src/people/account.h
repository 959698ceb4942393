/* account.h: the people who sign in: agents, leaders, administrators; their sessions and tokens. */
#ifndef KEPT_PEOPLE_ACCOUNT_H
#define KEPT_PEOPLE_ACCOUNT_H

#include "app/app.h"

struct account {
    person_id person;
    struct str name, address;
    enum role role;
    bool is_disabled;
    bool has_second_factor;
    bool has_password; /* they have chosen one */
    instant seen_at;   /* when a session of theirs was last used; 0: none is open */
};

/* account_add: the person gets an account with this password. Inside a write.
 *   errors  ERR_INVALID password too short or too long; ERR_CONFLICT they have one */
enum err account_add(struct cx *cx, person_id person, enum role role,
                     struct str password_hash) must_use;
/* account_hash: argon2id of a password, checked against the limits. Outside a write: it takes 0.1
 * s. */
enum err account_hash(struct cx *cx, struct str password, struct str *hash) must_use;
/* account_set_password: another password for an account that is there; all its sessions but
 * `except` (a session's hash; empty: none) end. Inside a write. ERR_NOT_FOUND: no such account. */
enum err account_set_password(struct cx *cx, person_id person, struct str hash,
                              struct str except) must_use;
enum err account_list(struct cx *cx, struct account **list, int *count) must_use;
enum err account_set(struct cx *cx, person_id person, enum role role, bool is_disabled) must_use;

/* account_sign_in: checks address and password, slowed per address and account, and answers the
 * same way for an unknown account and a wrong password.
 *   errors  ERR_UNAUTHENTICATED, ERR_TOO_MANY */
enum err account_sign_in(struct cx *cx, struct str address, struct str password,
                         person_id *out) must_use;

/* sign_in_try: takes one of the tries that this client, and `what` ("a:maya@…"), have in a while;
 * ERR_TOO_MANY. sign_in_was_right: it was no guess, and counts no longer. */
enum err sign_in_try(struct cx *cx, struct str what) must_use;
void sign_in_was_right(struct cx *cx, struct str what);

/* session_open: a new session; its cookie is set on cx->r. */
enum err session_open(struct cx *cx, person_id person) must_use;
enum err session_close(struct cx *cx) must_use; /* this one */
/* sessions_end: every session of a person but the one with the hash `except` (empty: none), and the
 * live pages of each. Inside a write. */
enum err sessions_end(struct cx *cx, person_id person, struct str except) must_use;
/* session_end: the one of this person with this hash. ERR_NOT_FOUND. */
enum err session_end(struct cx *cx, person_id person, struct str hash) must_use;
/* people_authenticate: fills cx->actor from the session cookie or the Authorization header. No or
 * an ended one: nobody. */
enum err people_authenticate(struct cx *cx) must_use;

/* api_token_add: a token for programs; it is shown once.
 *   scopes   enum scope, or-ed: what it may, of what its person may
 *   ends_at  0: it does not end by itself */
enum err api_token_add(struct cx *cx, person_id person, struct str name, int scopes,
                       instant ends_at, struct str *token) must_use;
/* api_token_end: ERR_NOT_FOUND when this person has no such token. */
enum err api_token_end(struct cx *cx, person_id person, int64_t id) must_use;

#endif
