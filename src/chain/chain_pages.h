/* chain_pages.h: the map, asks, and what a request's page shows of its chain. */
#ifndef KEPT_CHAIN_CHAIN_PAGES_H
#define KEPT_CHAIN_CHAIN_PAGES_H

#include "app/layout.h"
#include "chain/chain.h"
#include "chain/chain_help.h"
#include "chain/chain_map.h"
#include "services/service_fault.h"
#include "services/service_form.h"

extern const struct http_route chain_routes[];
extern const int chain_route_count;
enum err chain_nav(struct cx *cx, struct nav *nav) must_use;
enum err chain_undo(struct cx *cx, struct str kind, struct str data, bool *done) must_use;

/* How often promises along an edge were kept in the last 90 days. */
struct track {
    int kept, broken, returned; /* returned: sent back as incomplete: counts for who asked */
    int64_t median;             /* µs of open time; 0: none */
    double low, high;           /* of the share kept, Wilson 95 % */
};
enum { TRACK_LEAST = 5 }; /* fewer are not shown as a share */

/* ---- the map ------------------------------------------------------------------------------- */

struct map_box {
    const struct map_node *at;
    service_id service;  /* v 0: the people we serve */
    struct str lines[2]; /* the name, on as many lines as it needs */
    int line_count;
    struct str name, by; /* in full; the team or supplier */
    struct str path;
    struct str kind; /* class: "people", "supplier", "fault", "" */
    bool is_faded, is_chosen, has_fault;
};
struct map_line {
    const struct map_edge *at;
    struct str from_name, to_name, by;
    struct str promised; /* "4 h" */
    struct str kept;     /* "92 % of 25", or "" */
    struct str took;     /* the median, "3 h", or "" */
    struct str range;    /* "78 to 97 %", or "" */
    struct str words;    /* beside the line in the picture */
    int returned;
    bool is_faded, is_fault, is_gate;
    int step;
    struct track track;
};
struct map_page {
    struct layout layout;
    struct map_layout map;
    struct map_box *boxes;
    int box_count;
    struct map_line *lines;
    int line_count;
    struct service_fault *faults;
    int fault_count;
    service_id at; /* only what this one serves and needs; v 0: all */
    struct str at_name;
    int zoom; /* percent */
    int shown_width, shown_height;
    struct str in_path, out_path, all_path;
    struct back_test *test; /* NULL: nothing was foretold yet */
};

/* Of foretold and ended promises. */
struct back_test_bin {
    int from, to;    /* percent said */
    int said;        /* mean of what was said */
    int happened, n; /* broken, of so many */
    int low, high;   /* Wilson 95 % of that share, percent */
};
struct back_test {
    int promises, broken;
    double brier, skill; /* skill NAN: all ended alike */
    double calibration;  /* mean distance of what was said from what happened */
    int warned, hits;    /* promises warned of; of them broken */
    int64_t lead;        /* median µs between the first warning and the due time */
    struct back_test_bin bins[5];
    int bin_count;
};
/* back_test_load: of the newest 5,000 promises that ended; at half of their time, as then foretold.
 *   errors  ERR_NOT_FOUND  none yet */
enum err back_test_load(struct cx *cx, struct back_test *out) must_use;

enum err map_get(struct cx *cx) must_use;

/* ---- asks ----------------------------------------------------------------------------------- */

struct ask_row {
    struct ask ask;
    struct str subject, service_name, given_by, asker_name, path;
    struct request inner;
    struct str number, outer_number, outer_path, inner_path;
    struct promise promise; /* that it is done; id 0: none */
    struct str state_words, state_class;
    int moves_made;
    bool is_open;
};
struct asks_page {
    struct layout layout;
    struct ask_row *of_us, *by_us;
    int of_us_count, by_us_count;
    struct str refused;
};

struct ask_line {
    struct message message;
    bool is_asker;
    struct str name;
};
struct ask_reason_choice {
    int id;
    struct str words;
};
struct ask_page {
    struct layout layout;
    struct ask_row row;
    struct ask_line *lines;
    int line_count;
    struct promise *promises;
    struct str *promise_words;
    int promise_count;
    struct ask_return *returns;
    struct str *reason_words;
    int return_count;
    struct ask_reason_choice *reasons;
    int reason_count;
    bool is_asker; /* the reader asked it, or is of the team that did */
    struct str typed;
};

struct ask_form_field {
    struct form_field field;
    struct str name, value; /* name: "f_" and the key */
    const char *type;
};
struct ask_choice {
    int64_t id;
    struct str name, by, resolve;
    bool is_chosen, is_needed, has_form;
};
struct ask_form_page {
    struct layout layout;
    request_id outer;
    struct str number, subject, path;
    struct ask_choice *choices;
    int choice_count, form_count; /* form_count: of them, those with fields of their own */
    struct service service;       /* the chosen one */
    bool has_service;
    struct ask_form_field *fields;
    int field_count;
    struct str words, needed, due_words;
    bool is_gate;
};

enum err asks_get(struct cx *cx) must_use;
enum err ask_page_get(struct cx *cx) must_use;
enum err ask_say_post(struct cx *cx) must_use;
enum err ask_return_post(struct cx *cx) must_use;
enum err ask_withdraw_post(struct cx *cx) must_use;
enum err ask_form_get(struct cx *cx) must_use;
enum err ask_form_post(struct cx *cx) must_use;
enum err ask_row_fill(struct cx *cx, const struct ask *a, struct ask_row *row) must_use;

/* ---- on the page of a request: {{use chain_panel(&page->chain, &page->layout)}} ---------------
 */

struct chain_panel {
    request_id request;
    struct str ask_path;
    struct ask_row *rows; /* what it waits for */
    int count, kept;
    bool is_open; /* the request is: more can be asked */
    struct chain_help help;
    bool has_risk;
    /* it is itself asked for by a colleague */
    bool is_inner;
    struct ask_row as_inner;
};
enum err chain_panel_load(struct cx *cx, const struct request *r, struct chain_panel *out) must_use;

#endif
