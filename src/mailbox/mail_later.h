/* mail_later.h: answers that wait for their time. Until then they are no messages: nothing is kept
 * by them, nobody has read them, and everything can still be changed. */
#ifndef KEPT_MAILBOX_MAIL_LATER_H
#define KEPT_MAILBOX_MAIL_LATER_H

#include "mailbox/mailbox.h"

enum later_state {
    LATER_WAITING = 1,
    LATER_SENT,
    LATER_STOPPED /* they wrote first */,
    LATER_TAKEN_BACK
};

struct mail_later {
    int64_t id;
    request_id request;
    person_id author;
    struct str author_name, request_subject;
    struct str text;
    int moves;          /* enum move, or-ed: what it does when it goes */
    struct str then_do; /* "", keep, wait */
    instant send_at;
    bool unless_they_write; /* it does not go if they write first */
    bool has_quote;
    enum later_state state;
    message_id message;
    instant created_at;
};

struct later_file {
    struct str name, type, hash;
    int64_t size;
};

/* mail_later_add: inside a write; sets id.
 *   errors  ERR_INVALID  "send_at": it is past, or too far ahead */
enum err mail_later_add(struct cx *cx, struct mail_later *l, const struct later_file *files,
                        int count) must_use;
enum err mail_later_get(struct cx *cx, int64_t id, struct mail_later *out) must_use;
/* mail_later_list: what waits on a request (v 0: on all), the soonest first. */
enum err mail_later_list(struct cx *cx, request_id id, struct mail_later **list,
                         int *count) must_use;
/* mail_later_take_back: its words become the author's draft. mail_later_send_now: it goes with the
 * next round. Inside a write; ERR_CONFLICT: it went, or was stopped. */
enum err mail_later_take_back(struct cx *cx, int64_t id) must_use;
enum err mail_later_send_now(struct cx *cx, int64_t id) must_use;

/* mail_later_on_event: they wrote: what was to go unless they do, goes no more. */
enum err mail_later_on_event(struct cx *cx, const struct event *e) must_use;
/* mail_later_job: sends what has come to its time. */
int mail_later_job(struct cx *cx);

#endif
