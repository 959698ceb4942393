/* Any bytes as an address and as a Message-ID: nothing is believed but what we signed ourselves. */
#include <assert.h>

#include "mail/reply_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct crypto_key key = {{7}};
    const struct reply_keys keys = {&key, 1};
    struct str text = str_of((const char *)data, (ptrdiff_t)size), mine = {0};
    struct reply_ref ref = {42, 7}, got = {0};
    struct arena a = {0};
    if (reply_address_read(&keys, text, &got) == OK ||
        reply_message_id_read(&keys, text, &got) == OK)
        assert(got.request == 42 && got.participant == 7); /* the corpus holds this one */
    if (reply_address(&a, &keys, ref, text, &mine, NULL) == OK)
        assert(reply_address_read(&keys, mine, &got) == OK && got.request == 42);
    if (reply_message_id(&a, &keys, ref, text, S("e.org"), &mine, NULL) == OK)
        assert(reply_message_id_read(&keys, mine, &got) == OK && got.participant == 7);
    arena_release(&a);
    return 0;
}
