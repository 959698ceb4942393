/* search_query.h: what a person typed, as the expression that FTS5 or PostgreSQL is asked with, and
 * the statements that ask. Private to lib/db. */
#ifndef KEPT_DB_SEARCH_QUERY_H
#define KEPT_DB_SEARCH_QUERY_H

#include "db/db.h"

/* A word that only documents of this kind hold; no text can: it begins with a private character. */
#define SEARCH_TAG "\xEE\x80\x80%02d"

/* search_expression: empty when no word is in it. `in_title`: the whole is a beginning, and only
 * titles are looked at. */
struct str search_expression(struct tx *tx, struct str typed, int kind);
struct str search_title_expression(struct tx *tx, struct str typed, int kind);

/* On PostgreSQL the newest so many documents are looked through first (1 to 2 ms): a common word is
 * found there. Only for a word that is rarer than one in sixty documents is the index asked, which
 * knows no order, so that every place of the word is fetched. `serial + 0` keeps the planner from
 * reading the whole primary key beside it. */
#define RECENT "3000"

/* The statements: $1 the expression, $2 a serial that all are before, $3 how many, $4 the kind. */
#define FTS5_HITS(table)                                                                           \
    SQL("SELECT t.rowid, d.kind, d.id, d.grp FROM " table " t CROSS JOIN search_doc d"             \
        " ON d.serial = t.rowid WHERE " table                                                      \
        " MATCH $1 AND t.rowid < $2 ORDER BY t.rowid DESC LIMIT $3")
#define RECENT_HITS(kind, holds)                                                                   \
    SQL("SELECT serial, kind, id, grp FROM (SELECT * FROM search_doc WHERE serial < $2" kind       \
        " ORDER BY serial DESC LIMIT " RECENT ") d WHERE " holds " ORDER BY serial DESC LIMIT $3")
#define INDEX_HITS(kind, holds)                                                                    \
    SQL("WITH hit AS MATERIALIZED (SELECT serial, kind, id, grp FROM search_doc WHERE " holds      \
        " AND serial + 0 < $2" kind                                                                \
        ") SELECT serial, kind, id, grp FROM hit ORDER BY serial DESC LIMIT $3")
#define HOLDS_WORDS "words @@ (SELECT CAST($1 AS tsquery))"
#define HOLDS_PART "title LIKE $1 ESCAPE '\\'"
#define OF_KIND " AND kind = $4"
#define OF_KIND_AFTER " AND kind + 0 = $4" /* looked at when found, not looked for */

#endif
