/* Any bytes: a message comes of them, it is clean UTF-8, and what it encodes to decodes again. */
#include <assert.h>

#include "base/utf8.h"
#include "mail/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct mail m, again;
    struct buf b;
    buf_init(&b, &a, 64 << 20);
    assert(mail_parse(&a, str_of((const char *)data, (ptrdiff_t)size), NULL, &m, NULL) == OK);
    assert(utf8_is_valid(m.text) && utf8_is_valid(m.html) && utf8_is_valid(m.visible));
    mail_encode(&b, &m);
    assert(!b.full && mail_decode(&a, buf_str(&b), &again, NULL) == OK);
    arena_release(&a);
    return 0;
}
