/* Any bytes as Markdown: HTML whose tags close in order, and clean text. */
#include <assert.h>

#include "base/utf8.h"
#include "text/markdown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct str in = str_of((const char *)data, (ptrdiff_t)size);
    struct str html = markdown_html(&a, in, NULL).html;
    int depth = 0;
    for (ptrdiff_t i = 0; i < html.n; i++) {
        struct str s = str_skip(html, i);
        bool is_void = str_starts(s, S("<br>")) || str_starts(s, S("<hr>"));
        if (s.p[0] == '<' && !is_void)
            depth += str_starts(s, S("</")) ? -1 : 1;
        assert(depth >= 0);
    }
    assert(depth == 0 && utf8_is_valid(html) && !str_hasi(html, S("<script")));
    assert(utf8_is_valid(markdown_text(&a, in)));
    arena_release(&a);
    return 0;
}
