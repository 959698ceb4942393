/* answers_page.h: the answers that are used again: their list, one of them, and what the box of a
 * request is offered. */
#ifndef KEPT_DESK_ANSWERS_PAGE_H
#define KEPT_DESK_ANSWERS_PAGE_H

#include "desk/request_page.h"
#include "requests/macro.h"

struct answers_page {
    struct layout layout;
    struct macro *list;
    int count;
    struct macro open; /* in the form: an old one, or a new one (id 0) */
    bool is_own;       /* seen by its writer alone */
};

struct pick_row { /* what the palette shows and does */
    struct str title, hint, insert;
    struct str kind, after;
    int64_t macro;
    int moves;
    bool is_answer;
};
struct pick_page {
    struct pick_row *rows;
    int count;
};

struct notices_page {
    struct layout layout;
    struct notice *list;
    struct str *words;
    int count;
};

enum err answers_get(struct cx *cx) must_use;
enum err answers_post(struct cx *cx) must_use;
enum err answers_end_post(struct cx *cx) must_use;
enum err request_answers_get(struct cx *cx) must_use;    /* for the box of a request */
enum err request_colleagues_get(struct cx *cx) must_use; /* to be named in a note */
enum err notices_get(struct cx *cx) must_use;
enum err notices_post(struct cx *cx) must_use; /* all seen */
/* mention_add: whoever a note names as "@Tom Berry" is told. */
enum err mention_add(struct cx *cx, const struct message *note) must_use;
bool mention_has(struct str text, struct str name);

#endif
