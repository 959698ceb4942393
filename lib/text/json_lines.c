#include "text/json_lines.h"

#include <errno.h>
#include <unistd.h>

#include "base/limits.h"

enum {
    read_bytes = 64 * 1024,
    flush_bytes = 256 * 1024 /* answers are written when they come to this, at the latest */
};

void json_line(json_line_fn *fn, void *context, struct arena *a, struct str line, struct buf *out)
{
    struct json j;
    struct fault f = {0};
    ptrdiff_t before = out->n;
    json_init(&j, out);
    json_object(&j);
    enum err err = fn(context, a, line, &j, &f);
    if (err == OK && out->full)
        err = fault_set(&f, ERR_TOO_LARGE, NULL, "the answer is too long; ask for less");
    if (err != OK) {
        out->n = before;
        out->full = false;
        json_init(&j, out);
        json_object(&j);
        json_key(&j, "error");
        json_text(&j, str_from(f.message));
    }
    json_end(&j);
}

/* What has been read and not yet answered, and what is to be written. */
struct stream {
    struct arena arena, scratch, outgoing;
    json_line_fn *fn;
    void *context;
    int out;
    char *in;
    ptrdiff_t in_count;
    bool is_skipping; /* the rest of a line that was too long */
    struct buf answers;
};

static void answers_begin(struct stream *s)
{
    arena_reset(&s->outgoing);
    buf_init(&s->answers, &s->outgoing, flush_bytes + LIMIT_ANSWER_BYTES + 2);
}

static bool flush(struct stream *s)
{
    struct str rest = buf_str(&s->answers);
    while (rest.n) {
        ssize_t n = write(s->out, rest.p, (size_t)rest.n);
        if (n < 0 && errno != EINTR)
            return false;
        rest = str_skip(rest, n > 0 ? n : 0);
    }
    answers_begin(s);
    return true;
}

static bool answer_one(struct stream *s, struct str line)
{
    struct buf answer;
    if (str_trim(line).n == 0)
        return true;
    buf_init(&answer, &s->scratch, LIMIT_ANSWER_BYTES);
    if (line.n > LIMIT_LINE_BYTES)
        buf_addf(&answer, "{\"error\":\"a line of more than %d bytes: split it\"}",
                 LIMIT_LINE_BYTES);
    else
        json_line(s->fn, s->context, &s->scratch, line, &answer);
    buf_add(&s->answers, buf_str(&answer));
    buf_addc(&s->answers, '\n');
    arena_reset(&s->scratch);
    return s->answers.n < flush_bytes || flush(s);
}

/* Answers the whole lines among what was read; keeps the beginning of the next. */
static bool answer_lines(struct stream *s, bool is_end)
{
    bool ok = true;
    struct str rest = str_of(s->in, s->in_count);
    for (ptrdiff_t i; ok && (i = str_chr(rest, '\n')) >= 0; rest = str_skip(rest, i + 1)) {
        ok = s->is_skipping || answer_one(s, str_head(rest, i));
        s->is_skipping = false;
    }
    bool is_too_long = rest.n > LIMIT_LINE_BYTES;
    if (ok && !s->is_skipping && (is_end || is_too_long)) {
        ok = answer_one(s, rest);
        s->is_skipping = is_too_long;
        rest.n = 0;
    }
    if (s->is_skipping)
        rest.n = 0;
    if (rest.n)
        memmove(s->in, rest.p, (size_t)rest.n);
    s->in_count = rest.n;
    return ok && flush(s);
}

int json_lines(json_line_fn *fn, void *context, int in, int out)
{
    struct stream s = {.fn = fn, .context = context, .out = out};
    bool ok = true;
    ssize_t n = 1;
    s.in = arena_bytes(&s.arena, LIMIT_LINE_BYTES + read_bytes + 1);
    answers_begin(&s);
    while (ok && n > 0) {
        n = read(in, s.in + s.in_count, read_bytes);
        if (n < 0 && errno == EINTR) {
            n = 1;
            continue;
        }
        s.in_count += n > 0 ? n : 0;
        ok = n >= 0 && answer_lines(&s, n == 0);
    }
    arena_release(&s.arena);
    arena_release(&s.scratch);
    arena_release(&s.outgoing);
    return ok ? 0 : 1;
}
