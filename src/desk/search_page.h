/* search_page.h: what was found, newest first. */
#ifndef KEPT_DESK_SEARCH_PAGE_H
#define KEPT_DESK_SEARCH_PAGE_H

#include "desk/inbox.h"
#include "desk/search_asked.h"

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

struct search_result {
    struct str words, hint, path;
};

struct search_page {
    struct layout layout;
    struct str query;
    struct found *found;
    int count;
    struct str next_path;
    bool is_partial;               /* stopped looking before the page was full: there may be more */
    struct search_asked asked;     /* what was understood */
    struct search_result *results; /* for the palette: pages of that name, people, what was found */
    int result_count;
    struct found *people; /* of the palette, or where nothing was found: with a name like it */
    int person_count;
};

enum err search_load(struct cx *cx, struct search_page *p) must_use; /* of p->query */

#endif
