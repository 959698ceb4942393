/* cli.h: the commands of `kept`. Each returns the exit status: 0 fine, 1 it failed, 2 it was called
 * wrongly. */
#ifndef KEPT_CLI_CLI_H
#define KEPT_CLI_CLI_H

#include "app/app.h"

int serve_command(int argc, char **argv);
int mail_command(int argc, char **argv);
int time_command(int argc, char **argv);
int promise_command(int argc, char **argv);
int stat_command(int argc, char **argv);
int sanitize_command(int argc, char **argv);
int check_command(int argc, char **argv);
int admin_command(int argc, char **argv);
int demo_command(int argc, char **argv);

/* What most commands take: --data DIR, --database URL, --verbose. */
struct cli_options {
    struct str data, database;
    enum log_level log_level;
    int at; /* argv[at] is the first that is no option of these */
};
/* cli_options: reads them; false (and says so) when an option is unknown. `more` is called for
 * options that the command itself knows: it returns how many words it took, 0 for none. */
bool cli_options(int argc, char **argv, struct cli_options *o,
                 int (*more)(void *to, int argc, char **argv, int at), void *to);
/* cli_open: the app, with every feature; says what is wrong on stderr and returns NULL. */
struct app *cli_open(const struct cli_options *o, bool needs_parser, int readers);

#endif
