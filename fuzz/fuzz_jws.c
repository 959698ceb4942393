/* A token, and after a line end the keys: whatever they hold. */
#include <stddef.h>
#include <stdint.h>

#include "auth/jws.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct fault f = {0};
    struct str payload, keys = str_of((const char *)data, (ptrdiff_t)size);
    struct str token = str_cut(&keys, '\n');
    (void)!jws_verify(&a, keys, token, &payload, &f);
    arena_release(&a);
    return 0;
}
