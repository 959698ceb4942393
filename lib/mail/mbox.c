#include "mail/mbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/vec.h"
#include "mail/header.h"

enum { chunk_bytes = 256 * 1024, peek_bytes = 4096, depth_most = 32, path_most = 4096 };

struct walker {
    mbox_take *take; /* NULL: only the bytes are counted */
    void *context;
    struct fault *f;
    struct arena names; /* of folders being walked */
    struct arena one;   /* the message in hand */
    int64_t done;
};

static enum err io_fault(struct walker *w, const char *path)
{
    enum err err = errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    return fault_set(w->f, err, NULL, "%s: %s", path, strerror(errno));
}

/* One mbox file on its way: lines are looked at one by one, wherever the chunks end. */
struct reader {
    struct walker *w;
    const char *path;
    struct buf message, line;
    int count;
    bool in_message, after_blank;
};

/* "From ann@example.org Mon Aug 22 09:45:15 2011": a time tells it from a sentence. */
static bool is_separator(struct str line)
{
    if (!str_starts(line, S("From ")) || line.n > 1000)
        return false;
    for (ptrdiff_t i = 5; i + 4 < line.n; i++)
        if (ascii_is_digit(line.p[i]) && line.p[i + 1] == ':' && ascii_is_digit(line.p[i + 2]) &&
            ascii_is_digit(line.p[i + 3]))
            return true;
    return false;
}

static bool is_blank_line(struct str line)
{
    return str_eq(line, S("\n")) || str_eq(line, S("\r\n"));
}

/* ">From " was "From " before it was quoted, ">>From " was ">From " (mboxrd). */
static struct str unquote(struct str line)
{
    ptrdiff_t i = 0;
    while (i < line.n && line.p[i] == '>')
        i++;
    return i > 0 && str_starts(str_skip(line, i), S("From ")) ? str_skip(line, 1) : line;
}

static enum err entry_give(struct walker *w, struct str source, struct str raw)
{
    if (!w->take)
        return OK;
    struct mbox_entry e = {source, raw, raw.n > LIMIT_MAIL_BYTES, w->done};
    return w->take(w->context, &w->one, &e, w->f);
}

static void message_add(struct buf *b, struct str s)
{
    buf_add(b, str_head(s, b->max - b->n));
}

static enum err message_end(struct reader *r)
{
    if (!r->in_message)
        return OK;
    struct str raw = buf_str(&r->message);
    if (str_ends(raw, S("\r\n\r\n")))
        raw.n -= 2; /* the empty line before the next separator is the file's */
    else if (str_ends(raw, S("\n\n")))
        raw.n -= 1;
    struct str source = str_fmt(&r->w->one, "%s:%d", r->path, ++r->count);
    return entry_give(r->w, source, raw);
}

static void message_begin(struct reader *r)
{
    arena_reset(&r->w->one);
    buf_init(&r->message, &r->w->one, LIMIT_MAIL_BYTES + 1);
    r->in_message = true;
}

static enum err line_take(struct reader *r)
{
    struct str line = buf_str(&r->line);
    bool begins = (r->after_blank || !r->in_message) && is_separator(line);
    if (begins) {
        TRY(message_end(r));
        message_begin(r);
    } else if (r->in_message) {
        message_add(&r->message, unquote(line));
    }
    r->after_blank = is_blank_line(line);
    r->line.n = 0;
    return OK;
}

static enum err chunk_take(struct reader *r, struct str chunk)
{
    while (chunk.n > 0) {
        ptrdiff_t end = str_chr(chunk, '\n') + 1;
        struct str piece = str_head(chunk, end > 0 ? end : chunk.n);
        buf_add(&r->line, str_head(piece, r->line.max - r->line.n));
        chunk = str_skip(chunk, piece.n);
        if (end > 0)
            TRY(line_take(r));
    }
    return OK;
}

static enum err mbox_read(struct walker *w, const char *path, int fd)
{
    struct arena lines = {0};
    struct reader r = {.w = w, .path = path, .after_blank = true};
    char *chunk = arena_bytes(&lines, chunk_bytes);
    buf_init(&r.line, &lines, LIMIT_MAIL_BYTES + 1);
    enum err err = OK;
    ssize_t n = 1;
    while (err == OK && n > 0) {
        n = read(fd, chunk, chunk_bytes);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n < 0)
            err = io_fault(w, path);
        else
            w->done += n, err = chunk_take(&r, str_of(chunk, n));
    }
    if (err == OK && r.line.n)
        err = line_take(&r);
    if (err == OK)
        err = message_end(&r);
    arena_release(&lines);
    return err;
}

static enum err whole_read(struct walker *w, const char *path, int fd)
{
    struct buf b;
    arena_reset(&w->one);
    buf_init(&b, &w->one, LIMIT_MAIL_BYTES + 1);
    ssize_t n = 1;
    while (n > 0 && b.n < b.max) {
        ptrdiff_t room = b.max - b.n < chunk_bytes ? b.max - b.n : chunk_bytes;
        n = read(fd, buf_room(&b, room), (size_t)room);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n < 0)
            return io_fault(w, path);
        else
            b.n += n, w->done += n;
    }
    return entry_give(w, str_from(path), buf_str(&b));
}

/* The first bytes of a file, which tell what it is. */
static struct str peek(int fd, char *bytes)
{
    ssize_t n = pread(fd, bytes, peek_bytes, 0);
    return str_of(bytes, n > 0 ? n : 0);
}

/* Does it begin with fields that messages have? */
static bool looks_like_mail(struct str head)
{
    struct arena a = {0};
    struct header_block h = header_read(&a, head, true);
    bool is_mail = header_is_message(&h);
    arena_release(&a);
    return is_mail;
}

/* A regular file. In a folder (`must_look`) only what looks like mail is taken. */
static enum err file_walk(struct walker *w, const char *path, bool must_look)
{
    char bytes[peek_bytes];
    int fd = open(path, O_RDONLY | O_CLOEXEC | (must_look ? O_NOFOLLOW : 0));
    if (fd < 0)
        return io_fault(w, path);
    struct str head = peek(fd, bytes), first = head;
    bool is_mbox = is_separator(str_line(&first));
    enum err err = OK;
    struct stat st;
    if (must_look && !is_mbox && !looks_like_mail(head))
        err = OK;
    else if (!w->take)
        w->done += fstat(fd, &st) == 0 ? st.st_size : 0;
    else
        err = is_mbox ? mbox_read(w, path, fd) : whole_read(w, path, fd);
    close(fd);
    return err;
}

typedef VEC(const char *) name_list;

static int name_compare(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static enum err names_read(struct walker *w, const char *path, name_list *names)
{
    DIR *d = opendir(path);
    if (!d)
        return io_fault(w, path);
    const struct dirent *e;
    while ((e = readdir(d)))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            *vec_push(&w->names, names) = str_z(&w->names, str_from(e->d_name));
    closedir(d);
    if (names->n > 1)
        qsort(names->v, (size_t)names->n, sizeof names->v[0], name_compare);
    return OK;
}

static bool has_name(const name_list *names, const char *name)
{
    for (ptrdiff_t i = 0; i < names->n; i++)
        if (strcmp(names->v[i], name) == 0)
            return true;
    return false;
}

/* A folder. Of a Maildir cur and new hold messages, tmp what is not finished, and what begins with
 * a dot is a subfolder. */
static enum err folder_walk(struct walker *w, const char *path, int depth)
{
    name_list names = {0};
    if (depth > depth_most)
        return OK;
    TRY(names_read(w, path, &names));
    bool is_maildir = has_name(&names, "cur") && has_name(&names, "new");
    for (ptrdiff_t i = 0; i < names.n; i++) {
        const char *name = names.v[i];
        struct stat st;
        struct str sub = str_fmt(&w->names, "%s/%s", path, name);
        bool is_hidden = name[0] == '.', is_tmp = strcmp(name, "tmp") == 0;
        if (sub.n >= path_most || lstat(sub.p, &st) != 0 || (is_maildir ? is_tmp : is_hidden))
            continue;
        if (S_ISDIR(st.st_mode))
            TRY(folder_walk(w, sub.p, depth + 1));
        else if (S_ISREG(st.st_mode) && !is_maildir)
            TRY(file_walk(w, sub.p, true));
    }
    return OK;
}

static enum err walk(struct walker *w, const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return io_fault(w, path);
    enum err err = S_ISDIR(st.st_mode) ? folder_walk(w, path, 0) : file_walk(w, path, false);
    arena_release(&w->names);
    arena_release(&w->one);
    return err;
}

enum err mbox_walk(const char *path, mbox_take *take, void *context, struct fault *f)
{
    struct walker w = {.take = take, .context = context, .f = f};
    return walk(&w, path);
}

int64_t mbox_size(const char *path)
{
    struct walker w = {0};
    (void)!walk(&w, path); /* what cannot be read will say so when it is walked */
    return w.done;
}
