#include "desk/view.h"
#include "cli/cli.h"

#include <signal.h>
#include <unistd.h>

#include "app/serve.h"
#include "app/settings.h"
#include "mailbox/imap_watch.h"
#include "mailbox/lmtp_in.h"
#include "mailbox/mailbox.h"
#include "net/outgoing.h"
#include "net/reach.h"

enum { serve_readers = 12 }; /* I/O threads, workers, jobs and LMTP sessions that read at once */

struct serve_options {
    struct str listen, proxies, lmtp, lmtp_socket, reach;
};

static int serve_option(void *to, int argc, char **argv, int at)
{
    struct serve_options *o = to;
    struct {
        const char *name;
        struct str *value;
    } const known[] = {{"--listen", &o->listen},
                       {"--proxy", &o->proxies},
                       {"--lmtp", &o->lmtp},
                       {"--lmtp-socket", &o->lmtp_socket},
                       {"--reach", &o->reach}};
    for (int i = 0; i < COUNT(known); i++)
        if (str_eq(str_from(argv[at]), str_from(known[i].name)) && at + 1 < argc) {
            *known[i].value = str_from(argv[at + 1]);
            return 2;
        }
    return 0;
}

static void say_where(struct app *app, const struct lmtp_server *lmtp)
{
    struct str at = http_address(app->http);
    printf("Kept is at http://%.*s%s\n", STR_ARG(at),
           org(app)->is_set_up ? "" : "/setup  (first run: open this page)");
    if (lmtp && lmtp_port(lmtp))
        printf("Mail is taken by LMTP at 127.0.0.1:%d\n", lmtp_port(lmtp));
    fflush(stdout);
}

static enum err recover(struct cx *cx, void *arg)
{
    (void)arg;
    return mail_out_recover(cx);
}

/* What a Kept that died left in the middle: said once, before anything runs. */
static enum err recover_all(struct app *app, struct fault *f)
{
    struct arena a = {0};
    struct cx cx;
    enum err err = cx_begin(&cx, app, &a, "recover");
    if (err == OK)
        err = cx_write(&cx, recover, NULL);
    *f = cx.fault;
    cx_end(&cx);
    arena_release(&a);
    return err;
}

/* Networks outside the rule of net/reach.h that may be connected to. */
static enum err set_reach(struct app *app, struct str reach, struct fault *f)
{
    struct reach *r = NEW(&app->arena, struct reach);
    if (!reach.n)
        return OK;
    TRY(networks_parse(&app->arena, reach, &r->also, f));
    app->reach = r;
    return OK;
}

static int run(struct app *app, const struct serve_options *o)
{
    struct fault f = {0};
    struct lmtp_server *lmtp = NULL;
    sigset_t stop;
    int signal_number;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL); /* before any thread, so that none takes them */
    outgoing_begin();
    enum err err = set_reach(app, o->reach, &f);
    if (err == OK)
        err = recover_all(app, &f);
    app->view_counts = view_counts_open();
    if (err == OK)
        err = serve_start(app, o->listen, o->proxies, &f);
    if (err == OK && (o->lmtp.n || o->lmtp_socket.n))
        err = lmtp_in_start(app, o->lmtp, o->lmtp_socket, &lmtp, &f);
    if (err == OK) {
        struct jobs *jobs = jobs_start(app);
        struct imap_watch *watch = imap_watch_start(app);
        say_where(app, lmtp);
        sigwait(&stop, &signal_number);
        log_info(&app->log, "stop", LOG_I("signal", signal_number));
        imap_watch_stop(watch);
        if (lmtp)
            lmtp_stop(lmtp);
        serve_stop(app);
        jobs_stop(jobs);
        return 0;
    }
    fprintf(stderr, "kept: %s\n", f.message);
    if (app->http)
        serve_stop(app);
    return 1;
}

int serve_command(int argc, char **argv)
{
    struct cli_options o;
    struct serve_options s = {.listen = S("127.0.0.1:8080"), .lmtp = S("127.0.0.1:8024")};
    if (!cli_options(argc, argv, &o, serve_option, &s))
        return 2;
    struct app *app = cli_open(&o, true, serve_readers);
    if (!app)
        return 1;
    int status = run(app, &s);
    view_counts_close(app->view_counts);
    app_close(app);
    return status;
}
