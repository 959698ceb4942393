/* promise_line.h: one line of `kept promise`, read: whose calendars, what is promised, what
 * happened. docs/guide/promises.md has the format. */
#ifndef KEPT_PROMISES_PROMISE_LINE_H
#define KEPT_PROMISES_PROMISE_LINE_H

#include "base/vec.h"
#include "promises/story.h"
#include "text/json.h"

struct named_party { /* a team or a supplier; its id is its place in the list, from 1 */
    struct str name;
    bool is_supplier;
    const struct calendar *calendar; /* NULL: the line's own */
};

struct promise_line {
    struct arena *arena;
    struct zone_cache *zones;
    struct fault *fault;
    const struct json_value *json;
    const struct calendar *calendar; /* the line's own; NULL: each team has to have one */
    const struct json_value *calendars, *targets;
    VEC(struct named_party) parties;
    VEC(struct str) owners; /* an owner's id is its place, from 1 */
    team_id team;           /* who has it first */
    struct str priority;
    VEC(struct story_event) events; /* sorted */
    instant now;
    bool wants_working;
};

/* promise_line_read: errors  ERR_INVALID, the message names the member and says what to do */
enum err promise_line_read(struct promise_line *l, struct str text) must_use;
/* promise_targets_read: of the line, for a priority. */
enum err promise_targets_read(struct promise_line *l, struct str priority,
                              struct promise_targets *out) must_use;

#endif
