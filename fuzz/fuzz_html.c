/* Any bytes: the tree is bounded, its text valid, and a refusal still gives a flat tree. */
#include <assert.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "text/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct html_node *root = NULL;
    struct str html = str_of((const char *)data, (ptrdiff_t)size);
    if (html_parse(&a, html, &root, NULL) != OK || (size && data[0] == '!'))
        root = html_parse_flat(&a, html);
    for (struct html_node *n = root; n; n = html_next(n, root)) {
        int depth = 1;
        for (const struct html_node *p = n; p != root; p = p->parent)
            depth++;
        assert(depth <= LIMIT_HTML_DEPTH && utf8_is_valid(n->text));
    }
    assert(utf8_is_valid(html_to_text(&a, root)));
    arena_release(&a);
    return 0;
}
