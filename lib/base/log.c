#include "base/log.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

enum { line_max = 1024 };

struct line {
    char p[line_max];
    int n;
};

static void put(struct line *l, char c)
{
    if (l->n < line_max - 1) /* the last byte is for the line end */
        l->p[l->n++] = c;
}

static void put_z(struct line *l, const char *z)
{
    while (*z)
        put(l, *z++);
}

static bool is_bare(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '"' || s.p[i] == '=' || s.p[i] == '\\' ||
            s.p[i] == 127)
            return false;
    return s.n > 0;
}

static void put_text(struct line *l, struct str s)
{
    static const char hex[] = "0123456789abcdef";
    bool bare = is_bare(s);
    if (!bare)
        put(l, '"');
    for (ptrdiff_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') {
            put(l, '\\');
            put(l, (char)c);
        } else if (c < ' ' || c == 127) {
            put_z(l, "\\x");
            put(l, hex[c >> 4]);
            put(l, hex[c & 15]);
        } else {
            put(l, (char)c);
        }
    }
    if (!bare)
        put(l, '"');
}

static void put_time(struct line *l)
{
    char text[96];
    struct tm tm;
    struct clock clock = {0};
    instant now = clock_now(&clock);
    time_t seconds = (time_t)(now / USEC_PER_SEC);
    gmtime_r(&seconds, &tm);
    snprintf(text, sizeof text, "time=%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", tm.tm_year + 1900,
             tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
             (int)(now % USEC_PER_SEC / 1000));
    put_z(l, text);
}

void log_write(const struct log *log, enum log_level level, const char *event,
               const struct log_field *fields, int count)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    struct line l = {.n = 0};
    if (!log || log->fd < 0 || level < log->least)
        return;
    put_time(&l);
    put_z(&l, " level=");
    put_z(&l, names[level]);
    put_z(&l, " event=");
    put_text(&l, str_from(event));
    for (int i = 0; i < count; i++) {
        char number[24];
        put(&l, ' ');
        put_z(&l, fields[i].key);
        put(&l, '=');
        if (fields[i].is_text) {
            put_text(&l, fields[i].text);
        } else {
            snprintf(number, sizeof number, "%lld", (long long)fields[i].number);
            put_z(&l, number);
        }
    }
    l.p[l.n++] = '\n';
    if (write(log->fd, l.p, (size_t)l.n) < 0)
        return; /* nowhere left to say it */
}
