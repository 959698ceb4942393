/* chain_odds.h: how likely is a promise kept that rests on others? By simulation over past times.
 * Pure and seeded: the same question has the same answer.
 *
 * Each run draws one moment of the past and takes every link's time from what was finished around
 * that moment, so that what goes slowly together (sickness, an outage) does so here: links taken
 * one by one are too hopeful. A link that has been open for a while is drawn from the past times
 * that were longer. Sources: design's methods §7 (chains; whole past days); Efron 1979 (bootstrap);
 * Kunsch 1989 (blocks of time). */
#ifndef KEPT_CHAIN_CHAIN_ODDS_H
#define KEPT_CHAIN_CHAIN_ODDS_H

#include "services/calendar.h"

struct odds_sample {
    instant at;   /* when it was finished */
    int64_t span; /* µs of open time it took */
};
struct odds_times {
    const struct odds_sample *v; /* by `at` */
    int n;
};

enum { ODDS_LINKS = 12, ODDS_NODES = 64, ODDS_RUNS = 200 };

/* A request that waits, or is waited for. Those it needs stand before it in the list. */
struct odds_node {
    const struct calendar *calendar; /* of the team that holds it */
    struct odds_times total;         /* of its service, from opening to solved */
    struct odds_times after;         /* from the end of the last thing needed to solved */
    struct odds_times slip; /* from a due time said by hand to solved; below 0: before it */
    bool is_by_hand;        /* due_at was said by a person, who knows something */
    int64_t elapsed;        /* µs of open time it has been worked on */
    int64_t elapsed_after;  /* the same since the last thing it needed was there */
    instant due_at;         /* of its promise; 0: none */
    instant done_at;        /* 0: open */
    int needs[ODDS_LINKS];  /* places in the list */
    int need_count;
};

struct odds {
    double chance;     /* that the last node is not done by its due time; below 0: nothing is known,
                        * is_late and likely_at then come from the promises alone */
    bool is_late;      /* by the promises alone */
    instant likely_at; /* done by then 8 times in 10 */
    int blame;         /* of the last node's needs, the place of that which most often made it late;
                        * -1: its own work */
    double helped;     /* the chance if that one were done now */
};

/* odds_run: of the last of `count` nodes, at `now`.
 *   least   fewer past times than this are none
 *   cost    ODDS_RUNS × count additions of business time, twice: 1 ms for five nodes
 *   errors  ERR_NOT_FOUND  a calendar without open time */
struct odds_question {
    const struct odds_node *nodes;
    int count;
    instant now;
    uint64_t seed;
    int least;
};
enum err odds_run(const struct odds_question *q, struct odds *out) must_use;

#endif
