#include "http/body.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "http/request.h"

static int refuse(struct body *b, int status, const char *why)
{
    if (!b->status) {
        b->status = status;
        b->why = why;
    }
    return b->status;
}

/* A file without a name: nobody else can open it, and it is gone when it is closed, whatever
 * happens. */
static int unnamed_file(const char *dir)
{
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
        return fd;
    char path[512]; /* a file system without O_TMPFILE */
    if (snprintf(path, sizeof path, "%s/upload-XXXXXX", dir) >= (int)sizeof path)
        return -1;
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

static enum err begin_file(struct body *b, const struct part *part)
{
    b->is_skipped = part->filename.n == 0; /* what a browser sends for a file nobody chose */
    if (b->is_skipped)
        return OK;
    if (!b->takes_files)
        return refuse(b, 400, "This form takes no files"), ERR_INVALID;
    if (b->file_count == LIMIT_FORM_FILES)
        return refuse(b, 413, "Too many files at once"), ERR_TOO_LARGE;
    int fd = unnamed_file(b->uploads->dir);
    if (fd < 0)
        return refuse(b, 503, "There is no room for files at the moment"), ERR_IO;
    b->files[b->file_count++] = (struct http_file){part->name, part->filename, part->type, fd, 0};
    return OK;
}

static enum err on_part(void *to, const struct part *part)
{
    struct body *b = to;
    b->in_file = part->filename.p != NULL;
    b->is_skipped = false;
    if (b->in_file)
        return begin_file(b, part);
    if (b->form_count == LIMIT_FORM_FIELDS)
        return refuse(b, 413, "The form has too many fields"), ERR_TOO_LARGE;
    b->form[b->form_count++] = (struct http_pair){part->name, S("")};
    buf_init(&b->text, b->arena, LIMIT_FORM_BYTES);
    return OK;
}

static enum err write_all(int fd, struct str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, (size_t)s.n);
        if (n < 0 && errno != EINTR)
            return ERR_IO;
        s = str_skip(s, n > 0 ? n : 0);
    }
    return OK;
}

static enum err add_to_file(struct body *b, struct str bytes)
{
    struct http_file *f = &b->files[b->file_count - 1];
    if (atomic_fetch_add(&b->uploads->bytes, bytes.n) + bytes.n > LIMIT_UPLOADS_BYTES) {
        atomic_fetch_sub(&b->uploads->bytes, bytes.n);
        return refuse(b, 503, "Too many files come in at the moment"), ERR_UNAVAILABLE;
    }
    b->file_bytes += bytes.n;
    f->size += bytes.n;
    if (write_all(f->fd, bytes) != OK)
        return refuse(b, 503, "There is no room for files at the moment"), ERR_IO;
    return OK;
}

static enum err on_bytes(void *to, struct str bytes)
{
    struct body *b = to;
    if (b->in_file)
        return b->is_skipped ? OK : add_to_file(b, bytes);
    b->text_bytes += bytes.n;
    if (b->text_bytes > LIMIT_FORM_BYTES)
        return refuse(b, 413, "The form is too large"), ERR_TOO_LARGE;
    buf_add(&b->text, bytes);
    return OK;
}

static enum err on_part_end(void *to)
{
    struct body *b = to;
    if (b->in_file) {
        if (!b->is_skipped && lseek(b->files[b->file_count - 1].fd, 0, SEEK_SET) != 0)
            return refuse(b, 500, "A file cannot be read back"), ERR_IO;
        return OK;
    }
    struct str value = buf_str(&b->text);
    if (str_chr(value, 0) >= 0 || !utf8_is_valid(value))
        return refuse(b, 400, "A field is not UTF-8"), ERR_INVALID;
    if (value.n)
        b->form[b->form_count - 1].value = value;
    return OK;
}

static int init_multipart(struct body *b, struct str type)
{
    struct str boundary = multipart_boundary(type);
    if (!boundary.p)
        return refuse(b, 400, "The form has no boundary");
    b->kind = BODY_MULTIPART;
    b->most = b->takes_files ? LIMIT_UPLOAD_BYTES : LIMIT_FORM_BYTES;
    b->form = NEWN(b->arena, struct http_pair, LIMIT_FORM_FIELDS);
    b->files = NEWN(b->arena, struct http_file, LIMIT_FORM_FILES);
    b->multipart = NEW(b->arena, struct multipart);
    multipart_init(b->multipart, b->arena, boundary,
                   (struct multipart_sink){b, on_part, on_bytes, on_part_end});
    return 0;
}

int body_init(struct body *b, struct arena *a, struct uploads *u, struct str type, bool takes_files)
{
    struct str media = type;
    media = str_trim(str_cut(&media, ';'));
    *b = (struct body){
        .arena = a, .uploads = u, .takes_files = takes_files, .most = LIMIT_FORM_BYTES};
    if (str_eqi(media, S("multipart/form-data")))
        return init_multipart(b, type);
    b->kind = str_eqi(media, S("application/x-www-form-urlencoded")) ? BODY_FORM : BODY_RAW;
    buf_init(&b->text, a, LIMIT_FORM_BYTES);
    return 0;
}

bool body_admits(const struct body *b, int64_t length)
{
    return length <= b->most;
}

int body_add(struct body *b, struct str bytes)
{
    if (b->status)
        return b->status;
    b->seen += bytes.n;
    if (b->seen > b->most)
        return refuse(b, 413, "The body is too large");
    if (b->kind != BODY_MULTIPART) {
        buf_add(&b->text, bytes);
        return 0;
    }
    enum err err = multipart_add(b->multipart, bytes);
    if (err == OK)
        return 0;
    return refuse(b, err == ERR_TOO_LARGE ? 413 : 400, "The form cannot be read");
}

static int end_form(struct body *b, struct http_request *q)
{
    enum err err = form_decode(b->arena, buf_str(&b->text), LIMIT_FORM_FIELDS, &q->form,
                               &q->form_count);
    if (err == ERR_TOO_LARGE)
        return refuse(b, 413, "The form has too many fields");
    return err == OK ? 0 : refuse(b, 400, "A field is not UTF-8");
}

int body_end(struct body *b, struct http_request *q)
{
    switch (b->kind) {
    case BODY_NONE: return b->status;
    case BODY_RAW: q->body = buf_str(&b->text); return b->status;
    case BODY_FORM: return end_form(b, q);
    case BODY_MULTIPART:
        if (multipart_end(b->multipart) != OK)
            return refuse(b, 400, "The form ends before its last boundary");
        q->form = b->form;
        q->form_count = b->form_count;
        q->files = b->files;
        q->file_count = b->file_count;
        return b->status;
    }
    return b->status;
}

void body_release(struct body *b)
{
    for (int i = 0; i < b->file_count; i++)
        if (b->files[i].fd >= 0)
            close(b->files[i].fd);
    if (b->uploads)
        atomic_fetch_sub(&b->uploads->bytes, b->file_bytes);
    *b = (struct body){0};
}
