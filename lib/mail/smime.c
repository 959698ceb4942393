#include "mail/smime.h"

#include "base/buf.h"

/* An element of BER: what it is and what it holds. */
struct element {
    unsigned char tag;
    bool is_endless; /* ends with an end-of-contents mark instead of a length */
    struct str inside;
};

enum {
    TAG_OCTETS = 0x04,
    TAG_OCTETS_PIECES = 0x24,
    TAG_OID = 0x06,
    TAG_SEQUENCE = 0x30,
    TAG_CONTEXT_0 = 0xA0,
    depth_most = 8
};

/* The element at the front of *s, which moves to its inside (endless) or past it. */
static bool element_cut(struct str *s, struct element *e)
{
    if (s->n < 2)
        return false;
    const unsigned char *p = (const unsigned char *)s->p;
    ptrdiff_t head = 2, length = p[1];
    e->tag = p[0];
    e->is_endless = p[1] == 0x80;
    if (p[1] > 0x84)
        return false;
    if (p[1] > 0x80) {
        length = 0;
        for (int i = 0; i < p[1] - 0x80 && head < s->n; i++)
            length = length << 8 | p[head++];
    }
    if (e->is_endless)
        length = s->n - head;
    if (length > s->n - head)
        return false;
    e->inside = str_of(s->p + head, length);
    *s = str_skip(*s, e->is_endless ? head : head + length);
    return true;
}

static bool element_expect(struct str *s, unsigned char tag, struct element *e)
{
    return element_cut(s, e) && e->tag == tag;
}

/* Past one element, whatever is in it. */
static bool element_skip(struct str *s, int depth)
{
    struct element e;
    if (depth > depth_most || !element_cut(s, &e))
        return false;
    while (e.is_endless) {
        if (str_starts(*s, str_of("\0\0", 2))) {
            *s = str_skip(*s, 2);
            return true;
        }
        if (!element_skip(s, depth + 1))
            return false;
    }
    return true;
}

/* The bytes of an octet string, which may come in pieces. */
static bool octets_add(struct buf *out, struct str *s)
{
    struct element e;
    if (!element_cut(s, &e))
        return false;
    if (e.tag == TAG_OCTETS && !e.is_endless) {
        buf_add(out, e.inside);
        return true;
    }
    if (e.tag != TAG_OCTETS_PIECES)
        return false;
    struct str pieces = e.inside;
    struct element piece;
    while (element_expect(&pieces, TAG_OCTETS, &piece) && !piece.is_endless)
        buf_add(out, piece.inside);
    return true;
}

struct str smime_content(struct arena *a, struct str s)
{
    static const char signed_data[] = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
    struct element e;
    if (!element_expect(&s, TAG_SEQUENCE, &e))
        return (struct str){0};
    s = e.inside;
    if (!element_expect(&s, TAG_OID, &e) || !str_eq(e.inside, str_of(signed_data, 9)))
        return (struct str){0};
    if (!element_expect(&s, TAG_CONTEXT_0, &e))
        return (struct str){0};
    s = e.inside;
    if (!element_expect(&s, TAG_SEQUENCE, &e))
        return (struct str){0};
    s = e.inside;
    if (!element_skip(&s, 0) || !element_skip(&s, 0)) /* version, digest algorithms */
        return (struct str){0};
    if (!element_expect(&s, TAG_SEQUENCE, &e))
        return (struct str){0};
    s = e.inside;
    if (!element_expect(&s, TAG_OID, &e) || !element_expect(&s, TAG_CONTEXT_0, &e))
        return (struct str){0};
    s = e.inside;
    struct buf out;
    buf_init(&out, a, s.n + 1);
    return octets_add(&out, &s) ? buf_str(&out) : (struct str){0};
}
