#include "cli/cli.h"

#include "demo/demo.h"

int demo_command(int argc, char **argv)
{
    struct cli_options o;
    struct arena a = {0};
    struct cx cx;
    if (!cli_options(argc, argv, &o, NULL, NULL))
        return 2;
    o.log_level = LOG_WARN;
    struct app *app = cli_open(&o, false, 1);
    if (!app)
        return 1;
    enum err err = cx_begin(&cx, app, &a, "demo");
    if (err == OK)
        err = demo_fill(&cx);
    if (err != OK)
        fprintf(stderr, "kept: %s\n", cx.fault.message);
    cx_end(&cx);
    app_close(app);
    arena_release(&a);
    return err == OK ? 0 : 1;
}
