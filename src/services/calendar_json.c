#include "services/calendar_json.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/vec.h"

static const char *const weekday_names[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
static const char *const weekday_long[7] = {"monday", "tuesday",  "wednesday", "thursday",
                                            "friday", "saturday", "sunday"};

/* A calendar on its way from JSON. */
struct reading {
    struct arena *arena;
    struct fault *fault;
    const char *field; /* the member that is being read */
    struct str at;     /* where in it: "mon", "2026-12-24" */
    VEC(struct calendar_date) dates;
};

static enum err refuse(struct reading *r, const char *why)
{
    if (!r->at.n)
        return fault_set(r->fault, ERR_INVALID, r->field, "%s: %s", r->field, why);
    return fault_set(r->fault, ERR_INVALID, r->field, "%s.%.*s: %s", r->field,
                     STR_ARG(str_head(r->at, 40)), why);
}

/* One to three digits, then pairs after colons. */
enum err calendar_parse_time(struct str s, int32_t *out)
{
    int64_t parts[3] = {0};
    int n = 0;
    while (s.p) {
        struct str part = str_cut(&s, ':');
        bool is_fit = part.n >= (n ? 2 : 1) && part.n <= (n ? 2 : 3);
        if (n == 3 || !is_fit || !ascii_is_digit(part.p[0]) || str_to_i64(part, &parts[n]) != OK)
            return ERR_INVALID;
        n++;
    }
    int64_t seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
    if (n < 2 || parts[1] > 59 || parts[2] > 59 || seconds > 168 * 3600)
        return ERR_INVALID;
    *out = (int32_t)seconds;
    return OK;
}

struct str calendar_format_time(struct arena *a, int32_t s)
{
    if (s % 60)
        return str_fmt(a, "%02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    return str_fmt(a, "%02d:%02d", s / 3600, s / 60 % 60);
}

static enum err read_time(struct reading *r, const struct json_value *v, int32_t *out)
{
    if (v->kind != JSON_TEXT || calendar_parse_time(v->text, out) != OK)
        return refuse(r, "a time is written \"09:00\" or \"09:00:30\", up to \"168:00\"");
    return OK;
}

static enum err read_span(struct reading *r, const struct json_value *v, struct calendar_span *out)
{
    if (v->kind != JSON_ARRAY || v->count != 2)
        return refuse(r, "a span is written [\"09:00\",\"17:00\"]");
    TRY(read_time(r, &v->items[0], &out->from));
    TRY(read_time(r, &v->items[1], &out->to));
    if (out->from >= 24 * 3600)
        return refuse(r, "a span begins before 24:00; put it on the date after");
    if (out->to < out->from)
        out->to += 24 * 3600; /* across midnight */
    return OK;
}

static enum err read_hours(struct reading *r, const struct json_value *v,
                           struct calendar_hours *out)
{
    if (v->kind != JSON_ARRAY)
        return refuse(r, "a list of spans is wanted, [[\"09:00\",\"17:00\"]]; [] is closed");
    if (v->count > LIMIT_CALENDAR_SPANS)
        return refuse(r, "more spans than a date can have, 24");
    struct calendar_span *spans = NEWN(r->arena, struct calendar_span, v->count);
    for (int i = 0; i < v->count; i++)
        TRY(read_span(r, &v->items[i], &spans[i]));
    *out = (struct calendar_hours){spans, v->count};
    return OK;
}

static int weekday_of(struct str name)
{
    for (int i = 0; i < 7; i++)
        if (str_eqi(name, str_from(weekday_names[i])) || str_eqi(name, str_from(weekday_long[i])))
            return i;
    return -1;
}

static enum err read_week(struct reading *r, const struct json_value *v, struct calendar *c)
{
    bool seen[7] = {0};
    if (v->kind != JSON_OBJECT)
        return refuse(r, "an object of weekdays is wanted, {\"mon\":[[\"09:00\",\"17:00\"]]}");
    for (int i = 0; i < v->count; i++) {
        int day = weekday_of(v->names[i]);
        r->at = v->names[i];
        if (day < 0)
            return refuse(r, "no weekday: mon tue wed thu fri sat sun");
        if (seen[day])
            return refuse(r, "this weekday stands there twice");
        seen[day] = true;
        TRY(read_hours(r, &v->items[i], &c->week[day]));
    }
    return OK;
}

static enum err read_day(struct reading *r, struct str text, day_number *out)
{
    r->at = text;
    if (day_parse(text, out) != OK)
        return refuse(r, "no date; one is written \"2026-12-25\"");
    return OK;
}

static enum err check_room(struct reading *r)
{
    return r->dates.n < LIMIT_CALENDAR_DATES ? OK : refuse(r, "more special dates than 4,000");
}

static enum err read_holiday(struct reading *r, const struct json_value *v)
{
    const struct json_value *date = v->kind == JSON_OBJECT ? json_member(v, "date") : v;
    const struct json_value *name = json_member(v, "name");
    struct calendar_date d = {.is_holiday = true};
    if (!date || date->kind != JSON_TEXT || (name && name->kind != JSON_TEXT))
        return refuse(r, "a date \"2026-12-25\" or {\"date\":…,\"name\":…} is wanted");
    TRY(read_day(r, date->text, &d.day));
    d.name = name ? name->text : S("");
    TRY(check_room(r));
    *vec_push(r->arena, &r->dates) = d;
    return OK;
}

static enum err read_holidays(struct reading *r, const struct json_value *v, struct calendar *c)
{
    (void)c;
    if (v->kind != JSON_ARRAY)
        return refuse(r, "a list of dates is wanted, [\"2026-12-25\"]");
    for (int i = 0; i < v->count; i++)
        TRY(read_holiday(r, &v->items[i]));
    return OK;
}

/* {"2026-12-24": [spans]} of one of three kinds. */
static enum err read_dates(struct reading *r, const struct json_value *v, struct calendar *c)
{
    (void)c;
    if (v->kind != JSON_OBJECT)
        return refuse(r, "an object of dates is wanted, {\"2026-12-24\":[[\"09:00\",\"12:00\"]]}");
    for (int i = 0; i < v->count; i++) {
        struct calendar_date d = {0};
        struct calendar_hours hours;
        TRY(read_day(r, v->names[i], &d.day));
        TRY(read_hours(r, &v->items[i], &hours));
        TRY(check_room(r));
        d.is_exception = r->field[0] == 'e';
        d.is_shift = r->field[0] == 's';
        *(d.is_exception ? &d.exception : d.is_shift ? &d.shift : &d.breaks) = hours;
        *vec_push(r->arena, &r->dates) = d;
    }
    return OK;
}

static enum err read_wall(struct reading *r, const struct json_value *v, struct calendar *c)
{
    if (v->kind != JSON_TEXT || !str_eq(v->text, S("rfc5545")))
        return refuse(r, "only \"rfc5545\" may stand here");
    c->by_offset_before = true;
    return OK;
}

static int by_day(const void *x, const void *y)
{
    const struct calendar_date *a = x, *b = y;
    return (a->day > b->day) - (a->day < b->day);
}

/* What several members say of one date becomes one. */
static void unite_dates(struct reading *r, struct calendar *c)
{
    struct calendar_date *v = r->dates.v;
    int n = 0;
    if (r->dates.n)
        qsort(v, (size_t)r->dates.n, sizeof *v, by_day);
    for (ptrdiff_t i = 0; i < r->dates.n; i++) {
        struct calendar_date from = v[i];
        if (!n || v[n - 1].day != from.day) {
            v[n++] = from;
            continue;
        }
        struct calendar_date *to = &v[n - 1];
        to->is_holiday |= from.is_holiday;
        to->name = to->name.n ? to->name : from.name;
        if (from.is_exception)
            to->is_exception = true, to->exception = from.exception;
        if (from.is_shift)
            to->is_shift = true, to->shift = from.shift;
        if (from.breaks.count)
            to->breaks = from.breaks;
    }
    c->dates = v;
    c->date_count = n;
}

/* The zone is read apart; "name" is for people. */
static const struct {
    const char *name;
    enum err (*read)(struct reading *r, const struct json_value *v, struct calendar *c);
} members[] = {
    {"tz", NULL},
    {"name", NULL},
    {"week", read_week},
    {"wall", read_wall},
    {"holidays", read_holidays},
    {"exceptions", read_dates},
    {"shifts", read_dates},
    {"breaks", read_dates},
};
enum { member_count = sizeof members / sizeof *members };

static enum err read_member(struct reading *r, struct str name, const struct json_value *v,
                            struct calendar *c)
{
    for (int i = 0; i < member_count; i++) {
        if (!str_eq(name, str_from(members[i].name)))
            continue;
        r->field = members[i].name;
        r->at = S("");
        return members[i].read && v->kind != JSON_NULL ? members[i].read(r, v, c) : OK;
    }
    return fault_set(r->fault, ERR_INVALID, "calendar",
                     "calendar.%.*s is not known; there are tz, week, holidays, exceptions, "
                     "shifts, breaks",
                     STR_ARG(str_head(name, 40)));
}

static enum err read_zone(struct reading *r, struct zone_cache *zones, const struct json_value *v,
                          struct calendar *c)
{
    const struct json_value *tz = json_member(v, "tz");
    if (!tz || tz->kind != JSON_TEXT)
        return fault_set(r->fault, ERR_INVALID, "tz",
                         "tz: a time zone is wanted, such as \"Europe/Berlin\"");
    return zones ? zone_get(zones, tz->text, &c->zone, r->fault)
                 : zone_open(r->arena, ZONE_DIR, tz->text, &c->zone, r->fault);
}

enum err calendar_read(struct arena *a, struct zone_cache *zones, const struct json_value *v,
                       struct calendar **out, struct fault *f)
{
    struct reading r = {.arena = a, .fault = f};
    struct calendar *c = NEW(a, struct calendar);
    if (!v || v->kind != JSON_OBJECT)
        return fault_set(f, ERR_INVALID, "calendar",
                         "a calendar is wanted: {\"tz\":…,\"week\":{…}}");
    TRY(read_zone(&r, zones, v, c));
    for (int i = 0; i < v->count; i++)
        TRY(read_member(&r, v->names[i], &v->items[i], c));
    unite_dates(&r, c);
    TRY(calendar_init(a, c, f));
    *out = c;
    return OK;
}

enum err calendar_parse(struct arena *a, struct zone_cache *zones, struct str json,
                        struct calendar **out, struct fault *f)
{
    const struct json_value *v;
    TRY(json_parse(a, json, &v, f));
    return calendar_read(a, zones, v, out, f);
}

/* ---- writing -------------------------------------------------------------------------------- */

static void write_time(struct json *j, int32_t seconds)
{
    json_text(j, calendar_format_time(j->out->arena, seconds));
}

static void write_hours(struct json *j, const struct calendar_hours *h)
{
    json_array(j);
    for (int i = 0; i < h->count; i++) {
        json_array(j);
        write_time(j, h->spans[i].from);
        write_time(j, h->spans[i].to);
        json_end(j);
    }
    json_end(j);
}

static void write_holidays(struct json *j, const struct calendar *c)
{
    json_key(j, "holidays");
    json_array(j);
    for (int i = 0; i < c->date_count; i++) {
        const struct calendar_date *d = &c->dates[i];
        if (!d->is_holiday)
            continue;
        if (d->name.n) {
            json_object(j);
            json_key(j, "date");
        }
        json_text(j, day_format(j->out->arena, d->day));
        if (d->name.n) {
            json_key(j, "name");
            json_text(j, d->name);
            json_end(j);
        }
    }
    json_end(j);
}

static const struct calendar_hours *special_hours(const struct calendar_date *d, char kind)
{
    if (kind == 'e')
        return d->is_exception ? &d->exception : NULL;
    if (kind == 's')
        return d->is_shift ? &d->shift : NULL;
    return d->breaks.count ? &d->breaks : NULL;
}

static void write_dates(struct json *j, const struct calendar *c, const char *name)
{
    bool is_begun = false;
    for (int i = 0; i < c->date_count; i++) {
        const struct calendar_hours *h = special_hours(&c->dates[i], name[0]);
        if (!h)
            continue;
        if (!is_begun) {
            json_key(j, name);
            json_object(j);
        }
        is_begun = true;
        json_key(j, str_z(j->out->arena, day_format(j->out->arena, c->dates[i].day)));
        write_hours(j, h);
    }
    if (is_begun)
        json_end(j);
}

void calendar_write(struct json *j, const struct calendar *c)
{
    json_object(j);
    json_key(j, "tz");
    json_text(j, zone_name(c->zone));
    if (c->by_offset_before) {
        json_key(j, "wall");
        json_text(j, S("rfc5545"));
    }
    json_key(j, "week");
    json_object(j);
    for (int i = 0; i < 7; i++) {
        if (!c->week[i].count)
            continue;
        json_key(j, weekday_names[i]);
        write_hours(j, &c->week[i]);
    }
    json_end(j);
    write_holidays(j, c);
    write_dates(j, c, "exceptions");
    write_dates(j, c, "shifts");
    write_dates(j, c, "breaks");
    json_end(j);
}
