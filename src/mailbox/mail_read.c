#include "mailbox/mail_read.h"

#include <unistd.h>

#include "app/file.h"

void mail_read_end(struct mail_reading *m)
{
    if (m->parts_fd >= 0)
        close(m->parts_fd);
    m->parts_fd = -1;
}

static enum err read_fd(struct cx *cx, enum parser_job job, int fd, int64_t size,
                        struct mail_reading *out)
{
    struct str reply;
    out->parts_fd = temp_file(cx->app);
    if (out->parts_fd < 0)
        return fail(cx, ERR_IO, NULL, "There is no room for a temporary file");
    TRY(parser_call_fd(cx->app, cx->arena, job, fd, size, out->parts_fd, &reply, &cx->fault));
    return parser_mail_read(cx->arena, reply, &out->mail, &out->parts, &out->part_count,
                            &cx->fault);
}

static bool write_all(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, (size_t)bytes.n);
        if (n <= 0)
            return false;
        bytes = str_skip(bytes, n);
    }
    return true;
}

/* The same bytes in a file of their own, below a line that names the charset. */
static enum err with_charset(struct cx *cx, struct str charset, int from, int *fd, int64_t *size)
{
    enum { piece = 64 << 10 };
    char *bytes = arena_bytes(cx->arena, piece);
    bool good = write_all(*fd, charset) && write_all(*fd, S("\n"));
    ssize_t n;
    while (good && (n = read(from, bytes, piece)) > 0)
        good = write_all(*fd, str_of(bytes, n));
    *size += charset.n + 1;
    return good ? OK : fail(cx, ERR_IO, NULL, "There is no room for a temporary file");
}

static enum err read_as(struct cx *cx, struct str charset, int from, int64_t size,
                        struct mail_reading *out)
{
    int fd = temp_file(cx->app);
    if (fd < 0)
        return fail(cx, ERR_IO, NULL, "There is no room for a temporary file");
    enum err err = with_charset(cx, charset, from, &fd, &size);
    if (err == OK)
        err = read_fd(cx, PARSER_MAIL_AS, fd, size, out);
    close(fd);
    return err;
}

enum err mail_read_as(struct cx *cx, struct str hash, struct str charset, struct mail_reading *out)
{
    int fd;
    int64_t size;
    *out = (struct mail_reading){.parts_fd = -1};
    TRY(file_open(cx, hash, &fd, &size));
    enum err err = charset.n ? read_as(cx, charset, fd, size, out)
                             : read_fd(cx, PARSER_MAIL, fd, size, out);
    close(fd);
    if (err != OK)
        mail_read_end(out);
    return err;
}

enum err mail_read(struct cx *cx, struct str hash, struct mail_reading *out)
{
    return mail_read_as(cx, hash, S(""), out);
}
