/* Any bytes as the text of a mail, and as its HTML: the parts of a text are the text, byte by byte,
 * and the parts of a tree leave it as it was. */
#include <assert.h>

#include "mail/quote.h"
#include "text/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct str text = str_of((const char *)data, (ptrdiff_t)size), rest = text;
    struct quote_parts parts = quote_parts(&a, text);
    for (ptrdiff_t i = 0; i < parts.n; i++, rest = str_skip(rest, parts.v[i - 1].text.n))
        assert(parts.v[i].text.n && str_starts(rest, parts.v[i].text));
    assert(rest.n == 0 && quote_visible(&a, text).n <= text.n);
    struct html_node *root;
    if (html_parse(&a, text, &root, NULL) == OK) {
        struct str before = html_to_text(&a, root);
        quote_visible_html(&a, root);
        assert(str_eq(html_to_text(&a, root), before));
    }
    arena_release(&a);
    return 0;
}
