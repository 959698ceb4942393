/* err.h: what can go wrong, and the one place where it is written down. */
#ifndef KEPT_BASE_ERR_H
#define KEPT_BASE_ERR_H

/* Every function that can fail returns one of these. The web layer turns the kind into a status. */
enum err {
    OK = 0,
    ERR_INVALID,         /* what the caller gave is wrong; `field` says which part          422 */
    ERR_UNAUTHENTICATED, /* nobody is signed in                                             401 */
    ERR_FORBIDDEN,       /* signed in, and not allowed                                      403 */
    ERR_NOT_FOUND,       /* no such thing, or not for this actor                            404 */
    ERR_CONFLICT,        /* the thing changed meanwhile, or the rule forbids this now       409 */
    ERR_TOO_LARGE,       /* over a cap of limits.h                                          413 */
    ERR_TOO_MANY,        /* over a rate of limits.h                                         429 */
    ERR_UNSUPPORTED,     /* understood, and not offered                                     415 */
    ERR_UNAVAILABLE,     /* try again: a peer or the database is away or busy               503 */
    ERR_IO,              /* the system refused: disk, socket, file                          500 */
    ERR_CORRUPT,         /* stored data breaks an invariant                                 500 */
};

/* A fault says once, where it happened, what is wrong and what to do. Plain words, no full stop. */
struct fault {
    enum err err;
    const char *field; /* a literal: name of the form field or JSON member; NULL if none */
    char message[240]; /* UTF-8, ends with NUL; safe to show to the person who caused it */
};

#define must_use __attribute__((warn_unused_result))
#define printf_like(fmt, args) __attribute__((format(printf, fmt, args)))

/* fault_set: writes the fault and returns `err`, so that `return fault_set(…)` is one line.
 *   f      may be NULL: then only the kind is passed on
 *   field  a literal or NULL */
enum err fault_set(struct fault *f, enum err err, const char *field, const char *format, ...)
    printf_like(4, 5);

/* err_name: the kind in lower case, for logs and JSON ("not_found"). */
const char *err_name(enum err err);

/* TRY(call): passes a failure on, unchanged, to the caller of this function. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum err try_err_ = (call);                                                                \
        if (try_err_ != OK)                                                                        \
            return try_err_;                                                                       \
    } while (0)

#endif
