/* story.h: what happens to the promises of one request, event by event. Pure: the desk, `kept
 * promise` and the page that shows the working all run this one engine.
 *
 * A promise is made when a target says so, or when somebody gives it; it is kept when its work is
 * done at or before it is due, broken the moment its due time has passed. Its clock runs in the
 * open hours of the team that gave it, and stands still only while the person who asked has to
 * answer. The due time is derived from the pauses each time, never patched. Rules in full:
 * docs/guide/promises.md. */
#ifndef KEPT_PROMISES_STORY_H
#define KEPT_PROMISES_STORY_H

#include "base/vec.h"
#include "promises/promise.h"
#include "services/calendar.h"

enum { PROMISE_KINDS = 4, STORY_MOST_EVENTS = 2000 };

/* How long a move may take: open time, or to the end of the nth work day after. Both 0: no
 * promise of it. */
struct promise_target {
    int64_t amount; /* µs */
    int work_days;
};
struct promise_targets {
    struct promise_target of[PROMISE_KINDS + 1]; /* by enum promise_kind */
};

/* Whom a request waits for. */
enum party_kind { PARTY_ANY, PARTY_CUSTOMER, PARTY_TEAM, PARTY_SUPPLIER };
struct party {
    enum party_kind kind;
    int64_t id; /* of the team or supplier, as the caller numbers them */
};

/* In the order in which they count when they bear the same instant. */
enum story_kind {
    STORY_CREATED = 1,
    STORY_PRIORITY, /* targets: those of promises made from now on */
    STORY_ASSIGNED, /* to a team, an owner, or both; owner 0 and no team: nobody's again */
    STORY_REOPENED,
    STORY_ASKED,   /* the person wrote: an answer is owed, and they no longer keep us waiting */
    STORY_RESUMED, /* nobody is waited for any more (party PARTY_ANY), or this one is not */
    STORY_ACKNOWLEDGED, /* is_automatic: by a machine */
    STORY_ANSWERED,     /* by a person on the team */
    STORY_PROMISED,     /* a promise by hand: kind, due_at or amount */
    STORY_MOVED,        /* a promise moved: kind, due_at or amount, reason */
    STORY_WAITS,        /* for the party */
    STORY_SOLVED,
    STORY_WITHDRAWN,
    STORY_NOTED, /* nothing follows from it */
};

struct story_event {
    instant at;
    enum story_kind kind;
    const struct promise_targets *targets;
    bool has_team, has_owner; /* STORY_ASSIGNED: which of the two it says */
    team_id team;             /* STORY_CREATED, STORY_ASSIGNED */
    int64_t owner;            /* 0: nobody's */
    struct party party;
    bool is_automatic, is_untold; /* untold: the person was not told, so nothing has moved */
    enum promise_kind promise;
    instant due_at; /* or: */
    struct promise_target target;
    struct str words, reason;
    int64_t by; /* the message that did it; 0: none */
};

/* Who had it from when: the next turn's beginning ends it. */
struct story_turn {
    instant from;
    struct party with; /* PARTY_ANY: over; it lies with nobody (the last), or the person (before) */
    bool is_queue;     /* with a team, and with nobody of it */
};

/* The calendar a team works in, or a supplier; p: the one this promise was given under. */
typedef enum err story_calendar(void *context, struct party of, const struct promise *p,
                                const struct calendar **out);

struct story {
    struct arena *arena;
    struct fault *fault;
    story_calendar *calendar;
    void *context;
    struct promise_targets targets;
    team_id team;
    int64_t owner;
    bool knows_owners; /* the events say whose it is; else a team that is given it has it */
    bool is_begun, is_over, is_withdrawn;
    VEC(struct promise) promises;          /* in the order they were made */
    VEC(struct calendar_interval) pauses;  /* the person was waited for; until 0: still */
    VEC(struct calendar_interval) clipped; /* room for the pauses as they stand at some time */
    VEC(struct party) waits;               /* teams and suppliers waited for now */
    VEC(struct story_turn) turns;
};

/* story_sort: by time; at the same time as enum story_kind stands, then by what they say: so the
 * order in which events come in never matters. */
void story_sort(struct story_event *list, int n);
/* story_apply: one event more; events come in the order of story_sort.
 *   errors  ERR_INVALID   the first is not STORY_CREATED; a due time that is past
 *           ERR_NOT_FOUND no open time for a promise to be kept in */
enum err story_apply(struct story *s, const struct story_event *e) must_use;
/* story_settle: time has passed until `now`: what was due before it is broken. */
enum err story_settle(struct story *s, instant now) must_use;

/* The parts of it, for promises that are made, done and moved one at a time. */
/* story_make: *p with kind, basis and due_at or target, given by the team: appended; its id is
 * negative until it is stored.
 *   errors  as story_apply */
enum err story_make(struct story *s, struct promise *p, struct promise_target t,
                    instant at) must_use;
void story_done(struct promise *p, instant at, int64_t by, bool is_automatic);
/* story_due: when it is due, the pauses until `now` counted: never before it was given for. */
enum err story_due(struct story *s, const struct promise *p, instant now, instant *due) must_use;
/* story_elapsed: open time that has run for it by `now`, or until it was done; a promise that
 * replaced another has run since the first was given. */
enum err story_elapsed(struct story *s, const struct promise *p, instant now,
                       int64_t *elapsed) must_use;
/* story_counted: the intervals of that, oldest first. */
enum err story_counted(struct story *s, const struct promise *p, instant now,
                       struct calendar_interval *list, int most, int *count) must_use;
bool story_is_paused(const struct story *s);

#endif
