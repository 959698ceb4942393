/* view_page.h: the page where a filter is put together and saved. */
#ifndef KEPT_DESK_VIEW_PAGE_H
#define KEPT_DESK_VIEW_PAGE_H

#include "app/layout.h"
#include "desk/view.h"

struct view_option {
    struct str name, words;
    bool is_chosen;
};

/* One condition as a line of the form; those of one bracket stand together. */
struct view_line {
    int number, bracket; /* bracket 0: none */
    struct view_option fields[FILTER_FIELDS], ops[FILTER_OPS];
    int field_count, op_count;
    struct view_option *values; /* to choose from; NULL: typed */
    int value_count;
    struct str value;
    bool has_value, is_time;
    struct str wrong;
};

struct view_build_page {
    struct layout layout;
    bool is_any;     /* one of the lines is enough */
    bool is_complex; /* deeper than the form shows: only its words can be changed */
    struct view_line lines[FILTER_CONDITIONS];
    int line_count, bracket_count;
    struct str where; /* the whole in words */
    bool is_wrong;
    int64_t count;
    struct str list_path; /* of the list that it gives */
    struct str name;
    int64_t saved, version;
    enum view_shared shared;
    team_id team;
    struct view_option *teams; /* those it may be shared with */
    int team_count;
    bool may_share_all;
};

#endif
