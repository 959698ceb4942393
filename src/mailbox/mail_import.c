#include "mailbox/mail_import.h"

#include "base/limits.h"
#include "base/vec.h"
#include "mail/mbox.h"

enum { batch_most = 64 };
static const int64_t batch_bytes = 4 << 20; /* taken in one transaction: one sync for all of them */

struct importing {
    struct cx *cx;
    mailbox_id box;
    struct arena batch; /* holds the messages of one transaction */
    VEC(struct str) raws;
    int64_t bytes, all;
    struct import_counts *counts;
    void (*show)(void *to, int64_t done, int64_t all);
    void *to;
};

static enum err take_batch(struct cx *cx, void *arg)
{
    struct importing *im = arg;
    for (ptrdiff_t i = 0; i < im->raws.n; i++) {
        struct mail_in in = {.mailbox = im->box,
                             .source = S("import"),
                             .envelope_from = S(""),
                             .envelope_to = S("")};
        struct mail_raw raw = {.bytes = im->raws.v[i], .fd = -1};
        bool is_new;
        TRY(mail_take(cx, &in, &raw, &is_new));
        im->counts->taken += is_new;
        im->counts->here_already += !is_new;
    }
    return OK;
}

static enum err flush(struct importing *im)
{
    struct import_counts before = *im->counts;
    struct arena a = {0};
    struct cx cx = *im->cx;
    enum err err = OK;
    cx.arena = &a;
    if (im->raws.n)
        err = cx_write(&cx, take_batch, im);
    if (err != OK) {
        *im->counts = before;
        im->cx->fault = cx.fault;
    }
    arena_release(&a);
    arena_reset(&im->batch);
    im->raws.v = NULL;
    im->raws.n = im->raws.cap = 0;
    im->bytes = 0;
    return err;
}

static enum err take_one(void *context, struct arena *a, const struct mbox_entry *entry,
                         struct fault *f)
{
    struct importing *im = context;
    (void)a;
    im->counts->read++;
    if (entry->was_cut) {
        im->counts->too_large++;
        log_warn(&im->cx->app->log, "import.too_large", LOG_S("source", entry->source));
        return OK;
    }
    *vec_push(&im->batch, &im->raws) = str_dup(&im->batch, entry->raw);
    im->bytes += entry->raw.n;
    if (im->raws.n < batch_most && im->bytes < batch_bytes)
        return OK;
    if (im->show)
        im->show(im->to, entry->done, im->all);
    enum err err = flush(im);
    if (err != OK && f)
        *f = im->cx->fault;
    return err;
}

enum err mail_import(struct cx *cx, mailbox_id box, const char *path,
                     void (*show)(void *to, int64_t done, int64_t all), void *to,
                     struct import_counts *counts)
{
    struct importing im = {
        .cx = cx, .box = box, .counts = counts, .show = show, .to = to, .all = mbox_size(path)};
    enum err err = mbox_walk(path, take_one, &im, &cx->fault);
    enum err last = flush(&im);
    arena_release(&im.batch);
    if (show)
        show(to, im.all, im.all);
    return err == OK ? last : err;
}
