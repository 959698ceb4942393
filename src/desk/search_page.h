/* search_page.h: what was found, newest first. */
#ifndef KEPT_DESK_SEARCH_PAGE_H
#define KEPT_DESK_SEARCH_PAGE_H

#include "desk/inbox.h"

/* A stretch of words, one of those that were asked for or what stands between. */
struct marked {
    struct str words;
    bool is_hit;
};

struct found {
    struct str title, path,
        words;             /* "Boiler valve, flat 14", "/r/2041#m9", the words around the hit */
    struct str name, kind; /* whose; "request", "message", "person" */
    struct str number;     /* "K-2041", empty for a person */
    instant at;
    /* ready to be shown */
    struct str key, icon,
        hint; /* "m9", stays the same; "inbox"; one line under the title in the palette */
    struct marked *title_marks, *word_marks;
    int title_mark_count, word_mark_count;
    struct str meta[2]; /* number and whose */
    int meta_count;
};

struct search_page {
    struct layout layout;
    struct str query;
    struct found *found;
    int count;
    struct str next_path;
};

#endif
