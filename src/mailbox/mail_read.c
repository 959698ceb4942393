#include "mailbox/mail_read.h"

#include <unistd.h>

#include "app/file.h"

void mail_read_end(struct mail_reading *m)
{
    if (m->parts_fd >= 0)
        close(m->parts_fd);
    m->parts_fd = -1;
}

static enum err read_fd(struct cx *cx, int fd, int64_t size, struct mail_reading *out)
{
    struct str reply;
    out->parts_fd = temp_file(cx->app);
    if (out->parts_fd < 0)
        return fail(cx, ERR_IO, NULL, "There is no room for a temporary file");
    TRY(parser_call_fd(cx->app, cx->arena, PARSER_MAIL, fd, size, out->parts_fd, &reply,
                       &cx->fault));
    return parser_mail_read(cx->arena, reply, &out->mail, &out->parts, &out->part_count,
                            &cx->fault);
}

enum err mail_read(struct cx *cx, struct str hash, struct mail_reading *out)
{
    int fd;
    int64_t size;
    *out = (struct mail_reading){.parts_fd = -1};
    TRY(file_open(cx, hash, &fd, &size));
    enum err err = read_fd(cx, fd, size, out);
    close(fd);
    if (err != OK)
        mail_read_end(out);
    return err;
}
