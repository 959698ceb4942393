/* service_fault.h: what cannot work in the catalogue, said when it is made. */
#ifndef KEPT_SERVICES_SERVICE_FAULT_H
#define KEPT_SERVICES_SERVICE_FAULT_H

#include "services/service.h"

enum fault_kind {
    FAULT_CIRCLE = 1, /* it needs itself, by way of others */
    FAULT_NOBODY,     /* its team has no members, and no supplier gives it */
    FAULT_RETIRED,    /* it needs one that is no longer given */
    FAULT_CLOSED,     /* it needs one that colleagues may not ask for */
    FAULT_TOO_LONG    /* what it needs takes longer than what it promises */
};

struct service_fault {
    enum fault_kind kind;
    service_id service; /* the one that cannot be kept */
    service_id other;   /* of those it needs, the one it is about; v 0: none, or several */
    int64_t over;       /* FAULT_TOO_LONG: µs past its own due time, at the worst moment to ask */
    instant asked_at;   /* that moment */
    struct str words;   /* in the reader's language */
};

/* service_faults: all of them. Sums of promises are tried in the teams' own hours (holidays aside)
 * for someone who asks at each second hour of a week: steps one after the other, the needs of a
 * step together.
 *   cost  some 80 additions of business time for each edge */
enum err service_faults(struct cx *cx, struct service_fault **list, int *count) must_use;

#endif
