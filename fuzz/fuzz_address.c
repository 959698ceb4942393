/* Any bytes as addresses, as free text, as parameters, as a date: clean UTF-8, no harm. */
#include <assert.h>

#include "base/utf8.h"
#include "mail/address.h"
#include "mail/date.h"
#include "mail/header.h"
#include "mail/param.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    address_list l = {0};
    struct str in = str_of((const char *)data, (ptrdiff_t)size);
    (void)!address_parse(&a, in, S("koi8-r"), &l);
    for (ptrdiff_t i = 0; i < l.n; i++)
        assert(utf8_is_valid(l.v[i].name) && utf8_is_valid(l.v[i].address));
    struct param_list p = param_parse(&a, in, S(""));
    assert(p.params.n == 0 || utf8_is_valid(p.params.v[0].value));
    assert(utf8_is_valid(header_text(&a, in, S(""), NULL)));
    date_format(&a, date_parse(in));
    arena_release(&a);
    return 0;
}
