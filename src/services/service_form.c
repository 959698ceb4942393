#include "services/service_form.h"

#include "base/utf8.h"
#include "base/zone.h"
#include "text/json.h"

static const char *const type_names[] = {
    [FIELD_TEXT] = "text", [FIELD_LONG] = "long",   [FIELD_NUMBER] = "number",
    [FIELD_DATE] = "date", [FIELD_YESNO] = "yesno", [FIELD_CHOICE] = "choice"};

const char *field_type_name(enum field_type t)
{
    return t >= FIELD_TEXT && t <= FIELD_CHOICE ? type_names[t] : "unknown";
}

enum field_type field_type_from(struct str s)
{
    for (int t = FIELD_TEXT; t <= FIELD_CHOICE; t++)
        if (str_eq(s, str_from(type_names[t])))
            return (enum field_type)t;
    return 0;
}

struct str form_key(struct arena *a, struct str label)
{
    struct buf b;
    buf_init(&b, a, 64);
    for (ptrdiff_t i = 0; i < label.n && b.n < 40; i++) {
        char c = label.p[i];
        if (ascii_is_alpha(c))
            buf_addc(&b, (char)(c | 0x20));
        else if (ascii_is_digit(c))
            buf_addc(&b, c);
        else if (b.n && b.p[b.n - 1] != '_')
            buf_addc(&b, '_');
    }
    while (b.n && b.p[b.n - 1] == '_')
        b.n--;
    return b.n ? buf_str(&b) : S("field");
}

static bool is_key(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !ascii_is_digit(s.p[i]) && s.p[i] != '_')
            return false;
    return s.n > 0 && s.n <= 40;
}

static struct str text_of(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_member(v, name);
    return m && m->kind == JSON_TEXT ? m->text : S("");
}

static enum err read_choices(struct arena *a, const struct json_value *v, struct form_field *out,
                             struct fault *f)
{
    const struct json_value *list = json_member(v, "choices");
    int n = list && list->kind == JSON_ARRAY && out->type == FIELD_CHOICE ? list->count : 0;
    if (out->type == FIELD_CHOICE && (n < 2 || n > FORM_CHOICES))
        return fault_set(f, ERR_INVALID, "form", "%.*s: write 2 to %d choices",
                         STR_ARG(str_head(out->label, 100)), FORM_CHOICES);
    struct str *choices = NEWN(a, struct str, n);
    for (int i = 0; i < n; i++) {
        if (list->items[i].kind != JSON_TEXT || list->items[i].text.n == 0 ||
            list->items[i].text.n > 200)
            return fault_set(f, ERR_INVALID, "form", "%.*s: a choice is a text of 1 to 200 letters",
                             STR_ARG(str_head(out->label, 100)));
        choices[out->choice_count++] = list->items[i].text;
    }
    out->choices = choices;
    return OK;
}

static enum err read_field(struct arena *a, const struct json_value *v, struct form_field *out,
                           struct fault *f)
{
    const struct json_value *required = json_member(v, "required");
    *out = (struct form_field){.key = text_of(v, "key"),
                               .label = text_of(v, "label"),
                               .hint = text_of(v, "hint"),
                               .type = field_type_from(text_of(v, "type")),
                               .is_required = required && required->kind == JSON_BOOL &&
                                              required->boolean};
    if (out->label.n == 0 || out->label.n > 200 || out->hint.n > 400)
        return fault_set(f, ERR_INVALID, "form", "Give each field a name of at most 200 letters");
    if (!is_key(out->key))
        return fault_set(f, ERR_INVALID, "form", "%.*s: its key is a-z, 0-9 and _",
                         STR_ARG(str_head(out->label, 100)));
    if (!out->type)
        return fault_set(f, ERR_INVALID, "form",
                         "%.*s: its type is text, long, number, date, yesno or choice",
                         STR_ARG(str_head(out->label, 100)));
    return read_choices(a, v, out, f);
}

enum err service_form_parse(struct arena *a, struct str json, struct form_field **fields,
                            int *count, struct fault *f)
{
    const struct json_value *v;
    *fields = NULL;
    *count = 0;
    if (str_trim(json).n == 0)
        return OK;
    TRY(json_parse(a, json, &v, f));
    if (v->kind != JSON_ARRAY || v->count > FORM_FIELDS)
        return fault_set(f, ERR_INVALID, "form", "A form is a list of at most %d fields",
                         FORM_FIELDS);
    *fields = NEWN(a, struct form_field, v->count);
    for (int i = 0; i < v->count; i++) {
        TRY(read_field(a, &v->items[i], &(*fields)[i], f));
        for (int k = 0; k < i; k++)
            if (str_eq((*fields)[k].key, (*fields)[i].key))
                return fault_set(f, ERR_INVALID, "form", "%.*s: there is a field of this name",
                                 STR_ARG(str_head((*fields)[i].label, 100)));
        (*count)++;
    }
    return OK;
}

struct str service_form_format(struct arena *a, const struct form_field *fields, int count)
{
    struct buf b;
    struct json j;
    if (count == 0)
        return S("");
    buf_init(&b, a, 256 * 1024);
    json_init(&j, &b);
    json_array(&j);
    for (int i = 0; i < count; i++) {
        const struct form_field *field = &fields[i];
        json_object(&j);
        json_key(&j, "key");
        json_text(&j, field->key);
        json_key(&j, "label");
        json_text(&j, field->label);
        json_key(&j, "type");
        json_text(&j, str_from(field_type_name(field->type)));
        json_key(&j, "required");
        json_bool(&j, field->is_required);
        json_key(&j, "hint");
        json_text(&j, field->hint);
        json_key(&j, "choices");
        json_array(&j);
        for (int c = 0; c < field->choice_count; c++)
            json_text(&j, field->choices[c]);
        json_end(&j);
        json_end(&j);
    }
    json_end(&j);
    return buf_str(&b);
}

/* Digits, at most one point or comma, a sign before them. */
static bool is_number(struct str s)
{
    int digits = 0, points = 0;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        digits += ascii_is_digit(s.p[i]);
        points += s.p[i] == '.' || s.p[i] == ',';
        if (!ascii_is_digit(s.p[i]) && s.p[i] != '.' && s.p[i] != ',' && !(i == 0 && s.p[i] == '-'))
            return false;
    }
    return digits > 0 && points <= 1;
}

static bool is_date(struct str s)
{
    struct str rest = s, year = str_cut(&rest, '-'), month = str_cut(&rest, '-');
    int64_t y, m, d;
    int back[3];
    if (s.n != 10 || !rest.p || str_to_i64(year, &y) != OK || str_to_i64(month, &m) != OK ||
        str_to_i64(rest, &d) != OK || y < 1900 || y > 2999 || m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    day_split(day_from((int)y, (int)m, (int)d), &back[0], &back[1], &back[2]);
    return back[1] == m && back[2] == d;
}

static bool is_choice(const struct form_field *field, struct str value)
{
    for (int i = 0; i < field->choice_count; i++)
        if (str_eq(field->choices[i], value))
            return true;
    return false;
}

enum err service_form_check(struct arena *a, const struct form_field *field, struct str value,
                            struct fault *f)
{
    const char *key = str_z(a, field->key);
    if (value.n == 0)
        return field->is_required ? fault_set(f, ERR_INVALID, key, "fill this in") : OK;
    if (value.n > FORM_VALUE_BYTES)
        return fault_set(f, ERR_INVALID, key, "write at most %d characters", FORM_VALUE_BYTES);
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_LONG: return OK;
    case FIELD_NUMBER:
        return is_number(value) ? OK : fault_set(f, ERR_INVALID, key, "write a number");
    case FIELD_DATE:
        return is_date(value) ? OK : fault_set(f, ERR_INVALID, key, "write a date as 2026-12-24");
    case FIELD_YESNO:
        return str_eq(value, S("yes")) || str_eq(value, S("no"))
                   ? OK
                   : fault_set(f, ERR_INVALID, key, "choose yes or no");
    case FIELD_CHOICE:
        return is_choice(field, value) ? OK
                                       : fault_set(f, ERR_INVALID, key, "choose one of the list");
    }
    return OK;
}
