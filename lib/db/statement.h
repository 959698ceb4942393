/* statement.h: the prepared statements of one connection. Literals are kept for good and found by
 * their address; built ones are found by their text, the newest LIMIT_STATEMENTS_BUILT of them. */
#ifndef KEPT_DB_STATEMENT_H
#define KEPT_DB_STATEMENT_H

#include "db/db.h"

/* What to run. */
struct query {
    const char *text;
    bool is_literal;
    struct db_args args;
    uint64_t types; /* of the arguments, where they matter for preparing (PostgreSQL); else 0 */
};

/* query_param: the number in "$7…". query_params: the highest in a text. */
int query_param(const char *dollar);
int query_params(const char *text);

/* Each driver's statement begins with this one. */
struct statement {
    const char *literal; /* NULL: a built one */
    struct str text;     /* of a built one */
    uint64_t types;
    int64_t used; /* when, for a built one, in steps of the cache */
    bool is_kept; /* in the cache; if not, it is freed when it ends */
    bool is_open; /* started and not ended: cannot be started again */
    struct statement *next_open;
};

struct statements {
    struct statement **slots; /* literals, by address; a power of two */
    int n, cap;
    struct statement *built[LIMIT_STATEMENTS_BUILT];
    int64_t now;
};

/* statement_find: one that was kept for q, open or not; NULL if none. */
struct statement *statement_find(struct statements *c, const struct query *q);
/* statement_keep: s, which is prepared for q, is found from now on. Returns one that had to make
 * room (never open), for the driver to free, or NULL. When all are open, s itself is not kept. */
struct statement *statement_keep(struct statements *c, struct statement *s, const struct query *q);
/* statement_each: calls fn for each, and forgets all. */
void statement_each(struct statements *c, void (*fn)(void *arg, struct statement *s), void *arg);
void statement_release(struct statement *s); /* the common part's own memory */

#endif
