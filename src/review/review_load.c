/* review_load.c: the figures of a stretch of time. */
#include "review/review.h"

#include <stdlib.h>

#include "base/limits.h"
#include "people/team.h"
#include "services/service.h"
#include "stat/chart.h"
#include "stat/quantile.h"
#include "text/when.h"

static const char *const codes[] = {"", "customer", "team", "queue", "supplier", "closed"};

struct names {
    struct team *teams;
    int count;
};

static struct str team_name(const struct names *n, int64_t id)
{
    for (int i = 0; i < n->count; i++)
        if (n->teams[i].id.v == id)
            return n->teams[i].name;
    return S("");
}

static struct str part_name(struct cx *cx, const struct names *n, enum share_kind kind, int64_t id,
                            struct str supplier)
{
    struct word_arg team = {"team", team_name(n, id)};
    switch (kind) {
    case SHARE_CUSTOMER: return word(cx->lang, "The person had to answer");
    case SHARE_TEAM: return word_fill(cx->arena, word(cx->lang, "{team} worked on it"), &team, 1);
    case SHARE_QUEUE:
        return word_fill(cx->arena, word(cx->lang, "Nobody’s yet in {team}"), &team, 1);
    case SHARE_SUPPLIER: return supplier.n ? supplier : word(cx->lang, "A supplier");
    case SHARE_CLOSED: return word(cx->lang, "Closed hours");
    }
    return S("");
}

static void add_part(struct review_service *to, struct review_part part)
{
    for (int i = 0; i < to->part_count; i++)
        if (to->parts[i].kind == part.kind && str_eq(to->parts[i].name, part.name)) {
            to->parts[i].amount += part.amount;
            to->parts[i].late += part.late;
            return;
        }
    if (to->part_count < REVIEW_PARTS)
        to->parts[to->part_count++] = part;
}

static enum err load_parts(struct cx *cx, const struct names *n, instant since,
                           struct review_service *s, struct review_service *all)
{
    struct rows r;
    db_query(
        &r, cx->db,
        SQL("SELECT kind, id, name, sum(amount), sum(late) FROM review_share WHERE service_id = "
            "$1 AND solved_at >= $2 GROUP BY kind, id, name ORDER BY kind, id, name"),
        ARGS(DB_I(s->id.v), DB_I(since)));
    while (rows_next(&r)) {
        struct review_part part = {.kind = (enum share_kind)rows_i64(&r)};
        int64_t id = rows_i64(&r);
        part.name = part_name(cx, n, part.kind, id, rows_text(&r));
        part.code = str_from(codes[part.kind]);
        part.amount = rows_i64(&r);
        part.late = rows_i64(&r);
        add_part(s, part);
        add_part(all, part);
    }
    return rows_end(&r);
}

struct walls {
    VEC(double) v; /* seconds */
};

static enum err load_requests(struct cx *cx, instant since, struct review_service *s,
                              struct walls *own, struct walls *all)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT wall, late, contacts, hand_offs, bounces, reopened FROM review_request "
                 "WHERE service_id = $1 AND solved_at >= $2"),
             ARGS(DB_I(s->id.v), DB_I(since)));
    while (rows_next(&r)) {
        double wall = (double)rows_i64(&r) / (double)USEC_PER_SEC;
        *vec_push(cx->arena, &own->v) = wall;
        *vec_push(cx->arena, &all->v) = wall;
        s->n++;
        s->late_n += rows_i64(&r) > 0;
        int64_t contacts = rows_i64(&r);
        s->contacts += (double)contacts;
        s->repeated += contacts > 1;
        s->hand_offs += rows_i64(&r);
        s->bounces += rows_i64(&r);
        s->reopened += rows_i64(&r);
    }
    return rows_end(&r);
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int compare_parts(const void *a, const void *b)
{
    const struct review_part *x = a, *y = b;
    return (x->amount < y->amount) - (x->amount > y->amount);
}

static void settle_parts(struct cx *cx, struct review_service *s)
{
    int64_t amount = 0, late = 0, before = 0;
    qsort(s->parts, (size_t)s->part_count, sizeof s->parts[0], compare_parts);
    for (int i = 0; i < s->part_count; i++)
        amount += s->parts[i].amount, late += s->parts[i].late;
    for (int i = 0; i < s->part_count; i++) {
        struct review_part *p = &s->parts[i];
        p->start = amount ? (int)(before * 1000 / amount) : 0;
        before += p->amount;
        p->permille = amount ? (int)(before * 1000 / amount) - p->start : 0;
        p->late_percent = late ? (int)((double)p->late * 100 / (double)late + 0.5) : 0;
        p->each = when_span(cx->arena, cx->lang, s->n ? p->amount / USEC_PER_SEC / s->n : 0);
        if (p->late > 0 && p->kind != SHARE_CLOSED && (!s->slowest || p->late > s->slowest->late))
            s->slowest = p;
    }
}

static void settle(struct cx *cx, struct review_service *s, struct walls *w)
{
    double half, most;
    s->is_said = s->n >= REVIEW_FEWEST;
    s->median = s->most = S("");
    if (s->n) {
        qsort(w->v.v, (size_t)w->v.n, sizeof w->v.v[0], compare_numbers);
        if (quantile_type7(w->v.v, (int)w->v.n, 0.5, &half) == OK)
            s->median = when_span(cx->arena, cx->lang, (int64_t)half);
        if (quantile_type7(w->v.v, (int)w->v.n, 0.9, &most) == OK)
            s->most = when_span(cx->arena, cx->lang, (int64_t)most);
        s->contacts /= (double)s->n;
    }
    settle_parts(cx, s);
}

static void add_all(struct review_service *all, const struct review_service *s)
{
    all->n += s->n;
    all->late_n += s->late_n;
    all->contacts += s->contacts;
    all->repeated += s->repeated;
    all->hand_offs += s->hand_offs;
    all->bounces += s->bounces;
    all->reopened += s->reopened;
}

enum err review_load(struct cx *cx, service_id service, int days, struct review_page *p)
{
    struct service *services;
    struct names names;
    struct walls all = {0};
    instant since = cx->now - days * USEC_PER_DAY;
    p->all.name = word(cx->lang, "All services");
    p->shown = &p->all;
    TRY(team_list(cx, &names.teams, &names.count));
    TRY(service_list(cx, true, &services, &p->service_count));
    p->services = NEWN(cx->arena, struct review_service, p->service_count);
    for (int i = 0; i < p->service_count; i++) {
        struct review_service *s = &p->services[i];
        struct walls own = {0};
        s->id = services[i].id;
        s->name = services[i].name;
        TRY(load_requests(cx, since, s, &own, &all));
        TRY(load_parts(cx, &names, since, s, &p->all));
        add_all(&p->all, s);
        settle(cx, s, &own);
        if (s->id.v == service.v)
            p->shown = s;
    }
    settle(cx, &p->all, &all);
    if (service.v && p->shown == &p->all)
        return fail(cx, ERR_NOT_FOUND, "service", "There is no such service");
    return review_chart_load(cx, service, &p->chart);
}

/* ---- the run chart -----------------------------------------------------------------------------
 */

static enum err load_weeks(struct cx *cx, service_id service, struct review_chart *c)
{
    struct walls weeks[REVIEW_WEEKS] = {0};
    struct rows r;
    struct wall now = zone_wall(cx->zone, cx->now);
    day_number monday = day_from(now.year, now.month, now.day) - now.weekday;
    for (int i = 0; i < REVIEW_WEEKS; i++)
        c->weeks[i].from = zone_instant(cx->zone, monday - 7 * (REVIEW_WEEKS - 1 - i), 0,
                                        ZONE_FIRST);
    c->count = REVIEW_WEEKS;
    db_query(&r, cx->db,
             SQL("SELECT solved_at, wall FROM review_request WHERE solved_at >= $1 AND ($2 = 0 OR "
                 "service_id = $2)"),
             ARGS(DB_I(c->weeks[0].from), DB_I(service.v)));
    int at = 0;
    while (rows_next(&r)) {
        instant solved = rows_i64(&r);
        for (at = 0; at + 1 < REVIEW_WEEKS && solved >= c->weeks[at + 1].from; at++)
            ;
        *vec_push(cx->arena, &weeks[at].v) = (double)rows_i64(&r) / (double)USEC_PER_HOUR;
    }
    TRY(rows_end(&r));
    for (int i = 0; i < REVIEW_WEEKS; i++) {
        struct walls *w = &weeks[i];
        c->weeks[i].n = (int)w->v.n;
        if (w->v.n == 0)
            continue;
        qsort(w->v.v, (size_t)w->v.n, sizeof(double), compare_numbers);
        TRY(quantile_type7(w->v.v, (int)w->v.n, 0.5, &c->weeks[i].hours));
    }
    return OK;
}

static enum err load_marks(struct cx *cx, service_id service, struct review_chart *c)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT id, at, words FROM review_mark WHERE service_id IN (0, $1) AND at >= $2 "
                 "ORDER BY at, id LIMIT $3"),
             ARGS(DB_I(service.v), DB_I(c->weeks[0].from), DB_I(REVIEW_MARKS)));
    while (rows_next(&r)) {
        struct review_mark *m = &c->marks[c->mark_count++];
        m->id = rows_i64(&r);
        m->at = rows_i64(&r);
        m->words = rows_text(&r);
    }
    return rows_end(&r);
}

/* Limits of the weeks before the first mark, or of the first twelve; what follows is judged by
 * them. Fewer than eight weeks with something in them say nothing. */
static void judge(struct review_chart *c)
{
    enum { fewest = 8 };
    double x[REVIEW_WEEKS], z[REVIEW_WEEKS];
    unsigned broken[REVIEW_WEEKS];
    struct xmr limits;
    int at[REVIEW_WEEKS], n = 0, base = 0;
    for (int i = 0; i < c->count - 1; i++) { /* the week that runs is not over */
        const struct review_week *w = &c->weeks[i];
        if (w->n == 0)
            continue;
        if (c->mark_count ? c->weeks[i + 1].from <= c->marks[0].at : base < REVIEW_BASE)
            base++;
        at[n] = i;
        x[n++] = w->hours;
    }
    if (base < fewest || xmr_of(x, base, &limits) != OK)
        return;
    c->base = base;
    c->centre = limits.limits.centre;
    c->low = limits.limits.low > 0 ? limits.limits.low : 0;
    c->high = limits.limits.high;
    double sigma = (limits.limits.high - limits.limits.centre) / 3;
    for (int i = 0; i < n; i++)
        z[i] = sigma > 0 ? (x[i] - c->centre) / sigma : 0;
    western_electric(z, n, broken);
    for (int i = base; i < n; i++)
        if (broken[i] & WE_DEFAULT) {
            c->weeks[at[i]].is_signal = true;
            c->is_changed = true;
        }
}

enum { chart_px = 160 };

static int y_of(const struct review_chart *c, double hours)
{
    return c->top > 0 ? chart_px - (int)(hours * chart_px / c->top) : chart_px;
}

static void draw(struct cx *cx, struct review_chart *c)
{
    struct buf path;
    c->top = c->high;
    for (int i = 0; i < c->count; i++)
        c->top = c->weeks[i].hours > c->top ? c->weeks[i].hours : c->top;
    c->top *= 1.1;
    buf_init(&path, cx->arena, 4096);
    for (int i = 0; i < c->count; i++) {
        struct review_week *w = &c->weeks[i];
        w->x = 50 + i * 930 / (c->count - 1);
        w->y = y_of(c, w->hours);
        if (w->n)
            buf_addf(&path, "%d,%d ", w->x, w->y);
        for (int k = 0; k < c->mark_count; k++)
            if (c->marks[k].at >= w->from)
                c->marks[k].x = w->x;
    }
    c->path = str_trim(buf_str(&path));
    c->centre_y = y_of(c, c->centre);
    c->low_y = y_of(c, c->low);
    c->high_y = y_of(c, c->high);
}

enum err review_chart_load(struct cx *cx, service_id service, struct review_chart *c)
{
    TRY(load_weeks(cx, service, c));
    TRY(load_marks(cx, service, c));
    judge(c);
    draw(cx, c);
    return OK;
}

/* ---- marks -------------------------------------------------------------------------------------
 */

enum err review_mark_add(struct cx *cx, service_id service, instant at, struct str words)
{
    words = str_trim(words);
    if (words.n == 0)
        return fail(cx, ERR_INVALID, "words", "Say what was changed");
    if (at > cx->now)
        return fail(cx, ERR_INVALID, "when", "Choose a day that has come already");
    return db_run(cx->db,
                  SQL("INSERT INTO review_mark (service_id, at, words) VALUES ($1, $2, $3)"),
                  ARGS(DB_I(service.v), DB_I(at), DB_T(words)), NULL);
}

enum err review_mark_drop(struct cx *cx, int64_t id)
{
    int64_t gone;
    TRY(db_run(cx->db, SQL("DELETE FROM review_mark WHERE id = $1"), ARGS(DB_I(id)), &gone));
    return gone ? OK : fail(cx, ERR_NOT_FOUND, "drop", "This mark has gone already");
}
