/* Any bytes as the address of a request: what is taken as a path leads nowhere else. */
#include <assert.h>

#include "base/utf8.h"
#include "http/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct http_request q = {.arena = &a};
    const char *why;
    enum err err = request_target(&q, str_of((const char *)data, (ptrdiff_t)size), &why);
    assert((err == OK) == !why && q.path.n > 0 && q.path.p[0] == '/');
    assert(utf8_is_valid(q.path) && !str_has(q.path, S("//")) && !str_has(q.path, S("\\")));
    assert(!str_has(q.path, S("/../")) && !str_ends(q.path, S("/..")));
    assert(!str_has(q.path, S("/./")) && !str_ends(q.path, S("/.")));
    for (ptrdiff_t i = 0; i < q.path.n; i++)
        assert((unsigned char)q.path.p[i] >= ' ' && q.path.p[i] != 127);
    for (int i = 0; i < q.query_count; i++)
        assert(utf8_is_valid(q.query[i].name) && utf8_is_valid(q.query[i].value));
    arena_release(&a);
    return 0;
}
