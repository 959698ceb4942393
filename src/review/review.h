/* review.h: looking back at how work flows: where the time went, hand-offs, repeat contacts, the
 * slowest link of each service, and whether a change made a difference. Of teams and services,
 * never of persons.
 *
 * Each request is read once, when it has been solved: its time falls to the person, to teams that
 * worked, to queues, to suppliers and to closed hours (promises/split.h). Lateness past the promise
 * to resolve is shared out in proportion to the parts that are not the person's. */
#ifndef KEPT_REVIEW_REVIEW_H
#define KEPT_REVIEW_REVIEW_H

#include "app/layout.h"
#include "promises/split.h"

enum {
    REVIEW_BATCH = 50,  /* requests read in one transaction */
    REVIEW_FEWEST = 20, /* requests, before a service's figures are shown */
    REVIEW_PARTS = 40,  /* of one service: teams, queues, suppliers */
    REVIEW_WEEKS = 26,  /* of the run chart */
    REVIEW_BASE = 12,   /* weeks whose limits are frozen, or those before the mark */
    REVIEW_MARKS = 20
};

struct review_part {
    enum share_kind kind;
    struct str name, code; /* "Parts desk", "queue" */
    int64_t amount;        /* µs, of all requests together */
    int64_t late;          /* µs of their lateness */
    int permille;          /* of all the time */
    int late_percent;      /* of all the lateness */
    int start;             /* thousandths before it */
    struct str each;       /* the mean per request: "3 h" */
};

struct review_service {
    service_id id;
    struct str name, path;
    bool is_current;
    int64_t n;               /* requests solved */
    struct str median, most; /* wall time: half were quicker, nine of ten */
    int64_t late_n;
    double contacts;  /* messages of the person, for each request that was solved */
    int64_t repeated; /* requests with a second message or more of theirs */
    int64_t hand_offs, bounces, reopened;
    struct review_part parts[REVIEW_PARTS];
    int part_count;
    struct review_part *slowest; /* with the largest share of lateness; NULL: nothing was late */
    bool is_said;                /* enough requests to say anything */
};

struct review_week {
    instant from;
    int n;
    double hours; /* the median wall time of what was solved in it; n 0: none */
    bool is_signal;
    int x, y; /* thousandths of the width; px */
};

struct review_mark {
    int64_t id;
    instant at;
    struct str words;
    int x;
};

struct review_chart {
    struct review_week weeks[REVIEW_WEEKS];
    int count;
    struct str path;          /* points of the line: "0,12 40,18 …" */
    double centre, low, high; /* hours; frozen over `base` weeks */
    int base;                 /* 0: too few weeks to say */
    int centre_y, low_y, high_y;
    double top; /* hours at the top line */
    struct review_mark marks[REVIEW_MARKS];
    int mark_count;
    bool is_changed; /* a signal after the base */
};

struct review_days {
    int days;
    struct str path;
    bool is_current;
};

struct review_page {
    struct layout layout;
    int days;
    struct review_days choices[3];
    struct review_service all; /* every service together */
    struct review_service *services;
    int service_count;
    struct review_service *shown; /* whose parts and chart are shown: one, or `all` */
    struct review_chart chart;
    struct str words, when; /* typed, when it was refused */
    int64_t waiting;        /* solved requests that are not read yet */
};

/* review_job: reads what was solved since. */
int review_job(struct cx *cx);
/* review_load: the last `days` days; service v 0: all together. */
enum err review_load(struct cx *cx, service_id service, int days, struct review_page *p) must_use;
/* review_chart_load: median wall time by week; limits are those of the weeks before the first mark,
 * or of the first REVIEW_BASE weeks. */
enum err review_chart_load(struct cx *cx, service_id service, struct review_chart *c) must_use;
/* inside a write; errors ERR_INVALID "words" empty, "when" in the future */
enum err review_mark_add(struct cx *cx, service_id service, instant at, struct str words) must_use;
enum err review_mark_drop(struct cx *cx, int64_t id) must_use;

extern const struct http_route review_routes[];
extern const int review_route_count;
enum err review_nav(struct cx *cx, struct nav *nav) must_use;

#endif
