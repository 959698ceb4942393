#include "app/app.h"

#include <assert.h>

#include "app/once.h"
#include "app/settings.h"

struct write_call {
    struct cx *cx;
    write_fn *fn;
    void *arg;
};

/* The write has a context of its own: the caller's, reading through the transaction. */
static enum err run_write(struct tx *tx, void *p)
{
    struct write_call *call = p;
    struct cx cx = *call->cx;
    cx.db = tx;
    cx.is_writing = true;
    cx.fault = (struct fault){0};
    enum err err = cx.once && !cx.once->is_recorded ? once_claim(&cx) : OK;
    if (err == OK)
        err = call->fn(&cx, call->arg);
    call->cx->is_audited |= err == OK && cx.is_audited;
    if (err != OK)
        *tx_fault(tx) = cx.fault;
    return err;
}

enum err cx_write(struct cx *cx, write_fn *fn, void *arg)
{
    if (cx->is_writing)
        return fn(cx, arg);
    struct write_call call = {cx, fn, arg};
    enum err err = db_write(cx->app->db, cx->arena, run_write, &call, &cx->fault);
    if (err == OK && cx->once)
        cx->once->is_recorded = true;
    return err;
}

enum err cx_begin(struct cx *cx, struct app *app, struct arena *a, const char *doing)
{
    *cx = (struct cx){.app = app, .arena = a, .now = clock_now(&app->clock), .doing = doing};
    cx->actor.may_write = true;
    if (app->settings) { /* not yet while Kept opens */
        cx->zone = org(app)->clock_zone;
        cx->lang = org(app)->lang;
    }
    return db_reader(app->db, a, &cx->db, &cx->fault);
}

void cx_end(struct cx *cx)
{
    assert(!cx->is_writing);
    if (cx->db)
        db_reader_done(cx->db);
    cx->db = NULL;
}
