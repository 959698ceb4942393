/* pages.h: the mailboxes as they are set, and mail health: what came, what became of it, what
 * waits. */
#ifndef KEPT_MAILBOX_PAGES_H
#define KEPT_MAILBOX_PAGES_H

#include "app/layout.h"
#include "mailbox/mail_health.h"
#include "mailbox/automatic.h"
#include "mailbox/mailbox.h"
#include "mailbox/receive.h"
#include "text/when.h"
#include "services/service.h"

extern const struct http_route mailbox_routes[];
extern const int mailbox_route_count;
enum err mailbox_nav(struct cx *cx, struct nav *nav) must_use;

struct service_choice {
    int64_t id;
    struct str name;
    bool is_chosen;
};

struct mailbox_page {
    struct layout layout;
    struct mailbox *mailboxes;
    int count;
    struct mailbox mailbox; /* the one shown, with what was typed; v 0: a new one */
    struct service_choice *services;
    int service_count;
    struct str lmtp; /* where the mail server delivers to */
};

struct mail_row {
    struct mail_in mail;
    struct str path, state_words;
};
struct out_row {
    struct mail_out mail;
    struct str path, state_words;
};

struct alarm_row {
    struct alarm alarm;
    struct str words, todo, path;
};

struct mail_page {
    struct layout layout;
    struct mail_breaker breaker; /* of automatic mail */
    struct mail_balance balance;
    struct str shown; /* quarantined, ignored, failed, unknown, shown */
    struct mail_row *in;
    int in_count;
    struct out_row *out;
    int out_count;
    int64_t waiting_out, failed_out, unknown_out, shown_out;
    bool is_balanced;
    struct source *sources; /* mailbox by mailbox */
    int source_count;
    struct alarm_row *alarms; /* that stand */
    int alarm_count;
    bool may_compare;
};

#endif
