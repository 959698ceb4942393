/* mail_alarm.c: what is wrong with a mailbox is raised once, stands while it lasts, and ends by
 * itself: nobody has to tick it off, and nobody can forget to. */
#include "mailbox/mail_health.h"

#include "base/vec.h"
#include "mailbox/receive.h"
#include "text/when.h"

static const int64_t fetch_patience = 15 * USEC_PER_MIN, sort_patience = 15 * USEC_PER_MIN,
                     access_warning = 14 * USEC_PER_DAY;

/* What should stand for one mailbox now. */
struct look {
    mailbox_id mailbox;
    bool stands[ALARM_KINDS];
    int64_t a[ALARM_KINDS], b[ALARM_KINDS];
};

static void stand(struct look *l, enum alarm_kind kind, int64_t a, int64_t b)
{
    l->stands[kind] = true;
    l->a[kind] = a;
    l->b[kind] = b;
}

/* Received and not accounted for: taken by its UID and stored nowhere; stored and not sorted for
 * long; on the server, and missing after the comparison. */
static enum err look_balance(struct cx *cx, const struct imap_box *b, struct look *l)
{
    int64_t lost, stuck;
    struct compared c;
    TRY(db_get_i64(
        cx->db,
        SQL("SELECT count(*) FROM mail_uid WHERE mailbox_id = $1 AND mail_in_id IS NULL AND"
            " kind IN (1, 2)"),
        ARGS(DB_I(b->id.v)), &lost));
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM mail_in WHERE state = 1 AND mailbox_id = $1 AND"
                       " received_at < $2"),
                   ARGS(DB_I(b->id.v), DB_I(cx->now - sort_patience)), &stuck));
    TRY(compared_last(cx, b->id, &c));
    int64_t missing = c.on_server - c.accounted - c.fetched;
    if (lost + stuck + missing > 0)
        stand(l, ALARM_UNBALANCED, lost + stuck + missing, 0);
    if (c.fetched > 0)
        stand(l, ALARM_MISSED, c.fetched, 0);
    return OK;
}

static void look_fetch(struct cx *cx, const struct imap_box *b, struct look *l)
{
    bool is_at_once = imap_wait_after(b->trouble, 1) >= 60 ||
                      b->trouble == IMAP_TROUBLE_CERTIFICATE || b->trouble == IMAP_TROUBLE_NO_TLS;
    if (b->host.n && b->trouble && (is_at_once || cx->now - b->failed_at > fetch_patience))
        stand(l, ALARM_FETCH, b->trouble, 0);
}

static enum err look_access(struct cx *cx, const struct imap_box *b, struct look *l)
{
    struct oauth o;
    if (b->auth != IMAP_BY_OAUTH || !b->host.n)
        return OK;
    TRY(oauth_get(cx, b->id, &o));
    instant ends = oauth_ends_at(&o);
    if (o.refresh.n && ends && ends - cx->now < access_warning)
        stand(l, ALARM_ACCESS, ends / USEC_PER_SEC, 0);
    return OK;
}

static enum err write_look(struct cx *cx, void *arg)
{
    const struct look *l = arg;
    for (int kind = 1; kind < ALARM_KINDS; kind++) {
        if (l->stands[kind])
            TRY(db_run(
                cx->db,
                SQL("INSERT INTO mail_alarm (mailbox_id, kind, since, note) VALUES ($1, $2, $3, $4)"
                    " ON CONFLICT (mailbox_id, kind) WHERE ended_at IS NULL DO UPDATE SET note = "
                    "$4"),
                ARGS(DB_I(l->mailbox.v), DB_I(kind), DB_I(cx->now),
                     DB_T(str_fmt(cx->arena, "%lld %lld", (long long)l->a[kind],
                                  (long long)l->b[kind]))),
                NULL));
        else
            TRY(db_run(
                cx->db,
                SQL("UPDATE mail_alarm SET ended_at = $3 WHERE mailbox_id = $1 AND kind = $2 AND"
                    " ended_at IS NULL"),
                ARGS(DB_I(l->mailbox.v), DB_I(kind), DB_I(cx->now)), NULL));
    }
    return OK;
}

/* Writes only when something has changed: this runs every minute. */
static bool is_as_before(const struct look *l, const struct alarm *old, int count)
{
    for (int kind = 1; kind < ALARM_KINDS; kind++) {
        bool stood = false, is_same = true;
        for (int i = 0; i < count; i++)
            if (old[i].mailbox.v == l->mailbox.v && (int)old[i].kind == kind) {
                stood = true;
                is_same = old[i].a == l->a[kind] || kind == ALARM_SILENT;
            }
        if (stood != l->stands[kind] || (stood && !is_same))
            return false;
    }
    return true;
}

static enum err look_at(struct cx *cx, struct source *s, const struct alarm *old, int count)
{
    struct look l = {.mailbox = s->box.id};
    TRY(look_balance(cx, &s->box, &l));
    look_fetch(cx, &s->box, &l);
    TRY(look_access(cx, &s->box, &l));
    if (s->silence.is_known && s->silence.seconds > s->silence.limit_seconds)
        stand(&l, ALARM_SILENT, s->silence.seconds, s->silence.usual_seconds);
    if (is_as_before(&l, old, count))
        return OK;
    for (int kind = 1; kind < ALARM_KINDS; kind++)
        if (l.stands[kind])
            log_warn(&cx->app->log, "mail.alarm", LOG_I("mailbox", l.mailbox.v),
                     LOG_I("kind", kind), LOG_I("a", l.a[kind]));
    return cx_write(cx, write_look, &l);
}

int mail_watch_job(struct cx *cx)
{
    struct source *list;
    struct alarm *old;
    int count, old_count;
    if (alarm_list(cx, &old, &old_count) != OK || source_list(cx, &list, &count) != OK)
        return -1;
    for (int i = 0; i < count; i++)
        if (look_at(cx, &list[i], old, old_count) != OK)
            return -1;
    return 0;
}

enum err alarm_list(struct cx *cx, struct alarm **list, int *count)
{
    VEC(struct alarm) v = {0};
    struct rows r;
    db_query(
        &r, cx->db,
        SQL("SELECT a.mailbox_id, m.address, a.kind, a.since, a.note FROM mail_alarm a JOIN"
            " mailbox m ON m.id = a.mailbox_id WHERE a.ended_at IS NULL ORDER BY a.since, a.id"),
        NO_ARGS);
    while (rows_next(&r)) {
        struct alarm *a = vec_push(cx->arena, &v);
        a->mailbox.v = rows_i64(&r);
        a->address = rows_text(&r);
        a->kind = (enum alarm_kind)rows_i64(&r);
        a->since = rows_i64(&r);
        struct str note = rows_text(&r);
        if (str_to_i64(str_cut(&note, ' '), &a->a) != OK || str_to_i64(note, &a->b) != OK)
            a->b = 0;
    }
    *list = v.v;
    *count = (int)v.n;
    return rows_end(&r);
}

static struct str fill_words(struct cx *cx, struct str sentence, const struct alarm *a)
{
    struct when_reader reader = {.lang = cx->lang, .zone = cx->zone, .now = cx->now};
    bool is_time = a->kind == ALARM_SILENT;
    struct word_arg args[] = {
        {"n", str_fmt(cx->arena, "%lld", (long long)a->a)},
        {"silent", is_time ? when_span(cx->arena, cx->lang, a->a) : S("")},
        {"usual", is_time ? when_span(cx->arena, cx->lang, a->b) : S("")},
        {"day", a->kind == ALARM_ACCESS
                    ? when_words(cx->arena, &reader, a->a * USEC_PER_SEC, WHEN_DATE)
                    : S("")},
        {"address", a->address},
        {"why", imap_trouble_words(cx->lang, (enum imap_trouble)a->a)}};
    return word_fill(cx->arena, sentence, args, COUNT(args));
}

struct str alarm_words(struct cx *cx, const struct alarm *a)
{
    struct str s = S("");
    switch (a->kind) {
    case ALARM_UNBALANCED:
        s = word_n(cx->lang, "{n} message that came is not accounted for",
                   "{n} messages that came are not accounted for", a->a);
        break;
    case ALARM_SILENT:
        s = word(cx->lang, "No mail for {silent} of open time; pauses mostly stay under {usual}");
        break;
    case ALARM_FETCH: s = word(cx->lang, "No mail can be fetched: {why}"); break;
    case ALARM_ACCESS: s = word(cx->lang, "Kept's access to the mailbox ends on {day}"); break;
    case ALARM_MISSED:
        s = word_n(
            cx->lang, "{n} message had been missed; the comparison with the server has fetched it",
            "{n} messages had been missed; the comparison with the server has fetched them", a->a);
        break;
    case ALARM_KINDS: break;
    }
    return fill_words(cx, s, a);
}

struct str alarm_todo(struct cx *cx, const struct alarm *a)
{
    struct str s = S("");
    switch (a->kind) {
    case ALARM_UNBALANCED:
        s = word(cx->lang, "Run kept check and look into the log: the messages themselves are on "
                           "disk or on the server.");
        break;
    case ALARM_SILENT:
        s = word(cx->lang, "Write a mail to {address} yourself. If it does not come, look where "
                           "the mail server delivers.");
        break;
    case ALARM_FETCH: s = imap_trouble_todo(cx->lang, (enum imap_trouble)a->a); break;
    case ALARM_ACCESS:
        s = word(cx->lang,
                 "Let Kept in anew before that, or renew the client secret at the provider.");
        break;
    case ALARM_MISSED:
        s = word(cx->lang, "Nothing is lost. It ends with the next clean comparison; should it "
                           "come back, tell who runs the mail server.");
        break;
    case ALARM_KINDS: break;
    }
    return fill_words(cx, s, a);
}
