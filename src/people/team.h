/* team.h: agents with a calendar, a queue and services they give. */
#ifndef KEPT_PEOPLE_TEAM_H
#define KEPT_PEOPLE_TEAM_H

#include "app/app.h"

struct team {
    team_id id;
    struct str name;
    struct str icon;
    calendar_id calendar;
    bool is_closed; /* its requests are for its own people, and administrators */
    int members;
};

struct member {
    person_id person;
    struct str name;
    bool is_leader;
};

enum err team_get(struct cx *cx, team_id id, struct team *out) must_use;
enum err team_list(struct cx *cx, struct team **list,
                   int *count) must_use; /* by name; teams are few */
enum err team_add(struct cx *cx, const struct team *t,
                  team_id *out) must_use; /* ERR_CONFLICT: the name is taken */
enum err team_set(struct cx *cx, const struct team *t) must_use;
enum err team_members(struct cx *cx, team_id id, struct member **list, int *count) must_use;
/* team_add_member: or changes whether they lead it. ERR_NOT_FOUND no such team; ERR_INVALID no
 * account. */
enum err team_add_member(struct cx *cx, team_id id, person_id person, bool is_leader) must_use;
enum err team_remove_member(struct cx *cx, team_id id, person_id person) must_use;

#endif
