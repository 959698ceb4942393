#include "cli/cli.h"

#include "kept.h"

bool cli_options(int argc, char **argv, struct cli_options *o,
                 int (*more)(void *to, int argc, char **argv, int at), void *to)
{
    *o = (struct cli_options){.data = S("./data"), .log_level = LOG_INFO, .at = 1};
    while (o->at < argc && argv[o->at][0] == '-' && argv[o->at][1] == '-') {
        struct str name = str_from(argv[o->at]);
        bool has_value = o->at + 1 < argc;
        int took = more ? more(to, argc, argv, o->at) : 0;
        if (took) {
            o->at += took;
        } else if (str_eq(name, S("--data")) && has_value) {
            o->data = str_from(argv[o->at + 1]);
            o->at += 2;
        } else if (str_eq(name, S("--database")) && has_value) {
            o->database = str_from(argv[o->at + 1]);
            o->at += 2;
        } else if (str_eq(name, S("--verbose"))) {
            o->log_level = LOG_DEBUG;
            o->at++;
        } else {
            fprintf(stderr,
                    "kept: the option %s is not known, or lacks its value; see kept --help\n",
                    argv[o->at]);
            return false;
        }
    }
    return true;
}

struct app *cli_open(const struct cli_options *o, bool needs_parser, int readers)
{
    static struct arena arena; /* the list of features lives as long as the program */
    struct fault fault = {0};
    struct app *app = NULL;
    struct app_config config = {.data_dir = o->data,
                                .database = o->database,
                                .readers = readers,
                                .needs_parser = needs_parser,
                                .log_level = o->log_level};
    config.feature_count = features_get(&arena, &config.features);
    if (app_open(&config, &app, &fault) == OK)
        return app;
    fprintf(stderr, "kept: %s\n", fault.message);
    arena_release(&arena);
    return NULL;
}
