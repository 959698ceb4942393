/* automatic.h: mail that no person writes. What keeps two machines from talking to each other for
 * ever stands here: how often it may go, and the breaker that stops all of it.
 *
 *   to one address    one of each kind within 24 hours (LIMIT_AUTO_PER_ADDRESS_DAY)
 *   to one domain     LIMIT_AUTO_PER_DOMAIN_HOUR of any kind within a clock hour
 *   to everybody      LIMIT_AUTO_PER_HOUR; past it the breaker opens, and stays open until a person
 *                     closes it
 *
 * Never to lists, machines, addresses of Kept itself or ones that mail came back from. */
#ifndef KEPT_MAILBOX_AUTOMATIC_H
#define KEPT_MAILBOX_AUTOMATIC_H

#include "mailbox/mailbox.h"

struct mail_breaker {
    instant tripped_at; /* 0: it is closed, automatic mail goes */
    struct str reason;
    int64_t held; /* mails that would have gone since */
};
enum err mail_breaker_get(struct cx *cx, struct mail_breaker *out) must_use;
/* mail_breaker_trip: stops all automatic mail; once more changes nothing. mail_breaker_reset: it
 * goes again, and its hour begins anew; what was held is not sent. Inside a write. */
enum err mail_breaker_trip(struct cx *cx, struct str reason) must_use;
enum err mail_breaker_reset(struct cx *cx) must_use;

/* mail_auto_may: may automatic mail of this kind go to this address now? If so it is counted.
 * Inside a write. is_shown  the mailbox only listens: counted aside, and the breaker is not asked
 *   why       why not, in words; empty when it may */
enum err mail_auto_may(struct cx *cx, struct str address, struct str kind, bool is_shown,
                       struct str *why) must_use;

/* mail_count_hour: one more of this kind at this place in this hour; how many that makes. */
enum err mail_count_hour(struct cx *cx, struct str place, struct str kind, int64_t *n) must_use;
/* mail_tidy_job: forgets counts that are over. */
int mail_tidy_job(struct cx *cx);

#endif
