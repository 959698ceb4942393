/* wire.h: what the processes of the sandbox say to each other, and how. Between the program and a
 * parser a stream socket: a header of fixed size, then as many bytes as it says. Same machine, same
 * program, so structs go as they are. Inside lib/sandbox only. */
#ifndef KEPT_SANDBOX_WIRE_H
#define KEPT_SANDBOX_WIRE_H

#include <time.h>

#include "base/buf.h"

enum { wire_magic = 0x6b707431, wire_fds_most = 2, wire_message_most = 239 };

struct wire_request {
    uint32_t magic, seq;
    int32_t job;
    uint8_t has_input_fd, has_out_fd, unused[2];
    int64_t size; /* of the input, which follows unless it is a file */
};

struct wire_reply {
    uint32_t magic, seq;
    int32_t err;
    int32_t message; /* bytes of the fault's message, first behind the header */
    int64_t size;    /* bytes of the answer, behind that */
    int64_t resident;
};

struct wire_hello {
    uint32_t magic;
    uint32_t held_by; /* bits of hold.h */
};

/* Asked of the spawner, which answers in the same form. */
enum wire_order { WIRE_SPAWN = 1, WIRE_END };
struct wire_control {
    uint32_t magic;
    int32_t order;
    int32_t pid;    /* 0 in an answer: it could not be done */
    int32_t status; /* of a process that ended, as waitpid gives it */
};

/* How long the other side may take. */
struct wire_watch {
    int64_t until;     /* clock_ticks */
    pid_t pid;         /* whose time on a processor counts; 0: nobody's */
    int64_t cpu_until; /* of that, µs */
};

enum wire_status {
    WIRE_DONE,
    WIRE_ENDED,    /* the other side is gone */
    WIRE_LATE,     /* by the clock */
    WIRE_BUSY,     /* it used up its time on the processor */
    WIRE_MALFORMED /* it says what it cannot mean */
};

/* wire_cpu: µs that the process has run; -1 when it is gone. */
int64_t wire_cpu(pid_t pid);

/* wire_send, wire_receive: all n bytes, and up to wire_fds_most open files with the first of them.
 * With a watch `fd` must not block; without one they wait for ever. Received files close on exec;
 * places in `fds` that got none are -1. */
enum wire_status wire_send(int fd, struct str bytes, const int *fds, int fd_count,
                           const struct wire_watch *watch);
enum wire_status wire_receive(int fd, void *to, ptrdiff_t n, int *fds,
                              const struct wire_watch *watch);

/* wire_receive_reply: one whole reply to request `seq`. Lengths and kind are checked before
 * anything is allocated; whatever is wrong with them is WIRE_MALFORMED. header, reply, f   filled
 * only with WIRE_DONE; f->message is valid UTF-8 */
enum wire_status wire_receive_reply(int fd, struct arena *a, uint32_t seq,
                                    const struct wire_watch *watch, struct wire_reply *header,
                                    struct str *reply, struct fault *f);

#endif
