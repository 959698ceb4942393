#include "tplc/files.h"

#include <errno.h>

enum err file_load(struct arena *a, const char *path, struct str *out, struct fault *f)
{
    FILE *in = fopen(path, "rb");
    if (!in || fseek(in, 0, SEEK_END) != 0) {
        if (in)
            fclose(in);
        return fault_set(f, ERR_IO, NULL, "cannot read it: %s", strerror(errno));
    }
    long size = ftell(in);
    char *p = arena_bytes(a, size > 0 ? size : 1);
    rewind(in);
    size_t n = size > 0 ? fread(p, 1, (size_t)size, in) : 0;
    fclose(in);
    *out = str_of(p, (ptrdiff_t)n);
    return OK;
}

static enum err fail_write(const char *path, struct fault *f)
{
    return fault_set(f, ERR_IO, NULL, "cannot write %s: %s", path, strerror(errno));
}

enum err file_save(struct arena *a, const char *path, struct str text, struct fault *f)
{
    struct str old;
    if (file_load(a, path, &old, NULL) == OK && str_eq(old, text))
        return OK;
    const char *temporary = str_z(a, str_fmt(a, "%s.new", path));
    FILE *out = fopen(temporary, "wb");
    if (!out)
        return fail_write(temporary, f);
    size_t n = fwrite(text.p ? text.p : "", 1, (size_t)text.n, out);
    if (fclose(out) != 0 || n != (size_t)text.n || rename(temporary, path) != 0) {
        remove(temporary);
        return fail_write(path, f);
    }
    return OK;
}
