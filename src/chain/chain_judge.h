/* chain_judge.h: from the rows of requests, promises and asks to a question about odds; for the
 * files of this folder. */
#ifndef KEPT_CHAIN_CHAIN_JUDGE_H
#define KEPT_CHAIN_CHAIN_JUDGE_H

#include "chain/chain.h"
#include "chain/chain_odds.h"

enum {
    CHAIN_REACH = 500, /* requests judged after one change; more wait for chain_look */
    CHAIN_SERVICES = 64,
    CHAIN_SAMPLES = 400 /* the newest times of a service that count */
};

/* Calendars and times are read once for all that is judged together. */
struct past {
    service_id service;
    struct odds_times total, after, slip;
};
struct known_calendar {
    team_id team;
    const struct calendar *calendar;
};
/* A request as it was read. */
struct known_request {
    struct request request;
    struct promise promise; /* that it is done: the pending one, else the last */
    struct ask *asks;
    int ask_count;
    struct calendar_interval *pauses;
    int pause_count;
};
enum { CHAIN_KNOWN = 600 }; /* past it a request is read again */
struct judge {
    struct known_request *known[CHAIN_KNOWN];
    int known_count;
    struct past pasts[CHAIN_SERVICES];
    int past_count;
    struct known_calendar calendars[CHAIN_SERVICES];
    int calendar_count;
};

/* A request and all it waits for, as nodes: needs first, itself last. */
struct situation {
    struct odds_node nodes[ODDS_NODES];
    request_id requests[ODDS_NODES];
    ask_id asks[ODDS_NODES]; /* by which each is waited for */
    int count;
    struct promise promise; /* of the last: what it is judged against; id 0: nothing is pending */
    struct request request;
};
enum err situation_load(struct cx *cx, struct judge *j, request_id id,
                        struct situation *s) must_use;
enum err judge_calendar(struct cx *cx, struct judge *j, team_id team,
                        const struct calendar **out) must_use;

#endif
