#include "cli/cli.h"

#include "base/limits.h"

/* Each feature says what is wrong with what it keeps; then the database itself is read through. */
static enum err check_all(struct cx *cx, struct buf *report)
{
    struct str database;
    for (int i = 0; i < cx->app->feature_count; i++)
        if (cx->app->features[i].check)
            TRY(cx->app->features[i].check(cx, report));
    TRY(db_check(cx->app->db, cx->arena, &database, &cx->fault));
    if (!str_eq(str_trim(database), S("ok")))
        buf_add(report, database);
    return OK;
}

int check_command(int argc, char **argv)
{
    struct cli_options o;
    struct arena a = {0};
    struct buf report;
    struct cx cx;
    if (!cli_options(argc, argv, &o, NULL, NULL))
        return 2;
    o.log_level = LOG_WARN;
    struct app *app = cli_open(&o, false, 2);
    if (!app)
        return 1;
    buf_init(&report, &a, LIMIT_PAGE_BYTES);
    enum err err = cx_begin(&cx, app, &a, "check");
    if (err == OK)
        err = check_all(&cx, &report);
    if (err != OK)
        buf_addf(&report, "could not be checked: %s\n", cx.fault.message);
    cx_end(&cx);
    if (report.n)
        printf("%.*s", STR_ARG(buf_str(&report)));
    else
        puts("all is well");
    int status = report.n ? 1 : 0;
    app_close(app);
    arena_release(&a);
    return status;
}
