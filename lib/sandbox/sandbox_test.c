#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/test.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "sandbox/sandbox.h"

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITISED 1
#else
#define IS_SANITISED 0
#endif

/* --- jobs: what a parser does when it is good, broken, or taken over ------------------------ */

static enum err job_echo(struct arena *a, struct str input, int out_fd, struct buf *reply,
                         struct fault *f)
{
    (void)a, (void)out_fd, (void)f;
    buf_add(reply, input);
    return OK;
}

static enum err job_refuse(struct arena *a, struct str input, int out_fd, struct buf *reply,
                           struct fault *f)
{
    (void)a, (void)out_fd;
    buf_add(reply, S("not to be seen"));
    return fault_set(f, ERR_TOO_LARGE, "mail", "%.*s is too large", STR_ARG(input));
}

static enum err job_count(struct arena *a, struct str input, int out_fd, struct buf *reply,
                          struct fault *f)
{
    int64_t sum = 0;
    (void)a, (void)f;
    for (ptrdiff_t i = 0; i < input.n; i++)
        sum += (unsigned char)input.p[i];
    buf_add_i64(reply, sum);
    if (out_fd >= 0 && pwrite(out_fd, "part", 4, 2) != 4)
        buf_addz(reply, " no write");
    return OK;
}

static enum err job_crash(struct arena *a, struct str input, int out_fd, struct buf *reply,
                          struct fault *f)
{
    (void)a, (void)input, (void)out_fd, (void)reply, (void)f;
    signal(SIGSEGV, SIG_DFL);
    volatile int *nowhere = (volatile int *)(uintptr_t)input.n;
    *nowhere = 1;
    return OK;
}

static enum err job_loop(struct arena *a, struct str input, int out_fd, struct buf *reply,
                         struct fault *f)
{
    (void)a, (void)input, (void)out_fd, (void)reply, (void)f;
    for (volatile int64_t i = 0;; i++)
        ;
    return OK;
}

static enum err job_sleep(struct arena *a, struct str input, int out_fd, struct buf *reply,
                          struct fault *f)
{
    int ends[2] = {3, 3};
    char c;
    (void)a, (void)input, (void)out_fd, (void)reply, (void)f;
    while (read(ends[0], &c, 1) == 1) /* its channel: nothing will come */
        ;
    return OK;
}

static enum err job_grow(struct arena *a, struct str input, int out_fd, struct buf *reply,
                         struct fault *f)
{
    (void)input, (void)out_fd, (void)reply, (void)f;
    for (;;)
        *arena_bytes(a, 16 << 20) = 1;
    return OK;
}

static enum err job_abort(struct arena *a, struct str input, int out_fd, struct buf *reply,
                          struct fault *f)
{
    (void)a, (void)input, (void)out_fd, (void)reply, (void)f;
    abort();
}

static enum err job_leave(struct arena *a, struct str input, int out_fd, struct buf *reply,
                          struct fault *f)
{
    (void)a, (void)input, (void)out_fd, (void)reply, (void)f;
    _exit(0);
}

/* Writes to the channel itself, as one that was taken over could. */
static enum err job_lie(struct arena *a, struct str input, int out_fd, struct buf *reply,
                        struct fault *f)
{
    (void)a, (void)out_fd, (void)reply, (void)f;
    if (write(3, input.p, (size_t)input.n) != input.n)
        _exit(2);
    return OK;
}

static enum err job_flood(struct arena *a, struct str input, int out_fd, struct buf *reply,
                          struct fault *f)
{
    (void)input, (void)out_fd, (void)f;
    char *p = arena_bytes(a, 1 << 20);
    memset(p, 'x', 1 << 20);
    while (!reply->full)
        buf_add(reply, str_of(p, 1 << 20));
    return OK;
}

static void note(struct buf *reply, const char *what, bool is_denied)
{
    buf_addf(reply, "%s%s ", what, is_denied ? "" : "!");
}

static enum err job_try(struct arena *a, struct str input, int out_fd, struct buf *reply,
                        struct fault *f)
{
    char name[] = "/etc/passwd";
    char *argv[] = {name, NULL};
    (void)a, (void)input, (void)out_fd, (void)f;
    note(reply, "open", open(name, O_RDONLY) < 0);
    note(reply, "create", open("/tmp/kept-sandbox-test", O_CREAT | O_WRONLY, 0600) < 0);
    note(reply, "proc", open("/proc/self/mem", O_RDWR) < 0);
    note(reply, "socket", socket(AF_INET, SOCK_STREAM, 0) < 0);
    note(reply, "unix", socket(AF_UNIX, SOCK_STREAM, 0) < 0);
    note(reply, "kill", kill(getppid(), SIGTERM) < 0);
    note(reply, "exec", execv(name, argv) < 0);
    note(reply, "unlink", unlink(name) < 0);
    note(reply, "mprotect", mprotect(a, 1, PROT_READ | PROT_EXEC) < 0);
    note(reply, "mmap",
         mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    note(reply, "fork", pid < 0);
    return OK;
}

static enum err job_files(struct arena *a, struct str input, int out_fd, struct buf *reply,
                          struct fault *f)
{
    (void)a, (void)input, (void)out_fd, (void)f;
    for (int fd = 0; fd < 1024; fd++)
        if (lseek(fd, 0, SEEK_CUR) >= 0 || errno != EBADF)
            buf_addf(reply, "%d ", fd);
    return OK;
}

static enum err job_write_much(struct arena *a, struct str input, int out_fd, struct buf *reply,
                               struct fault *f)
{
    (void)a, (void)input, (void)f;
    if (pwrite(out_fd, "x", 1, LIMIT_PARSER_FILE_BYTES + 10) == 1)
        buf_addz(reply, "written");
    return OK;
}

static enum err job_write_input(struct arena *a, struct str input, int out_fd, struct buf *reply,
                                struct fault *f)
{
    (void)a, (void)input, (void)out_fd, (void)f;
    for (int fd = 5; fd < 16; fd++)
        if (pwrite(fd, "changed", 7, 0) == 7)
            buf_addz(reply, "changed");
    return OK;
}

static enum err job_pid(struct arena *a, struct str input, int out_fd, struct buf *reply,
                        struct fault *f)
{
    (void)a, (void)input, (void)out_fd, (void)f;
    buf_add_i64(reply, getpid());
    return OK;
}

enum {
    PID,
    ECHO,
    REFUSE,
    COUNT,
    CRASH,
    LOOP,
    SLEEP,
    GROW,
    ABORT,
    LEAVE,
    LIE,
    FLOOD,
    TRY_ALL,
    FILES,
    WRITE_MUCH,
    WRITE_INPUT
};
static const struct sandbox_job jobs[] = {
    {"pid", job_pid},
    {"echo", job_echo},
    {"refuse", job_refuse},
    {"count", job_count},
    {"crash", job_crash},
    {"loop", job_loop},
    {"sleep", job_sleep},
    {"grow", job_grow},
    {"abort", job_abort},
    {"leave", job_leave},
    {"lie", job_lie},
    {"flood", job_flood},
    {"try", job_try},
    {"files", job_files},
    {"write much", job_write_much},
    {"write input", job_write_input},
};

static const struct log silent = {-1, LOG_ERROR};

static struct sandbox *start(void)
{
    struct sandbox_config config = {.jobs = jobs,
                                    .job_count = sizeof jobs / sizeof *jobs,
                                    .log = &silent,
                                    .processes = 2,
                                    .cpu_seconds = 1,
                                    .wall_seconds = 3};
    struct sandbox *sb = NULL;
    struct fault f = {0};
    if (sandbox_start(&config, &sb, &f) != OK)
        fail_msg("%s", f.message);
    return sb;
}

static enum err call(struct sandbox *sb, struct arena *a, int job, struct str input,
                     struct str *reply, struct fault *f)
{
    struct sandbox_input in = {.bytes = input};
    *f = (struct fault){0};
    return sandbox_call(sb, a, job, &in, -1, reply, f);
}

static void check_echo(struct sandbox *sb)
{
    struct arena a = {0};
    struct str reply;
    struct fault f;
    if (call(sb, &a, ECHO, S("still here"), &reply, &f) != OK)
        fail_msg("%s", f.message);
    assert_str_equal(reply, S("still here"));
    arena_release(&a);
}

static int file_count(void)
{
    int n = 0;
    DIR *d = opendir("/proc/self/fd");
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static int file_of(struct arena *a, ptrdiff_t size, int flags)
{
    const char *path = str_fmt(a, "%s/file", test_dir(a)).p;
    int fd = open(path, O_CREAT | O_RDWR, 0600);
    char *p = arena_bytes(a, size);
    memset(p, 1, (size_t)size);
    assert_int_equal(write(fd, p, (size_t)size), size);
    close(fd);
    return open(path, flags);
}

/* --- tests --------------------------------------------------------------------------------- */

TEST(a_parser_answers_and_its_refusals_arrive_as_they_are)
{
    struct sandbox *sb = start();
    struct arena a = {0};
    struct str reply;
    struct fault f;
    check_echo(sb);
    assert_int_equal(call(sb, &a, ECHO, S(""), &reply, &f), OK);
    assert_int_equal(reply.n, 0);
    assert_int_equal(call(sb, &a, REFUSE, S("this"), &reply, &f), ERR_TOO_LARGE);
    assert_string_equal(f.message, "this is too large");
    assert_int_equal(reply.n, 0);
    check_echo(sb);
    sandbox_stop(sb);
    arena_release(&a);
}

TEST(large_inputs_and_answers_pass_both_ways)
{
    struct sandbox *sb = start();
    struct arena a = {0};
    struct str reply, input = str_of(arena_bytes(&a, 30 << 20), 30 << 20);
    struct fault f;
    memset((char *)(uintptr_t)input.p, 'y', (size_t)input.n);
    assert_int_equal(call(sb, &a, ECHO, input, &reply, &f), OK);
    assert_true(str_eq(reply, input));
    sandbox_stop(sb);
    arena_release(&a);
}

TEST(a_file_is_mapped_by_the_parser_which_can_write_to_another_and_not_to_it)
{
    struct sandbox *sb = start();
    struct arena a = {0};
    struct str reply;
    struct fault f = {0};
    enum { size = 25 << 20 };
    int fd = file_of(&a, size, O_RDWR), out = file_of(&a, 0, O_RDWR);
    struct sandbox_input in = {.fd = fd, .from_fd = true, .size = size};
    if (sandbox_call(sb, &a, COUNT, &in, out, &reply, &f) != OK)
        fail_msg("%s", f.message);
    assert_str_equal(reply, S("26214400"));
    char got[7] = "";
    assert_int_equal(pread(out, got, 6, 0), 6);
    assert_memory_equal(got, "\0\0part", 6);
    assert_int_equal(sandbox_call(sb, &a, WRITE_INPUT, &in, -1, &reply, &f), OK);
    assert_int_equal(reply.n, 0);
    in.size = 0;
    assert_int_equal(sandbox_call(sb, &a, COUNT, &in, -1, &reply, &f), OK);
    assert_str_equal(reply, S("0"));
    in.size = size + 100000; /* longer than it is: the parser ends, no more */
    assert_int_equal(sandbox_call(sb, &a, COUNT, &in, -1, &reply, &f), ERR_CORRUPT);
    in.fd = 9999;
    assert_int_equal(sandbox_call(sb, &a, COUNT, &in, -1, &reply, &f), ERR_IO);
    close(fd);
    close(out);
    check_echo(sb);
    sandbox_stop(sb);
    arena_release(&a);
}

TEST(a_parser_that_ends_over_its_input_fails_that_input_alone_and_says_why)
{
    static const struct {
        int job;
        const char *why;
    } cases[] = {
        {CRASH, IS_SANITISED ? "it left without an answer" : "it crashed"},
        {ABORT, "it found itself in a state that cannot be"},
        {LEAVE, "it left without an answer"},
        {LOOP, "it took too long"},
        {SLEEP, "it took too long"},
        {GROW, "it used too much memory"},
    };
    struct sandbox *sb = start();
    int files = file_count();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct str reply;
        struct fault f;
        if (IS_SANITISED && cases[i].job == GROW)
            continue; /* its memory is not limited there */
        assert_int_equal(call(sb, &a, cases[i].job, S("x"), &reply, &f), ERR_CORRUPT);
        assert_str_equal(str_from(f.message), str_fmt(&a, "the parser ended: %s", cases[i].why));
        assert_int_equal(reply.n, 0);
        check_echo(sb);
        arena_release(&a);
    }
    assert_int_equal(file_count(), files);
    sandbox_stop(sb);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* none of its processes is left */
    assert_int_equal(errno, ECHILD);
}

TEST(answers_that_make_no_sense_are_not_believed)
{
    static const char garbage[200] = "GET / HTTP/1.1";
    struct sandbox *sb = start();
    struct arena a = {0};
    struct str reply;
    struct fault f;
    assert_int_equal(call(sb, &a, LIE, str_of(garbage, sizeof garbage), &reply, &f), ERR_CORRUPT);
    assert_string_equal(f.message, "the parser ended: its answer made no sense");
    /* An answer before its own header: the rest is not one. */
    assert_int_equal(call(sb, &a, LIE, str_of(garbage, 3), &reply, &f), ERR_CORRUPT);
    assert_int_equal(call(sb, &a, FLOOD, S(""), &reply, &f), ERR_TOO_LARGE);
    assert_string_equal(f.message, "what the parser found is too large");
    check_echo(sb);
    sandbox_stop(sb);
    arena_release(&a);
}

TEST(a_parser_can_reach_nothing)
{
    struct sandbox *sb = start();
    struct arena a = {0};
    struct str reply;
    struct fault f;
    assert_int_equal(call(sb, &a, TRY_ALL, S(""), &reply, &f), OK);
    assert_str_equal(reply, S("open create proc socket unix kill exec unlink mprotect mmap fork "));
    assert_int_equal(access("/tmp/kept-sandbox-test", F_OK), -1);
    assert_int_equal(call(sb, &a, FILES, S(""), &reply, &f), OK);
    assert_str_equal(reply, S("0 1 2 3 4 "));
    assert_true(str_has(sandbox_held_by(sb), S("seccomp")));
    assert_true(str_has(sandbox_held_by(sb), S("limits")));
    assert_true(str_has(sandbox_held_by(sb), S("no new privileges")));
    sandbox_stop(sb);
    arena_release(&a);
}

TEST(a_parser_cannot_write_without_end)
{
    struct sandbox *sb = start();
    struct arena a = {0};
    struct str reply;
    struct fault f;
    int out = file_of(&a, 0, O_RDWR);
    struct sandbox_input in = {.bytes = S("x")};
    assert_int_equal(sandbox_call(sb, &a, WRITE_MUCH, &in, out, &reply, &f), ERR_CORRUPT);
    assert_string_equal(f.message, "the parser ended: it wrote too much");
    close(out);
    sandbox_stop(sb);
    arena_release(&a);
}

static pid_t pid_of_parser(struct sandbox *sb)
{
    struct arena a = {0};
    struct str reply;
    struct fault f;
    int64_t pid;
    assert_int_equal(call(sb, &a, PID, S(""), &reply, &f), OK);
    assert_int_equal(str_to_i64(reply, &pid), OK);
    arena_release(&a);
    return (pid_t)pid;
}

/* Until its files are closed: then its end can be seen on the channel. */
static void wait_until_gone(pid_t pid)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/%d/fd/3", pid);
    while (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        usleep(1000);
}

TEST(a_parser_that_dies_between_calls_is_replaced_unseen)
{
    struct sandbox *sb = start();
    pid_t pid = pid_of_parser(sb);
    assert_int_equal(pid_of_parser(sb), pid); /* one is enough for one caller */
    assert_int_equal(kill(pid, SIGKILL), 0);
    wait_until_gone(pid);
    assert_int_not_equal(pid_of_parser(sb), pid);
    assert_int_equal(kill(pid, 0), -1); /* not even a zombie */
    check_echo(sb);
    sandbox_stop(sb);
}

TEST(a_parser_does_not_live_for_ever)
{
    struct sandbox *sb = start();
    pid_t first = pid_of_parser(sb);
    for (int i = 1; i < LIMIT_PARSER_CALLS; i++)
        check_echo(sb);
    assert_int_not_equal(pid_of_parser(sb), first);
    sandbox_stop(sb);
}

struct caller {
    struct sandbox *sb;
    int number, failures;
};

static void *call_many(void *context)
{
    struct caller *c = context;
    for (int i = 0; i < 40; i++) {
        struct arena a = {0};
        struct str reply, input = str_fmt(&a, "caller %d call %d", c->number, i);
        struct fault f;
        bool crashes = i % 10 == 9;
        enum err e = call(c->sb, &a, crashes ? ABORT : ECHO, input, &reply, &f);
        c->failures += crashes ? e != ERR_CORRUPT : e != OK || !str_eq(reply, input);
        arena_release(&a);
    }
    return NULL;
}

TEST(eight_threads_call_at_once_and_each_gets_its_own_answer)
{
    struct sandbox *sb = start();
    pthread_t threads[8];
    struct caller callers[8];
    int files = file_count();
    for (int i = 0; i < 8; i++) {
        callers[i] = (struct caller){.sb = sb, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, call_many, &callers[i]), 0);
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(callers[i].failures, 0);
    }
    check_echo(sb);
    assert_true(file_count() <= files + 2); /* a second parser may have been made */
    sandbox_stop(sb);
}

static void *wait_for(void *context)
{
    pthread_mutex_t *m = context;
    pthread_mutex_lock(m);
    pthread_mutex_unlock(m);
    return NULL;
}

TEST(it_does_not_start_beside_other_threads)
{
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    pthread_t t;
    struct sandbox *sb = NULL;
    struct fault f = {0};
    struct sandbox_config config = {.jobs = jobs, .job_count = 1, .log = &silent};
    pthread_mutex_lock(&m);
    assert_int_equal(pthread_create(&t, NULL, wait_for, &m), 0);
    assert_int_equal(sandbox_start(&config, &sb, &f), ERR_CONFLICT);
    assert_null(sb);
    pthread_mutex_unlock(&m);
    pthread_join(t, NULL);
}
