/* log.h: one line of key=value pairs (logfmt) for each thing that happened.
 *
 *     log_info(log, "mail.stored", LOG_S("from", from), LOG_I("bytes", n));
 *
 * Never a message's words, never a secret. */
#ifndef KEPT_BASE_LOG_H
#define KEPT_BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log {
    int fd;               /* where the lines go; -1 for nowhere */
    enum log_level least; /* below it: not written */
};

struct log_field {
    const char *key;
    bool is_text;
    struct str text;
    int64_t number;
};

#define LOG_S(key, s) ((struct log_field){(key), true, (s), 0})
#define LOG_Z(key, z) ((struct log_field){(key), true, str_from(z), 0})
#define LOG_I(key, i) ((struct log_field){(key), false, {0}, (int64_t)(i)})

/* log_write: one line, in one write(2), cut at 1,024 bytes; values are quoted where they must be.
 */
void log_write(const struct log *log, enum log_level level, const char *event,
               const struct log_field *fields, int count);

#define LOG_FIELDS(...)                                                                            \
    (const struct log_field[]){__VA_ARGS__},                                                       \
        (int)(sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))
#define log_debug(log, event, ...) log_write((log), LOG_DEBUG, (event), LOG_FIELDS(__VA_ARGS__))
#define log_info(log, event, ...) log_write((log), LOG_INFO, (event), LOG_FIELDS(__VA_ARGS__))
#define log_warn(log, event, ...) log_write((log), LOG_WARN, (event), LOG_FIELDS(__VA_ARGS__))
#define log_error(log, event, ...) log_write((log), LOG_ERROR, (event), LOG_FIELDS(__VA_ARGS__))

#endif
