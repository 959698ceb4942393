/* search.h: full text over documents, in any script, alike on both databases: SQLite's FTS5, and
 * tsvector with GIN. Both are given words that Kept has folded itself (text/fold.h), so that both
 * find the same. */
#ifndef KEPT_DB_SEARCH_H
#define KEPT_DB_SEARCH_H

#include "db/db.h"
#include "db/migrate.h"

/* What is found: documents of a kind (the product's own enum) with a 64-bit id, in a group (its
 * request), newest first. */
struct search_doc {
    int kind; /* 1 … 99 */
    int64_t id;
    int64_t group;
    instant
        at; /* its place in the order: of a message, when it was received. 0: after all others */
    struct str title; /* a name or a subject: also found by any three letters inside it */
    struct str body;  /* its first LIMIT_SEARCH_DOC_WORDS words count */
};

extern const struct migration search_migrations[]; /* the tables of this file */
extern const int search_migration_count;

/* search_put: adds it, or replaces what had this kind and id, which keeps its place. */
enum err search_put(struct tx *tx, const struct search_doc *doc) must_use;
/* search_drop: none of its words stay; fine when it is not there. */
enum err search_drop(struct tx *tx, int kind, int64_t id) must_use;

struct search_hit {
    int kind;
    int64_t id;
    int64_t group;
    int64_t serial; /* its place in the order: to go on after it; µs of its time, by the second */
};

struct search_query {
    struct str
        words; /* as typed: words (all must be there), "phrases", pre* (of two letters or more) */
    int kind;  /* 0: every kind */
    int64_t
        before; /* paging: only what comes after the *next of the page before; 0: from the newest */
    int limit;  /* room in `hits`; LIMIT_SEARCH_HITS at most */
};

/* search_find: the newest documents that hold all words, grouped by nothing; *next is what to go on
 * from (0 at the end). Never fails on what a person typed: odd input finds nothing. A word with
 * punctuation inside (don't, anna@example.com, 10-3) is found as its parts side by side.
 *   cost  milliseconds whatever the words: newest first, bounded reads */
enum err search_find(struct tx *tx, const struct search_query *q, struct search_hit *hits,
                     int *count, int64_t *next) must_use;
/* search_names: documents of `kind` (0: every kind) whose title holds `part`, newest first. Fewer
 * than three letters: whose title has a word that begins so. count  in: room in `hits`; out: how
 * many */
enum err search_names(struct tx *tx, int kind, struct str part, struct search_hit *hits,
                      int *count) must_use;

/* search_fold: the words of a text as they are indexed, separated by spaces. */
struct str search_fold(struct arena *a, struct str text);

#endif
