/* Pictures put in place when a message is shown. This reads nothing but what sanitize_html wrote:
 * "<" stands only where a tag starts, and the address of a picture is its first attribute. */
#include "base/limits.h"
#include "text/sanitize.h"
#include "text/sanitize_rules.h"

/* Values as rule_escape wrote them, read back. */
static struct str unescaped(struct arena *a, struct str s)
{
    static const struct {
        struct str name;
        char c;
    } names[] = {{STR_INIT("&amp;"), '&'},  {STR_INIT("&lt;"), '<'},   {STR_INIT("&gt;"), '>'},
                 {STR_INIT("&quot;"), '"'}, {STR_INIT("&#39;"), '\''}, {STR_INIT("&#96;"), '`'}};
    char *p = arena_bytes(a, s.n);
    ptrdiff_t n = 0;
    while (s.n) {
        size_t i = 0;
        while (i < 6 && !str_starts(s, names[i].name))
            i++;
        p[n++] = i < 6 ? names[i].c : s.p[0];
        s = str_skip(s, i < 6 ? names[i].name.n : 1);
    }
    return str_of(p, n);
}

static struct str address_for(struct arena *a, struct str attribute, struct str value,
                              const struct sanitize_pictures *p)
{
    if (str_eq(attribute, S(RULE_REMOTE)) && p->remote)
        return p->remote(p->context, a, unescaped(a, value));
    if (str_eq(attribute, S(RULE_CID)) && p->cid)
        return p->cid(p->context, a, unescaped(a, value));
    if (str_eq(attribute, S(RULE_RASTER)) && p->allow_raster)
        return unescaped(a, value);
    return (struct str){0};
}

/* s starts behind "<img "; returns how much of it has been dealt with. */
static ptrdiff_t put_picture(struct arena *a, struct buf *out, struct str s,
                             const struct sanitize_pictures *pictures)
{
    ptrdiff_t name_end = str_find(s, S("=\""));
    ptrdiff_t tag_end = str_chr(s, '>');
    if (name_end < 0 || tag_end < name_end)
        return 0;
    struct str rest = str_skip(s, name_end + 2);
    struct str value = str_cut(&rest, '"');
    struct str address = address_for(a, str_head(s, name_end), value, pictures);
    if (!address.p)
        return 0;
    buf_addz(out, "src=\"");
    rule_escape(out, address);
    buf_addc(out, '"');
    return name_end + 2 + value.n + 1;
}

struct safe_html sanitize_pictures(struct arena *a, struct str fragment,
                                   const struct sanitize_pictures *pictures)
{
    static const struct str start = STR_INIT("<img ");
    struct buf out;
    buf_init(&out, a, LIMIT_PAGE_BYTES);
    struct str rest = fragment;
    for (ptrdiff_t at = str_find(rest, start); at >= 0; at = str_find(rest, start)) {
        buf_add(&out, str_head(rest, at + start.n));
        rest = str_skip(rest, at + start.n);
        rest = str_skip(rest, put_picture(a, &out, rest, pictures));
    }
    buf_add(&out, rest);
    return (struct safe_html){out.full ? fragment : buf_str(&out)};
}
