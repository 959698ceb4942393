/* pg_wire.h: arguments and values as PostgreSQL sends and takes them in binary, and the names of
 * its errors. Private to db_postgres.c; knows no libpq. */
#ifndef KEPT_DB_PG_WIRE_H
#define KEPT_DB_PG_WIRE_H

#include "db/db.h"

/* Arguments; what points into them must outlive the call. */
struct pg_wire {
    unsigned types[LIMIT_SQL_ARGS];
    const char *values[LIMIT_SQL_ARGS];
    int lengths[LIMIT_SQL_ARGS];
    int formats[LIMIT_SQL_ARGS];
    uint64_t words[LIMIT_SQL_ARGS]; /* numbers, as they travel */
};

/* pg_wire_args: args ready to be sent. Returns a number for their types: a statement is prepared
 * for certain types, so the same literal with others is another statement. */
uint64_t pg_wire_args(struct pg_wire *w, struct db_args args);

/* pg_wire_value: n bytes at p of PostgreSQL's type. Whole numbers and truth values as DB_INT,
 * NUMERIC so too when it is whole and fits (a sum of BIGINT is one); types that Kept does not use
 * as DB_BLOB. */
void pg_wire_value(unsigned type, const char *p, int n, struct db_arg *out);

/* pg_wire_err: what an SQLSTATE of five letters means here. */
enum err pg_wire_err(const char *state);

#endif
