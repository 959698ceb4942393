/* reconcile.c: every night, what lies in the folder against the ledger: every UID from the first on
 * is in it, or is fetched now; what was deleted on the server is noted, and stays here. */
#include "app/settings.h"
#include "base/limits.h"
#include "base/vec.h"
#include "mailbox/imap_run.h"

enum { span_least = 5000, span_most = 1 << 20, night_from = 2, night_to = 5 };

struct comparing {
    struct imap_run *run;
    struct arena arena; /* of one stretch of UIDs */
    VEC(struct imap_mail) there;
    struct imap_uid *here;
    int here_count;
    VEC(struct imap_mail) missing;
    VEC(int64_t) gone, back;
    int64_t on_server, accounted, fetched, gone_count;
    int most;
};

static enum err note_there(void *to, const struct imap_entry *e)
{
    struct comparing *c = to;
    if (c->there.n > c->most)
        return ERR_TOO_LARGE; /* more messages than numbers */
    *vec_push(&c->arena, &c->there) = (struct imap_mail){.uid = e->uid,
                                                         .bytes = e->size,
                                                         .arrived = e->arrived,
                                                         .kind = UID_TAKEN,
                                                         .is_cut = e->size > LIMIT_MAIL_BYTES};
    return OK;
}

static int by_uid(const void *a, const void *b)
{
    const struct imap_mail *x = a, *y = b;
    return (x->uid > y->uid) - (x->uid < y->uid);
}

static enum err read_here(struct comparing *c, int64_t from, int64_t to)
{
    struct cx cx;
    enum err err = cx_begin(&cx, c->run->app, &c->arena, "imap.compare");
    c->here = NEWN(&c->arena, struct imap_uid, to - from + 1);
    if (err == OK)
        err = imap_uids(&cx, &c->run->box, from, to, c->here, (int)(to - from + 1), &c->here_count);
    cx_end(&cx);
    if (err != OK) {
        c->run->trouble = IMAP_TROUBLE_STORE;
        snprintf(c->run->said, sizeof c->run->said, "%s", cx.fault.message);
    }
    return err;
}

/* Two lists in order, side by side. */
static void merge(struct comparing *c)
{
    ptrdiff_t t = 0, h = 0;
    if (c->there.n)
        qsort(c->there.v, (size_t)c->there.n, sizeof c->there.v[0], by_uid);
    while (t < c->there.n || h < c->here_count) {
        const struct imap_mail *there = t < c->there.n ? &c->there.v[t] : NULL;
        const struct imap_uid *here = h < c->here_count ? &c->here[h] : NULL;
        if (there && t && c->there.v[t - 1].uid == there->uid) {
            t++; /* told twice */
        } else if (!here || (there && there->uid < here->uid)) {
            c->on_server++;
            *vec_push(&c->arena, &c->missing) = *there;
            t++;
        } else if (!there || here->uid < there->uid) {
            if (!here->is_gone && here->kind != UID_GONE)
                *vec_push(&c->arena, &c->gone) = here->uid;
            h++;
        } else {
            c->on_server++;
            if (here->kind == UID_GONE)
                *vec_push(&c->arena, &c->missing) = *there;
            else
                c->accounted++;
            if (here->is_gone)
                *vec_push(&c->arena, &c->back) = here->uid;
            t++;
            h++;
        }
    }
}

static enum err write_gone(struct cx *cx, void *arg)
{
    const struct comparing *c = arg;
    const struct imap_box *b = &c->run->box;
    for (ptrdiff_t i = 0; i < c->gone.n; i++)
        TRY(db_run(
            cx->db,
            SQL("UPDATE mail_uid SET gone_at = $4 WHERE mailbox_id = $1 AND era = $2 AND uid = $3"),
            ARGS(DB_I(b->id.v), DB_I(b->era), DB_I(c->gone.v[i]), DB_I(cx->now)), NULL));
    for (ptrdiff_t i = 0; i < c->back.n; i++)
        TRY(db_run(cx->db,
                   SQL("UPDATE mail_uid SET gone_at = NULL WHERE mailbox_id = $1 AND era = $2 AND "
                       "uid = $3"),
                   ARGS(DB_I(b->id.v), DB_I(b->era), DB_I(c->back.v[i])), NULL));
    return OK;
}

static enum err write_result(struct cx *cx, void *arg)
{
    const struct comparing *c = arg;
    TRY(db_run(
        cx->db,
        SQL("INSERT INTO mail_reconcile (mailbox_id, at, on_server, accounted, fetched, gone)"
            " VALUES ($1, $2, $3, $4, $5, $6)"),
        ARGS(DB_I(c->run->box.id.v), DB_I(cx->now), DB_I(c->on_server), DB_I(c->accounted),
             DB_I(c->fetched), DB_I(c->gone_count)),
        NULL));
    TRY(db_run(cx->db, SQL("UPDATE mailbox SET compared_at = $2 WHERE id = $1"),
               ARGS(DB_I(c->run->box.id.v), DB_I(cx->now)), NULL));
    return db_notify(cx->db, S("job:mail.watch"));
}

/* One stretch of UIDs. */
static bool compare_some(struct comparing *c, int64_t from, int64_t to)
{
    struct imap_run *run = c->run;
    c->there.v = c->missing.v = NULL;
    c->gone.v = c->back.v = NULL;
    c->there.n = c->there.cap = c->missing.n = c->missing.cap = 0;
    c->gone.n = c->gone.cap = c->back.n = c->back.cap = 0;
    c->most = (int)(to - from + 1);
    enum err err = imap_list(run->imap, from, to, note_there, c);
    if (err != OK)
        return imap_run_lost(run, err);
    if (read_here(c, from, to) != OK)
        return false;
    merge(c);
    if (c->gone.n + c->back.n && imap_step(run, write_gone, c) != OK)
        return false;
    c->gone_count += c->gone.n;
    if (c->missing.n) {
        log_warn(&run->app->log, "imap.missed", LOG_I("mailbox", run->box.id.v),
                 LOG_I("count", c->missing.n), LOG_I("first", c->missing.v[0].uid));
        if (!imap_run_fetch(run, c->missing.v, (int)c->missing.n, true))
            return false;
        c->fetched += c->missing.n;
    }
    return true;
}

bool imap_compare(struct imap_run *run)
{
    struct comparing c = {.run = run};
    bool is_fine = true;
    int64_t span = span_least, last = run->box.uid;
    for (int64_t from = run->box.first, to; is_fine && from <= last; from = to + 1) {
        to = from + span - 1 < last ? from + span - 1 : last;
        is_fine = compare_some(&c, from, to);
        if (c.there.n + c.here_count == 0 && span < span_most)
            span *= 2; /* nothing here: a longer step */
        arena_reset(&c.arena);
    }
    is_fine = is_fine && imap_step(run, write_result, &c) == OK;
    if (is_fine) {
        run->box.compared_at = clock_now(&run->app->clock);
        log_info(&run->app->log, "imap.compared", LOG_I("mailbox", run->box.id.v),
                 LOG_I("on_server", c.on_server), LOG_I("fetched", c.fetched),
                 LOG_I("gone", c.gone_count));
    }
    arena_release(&c.arena);
    return is_fine;
}

bool imap_compare_is_due(const struct imap_run *run)
{
    instant now = clock_now(&run->app->clock);
    int64_t age = now - run->box.compared_at;
    const struct zone *zone = org(run->app)->clock_zone;
    int64_t hour = (now / USEC_PER_SEC + (zone ? zone_offset(zone, now) : 0)) % 86400 / 3600;
    bool is_night = hour >= night_from && hour < night_to;
    return age > 26 * USEC_PER_HOUR || (is_night && age > 20 * USEC_PER_HOUR);
}
