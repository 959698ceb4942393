/* promise.c: the commands that check promises and figures on JSON lines. */
#include "cli/cli.h"

#include <unistd.h>

#include "promises/promise_cli.h"
#include "stat/stat_cli.h"

static int lines(int argc, char **argv, int (*run)(int in, int out))
{
    if (argc > 1) {
        fprintf(stderr, "kept: kept %s takes no words; give it JSON lines on standard input\n",
                argv[0]);
        return 2;
    }
    return run(STDIN_FILENO, STDOUT_FILENO);
}

int promise_command(int argc, char **argv)
{
    return lines(argc, argv, promise_cli);
}

int stat_command(int argc, char **argv)
{
    return lines(argc, argv, stat_cli);
}
