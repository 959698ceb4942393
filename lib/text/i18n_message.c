/* Messages of faults are made with printf; their formats are in the catalogues. A message is put
 * into another language by finding the format that it was made with. Few, and only when something
 * is wrong, so all are tried. */
#include "text/i18n.h"

#include "base/map.h"

enum { MOST_PARTS = 8 };

/* The length of the directive that begins at the % of s ("%.*s", "%lld"), or 0; "%%" is none. */
static ptrdiff_t directive_length(struct str s)
{
    ptrdiff_t n = 1;
    while (n < s.n && strchr("0123456789.*-+ #lhzjt", s.p[n]) && s.p[n])
        n++;
    return n < s.n && s.p[n] && strchr("dsuxXcifgep", s.p[n]) ? n + 1 : 0;
}

struct str word_directive(struct str *rest, struct str *directive)
{
    struct str s = *rest;
    *directive = (struct str){0};
    for (ptrdiff_t i = 0; i < s.n; i++) {
        ptrdiff_t n = s.p[i] == '%' ? directive_length(str_skip(s, i)) : 0;
        if (!n)
            continue;
        *directive = str_of(s.p + i, n);
        *rest = str_skip(s, i + n);
        return str_head(s, i);
    }
    *rest = (struct str){0};
    return s;
}

/* Whether `message` can have been made with `format`; parts[i] gets what stood for directive i. */
static int match_format(struct str format, struct str message, struct str *parts)
{
    struct str directive;
    int count = 0;
    struct str literal = word_directive(&format, &directive);
    if (!str_starts(message, literal))
        return -1;
    message = str_skip(message, literal.n);
    while (directive.p) {
        struct str next;
        literal = word_directive(&format, &next);
        ptrdiff_t end = next.p && literal.n          ? str_find(message, literal)
                        : str_ends(message, literal) ? message.n - literal.n
                                                     : -1;
        if (end < 0 || count == MOST_PARTS)
            return -1;
        parts[count++] = str_head(message, end);
        message = str_skip(message, end + literal.n);
        directive = next;
    }
    return message.n == 0 ? count : -1;
}

static struct str fill_format(struct arena *a, struct str format, const struct str *parts,
                              int count)
{
    struct buf b;
    struct str directive;
    buf_init(&b, a, PTRDIFF_MAX);
    int i = 0;
    do {
        buf_add(&b, word_directive(&format, &directive));
        if (directive.p && i < count)
            buf_add(&b, parts[i++]);
    } while (directive.p);
    return buf_str(&b);
}

struct str word_message(struct arena *a, enum lang l, struct str message)
{
    if (l == LANG_EN || !word_catalogues || !word_catalogues[l].slots)
        return message;
    const struct word_catalogue *c = &word_catalogues[l];
    struct str exact = word_at(l, str_hash(message), message, 0);
    for (uint64_t i = 0; i <= c->mask && exact.p == message.p; i++) {
        struct str parts[MOST_PARTS];
        const struct word_entry *e = &c->slots[i];
        bool has_directive = e->forms && str_chr(e->key, '%') >= 0;
        int count = has_directive ? match_format(e->key, message, parts) : -1;
        if (count > 0)
            return fill_format(a, e->forms[0], parts, count);
    }
    return exact;
}
