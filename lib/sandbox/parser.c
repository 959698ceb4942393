#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "sandbox/child.h"
#include "sandbox/hold.h"
#include "sandbox/wire.h"

struct parser {
    const struct sandbox_config *config;
    int channel;
    int statm; /* /proc/self/statm, opened while that was allowed */
    struct arena arena;
};

/* One request with what came with it. */
struct task {
    struct wire_request request;
    struct str input;
    void *mapped; /* of a file; else NULL */
    int fds[wire_fds_most];
    int input_fd, out_fd;
};

static bool receive(struct parser *p, void *to, ptrdiff_t n, int *fds)
{
    return wire_receive(p->channel, to, n, fds, NULL) == WIRE_DONE;
}

static bool task_read(struct parser *p, struct task *t)
{
    struct wire_request *r = &t->request;
    if (!receive(p, r, sizeof *r, t->fds) || r->magic != wire_magic || r->job < 0 ||
        r->job >= p->config->job_count || r->size < 0)
        return false;
    t->input_fd = r->has_input_fd ? t->fds[0] : -1;
    t->out_fd = r->has_out_fd ? t->fds[r->has_input_fd ? 1 : 0] : -1;
    if (!r->has_input_fd) {
        char *bytes = arena_bytes(&p->arena, r->size);
        t->input = str_of(bytes, r->size);
        return receive(p, bytes, r->size, NULL);
    }
    if (r->size == 0)
        return true;
    void *at = mmap(NULL, (size_t)r->size, PROT_READ, MAP_PRIVATE, t->input_fd, 0);
    if (at == MAP_FAILED)
        return false;
    t->mapped = at;
    t->input = str_of(at, r->size);
    return true;
}

static void task_release(struct task *t)
{
    if (t->mapped)
        munmap(t->mapped, (size_t)t->input.n);
    for (int i = 0; i < wire_fds_most; i++)
        if (t->fds[i] >= 0)
            close(t->fds[i]);
}

/* Memory it holds now, in bytes; the second number of statm, in pages. */
static int64_t resident(const struct parser *p)
{
    char text[64];
    int64_t pages = 0;
    ssize_t n = pread(p->statm, text, sizeof text, 0);
    struct str rest = str_of(text, n > 0 ? n : 0);
    str_cut(&rest, ' ');
    return str_to_i64(str_cut(&rest, ' '), &pages) == OK ? pages * 4096 : 0;
}

static bool send_all(struct parser *p, struct str bytes)
{
    return wire_send(p->channel, bytes, NULL, 0, NULL) == WIRE_DONE;
}

static bool reply_send(struct parser *p, uint32_t seq, enum err err, const struct fault *f,
                       struct str answer)
{
    struct str message = err == OK ? S("") : str_from(f->message);
    struct wire_reply r = {.magic = wire_magic, .seq = seq, .err = (int32_t)err};
    r.message = (int32_t)message.n;
    r.size = err == OK ? answer.n : 0;
    r.resident = resident(p);
    return send_all(p, str_of((const char *)&r, sizeof r)) && send_all(p, message) &&
           send_all(p, str_head(answer, r.size));
}

static bool task_run(struct parser *p, const struct task *t)
{
    struct buf reply;
    struct fault f = {0};
    buf_init(&reply, &p->arena, LIMIT_PARSER_REPLY_BYTES);
    enum err err = p->config->jobs[t->request.job].run(&p->arena, t->input, t->out_fd, &reply, &f);
    if (err == OK && reply.full)
        err = fault_set(&f, ERR_TOO_LARGE, NULL, "what the parser found is too large");
    return reply_send(p, t->request.seq, err, &f, buf_str(&reply));
}

/* Only its channel and its last words (stderr) stay open; and where it reads how large it is. */
static void files_keep(struct parser *p, int channel)
{
    enum { channel_place = 3, statm_place = 4 };
    int statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    p->channel = dup2(channel, 100);
    p->statm = statm >= 0 ? dup2(statm, 101) : -1;
    close_range(3, 99, 0);
    p->channel = dup2(p->channel, channel_place);
    p->statm = p->statm >= 0 ? dup2(p->statm, statm_place) : -1;
    close_range(5, ~0U, 0);
}

_Noreturn void parser_run(const struct sandbox_config *config, int channel)
{
    struct parser p = {.config = config};
    files_keep(&p, channel);
    struct wire_hello hello = {wire_magic, hold_apply()};
    bool goes_on = p.channel >= 0 && send_all(&p, str_of((const char *)&hello, sizeof hello));
    while (goes_on) {
        struct task t = {.fds = {-1, -1}};
        goes_on = task_read(&p, &t) && task_run(&p, &t);
        task_release(&t);
        arena_release(&p.arena);
    }
    _exit(0); /* nothing of the program's own is to run at the end of a copy of it */
}
