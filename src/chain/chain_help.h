/* chain_help.h: a promise that will likely be late, and what would help, in words. */
#ifndef KEPT_CHAIN_CHAIN_HELP_H
#define KEPT_CHAIN_CHAIN_HELP_H

#include "chain/chain.h"

struct chain_help {
    struct chain_risk risk;
    struct promise promise; /* that will likely be late */
    struct str what;        /* how likely, and by when it will likely be done */
    struct str link;  /* which link, and how much time is left after it; empty: its own work */
    struct str helps; /* what it would change if that were done now; empty: not known */
    struct str who;   /* who could take it; empty: nobody is known */
    struct str say;   /* what to tell the person who asked, in their language */
    bool warns;       /* it is to be said at all */
};
/* chain_help_of: errors  ERR_NOT_FOUND  it rests on nothing */
enum err chain_help_of(struct cx *cx, request_id id, struct chain_help *out) must_use;

#endif
