#include "http/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/proxy.h"

enum { backlog = 1024, unix_mode = 0660 };

static enum err refuse(struct fault *f, struct str address, const char *what)
{
    return fault_set(f, ERR_IO, "listen", "Cannot listen on %.*s: %s (%s)", STR_ARG(address), what,
                     strerror(errno));
}

/* A socket file that nobody answers at is a left-over of a process that was killed. */
static bool is_left_over(const struct sockaddr_un *at)
{
    struct stat st;
    if (lstat(at->sun_path, &st) != 0 || !S_ISSOCK(st.st_mode))
        return false;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool dead = connect(fd, (const struct sockaddr *)at, sizeof *at) != 0 && errno == ECONNREFUSED;
    close(fd);
    return dead;
}

static enum err open_unix(struct arena *a, struct str address, struct listener *out,
                          struct fault *f)
{
    struct str path = str_skip(address, 5);
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    if (path.n < 1 || path.n >= (ptrdiff_t)sizeof at.sun_path)
        return fault_set(f, ERR_INVALID, "listen", "A socket's path has 1 to %d bytes",
                         (int)sizeof at.sun_path - 1);
    memcpy(at.sun_path, path.p, (size_t)path.n);
    if (is_left_over(&at))
        unlink(at.sun_path);
    out->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (out->fd < 0 || bind(out->fd, (const struct sockaddr *)&at, sizeof at) != 0)
        return refuse(f, address, "the path is taken or not ours");
    out->unix_path = str_z(a, path);
    out->address = str_dup(a, address);
    if (chmod(at.sun_path, unix_mode) != 0 || listen(out->fd, backlog) != 0)
        return refuse(f, address, "the system refuses");
    return OK;
}

static struct str bound_address(struct arena *a, int fd)
{
    struct sockaddr_storage at;
    struct sockaddr *any = (struct sockaddr *)&at;
    socklen_t n = sizeof at;
    memset(&at, 0, sizeof at);
    if (getsockname(fd, any, &n) != 0)
        return S("");
    struct str host = address_format(a, address_from(any));
    struct sockaddr_in6 v6;
    struct sockaddr_in v4;
    memcpy(&v6, &at, sizeof v6);
    memcpy(&v4, &at, sizeof v4);
    bool is_v6 = at.ss_family == AF_INET6;
    if (is_v6 && memcmp(&v6.sin6_addr, &in6addr_any, sizeof in6addr_any) == 0)
        host = S("::");
    return str_fmt(a, is_v6 ? "[%.*s]:%d" : "%.*s:%d", STR_ARG(host),
                   ntohs(is_v6 ? v6.sin6_port : v4.sin_port));
}

static bool bind_one(const struct addrinfo *at, struct listener *out)
{
    int yes = 1, no = 0;
    out->fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (out->fd < 0)
        return false;
    setsockopt(out->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (at->ai_family == AF_INET6)
        setsockopt(out->fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
    if (bind(out->fd, at->ai_addr, at->ai_addrlen) == 0 && listen(out->fd, backlog) == 0)
        return true;
    int why = errno;
    close(out->fd);
    out->fd = -1;
    errno = why;
    return false;
}

static enum err open_tcp(struct arena *a, struct str address, struct listener *out, struct fault *f)
{
    struct addrinfo want = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    ptrdiff_t colon = str_rchr(address, ':');
    struct str host = str_head(address, colon < 0 ? 0 : colon), port = str_skip(address, colon + 1);
    int64_t number;
    if (colon < 0 || str_to_i64(port, &number) != OK || number < 0 || number > 65535)
        return fault_set(f, ERR_INVALID, "listen",
                         "\"%.*s\" is no address to listen on; write such as 127.0.0.1:8080, "
                         "[::1]:8080, *:80 or unix:/run/kept.sock",
                         STR_ARG(address));
    if (str_starts(host, S("[")) && str_ends(host, S("]")))
        host = str_of(host.p + 1, host.n - 2);
    bool any = host.n == 0 || str_eq(host, S("*"));
    int code = getaddrinfo(any ? NULL : str_z(a, host), str_z(a, port), &want, &found);
    if (code != 0)
        return fault_set(f, ERR_INVALID, "listen", "\"%.*s\" is no address: %s", STR_ARG(host),
                         gai_strerror(code));
    const struct addrinfo *at = found;
    for (const struct addrinfo *i = found; any && i; i = i->ai_next)
        if (i->ai_family == AF_INET6)
            at = i; /* which takes IPv4 as well */
    bool bound = bind_one(at, out) || (at != found && bind_one(found, out));
    freeaddrinfo(found);
    if (!bound)
        return refuse(f, address, "another program has it, or it is not ours");
    out->address = bound_address(a, out->fd);
    return OK;
}

enum err listener_open(struct arena *a, struct str address, struct listener *out, struct fault *f)
{
    *out = (struct listener){.fd = -1};
    enum err err = str_starts(address, S("unix:")) ? open_unix(a, address, out, f)
                                                   : open_tcp(a, address, out, f);
    if (err != OK)
        listener_close(out);
    return err;
}

void listener_close(struct listener *l)
{
    if (l->fd >= 0)
        close(l->fd);
    if (l->unix_path)
        unlink(l->unix_path);
    *l = (struct listener){.fd = -1};
}

int files_raise(int most)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return 256;
    if (files.rlim_cur < (rlim_t)most) {
        files.rlim_cur = files.rlim_max < (rlim_t)most ? files.rlim_max : (rlim_t)most;
        if (setrlimit(RLIMIT_NOFILE, &files) != 0)
            getrlimit(RLIMIT_NOFILE, &files);
    }
    return files.rlim_cur < (rlim_t)most ? (int)files.rlim_cur : most;
}
