/* mail_health.h: how each mailbox does: what came, what it became, how long it took, when it was
 * last heard of; and the alarms, which stand until what they say is over. */
#ifndef KEPT_MAILBOX_MAIL_HEALTH_H
#define KEPT_MAILBOX_MAIL_HEALTH_H

#include "mailbox/imap_box.h"
#include "services/calendar.h"

/* ---- silence
 * -------------------------------------------------------------------------------------
 *
 * The open time (of the team that the mailbox's service belongs to) since the last mail, against
 * the open time between mails before, of the last 400. An alarm when it is longer than twice what
 * 99 of 100 pauses stay under (quantile.h: quantile_promise); with 20 to 98 pauses, than three
 * times the longest; with fewer, never. Never under an hour. */
struct silence {
    bool is_known;
    int pauses;
    int64_t seconds, usual_seconds, limit_seconds;
};
/* silence_of: `at` ascending. Pure. */
struct silence silence_of(struct arena *a, const struct calendar *c, const instant *at, int count,
                          instant now);

/* ---- alarms
 * -------------------------------------------------------------------------------------- */

enum alarm_kind {
    ALARM_UNBALANCED = 1, /* a: messages that are not accounted for */
    ALARM_SILENT,         /* a: seconds of silence, b: usual */
    ALARM_FETCH,          /* a: the trouble */
    ALARM_ACCESS,         /* a: when it ends, in seconds */
    ALARM_MISSED,         /* a: messages that the comparison found */
    ALARM_KINDS
};
struct alarm {
    mailbox_id mailbox;
    struct str address;
    enum alarm_kind kind;
    instant since;
    int64_t a, b;
};
enum err alarm_list(struct cx *cx, struct alarm **list, int *count) must_use; /* that stand */
struct str alarm_words(struct cx *cx, const struct alarm *a);
struct str alarm_todo(struct cx *cx, const struct alarm *a);
/* mail_watch_job: looks at every mailbox, raises alarms and ends them. */
int mail_watch_job(struct cx *cx);

/* ---- how it goes, mailbox by mailbox
 * ------------------------------------------------------------- */

struct compared {
    instant at; /* 0: never yet */
    int64_t on_server, accounted, fetched, gone;
};
struct source {
    struct imap_box box;
    struct mail_balance balance;
    int64_t here_already, old,
        unread;          /* by UID: known bytes, from before, gone before it was read */
    instant last_at;     /* the last mail; 0: none yet */
    int64_t lag_seconds; /* from the server to Kept, the middle of the last 100; -1: not known */
    struct silence silence;
    struct str silent, usual, limit; /* its lengths in words */
    struct compared compared;
};
enum err source_list(struct cx *cx, struct source **list, int *count) must_use;
enum err compared_last(struct cx *cx, mailbox_id id, struct compared *out) must_use;

#endif
