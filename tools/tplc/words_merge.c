#include "tplc/words.h"

/* How many bytes to add, drop or change to make b of a (Levenshtein), for texts up to a length. */
enum { LONGEST_COMPARED = 400 };

static int distance(struct str a, struct str b)
{
    int row[LONGEST_COMPARED + 1];
    for (int j = 0; j <= (int)b.n; j++)
        row[j] = j;
    for (int i = 1; i <= (int)a.n; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= (int)b.n; j++) {
            int changed = diagonal + (a.p[i - 1] != b.p[j - 1]);
            diagonal = row[j];
            int fewer = row[j - 1] < row[j] ? row[j - 1] : row[j];
            row[j] = fewer + 1 < changed ? fewer + 1 : changed;
        }
    }
    return row[b.n];
}

static bool is_alike(struct str a, struct str b)
{
    ptrdiff_t longer = a.n > b.n ? a.n : b.n;
    if (longer > LONGEST_COMPARED || a.n * 2 < b.n || b.n * 2 < a.n)
        return false;
    return distance(a, b) * 3 <= longer;
}

/* An entry whose English is gone from the sources and was much like this one. */
static const struct po_entry *find_alike(const struct po *po, const struct po *pot,
                                         const struct po_entry *wanted)
{
    for (ptrdiff_t i = 0; i < po->entries.n; i++) {
        const struct po_entry *e = &po->entries.v[i];
        if (e->one.n && e->forms[0].n && !e->is_obsolete && !po_find(pot, e->context, e->one) &&
            is_alike(e->one, wanted->one))
            return e;
    }
    return NULL;
}

static void take_forms(struct po_entry *to, const struct po_entry *from)
{
    memcpy(to->forms, from->forms, sizeof to->forms);
    to->is_fuzzy = from->is_fuzzy;
    to->notes = from->notes;
    to->before = from->before;
}

/* An obsolete entry whose English has come back. */
static const struct po_entry *find_obsolete(const struct po *po, const struct po_entry *wanted)
{
    for (ptrdiff_t i = 0; i < po->entries.n; i++) {
        const struct po_entry *e = &po->entries.v[i];
        if (e->is_obsolete && str_eq(e->one, wanted->one) && str_eq(e->context, wanted->context))
            return e;
    }
    return NULL;
}

static void translate(struct po_entry *to, const struct po *po, const struct po *pot)
{
    const struct po_entry *old = po_find(po, to->context, to->one);
    if (!old)
        old = find_obsolete(po, to);
    if (old) {
        take_forms(to, old);
        to->is_fuzzy |= !old->many.p != !to->many.p || !str_eq(old->many, to->many);
        return;
    }
    old = find_alike(po, pot, to);
    if (old) {
        take_forms(to, old);
        to->is_fuzzy = true;
        to->before = old->one;
    }
}

void words_merge(struct arena *a, struct po *po, const struct po *pot, int plurals)
{
    struct po merged = {0};
    const struct po_entry *head = po_find(po, (struct str){0}, S(""));
    if (head)
        *vec_push(a, &merged.entries) = *head;
    for (ptrdiff_t i = 0; i < pot->entries.n; i++) {
        struct po_entry e = pot->entries.v[i];
        if (!e.one.n)
            continue;
        translate(&e, po, pot);
        e.form_count = e.many.p ? plurals : 1;
        *vec_push(a, &merged.entries) = e;
    }
    for (ptrdiff_t i = 0; i < po->entries.n; i++) {
        struct po_entry e = po->entries.v[i];
        if (!e.one.n || !e.forms[0].n || po_find(pot, e.context, e.one))
            continue;
        e.is_obsolete = true;
        *vec_push(a, &merged.entries) = e;
    }
    *po = merged;
}
