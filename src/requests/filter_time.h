/* filter_time.h: times of filters, relative to now. */
#ifndef KEPT_REQUESTS_FILTER_TIME_H
#define KEPT_REQUESTS_FILTER_TIME_H

#include "app/app.h"

/* filter_time: "now", "today" (its beginning), "tomorrow", "yesterday", "+2d", "-3h", "+1w",
 * "2026-03-01", in cx->zone; false when it is none. */
bool filter_time(struct cx *cx, struct str words, instant *out);

/* request_day_start: when today began, where the reader is. */
instant request_day_start(struct cx *cx);

#endif
