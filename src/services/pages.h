/* pages.h: the catalogue and the calendars, as they are set. */
#ifndef KEPT_SERVICES_PAGES_H
#define KEPT_SERVICES_PAGES_H

#include "app/layout.h"
#include "people/team.h"
#include "services/service_fault.h"
#include "services/service_form.h"

extern const struct http_route services_routes[];
extern const int services_route_count;
enum err services_nav(struct cx *cx, struct nav *nav) must_use;
enum err services_undo(struct cx *cx, struct str kind, struct str data, bool *done) must_use;
enum err service_get_page(struct cx *cx) must_use;
enum err service_post(struct cx *cx) must_use;
enum err service_restore_post(struct cx *cx) must_use;
enum err catalogue_get(struct cx *cx) must_use;

struct catalogue_choice {
    int64_t id;
    struct str name;
    bool is_chosen;
};

/* A line of targets: one move at each priority, as people write lengths. */
struct target_row {
    struct str words, hint;
    struct str fields[PRIORITIES]; /* "respond", "respond_low" …: names of the inputs */
    struct str values[PRIORITIES];
};
struct need_row {
    int n; /* from 1 */
    struct catalogue_choice *services;
    int service_count;
    int step;
    bool is_gate;
};
struct field_row {
    int n;
    struct form_field field;
    struct str choices; /* one a line */
};
struct catalogue_row {
    struct service service;
    struct str respond, resolve;
    struct str *faults;
    int fault_count;
};

struct catalogue_page {
    struct layout layout;
    struct catalogue_row *rows;
    int row_count;
    int fault_count;
};

struct service_page {
    struct layout layout;
    struct service *services; /* beside it, to go to */
    int service_count;
    struct service service;  /* the one shown, with what was typed; v 0: a new one */
    struct str version_seen; /* the version this form shows */
    struct catalogue_choice *teams, *owners;
    int team_count, owner_count;
    struct target_row targets[TARGETS];
    struct need_row *needs;
    int need_count;
    struct field_row *fields;
    int field_count;
    const struct need *needed; /* without the empty rows */
    int needed_count;
    const struct form_field *asked;
    int asked_count;
    struct service_version *history;
    int history_count;
    struct str *faults;
    int fault_count;
    int open_promises; /* those given, which keep their time */
};
/* priority_words: "Normal" … in the reader's language. */
struct str priority_words(enum lang l, enum priority p);

struct day_hours {
    struct str key, name, hours; /* "mon", "Monday", "09:00-12:00 13:00-17:00" */
};

struct hours_page {
    struct layout layout;
    struct hours *all;
    int count;
    struct hours hours; /* the one shown; v 0: a new one */
    struct str zone;
    struct day_hours days[7];
    struct str holidays;   /* a date and its name a line: "2026-12-25 Christmas Day" */
    struct str exceptions; /* a date and its hours a line: "2026-12-24 09:00-12:00" */
};

/* Dates of a calendar file, each of which wants a yes. */
struct offered_day {
    struct str date, name; /* "2026-12-25", "Christmas Day" */
    instant at;            /* its noon, for the words */
    bool is_there;         /* a holiday of this calendar already */
};
struct import_page {
    struct layout layout;
    struct hours hours;
    struct offered_day *days;
    int day_count;
};

enum err hours_get_page(struct cx *cx) must_use;
enum err hours_post(struct cx *cx) must_use;
enum err hours_import_post(struct cx *cx) must_use; /* a file → the dates in it, to be confirmed */
enum err hours_confirm_post(struct cx *cx) must_use; /* those confirmed become holidays */
enum err hours_undo(struct cx *cx, struct str data) must_use;

/* length_parse: "30 min", "36 h", "2 d", "90" (minutes), "1h30" as seconds. A day has 24 hours of
 * the clock that counts: open time. ERR_INVALID for anything else. */
enum err length_parse(struct str s, int64_t *seconds) must_use;
struct str length_format(struct arena *a, int64_t seconds);

#endif
