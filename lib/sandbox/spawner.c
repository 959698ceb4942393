#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/child.h"
#include "sandbox/wire.h"

struct spawner {
    const struct sandbox_config *config;
    int control;
};

/* Both ends of what the program and a parser hold. */
struct ends {
    int channel[2]; /* [0] the program's */
    int words[2];   /* what a parser says last, on stderr; [0] read by the program */
};

static void close_both(int *fds)
{
    close(fds[0]);
    close(fds[1]);
}

static bool ends_make(struct ends *e)
{
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, e->channel) != 0)
        return false;
    if (pipe2(e->words, O_CLOEXEC | O_NONBLOCK) == 0)
        return true;
    close_both(e->channel);
    return false;
}

static _Noreturn void become_parser(const struct spawner *s, const struct ends *e, pid_t parent)
{
    prctl(PR_SET_NAME, "kept-parser");
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
#if !defined(__SANITIZE_ADDRESS__) /* its reports are longer than a pipe, and wanted */
    dup2(e->words[1], STDERR_FILENO);
#endif
    parser_run(s->config, e->channel[1]);
}

static enum wire_status answer(const struct spawner *s, const struct wire_control *c,
                               const int *fds, int count)
{
    return wire_send(s->control, str_of((const char *)c, sizeof *c), fds, count, NULL);
}

static enum wire_status spawn(const struct spawner *s)
{
    struct wire_control c = {.magic = wire_magic, .order = WIRE_SPAWN};
    struct ends e;
    if (!ends_make(&e))
        return answer(s, &c, NULL, 0);
    pid_t self = getpid(), pid = fork();
    if (pid == 0)
        become_parser(s, &e, self);
    c.pid = pid > 0 ? pid : 0;
    int fds[2] = {e.channel[0], e.words[0]};
    enum wire_status status = answer(s, &c, fds, c.pid ? 2 : 0);
    close_both(e.channel);
    close_both(e.words);
    return status;
}

/* Ends and reaps a parser. One that is ending by itself keeps its own status. */
static enum wire_status end(const struct spawner *s, pid_t pid)
{
    struct wire_control c = {.magic = wire_magic, .order = WIRE_END};
    int status = 0;
    if (pid > 1 && kill(pid, SIGKILL) == 0)
        while ((c.pid = waitpid(pid, &status, 0)) < 0 && errno == EINTR)
            ;
    c.pid = c.pid > 0 ? c.pid : 0;
    c.status = status;
    return answer(s, &c, NULL, 0);
}

static void files_keep(struct spawner *s)
{
    enum { control_place = 3 };
    int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    s->control = dup2(s->control, control_place);
    close_range(control_place + 1, ~0U, 0);
}

/* It outlives a Ctrl-C in the terminal, so that the program can still finish what it is doing. */
static void signals_ignore(void)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2};
    static const int usual[] = {SIGCHLD, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGXFSZ};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        signal(usual[i], SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

_Noreturn void spawner_run(const struct sandbox_config *config, int control)
{
    struct spawner s = {config, control};
    prctl(PR_SET_NAME, "kept-spawner");
    signals_ignore();
    files_keep(&s);
    if (config->prepare)
        config->prepare();
    enum wire_status status = WIRE_DONE;
    while (status == WIRE_DONE) {
        struct wire_control c;
        status = wire_receive(s.control, &c, sizeof c, NULL, NULL);
        if (status == WIRE_DONE)
            status = c.order == WIRE_SPAWN ? spawn(&s) : end(&s, c.pid);
    }
    _exit(0); /* its parsers are told to end with it */
}
