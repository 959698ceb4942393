/* service_read.c: what was typed on the page of a service, checked. */
#include "services/service_read.h"

#include "app/form.h"
#include "base/limits.h"

static const int64_t longest = 365 * INT64_C(86400); /* no promise is given for later than a year */

static const char *const target_fields[TARGETS][PRIORITIES] = {
    [TARGET_ACKNOWLEDGE] = {"acknowledge", "acknowledge_low", "acknowledge_high",
                            "acknowledge_urgent"},
    [TARGET_RESPOND] = {"respond", "respond_low", "respond_high", "respond_urgent"},
    [TARGET_UPDATE] = {"update", "update_low", "update_high", "update_urgent"},
    [TARGET_RESOLVE] = {"resolve", "resolve_low", "resolve_high", "resolve_urgent"}};

const char *service_target_field(enum target t, enum priority p)
{
    return target_fields[t][p];
}

static enum err read_length(struct cx *cx, const char *field, bool must, int64_t *seconds)
{
    struct str s;
    if (!must && !http_form(cx->q, str_from(field)).p)
        return OK; /* not on this form: stays as it is */
    *seconds = 0;
    TRY(form_text(cx, field, must ? 1 : 0, 40, &s));
    if (s.n == 0)
        return OK;
    if (length_parse(s, seconds) != OK || *seconds <= 0 || *seconds > longest)
        return fail(cx, ERR_INVALID, field,
                    "Write a length of open time, for example 30 min, 4 h or 1 h 30 min");
    return OK;
}

static enum err read_targets(struct cx *cx, struct service *s)
{
    for (int p = 0; p < PRIORITIES; p++)
        for (int k = 0; k < TARGETS; k++) {
            bool must = p == PRIORITY_NORMAL && (k == TARGET_RESPOND || k == TARGET_RESOLVE);
            TRY(read_length(cx, target_fields[k][p], must, &s->targets[p][k]));
        }
    s->respond_seconds = s->targets[PRIORITY_NORMAL][TARGET_RESPOND];
    s->resolve_seconds = s->targets[PRIORITY_NORMAL][TARGET_RESOLVE];
    for (int p = 0; p < PRIORITIES; p++)
        if (service_target(s, (enum priority)p, TARGET_RESPOND) >
            service_target(s, (enum priority)p, TARGET_RESOLVE))
            return fail(cx, ERR_INVALID, target_fields[TARGET_RESOLVE][p],
                        "Done within is shorter than the first answer. Make it as long at least");
    return OK;
}

static struct str numbered(struct cx *cx, const char *name, int n)
{
    return http_form(cx->q, str_fmt(cx->arena, "%s%d", name, n));
}

static enum err read_needs(struct cx *cx, const struct service *s, struct service_typed *t)
{
    t->needs = NEWN(cx->arena, struct need, SERVICE_NEEDS);
    t->keeps_needs = !http_form(cx->q, S("need1")).p;
    for (int n = 1; n <= SERVICE_NEEDS; n++) {
        struct need need = {.step = 1, .is_gate = numbered(cx, "gate", n).n > 0};
        int64_t step = 1;
        struct str id = numbered(cx, "need", n), step_text = numbered(cx, "step", n);
        if (id.n == 0 || str_eq(id, S("0")))
            continue;
        if (str_to_i64(id, &need.service.v) != OK || need.service.v <= 0 ||
            need.service.v == s->id.v)
            return fail(cx, ERR_INVALID, "needs", "Choose another service of the list");
        if (step_text.n && (str_to_i64(step_text, &step) != OK || step < 1 || step > SERVICE_STEPS))
            return fail(cx, ERR_INVALID, "needs", "A step is a number from 1 to %d", SERVICE_STEPS);
        need.step = (int)step;
        for (int i = 0; i < t->need_count; i++)
            if (t->needs[i].service.v == need.service.v)
                return fail(cx, ERR_INVALID, "needs", "A service is needed once: take one out");
        t->needs[t->need_count++] = need;
    }
    return OK;
}

static struct str *lines_of(struct cx *cx, struct str text, int *count)
{
    struct str *lines = NEWN(cx->arena, struct str, FORM_CHOICES + 1);
    *count = 0;
    while (text.p && *count <= FORM_CHOICES) {
        struct str line = str_trim(str_line(&text));
        if (line.n)
            lines[(*count)++] = line;
    }
    return lines;
}

static enum err read_fields(struct cx *cx, struct service *s, struct service_typed *t)
{
    t->fields = NEWN(cx->arena, struct form_field, FORM_FIELDS);
    if (!http_form(cx->q, S("label1")).p)
        return OK;
    for (int n = 1; n <= FORM_FIELDS; n++) {
        struct form_field *f = &t->fields[t->field_count];
        struct str label = str_trim(numbered(cx, "label", n));
        if (label.n == 0)
            continue;
        *f = (struct form_field){.label = label,
                                 .key = numbered(cx, "key", n),
                                 .hint = str_trim(numbered(cx, "hint", n)),
                                 .type = field_type_from(numbered(cx, "type", n)),
                                 .is_required = numbered(cx, "required", n).n > 0};
        if (f->key.n == 0)
            f->key = form_key(cx->arena, label);
        for (int i = 0; i < t->field_count; i++)
            if (str_eq(t->fields[i].key, f->key))
                f->key = str_fmt(cx->arena, "%.*s_%d", STR_ARG(str_head(f->key, 36)), n);
        if (f->type == FIELD_CHOICE)
            f->choices = lines_of(cx, numbered(cx, "choices", n), &f->choice_count);
        t->field_count++;
    }
    s->form = service_form_format(cx->arena, t->fields, t->field_count);
    struct form_field *checked;
    int count;
    return service_form_parse(cx->arena, s->form, &checked, &count, &cx->fault);
}

static enum err read_supplier(struct cx *cx, struct service *s)
{
    TRY(form_text(cx, "supplier", 0, LIMIT_NAME_BYTES, &s->supplier));
    TRY(form_address(cx, "supplier_address", true, &s->supplier_address));
    if (s->supplier.n && s->supplier_address.n == 0)
        return fail(cx, ERR_INVALID, "supplier_address",
                    "Say where the supplier is asked: an email address");
    if (s->supplier.n == 0 && s->supplier_address.n)
        return fail(cx, ERR_INVALID, "supplier", "Say who the supplier is");
    return OK;
}

enum err service_read(struct cx *cx, struct service *s, struct service_typed *t)
{
    int64_t audience;
    TRY(form_text(cx, "name", 1, LIMIT_NAME_BYTES, &s->name));
    TRY(form_i64(cx, "team", 1, INT64_MAX, 0, &s->team.v));
    if (!s->team.v)
        return fail(cx, ERR_INVALID, "team", "Choose the team that gives this service");
    TRY(form_i64(cx, "owner", 0, INT64_MAX, 0, &s->owner.v));
    TRY(form_i64(cx, "audience", 1, 3, AUDIENCE_OUTSIDE, &audience));
    s->audience = (enum audience)audience;
    TRY(form_text(cx, "steps", 0, 4000, &s->steps));
    TRY(form_text(cx, "bring", 0, 1000, &s->bring));
    TRY(read_supplier(cx, s));
    TRY(read_targets(cx, s));
    TRY(read_needs(cx, s, t));
    TRY(read_fields(cx, s, t));
    s->is_default = form_has(cx, "default");
    s->is_retired = form_has(cx, "retired");
    return OK;
}
