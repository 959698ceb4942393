/* bench_lmtp: messages a second that a server has acknowledged, from several connections at once.
 *
 *     bench_lmtp PORT ADDRESS CONNECTIONS SECONDS     by LMTP to 127.0.0.1
 *     bench_lmtp floor FILE CONNECTIONS SECONDS       the same bytes appended to a file, synced in
 *                                                     groups of one message from each connection
 *
 * Prints: messages a second, p50 and p99 of one in µs, messages; separated by spaces. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"

enum { most_peers = 256, most_took = 200000, body_bytes = 2000 };

struct peer {
    pthread_t thread;
    uint16_t port;
    int number;
    const char *address;
    int64_t until;
    int fd;
    int64_t *took;
    int count;
    bool failed;
};

static struct str message(struct arena *a, int peer, int number)
{
    struct buf b;
    buf_init(&b, a, body_bytes + 1000);
    buf_addf(&b,
             "From: Anna <anna%d@example.org>\r\nTo: help@example.org\r\nSubject: About %d %d\r\n"
             "Message-ID: <%d.%d.%d@example.org>\r\nDate: Mon, 05 Jan 2026 10:00:00 +0000\r\n\r\n",
             peer, peer, number, (int)getpid(), peer, number);
    while (b.n < body_bytes)
        buf_addf(&b, "The lift in house %d stands still again since %d o'clock.\r\n", peer, number);
    buf_addz(&b, ".\r\n");
    return buf_str(&b);
}

/* Sends, then reads lines until `want` of them are final ones (250 without a hyphen). */
static bool ask(struct peer *p, struct str what, int want)
{
    char in[4096];
    ptrdiff_t have = 0;
    while (what.n) {
        ssize_t n = send(p->fd, what.p, (size_t)what.n, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        what = str_skip(what, n);
    }
    while (want > 0) {
        ssize_t n = recv(p->fd, in + have, sizeof in - (size_t)have, 0);
        if (n <= 0)
            return false;
        have += n;
        struct str rest = str_of(in, have);
        for (ptrdiff_t end; (end = str_chr(rest, '\n')) >= 0; rest = str_skip(rest, end + 1)) {
            if (end < 4 || (rest.p[0] != '2' && rest.p[0] != '3'))
                return false;
            want -= rest.p[3] == ' ';
        }
        memmove(in, rest.p, (size_t)rest.n);
        have = rest.n;
    }
    return true;
}

static bool send_all(struct peer *p)
{
    struct arena a = {0};
    bool ok = ask(p, S("LHLO bench\r\n"), 2); /* the greeting too */
    for (int i = 0; ok && clock_ticks() < p->until && p->count < most_took; i++) {
        struct str text = message(&a, p->number, i);
        struct str envelope = str_fmt(&a,
                                      "MAIL FROM:<anna%d@example.org>\r\nRCPT TO:<%s>\r\nDATA\r\n",
                                      p->number, p->address);
        int64_t began = clock_ticks();
        ok = ask(p, envelope, 3) && ask(p, text, 1);
        p->took[p->count++] = clock_ticks() - began;
        arena_reset(&a);
    }
    arena_release(&a);
    return ok;
}

static void *run(void *arg)
{
    struct peer *p = arg;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(p->port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    p->failed = connect(p->fd, (const struct sockaddr *)&at, sizeof at) != 0 || !send_all(p);
    close(p->fd);
    return NULL;
}

static int compare(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static int report(struct arena *a, const struct peer *peers, int n, double seconds)
{
    int64_t count = 0, at = 0;
    for (int i = 0; i < n; i++)
        count += peers[i].count;
    int64_t *all = NEWN(a, int64_t, count + 1);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < peers[i].count; k++)
            all[at++] = peers[i].took[k];
    qsort(all, (size_t)count, sizeof *all, compare);
    printf("%.0f %lld %lld %lld\n", (double)count / seconds, (long long)all[count / 2],
           (long long)all[count * 99 / 100], (long long)count);
    for (int i = 0; i < n; i++)
        if (peers[i].failed)
            return fputs("bench_lmtp: a connection was refused or ended\n", stderr), 1;
    return 0;
}

static int measure_lmtp(struct arena *a, struct peer *peers, int n)
{
    int64_t began = clock_ticks();
    for (int i = 0; i < n; i++)
        if (pthread_create(&peers[i].thread, NULL, run, &peers[i]) != 0)
            return 1;
    for (int i = 0; i < n; i++)
        pthread_join(peers[i].thread, NULL);
    return report(a, peers, n, (double)(clock_ticks() - began) / USEC_PER_SEC);
}

/* One writer that always has a message of each connection in hand: nobody can be quicker who syncs
 * before he acknowledges. */
static int measure_floor(struct arena *a, struct peer *peers, int n, const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    int64_t start = clock_ticks();
    struct arena once = {0};
    for (int number = 0; clock_ticks() < peers[0].until && peers[0].count < most_took; number++) {
        int64_t began = clock_ticks();
        for (int i = 0; i < n; i++) {
            struct str text = message(&once, i, number);
            if (write(fd, text.p, (size_t)text.n) != text.n)
                return 1;
        }
        if (fdatasync(fd) != 0)
            return 1;
        for (int i = 0; i < n; i++)
            peers[i].took[peers[i].count++] = clock_ticks() - began;
        arena_reset(&once);
    }
    arena_release(&once);
    close(fd);
    return report(a, peers, n, (double)(clock_ticks() - start) / USEC_PER_SEC);
}

int main(int argc, char **argv)
{
    struct arena a = {0};
    int64_t port = 0, n = 0, seconds = 0;
    bool is_floor = argc > 1 && str_eq(str_from(argv[1]), S("floor"));
    if (argc != 5 || (!is_floor && str_to_i64(str_from(argv[1]), &port) != OK) ||
        str_to_i64(str_from(argv[3]), &n) != OK || str_to_i64(str_from(argv[4]), &seconds) != OK ||
        n < 1 || n > most_peers)
        return fputs("bench_lmtp PORT|floor ADDRESS|FILE CONNECTIONS SECONDS\n", stderr), 2;
    struct peer *peers = NEWN(&a, struct peer, n);
    for (int i = 0; i < n; i++)
        peers[i] = (struct peer){.port = (uint16_t)port,
                                 .number = i,
                                 .address = argv[2],
                                 .until = clock_ticks() + seconds * USEC_PER_SEC,
                                 .took = NEWN(&a, int64_t, most_took)};
    int status = is_floor ? measure_floor(&a, peers, (int)n, argv[2])
                          : measure_lmtp(&a, peers, (int)n);
    arena_release(&a);
    return status;
}
