/* text.c: the commands that only turn lines into lines. */
#include "cli/cli.h"

#include <unistd.h>

#include "app/parser.h"
#include "services/calendar_cli.h"
#include "text/sanitize.h"

int time_command(int argc, char **argv)
{
    (void)argv;
    if (argc > 1) {
        fputs("kept: kept time takes no words; give it JSON lines on standard input\n", stderr);
        return 2;
    }
    return calendar_cli(STDIN_FILENO, STDOUT_FILENO);
}

static enum err sanitize_there(void *context, struct arena *a, struct str html, struct str *out,
                               struct fault *f)
{
    return parser_call(context, a, PARSER_SANITIZE, html, -1, out, f);
}

int sanitize_command(int argc, char **argv)
{
    (void)argv;
    struct app app = {.log = {.fd = STDERR_FILENO, .least = LOG_WARN}};
    struct fault f = {0};
    if (argc > 1) {
        fputs("kept: kept sanitize reads standard input and writes standard output\n", stderr);
        return 2;
    }
    if (parser_start(&app, &f) != OK) {
        fprintf(stderr, "kept: %s\n", f.message);
        return 1;
    }
    int status = sanitize_cli(STDIN_FILENO, STDOUT_FILENO, sanitize_there, &app);
    parser_stop(&app);
    return status;
}
