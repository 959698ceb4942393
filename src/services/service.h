/* service.h: the catalogue: what may be asked for, which team gives it, and by when. */
#ifndef KEPT_SERVICES_SERVICE_H
#define KEPT_SERVICES_SERVICE_H

#include "app/app.h"
#include "services/calendar.h"

enum audience { AUDIENCE_OUTSIDE = 1, AUDIENCE_INSIDE = 2, AUDIENCE_BOTH = 3 };

/* What is promised of each move, and how urgent a request is. */
enum target { TARGET_ACKNOWLEDGE, TARGET_RESPOND, TARGET_UPDATE, TARGET_RESOLVE, TARGETS };
enum priority { PRIORITY_NORMAL, PRIORITY_LOW, PRIORITY_HIGH, PRIORITY_URGENT, PRIORITIES };

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
    person_id owner;     /* who answers for this entry; v 0: nobody yet */
    struct str form;     /* its fields as JSON (service_form.h); empty: only words */
    struct str supplier; /* who gives it outside, looked after by the team; empty: the team */
    struct str supplier_address; /* where they are asked: email */
    /* seconds of open time, by priority and move; 0: nothing of its own. The row of
     * PRIORITY_NORMAL has respond_seconds and resolve_seconds in it. */
    int64_t targets[PRIORITIES][TARGETS];
    int64_t version;
    instant changed_at;
};

/* How long an acknowledgement may take when the service does not say: open time, and never longer
 * than the first answer. */
#define SERVICE_ACKNOWLEDGE_SECONDS 3600

/* service_target: the open seconds this service promises for a move at a priority: its own, else
 * the normal priority's; 0: nothing is promised of that move. */
int64_t service_target(const struct service *s, enum priority priority, enum target target);

/* What a service needs from others. Needs of one step are asked for together; a later step when
 * those before it are done. */
struct need {
    service_id service;
    int step;     /* 1 … SERVICE_STEPS */
    bool is_gate; /* what needs it is not solved while this is open */
};
enum { SERVICE_STEPS = 9, SERVICE_NEEDS = 12 };
enum err service_needs(struct cx *cx, service_id id, struct need **list, int *count) must_use;

/* An edge of the chain, for those who want all of it. */
struct need_edge {
    service_id from, to; /* `from` needs `to` */
    int step;
    bool is_gate;
};
enum err service_edges(struct cx *cx, struct need_edge **list, int *count) must_use;

/* One change of a service, newest first. `body` is all of it as JSON; words: what differs from the
 * version before, in the reader's language. */
struct service_version {
    int64_t version;
    instant at;
    struct str by, body, words;
};
enum err service_history(struct cx *cx, service_id id, struct service_version **list,
                         int *count) must_use;
/* service_restore: makes an earlier version the newest again, inside a write.
 *   errors  ERR_NOT_FOUND; those of service_set */
enum err service_restore(struct cx *cx, service_id id, int64_t version) must_use;

enum err service_get(struct cx *cx, service_id id, struct service *out) must_use;
enum err service_list(struct cx *cx, bool with_retired, struct service **list, int *count) must_use;
enum err service_default(struct cx *cx, struct service *out) must_use; /* ERR_NOT_FOUND: none yet */
enum err service_add(struct cx *cx, const struct service *s, service_id *out) must_use;
/* service_set, service_set_all: one version on. A change never rewrites a promise already given.
 *   needs   NULL: those it has stay
 *   errors  ERR_INVALID "name" taken; "needs": the chain would go round in a circle, or is too long
 */
enum err service_set(struct cx *cx, const struct service *s) must_use;
enum err service_set_all(struct cx *cx, const struct service *s, const struct need *needs,
                         int count) must_use;

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
