#include "app/may.h"

#include "app/app.h"

static bool leads(const struct actor *a, team_id team)
{
    if (a->role == ROLE_ADMIN)
        return true;
    for (int i = 0; i < a->team_count; i++)
        if (a->teams[i].v == team.v)
            return a->role == ROLE_LEADER;
    return false;
}

bool may(const struct cx *cx, enum verb verb, const struct object *object)
{
    const struct actor *a = &cx->actor;
    switch (verb) {
    case MAY_BE_ANYONE:
    case MAY_SET_UP: /* the handler finds that it is done, and says 404 */
    case MAY_HOLD_LINK: /* the handler checks the link */ return true;
    case MAY_BE_SIGNED_IN: return a->role != ROLE_NONE;
    case MAY_READ_REQUEST:
    case MAY_READ_PERSON:
    case MAY_READ_SETTINGS:
        if (object && object->is_restricted && a->role != ROLE_ADMIN &&
            object->owner.v != a->person.v)
            return false;
        return a->role >= ROLE_AGENT;
    case MAY_ANSWER_REQUEST:
        if (object && object->is_restricted && a->role != ROLE_ADMIN &&
            object->owner.v != a->person.v)
            return false;
        return a->role >= ROLE_AGENT && a->may_write;
    case MAY_OPEN_REQUEST:
    case MAY_CHANGE_PERSON: return a->role >= ROLE_AGENT && a->may_write;
    case MAY_CHANGE_TEAM:
        return a->may_write && (object ? leads(a, object->team) : a->role >= ROLE_LEADER);
    case MAY_CHANGE_SETTINGS: return a->may_write && a->role == ROLE_ADMIN;
    }
    return false;
}
