#include "cli/cli.h"

#include "demo/demo.h"

/* --if-empty: where an organisation of somebody's own is, it is left alone. */
static int demo_option(void *to, int argc, char **argv, int at)
{
    (void)argc;
    if (!str_eq(str_from(argv[at]), S("--if-empty")))
        return 0;
    *(bool *)to = true;
    return 1;
}

static enum err is_own(struct cx *cx, bool *own)
{
    int64_t people = 0, demo = 0;
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM person"), NO_ARGS, &people));
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM setting WHERE name = 'is_demo' AND value = '1'"),
                   NO_ARGS, &demo));
    *own = people > 0 && demo == 0;
    return OK;
}

static enum err fill(struct cx *cx, bool if_empty)
{
    bool own = false;
    if (if_empty)
        TRY(is_own(cx, &own));
    return own ? OK : demo_fill(cx);
}

int demo_command(int argc, char **argv)
{
    struct cli_options o;
    struct arena a = {0};
    struct cx cx;
    bool if_empty = false;
    if (!cli_options(argc, argv, &o, demo_option, &if_empty))
        return 2;
    o.log_level = LOG_WARN;
    struct app *app = cli_open(&o, false, 1);
    if (!app)
        return 1;
    enum err err = cx_begin(&cx, app, &a, "demo");
    if (err == OK)
        err = fill(&cx, if_empty);
    if (err != OK)
        fprintf(stderr, "kept: %s\n", cx.fault.message);
    cx_end(&cx);
    app_close(app);
    arena_release(&a);
    return err == OK ? 0 : 1;
}
