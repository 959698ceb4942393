#include "cli/cli.h"

#include <unistd.h>

#include "app/parser.h"
#include "app/settings.h"
#include "base/limits.h"
#include "mail/mail_json.h"
#include "mail/parse.h"
#include "mail/thread_cli.h"
#include "mailbox/mail_import.h"
#include "people/team.h"
#include "services/service.h"

/* ---- parse --------------------------------------------------------------------------------------
 */

static enum err parse_there(void *context, struct arena *a, struct str raw, struct mail *out,
                            struct fault *f)
{
    struct str reply;
    struct parser_part *parts;
    int count;
    TRY(parser_call(context, a, PARSER_MAIL, raw, -1, &reply, f));
    return parser_mail_read(a, reply, out, &parts, &count, f);
}

static int with_parser(int argc, char **argv,
                       int (*run)(int argc, char **argv, mail_parse_run *parse, void *context))
{
    struct app app = {.log = {.fd = STDERR_FILENO, .least = LOG_WARN}};
    struct fault f = {0};
    if (parser_start(&app, &f) != OK) {
        fprintf(stderr, "kept: %s\n", f.message);
        return 1;
    }
    int status = run(argc, argv, parse_there, &app);
    parser_stop(&app);
    return status;
}

/* ---- import -------------------------------------------------------------------------------------
 */

struct progress {
    bool is_shown;
    int percent;
};

static void show_progress(void *to, int64_t done, int64_t all)
{
    struct progress *p = to;
    int percent = all ? (int)(done * 100 / all) : 100;
    if (!p->is_shown || percent == p->percent)
        return;
    p->percent = percent;
    fprintf(stderr, "\rtaking  [%-50.*s] %3d %%", percent / 2,
            "##################################################", percent);
    if (percent >= 100)
        fputc('\n', stderr);
}

static int64_t waiting(struct cx *cx)
{
    struct mail_balance b;
    return mail_balance(cx, &b) == OK ? b.stored : 0;
}

/* What was taken is sorted here and now, as `kept serve` would. */
static enum err sort_all(struct cx *cx, struct progress *p)
{
    int64_t all = waiting(cx), done = 0;
    for (;;) {
        int n = mail_sort_job(cx);
        if (n < 0)
            return ERR_IO;
        if (n == 0)
            break;
        done += n;
        if (p->is_shown)
            fprintf(stderr, "\rsorting %lld of %lld", (long long)done, (long long)all);
    }
    if (p->is_shown && all)
        fputc('\n', stderr);
    return OK;
}

static enum err make_first_box(struct cx *cx, void *arg)
{
    struct service s;
    struct mailbox box = {.name = org(cx->app)->name,
                          .address = S("import@localhost.invalid"),
                          .smtp_url = S(""),
                          .smtp_user = S(""),
                          .smtp_password = S("")};
    enum err err = service_default(cx, &s);
    if (err ==
        ERR_NOT_FOUND) { /* an empty data directory: enough of an organisation to hold the mail */
        struct team team = {.name = S("Front desk"), .icon = S("people")};
        s = (struct service){.name = S("A question"),
                             .audience = AUDIENCE_OUTSIDE,
                             .steps = S(""),
                             .bring = S(""),
                             .respond_seconds = 4 * 3600,
                             .resolve_seconds = 24 * 3600,
                             .is_default = true};
        TRY(team_add(cx, &team, &s.team));
        TRY(service_add(cx, &s, &s.id));
    } else {
        TRY(err);
    }
    box.service = s.id;
    return mailbox_add(cx, &box, arg);
}

static enum err choose_box(struct cx *cx, struct str address, mailbox_id *box)
{
    struct mailbox m;
    enum err err = address.n ? mailbox_find(cx, address, &m) : mailbox_default(cx, &m);
    if (err == ERR_NOT_FOUND && address.n)
        return fail(cx, ERR_INVALID, "mailbox",
                    "there is no mailbox %.*s; add it in the settings first", STR_ARG(address));
    if (err == ERR_NOT_FOUND)
        return cx_write(cx, make_first_box, box);
    *box = m.id;
    return err;
}

static void print_balance(struct cx *cx, const struct import_counts *c)
{
    struct mail_balance b;
    struct buf out;
    if (mail_balance(cx, &b) != OK)
        return;
    buf_init(&out, cx->arena, LIMIT_PAGE_BYTES);
    buf_addf(&out, "received %lld = %lld requests + %lld replies + %lld ignored + %lld quarantined",
             (long long)b.received, (long long)b.requests, (long long)b.replies,
             (long long)b.ignored, (long long)b.quarantined);
    if (b.spam)
        buf_addf(&out, " + %lld suspected spam", (long long)b.spam);
    if (b.stored)
        buf_addf(&out, " + %lld not sorted yet", (long long)b.stored);
    buf_addf(&out, "\n  ignored %lld:\n", (long long)b.ignored);
    if (mail_reasons(cx, MAIL_IGNORED, &out) != OK)
        return;
    buf_addf(&out, "  quarantined %lld:\n", (long long)b.quarantined);
    if (mail_reasons(cx, MAIL_QUARANTINED, &out) != OK)
        return;
    buf_addf(&out, "read now %lld: %lld taken, %lld already there", (long long)c->read,
             (long long)c->taken, (long long)c->here_already);
    if (c->too_large)
        buf_addf(&out, ", %lld left out, each over %lld MB", (long long)c->too_large,
                 (long long)(LIMIT_MAIL_BYTES >> 20));
    buf_addc(&out, '\n');
    printf("%.*s", STR_ARG(buf_str(&out)));
}

struct import_options {
    struct str mailbox;
};

static int import_option(void *to, int argc, char **argv, int at)
{
    struct import_options *o = to;
    if (!str_eq(str_from(argv[at]), S("--mailbox")) || at + 1 >= argc)
        return 0;
    o->mailbox = str_from(argv[at + 1]);
    return 2;
}

static enum err import_paths(struct cx *cx, struct str address, int argc, char **argv)
{
    struct import_counts counts = {0};
    struct progress p = {.is_shown = isatty(STDERR_FILENO), .percent = -1};
    mailbox_id box;
    TRY(choose_box(cx, address, &box));
    for (int i = 0; i < argc; i++)
        TRY(mail_import(cx, box, argv[i], show_progress, &p, &counts));
    TRY(sort_all(cx, &p));
    print_balance(cx, &counts);
    return OK;
}

static int import(int argc, char **argv)
{
    struct cli_options o;
    struct import_options more = {.mailbox = S("")};
    struct arena a = {0};
    struct cx cx;
    if (!cli_options(argc, argv, &o, import_option, &more))
        return 2;
    if (o.at >= argc) {
        fputs("kept: say what to import: kept mail import [--data DIR] [--mailbox ADDRESS] PATH…\n",
              stderr);
        return 2;
    }
    o.log_level = LOG_WARN;
    struct app *app = cli_open(&o, true, 2);
    if (!app)
        return 1;
    enum err err = cx_begin(&cx, app, &a, "import");
    if (err == OK)
        err = import_paths(&cx, more.mailbox, argc - o.at, argv + o.at);
    if (err != OK)
        fprintf(stderr, "kept: %s\n", cx.fault.message);
    cx_end(&cx);
    app_close(app);
    arena_release(&a);
    return err == OK ? 0 : 1;
}

int mail_command(int argc, char **argv)
{
    struct str name = argc > 1 ? str_from(argv[1]) : S("");
    if (str_eq(name, S("import")))
        return import(argc - 1, argv + 1);
    if (str_eq(name, S("parse")))
        return with_parser(argc - 2, argv + 2, mail_parse_cli);
    if (str_eq(name, S("thread")))
        return with_parser(argc - 2, argv + 2, thread_cli);
    fputs("kept: kept mail import PATH…, kept mail parse FILE…, kept mail thread FILE…\n", stderr);
    return 2;
}
