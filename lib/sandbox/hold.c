#include "sandbox/hold.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/str.h"

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITISED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITISED 1
#endif
#endif
#ifndef IS_SANITISED
#define IS_SANITISED 0
#endif

/* The only file that knows libseccomp and Landlock. Each wall stands alone, so a system that lacks
 * one still has the others. */

/* --- limits -------------------------------------------------------------------------------- */

static bool limit(int what, int64_t most)
{
    struct rlimit r = {(rlim_t)most, (rlim_t)most};
    return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

/* Address space in use now, in bytes: libraries are mapped before anything is parsed. */
static int64_t address_space(void)
{
    char text[64] = "";
    int64_t pages = 0;
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
    struct str rest = str_of(text, n > 0 ? n : 0);
    if (str_to_i64(str_cut(&rest, ' '), &pages) != OK)
        pages = 0;
    if (fd >= 0)
        close(fd);
    return pages * sysconf(_SC_PAGESIZE);
}

/* Under AddressSanitizer the shadow takes terabytes of address space, so there memory is not
 * limited. */
static bool hold_limits(void)
{
    int64_t memory = address_space() + LIMIT_PARSER_MEMORY_BYTES + LIMIT_MAIL_BYTES;
    bool is_held = IS_SANITISED || limit(RLIMIT_AS, memory);
    is_held = limit(RLIMIT_CPU, LIMIT_PARSER_LIFE_SECONDS) && is_held;
    is_held = limit(RLIMIT_CORE, 0) && is_held;
    is_held = limit(RLIMIT_FSIZE, LIMIT_PARSER_FILE_BYTES) && is_held;
    return limit(RLIMIT_NOFILE, 16) && is_held;
}

/* --- privileges ---------------------------------------------------------------------------- */

static bool hold_privileges(void)
{
    enum { nobody = 65534 };
    bool was_root = geteuid() == 0;
    bool is_held = !was_root ||
                   (setgroups(0, NULL) == 0 && setresgid(nobody, nobody, nobody) == 0 &&
                    setresuid(nobody, nobody, nobody) == 0);
    /* Changing the account cleared it: end when the spawner ends. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    is_held = prctl(PR_SET_DUMPABLE, 0) == 0 && is_held;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && is_held;
}

/* --- Landlock ------------------------------------------------------------------------------ */

/* Our own words for it: the headers of Debian 12 know the first two versions only. */
struct landlock_rules {
    uint64_t files;  /* kinds of access that are forbidden unless allowed; we allow none */
    uint64_t net;    /* since version 4: bind and connect over TCP */
    uint64_t scopes; /* since version 6: abstract sockets and signals out of this domain */
};

static long landlock_create(const struct landlock_rules *rules, size_t size, uint32_t flags)
{
    return syscall(SYS_landlock_create_ruleset, rules, size, flags);
}

static bool hold_landlock(void)
{
    enum { ask_version = 1 };
    long version = landlock_create(NULL, 0, ask_version);
    if (version < 1)
        return false;
    int kinds = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13;
    struct landlock_rules rules = {.files = (UINT64_C(1) << kinds) - 1, .net = 3, .scopes = 3};
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    int fd = (int)landlock_create(&rules, size, 0);
    if (fd < 0)
        return false;
    bool is_held = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
    close(fd);
    return is_held;
}

/* --- seccomp ------------------------------------------------------------------------------- */

/* What a parser needs: its memory, its open files, the time, chance, and an end. Everything else
 * answers EPERM: libraries that look for a file then go without it instead of dying. */
static const int allowed[] = {
    SCMP_SYS(read),          SCMP_SYS(write),        SCMP_SYS(readv),
    SCMP_SYS(writev),        SCMP_SYS(pread64),      SCMP_SYS(pwrite64),
    SCMP_SYS(lseek),         SCMP_SYS(fstat),        SCMP_SYS(close),
    SCMP_SYS(recvmsg),       SCMP_SYS(sendmsg),      SCMP_SYS(munmap),
    SCMP_SYS(mremap),        SCMP_SYS(madvise),      SCMP_SYS(brk),
    SCMP_SYS(futex),         SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),
    SCMP_SYS(getpid),        SCMP_SYS(gettid),       SCMP_SYS(sched_yield),
    SCMP_SYS(exit),          SCMP_SYS(exit_group),   SCMP_SYS(restart_syscall),
#if IS_SANITISED /* what its runtime asks when it reports */
    SCMP_SYS(sigaltstack),   SCMP_SYS(rt_sigaction), SCMP_SYS(sched_getaffinity),
#endif
};

/* Memory may be had, and never be run. */
static int allow_memory(scmp_filter_ctx filter)
{
    struct scmp_arg_cmp not_run = SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    int e = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, not_run);
    return e ? e : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_run);
}

/* Only itself may it signal: that is how abort() ends. */
static int allow_abort(scmp_filter_ctx filter)
{
    struct scmp_arg_cmp self = SCMP_A0_64(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, self);
}

static bool hold_seccomp(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return false;
    int e = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    for (size_t i = 0; !e && i < sizeof allowed / sizeof *allowed; i++)
        e = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    if (!e)
        e = allow_memory(filter);
    if (!e)
        e = allow_abort(filter);
    if (!e)
        e = seccomp_load(filter);
    seccomp_release(filter);
    return e == 0;
}

uint32_t hold_apply(void)
{
    uint32_t held = 0;
    held |= hold_limits() ? HOLD_LIMITS : 0;
    held |= hold_privileges() ? HOLD_PRIVILEGES : 0;
    held |= hold_landlock() ? HOLD_LANDLOCK : 0;
    held |= hold_seccomp() ? HOLD_SECCOMP : 0;
    return held;
}
