/* golden.h: what the templates of the compiler's own tests show. */
#ifndef KEPT_GOLDEN_H
#define KEPT_GOLDEN_H

#include "base/vec.h"
#include "text/tpl.h"

struct golden_row {
    int64_t number;
    struct str subject;
    const char *team;
    instant due_at;
    bool is_late;
    double share;
};

typedef VEC(struct golden_row) golden_rows;

struct golden_page {
    struct str title, name, url;
    const struct golden_row *rows;
    int row_count;
    golden_rows list;
    const struct str *tags;
    ptrdiff_t tag_count;
    int64_t total;
    instant at;
    struct safe_html body;
    bool is_part;
};

#endif
