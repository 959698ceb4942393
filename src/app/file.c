#include "app/file.h"

#include <fcntl.h>
#include <unistd.h>

#include "auth/encode.h"

enum { piece_bytes = 64 * 1024 };

int temp_file(const struct app *app)
{
    struct arena a = {0};
    int fd = open(str_z(&a, app->data_dir), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) { /* a file system without O_TMPFILE */
        char *path = arena_bytes(&a, app->data_dir.n + 16);
        snprintf(path, (size_t)app->data_dir.n + 16, "%.*s/tmp.XXXXXX", STR_ARG(app->data_dir));
        fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0)
            unlink(path);
    }
    arena_release(&a);
    return fd;
}

/* Claims the hash: true when these bytes are new and must be written. */
static enum err claim(struct cx *cx, struct str hash, int64_t size, bool *is_new)
{
    int64_t changed = 0;
    TRY(db_run(cx->db,
               SQL("INSERT INTO file (hash, size, created_at) VALUES ($1, $2, $3)"
                   " ON CONFLICT (hash) DO NOTHING"),
               ARGS(DB_T(hash), DB_I(size), DB_I(cx->now)), &changed));
    *is_new = changed > 0;
    return OK;
}

static enum err put_piece(struct cx *cx, struct str hash, int64_t number, struct str bytes)
{
    return db_run(cx->db, SQL("INSERT INTO file_piece (hash, number, bytes) VALUES ($1, $2, $3)"),
                  ARGS(DB_T(hash), DB_I(number), DB_B(bytes)), NULL);
}

enum err file_put(struct cx *cx, struct str bytes, struct str *hash)
{
    bool is_new;
    struct crypto_hash sum = crypto_sha256(bytes);
    *hash = encode_hex(cx->arena, str_of((char *)sum.bytes, CRYPTO_HASH_BYTES));
    TRY(claim(cx, *hash, bytes.n, &is_new));
    for (int64_t number = 0; is_new && bytes.n; number++) {
        TRY(put_piece(cx, *hash, number, str_head(bytes, piece_bytes)));
        bytes = str_skip(bytes, piece_bytes);
    }
    return OK;
}

static enum err read_at(struct cx *cx, int fd, int64_t at, struct str want)
{
    char *p = (char *)(uintptr_t)want.p;
    for (ptrdiff_t n = 0; n < want.n;) {
        ssize_t got = pread(fd, p + n, (size_t)(want.n - n), at + n);
        if (got <= 0)
            return fail(cx, ERR_IO, NULL, "A stored piece could not be read back");
        n += got;
    }
    return OK;
}

static enum err hash_fd(struct cx *cx, int fd, int64_t from, int64_t size, struct str *hash)
{
    struct crypto_sha256_state state;
    char *piece = arena_bytes(cx->arena, piece_bytes);
    crypto_sha256_init(&state);
    for (int64_t at = 0; at < size; at += piece_bytes) {
        struct str part = str_of(piece, size - at < piece_bytes ? size - at : piece_bytes);
        TRY(read_at(cx, fd, from + at, part));
        crypto_sha256_add(&state, part);
    }
    struct crypto_hash sum = crypto_sha256_end(&state);
    *hash = encode_hex(cx->arena, str_of((char *)sum.bytes, CRYPTO_HASH_BYTES));
    return OK;
}

enum err file_put_fd(struct cx *cx, int fd, int64_t from, int64_t size, struct str *hash)
{
    bool is_new;
    char *piece = arena_bytes(cx->arena, piece_bytes);
    TRY(hash_fd(cx, fd, from, size, hash));
    TRY(claim(cx, *hash, size, &is_new));
    for (int64_t at = 0; is_new && at < size; at += piece_bytes) {
        struct str part = str_of(piece, size - at < piece_bytes ? size - at : piece_bytes);
        TRY(read_at(cx, fd, from + at, part));
        TRY(put_piece(cx, *hash, at / piece_bytes, part));
    }
    return OK;
}

static enum err file_size(struct cx *cx, struct str hash, int64_t *size)
{
    enum err err = db_get_i64(cx->db, SQL("SELECT size FROM file WHERE hash = $1"),
                              ARGS(DB_T(hash)), size);
    if (err == ERR_NOT_FOUND)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such file");
    return err;
}

enum err file_read(struct cx *cx, struct str hash, int64_t most, struct str *bytes)
{
    int64_t size;
    struct rows r;
    struct buf b;
    TRY(file_size(cx, hash, &size));
    if (size > most)
        return fail(cx, ERR_TOO_LARGE, NULL, "The file is too large to be shown here");
    buf_init(&b, cx->arena, size + 1);
    db_query(&r, cx->db, SQL("SELECT bytes FROM file_piece WHERE hash = $1 ORDER BY number"),
             ARGS(DB_T(hash)));
    while (rows_next(&r))
        buf_add(&b, rows_blob(&r));
    TRY(rows_end(&r));
    if (b.n != size)
        return fail(cx, ERR_CORRUPT, NULL, "The file is not whole. Run kept check");
    *bytes = buf_str(&b);
    return OK;
}

static bool write_all(int fd, struct str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, (size_t)s.n);
        if (n <= 0)
            return false;
        s = str_skip(s, n);
    }
    return true;
}

enum err file_open(struct cx *cx, struct str hash, int *fd, int64_t *size)
{
    TRY(file_size(cx, hash, size));
    *fd = temp_file(cx->app);
    if (*fd < 0)
        return fail(cx, ERR_IO, NULL, "There is no room for a temporary file");
    for (int64_t number = 0; number * piece_bytes < *size; number++) {
        struct rows r;
        bool wrote = false;
        db_query(&r, cx->db, SQL("SELECT bytes FROM file_piece WHERE hash = $1 AND number = $2"),
                 ARGS(DB_T(hash), DB_I(number)));
        if (rows_next(&r))
            wrote = write_all(*fd, rows_blob(&r));
        if (rows_end(&r) != OK || !wrote) {
            close(*fd);
            return fail(cx, ERR_IO, NULL, "The file could not be read whole. Run kept check");
        }
    }
    lseek(*fd, 0, SEEK_SET);
    return OK;
}
