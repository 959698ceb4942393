#include "services/calendar_cli.h"

#include <math.h>

#include "base/limits.h"
#include "text/json_lines.h"

enum { most_segments = 10000 }; /* what one line may ask for */

/* One line being answered. */
struct question {
    struct arena *arena;
    struct calendar *calendar;
    const struct json_value *line;
    instant start;
    struct json *answer;
    struct fault *fault;
};

static enum err get_instant(struct question *q, const char *name, instant *out)
{
    const struct json_value *v = json_member(q->line, name);
    if (!v)
        return fault_set(q->fault, ERR_INVALID, name,
                         "%s is missing: give an instant, \"2026-01-30T15:30:00Z\"", name);
    if (v->kind != JSON_TEXT || instant_parse(v->text, out) != OK)
        return fault_set(q->fault, ERR_INVALID, name,
                         "%s is no instant: write it \"2026-01-30T15:30:00Z\"", name);
    return OK;
}

static enum err get_seconds(struct question *q, int64_t *out)
{
    const double most = LIMIT_CALENDAR_SPAN_DAYS * 86400.0;
    const struct json_value *v = json_member(q->line, "seconds");
    if (!v || v->kind != JSON_NUMBER)
        return fault_set(q->fault, ERR_INVALID, "seconds",
                         "seconds is missing: give the amount as a number");
    if (fabs(v->number) > most)
        return fault_set(q->fault, ERR_INVALID, "seconds", "seconds is over %d years",
                         LIMIT_CALENDAR_SPAN_DAYS / 366);
    *out = llround(v->number * (double)USEC_PER_SEC);
    return OK;
}

static enum err get_count(struct question *q, const char *name, int most, int *out)
{
    const struct json_value *v = json_member(q->line, name);
    if (!v || v->kind != JSON_NUMBER || !v->is_integer || v->integer > most || v->integer < -most)
        return fault_set(q->fault, ERR_INVALID, name, "%s is missing: give a whole number up to %d",
                         name, most);
    *out = (int)v->integer;
    return OK;
}

static enum err get_pause(struct question *q, const struct json_value *v,
                          struct calendar_interval *out)
{
    bool is_pair = v->kind == JSON_ARRAY && v->count == 2 && v->items[0].kind == JSON_TEXT;
    if (is_pair && instant_parse(v->items[0].text, &out->from) == OK) {
        if (v->items[1].kind == JSON_NULL)
            return OK;
        if (v->items[1].kind == JSON_TEXT && instant_parse(v->items[1].text, &out->until) == OK)
            return OK;
    }
    return fault_set(q->fault, ERR_INVALID, "pauses",
                     "a pause is written [\"2026-01-30T15:30:00Z\",\"2026-01-30T16:00:00Z\"]; null "
                     "at its end: still");
}

static enum err get_clock(struct question *q, struct calendar_clock *k)
{
    const struct json_value *v = json_member(q->line, "pauses");
    *k = (struct calendar_clock){.start = q->start};
    if (!v || v->kind == JSON_NULL)
        return OK;
    if (v->kind != JSON_ARRAY || v->count > LIMIT_CALENDAR_DATES)
        return fault_set(q->fault, ERR_INVALID, "pauses", "pauses is a list of at most %d",
                         LIMIT_CALENDAR_DATES);
    struct calendar_interval *list = NEWN(q->arena, struct calendar_interval, v->count);
    for (int i = 0; i < v->count; i++)
        TRY(get_pause(q, &v->items[i], &list[i]));
    k->pauses = list;
    k->pause_count = v->count;
    return OK;
}

/* ---- answers -------------------------------------------------------------------------------- */

static void put_instant(struct question *q, instant t)
{
    json_text(q->answer, instant_format(q->arena, t));
}

static void put_result(struct question *q, instant t)
{
    json_key(q->answer, "result");
    put_instant(q, t);
}

static void put_seconds(struct question *q, int64_t amount)
{
    json_key(q->answer, "seconds");
    if (amount % USEC_PER_SEC)
        json_f64(q->answer, (double)amount / (double)USEC_PER_SEC);
    else
        json_i64(q->answer, amount / USEC_PER_SEC);
}

static void put_intervals(struct question *q, const char *key, const struct calendar_interval *v,
                          int n)
{
    json_key(q->answer, key);
    json_array(q->answer);
    for (int i = 0; i < n; i++) {
        json_array(q->answer);
        put_instant(q, v[i].from);
        put_instant(q, v[i].until);
        json_end(q->answer);
    }
    json_end(q->answer);
}

/* The working, when the line asks to see it. */
static void put_counted(struct question *q, const struct calendar_clock *k, instant until)
{
    const struct json_value *show = json_member(q->line, "show");
    if (!show || show->kind != JSON_BOOL || !show->boolean)
        return;
    struct calendar_interval *v = NEWN(q->arena, struct calendar_interval, most_segments);
    put_intervals(q, "counted", v, calendar_counted(q->calendar, k, until, v, most_segments));
}

static void put_counted_between(struct question *q, instant a, instant b)
{
    struct calendar_clock k = {.start = a < b ? a : b};
    put_counted(q, &k, a < b ? b : a);
}

static enum err answer_shift(struct question *q, int sign)
{
    int64_t amount;
    instant t;
    TRY(get_seconds(q, &amount));
    TRY(calendar_add(q->calendar, q->start, sign * amount, &t, q->fault));
    put_result(q, t);
    put_counted_between(q, q->start, t);
    return OK;
}

static enum err answer_add(struct question *q)
{
    return answer_shift(q, 1);
}

static enum err answer_sub(struct question *q)
{
    return answer_shift(q, -1);
}

static enum err answer_between(struct question *q)
{
    instant end;
    TRY(get_instant(q, "end", &end));
    put_seconds(q, calendar_between(q->calendar, q->start, end));
    put_counted_between(q, q->start, end);
    return OK;
}

static enum err answer_is_open(struct question *q)
{
    json_key(q->answer, "result");
    json_bool(q->answer, calendar_is_open(q->calendar, q->start));
    return OK;
}

static enum err fail_closed(struct question *q)
{
    return fault_set(q->fault, ERR_NOT_FOUND, "calendar", "no open time");
}

static enum err answer_next_open(struct question *q)
{
    instant t;
    if (calendar_next_open(q->calendar, q->start, &t) != OK)
        return fail_closed(q);
    put_result(q, t);
    return OK;
}

static enum err answer_next_close(struct question *q)
{
    instant t;
    if (calendar_next_open(q->calendar, q->start, &t) != OK)
        return fail_closed(q);
    if (calendar_next_close(q->calendar, q->start, &t) != OK)
        return fault_set(q->fault, ERR_NOT_FOUND, "calendar", "it never closes");
    put_result(q, t);
    return OK;
}

typedef int list_intervals(const struct calendar *c, instant t, struct calendar_interval *list,
                           int most);

static enum err answer_segments(struct question *q, list_intervals *list)
{
    int most;
    TRY(get_count(q, "n", most_segments, &most));
    if (most < 0)
        return fault_set(q->fault, ERR_INVALID, "n", "n is how many segments are wanted");
    struct calendar_interval *v = NEWN(q->arena, struct calendar_interval, most);
    q->calendar->by_offset_before = true;
    int n = most ? list(q->calendar, q->start, v, most) : 0;
    if (most && !n)
        return fail_closed(q);
    put_intervals(q, "result", v, n);
    return OK;
}

static enum err answer_segments_after(struct question *q)
{
    return answer_segments(q, calendar_intervals_after);
}

static enum err answer_segments_before(struct question *q)
{
    return answer_segments(q, calendar_intervals_before);
}

static enum err answer_days(struct question *q, bool back)
{
    int days;
    instant t;
    TRY(get_count(q, "days", LIMIT_CALENDAR_SPAN_DAYS, &days));
    q->calendar->by_offset_before = true;
    bool goes_back = days ? back == (days > 0) : back;
    if (calendar_add_days(q->calendar, q->start, back ? -days : days, goes_back, &t) != OK)
        return fail_closed(q);
    put_result(q, t);
    return OK;
}

static enum err answer_add_days(struct question *q)
{
    return answer_days(q, false);
}

static enum err answer_sub_days(struct question *q)
{
    return answer_days(q, true);
}

static enum err answer_work_days(struct question *q)
{
    int days;
    day_number d;
    TRY(get_count(q, "days", LIMIT_CALENDAR_SPAN_DAYS, &days));
    TRY(calendar_workday(q->calendar, calendar_date_of(q->calendar, q->start), days, &d, q->fault));
    json_key(q->answer, "result");
    json_text(q->answer, day_format(q->arena, d));
    return OK;
}

static enum err answer_due(struct question *q)
{
    struct calendar_clock k;
    int64_t amount;
    instant t;
    TRY(get_seconds(q, &amount));
    TRY(get_clock(q, &k));
    if (amount < 0)
        return fault_set(q->fault, ERR_INVALID, "seconds", "seconds must not be negative here");
    TRY(calendar_due(q->calendar, &k, amount, &t, q->fault));
    put_result(q, t);
    put_counted(q, &k, t);
    return OK;
}

static enum err answer_elapsed(struct question *q)
{
    struct calendar_clock k;
    instant end;
    TRY(get_instant(q, "end", &end));
    TRY(get_clock(q, &k));
    put_seconds(q, calendar_elapsed(q->calendar, &k, end));
    put_counted(q, &k, end);
    return OK;
}

static const struct {
    const char *name;
    enum err (*answer)(struct question *q);
} ops[] = {
    {"add", answer_add},
    {"sub", answer_sub},
    {"between", answer_between},
    {"is_open", answer_is_open},
    {"next_open", answer_next_open},
    {"next_close", answer_next_close},
    {"segments_after", answer_segments_after},
    {"segments_before", answer_segments_before},
    {"add_days", answer_add_days},
    {"sub_days", answer_sub_days},
    {"work_days", answer_work_days},
    {"due", answer_due},
    {"elapsed", answer_elapsed},
};
enum { op_count = sizeof ops / sizeof *ops };

static enum err answer_op(struct question *q)
{
    const struct json_value *op = json_member(q->line, "op");
    for (int i = 0; op && op->kind == JSON_TEXT && i < op_count; i++)
        if (str_eq(op->text, str_from(ops[i].name)))
            return ops[i].answer(q);
    return fault_set(q->fault, ERR_INVALID, "op",
                     "op is not known: add sub between is_open next_open next_close "
                     "segments_after segments_before add_days sub_days work_days due elapsed");
}

static enum err answer_line(void *context, struct arena *a, struct str line, struct json *answer,
                            struct fault *f)
{
    struct zone_cache *zones = context;
    struct question q = {.arena = a, .answer = answer, .fault = f};
    TRY(json_parse(a, line, &q.line, f));
    if (q.line->kind != JSON_OBJECT)
        return fault_set(f, ERR_INVALID, NULL,
                         "a line is an object: {\"calendar\":…,\"op\":\"add\",\"start\":…}");
    TRY(calendar_read(a, zones, json_member(q.line, "calendar"), &q.calendar, f));
    TRY(get_instant(&q, "start", &q.start));
    return q.calendar->has_hours ? answer_op(&q) : fail_closed(&q);
}

void calendar_answer(struct arena *a, struct zone_cache *zones, struct str line, struct buf *out)
{
    json_line(answer_line, zones, a, line, out);
}

int calendar_cli(int in, int out)
{
    struct zone_cache *zones = zone_cache_new(ZONE_DIR);
    int status = json_lines(answer_line, zones, in, out);
    zone_cache_free(zones);
    return status;
}
