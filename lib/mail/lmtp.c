/* lmtp.c: one session: lines in, replies out. lmtp_listen.c owns the sockets. */
#include "mail/lmtp_session.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"

enum {
    line_max = 2048
}; /* RFC 5321: 512 and extensions; a client that sends more is no mail server */

static bool say(struct lmtp_session *s, const char *format, ...) printf_like(2, 3);
static bool say(struct lmtp_session *s, const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line - 2, format, args);
    va_end(args);
    if (n > (int)sizeof line - 3)
        n = (int)sizeof line - 3;
    line[n++] = '\r';
    line[n++] = '\n';
    if (s->out_n + n > (int)sizeof s->out && !lmtp_flush(s))
        return false;
    memcpy(s->out + s->out_n, line, (size_t)n);
    s->out_n += n;
    return true;
}

bool lmtp_flush(struct lmtp_session *s)
{
    for (int done = 0; done < s->out_n;) {
        ssize_t n = send(s->fd, s->out + done, (size_t)(s->out_n - done), MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        done += (int)n;
    }
    s->out_n = 0;
    return true;
}

/* More bytes into the buffer. Replies wait in `out` while the client's pipelined commands last. */
static bool fill(struct lmtp_session *s)
{
    if (!lmtp_flush(s))
        return false;
    if (s->in_at > 0) {
        memmove(s->in, s->in + s->in_at, (size_t)(s->in_n - s->in_at));
        s->in_n -= s->in_at;
        s->in_at = 0;
    }
    if (s->in_n == (int)sizeof s->in)
        return false;
    ssize_t n = recv(s->fd, s->in + s->in_n, sizeof s->in - (size_t)s->in_n, 0);
    if (n <= 0)
        return false;
    s->in_n += (int)n;
    return true;
}

/* The next command line; p NULL when the client is gone or sends what is no line. */
static struct str read_line(struct lmtp_session *s)
{
    for (;;) {
        struct str have = str_of(s->in + s->in_at, s->in_n - s->in_at);
        ptrdiff_t end = str_chr(have, '\n');
        if (end >= 0) {
            s->in_at += (int)end + 1;
            return str_trim_end(str_head(have, end));
        }
        if (have.n > line_max || !fill(s))
            return (struct str){0};
    }
}

static void forget_mail(struct lmtp_session *s)
{
    if (s->mail.fd >= 0)
        close(s->mail.fd);
    s->mail = (struct lmtp_mail){.fd = -1, .recipients = s->recipients};
    s->has_from = false;
    arena_reset(&s->arena);
}

/* MAIL FROM:<a@b> SIZE=1 → "a@b". p NULL when there is no path. */
static struct str path_of(struct str line, struct str word, struct str *rest)
{
    if (!str_startsi(line, word))
        return (struct str){0};
    line = str_trim(str_skip(line, word.n));
    if (line.n == 0 || *line.p != '<')
        return (struct str){0};
    ptrdiff_t end = str_chr(line, '>');
    if (end < 0 || end - 1 > LIMIT_ADDRESS_BYTES)
        return (struct str){0};
    *rest = str_skip(line, end + 1);
    return str_of(line.p + 1, end - 1);
}

static bool on_mail(struct lmtp_session *s, struct str line)
{
    struct str rest, path = path_of(line, S("MAIL FROM:"), &rest);
    if (s->has_from)
        return say(s, "503 5.5.1 one sender at a time");
    if (!path.p)
        return say(s, "501 5.1.7 write MAIL FROM:<address>");
    ptrdiff_t at = str_findi(rest, S("SIZE="));
    int64_t size = 0;
    if (at >= 0) {
        struct str number = str_skip(rest, at + 5);
        number = str_cut(&number, ' ');
        if (str_to_i64(number, &size) == OK && size > LIMIT_MAIL_BYTES)
            return say(s, "552 5.3.4 too large: at most %lld bytes", (long long)LIMIT_MAIL_BYTES);
    }
    s->mail.from = str_dup(&s->arena, path);
    s->has_from = true;
    return say(s, "250 2.1.0 sender noted");
}

static bool on_rcpt(struct lmtp_session *s, struct str line)
{
    struct str rest, path = path_of(line, S("RCPT TO:"), &rest);
    int64_t mailbox = 0;
    if (!s->has_from)
        return say(s, "503 5.5.1 MAIL first");
    if (!path.p || path.n == 0)
        return say(s, "501 5.1.3 write RCPT TO:<address>");
    if (s->mail.count == lmtp_recipients_max)
        return say(s, "452 4.5.3 too many recipients");
    enum err err = s->config->rcpt(s->config->app, &s->arena, path, &mailbox);
    if (err == ERR_NOT_FOUND)
        return say(s, "550 5.1.1 there is no such mailbox here");
    if (err != OK)
        return say(s, "451 4.3.0 try again later");
    s->mail.recipients[s->mail.count++] = (struct lmtp_recipient){
        .address = str_dup(&s->arena, path), .mailbox = mailbox};
    return say(s, "250 2.1.5 recipient noted");
}

static bool write_all(int fd, const char *p, int n)
{
    while (n > 0) {
        ssize_t wrote = write(fd, p, (size_t)n);
        if (wrote <= 0)
            return false;
        p += wrote;
        n -= (int)wrote;
    }
    return true;
}

/* Copies what can be copied of the data in the buffer to the file. Dots at line starts are undone;
 * ".\r\n" on its own ends it. Returns true at the end. */
static bool take_data(struct lmtp_session *s, struct data_state *d)
{
    char out[sizeof s->in];
    int n = 0;
    bool ended = false;
    while (s->in_at < s->in_n && !ended) {
        char c = s->in[s->in_at++];
        switch (d->place) {
        case DATA_LINE_START:
            if (c == '.') {
                d->place = DATA_DOT;
                continue;
            }
            break;
        case DATA_DOT:
            if (c == '\r') {
                d->place = DATA_DOT_CR;
                continue;
            }
            if (c == '\n') {
                ended = true;
                continue;
            }
            break; /* the dot that was doubled is dropped */
        case DATA_DOT_CR:
            if (c == '\n') {
                ended = true;
                continue;
            }
            out[n++] = '\r';
            break;
        case DATA_TEXT: break;
        }
        out[n++] = c;
        d->place = c == '\n' ? DATA_LINE_START : DATA_TEXT;
        if (n > (int)sizeof out - 2) {
            d->failed |= !write_all(s->mail.fd, out, n);
            d->size += n;
            n = 0;
        }
    }
    d->size += n;
    if (d->size <= LIMIT_MAIL_BYTES)
        d->failed |= !write_all(s->mail.fd, out, n);
    return ended;
}

static bool answer_each(struct lmtp_session *s, const char *words)
{
    for (int i = 0; i < s->mail.count; i++)
        if (!say(s, "%s", words))
            return false;
    return true;
}

static bool answer_stored(struct lmtp_session *s)
{
    for (int i = 0; i < s->mail.count; i++) {
        const struct lmtp_recipient *r = &s->mail.recipients[i];
        bool ok = r->err == OK ? say(s, "250 2.0.0 stored %s", r->words)
                               : say(s, "451 4.3.0 not stored, try again: %s", r->words);
        if (!ok)
            return false;
    }
    return true;
}

static bool on_data(struct lmtp_session *s)
{
    struct data_state d = {.place = DATA_LINE_START};
    if (s->mail.count == 0)
        return say(s, "503 5.5.1 no recipient that exists");
    s->mail.fd = open(s->config->temp_dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (s->mail.fd < 0)
        return say(s, "451 4.3.1 no room for the message, try again later");
    if (!say(s, "354 go on, end with a dot on a line of its own"))
        return false;
    while (!take_data(s, &d))
        if (!fill(s))
            return false; /* gone before the end: nothing was promised */
    bool ok;
    if (d.size > LIMIT_MAIL_BYTES) {
        ok = answer_each(s, "552 5.3.4 too large");
    } else if (d.failed) {
        ok = answer_each(s, "451 4.3.1 no room for the message, try again later");
    } else {
        s->mail.size = d.size;
        s->config->store(s->config->app, &s->arena, &s->mail);
        ok = answer_stored(s);
    }
    forget_mail(s);
    return ok;
}

static bool on_line(struct lmtp_session *s, struct str line)
{
    if (str_startsi(line, S("LHLO")))
        return say(s, "250-%.*s", STR_ARG(s->config->host)) && say(s, "250-PIPELINING") &&
               say(s, "250-8BITMIME") && say(s, "250-SMTPUTF8") &&
               say(s, "250-ENHANCEDSTATUSCODES") &&
               say(s, "250 SIZE %lld", (long long)LIMIT_MAIL_BYTES);
    if (str_startsi(line, S("MAIL")))
        return on_mail(s, line);
    if (str_startsi(line, S("RCPT")))
        return on_rcpt(s, line);
    if (str_startsi(line, S("DATA")))
        return on_data(s);
    if (str_startsi(line, S("RSET"))) {
        forget_mail(s);
        return say(s, "250 2.0.0 forgotten");
    }
    if (str_startsi(line, S("NOOP")))
        return say(s, "250 2.0.0 here");
    if (str_startsi(line, S("VRFY")))
        return say(s, "252 2.1.5 send it and see");
    if (str_startsi(line, S("HELO")) || str_startsi(line, S("EHLO")))
        return say(s, "500 5.5.1 this is LMTP: say LHLO");
    return say(s, "500 5.5.2 not understood");
}

void lmtp_session_run(struct lmtp_session *s)
{
    s->mail = (struct lmtp_mail){.fd = -1, .recipients = s->recipients};
    if (!say(s, "220 %.*s Kept LMTP", STR_ARG(s->config->host)))
        return;
    for (;;) {
        struct str line = read_line(s);
        if (!line.p)
            break;
        if (str_startsi(line, S("QUIT"))) {
            if (say(s, "221 2.0.0 goodbye") && lmtp_flush(s))
                break;
            break;
        }
        if (!on_line(s, line))
            break;
    }
    forget_mail(s);
    arena_release(&s->arena);
}
