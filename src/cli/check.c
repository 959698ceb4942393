#include "cli/cli.h"

#include "base/limits.h"
#include "chain/chain.h"

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

/* `--risk`: instead, how good the warnings of late promises were. */
static int read_option(void *to, int argc, char **argv, int at)
{
    bool *risk = to;
    (void)argc;
    *risk = *risk || str_eq(str_from(argv[at]), S("--risk"));
    return str_eq(str_from(argv[at]), S("--risk"));
}

int check_command(int argc, char **argv)
{
    struct cli_options o;
    struct arena a = {0};
    struct buf report;
    struct cx cx;
    bool risk = false;
    if (!cli_options(argc, argv, &o, read_option, &risk))
        return 2;
    o.log_level = LOG_WARN;
    struct app *app = cli_open(&o, false, 2);
    if (!app)
        return 1;
    buf_init(&report, &a, LIMIT_PAGE_BYTES);
    enum err err = cx_begin(&cx, app, &a, "check");
    if (err == OK)
        err = risk ? chain_back_test(&cx, &report) : check_all(&cx, &report);
    if (err != OK)
        buf_addf(&report, "could not be checked: %s\n", cx.fault.message);
    cx_end(&cx);
    if (report.n)
        printf("%.*s", STR_ARG(buf_str(&report)));
    else
        puts("all is well");
    int status = err != OK || (report.n && !risk) ? 1 : 0;
    app_close(app);
    arena_release(&a);
    return status;
}
