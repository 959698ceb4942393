/* po.h: message catalogues in gettext's form, read and written. */
#ifndef KEPT_TPLC_PO_H
#define KEPT_TPLC_PO_H

#include "base/buf.h"
#include "base/vec.h"

enum { PO_FORMS = 6, PO_BYTES = 64 << 20 };

struct po_entry {
    struct str context;         /* p NULL: none */
    struct str one, many;       /* the English; many: p NULL when it goes with no count */
    struct str forms[PO_FORMS]; /* the translation, empty where it is missing */
    int form_count;
    struct str notes;  /* lines that begin with "# ", from the translator */
    struct str places; /* lines that begin with "#:" */
    struct str before; /* fuzzy: the English that was translated; p NULL: none */
    bool is_fuzzy, is_obsolete;
    int line;
};

struct po {
    VEC(struct po_entry)
    entries; /* the first is the head, whose English is empty, where there is one */
};

/* po_parse: *line gets where it fails.
 *   errors  ERR_INVALID */
enum err po_parse(struct arena *a, struct str text, struct po *out, int *line,
                  struct fault *f) must_use;
void po_format(const struct po *po, struct buf *to);
/* po_find: the entry with this English and context that is not obsolete; NULL if none. */
struct po_entry *po_find(const struct po *po, struct str context, struct str one);

#endif
