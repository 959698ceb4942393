/* Any bytes as Authentication-Results: of the named server or nothing. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "mail/auth_results.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct auth_results r;
    struct str in = str_of((const char *)data, (ptrdiff_t)size);
    if (!auth_results_read(in, S("mx.example.org"), &r))
        assert(r.dmarc == AUTH_NONE && r.spf == AUTH_NONE && r.dkim == AUTH_NONE);
    else
        assert(str_hasi(in, S("mx.example.org")));
    assert(!auth_results_read(in, S(""), &r));
    return 0;
}
