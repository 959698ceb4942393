/* inbox.h: the list an agent works down, most urgent promise first. */
#ifndef KEPT_DESK_INBOX_H
#define KEPT_DESK_INBOX_H

#include "app/layout.h"
#include "desk/view.h"
#include "promises/promise.h"

/* One line of a list. */
struct inbox_row {
    struct request request;
    struct str number, path;   /* "K-2041", "/r/2041?view=mine" */
    struct str peek_path;      /* of the list with this one previewed */
    struct str name, initials; /* of the person who asked */
    char hue;
    struct str team_name, owner_name, owner_initials, service_name;
    char owner_hue;
    int moves_made;  /* of five */
    struct str risk; /* "", "risk", "broken": the class of its state */
    struct str channel_icon;
    bool is_current; /* the one that is previewed or open */
};

struct inbox_group {
    struct str title;
    struct inbox_row *rows;
    int count;
};

struct inbox_chip {
    struct str words, path;
    int64_t count;
    bool is_current;
};

/* A promise on the line of the day. */
struct inbox_dot {
    int permille;    /* of the line's width */
    struct str kind; /* k kept, b broken, r at risk, o open */
    struct str path, words;
};

/* A choice of the menu that says how the list looks. */
struct inbox_choice {
    struct str name, words;
    bool is_chosen;
};

struct inbox_page {
    struct layout layout;
    struct str title, view, path; /* "My promises", "mine", "/requests?view=mine" */
    struct str query;             /* "view=mine": what the list is of */
    struct str where;             /* its filter in words; empty when it has none of its own */
    struct str build_path;        /* where its filter is changed */
    struct str all_path;          /* of the act on all of it */
    int columns;                  /* enum view_column, or-ed */
    enum request_sort sort;
    bool is_due_sorted;        /* then it stands in groups by time */
    bool may_change, has_meta; /* has_meta: a line of what else was chosen under each row */
    struct inbox_choice sorts[SORTS], column_choices[10];
    int sort_count, column_choice_count;
    int64_t total;
    struct inbox_group groups[4];
    int group_count;
    struct inbox_row *rows; /* the same rows, not grouped */
    int count;
    struct str next_path; /* of the next page; empty: this was the last */
    bool is_first;        /* the first page of the list */
    struct inbox_chip chips[8];
    int chip_count;
    struct inbox_dot dots[120];
    int dot_count;
    int now_permille;    /* where now is on the line; -1: not shown */
    struct str hours[7]; /* under the line, evenly spread */
    int hour_count;
    struct inbox_row *peek; /* the previewed one, or NULL */
    struct request_peek *peek_more;
};

/* What the preview shows beside the row. */
struct request_peek {
    struct promise promise; /* the soonest pending one */
    bool has_promise;
    int gone_percent; /* of its time */
    struct str words; /* of the promise, in the reader's language */
    struct message latest;
    struct str latest_initials;
    char latest_hue;
    bool has_latest;
    int kept, broken; /* promises to this person, ever */
};

/* inbox_rows: the rows of a view, ready to be shown. */
enum err inbox_rows(struct cx *cx, const struct view_at *at, struct inbox_row **rows,
                    int *count) must_use;
/* inbox_page_load: the list a request's address names. */
enum err inbox_page_load(struct cx *cx, const struct view_at *at, struct inbox_page *p) must_use;
bool inbox_shows(const struct inbox_page *p, enum view_column column);
enum err peek_load(struct cx *cx, const struct request *r, struct request_peek *out) must_use;
/* promise_sentence: the promise as a person would say it: its own words, or those of its kind. */
struct str promise_sentence(struct cx *cx, const struct promise *p);

#endif
