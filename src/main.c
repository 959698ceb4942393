/* main.c: kept COMMAND: which one. */
#include "cli/cli.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *words;
} commands[] = {
    {"serve", serve_command, "serve the pages, take mail, keep promises"},
    {"mail", mail_command, "mail import PATH…, mail parse FILE…, mail thread FILE…"},
    {"time", time_command, "business time on JSON lines"},
    {"promise", promise_command, "promises, their verdicts and where time went, on JSON lines"},
    {"stat", stat_command, "the statistics Kept uses, on JSON lines; {\"fn\":\"help\"} lists them"},
    {"sanitize", sanitize_command,
     "make HTML from outside safe: standard input to standard output"},
    {"check", check_command, "verify a data directory; exits 1 with what is wrong"},
    {"admin", admin_command,
     "admin password ADDRESS: set a password; admin token ADDRESS: an API token"},
    {"demo", demo_command, "fill an empty data directory with a made-up organisation"},
};

static const char options[] =
    "\n"
    "  --data DIR        where Kept keeps everything (./data)\n"
    "  --database URL    postgres://… instead of the file in DIR\n"
    "  --verbose         say more in the log (standard error)\n"
    "\n"
    "kept serve:\n"
    "  --listen ADDRESS  127.0.0.1:8080; also [::1]:8080 or unix:/path\n"
    "  --proxy NETWORKS  whose X-Forwarded-* are believed, for example 127.0.0.1/32\n"
    "  --lmtp ADDRESS    127.0.0.1:8024; an empty one: none\n"
    "  --lmtp-socket P   also on this Unix socket\n"
    "  --reach NETWORKS  mail servers may also be reached here, at any port\n"
    "\n"
    "More: man kept, and docs/guide/.\n";

static int help(FILE *to)
{
    fputs("kept: promises to customers, kept.\n\nkept COMMAND [OPTION…]\n\n", to);
    for (int i = 0; i < COUNT(commands); i++)
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].words);
    fputs(options, to);
    return to == stdout ? 0 : 2;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return help(stderr);
    struct str name = str_from(argv[1]);
    if (str_eq(name, S("--help")) || str_eq(name, S("-h")) || str_eq(name, S("help")))
        return help(stdout);
    if (str_eq(name, S("--version"))) {
        puts("kept " KEPT_VERSION);
        return 0;
    }
    for (int i = 0; i < COUNT(commands); i++)
        if (str_eq(name, str_from(commands[i].name)))
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "kept: there is no command %s; see kept --help\n", argv[1]);
    return 2;
}
