#include "app/once.h"

#include "app/serve.h"
#include "app/undo.h"
#include "auth/encode.h"

#include <unistd.h>

static struct str hex(struct arena *a, struct str s)
{
    struct crypto_hash h = crypto_sha256(s);
    return encode_hex(a, str_of((char *)h.bytes, CRYPTO_HASH_BYTES));
}

/* Everything that was sent, but for what differs from page to page. */
static struct str body_hash(struct cx *cx)
{
    struct buf b;
    buf_init(&b, cx->arena, PTRDIFF_MAX / 2);
    for (int i = 0; i < cx->q->form_count; i++) {
        const struct http_pair *f = &cx->q->form[i];
        if (str_eq(f->name, S("csrf")) || str_eq(f->name, S("once")))
            continue;
        buf_addf(&b, "%lld ", (long long)f->value.n);
        buf_add(&b, f->name);
        buf_addc(&b, '=');
        buf_add(&b, f->value);
        buf_addc(&b, '\n');
    }
    for (int i = 0; i < cx->q->file_count; i++) {
        buf_addf(&b, "%lld ", (long long)cx->q->files[i].size);
        buf_add(&b, cx->q->files[i].name);
        buf_addc(&b, '\n');
    }
    buf_add(&b, cx->q->body);
    return hex(cx->arena, buf_str(&b));
}

static enum err find(struct cx *cx, struct str *body)
{
    struct rows r;
    struct once *o = cx->once;
    body->p = NULL;
    db_query(&r, cx->db,
             SQL("SELECT body, location, toast FROM once WHERE hash = $1 AND expires_at >= $2"),
             ARGS(DB_T(o->hash), DB_I(cx->now)));
    if (rows_next(&r)) {
        *body = rows_text(&r);
        o->location = rows_text(&r);
        o->toast = rows_text(&r);
    }
    return rows_end(&r);
}

enum err once_begin(struct cx *cx)
{
    struct str key = http_header(cx->q, S("Idempotency-Key")), body;
    bool is_program = key.n > 0;
    if (!is_program)
        key = http_form(cx->q, S("once"));
    if (cx->q->method != HTTP_POST || key.n == 0)
        return OK;
    cx->once = NEW(cx->arena, struct once);
    cx->once->body = body_hash(cx);
    cx->once->hash = hex(cx->arena,
                         str_fmt(cx->arena, "%lld %.*s\n%.*s\n%.*s", (long long)cx->actor.person.v,
                                 STR_ARG(cx->q->path), STR_ARG(key),
                                 STR_ARG(is_program ? S("program") : cx->once->body)));
    TRY(find(cx, &body));
    if (body.p && !str_eq(body, cx->once->body))
        return fail(cx, ERR_INVALID, "Idempotency-Key",
                    "This key was used for something else. Take a new one for each write");
    cx->once->is_repeat = body.p != NULL;
    return OK;
}

enum err once_claim(struct cx *cx)
{
    int64_t changed = 0;
    struct once *o = cx->once;
    TRY(db_run(cx->db, SQL("DELETE FROM once WHERE expires_at < $1"), ARGS(DB_I(cx->now)), NULL));
    TRY(db_run(cx->db,
               SQL("INSERT INTO once (hash, body, expires_at) VALUES ($1, $2, $3)"
                   " ON CONFLICT (hash) DO NOTHING"),
               ARGS(DB_T(o->hash), DB_T(o->body), DB_I(cx->now + ONCE_DAYS * USEC_PER_DAY)),
               &changed));
    o->is_repeat = changed == 0;
    return changed ? OK : fail(cx, ERR_CONFLICT, NULL, "This was done already");
}

static enum err store(struct cx *cx, void *arg)
{
    const struct once *o = arg;
    return db_run(cx->db, SQL("UPDATE once SET location = $2, toast = $3 WHERE hash = $1"),
                  ARGS(DB_T(o->hash), DB_T(o->location), DB_T(o->toast)), NULL);
}

void once_keep(struct cx *cx)
{
    struct once *o = cx->once;
    if (!o || !o->is_recorded || (!o->location.n && !o->toast.n))
        return;
    struct fault before = cx->fault;
    cx->once = NULL;
    if (cx_write(cx, store, o) != OK) /* the act itself is done: the second answer is plainer */
        log_warn(&cx->app->log, "once.keep", LOG_Z("why", cx->fault.message));
    cx->fault = before;
}

/* Where the form stood, when the first answer is not known (yet). */
static struct str page_of(struct cx *cx)
{
    struct str from = http_header(cx->q, S("Referer"));
    ptrdiff_t at = str_find(from, cx->q->host);
    struct str path = at >= 0 ? str_skip(from, at + cx->q->host.n) : S("");
    return str_starts(path, S("/")) && !str_starts(path, S("//")) ? path : S("/");
}

enum err once_replay(struct cx *cx)
{
    struct str body, location;
    struct once *o = cx->once;
    if (cx->r->fd >= 0)
        close(cx->r->fd);
    cx->r->fd = -1;
    cx->r->status = 200;
    cx->r->body.n = 0;
    cx->r->header_count = 0;
    cx->fault = (struct fault){0};
    TRY(find(cx, &body)); /* again: the first may have been on its way */
    cx->once = NULL;
    location = o->location.n ? o->location : page_of(cx);
    if (o->toast.n)
        toast_cookie(cx, o->toast);
    return done(cx, location);
}
