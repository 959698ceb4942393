/* may.h: the one authoriser. Pages, the API, live updates and mail all ask it, and nothing else. */
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
    MAY_BE_SIGNED_IN,  /* one's own things: settings, live updates */
    MAY_READ_REQUEST,
    MAY_ANSWER_REQUEST, /* reply, note, promise, assign, solve */
    MAY_OPEN_REQUEST,
    MAY_READ_PERSON,
    MAY_CHANGE_PERSON,
    MAY_READ_SETTINGS,
    MAY_CHANGE_TEAM,     /* a leader of that team, or an admin */
    MAY_CHANGE_SETTINGS, /* organisation, mailboxes, accounts, services, calendars */
};

/* What it is done to. All zero: "anything of the kind at all". */
struct object {
    team_id team;
    person_id owner;
    bool is_restricted;
};

/* may: is this actor allowed to? Denies what it does not know. */
bool may(const struct cx *cx, enum verb verb, const struct object *object);

#endif
