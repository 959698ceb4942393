/* person.c: what can be said of a person without asking the database. */
#include "people/person.h"

#include "base/utf8.h"

struct str person_called(const struct person *p)
{
    if (p->called.n)
        return p->called;
    struct str rest = p->name;
    return str_cut(&rest, ' ');
}

struct str person_initials(struct arena *a, struct str name)
{
    struct buf b;
    struct str first = {0}, last = {0};
    buf_init(&b, a, 16);
    while (name.p) {
        struct str word = str_cut(&name, ' ');
        if (word.n == 0 || *word.p == '(' || *word.p == '"')
            continue;
        if (first.n == 0)
            first = word;
        else
            last = word;
    }
    buf_add(&b, utf8_head(first, 1));
    buf_add(&b, utf8_head(last, 1));
    for (ptrdiff_t i = 0; i < b.n; i++)
        if (b.p[i] >= 'a' && b.p[i] <= 'z')
            b.p[i] = (char)(b.p[i] - 32);
    return b.n ? buf_str(&b) : S("?");
}

char person_hue(person_id id)
{
    return (char)('a' + id.v % 6);
}
