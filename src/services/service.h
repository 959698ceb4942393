/* service.h: the catalogue: what may be asked for, which team gives it, and by when. */
#ifndef KEPT_SERVICES_SERVICE_H
#define KEPT_SERVICES_SERVICE_H

#include "app/app.h"
#include "services/calendar.h"

enum audience { AUDIENCE_OUTSIDE = 1, AUDIENCE_INSIDE = 2, AUDIENCE_BOTH = 3 };

struct service {
    service_id id;
    struct str name;
    team_id team;
    struct str team_name;
    enum audience audience;
    struct str steps;        /* what happens, in plain words, a step a line */
    struct str bring;        /* what to have ready */
    int64_t respond_seconds; /* of open time: the first answer */
    int64_t resolve_seconds; /* of open time: done */
    bool is_default;         /* what mail asks for when nothing says otherwise */
    bool is_retired;
};

enum err service_get(struct cx *cx, service_id id, struct service *out) must_use;
enum err service_list(struct cx *cx, bool with_retired, struct service **list, int *count) must_use;
enum err service_default(struct cx *cx, struct service *out) must_use; /* ERR_NOT_FOUND: none yet */
enum err service_add(struct cx *cx, const struct service *s, service_id *out) must_use;
/* service_set: a change never rewrites a promise already given. */
enum err service_set(struct cx *cx, const struct service *s) must_use;

/* A stored calendar. */
struct hours {
    calendar_id id;
    struct str name;
    struct str json; /* as calendar_json.h reads it */
    int64_t version;
};
enum err hours_get(struct cx *cx, calendar_id id, struct hours *out) must_use;
enum err hours_list(struct cx *cx, struct hours **list, int *count) must_use;
enum err hours_add(struct cx *cx, struct str name, struct str json, calendar_id *out) must_use;
enum err hours_set(struct cx *cx, calendar_id id, struct str name, struct str json) must_use;
/* team_calendar: the calendar in which a team's clock runs; a team without one works always. */
enum err team_calendar(struct cx *cx, team_id team, const struct calendar **out,
                       struct hours *hours) must_use;

#endif
