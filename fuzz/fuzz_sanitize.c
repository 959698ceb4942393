/* Any bytes: what comes out stays the same when sanitised again, and holds nothing forbidden. */
#include <assert.h>

#include "base/utf8.h"
#include "text/sanitize.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const never[] = {
        "<script", "<style", "<svg",      "<math",    "<iframe",       "<form",
        "<!",      "<title", "<textarea", "<img src", "=\"javascript", NULL};
    struct arena a = {0};
    struct str once = sanitize_html(&a, str_of((const char *)data, (ptrdiff_t)size)).html;
    assert(utf8_is_valid(once) && str_eq(sanitize_html(&a, once).html, once));
    for (int i = 0; never[i]; i++)
        assert(!str_hasi(once, str_from(never[i])));
    struct sanitize_pictures none = {NULL, NULL, false, NULL};
    assert(str_eq(sanitize_pictures(&a, once, &none).html, once));
    arena_release(&a);
    return 0;
}
