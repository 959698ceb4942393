/* hours_web.c: the hours in which a team's clock runs, as people write them: "09:00-12:00
 * 13:00-17:00". */
#include <unistd.h>

#include "app/form.h"
#include "app/parser.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/undo.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "services/calendar_json.h"
#include "services/pages.h"
#include "services/templates.h"

static const char *const day_keys[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
static const char *const day_names[7] = {WORD("Monday"),   WORD("Tuesday"), WORD("Wednesday"),
                                         WORD("Thursday"), WORD("Friday"),  WORD("Saturday"),
                                         WORD("Sunday")};

static void put_spans(struct cx *cx, struct buf *b, const struct calendar_hours *h)
{
    for (int i = 0; i < h->count; i++)
        buf_addf(b, "%s%.*s-%.*s", i ? " " : "",
                 STR_ARG(calendar_format_time(cx->arena, h->spans[i].from)),
                 STR_ARG(calendar_format_time(cx->arena, h->spans[i].to)));
}

static void put_date(struct buf *b, day_number d)
{
    int year, month, day;
    day_split(d, &year, &month, &day);
    buf_addf(b, "%04d-%02d-%02d", year, month, day);
}

/* The stored calendar, in the words of the form. */
static enum err fill_form(struct cx *cx, struct hours_page *p)
{
    struct calendar *c;
    struct buf b, x;
    TRY(calendar_parse(cx->arena, cx->app->zones, p->hours.json, &c, &cx->fault));
    p->zone = zone_name(c->zone);
    for (int d = 0; d < 7; d++) {
        buf_init(&b, cx->arena, 4000);
        put_spans(cx, &b, &c->week[d]);
        p->days[d].hours = buf_str(&b);
    }
    buf_init(&b, cx->arena, 256 * 1024);
    buf_init(&x, cx->arena, 256 * 1024);
    for (int i = 0; i < c->date_count; i++) {
        const struct calendar_date *date = &c->dates[i];
        if (date->is_holiday) {
            put_date(&b, date->day);
            buf_addf(&b, " %.*s\n", STR_ARG(date->name));
        }
        if (date->is_exception) {
            put_date(&x, date->day);
            buf_addc(&x, ' ');
            put_spans(cx, &x, &date->exception);
            buf_addc(&x, '\n');
        }
    }
    p->holidays = buf_str(&b);
    p->exceptions = buf_str(&x);
    return OK;
}

static void fill_typed(struct cx *cx, struct hours_page *p)
{
    p->hours.name = http_form(cx->q, S("name"));
    p->zone = http_form(cx->q, S("zone"));
    p->holidays = http_form(cx->q, S("holidays"));
    p->exceptions = http_form(cx->q, S("exceptions"));
    for (int d = 0; d < 7; d++)
        p->days[d].hours = http_form(cx->q, str_from(day_keys[d]));
}

static enum err show(struct cx *cx, calendar_id id, enum err err)
{
    struct hours_page *p = NEW(cx->arena, struct hours_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("hours"), &p->layout));
    TRY(hours_list(cx, &p->all, &p->count));
    p->hours = (struct hours){.name = S("")};
    p->zone = org(cx->app)->zone;
    p->holidays = p->exceptions = S("");
    for (int d = 0; d < 7; d++)
        p->days[d] = (struct day_hours){str_from(day_keys[d]), word(cx->lang, day_names[d]),
                                        d < 5 ? S("09:00-17:00") : S("")};
    if (id.v) {
        TRY(hours_get(cx, id, &p->hours));
        TRY(fill_form(cx, p));
    }
    cx->fault = fault;
    if (err != OK) {
        fill_typed(cx, p);
        layout_wrong(cx, &p->layout, err);
    }
    RENDER(cx, hours, p);
    return OK;
}

static enum err hours_of_path(struct cx *cx, calendar_id *id)
{
    id->v = 0;
    if (cx->q->param_count == 0 || str_eq(cx->q->params[0], S("new")))
        return OK;
    return param_id(cx, 0, &id->v);
}

enum err hours_get_page(struct cx *cx)
{
    calendar_id id;
    TRY(hours_of_path(cx, &id));
    return show(cx, id, OK);
}

/* "09:00-12:00 13:00-17:00" as a list of pairs. */
static enum err write_spans(struct cx *cx, struct json *j, struct str typed, const char *field)
{
    json_array(j);
    while (typed.p) {
        struct str span = str_trim(str_cut(&typed, ' ')), rest = span;
        struct str from = str_cut(&rest, '-');
        int32_t a, b;
        if (span.n == 0)
            continue;
        if (!rest.p || calendar_parse_time(from, &a) != OK || calendar_parse_time(rest, &b) != OK ||
            b <= a)
            return fail(cx, ERR_INVALID, field,
                        "Write the hours as 09:00-12:00 13:00-17:00, or leave the day empty");
        json_array(j);
        json_text(j, from);
        json_text(j, rest);
        json_end(j);
    }
    json_end(j);
    return OK;
}

static enum err write_day(struct cx *cx, struct json *j, int day)
{
    struct str typed;
    TRY(form_text(cx, day_keys[day], 0, 400, &typed));
    json_key(j, day_keys[day]);
    return write_spans(cx, j, typed, day_keys[day]);
}

/* "2026-12-25 Christmas Day", a line each. */
static void write_holidays(struct json *j, struct str typed)
{
    json_key(j, "holidays");
    json_array(j);
    while (typed.p) {
        struct str line = str_trim(str_line(&typed));
        if (line.n == 0)
            continue;
        json_object(j);
        json_key(j, "date");
        json_text(j, str_head(line, 10));
        json_key(j, "name");
        json_text(j, str_trim(str_skip(line, 10)));
        json_end(j);
    }
    json_end(j);
}

/* "2026-12-24 09:00-12:00", a line each; no hours: closed. */
static enum err write_exceptions(struct cx *cx, struct json *j, struct str typed)
{
    json_key(j, "exceptions");
    json_object(j);
    while (typed.p) {
        struct str line = str_trim(str_line(&typed));
        if (line.n == 0)
            continue;
        json_key(j, str_z(cx->arena, str_head(line, 10)));
        TRY(write_spans(cx, j, str_skip(line, 10), "exceptions"));
    }
    json_end(j);
    return OK;
}

struct saving {
    calendar_id id;
    struct str name, json;
    struct str undo;
};

/* Shifts and breaks of single dates have no place in the form: they stay as they were. */
static enum err keep_others(struct cx *cx, calendar_id id, struct calendar *fresh)
{
    struct hours before;
    struct calendar *old;
    int n = 0;
    if (!id.v)
        return OK;
    TRY(hours_get(cx, id, &before));
    TRY(calendar_parse(cx->arena, cx->app->zones, before.json, &old, &cx->fault));
    struct calendar_date *dates = NEWN(cx->arena, struct calendar_date,
                                       fresh->date_count + old->date_count);
    for (int i = 0; i < fresh->date_count; i++)
        dates[n++] = fresh->dates[i];
    for (int i = 0; i < old->date_count; i++) {
        const struct calendar_date *was = &old->dates[i];
        int at = 0;
        if (!was->is_shift && was->breaks.count == 0)
            continue;
        while (at < n && dates[at].day != was->day)
            at++;
        if (at == n)
            dates[n++] = (struct calendar_date){.day = was->day, .name = S("")};
        dates[at].is_shift = was->is_shift;
        dates[at].shift = was->shift;
        dates[at].breaks = was->breaks;
    }
    fresh->dates = dates;
    fresh->date_count = n;
    fresh->by_offset_before = old->by_offset_before;
    return calendar_init(cx->arena, fresh, &cx->fault);
}

static struct str as_json(struct cx *cx, const struct calendar *c)
{
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, LIMIT_LINE_BYTES);
    json_init(&j, &b);
    calendar_write(&j, c);
    return buf_str(&b);
}

static enum err read_form(struct cx *cx, struct saving *s)
{
    struct str zone, holidays, exceptions;
    struct buf b;
    struct json j;
    struct calendar *read;
    TRY(form_text(cx, "name", 1, LIMIT_NAME_BYTES, &s->name));
    TRY(form_text(cx, "zone", 1, 64, &zone));
    TRY(form_text(cx, "holidays", 0, 100000, &holidays));
    TRY(form_text(cx, "exceptions", 0, 100000, &exceptions));
    buf_init(&b, cx->arena, LIMIT_LINE_BYTES);
    json_init(&j, &b);
    json_object(&j);
    json_key(&j, "tz");
    json_text(&j, zone);
    json_key(&j, "week");
    json_object(&j);
    for (int d = 0; d < 7; d++)
        TRY(write_day(cx, &j, d));
    json_end(&j);
    write_holidays(&j, holidays);
    TRY(write_exceptions(cx, &j, exceptions));
    json_end(&j);
    TRY(calendar_parse(cx->arena, cx->app->zones, buf_str(&b), &read, &cx->fault));
    TRY(keep_others(cx, s->id, read));
    s->json = as_json(cx, read);
    return OK;
}

/* What it was before travels with the undo: "id LF name LF hours". A new one stays. */
static enum err offer(struct cx *cx, struct saving *s, const struct hours *before)
{
    return undo_offer(cx, S("hours.set"),
                      str_fmt(cx->arena, "%lld\n%.*s\n%.*s", (long long)s->id.v,
                              STR_ARG(before->name), STR_ARG(before->json)),
                      &s->undo);
}

static enum err save(struct cx *cx, void *arg)
{
    struct saving *s = arg;
    struct hours before;
    if (!s->id.v)
        return hours_add(cx, s->name, s->json, &s->id);
    TRY(hours_get(cx, s->id, &before));
    TRY(hours_set(cx, s->id, s->name, s->json));
    return offer(cx, s, &before);
}

enum err hours_undo(struct cx *cx, struct str data)
{
    calendar_id id;
    struct str rest = data, number = str_cut(&rest, '\n'), name = str_cut(&rest, '\n');
    if (str_to_i64(number, &id.v) != OK || !rest.p)
        return fail(cx, ERR_CORRUPT, NULL, "It cannot be read what is to be taken back");
    if (!may(cx, MAY_CHANGE_SETTINGS, NULL))
        return fail(cx, ERR_FORBIDDEN, NULL, "You may read the settings, not change them");
    return hours_set(cx, id, name, rest);
}

/* A write may run twice: it starts from the same each time. */
static enum err save_afresh(struct cx *cx, void *arg)
{
    struct saving *s = arg, copy = *s;
    enum err err = save(cx, &copy);
    if (err == OK)
        *s = copy;
    return err;
}

enum err hours_post(struct cx *cx)
{
    struct saving s = {0};
    TRY(hours_of_path(cx, &s.id));
    enum err err = read_form(cx, &s);
    if (err == OK)
        err = cx_write(cx, save_afresh, &s);
    if (err != OK)
        return show(cx, s.id, err);
    toast_set(cx, word(cx->lang, "Saved. Promises that were given keep their time."),
              s.undo.p ? s.undo : S(""));
    return done(cx, str_fmt(cx->arena, "/settings/hours/%lld", (long long)s.id.v));
}

/* ---- holidays of a calendar file ------------------------------------------------------------- */

/* From the start of this year to the end of the one after the next: what one plans for. */
static enum err read_days(struct cx *cx, const struct http_file *f, struct str *reply)
{
    int year, month, day;
    if (f->size > LIMIT_ICS_BYTES)
        return fail(cx, ERR_TOO_LARGE, "file", "A calendar file has at most %d MB",
                    LIMIT_ICS_BYTES >> 20);
    char *bytes = arena_bytes(cx->arena, (ptrdiff_t)f->size + 1);
    ptrdiff_t n = 0;
    while (n < f->size) {
        ssize_t got = pread(f->fd, bytes + n, (size_t)(f->size - n), n);
        if (got <= 0)
            return fail(cx, ERR_IO, "file", "The file could not be read. Try again");
        n += got;
    }
    day_split((day_number)(cx->now / USEC_PER_DAY), &year, &month, &day);
    struct str input = str_fmt(cx->arena, "%d %d\n%.*s", (int)day_from(year, 1, 1),
                               (int)day_from(year + 2, 12, 31), (int)n, bytes);
    enum err err = parser_call(cx->app, cx->arena, PARSER_HOLIDAYS, input, -1, reply, &cx->fault);
    if (err == ERR_CORRUPT || err == ERR_INVALID)
        return fail(cx, ERR_INVALID, "file",
                    "This is no calendar file (.ics). Export one, or write the dates by hand");
    return err;
}

static bool has_holiday(const struct calendar *c, day_number d)
{
    for (int i = 0; i < c->date_count; i++)
        if (c->dates[i].day == d && c->dates[i].is_holiday)
            return true;
    return false;
}

static enum err fill_days(struct cx *cx, struct import_page *p, struct str reply)
{
    struct calendar *c;
    TRY(calendar_parse(cx->arena, cx->app->zones, p->hours.json, &c, &cx->fault));
    p->days = NEWN(cx->arena, struct offered_day, LIMIT_ICS_DAYS);
    while (reply.n && p->day_count < LIMIT_ICS_DAYS) {
        int64_t day;
        struct buf b;
        struct str line = str_line(&reply), rest = line;
        if (str_to_i64(str_cut(&rest, ' '), &day) != OK || day < 0 || day > 1000000)
            return fail(cx, ERR_CORRUPT, NULL, "the parser's answer has no date");
        buf_init(&b, cx->arena, 16);
        put_date(&b, (day_number)day);
        p->days[p->day_count++] = (struct offered_day){
            buf_str(&b), utf8_clean(cx->arena, rest.p ? rest : S("")),
            day * USEC_PER_DAY + 12 * USEC_PER_HOUR, has_holiday(c, (day_number)day)};
    }
    return OK;
}

enum err hours_import_post(struct cx *cx)
{
    struct import_page *p = NEW(cx->arena, struct import_page);
    const struct http_file *f = http_file(cx->q, S("file"), 0);
    struct str reply = S("");
    calendar_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(hours_get(cx, id, &p->hours));
    enum err err = f && f->size ? read_days(cx, f, &reply)
                                : fail(cx, ERR_INVALID, "file", "Choose a calendar file (.ics)");
    if (err != OK)
        return show(cx, id, err);
    TRY(layout_load(cx, S("hours"), &p->layout));
    TRY(fill_days(cx, p, reply));
    RENDER(cx, hours_import, p);
    return OK;
}

/* Each date said yes to, beside what the calendar has: by day, each once. */
static enum err add_confirmed(struct cx *cx, struct calendar *c, int *added)
{
    struct calendar_date *dates = NEWN(cx->arena, struct calendar_date,
                                       c->date_count + cx->q->form_count);
    int n = 0;
    for (int i = 0; i < c->date_count; i++)
        dates[n++] = c->dates[i];
    for (int i = 0; i < cx->q->form_count; i++) {
        int64_t y, m, d;
        struct str rest = cx->q->form[i].value, date = str_head(rest, 10), cut = date;
        if (!str_eq(cx->q->form[i].name, S("day")))
            continue;
        if (str_to_i64(str_cut(&cut, '-'), &y) != OK || str_to_i64(str_cut(&cut, '-'), &m) != OK ||
            !cut.p || str_to_i64(cut, &d) != OK || y < 1970 || y > 2999 || m < 1 || m > 12 ||
            d < 1 || d > 31)
            return fail(cx, ERR_INVALID, "day", "write a date as 2026-12-24");
        day_number day = day_from((int)y, (int)m, (int)d);
        int at = 0;
        while (at < n && dates[at].day != day)
            at++;
        if (at < n && dates[at].is_holiday)
            continue;
        if (at == n)
            dates[n++] = (struct calendar_date){.day = day};
        dates[at].is_holiday = true;
        dates[at].name = utf8_cut_bytes(str_trim(str_skip(rest, 10)), LIMIT_NAME_BYTES);
        (*added)++;
    }
    c->dates = dates;
    c->date_count = n;
    return calendar_init(cx->arena, c, &cx->fault);
}

enum err hours_confirm_post(struct cx *cx)
{
    struct saving s = {0};
    struct hours before;
    struct calendar *c;
    int added = 0;
    TRY(param_id(cx, 0, &s.id.v));
    TRY(hours_get(cx, s.id, &before));
    TRY(calendar_parse(cx->arena, cx->app->zones, before.json, &c, &cx->fault));
    enum err err = add_confirmed(cx, c, &added);
    if (err == OK && added == 0)
        err = fail(cx, ERR_INVALID, "day", "Tick the dates on which this team is closed");
    if (err != OK)
        return show(cx, s.id, err);
    s.name = before.name;
    s.json = as_json(cx, c);
    TRY(cx_write(cx, save_afresh, &s));
    toast_set(
        cx,
        word_fill(cx->arena,
                  word_n(cx->lang, "{n} holiday added. Promises that were given keep their time.",
                         "{n} holidays added. Promises that were given keep their time.", added),
                  &(struct word_arg){"n", str_fmt(cx->arena, "%d", added)}, 1),
        s.undo);
    return done(cx, str_fmt(cx->arena, "/settings/hours/%lld", (long long)s.id.v));
}
