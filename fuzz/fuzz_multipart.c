/* Any bytes as a multipart form: read whole and in pieces (of the first byte's size) it is the
 * same. */
#include <assert.h>

#include "http/multipart_note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct str in = str_of((const char *)data, (ptrdiff_t)size), body = str_skip(in, 1);
    ptrdiff_t piece = size ? data[0] % 31 + 1 : 1;
    struct str whole = note_read(&a, S("b"), body, in.n + 1);
    struct str pieces = note_read(&a, S("b"), body, piece);
    assert((whole.p == NULL) == (pieces.p == NULL) && str_eq(whole, pieces));
    arena_release(&a);
    return 0;
}
