#include "mailbox/mail_health.h"

#include "services/service.h"
#include "stat/quantile.h"
#include "text/when.h"

enum { mails_most = 401, pauses_least = 20, pauses_for_quantile = 99, lag_most = 100 };

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

struct silence silence_of(struct arena *a, const struct calendar *c, const instant *at, int count,
                          instant now)
{
    struct silence s = {0};
    double *pauses = NEWN(a, double, count + 1), usual = 0;
    for (int i = 1; i < count; i++) {
        int64_t open = calendar_between(c, at[i - 1], at[i]);
        if (open > 0) /* what came outside the hours says nothing of them */
            pauses[s.pauses++] = (double)open / USEC_PER_SEC;
    }
    if (count)
        s.seconds = calendar_between(c, at[count - 1], now) / USEC_PER_SEC;
    if (s.pauses < pauses_least)
        return s;
    qsort(pauses, (size_t)s.pauses, sizeof *pauses, by_size);
    if (s.pauses >= pauses_for_quantile && quantile_promise(pauses, s.pauses, 0.99, &usual) == OK) {
        s.limit_seconds = (int64_t)(2 * usual);
    } else {
        usual = pauses[s.pauses - 1];
        s.limit_seconds = (int64_t)(3 * usual);
    }
    s.is_known = true;
    s.usual_seconds = (int64_t)usual;
    if (s.limit_seconds < 3600)
        s.limit_seconds = 3600;
    return s;
}

/* When the last mails came, oldest first; imported history aside. */
static enum err read_times(struct cx *cx, mailbox_id id, instant *at, int *count)
{
    struct rows r;
    *count = 0;
    db_query(&r, cx->db,
             SQL("SELECT received_at FROM mail_in WHERE mailbox_id = $1 AND source <> 'import'"
                 " ORDER BY id DESC LIMIT $2"),
             ARGS(DB_I(id.v), DB_I(mails_most)));
    while (*count < mails_most && rows_next(&r))
        at[(*count)++] = rows_i64(&r);
    for (int i = 0; i < *count / 2; i++) {
        instant other = at[i];
        at[i] = at[*count - 1 - i];
        at[*count - 1 - i] = other;
    }
    return rows_end(&r);
}

static enum err read_silence(struct cx *cx, struct source *s)
{
    struct service service;
    struct hours hours;
    const struct calendar *calendar;
    instant *at = NEWN(cx->arena, instant, mails_most);
    int count;
    TRY(service_get(cx, s->box.service, &service));
    TRY(team_calendar(cx, service.team, &calendar, &hours));
    TRY(read_times(cx, s->box.id, at, &count));
    s->last_at = count ? at[count - 1] : 0;
    s->silence = silence_of(cx->arena, calendar, at, count, cx->now);
    s->silent = when_span(cx->arena, cx->lang, s->silence.seconds);
    s->usual = when_span(cx->arena, cx->lang, s->silence.usual_seconds);
    s->limit = when_span(cx->arena, cx->lang, s->silence.limit_seconds);
    return OK;
}

static enum err read_balance(struct cx *cx, struct source *s)
{
    struct rows r;
    struct mail_balance *b = &s->balance;
    db_query(&r, cx->db,
             SQL("SELECT state, count(*) FROM mail_in WHERE mailbox_id = $1 GROUP BY state ORDER "
                 "BY state"),
             ARGS(DB_I(s->box.id.v)));
    while (rows_next(&r)) {
        enum mail_in_state state = (enum mail_in_state)rows_i64(&r);
        int64_t n = rows_i64(&r);
        b->received += n;
        switch (state) {
        case MAIL_STORED: b->stored = n; break;
        case MAIL_REQUEST: b->requests = n; break;
        case MAIL_REPLY: b->replies = n; break;
        case MAIL_IGNORED: b->ignored = n; break;
        case MAIL_QUARANTINED: b->quarantined = n; break;
        case MAIL_SPAM: b->spam = n; break;
        }
    }
    return rows_end(&r);
}

static enum err read_uids(struct cx *cx, struct source *s)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT kind, count(*) FROM mail_uid WHERE mailbox_id = $1 AND kind > 1 GROUP BY"
                 " kind ORDER BY kind"),
             ARGS(DB_I(s->box.id.v)));
    while (rows_next(&r)) {
        enum imap_kind_of kind = (enum imap_kind_of)rows_i64(&r);
        int64_t n = rows_i64(&r);
        *(kind == UID_OLD ? &s->old : kind == UID_GONE ? &s->unread : &s->here_already) = n;
    }
    return rows_end(&r);
}

static enum err read_lag(struct cx *cx, struct source *s)
{
    double lag[lag_most], middle = 0;
    int n = 0;
    struct rows r;
    s->lag_seconds = -1;
    db_query(&r, cx->db,
             SQL("SELECT seen_at - arrived_at FROM mail_uid WHERE mailbox_id = $1 AND era = $2 AND"
                 " kind = 1 AND arrived_at > 0 AND uid > $3 ORDER BY uid DESC LIMIT $4"),
             ARGS(DB_I(s->box.id.v), DB_I(s->box.era), DB_I(s->box.history), DB_I(lag_most)));
    while (n < lag_most && rows_next(&r))
        lag[n++] = (double)rows_i64(&r) / USEC_PER_SEC;
    TRY(rows_end(&r));
    if (n == 0)
        return OK;
    qsort(lag, (size_t)n, sizeof lag[0], by_size);
    if (quantile_type7(lag, n, 0.5, &middle) == OK)
        s->lag_seconds = middle < 0 ? 0 : (int64_t)middle; /* two clocks */
    return OK;
}

enum err compared_last(struct cx *cx, mailbox_id id, struct compared *out)
{
    struct rows r;
    *out = (struct compared){0};
    db_query(&r, cx->db,
             SQL("SELECT at, on_server, accounted, fetched, gone FROM mail_reconcile WHERE"
                 " mailbox_id = $1 ORDER BY id DESC LIMIT 1"),
             ARGS(DB_I(id.v)));
    if (rows_next(&r)) {
        out->at = rows_i64(&r);
        out->on_server = rows_i64(&r);
        out->accounted = rows_i64(&r);
        out->fetched = rows_i64(&r);
        out->gone = rows_i64(&r);
    }
    return rows_end(&r);
}

enum err source_list(struct cx *cx, struct source **list, int *count)
{
    struct imap_box *boxes;
    TRY(imap_box_list(cx, &boxes, count));
    *list = NEWN(cx->arena, struct source, *count);
    for (int i = 0; i < *count; i++) {
        struct source *s = &(*list)[i];
        s->box = boxes[i];
        s->box.password = S("");
        TRY(read_balance(cx, s));
        TRY(read_uids(cx, s));
        TRY(read_lag(cx, s));
        TRY(read_silence(cx, s));
        TRY(compared_last(cx, s->box.id, &s->compared));
    }
    return OK;
}
