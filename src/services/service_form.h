/* service_form.h: the typed fields a service asks for. Pure.
 *
 *     [{"key": "size", "label": "Size of the valve", "type": "choice", "required": true,
 *       "choices": ["15 mm", "22 mm"], "hint": "Printed on its side"}]
 *
 * key is a-z, 0-9 and _; type is text, long, number, date, yesno or choice. */
#ifndef KEPT_SERVICES_SERVICE_FORM_H
#define KEPT_SERVICES_SERVICE_FORM_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum field_type { FIELD_TEXT = 1, FIELD_LONG, FIELD_NUMBER, FIELD_DATE, FIELD_YESNO, FIELD_CHOICE };
struct form_field {
    struct str key, label, hint;
    enum field_type type;
    bool is_required;
    const struct str *choices;
    int choice_count;
};
enum {
    FORM_FIELDS = 12, /* of one service: more is two services */
    FORM_CHOICES = 30,
    FORM_VALUE_BYTES = 4000
};

/* service_form_parse: empty text is a form without fields.
 *   errors  ERR_INVALID  the message names the field and says what to do */
enum err service_form_parse(struct arena *a, struct str json, struct form_field **fields,
                            int *count, struct fault *f) must_use;
struct str service_form_format(struct arena *a, const struct form_field *fields, int count);
/* service_form_check: is this value one of its type? Empty is, unless it is required.
 *   errors  ERR_INVALID with the field's key and what to write */
enum err service_form_check(struct arena *a, const struct form_field *field, struct str value,
                            struct fault *f) must_use;
const char *field_type_name(enum field_type t);
enum field_type field_type_from(struct str s); /* 0 when unknown */
/* form_key: "Size of the valve" as "size_of_the_valve". */
struct str form_key(struct arena *a, struct str label);

#endif
