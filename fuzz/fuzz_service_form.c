/* Any bytes as the form of a service: what is read is written so that it reads back equal. */
#include <assert.h>

#include "services/service_form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct form_field *fields, *again;
    int count, same;
    struct str text = str_of((const char *)data, (ptrdiff_t)size);
    if (service_form_parse(&a, text, &fields, &count, NULL) == OK) {
        struct str written = service_form_format(&a, fields, count);
        assert(service_form_parse(&a, written, &again, &same, NULL) == OK && same == count);
        for (int i = 0; i < count; i++) {
            assert(str_eq(fields[i].key, again[i].key) && fields[i].type == again[i].type);
            enum err fits = service_form_check(&a, &fields[i], text, NULL);
            assert(fits == OK || fits == ERR_INVALID);
        }
    }
    arena_release(&a);
    return 0;
}
