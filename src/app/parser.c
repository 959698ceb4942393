#include "app/parser.h"

#include <unistd.h>

#include "base/limits.h"
#include "mail/parse.h"
#include "mail/wire.h"
#include "sandbox/sandbox.h"
#include "text/ics.h"
#include "text/sanitize.h"

/* Where each decoded file begins in out_fd: told before the message itself. */
struct part_writer {
    int fd;
    int64_t at;
    struct arena *a;
    VEC(struct parser_part) parts;
};

static enum err put_part(void *context, int part, struct str bytes)
{
    struct part_writer *w = context;
    if (w->parts.n == 0 || w->parts.v[w->parts.n - 1].part != part)
        *vec_push(w->a, &w->parts) = (struct parser_part){.part = part, .offset = w->at};
    while (bytes.n) {
        ssize_t n = write(w->fd, bytes.p, (size_t)bytes.n);
        if (n <= 0)
            return ERR_IO;
        bytes = str_skip(bytes, n);
        w->at += n;
        w->parts.v[w->parts.n - 1].size += n;
    }
    return OK;
}

static void put_number(struct buf *b, int64_t v)
{
    buf_add(b, str_of((const char *)&v, (ptrdiff_t)sizeof v));
}

static enum err read_mail(struct arena *a, struct str input, struct str charset, int out_fd,
                          struct buf *reply, struct fault *f)
{
    struct mail m;
    struct part_writer w = {.fd = out_fd, .a = a};
    struct mail_sink sink = {.put = put_part, .context = &w};
    TRY(mail_parse_as(a, input, charset, out_fd >= 0 ? &sink : NULL, &m, f));
    put_number(reply, w.parts.n);
    for (ptrdiff_t i = 0; i < w.parts.n; i++) {
        put_number(reply, w.parts.v[i].part);
        put_number(reply, w.parts.v[i].offset);
        put_number(reply, w.parts.v[i].size);
    }
    mail_encode(reply, &m);
    return reply->full ? fault_set(f, ERR_TOO_LARGE, NULL, "there is more in it than may be told")
                       : OK;
}

static enum err run_mail(struct arena *a, struct str input, int out_fd, struct buf *reply,
                         struct fault *f)
{
    return read_mail(a, input, S(""), out_fd, reply, f);
}

static enum err run_mail_as(struct arena *a, struct str input, int out_fd, struct buf *reply,
                            struct fault *f)
{
    struct str charset = str_cut(&input, '\n');
    return read_mail(a, input, charset, out_fd, reply, f);
}

static enum err take_number(struct str *s, int64_t *v, struct fault *f)
{
    if (s->n < (ptrdiff_t)sizeof *v)
        return fault_set(f, ERR_CORRUPT, NULL, "the parser's answer ends too early");
    memcpy(v, s->p, sizeof *v);
    *s = str_skip(*s, (ptrdiff_t)sizeof *v);
    return OK;
}

enum err parser_mail_read(struct arena *a, struct str reply, struct mail *m,
                          struct parser_part **parts, int *count, struct fault *f)
{
    int64_t n = 0, part = 0;
    TRY(take_number(&reply, &n, f));
    if (n < 0 || n > reply.n / 24)
        return fault_set(f, ERR_CORRUPT, NULL, "the parser's answer names too many files");
    *parts = NEWN(a, struct parser_part, n);
    *count = (int)n;
    for (int i = 0; i < *count; i++) {
        struct parser_part *p = &(*parts)[i];
        TRY(take_number(&reply, &part, f));
        TRY(take_number(&reply, &p->offset, f));
        TRY(take_number(&reply, &p->size, f));
        if (part < 0 || part > INT32_MAX || p->offset < 0 || p->size < 0 ||
            p->size > LIMIT_MAIL_BYTES)
            return fault_set(f, ERR_CORRUPT, NULL, "the parser's answer places a file nowhere");
        p->part = (int)part;
    }
    return mail_decode(a, reply, m, f);
}

static enum err run_sanitize(struct arena *a, struct str input, int out_fd, struct buf *reply,
                             struct fault *f)
{
    (void)out_fd, (void)f;
    buf_add(reply, sanitize_html(a, input).html);
    return OK;
}

static enum err run_holidays(struct arena *a, struct str input, int out_fd, struct buf *reply,
                             struct fault *f)
{
    struct ics_day *days;
    int count;
    int64_t first, last;
    struct str range = str_cut(&input, '\n');
    (void)out_fd;
    if (str_to_i64(str_cut(&range, ' '), &first) != OK || str_to_i64(range, &last) != OK)
        return fault_set(f, ERR_INVALID, NULL, "no range of days");
    struct ics_range within = {(day_number)first, (day_number)last};
    TRY(ics_days(a, input, within, &days, &count, f));
    for (int i = 0; i < count; i++) {
        struct str name = days[i].name;
        buf_addf(reply, "%lld ", (long long)days[i].day);
        buf_add(reply, str_line(&name));
        buf_addc(reply, '\n');
    }
    return OK;
}

static const struct sandbox_job jobs[PARSER_JOBS] = {
    [PARSER_MAIL] = {"mail", run_mail},
    [PARSER_MAIL_AS] = {"mail as", run_mail_as},
    [PARSER_SANITIZE] = {"sanitize", run_sanitize},
    [PARSER_HOLIDAYS] = {"holidays", run_holidays},
};

enum err parser_start(struct app *app, struct fault *f)
{
    struct sandbox_config config = {.jobs = jobs, .job_count = PARSER_JOBS, .log = &app->log};
    return sandbox_start(&config, &app->parser, f);
}

void parser_stop(struct app *app)
{
    if (app->parser)
        sandbox_stop(app->parser);
    app->parser = NULL;
}

enum err parser_call(struct app *app, struct arena *a, enum parser_job job, struct str input,
                     int out_fd, struct str *reply, struct fault *f)
{
    struct sandbox_input in = {.bytes = input, .fd = -1};
    return sandbox_call(app->parser, a, (int)job, &in, out_fd, reply, f);
}

enum err parser_call_fd(struct app *app, struct arena *a, enum parser_job job, int fd, int64_t size,
                        int out_fd, struct str *reply, struct fault *f)
{
    struct sandbox_input in = {.fd = fd, .from_fd = true, .size = size};
    return sandbox_call(app->parser, a, (int)job, &in, out_fd, reply, f);
}
