/* chain.h: promises that rest on promises: asking a colleague, what waits for what, and the odds.
 */
#ifndef KEPT_CHAIN_CHAIN_H
#define KEPT_CHAIN_CHAIN_H

#include "promises/promise.h"
#include "services/service.h"

typedef struct {
    int64_t v;
} ask_id;

enum ask_state { ASK_OPEN = 1, ASK_DONE, ASK_WITHDRAWN };
/* Why an ask went back: it counts for the team that asked. */
enum ask_reason {
    ASK_MISSING = 1, /* something that is needed was not said */
    ASK_WRONG_PLACE, /* another team or service gives this */
    ASK_NO_LEAVE,    /* somebody has to agree first */
    ASK_UNCLEAR,     /* what is wanted cannot be told */
    ASK_TWICE,       /* it was asked already */
    ASK_REASONS
};

struct ask {
    ask_id id;
    request_id outer, inner;
    person_id asker;
    team_id asker_team;
    service_id service;
    int64_t service_version;
    instant needed_at; /* 0: when it can be */
    bool is_gate;
    struct str supplier; /* address; empty: a team of ours */
    struct str answers;
    enum ask_state state;
    instant asked_at, ended_at;
};

struct ask_return {
    enum ask_reason reason;
    struct str words, by_name;
    instant at, answered_at; /* 0: the asker has not answered yet */
};

/* ---- reading ------------------------------------------------------------------------------- */

enum err ask_get(struct cx *cx, ask_id id, struct ask *out) must_use;
/* ask_of_inner: the ask that a request answers. errors  ERR_NOT_FOUND  it is a request of its own
 */
enum err ask_of_inner(struct cx *cx, request_id inner, struct ask *out) must_use;
enum err ask_list_of(struct cx *cx, request_id outer, struct ask **list, int *count) must_use;
enum err ask_returns(struct cx *cx, ask_id id, struct ask_return **list, int *count) must_use;
/* ask_open_count: of asks made of the actor's teams that are open. */
enum err ask_open_count(struct cx *cx, int64_t *n) must_use;
const char *ask_reason_words(enum ask_reason r); /* English; for word() */

/* ---- asking: inside cx_write ----------------------------------------------------------------
 */

struct ask_new {
    request_id outer;
    service_id service;
    struct str words;   /* what is wanted */
    struct str answers; /* the form's fields as text, "Size: 22 mm" a line each; may be empty */
    struct str answers_json;
    instant needed_at;
    bool is_gate;
};
/* ask_make: a request to the team that gives the service, with the actor as its customer; the
 * outer request waits for it. A supplier gets the words by mail.
 *   errors  ERR_CONFLICT  the outer request is closed; the chain would go round in a circle
 *           ERR_INVALID   colleagues may not ask for it; needed_at is past; no mailbox to write to
 * a supplier from */
enum err ask_make(struct cx *cx, const struct ask_new *n, struct ask *out) must_use;
/* ask_withdraw: the asker no longer needs it. */
enum err ask_withdraw(struct cx *cx, const struct ask *a) must_use;
/* ask_say: words of the asker's (`by_asker`) or of the team asked, on the inner request. */
enum err ask_say(struct cx *cx, const struct ask *a, struct str words, bool by_asker,
                 message_id *out) must_use;
/* ask_send_back: it cannot be done as it is; the clock of who was asked stands still until the
 * asker answers. errors  ERR_CONFLICT  it waits already, or is closed */
enum err ask_send_back(struct cx *cx, const struct ask *a, enum ask_reason reason,
                       struct str words) must_use;

/* ---- the odds --------------------------------------------------------------------------------
 */

struct chain_risk {
    request_id request;
    promise_id promise;
    double chance;     /* that the promise is broken; below 0: not enough is known, see is_late */
    bool is_late;      /* by the promises alone it cannot be kept */
    instant likely_at; /* done by then 8 times in 10 */
    ask_id ask;        /* the link that puts it there; v 0: its own work */
    double helped;     /* the chance if that link were done now */
    instant judged_at, told_at;
};
/* chain_risk_get: as judged last. errors  ERR_NOT_FOUND  it rests on nothing */
enum err chain_risk_get(struct cx *cx, request_id id, struct chain_risk *out) must_use;
/* chain_rejudge: everything that rests on this request, itself first if it waits for something;
 * inside cx_write. Returns how many were judged in *count (may be NULL).
 *   cost  one recursive read, then about a millisecond for each request that rests on it */
enum err chain_rejudge(struct cx *cx, request_id id, int *count) must_use;

/* What a holder is told at, and the least chance that is a warning. */
#define CHAIN_WARNS_AT 0.3
/* CHAIN_TIMES: fewer past times than this say nothing (90 % of 90 % needs 22). */
#define CHAIN_TIMES 22

/* ---- for features.c --------------------------------------------------------------------------
 */

enum err chain_on_event(struct cx *cx, const struct event *e) must_use;
/* chain_look: judges anew what time alone may have changed; returns how many. */
int chain_look(struct cx *cx);
/* chain_tell: tells holders, in their hours, of promises that will likely be broken. */
int chain_tell(struct cx *cx);
enum err chain_check(struct cx *cx, struct buf *report) must_use;
/* chain_back_test: Brier score, calibration and lead time of what was foretold, as text. */
enum err chain_back_test(struct cx *cx, struct buf *out) must_use;

#endif
