#include "app/may.h"

#include "app/app.h"

static bool is_in(const struct actor *a, team_id team)
{
    for (int i = 0; i < a->team_count; i++)
        if (a->teams[i].v == team.v)
            return true;
    return false;
}

static bool leads(const struct actor *a, team_id team)
{
    if (a->role == ROLE_ADMIN)
        return true;
    for (int i = 0; i < a->team_count; i++)
        if (a->teams[i].v == team.v)
            return a->role == ROLE_LEADER || a->leads[i];
    return false;
}

static bool leads_any(const struct actor *a)
{
    bool any = a->role >= ROLE_LEADER;
    for (int i = 0; i < a->team_count; i++)
        any |= a->leads[i];
    return any;
}

/* Who is named sees it, whatever their role; being administrator alone opens nothing that is
 * restricted. */
static bool sees(const struct actor *a, const struct object *o)
{
    if (!o || (!o->is_restricted && !o->is_closed))
        return true;
    if (o->is_named || (o->owner.v && o->owner.v == a->person.v))
        return true;
    return !o->is_restricted && (a->role == ROLE_ADMIN || is_in(a, o->team));
}

int may_scope(enum verb verb)
{
    switch (verb) {
    case MAY_BE_ANYONE:
    case MAY_SET_UP:
    case MAY_HOLD_LINK:
    case MAY_BE_SIGNED_IN:
    case MAY_CHANGE_SELF:
    case MAY_VERBS: return 0;
    case MAY_READ_REQUEST: return SCOPE_REQUESTS_READ;
    case MAY_ANSWER_REQUEST:
    case MAY_OPEN_REQUEST:
    case MAY_NAME_READERS: return SCOPE_REQUESTS_WRITE;
    case MAY_READ_PERSON: return SCOPE_PEOPLE_READ;
    case MAY_CHANGE_PERSON: return SCOPE_PEOPLE_WRITE;
    case MAY_READ_SETTINGS:
    case MAY_READ_AUDIT: return SCOPE_SETTINGS_READ;
    case MAY_CHANGE_TEAM:
    case MAY_CHANGE_SETTINGS: return SCOPE_SETTINGS_WRITE;
    }
    return 0;
}

static bool person_may(const struct actor *a, enum verb verb, const struct object *object)
{
    switch (verb) {
    case MAY_BE_ANYONE:
    case MAY_SET_UP: /* the handler finds that it is done, and says 404 */
    case MAY_HOLD_LINK: /* the handler checks the link */ return true;
    case MAY_BE_SIGNED_IN: return a->role != ROLE_NONE;
    case MAY_READ_REQUEST:
    case MAY_READ_PERSON:
    case MAY_READ_SETTINGS: return a->role >= ROLE_AGENT && sees(a, object);
    case MAY_ANSWER_REQUEST: return a->role >= ROLE_AGENT && a->may_write && sees(a, object);
    case MAY_OPEN_REQUEST:
    case MAY_CHANGE_PERSON: return a->role >= ROLE_AGENT && a->may_write;
    case MAY_NAME_READERS:
        return a->role >= ROLE_AGENT && a->may_write && (a->role == ROLE_ADMIN || sees(a, object));
    case MAY_CHANGE_TEAM:
        return a->role >= ROLE_AGENT && a->may_write &&
               (object ? leads(a, object->team) : leads_any(a));
    case MAY_CHANGE_SETTINGS: return a->may_write && a->role == ROLE_ADMIN;
    case MAY_CHANGE_SELF: return a->role != ROLE_NONE && !a->is_token;
    case MAY_READ_AUDIT: return a->role == ROLE_ADMIN;
    case MAY_VERBS: break;
    }
    return false;
}

bool may(const struct cx *cx, enum verb verb, const struct object *object)
{
    const struct actor *a = &cx->actor;
    int scope = may_scope(verb);
    if (a->is_token && scope && !(a->scopes & scope))
        return false;
    return person_may(a, verb, object);
}
