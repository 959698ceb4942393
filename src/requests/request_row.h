/* request_row.h: how a request is stored; for the files of this folder. */
#ifndef KEPT_REQUESTS_REQUEST_ROW_H
#define KEPT_REQUESTS_REQUEST_ROW_H

#include "requests/request.h"

/* Stored for "no promise": sorts after every real time, so that the list needs no special case. */
#define NO_DUE INT64_C(9000000000000000)

/* What was kept is counted by quarters of an hour, of which any zone's day is made. */
#define COUNTER_QUARTER (15 * 60 * USEC_PER_SEC)

#define REQUEST_COLUMNS                                                                            \
    "r.id, r.subject, r.requester_id, r.service_id, r.team_id, r.owner_id, r.state, r.channel,"    \
    " r.moves, r.is_unread, r.due_at, r.due_kind, r.risk, r.snippet, r.link_nonce, r.version,"     \
    " r.opened_at, r.changed_at, r.solved_at, r.merged_into, r.asleep_until, r.asleep_for"
void request_from_row(struct rows *rows, struct request *r);

/* request_store: writes what changed since `before`, one version on, and moves the counters. */
enum err request_store(struct cx *cx, const struct request *before, struct request *r) must_use;
/* request_insert: a new one, counted. */
enum err request_insert(struct cx *cx, struct request *r) must_use;

/* counter_change: the counters of the views that `before` was in and `after` is in; either NULL. */
enum err counter_change(struct cx *cx, const struct request *before,
                        const struct request *after) must_use;

#endif
