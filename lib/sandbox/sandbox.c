#include "sandbox/sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "sandbox/child.h"
#include "sandbox/hold.h"
#include "sandbox/wire.h"

enum { processes_most = 16, hello_seconds = 10 };

struct child {
    pid_t pid;   /* 0: no process in this place */
    int channel; /* does not block */
    int words;
    uint32_t seq;
    int calls;
    bool is_busy;
};

struct sandbox {
    struct sandbox_config config;
    pid_t spawner;
    int control;
    uint32_t held; /* bits of hold.h, as the first parser said */
    char held_by[80];
    pthread_mutex_t control_lock; /* one order at a time */
    pthread_mutex_t lock;         /* is_busy of the children */
    pthread_cond_t freed;
    struct child children[processes_most];
};

/* --- the spawner --------------------------------------------------------------------------- */

static enum wire_status order(struct sandbox *sb, enum wire_order what, pid_t pid,
                              struct wire_control *answer, int *fds)
{
    struct wire_control c = {.magic = wire_magic, .order = (int32_t)what, .pid = pid};
    pthread_mutex_lock(&sb->control_lock);
    enum wire_status status = wire_send(sb->control, str_of((const char *)&c, sizeof c), NULL, 0,
                                        NULL);
    if (status == WIRE_DONE)
        status = wire_receive(sb->control, answer, sizeof *answer, fds, NULL);
    pthread_mutex_unlock(&sb->control_lock);
    return status == WIRE_DONE && !answer->pid ? WIRE_ENDED : status;
}

/* How the process in this place ended; the place is free afterwards. -1: nobody knows. */
static int child_end(struct sandbox *sb, struct child *c)
{
    struct wire_control answer = {0};
    bool is_known = order(sb, WIRE_END, c->pid, &answer, NULL) == WIRE_DONE;
    close(c->channel);
    close(c->words);
    c->pid = 0;
    return is_known ? answer.status : -1;
}

static enum err child_start(struct sandbox *sb, struct child *c, struct fault *f)
{
    struct wire_control answer = {0};
    struct wire_hello hello = {0};
    int fds[wire_fds_most] = {-1, -1};
    if (order(sb, WIRE_SPAWN, 0, &answer, fds) != WIRE_DONE)
        return fault_set(f, ERR_UNAVAILABLE, NULL, "no parser process could be started");
    *c = (struct child){.pid = answer.pid, .channel = fds[0], .words = fds[1], .is_busy = true};
    fcntl(c->channel, F_SETFL, O_NONBLOCK);
    struct wire_watch watch = {.until = clock_ticks() + hello_seconds * USEC_PER_SEC};
    if (wire_receive(c->channel, &hello, sizeof hello, NULL, &watch) != WIRE_DONE ||
        hello.magic != wire_magic) {
        child_end(sb, c);
        return fault_set(f, ERR_UNAVAILABLE, NULL, "a parser process did not come up");
    }
    sb->held = sb->held ? sb->held : hello.held_by; /* the same for each of them */
    return OK;
}

/* --- a place in the pool ------------------------------------------------------------------- */

static struct child *find_place(struct sandbox *sb)
{
    struct child *empty = NULL;
    for (int i = 0; i < sb->config.processes; i++) {
        struct child *c = &sb->children[i];
        if (!c->is_busy && c->pid)
            return c;
        if (!c->is_busy && !empty)
            empty = c;
    }
    return empty;
}

static struct child *place_take(struct sandbox *sb)
{
    struct child *c;
    pthread_mutex_lock(&sb->lock);
    while (!(c = find_place(sb)))
        pthread_cond_wait(&sb->freed, &sb->lock);
    c->is_busy = true;
    pthread_mutex_unlock(&sb->lock);
    return c;
}

static void place_give(struct sandbox *sb, struct child *c)
{
    pthread_mutex_lock(&sb->lock);
    c->is_busy = false;
    pthread_cond_signal(&sb->freed);
    pthread_mutex_unlock(&sb->lock);
}

/* An idle parser has nothing to say. One that speaks, or went, is replaced before it gets any
 * input. */
static bool is_idle(const struct child *c)
{
    struct pollfd p = {.fd = c->channel, .events = POLLIN};
    return poll(&p, 1, 0) == 0;
}

static enum err child_ready(struct sandbox *sb, struct child *c, struct fault *f)
{
    if (c->pid && !is_idle(c))
        child_end(sb, c);
    return c->pid ? OK : child_start(sb, c, f);
}

/* --- a call -------------------------------------------------------------------------------- */

/* A file is given for reading only, even where the caller may write to it. */
static int read_only(int fd, struct fault *f)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int mode = fcntl(fd, F_GETFL);
    int copy = mode >= 0 && (mode & O_ACCMODE) == O_RDONLY ? fcntl(fd, F_DUPFD_CLOEXEC, 3)
                                                           : open(path, O_RDONLY | O_CLOEXEC);
    if (copy < 0)
        fault_set(f, ERR_IO, NULL, "the file to be parsed cannot be read");
    return copy;
}

/* What a call carries, besides the child it goes to. */
struct call {
    int job;
    const struct sandbox_input *input;
    int input_fd, out_fd;
};

static enum wire_status request_send(struct child *c, const struct call *call,
                                     const struct wire_watch *watch)
{
    const struct sandbox_input *in = call->input;
    struct wire_request r = {.magic = wire_magic, .seq = ++c->seq, .job = call->job};
    int fds[wire_fds_most], count = 0;
    r.has_input_fd = in->from_fd;
    r.has_out_fd = call->out_fd >= 0;
    r.size = in->from_fd ? in->size : in->bytes.n;
    if (r.has_input_fd)
        fds[count++] = call->input_fd;
    if (r.has_out_fd)
        fds[count++] = call->out_fd;
    enum wire_status status = wire_send(c->channel, str_of((const char *)&r, sizeof r), fds, count,
                                        watch);
    if (status == WIRE_DONE && !in->from_fd)
        status = wire_send(c->channel, in->bytes, NULL, 0, watch);
    return status;
}

/* The first line of what a parser said before it ended. */
static struct str last_words(int fd, char *to, ptrdiff_t size)
{
    ssize_t n = read(fd, to, (size_t)size);
    struct str s = str_of(to, n > 0 ? n : 0);
    return str_trim(str_line(&s));
}

static const char *reason(enum wire_status status, int ended, struct str words)
{
    bool is_signal = ended >= 0 && WIFSIGNALED(ended);
    int sig = is_signal ? WTERMSIG(ended) : 0;
    if (status == WIRE_LATE || status == WIRE_BUSY || sig == SIGXCPU)
        return "it took too long";
    if (status == WIRE_MALFORMED)
        return "its answer made no sense";
    if (str_has(words, S("out of memory")))
        return "it used too much memory";
    if (sig == SIGABRT)
        return "it found itself in a state that cannot be";
    if (sig == SIGXFSZ)
        return "it wrote too much";
    if (sig == SIGKILL)
        return "the system stopped it";
    return is_signal ? "it crashed" : "it left without an answer";
}

/* The parser is ended, if it has not by itself, and what is known of its end is told. */
static enum err call_failed(struct sandbox *sb, struct child *c, const struct call *call,
                            enum wire_status status, struct fault *f)
{
    char said[200];
    int words = dup(c->words); /* read when it can say no more, which closes the other */
    pid_t pid = c->pid;
    int ended = child_end(sb, c);
    struct str last = last_words(words, said, sizeof said);
    const char *why = reason(status, ended, last);
    close(words);
    log_warn(sb->config.log, "sandbox.ended", LOG_Z("job", sb->config.jobs[call->job].name),
             LOG_Z("why", why), LOG_I("pid", pid), LOG_I("status", ended), LOG_S("said", last));
    return fault_set(f, ERR_CORRUPT, NULL, "the parser ended: %s", why);
}

static enum err call_run(struct sandbox *sb, struct child *c, struct arena *a,
                         const struct call *call, struct str *reply, struct fault *f)
{
    struct wire_reply header = {0};
    struct wire_watch watch = {.until = clock_ticks() + sb->config.wall_seconds * USEC_PER_SEC,
                               .pid = c->pid,
                               .cpu_until = wire_cpu(c->pid) +
                                            sb->config.cpu_seconds * USEC_PER_SEC};
    enum wire_status status = request_send(c, call, &watch);
    if (status == WIRE_DONE)
        status = wire_receive_reply(c->channel, a, c->seq, &watch, &header, reply, f);
    if (status != WIRE_DONE)
        return call_failed(sb, c, call, status, f);
    if (++c->calls >= LIMIT_PARSER_CALLS || header.resident > LIMIT_PARSER_KEPT_BYTES ||
        wire_cpu(c->pid) > LIMIT_PARSER_LIFE_SECONDS * USEC_PER_SEC / 2)
        child_end(sb, c);
    return (enum err)header.err;
}

enum err sandbox_call(struct sandbox *sb, struct arena *a, int job,
                      const struct sandbox_input *input, int out_fd, struct str *reply,
                      struct fault *f)
{
    struct call call = {.job = job, .input = input, .input_fd = -1, .out_fd = out_fd};
    *reply = (struct str){0};
    if (input->from_fd && (call.input_fd = read_only(input->fd, f)) < 0)
        return ERR_IO;
    struct child *c = place_take(sb);
    enum err e = child_ready(sb, c, f);
    if (e == OK)
        e = call_run(sb, c, a, &call, reply, f);
    place_give(sb, c);
    if (call.input_fd >= 0)
        close(call.input_fd);
    return e;
}

/* --- start and stop ------------------------------------------------------------------------ */

static int thread_count(void)
{
    int n = 0;
    DIR *d = opendir("/proc/self/task");
    for (struct dirent *e; d && (e = readdir(d));)
        n += e->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

static void held_by_format(struct sandbox *sb)
{
    static const struct {
        uint32_t bit;
        const char *word;
    } words[] = {{HOLD_SECCOMP, "seccomp"},
                 {HOLD_LANDLOCK, "landlock"},
                 {HOLD_LIMITS, "limits"},
                 {HOLD_PRIVILEGES, "no new privileges"}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (sb->held & words[i].bit)
            n += (size_t)snprintf(sb->held_by + n, sizeof sb->held_by - n, "%s%s", n ? ", " : "",
                                  words[i].word);
}

struct str sandbox_held_by(const struct sandbox *sb)
{
    return str_from(sb->held_by);
}

static enum err spawner_start(struct sandbox *sb, struct fault *f)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return fault_set(f, ERR_UNAVAILABLE, NULL, "the parser process could not be started");
    sb->spawner = fork();
    if (sb->spawner == 0) {
        close(ends[0]);
        spawner_run(&sb->config, ends[1]);
    }
    close(ends[1]);
    sb->control = ends[0];
    if (sb->spawner > 0)
        return OK;
    close(sb->control);
    return fault_set(f, ERR_UNAVAILABLE, NULL, "the parser process could not be started");
}

static void config_complete(struct sandbox_config *c)
{
    c->processes = c->processes ? c->processes : LIMIT_PARSER_PROCESSES;
    c->processes = c->processes < processes_most ? c->processes : processes_most;
    c->cpu_seconds = c->cpu_seconds ? c->cpu_seconds : LIMIT_PARSER_CPU_SECONDS;
    c->wall_seconds = c->wall_seconds ? c->wall_seconds : LIMIT_PARSER_WALL_SECONDS;
}

enum err sandbox_start(const struct sandbox_config *config, struct sandbox **out, struct fault *f)
{
    if (thread_count() > 1)
        return fault_set(f, ERR_CONFLICT, NULL, "the parser must be started before any thread");
    struct sandbox *sb = heap_alloc((ptrdiff_t)sizeof *sb);
    sb->config = *config;
    config_complete(&sb->config);
    pthread_mutex_init(&sb->control_lock, NULL);
    pthread_mutex_init(&sb->lock, NULL);
    pthread_cond_init(&sb->freed, NULL);
    enum err e = spawner_start(sb, f);
    if (e != OK) {
        heap_free(sb);
        return e;
    }
    e = child_start(sb, &sb->children[0], f);
    sb->children[0].is_busy = false;
    held_by_format(sb);
    if (e != OK) {
        sandbox_stop(sb);
        return e;
    }
    log_info(config->log, "sandbox.start", LOG_S("held_by", sandbox_held_by(sb)),
             LOG_I("processes", sb->config.processes));
    *out = sb;
    return OK;
}

void sandbox_stop(struct sandbox *sb)
{
    for (int i = 0; i < sb->config.processes; i++)
        if (sb->children[i].pid)
            child_end(sb, &sb->children[i]);
    close(sb->control);
    while (waitpid(sb->spawner, NULL, 0) < 0 && errno == EINTR)
        ;
    pthread_cond_destroy(&sb->freed);
    pthread_mutex_destroy(&sb->lock);
    pthread_mutex_destroy(&sb->control_lock);
    heap_free(sb);
}
