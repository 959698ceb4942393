/* Any bytes: reading does no harm, and any bytes written as a text are read back as clean UTF-8. */
#include <assert.h>

#include "text/json.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct buf b;
    struct json j;
    struct str in = str_of((const char *)data, (ptrdiff_t)size);
    const struct json_value *v;
    (void)!json_parse(&a, in, &v, NULL);
    buf_init(&b, &a, in.n * 6 + 2);
    json_init(&j, &b);
    json_text(&j, in);
    assert(!b.full && json_parse(&a, buf_str(&b), &v, NULL) == OK);
    assert(v->kind == JSON_TEXT && utf8_is_valid(v->text));
    assert(!utf8_is_valid(in) || str_eq(v->text, in));
    arena_release(&a);
    return 0;
}
