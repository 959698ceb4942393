/* promise_row.h: how promises are stored; for the files of this folder. */
#ifndef KEPT_PROMISES_PROMISE_ROW_H
#define KEPT_PROMISES_PROMISE_ROW_H

#include "promises/promise.h"
#include "promises/story.h"
#include "services/service.h"

/* wall, tz_version: given_at as the clock on the wall shows it, by which zone database */
enum err promise_insert(struct cx *cx, struct promise *p, struct str wall,
                        struct str tz_version) must_use;
enum err promise_store(struct cx *cx, const struct promise *p) must_use;
/* promise_pauses: of a request, oldest first. */
enum err promise_pauses(struct cx *cx, request_id id, struct calendar_interval **list,
                        int *count) must_use;
enum err promise_pause_start(struct cx *cx,
                             request_id id) must_use; /* nothing when it stands still already */
enum err promise_pause_end(struct cx *cx, request_id id) must_use;

/* promise_refresh: tells the request of its soonest pending promise and how it stands. */
enum err promise_refresh(struct cx *cx, struct request *r) must_use;
/* promises_merge: what is pending on `from` goes along to `into`; promises_part: and back. */
enum err promises_merge(struct cx *cx, struct request *from, request_id into) must_use;
enum err promises_part(struct cx *cx, struct request *from, request_id into) must_use;
/* promise_calendar_keep: the hours in which a promise is being given; _get: p NULL when unknown. */
enum err promise_calendar_keep(struct cx *cx, const struct hours *h) must_use;
enum err promise_calendar_get(struct cx *cx, calendar_id id, int64_t version,
                              struct str *hours) must_use;

/* A team or a supplier that is waited for; until 0: still. */
struct promise_wait {
    team_id team;
    struct str supplier;
    instant from, until;
};
enum err promise_waits(struct cx *cx, request_id id, struct promise_wait **list,
                       int *count) must_use;

/* The engine of story.h on the promises of a stored request. */
struct promise_story {
    struct cx *cx;
    struct story story;
    struct promise *before; /* as they are stored */
    int before_count;
    bool was_paused;
    struct kept_calendar *calendars; /* read so far */
    int calendar_count;
    const struct calendar *team_calendars[8];
    team_id teams[8];
    int team_count;
    struct str *suppliers; /* by id, from 1; of promise_split_of */
    int supplier_count;
};
/* story_kind_of: what an event is to the engine; STORY_NOTED: nothing. */
enum story_kind story_kind_of(enum event_kind event);
/* promise_story_load: ready for the next event of this request. */
enum err promise_story_load(struct cx *cx, const struct request *r,
                            struct promise_story *out) must_use;
/* promise_story_save: inside cx_write: writes what has changed, each with its event, and tells the
 * request of its soonest promise. */
enum err promise_story_save(struct promise_story *s, struct request *r) must_use;
struct promise *promise_story_find(struct promise_story *s, promise_id id); /* NULL: not there */
/* promise_targets_of: what is promised of each move of this request, now. */
enum err promise_targets_of(struct cx *cx, const struct request *r,
                            struct promise_targets *out) must_use;

#endif
