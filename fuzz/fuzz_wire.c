/* Any bytes as a parser's answer: refused, or a message whose encoding is those bytes again. */
#include <assert.h>

#include "mail/mail_json.h"
#include "mail/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct str in = str_of((const char *)data, (ptrdiff_t)size);
    struct mail m;
    struct buf b, json;
    if (mail_decode(&a, in, &m, NULL) == OK) {
        buf_init(&b, &a, in.n + 1);
        buf_init(&json, &a, in.n * 64 + 4096);
        mail_encode(&b, &m);
        assert(str_eq(buf_str(&b), in));
        mail_json(&a, &json, S("x"), &m);
    }
    arena_release(&a);
    return 0;
}
