/* macro.h: answers to be used again: words with {placeholders}, and what is done besides. */
#ifndef KEPT_REQUESTS_MACRO_H
#define KEPT_REQUESTS_MACRO_H

#include "requests/request.h"

typedef struct {
    int64_t v;
} macro_id;

enum { MACROS_MOST = 500 };

struct macro {
    macro_id id;
    struct str name, text;
    struct str kind;     /* reply or note */
    struct str then_act; /* after sending: keep, wait or nothing */
    int moves;           /* those it makes, of enum move */
    person_id owner;     /* whose alone; v 0: everybody's */
    int64_t uses;
};

/* macro_list: everybody's and this actor's own, those used most first; with every word of `find`
 * in their name or text (empty: all). */
enum err macro_list(struct cx *cx, struct str find, struct macro **list, int *count) must_use;
enum err macro_get(struct cx *cx, macro_id id, struct macro *out) must_use;
/* macro_store: a new one when id is 0. Another's own is not found. */
enum err macro_store(struct cx *cx, struct macro *m) must_use;
/* macro_end: out of the list; macro_end with `back` brings it back. */
enum err macro_end(struct cx *cx, macro_id id, bool back) must_use;
enum err macro_used(struct cx *cx, macro_id id) must_use;

#endif
