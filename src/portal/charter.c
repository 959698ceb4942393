#include "portal/charter.h"

#include <stdlib.h>

#include "app/settings.h"
#include "base/limits.h"
#include "base/vec.h"
#include "services/pages.h"
#include "services/service.h"
#include "stat/proportion.h"
#include "stat/quantile.h"
#include "text/when.h"

/* ---- counting ----------------------------------------------------------------------------------
 */

struct figure {
    service_id service;
    enum promise_kind kind;
    int64_t kept, broken;
    VEC(double) late; /* seconds */
};
struct figures {
    VEC(struct figure) list;
};

static struct figure *figure_of(struct cx *cx, struct figures *all, service_id service,
                                enum promise_kind kind)
{
    for (ptrdiff_t i = 0; i < all->list.n; i++)
        if (all->list.v[i].service.v == service.v && all->list.v[i].kind == kind)
            return &all->list.v[i];
    struct figure *f = vec_push(cx->arena, &all->list);
    *f = (struct figure){.service = service, .kind = kind};
    return f;
}

/* What fell due in the last 90 days and was asked for by customers; spam, merged and withdrawn ones
 * have another state. */
static enum err read_promises(struct cx *cx, struct figures *all)
{
    struct rows r;
    db_query(
        &r, cx->db,
        SQL("SELECT q.service_id, p.kind, p.state, p.due_at, coalesce(p.done_at, 0) FROM "
            "promise p JOIN request q ON q.id = p.request_id JOIN service s ON s.id = "
            "q.service_id WHERE p.due_at >= $1 AND p.due_at < $2 AND p.state IN (2, 4) AND "
            "p.kind IN (2, 4) AND s.audience <> $3 AND NOT EXISTS (SELECT 1 FROM account a "
            "WHERE a.person_id = q.requester_id)"),
        ARGS(DB_I(cx->now - CHARTER_DAYS * USEC_PER_DAY), DB_I(cx->now), DB_I(AUDIENCE_INSIDE)));
    while (rows_next(&r)) {
        service_id service = {rows_i64(&r)};
        struct figure *f = figure_of(cx, all, service, (enum promise_kind)rows_i64(&r));
        bool is_kept = rows_i64(&r) == PROMISE_KEPT;
        instant due = rows_i64(&r), done = rows_i64(&r);
        f->kept += is_kept;
        f->broken += !is_kept;
        if (!is_kept && done > due)
            *vec_push(cx->arena, &f->late) = (double)(done - due) / (double)USEC_PER_SEC;
    }
    return rows_end(&r);
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static enum err store_figure(struct cx *cx, struct figure *f)
{
    double half = 0, most = 0;
    if (f->late.n) {
        qsort(f->late.v, (size_t)f->late.n, sizeof f->late.v[0], compare_numbers);
        TRY(quantile_type7(f->late.v, (int)f->late.n, 0.5, &half));
        TRY(quantile_type7(f->late.v, (int)f->late.n, 0.9, &most));
    }
    return db_run(
        cx->db,
        SQL("INSERT INTO charter_figure (service_id, kind, kept, broken, late, late_half, "
            "late_most) VALUES ($1, $2, $3, $4, $5, $6, $7)"),
        ARGS(DB_I(f->service.v), DB_I(f->kind), DB_I(f->kept), DB_I(f->broken), DB_I(f->late.n),
             DB_I((int64_t)half), DB_I((int64_t)most)),
        NULL);
}

enum err charter_count(struct cx *cx)
{
    struct figures all = {0};
    TRY(read_promises(cx, &all));
    TRY(db_run(cx->db, SQL("DELETE FROM charter_figure"), NO_ARGS, NULL));
    for (ptrdiff_t i = 0; i < all.list.n; i++)
        TRY(store_figure(cx, &all.list.v[i]));
    return db_run(cx->db, SQL("UPDATE charter SET counted_at = $1 WHERE id = 1"),
                  ARGS(DB_I(cx->now)), NULL);
}

static enum err count_write(struct cx *cx, void *arg)
{
    (void)arg;
    return charter_count(cx);
}

/* Once an hour while it is on. It always says "did nothing", so that it rests until the next. */
int charter_job(struct cx *cx)
{
    int64_t is_due;
    if (db_get_i64(cx->db, SQL("SELECT count(*) FROM charter WHERE is_on = 1 AND counted_at <= $1"),
                   ARGS(DB_I(cx->now - USEC_PER_HOUR)), &is_due) != OK)
        return -1;
    return is_due && cx_write(cx, count_write, NULL) != OK ? -1 : 0;
}

/* ---- showing -----------------------------------------------------------------------------------
 */

static enum err read_charter(struct cx *cx, struct charter_page *p)
{
    struct rows r;
    p->words = S("");
    db_query(&r, cx->db, SQL("SELECT is_on, words, counted_at FROM charter WHERE id = 1"), NO_ARGS);
    while (rows_next(&r)) {
        p->is_on = rows_bool(&r);
        p->words = rows_text(&r);
        p->counted_at = rows_i64(&r);
    }
    return rows_end(&r);
}

static void fill_share(struct charter_line *l)
{
    struct range share;
    l->percent = -1;
    if (l->n < CHARTER_FEWEST || wilson(l->kept, l->n, 0.95, &share) != OK)
        return;
    l->percent = (int)((double)l->kept * 100 / (double)l->n); /* 99.6 % is not "always" */
    l->low = (int)(share.low * 100 + 0.5);
    l->high = (int)(share.high * 100 + 0.5);
}

static enum err fill_line(struct cx *cx, const struct service *s, enum promise_kind kind,
                          int64_t promised, struct charter_line *l)
{
    struct rows r;
    *l = (struct charter_line){.kind = kind,
                               .promise = promised ? length_format(cx->arena, promised) : S(""),
                               .late_half = S(""),
                               .late_most = S("")};
    db_query(&r, cx->db,
             SQL("SELECT kept, broken, late, late_half, late_most FROM charter_figure WHERE "
                 "service_id = $1 AND kind = $2"),
             ARGS(DB_I(s->id.v), DB_I(kind)));
    while (rows_next(&r)) {
        l->kept = rows_i64(&r);
        l->n = l->kept + rows_i64(&r);
        bool is_said = rows_i64(&r) >= CHARTER_FEWEST_LATE;
        int64_t half = rows_i64(&r), most = rows_i64(&r);
        if (is_said) {
            l->late_half = when_span(cx->arena, cx->lang, half);
            l->late_most = when_span(cx->arena, cx->lang, most);
        }
    }
    fill_share(l);
    return rows_end(&r);
}

static enum err load_services(struct cx *cx, struct charter_page *p)
{
    struct service *all;
    int count;
    TRY(service_list(cx, false, &all, &count));
    p->services = NEWN(cx->arena, struct charter_service, count);
    for (int i = 0; i < count; i++) {
        const struct service *s = &all[i];
        if (s->audience == AUDIENCE_INSIDE)
            continue;
        struct charter_service *to = &p->services[p->service_count++];
        *to = (struct charter_service){
            .name = s->name, .team_name = s->team_name, .steps = s->steps, .bring = s->bring};
        TRY(fill_line(cx, s, PROMISE_RESPOND, s->respond_seconds, &to->lines[0]));
        TRY(fill_line(cx, s, PROMISE_RESOLVE, s->resolve_seconds, &to->lines[1]));
    }
    return OK;
}

static enum err load_changes(struct cx *cx, struct charter_page *p)
{
    struct rows r;
    p->changes = NEWN(cx->arena, struct charter_change, CHARTER_CHANGES);
    db_query(&r, cx->db,
             SQL("SELECT id, words, at FROM charter_change ORDER BY at DESC, id DESC LIMIT $1"),
             ARGS(DB_I(CHARTER_CHANGES)));
    while (rows_next(&r)) {
        struct charter_change *c = &p->changes[p->change_count++];
        c->id = rows_i64(&r);
        c->words = rows_text(&r);
        c->at = rows_i64(&r);
    }
    return rows_end(&r);
}

enum err charter_load(struct cx *cx, struct charter_page *p)
{
    p->lang = cx->lang;
    p->organisation = org(cx->app)->name;
    p->link = org_link(cx, S("/promises"));
    p->change_words = S("");
    TRY(read_charter(cx, p));
    if (p->is_on)
        TRY(load_services(cx, p));
    return load_changes(cx, p);
}

/* ---- changing ----------------------------------------------------------------------------------
 */

enum err charter_set(struct cx *cx, bool is_on, struct str words)
{
    TRY(db_run(cx->db,
               SQL("INSERT INTO charter (id, is_on, words, counted_at) VALUES (1, $1, $2, 0) ON "
                   "CONFLICT (id) DO UPDATE SET is_on = $1, words = $2"),
               ARGS(DB_I(is_on), DB_T(words)), NULL));
    struct event e = {.kind = EVENT_SETTINGS_CHANGED,
                      .actor = cx->actor.person,
                      .note = is_on ? S("the charter is public") : S("the charter is not public")};
    TRY(event_emit(cx, &e));
    return is_on ? charter_count(cx) : OK;
}

enum err charter_add_change(struct cx *cx, struct str words)
{
    if (str_trim(words).n == 0)
        return fail(cx, ERR_INVALID, "change", "Say what was changed, and what people had said");
    return db_run(cx->db, SQL("INSERT INTO charter_change (words, at) VALUES ($1, $2)"),
                  ARGS(DB_T(str_trim(words)), DB_I(cx->now)), NULL);
}

enum err charter_drop_change(struct cx *cx, int64_t id)
{
    int64_t gone;
    TRY(db_run(cx->db, SQL("DELETE FROM charter_change WHERE id = $1"), ARGS(DB_I(id)), &gone));
    return gone ? OK : fail(cx, ERR_NOT_FOUND, "drop", "This entry has gone already");
}
