/* charter.h: the public page of what this organisation promises per service, and how often it was
 * kept in the last 90 days. Off until somebody switches it on. The figures are counted once an
 * hour, so that a stranger's visit costs a short read; of few promises nothing is said at all. */
#ifndef KEPT_PORTAL_CHARTER_H
#define KEPT_PORTAL_CHARTER_H

#include "app/layout.h"
#include "promises/promise.h"

enum {
    CHARTER_DAYS = 90,
    CHARTER_FEWEST = 20,     /* promises, before a share is shown */
    CHARTER_FEWEST_LATE = 5, /* late ones, before their lateness is */
    CHARTER_CHANGES = 50     /* shown; older ones stay stored */
};

struct charter_line {
    enum promise_kind kind;
    struct str promise; /* "4 h" of open time; empty: nothing is promised */
    int64_t kept, n;
    int percent, low, high;          /* of those kept, with its 95 % interval; -1: too few to say */
    struct str late_half, late_most; /* "2 h"; empty: too few were late */
};

struct charter_service {
    struct str name, team_name, steps, bring;
    struct charter_line lines[2]; /* the first answer; done */
};

struct charter_change {
    int64_t id;
    struct str words;
    instant at;
};

struct charter_page {
    struct layout layout; /* of the settings page only */
    enum lang lang;
    struct str organisation, words, link;
    bool is_on;
    instant counted_at;
    struct charter_service *services;
    int service_count;
    struct charter_change *changes;
    int change_count;
    struct str change_words; /* typed, when it was refused */
};

/* charter_load: what the page shows; with is_on false all is empty but words. */
enum err charter_load(struct cx *cx, struct charter_page *p) must_use;
/* charter_count: counts the figures anew, inside a write. */
enum err charter_count(struct cx *cx) must_use;
int charter_job(struct cx *cx);
/* inside a write; errors ERR_INVALID "change" empty */
enum err charter_set(struct cx *cx, bool is_on, struct str words) must_use;
enum err charter_add_change(struct cx *cx, struct str words) must_use;
enum err charter_drop_change(struct cx *cx, int64_t id) must_use;

enum err charter_get(struct cx *cx) must_use;
enum err charter_settings_get(struct cx *cx) must_use;
enum err charter_settings_post(struct cx *cx) must_use;

#endif
