#include "promises/due_time.h"

#include <math.h>
#include <stdlib.h>

#include "base/vec.h"
#include "stat/conformal.h"
#include "stat/proportion.h"

const double due_shares[DUE_SHARES] = {.5, .8, .9};

enum err due_quantiles(struct arena *a, const struct lifetime *list, int n, double age,
                       double out[DUE_SHARES], int *ended, int *all)
{
    struct lifetime *left = NEWN(a, struct lifetime, n);
    struct survival s;
    *ended = *all = 0;
    for (int i = 0; i < n; i++) {
        if (list[i].time <= age && age > 0)
            continue;
        left[*all] = (struct lifetime){list[i].time - age, list[i].ended};
        *ended += list[i].ended;
        ++*all;
    }
    for (int q = 0; q < DUE_SHARES; q++)
        out[q] = -1;
    if (*ended < DUE_LEAST)
        return ERR_NOT_FOUND;
    TRY(survival_of(a, left, *all, 0.95, &s));
    for (int q = 0; q < DUE_SHARES; q++) {
        double wanted = due_shares[q] * (*all + 1) / *all;
        for (int i = 0; i < s.count && out[q] < 0; i++)
            if (1 - s.steps[i].survival >= wanted - 1e-9)
                out[q] = s.steps[i].time;
    }
    return OK;
}

/* ---- what was ----------------------------------------------------------------------------------
 */

struct pause_row {
    int64_t request;
    struct calendar_interval pause;
};

static enum err read_pauses(struct cx *cx, service_id service, int64_t least,
                            struct pause_row **list, int *count)
{
    VEC(struct pause_row) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT w.request_id, w.from_at, w.until_at FROM promise_pause w"
                 " JOIN request r ON r.id = w.request_id"
                 " WHERE r.service_id = $1 AND r.id >= $2 ORDER BY w.request_id, w.from_at"),
             ARGS(DB_I(service.v), DB_I(least)));
    while (rows_next(&r)) {
        struct pause_row *p = vec_push(cx->arena, &v);
        p->request = rows_i64(&r);
        p->pause.from = rows_i64(&r);
        p->pause.until = rows_i64(&r);
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

/* Open time of one request until `until`; its pauses stand together in the list. */
static int64_t elapsed_until(struct cx *cx, const struct calendar *c, const struct due_sample *s,
                             const struct pause_row *rows, int count, instant until)
{
    VEC(struct calendar_interval) pauses = {0};
    for (int i = 0; i < count; i++) {
        struct calendar_interval p = rows[i].pause;
        if (rows[i].request != s->id.v || p.from >= until)
            continue;
        p.until = p.until && p.until < until ? p.until : until;
        *vec_push(cx->arena, &pauses) = p;
    }
    struct calendar_clock k = {
        .start = s->opened_at, .pauses = pauses.v, .pause_count = (int)pauses.n};
    return calendar_elapsed(c, &k, until);
}

struct past {
    struct due_sample *list;
    int count;
    struct pause_row *pauses;
    int pause_count;
};

/* Where the pauses of a request begin in the list, which is by request. */
static const struct pause_row *pauses_of(const struct past *p, request_id id, int *count)
{
    int from = 0, until = p->pause_count;
    while (from < until) {
        int middle = (from + until) / 2;
        if (p->pauses[middle].request < id.v)
            from = middle + 1;
        else
            until = middle;
    }
    *count = 0;
    while (from + *count < p->pause_count && p->pauses[from + *count].request == id.v)
        ++*count;
    return p->pauses + from;
}

static int64_t sample_until(struct cx *cx, const struct calendar *c, const struct past *past,
                            const struct due_sample *s, instant until)
{
    int count;
    const struct pause_row *rows = pauses_of(past, s->id, &count);
    return elapsed_until(cx, c, s, rows, count, until);
}

static enum err load_past(struct cx *cx, service_id service, const struct calendar *c,
                          instant before, struct past *past)
{
    VEC(struct due_sample) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT id, opened_at, state, solved_at, changed_at FROM request"
                 " WHERE service_id = $1 AND opened_at < $2 ORDER BY id DESC LIMIT $3"),
             ARGS(DB_I(service.v), DB_I(before), DB_I(DUE_SAMPLES + DUE_JUDGED)));
    while (rows_next(&r)) {
        struct due_sample *s = vec_push(cx->arena, &v);
        s->id.v = rows_i64(&r);
        s->opened_at = rows_i64(&r);
        enum request_state state = (enum request_state)rows_i64(&r);
        instant solved = rows_i64(&r), changed = rows_i64(&r);
        s->is_done = state == REQUEST_SOLVED;
        s->ended_at = s->is_done ? solved : request_is_open(state) ? 0 : changed;
    }
    TRY(rows_end(&r));
    *past = (struct past){.list = v.v, .count = (int)v.n};
    int64_t least = past->count ? past->list[past->count - 1].id.v : 0;
    TRY(read_pauses(cx, service, least, &past->pauses, &past->pause_count));
    for (int i = 0; i < past->count; i++) {
        struct due_sample *s = &past->list[i];
        s->elapsed = sample_until(cx, c, past, s, s->ended_at ? s->ended_at : cx->now);
    }
    return OK;
}

enum err due_samples(struct cx *cx, service_id service, const struct calendar *c, instant before,
                     struct due_sample **list, int *count)
{
    struct past past;
    TRY(load_past(cx, service, c, before, &past));
    *list = past.list;
    *count = past.count < DUE_SAMPLES ? past.count : DUE_SAMPLES;
    return OK;
}

/* ---- for a request -----------------------------------------------------------------------------
 */

static double hours(int64_t amount)
{
    return (double)amount / (double)USEC_PER_HOUR;
}

static enum err next_update(struct cx *cx, const struct calendar *c, instant *out)
{
    day_number day;
    TRY(calendar_workday(c, calendar_date_of(c, cx->now), 1, &day, &cx->fault));
    return calendar_workday_end(c, day, out);
}

enum err due_suggest(struct cx *cx, const struct request *r, struct due_suggestions *out)
{
    const struct calendar *c;
    struct hours h;
    struct past past;
    double times[DUE_SHARES], age = 0;
    int n = 0;
    *out = (struct due_suggestions){0};
    TRY(team_calendar(cx, r->team, &c, &h));
    TRY(load_past(cx, r->service, c, cx->now + 1, &past));
    struct lifetime *list = NEWN(cx->arena, struct lifetime, past.count);
    for (int i = 0; i < past.count && n < DUE_SAMPLES; i++) {
        if (past.list[i].id.v == r->id.v)
            age = hours(past.list[i].elapsed);
        else
            list[n++] = (struct lifetime){hours(past.list[i].elapsed), past.list[i].is_done};
    }
    enum err err = due_quantiles(cx->arena, list, n, age, times, &out->ended, &out->all);
    out->is_enough = err == OK;
    for (int q = 0; q < DUE_SHARES; q++) {
        struct due_suggestion *s = &out->of[q];
        s->percent = (int)lround(due_shares[q] * 100);
        s->has_time = err == OK && times[q] >= 0;
        /* rounded up to whole minutes: a promise to the second says more than is known */
        s->seconds = s->has_time ? (int64_t)ceil(times[q] * 60) * 60 : 0;
        if (s->has_time)
            TRY(calendar_add(c, cx->now, s->seconds * USEC_PER_SEC, &s->due, &cx->fault));
    }
    return err == OK || err == ERR_NOT_FOUND ? next_update(cx, c, &out->next_update) : err;
}

/* ---- how they did ------------------------------------------------------------------------------
 */

struct judged {
    VEC(double) said, took;
    int kept;
};

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static double median(double *v, ptrdiff_t n)
{
    if (n == 0)
        return 0;
    qsort(v, (size_t)n, sizeof *v, by_size);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static enum err score(struct judged *j, int q, struct due_score *out)
{
    *out = (struct due_score){.percent = (int)lround(due_shares[q] * 100),
                              .judged = (int)j->said.n,
                              .kept = j->kept,
                              .interval = {0, 1}};
    double chance;
    if (out->judged == 0)
        return OK;
    TRY(wilson(out->kept, out->judged, 0.95, &out->interval));
    TRY(kept_chance(out->kept, out->judged, due_shares[q], &chance));
    out->is_alarm = chance < 0.05;
    TRY(pinball(j->took.v, j->said.v, out->judged, due_shares[q], &out->pinball));
    out->said = median(j->said.v, j->said.n);
    out->took = median(j->took.v, j->took.n);
    return OK;
}

/* What could have been said of request i when it came in, from those before it as they stood. */
static enum err as_of(struct cx *cx, const struct calendar *c, const struct past *past, int i,
                      double out[DUE_SHARES])
{
    instant then = past->list[i].opened_at;
    struct lifetime *list = NEWN(cx->arena, struct lifetime, DUE_SAMPLES);
    int n = 0, ended, all;
    for (int k = i + 1; k < past->count && n < DUE_SAMPLES; k++) {
        const struct due_sample *s = &past->list[k];
        bool was_over = s->ended_at && s->ended_at <= then;
        int64_t elapsed = was_over ? s->elapsed : sample_until(cx, c, past, s, then);
        if (s->opened_at < then)
            list[n++] = (struct lifetime){hours(elapsed), was_over && s->is_done};
    }
    return due_quantiles(cx->arena, list, n, 0, out, &ended, &all);
}

enum err due_judge(struct cx *cx, service_id service, team_id team, struct due_report *out)
{
    const struct calendar *c;
    struct hours h;
    struct past past;
    struct judged judged[DUE_SHARES] = {0};
    *out = (struct due_report){0};
    TRY(team_calendar(cx, team, &c, &h));
    TRY(load_past(cx, service, c, cx->now + 1, &past));
    for (int i = 0; i < past.count && i < DUE_JUDGED; i++) {
        const struct due_sample *s = &past.list[i];
        double said[DUE_SHARES], took = hours(s->elapsed);
        if (s->opened_at < cx->now - 30 * USEC_PER_DAY)
            break;
        out->requests++;
        enum err err = as_of(cx, c, &past, i, said);
        out->refused += err != OK;
        for (int q = 0; q < DUE_SHARES && err == OK; q++) {
            /* judged once there was time to be late, however it ended; not what was withdrawn */
            bool had_time = hours(calendar_between(c, s->opened_at, cx->now)) >= said[q];
            bool is_known = s->is_done || (!s->ended_at && took > said[q]);
            if (said[q] < 0 || !had_time || !is_known)
                continue;
            *vec_push(cx->arena, &judged[q].said) = said[q];
            *vec_push(cx->arena, &judged[q].took) = took;
            judged[q].kept += took <= said[q];
        }
    }
    for (int q = 0; q < DUE_SHARES; q++)
        TRY(score(&judged[q], q, &out->of[q]));
    return OK;
}
