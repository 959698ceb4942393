/* promise_row.h: how promises are stored; for the files of this folder. */
#ifndef KEPT_PROMISES_PROMISE_ROW_H
#define KEPT_PROMISES_PROMISE_ROW_H

#include "promises/promise.h"
#include "services/calendar.h"

enum err promise_insert(struct cx *cx, struct promise *p) must_use;
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
/* promise_due: where a promise's due time lies, its pauses counted. */
enum err promise_due(struct cx *cx, const struct promise *p, const struct calendar_interval *pauses,
                     int count, instant *due) must_use;

#endif
