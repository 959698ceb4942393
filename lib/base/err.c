#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

enum err fault_set(struct fault *f, enum err err, const char *field, const char *format, ...)
{
    if (f) {
        va_list args;
        f->err = err;
        f->field = field;
        va_start(args, format);
        vsnprintf(f->message, sizeof f->message, format, args);
        va_end(args);
    }
    return err;
}

const char *err_name(enum err err)
{
    switch (err) {
    case OK: return "ok";
    case ERR_INVALID: return "invalid";
    case ERR_UNAUTHENTICATED: return "unauthenticated";
    case ERR_FORBIDDEN: return "forbidden";
    case ERR_NOT_FOUND: return "not_found";
    case ERR_CONFLICT: return "conflict";
    case ERR_TOO_LARGE: return "too_large";
    case ERR_TOO_MANY: return "too_many";
    case ERR_UNSUPPORTED: return "unsupported";
    case ERR_UNAVAILABLE: return "unavailable";
    case ERR_IO: return "io";
    case ERR_CORRUPT: return "corrupt";
    }
    return "unknown";
}
