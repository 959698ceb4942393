/* Any bytes as a form: what is taken is clean text. */
#include <assert.h>

#include "base/utf8.h"
#include "http/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct str in = str_of((const char *)data, (ptrdiff_t)size);
    const struct http_pair *pairs;
    int count;
    if (form_decode(&a, in, 100, &pairs, &count) != OK)
        count = 0;
    assert(count <= 100);
    for (int i = 0; i < count; i++) {
        assert(utf8_is_valid(pairs[i].name) && str_chr(pairs[i].name, 0) < 0);
        assert(utf8_is_valid(pairs[i].value) && str_chr(pairs[i].value, 0) < 0);
    }
    arena_release(&a);
    return 0;
}
