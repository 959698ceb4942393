#include "sandbox/wire.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"

int64_t wire_cpu(pid_t pid)
{
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
        return -1;
    return t.tv_sec * USEC_PER_SEC + t.tv_nsec / 1000;
}

/* µs until the nearer of the two limits, which one thread cannot pass sooner. */
static int64_t time_left(const struct wire_watch *w, enum wire_status *late)
{
    int64_t left = w->until - clock_ticks();
    *late = WIRE_LATE;
    int64_t cpu = w->pid ? wire_cpu(w->pid) : -1;
    if (cpu >= 0 && w->cpu_until - cpu < left) {
        left = w->cpu_until - cpu;
        *late = WIRE_BUSY;
    }
    return left;
}

static enum wire_status wait_ready(int fd, short events, const struct wire_watch *watch)
{
    for (;;) {
        enum wire_status late;
        int64_t left = time_left(watch, &late);
        if (left <= 0)
            return late;
        struct pollfd p = {.fd = fd, .events = events};
        int n = poll(&p, 1, (int)(left / 1000) + 1);
        if (n > 0)
            return WIRE_DONE; /* also when it was hung up: the next call says so */
        if (n < 0 && errno != EINTR)
            return WIRE_ENDED;
    }
}

/* After a call that did not get through: whether to try again. */
static enum wire_status wait_again(int fd, short events, const struct wire_watch *watch)
{
    if (errno == EINTR)
        return WIRE_DONE;
    if (errno == EAGAIN && watch)
        return wait_ready(fd, events, watch);
    return WIRE_ENDED;
}

union fd_space {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * wire_fds_most)];
};

static void attach_fds(struct msghdr *m, union fd_space *space, const int *fds, int count)
{
    size_t size = sizeof(int) * (size_t)count;
    memset(space, 0, sizeof *space);
    m->msg_control = space;
    m->msg_controllen = CMSG_SPACE(size);
    struct cmsghdr *c = CMSG_FIRSTHDR(m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(size);
    memcpy(CMSG_DATA(c), fds, size);
}

enum wire_status wire_send(int fd, struct str bytes, const int *fds, int fd_count,
                           const struct wire_watch *watch)
{
    while (bytes.n) {
        struct iovec v = {(void *)(uintptr_t)bytes.p, (size_t)bytes.n};
        struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};
        union fd_space space;
        if (fd_count)
            attach_fds(&m, &space, fds, fd_count);
        ssize_t n = sendmsg(fd, &m, MSG_NOSIGNAL);
        if (n < 0) {
            enum wire_status again = wait_again(fd, POLLOUT, watch);
            if (again != WIRE_DONE)
                return again;
            continue;
        }
        fd_count = 0; /* they went with the first bytes */
        bytes = str_skip(bytes, n);
    }
    return WIRE_DONE;
}

/* Every file that came is either taken into a free place or closed. */
static void take_fds(struct msghdr *m, int *fds)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd, place = 0;
            memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
            while (fds && place < wire_fds_most && fds[place] >= 0)
                place++;
            if (fds && place < wire_fds_most)
                fds[place] = fd;
            else
                close(fd);
        }
    }
}

enum wire_status wire_receive(int fd, void *to, ptrdiff_t n, int *fds,
                              const struct wire_watch *watch)
{
    char *p = to;
    for (int i = 0; fds && i < wire_fds_most; i++)
        fds[i] = -1;
    while (n) {
        struct iovec v = {p, (size_t)n};
        union fd_space space;
        struct msghdr m = {
            .msg_iov = &v, .msg_iovlen = 1, .msg_control = &space, .msg_controllen = sizeof space};
        ssize_t got = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
        if (got < 0) {
            enum wire_status again = wait_again(fd, POLLIN, watch);
            if (again != WIRE_DONE)
                return again;
            continue;
        }
        take_fds(&m, fds);
        if (got == 0)
            return WIRE_ENDED;
        p += got;
        n -= got;
    }
    return WIRE_DONE;
}

static bool is_well_formed(const struct wire_reply *h, uint32_t seq)
{
    return h->magic == wire_magic && h->seq == seq && h->err >= OK && h->err <= ERR_CORRUPT &&
           h->message >= 0 && h->message <= wire_message_most && h->size >= 0 &&
           h->size <= (h->err == OK ? LIMIT_PARSER_REPLY_BYTES : 0);
}

enum wire_status wire_receive_reply(int fd, struct arena *a, uint32_t seq,
                                    const struct wire_watch *watch, struct wire_reply *header,
                                    struct str *reply, struct fault *f)
{
    char message[wire_message_most + 1];
    enum wire_status status = wire_receive(fd, header, sizeof *header, NULL, watch);
    if (status == WIRE_DONE && !is_well_formed(header, seq))
        return WIRE_MALFORMED;
    if (status == WIRE_DONE)
        status = wire_receive(fd, message, header->message, NULL, watch);
    if (status != WIRE_DONE)
        return status;
    char *p = arena_bytes(a, header->size);
    status = wire_receive(fd, p, header->size, NULL, watch);
    if (status != WIRE_DONE)
        return status;
    *reply = str_of(p, header->size);
    struct str text = utf8_cut_bytes(utf8_clean(a, str_of(message, header->message)),
                                     wire_message_most);
    if (header->err != OK)
        fault_set(f, (enum err)header->err, NULL, "%.*s", STR_ARG(text));
    return WIRE_DONE;
}
