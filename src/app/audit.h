/* audit.h: what was done to accounts, rights and settings, and by whom. Rows are only ever added,
 * each sealed together with the one before, so that one that was changed, put in or taken out is
 * found (docs/adr/0102). The table is made by people.sql. */
#ifndef KEPT_APP_AUDIT_H
#define KEPT_APP_AUDIT_H

#include "app/app.h"

struct audit_row {
    int64_t id;
    instant at;
    struct str kind;   /* "account.role" */
    person_id actor;   /* v 0: at the machine, or nobody who is known */
    struct str name;   /* of the actor, as it was then */
    struct str object; /* what it was done to, in words */
    int64_t object_id;
    struct str note;
    struct str client; /* address; empty: at the machine */
};

/* audit_add: inside a write, in the transaction of what was done.
 *   kind    "noun.verb", see audit_kinds in audit.c
 *   object  the words for it then: a name, an address */
enum err audit_add(struct cx *cx, const char *kind, struct str object, int64_t object_id,
                   struct str note) must_use;

struct audit_filter {
    struct str kind;    /* or its noun; empty: all */
    person_id actor;    /* v 0: all */
    struct str words;   /* in name, object or note; empty: all */
    instant from, till; /* 0: all */
    int64_t before;     /* id of the last row of the page before; 0: the newest */
};
/* audit_list: newest first, LIMIT_LIST_ROWS at most. */
enum err audit_list(struct cx *cx, const struct audit_filter *f, struct audit_row **rows,
                    int *count) must_use;
/* audit_head: the number and seal of the newest row: written down elsewhere, they show later that
 * nothing was cut off. id 0: there is none. */
enum err audit_head(struct cx *cx, int64_t *id, struct str *seal) must_use;
/* audit_check: a line in the report for the first row whose seal does not fit. */
enum err audit_check(struct cx *cx, struct buf *report) must_use;

#endif
