/* pages.h: the pages of promises: the working of one, where the time of a request went, which due
 * times read otherwise since the hours changed, and what is said of a draft. */
#ifndef KEPT_PROMISES_PAGES_H
#define KEPT_PROMISES_PAGES_H

#include "app/layout.h"
#include "promises/due_time.h"
#include "promises/moves.h"
#include "promises/promise_row.h"
#include "promises/split.h"

extern const struct http_route promises_routes[];
extern const int promises_route_count;
enum err promises_nav(struct cx *cx, struct nav *nav) must_use;

/* ---- where the time went: /r/{id}/time --------------------------------------------------------
 */

struct time_part {
    enum share_kind kind;
    struct str name;              /* "The person", "Parts desk", "Closed hours" */
    struct str code;              /* customer, team, queue, supplier, closed */
    int64_t seconds, thousandths; /* its share of the whole; they add up to 1,000 */
    struct str span, exact;       /* "3 h", "3:00:07" */
    int start;                    /* thousandths before it */
};
struct time_stretch {
    instant from, until;
    struct str name, code, exact;
};
/* For a request's page: {{use time_split(&view)}} of time.html. */
struct time_view {
    instant from, until;
    bool is_over;
    struct str path, wall, wall_exact;
    int64_t wall_seconds;
    struct time_part *parts;
    int part_count;
    struct time_stretch *stretches;
    int stretch_count;
};
/* time_view_load: errors  none of its own; a request that was imported has no parts */
enum err time_view_load(struct cx *cx, const struct request *r, bool with_stretches,
                        struct time_view *out) must_use;

/* ---- the working: /promises/{id} --------------------------------------------------------------
 */

struct working_row {
    instant from, until;
    struct str exact, total; /* of this interval, and of all until here */
    bool is_late;            /* past the due time */
};
struct working {
    struct promise promise;
    struct str words, state, state_class, path; /* path of this working */
    struct str given_by, hours, zone;
    struct str given_wall, tz_version; /* what was told, and by which zone database */
    struct str target, elapsed;        /* h:mm:ss */
    struct str late, late_open;        /* past due, and the open time in it; empty: it is not */
    bool is_paused;
    struct working_row *rows;
    int row_count;
    int64_t target_seconds, elapsed_seconds;
};
struct working_pause {
    instant from, until; /* until 0: still */
};
struct working_page {
    struct layout layout;
    struct request request;
    struct str number, path;
    struct working working;
    struct working_pause *pauses;
    int pause_count;
};
struct time_page {
    struct layout layout;
    struct request request;
    struct str number, path;
    struct time_view view;
    struct working *promises;
    int promise_count;
};

/* promise_words: the promise as a person would say it: its own words, or those of its kind. */
struct str promise_words(struct cx *cx, const struct promise *p);
/* time_exact: "26:03:07": hours, minutes and seconds; parts of a second are rounded down. */
struct str time_exact(struct arena *a, int64_t amount);
/* promise_split_of: the split of a stored request, from its events. */
enum err promise_split_of(struct cx *cx, const struct request *r, bool with_slices,
                          struct promise_story *story, struct split *out) must_use;

enum err time_get(struct cx *cx) must_use;
enum err working_get(struct cx *cx) must_use;

/* ---- due times that read otherwise now: /promises/moved ---------------------------------------
 */

struct moved_row {
    struct promise promise;
    struct str words, number, path, team;
    struct str given_wall, wall; /* as it was told, and as the clock shows that instant now */
    bool is_wall_moved;          /* the zone's rules changed */
    bool is_closed;              /* in the hours of today the team is closed then */
    bool has_would_be;           /* what the hours of today would give */
    instant would_be;
};
struct moved_page {
    struct layout layout;
    struct moved_row *rows;
    int count;
};
enum err moved_get(struct cx *cx) must_use;

/* ---- what is said of a draft: /r/{id}/offers --------------------------------------------------
 */

enum offer_act {
    OFFER_MAKE = 1, /* a promise of its own */
    OFFER_MOVE,     /* a later time for one that is open: they are told by this answer, with why */
    OFFER_AGAIN     /* a new one for one that is broken: with an apology */
};
struct offer {
    struct draft_time time;
    enum offer_act act;
    struct promise old; /* that is moved, or was broken */
    struct str value;   /* of the field: "move 17 resolve 1772445600000000" */
    struct str field, words_field, reason_field;
    struct str old_words;
};
struct offers {
    struct layout layout;
    request_id request;
    struct draft_reading reading;
    bool is_made[5]; /* the five moves: what this draft makes */
    struct offer list[DRAFT_TIMES];
    int count;
    bool needs_sorry; /* one of them was broken, and the draft does not say sorry */
    bool has_text;
};
/* For the templates. */
const char *offer_act_name(const struct offer *f); /* "make", "move", "again" */
const char *offer_language(const struct offers *o);
/* offers_read: what a draft of an answer on this request says. For the page of a request and the
 * answer to its draft: {{use offer_hints(&offers)}} inside its form. */
enum err offers_read(struct cx *cx, const struct request *r, struct str text,
                     struct offers *out) must_use;
/* offers_answer: the answer to a draft that was kept: the hints of its form. Sets cx->r. */
enum err offers_answer(struct cx *cx, const struct request *r, struct str text) must_use;
/* offers_take: inside cx_write, after the answer was added: makes and moves the promises whose
 * boxes are ticked in the form (cx->q); the answer has told the person of them. errors  ERR_INVALID
 * no reason, a time that is past ERR_CONFLICT  what is to be moved was due meanwhile, or moved by
 * somebody else */
enum err offers_take(struct cx *cx, struct request *r) must_use;
enum err offers_get(struct cx *cx) must_use;

/* ---- honest due times: /r/{id}/due-times, /reports/due-times ----------------------------------
 */

struct due_times_page {
    struct layout layout;
    struct request request;
    struct str number, path, service;
    struct due_suggestions times;
};
struct due_report_row {
    struct due_score score;
    struct str kept, interval, said, took, pinball; /* "91 %", "86–95 %", "5.3 h" */
};
struct due_report_page {
    struct layout layout;
    struct service *services;
    int service_count;
    struct service service; /* id 0: there is none */
    struct due_report report;
    struct due_report_row rows[DUE_SHARES];
};
enum err due_times_get(struct cx *cx) must_use;
enum err due_report_get(struct cx *cx) must_use;

#endif
