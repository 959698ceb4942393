/* date.h: the date a message says it was written, with the offset its writer lived by. */
#ifndef KEPT_MAIL_DATE_H
#define KEPT_MAIL_DATE_H

#include "base/clock.h"
#include "base/str.h"

struct mail_date {
    bool is_known;
    instant at;
    int offset; /* seconds east of UTC, as the message had it; 0 when it had none */
};

/* date_parse: the date in a raw field value: RFC 5322 with its obsolete forms, ctime, ISO 8601, and
 * what programs make of them (no weekday, numeric months, two-digit years, zones by name, "PM").
 * is_known is false when there is no date in it that could be. */
struct mail_date date_parse(struct str value);

/* date_format: RFC 3339 with the date's own offset ("1997-11-24T14:22:01-08:00"); empty when not
 * known. */
struct str date_format(struct arena *a, struct mail_date d);

#endif
