/* `kept mail parse FILE…` */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "mail/mail_json.h"

/* All of a file or of standard input, one byte more than a message may have at the most. */
static enum err file_read(struct arena *a, const char *path, struct str *out)
{
    enum { chunk = 64 * 1024 };
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ERR_IO;
    struct buf b;
    buf_init(&b, a, LIMIT_MAIL_BYTES + 2 * chunk);
    ssize_t n = 1;
    while (n > 0 && b.n <= LIMIT_MAIL_BYTES) {
        n = read(fd, buf_room(&b, chunk), chunk);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n > 0)
            b.n += n;
    }
    int error = errno;
    if (fd != STDIN_FILENO)
        close(fd);
    errno = error;
    *out = buf_str(&b);
    return n < 0 ? ERR_IO : OK;
}

static int parse_one(const char *path, mail_parse_run *parse, void *context)
{
    struct arena a = {0};
    struct str raw;
    struct mail m = {0};
    struct fault f = {0};
    if (file_read(&a, path, &raw) != OK) {
        fprintf(stderr, "kept mail parse: %s: %s\n", path, strerror(errno));
        arena_release(&a);
        return 1;
    }
    if (parse(context, &a, raw, &m, &f) != OK)
        m.quarantine = str_from(f.message[0] ? f.message : "the parser gave up");
    struct buf line;
    buf_init(&line, &a, LIMIT_PARSER_REPLY_BYTES);
    mail_json(&a, &line, str_from(path), &m);
    buf_addc(&line, '\n');
    fwrite(line.p, 1, (size_t)line.n, stdout);
    arena_release(&a);
    return 0;
}

int mail_parse_cli(int argc, char **argv, mail_parse_run *parse, void *context)
{
    if (argc < 1) {
        fputs("usage: kept mail parse FILE…   (- is standard input)\n", stderr);
        return 2;
    }
    int status = 0;
    for (int i = 0; i < argc; i++)
        status |= parse_one(argv[i], parse, context);
    return fflush(stdout) == 0 ? status : 1;
}
