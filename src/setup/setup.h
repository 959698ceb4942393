/* setup.h: the first run: who we are, who administers, where mail comes in. Then this page is gone.
 */
#ifndef KEPT_SETUP_SETUP_H
#define KEPT_SETUP_SETUP_H

#include "app/app.h"

extern const struct http_route setup_routes[];
extern const int setup_route_count;

struct setup_page {
    enum lang lang;
    struct str organisation, zone, base_url, name, address, mailbox; /* as typed */
    struct str wrong_field, wrong;
};

/* What an organisation starts with. */
struct setup {
    struct str organisation, zone, base_url, lang;
    struct str name, address, password_hash; /* of the first administrator */
    struct str mailbox;                      /* address; empty: later */
    person_id person;                        /* set by setup_run */
};

/* setup_run: writes it all: settings, the administrator, office hours, a first team with a first
 * service, the mailbox. Inside a write.
 *   errors  ERR_CONFLICT  Kept is set up already */
enum err setup_run(struct cx *cx, struct setup *s) must_use;

#endif
