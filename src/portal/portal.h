/* portal.h: what the person who asked sees, by private link and without an account: what was
 * promised, by when, the steps, what rests with them; and a way to answer. Nothing internal is ever
 * loaded. */
#ifndef KEPT_PORTAL_PORTAL_H
#define KEPT_PORTAL_PORTAL_H

#include "app/layout.h"
#include "promises/promise.h"
#include "text/tpl.h"

extern const struct http_route portal_routes[];
extern const int portal_route_count;
enum err portal_nav(struct cx *cx, struct nav *nav) must_use;

struct status_message {
    bool is_theirs;
    struct str name; /* ours: the first name of who wrote; theirs: "You" */
    instant at;
    struct str text; /* as it was written */
    struct safe_html body;
    struct attachment *files;
    int file_count;
};

struct status_step {
    struct str words;
    bool is_done, is_now;
};

struct status_page {
    enum lang lang;
    struct str organisation, subject, number, path;
    struct str called, team_name,
        owner_name;   /* who is answerable; the team when it is nobody's yet */
    struct str state; /* "open", "waiting", "solved", "withdrawn" */
    bool has_promise, is_late, is_told;
    struct promise promise; /* the next one */
    struct str promise_words;
    struct status_step *steps;
    int step_count;
    struct str bring;
    struct status_message *messages;
    int message_count;
    int kept;        /* promises kept on this request */
    struct str text; /* typed, when it was refused */
    struct str wrong_field, wrong, toast;
};

#endif
