#include "harness/pg.h"

#include <libpq-fe.h>
#include <unistd.h>

#include "harness/test.h"

static PGconn *server(void)
{
    const char *url = getenv("KEPT_TEST_PG");
    if (!url || !*url)
        fail_msg("there is no PostgreSQL to test with: run this through tests/harness/with-pg, as "
                 "make check does");
    PGconn *pg = PQconnectdb(url);
    if (PQstatus(pg) != CONNECTION_OK)
        fail_msg("PostgreSQL at %s: %s", url, PQerrorMessage(pg));
    return pg;
}

void pg_run(const char *sql)
{
    PGconn *pg = server();
    PGresult *result = PQexec(pg, sql);
    bool is_good = PQresultStatus(result) == PGRES_COMMAND_OK ||
                   PQresultStatus(result) == PGRES_TUPLES_OK;
    if (!is_good)
        print_error("%s: %s", sql, PQerrorMessage(pg));
    PQclear(result);
    PQfinish(pg);
    assert_true(is_good);
}

/* The url is "postgresql:///NAME?host=…". */
static struct str name_of(struct str url)
{
    struct str rest = str_skip(url, S("postgresql:///").n);
    return str_cut(&rest, '?');
}

struct str pg_database(struct arena *a, struct str like)
{
    static int count;
    struct str name = str_fmt(a, "kept_%d_%d", (int)getpid(), ++count);
    struct str template = like.n ? name_of(like) : S("template0");
    pg_run(str_fmt(a, "CREATE DATABASE %.*s TEMPLATE %.*s", STR_ARG(name), STR_ARG(template)).p);
    struct str rest = str_from(getenv("KEPT_TEST_PG"));
    str_cut(&rest, '?');
    return str_fmt(a, "postgresql:///%.*s?%.*s", STR_ARG(name), STR_ARG(rest));
}

void pg_drop(struct str url)
{
    struct arena a = {0};
    pg_run(str_fmt(&a, "DROP DATABASE IF EXISTS %.*s WITH (FORCE)", STR_ARG(name_of(url))).p);
    arena_release(&a);
}
