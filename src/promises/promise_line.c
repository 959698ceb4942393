/* promise_line.c: the calendars, teams and targets of a line. promise_history.c: its history. */
#include "promises/promise_line.h"

#include <math.h>

#include "base/limits.h"
#include "promises/promise_history.h"
#include "services/calendar_json.h"
#include "services/pages.h"

/* ---- calendars and who has them -------------------------------------------------------------- */

static enum err read_calendar(struct promise_line *l, const struct json_value *v,
                              const struct calendar **out)
{
    struct calendar *c;
    const struct zone *utc;
    if (v->kind == JSON_TEXT && (str_eqi(v->text, S("always")) || str_eqi(v->text, S("24x7")))) {
        TRY(zone_get(l->zones, S("UTC"), &utc, l->fault));
        *out = calendar_always(l->arena, utc);
        return OK;
    }
    if (v->kind == JSON_TEXT) {
        const struct json_value *named = json_member(l->calendars, str_z(l->arena, v->text));
        if (!named || named->kind == JSON_TEXT)
            return fault_set(l->fault, ERR_INVALID, "calendar",
                             "there is no calendar \"%.*s\" in calendars",
                             STR_ARG(str_head(v->text, 40)));
        v = named;
    }
    TRY(calendar_read(l->arena, l->zones, v, &c, l->fault));
    *out = c;
    return OK;
}

int64_t party_find(struct promise_line *l, struct str name, bool is_supplier)
{
    for (ptrdiff_t i = 0; i < l->parties.n; i++)
        if (l->parties.v[i].is_supplier == is_supplier && str_eq(l->parties.v[i].name, name))
            return i + 1;
    return 0;
}

static enum err add_party(struct promise_line *l, struct str name, bool is_supplier,
                          const struct json_value *v, int64_t *id)
{
    struct named_party p = {.name = name, .is_supplier = is_supplier};
    const struct json_value *inner = json_member(v, "calendar");
    bool is_calendar = v && (v->kind == JSON_TEXT || json_member(v, "week"));
    if (inner)
        v = inner, is_calendar = true;
    if (!is_calendar && !is_supplier)
        v = json_member(l->calendars, str_z(l->arena, name)), is_calendar = v != NULL;
    if (is_calendar)
        TRY(read_calendar(l, v, &p.calendar));
    if (l->parties.n >= PROMISE_LINE_MOST_PARTIES)
        return fault_set(l->fault, ERR_INVALID, "teams", "more teams and suppliers than %d",
                         PROMISE_LINE_MOST_PARTIES);
    *vec_push(l->arena, &l->parties) = p;
    *id = l->parties.n;
    return OK;
}

enum err party_get(struct promise_line *l, struct str name, bool is_supplier, int64_t *id)
{
    *id = party_find(l, name, is_supplier);
    return *id ? OK : add_party(l, name, is_supplier, NULL, id);
}

/* {"desk": calendar, …}, ["desk", {"name": "desk", "calendar": …}] */
static enum err read_parties(struct promise_line *l, const char *member, bool is_supplier)
{
    const struct json_value *v = json_member(l->json, member);
    int64_t id;
    for (int i = 0; v && v->kind == JSON_OBJECT && i < v->count; i++)
        TRY(add_party(l, v->names[i], is_supplier, &v->items[i], &id));
    for (int i = 0; v && v->kind == JSON_ARRAY && i < v->count; i++) {
        const struct json_value *one = &v->items[i], *name = json_member(one, "name");
        if (one->kind == JSON_TEXT)
            TRY(add_party(l, one->text, is_supplier, NULL, &id));
        else if (name && name->kind == JSON_TEXT)
            TRY(add_party(l, name->text, is_supplier, one, &id));
        else
            return fault_set(l->fault, ERR_INVALID, "teams",
                             "%s[%d]: a name is wanted, or {\"name\":…,\"calendar\":…}", member, i);
    }
    return OK;
}

static enum err read_calendars(struct promise_line *l)
{
    const struct json_value *one = json_member(l->json, "calendar");
    l->calendars = json_member(l->json, "calendars");
    if (l->calendars && l->calendars->kind != JSON_OBJECT)
        return fault_set(l->fault, ERR_INVALID, "calendars",
                         "calendars is an object of calendars by name");
    if (!one && l->calendars && l->calendars->count)
        one = &l->calendars->items[0];
    if (one)
        TRY(read_calendar(l, one, &l->calendar));
    TRY(read_parties(l, "teams", false));
    TRY(read_parties(l, "suppliers", true));
    bool has_any = l->calendar != NULL;
    for (ptrdiff_t i = 0; i < l->parties.n; i++)
        has_any |= l->parties.v[i].calendar != NULL;
    if (has_any)
        return OK;
    return fault_set(l->fault, ERR_INVALID, "calendar",
                     "calendar is missing: give {\"tz\":\"Europe/Berlin\",\"week\":{\"mon\":"
                     "[[\"09:00\",\"17:00\"]]}}, or \"always\"");
}

/* ---- targets --------------------------------------------------------------------------------- */

static const struct {
    const char *word;
    enum promise_kind kind;
} moves[] = {{"acknowledge", PROMISE_ACKNOWLEDGE},
             {"acknowledgement", PROMISE_ACKNOWLEDGE},
             {"ack", PROMISE_ACKNOWLEDGE},
             {"respond", PROMISE_RESPOND},
             {"response", PROMISE_RESPOND},
             {"first_response", PROMISE_RESPOND},
             {"first_reply", PROMISE_RESPOND},
             {"reply", PROMISE_RESPOND},
             {"answer", PROMISE_RESPOND},
             {"update", PROMISE_UPDATE},
             {"update_every", PROMISE_UPDATE},
             {"next_update", PROMISE_UPDATE},
             {"resolve", PROMISE_RESOLVE},
             {"resolution", PROMISE_RESOLVE},
             {"solve", PROMISE_RESOLVE},
             {"solution", PROMISE_RESOLVE},
             {"close", PROMISE_RESOLVE}};

static const struct {
    const char *suffix;
    int64_t seconds; /* 0: work days */
} units[] = {{"", 1},         {"seconds", 1}, {"s", 1},         {"minutes", 60}, {"min", 60},
             {"hours", 3600}, {"h", 3600},    {"work_days", 0}, {"wd", 0}};

/* "respond", "respond_minutes": which move, and the unit of a bare number. */
enum promise_kind move_named(struct str name, int64_t *unit)
{
    for (int i = 0; i < COUNT(moves); i++) {
        struct str rest = str_skip(name, str_from(moves[i].word).n);
        if (!str_startsi(name, str_from(moves[i].word)) || (rest.n && *rest.p != '_'))
            continue;
        for (int u = 0; u < COUNT(units); u++)
            if (str_eqi(str_skip(rest, 1), str_from(units[u].suffix))) {
                *unit = units[u].seconds;
                return moves[i].kind;
            }
    }
    return 0;
}

static enum err fail_length(struct promise_line *l, struct str where)
{
    return fault_set(
        l->fault, ERR_INVALID, "targets",
        "targets.%.*s: give seconds of open time, or words such as \"4 h\", \"30 min\", "
        "\"5 work days\"",
        STR_ARG(str_head(where, 60)));
}

static enum err set_length(struct promise_line *l, struct str where, double n, int64_t unit,
                           struct promise_target *out)
{
    *out = (struct promise_target){0};
    if (!(n >= 0) || n * (double)(unit ? unit : 86400) > LIMIT_CALENDAR_SPAN_DAYS * 86400.0)
        return fail_length(l, where);
    if (unit)
        out->amount = llround(n * (double)unit * (double)USEC_PER_SEC);
    else
        out->work_days = (int)n;
    return OK;
}

enum err length_read(struct promise_line *l, struct str where, const struct json_value *v,
                     int64_t unit, struct promise_target *out)
{
    struct str text, days;
    int64_t seconds;
    *out = (struct promise_target){0};
    if (v->kind == JSON_NULL || (v->kind == JSON_BOOL && !v->boolean))
        return OK;
    if (v->kind == JSON_NUMBER)
        return set_length(l, where, v->number, unit, out);
    if (v->kind == JSON_OBJECT && v->count == 1 && v->items[0].kind == JSON_NUMBER)
        for (int u = 0; u < COUNT(units); u++)
            if (str_eqi(v->names[0], str_from(units[u].suffix)))
                return set_length(l, where, v->items[0].number, units[u].seconds, out);
    if (v->kind != JSON_TEXT)
        return fail_length(l, where);
    text = days = str_trim(v->text);
    while (days.n && !ascii_is_digit(days.p[days.n - 1]))
        days.n--;
    struct str words = str_trim(str_skip(text, days.n));
    bool is_days = str_eqi(words, S("work days")) || str_eqi(words, S("work day")) ||
                   str_eqi(words, S("working days")) || str_eqi(words, S("business days")) ||
                   str_eqi(words, S("wd"));
    if (is_days && str_to_i64(days, &seconds) == OK)
        return set_length(l, where, (double)seconds, 0, out);
    bool is_bare = words.n == 0 && str_to_i64(text, &seconds) == OK;
    if (!is_bare && length_parse(text, &seconds) != OK)
        return fail_length(l, where);
    return set_length(l, where, (double)seconds, is_bare ? unit : 1, out);
}

/* Of {"high": 3600, "normal": 14400} the one of this priority. */
static const struct json_value *of_priority(const struct json_value *v, struct str priority)
{
    static const char *const otherwise[] = {"normal", "default", "medium", "*"};
    for (int i = 0; i < v->count; i++)
        if (str_eqi(v->names[i], priority))
            return &v->items[i];
    for (int i = 0; i < COUNT(otherwise); i++)
        if (json_member(v, otherwise[i]))
            return json_member(v, otherwise[i]);
    return NULL;
}

static bool is_length(const struct json_value *v)
{
    if (v->kind != JSON_OBJECT || v->count != 1)
        return v->kind != JSON_OBJECT;
    for (int u = 1; u < COUNT(units); u++)
        if (str_eqi(v->names[0], str_from(units[u].suffix)))
            return true;
    return false;
}

static enum err read_move(struct promise_line *l, struct str name, const struct json_value *v,
                          struct str priority, struct promise_targets *out)
{
    int64_t unit = 1;
    enum promise_kind kind = move_named(name, &unit);
    if (!kind)
        return fault_set(l->fault, ERR_INVALID, "targets",
                         "targets.%.*s is not known; there are %s, each a length or an object of "
                         "them by priority",
                         STR_ARG(str_head(name, 40)), "acknowledge, respond, update, resolve");
    if (!is_length(v))
        v = of_priority(v, priority);
    if (!v)
        return fault_set(l->fault, ERR_INVALID, "targets",
                         "targets.%.*s has nothing for the priority \"%.*s\", and no \"normal\"",
                         STR_ARG(str_head(name, 40)), STR_ARG(str_head(priority, 40)));
    return length_read(l, name, v, unit, &out->of[kind]);
}

/* {"respond": 3600}, {"respond": {"high": 600}} and {"high": {"respond": 600}} */
enum err promise_targets_read(struct promise_line *l, struct str priority,
                              struct promise_targets *out)
{
    const struct json_value *v = l->targets;
    int64_t unit;
    *out = (struct promise_targets){0};
    if (!v || v->kind == JSON_NULL)
        return OK; /* only promises by hand */
    if (v->kind != JSON_OBJECT)
        return fault_set(l->fault, ERR_INVALID, "targets", "targets is an object, for example %s",
                         "{\"respond\":14400,\"resolve\":\"24 h\"}");
    bool by_priority = v->count && !move_named(v->names[0], &unit) &&
                       v->items[0].kind == JSON_OBJECT;
    if (by_priority && !(v = of_priority(v, priority)))
        return fault_set(l->fault, ERR_INVALID, "targets",
                         "targets has nothing for the priority \"%.*s\", and no \"normal\"",
                         STR_ARG(str_head(priority, 40)));
    for (int i = 0; i < v->count; i++)
        TRY(read_move(l, v->names[i], &v->items[i], priority, out));
    return OK;
}

/* ---- the line -------------------------------------------------------------------------------- */

enum err promise_line_read(struct promise_line *l, struct str text)
{
    TRY(json_parse(l->arena, text, &l->json, l->fault));
    if (l->json->kind != JSON_OBJECT)
        return fault_set(l->fault, ERR_INVALID, NULL,
                         "a line is an object: {\"calendar\":…,\"targets\":…,\"history\":[…]}");
    const struct json_value *team = json_member(l->json, "team");
    const struct json_value *priority = json_member(l->json, "priority");
    const struct json_value *show = json_member(l->json, "show");
    l->priority = priority && priority->kind == JSON_TEXT ? priority->text : S("normal");
    l->wants_working = show && show->kind == JSON_BOOL && show->boolean;
    l->targets = json_member(l->json, "targets");
    TRY(read_calendars(l));
    if (team && team->kind == JSON_TEXT)
        TRY(party_get(l, team->text, false, &l->team.v));
    return promise_history_read(l);
}
