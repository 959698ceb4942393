#include <errno.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/sanitize.h"
#include "text/sanitize_rules.h"

/* All there is, up to the size of the largest mail; what is beyond is left out. */
static bool read_all(int fd, struct buf *to)
{
    enum { step = 64 * 1024 };
    for (;;) {
        char *room = buf_room(to, step);
        if (!room)
            return true;
        ssize_t n = read(fd, room, step);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0;
        to->n += n;
    }
}

static bool write_all(int fd, struct str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, (size_t)s.n);
        if (n < 0 && errno != EINTR)
            return false;
        s = str_skip(s, n > 0 ? n : 0);
    }
    return true;
}

static struct str as_plain_text(struct arena *a, struct str html)
{
    struct buf out;
    buf_init(&out, a, LIMIT_PAGE_BYTES);
    buf_addz(&out, "<pre>");
    rule_escape(&out, utf8_clean(a, str_head(html, LIMIT_HTML_BYTES / 2)));
    buf_addz(&out, "</pre>");
    return buf_str(&out);
}

int sanitize_cli(int in_fd, int out_fd, sanitize_run *run, void *context)
{
    struct arena a = {0};
    struct buf in;
    struct str out;
    struct fault f = {0};
    buf_init(&in, &a, LIMIT_MAIL_BYTES);
    bool is_read = read_all(in_fd, &in);
    if (run(context, &a, buf_str(&in), &out, &f) != OK)
        out = as_plain_text(&a, buf_str(&in));
    bool is_done = is_read && write_all(out_fd, out);
    arena_release(&a);
    return is_done ? 0 : 1;
}
