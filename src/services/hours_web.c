/* hours_web.c: the hours in which a team's clock runs, as people write them: "09:00-12:00
 * 13:00-17:00". */
#include "app/form.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/undo.h"
#include "base/limits.h"
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

/* The stored calendar, in the words of the form. */
static enum err fill_form(struct cx *cx, struct hours_page *p)
{
    struct calendar *c;
    struct buf b;
    TRY(calendar_parse(cx->arena, cx->app->zones, p->hours.json, &c, &cx->fault));
    p->zone = zone_name(c->zone);
    for (int d = 0; d < 7; d++) {
        buf_init(&b, cx->arena, 4000);
        put_spans(cx, &b, &c->week[d]);
        p->days[d].hours = buf_str(&b);
    }
    buf_init(&b, cx->arena, 64 * 1024);
    for (int i = 0; i < c->date_count; i++) {
        int year, month, day;
        if (!c->dates[i].is_holiday)
            continue;
        day_split(c->dates[i].day, &year, &month, &day);
        buf_addf(&b, "%04d-%02d-%02d %.*s\n", year, month, day, STR_ARG(c->dates[i].name));
    }
    p->holidays = buf_str(&b);
    return OK;
}

static void fill_typed(struct cx *cx, struct hours_page *p)
{
    p->hours.name = http_form(cx->q, S("name"));
    p->zone = http_form(cx->q, S("zone"));
    p->holidays = http_form(cx->q, S("holidays"));
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
    p->holidays = S("");
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

static enum err write_day(struct cx *cx, struct json *j, int day)
{
    struct str typed;
    TRY(form_text(cx, day_keys[day], 0, 400, &typed));
    json_key(j, day_keys[day]);
    json_array(j);
    while (typed.p) {
        struct str span = str_trim(str_cut(&typed, ' ')), rest = span;
        struct str from = str_cut(&rest, '-');
        int32_t a, b;
        if (span.n == 0)
            continue;
        if (!rest.p || calendar_parse_time(from, &a) != OK || calendar_parse_time(rest, &b) != OK ||
            b <= a)
            return fail(cx, ERR_INVALID, day_keys[day],
                        "Write the hours as 09:00-12:00 13:00-17:00, or leave the day empty");
        json_array(j);
        json_text(j, from);
        json_text(j, rest);
        json_end(j);
    }
    json_end(j);
    return OK;
}

/* "2026-12-25 Christmas Day", a line each. */
static enum err write_holidays(struct cx *cx, struct json *j)
{
    struct str typed;
    TRY(form_text(cx, "holidays", 0, 20000, &typed));
    json_key(j, "holidays");
    json_array(j);
    while (typed.p) {
        struct str line = str_trim(str_line(&typed));
        if (line.n)
            json_text(j, str_head(line, 10));
    }
    json_end(j);
    return OK;
}

struct saving {
    calendar_id id;
    struct str name, json;
};

static enum err read_form(struct cx *cx, struct saving *s)
{
    struct str zone;
    struct buf b;
    struct json j;
    struct calendar *checked;
    TRY(form_text(cx, "name", 1, LIMIT_NAME_BYTES, &s->name));
    TRY(form_text(cx, "zone", 1, 64, &zone));
    buf_init(&b, cx->arena, 64 * 1024);
    json_init(&j, &b);
    json_object(&j);
    json_key(&j, "tz");
    json_text(&j, zone);
    json_key(&j, "week");
    json_object(&j);
    for (int d = 0; d < 7; d++)
        TRY(write_day(cx, &j, d));
    json_end(&j);
    TRY(write_holidays(cx, &j));
    json_end(&j);
    s->json = buf_str(&b);
    return calendar_parse(cx->arena, cx->app->zones, s->json, &checked, &cx->fault);
}

static enum err save(struct cx *cx, void *arg)
{
    struct saving *s = arg;
    return s->id.v ? hours_set(cx, s->id, s->name, s->json)
                   : hours_add(cx, s->name, s->json, &s->id);
}

enum err hours_post(struct cx *cx)
{
    struct saving s;
    TRY(hours_of_path(cx, &s.id));
    enum err err = read_form(cx, &s);
    if (err == OK)
        err = cx_write(cx, save, &s);
    if (err != OK)
        return show(cx, s.id, err);
    toast_set(cx, word(cx->lang, "Saved. Promises that were given keep their time."), S(""));
    return done(cx, str_fmt(cx->arena, "/settings/hours/%lld", (long long)s.id.v));
}
