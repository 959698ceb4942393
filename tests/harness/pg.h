/* pg.h: PostgreSQL databases for tests, on the server that tests/harness/with-pg has started. */
#ifndef KEPT_TEST_PG_H
#define KEPT_TEST_PG_H

#include "base/str.h"

/* pg_database: the url of a new database, empty or a copy of the database `like` (a url that this
 * gave, with nobody connected; empty for none). Fails the test when there is no server. */
struct str pg_database(struct arena *a, struct str like);
/* pg_drop: forgets it, whoever is still connected. */
void pg_drop(struct str url);
/* pg_run: one statement on the server's own database, outside of any transaction. */
void pg_run(const char *sql);

#endif
