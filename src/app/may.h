/* may.h: the one authoriser. Pages, the API, live updates and mail all ask it, and nothing else
 * (docs/adr/0101). */
#ifndef KEPT_APP_MAY_H
#define KEPT_APP_MAY_H

#include <stdbool.h>
#include <stdint.h>

#include "app/ids.h"

struct cx;

enum role { ROLE_NONE, ROLE_AGENT, ROLE_LEADER, ROLE_ADMIN };

/* What one may do. A route names one; what it does to a thing is asked again with the thing. */
enum verb {
    MAY_BE_ANYONE = 1, /* pages for everybody: sign-in, assets, health */
    MAY_SET_UP,        /* only while Kept has no account */
    MAY_HOLD_LINK,     /* whoever holds a private link; the handler checks the link */
    MAY_BE_SIGNED_IN,  /* to see one's own things: settings, live updates */
    MAY_READ_REQUEST,
    MAY_ANSWER_REQUEST, /* reply, note, promise, assign, solve */
    MAY_OPEN_REQUEST,
    MAY_READ_PERSON,
    MAY_CHANGE_PERSON,
    MAY_READ_SETTINGS,
    MAY_CHANGE_TEAM,     /* who leads that team, or an admin */
    MAY_CHANGE_SETTINGS, /* organisation, mailboxes, accounts, services, calendars */
    MAY_CHANGE_SELF,     /* password, second factor, tokens: a person in a browser, never a token */
    MAY_NAME_READERS,    /* who sees a restricted request: who sees it, or an admin */
    MAY_READ_AUDIT,      /* what was done to accounts and settings, and by whom */
    MAY_VERBS
};

/* What an API token may be given; it never may more than its person. */
enum scope {
    SCOPE_REQUESTS_READ = 1, /* search and live updates too */
    SCOPE_REQUESTS_WRITE = 2,
    SCOPE_PEOPLE_READ = 4,
    SCOPE_PEOPLE_WRITE = 8,
    SCOPE_SETTINGS_READ = 16,
    SCOPE_SETTINGS_WRITE = 32,
    SCOPES_READ = SCOPE_REQUESTS_READ | SCOPE_PEOPLE_READ | SCOPE_SETTINGS_READ,
    SCOPES_WRITE = SCOPE_REQUESTS_WRITE | SCOPE_PEOPLE_WRITE | SCOPE_SETTINGS_WRITE,
    SCOPES_ALL = SCOPES_READ | SCOPES_WRITE
};

/* What it is done to. All zero: "anything of the kind at all". */
struct object {
    team_id team;
    person_id owner;
    bool is_restricted; /* only its owner and the people named for it see it */
    bool is_named;      /* the actor is one of them */
    bool is_closed;     /* its team's requests are for the people of that team */
};

/* may: is this actor allowed to? Denies what it does not know. */
bool may(const struct cx *cx, enum verb verb, const struct object *object);
/* may_scope: the scope that a token needs for it; 0: none opens it, or none is needed. */
int may_scope(enum verb verb);

#endif
