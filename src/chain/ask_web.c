/* ask_web.c: asking a colleague from a request. */
#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "chain/chain_pages.h"
#include "chain/templates.h"
#include "services/calendar_json.h"
#include "services/pages.h"

static enum err may_answer(struct cx *cx, request_id id, struct request *r)
{
    TRY(request_get(cx, id, r));
    struct object object = request_object(r);
    if (!may(cx, MAY_READ_REQUEST, &object))
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such request");
    if (!may(cx, MAY_ANSWER_REQUEST, &object))
        return fail(cx, ERR_FORBIDDEN, NULL, "You may read this request, not change it");
    return OK;
}

/* ---- the form -------------------------------------------------------------------------------- */

static void add_choice(struct cx *cx, struct ask_form_page *p, const struct service *s, bool needed)
{
    if (!(s->audience & AUDIENCE_INSIDE) && s->supplier.n == 0)
        return;
    for (int i = 0; i < p->choice_count; i++)
        if (p->choices[i].id == s->id.v)
            return;
    p->choices[p->choice_count++] = (struct ask_choice){
        .id = s->id.v,
        .name = s->name,
        .by = s->supplier.n ? s->supplier : s->team_name,
        .resolve = length_format(cx->arena, s->resolve_seconds),
        .is_needed = needed,
        .has_form = s->form.n > 0};
    p->form_count += s->form.n > 0;
}

/* What the request's own service needs comes first, by its steps, then the rest of what colleagues
 * may ask for.
 */
static enum err fill_choices(struct cx *cx, const struct request *r, struct ask_form_page *p,
                             service_id chosen)
{
    struct service *all;
    struct need *needs;
    int count, need_count;
    TRY(service_list(cx, false, &all, &count));
    TRY(service_needs(cx, r->service, &needs, &need_count));
    p->choices = NEWN(cx->arena, struct ask_choice, count);
    for (int k = 0; k < need_count; k++)
        for (int i = 0; i < count; i++)
            if (all[i].id.v == needs[k].service.v)
                add_choice(cx, p, &all[i], true);
    for (int i = 0; i < count; i++)
        add_choice(cx, p, &all[i], false);
    for (int i = 0; i < p->choice_count; i++)
        if (p->choices[i].id == chosen.v || (chosen.v == 0 && i == 0)) {
            p->choices[i].is_chosen = p->has_service = true;
            TRY(service_get(cx, (service_id){p->choices[i].id}, &p->service));
        }
    for (int i = 0; i < need_count && p->has_service; i++)
        if (needs[i].service.v == p->service.id.v)
            p->is_gate = needs[i].is_gate;
    return OK;
}

static const char *input_type(enum field_type t)
{
    return t == FIELD_DATE ? "date" : "text";
}

static enum err fill_fields(struct cx *cx, struct ask_form_page *p)
{
    struct form_field *fields;
    if (!p->has_service)
        return OK;
    TRY(service_form_parse(cx->arena, p->service.form, &fields, &p->field_count, &cx->fault));
    p->fields = NEWN(cx->arena, struct ask_form_field, p->field_count);
    for (int i = 0; i < p->field_count; i++) {
        struct str name = str_cat(cx->arena, S("f_"), fields[i].key);
        struct str value = http_form(cx->q, name);
        p->fields[i] = (struct ask_form_field){.field = fields[i],
                                               .name = name,
                                               .value = value.p ? value : S(""),
                                               .type = input_type(fields[i].type)};
    }
    return OK;
}

/* A browser's date and time field, in the reader's zone. Empty: none. */
static enum err read_needed(struct cx *cx, instant *out)
{
    struct str s, rest;
    day_number day;
    int32_t seconds;
    *out = 0;
    TRY(form_text(cx, "needed", 0, 40, &s));
    if (s.n == 0 || instant_parse(s, out) == OK)
        return OK;
    rest = s;
    struct str date = str_cut(&rest, 'T');
    if (!rest.p || day_parse(date, &day) != OK || calendar_parse_time(rest, &seconds) != OK)
        return fail(cx, ERR_INVALID, "needed", "Write a date and a time, for example %s",
                    "2026-12-24T16:30");
    *out = zone_instant(cx->zone, day, seconds, ZONE_FIRST);
    return OK;
}

static struct str local_time(struct cx *cx, instant t)
{
    struct wall w = zone_wall(cx->zone, t);
    return str_fmt(cx->arena, "%04d-%02d-%02dT%02d:%02d", w.year, w.month, w.day, w.hour, w.minute);
}

/* The promise this request has to keep: what is asked is needed by then, unless it is said. */
static enum err default_needed(struct cx *cx, const struct request *r, struct ask_form_page *p)
{
    struct promise *list;
    int count;
    p->needed = S("");
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].kind == PROMISE_RESOLVE && list[i].state == PROMISE_OPEN &&
            list[i].due_at > cx->now)
            p->needed = local_time(cx, list[i].due_at);
    return OK;
}

static enum err show_form(struct cx *cx, request_id id, service_id chosen, enum err err)
{
    struct ask_form_page *p = NEW(cx->arena, struct ask_form_page);
    struct fault fault = cx->fault;
    struct request r;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(may_answer(cx, id, &r));
    TRY(layout_load(cx, S("asks"), &p->layout));
    p->outer = id;
    p->number = request_number(cx->arena, id);
    p->subject = r.subject;
    p->path = str_fmt(cx->arena, "/r/%lld", (long long)id.v);
    TRY(fill_choices(cx, &r, p, chosen));
    TRY(fill_fields(cx, p));
    TRY(default_needed(cx, &r, p));
    p->words = S("");
    if (err != OK) {
        p->words = http_form(cx->q, S("words"));
        p->needed = http_form(cx->q, S("needed"));
        p->is_gate = form_has(cx, "gate");
        cx->fault = fault;
        layout_wrong(cx, &p->layout, err);
    }
    RENDER(cx, ask_form, p);
    return OK;
}

enum err ask_form_get(struct cx *cx)
{
    request_id id;
    service_id chosen = {0};
    TRY(param_id(cx, 0, &id.v));
    struct str s = http_query(cx->q, S("service"));
    if (s.n && str_to_i64(s, &chosen.v) != OK)
        chosen.v = 0;
    return show_form(cx, id, chosen, OK);
}

/* ---- asking -----------------------------------------------------------------------------------
 */

/* The fields of the chosen service: as lines for people, and as they were filled in. */
static enum err read_fields(struct cx *cx, const struct service *s, struct ask_new *n)
{
    struct form_field *fields;
    struct buf lines, b;
    struct json j;
    int count;
    TRY(service_form_parse(cx->arena, s->form, &fields, &count, &cx->fault));
    buf_init(&lines, cx->arena, LIMIT_FORM_BYTES);
    buf_init(&b, cx->arena, LIMIT_FORM_BYTES);
    json_init(&j, &b);
    json_object(&j);
    for (int i = 0; i < count; i++) {
        struct str name = str_cat(cx->arena, S("f_"), fields[i].key), value;
        TRY(form_text(cx, str_z(cx->arena, name), 0, FORM_VALUE_BYTES, &value));
        if (service_form_check(cx->arena, &fields[i], value, &cx->fault) != OK) {
            cx->fault.field = str_z(cx->arena, name);
            return ERR_INVALID;
        }
        if (value.n == 0)
            continue;
        buf_addf(&lines, "%s%.*s: %.*s", lines.n ? "\n" : "", STR_ARG(fields[i].label),
                 STR_ARG(value));
        json_key(&j, str_z(cx->arena, fields[i].key));
        json_text(&j, value);
    }
    json_end(&j);
    n->answers = buf_str(&lines);
    n->answers_json = lines.n ? buf_str(&b) : S("");
    return OK;
}

struct asking {
    struct ask_new ask;
    struct ask made;
    struct str undo;
};

static enum err make(struct cx *cx, void *arg)
{
    struct asking *w = arg;
    struct request r;
    TRY(may_answer(cx, w->ask.outer, &r));
    TRY(ask_make(cx, &w->ask, &w->made));
    TRY(undo_offer(cx, S("ask.make"), str_fmt(cx->arena, "%lld", (long long)w->made.id.v),
                   &w->undo));
    w->undo = str_fmt(cx->arena, "%.*s?back=/r/%lld", STR_ARG(w->undo), (long long)r.id.v);
    return OK;
}

static enum err read_ask(struct cx *cx, struct asking *w)
{
    struct service s;
    TRY(form_i64(cx, "service", 1, INT64_MAX, 0, &w->ask.service.v));
    if (!w->ask.service.v)
        return fail(cx, ERR_INVALID, "service", "Choose what you need");
    TRY(form_text(cx, "words", 1, 8000, &w->ask.words));
    TRY(read_needed(cx, &w->ask.needed_at));
    w->ask.is_gate = form_has(cx, "gate");
    TRY(service_get(cx, w->ask.service, &s));
    return read_fields(cx, &s, &w->ask);
}

enum err ask_form_post(struct cx *cx)
{
    struct asking w = {0};
    TRY(param_id(cx, 0, &w.ask.outer.v));
    enum err err = read_ask(cx, &w);
    if (err == OK)
        err = cx_write(cx, make, &w);
    if (err != OK)
        return show_form(cx, w.ask.outer, w.ask.service, err);
    toast_set(cx, word(cx->lang, "Asked. This request waits for it."), w.undo);
    if (http_wants_json(cx->q))
        return done(cx, str_fmt(cx->arena, "/asks/%lld", (long long)w.made.id.v));
    return done(cx, str_fmt(cx->arena, "/r/%lld", (long long)w.ask.outer.v));
}

/* "ask.make": the ask that is no longer wanted. */
enum err chain_undo(struct cx *cx, struct str kind, struct str data, bool *done)
{
    struct ask a;
    struct request r;
    ask_id id;
    if (!str_eq(kind, S("ask.make")))
        return OK;
    *done = true;
    if (str_to_i64(data, &id.v) != OK)
        return fail(cx, ERR_CORRUPT, NULL, "It cannot be read what is to be taken back");
    TRY(ask_get(cx, id, &a));
    TRY(may_answer(cx, a.outer, &r));
    return a.state == ASK_OPEN ? ask_withdraw(cx, &a) : OK;
}
