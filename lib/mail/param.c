#include "mail/param.h"

#include "base/buf.h"
#include "base/limits.h"
#include "mail/charset.h"
#include "mail/header.h"
#include "mail/hex.h"

/* A parameter as it stands: "name*1*" is piece 1 of "name", encoded. */
struct piece {
    struct str base;
    struct str value;
    int index; /* -1 when it is whole */
    bool is_encoded;
};
typedef VEC(struct piece) piece_list;

struct cursor {
    struct arena *a;
    struct str s;
    ptrdiff_t i;
};

static bool at_end(const struct cursor *c)
{
    return c->i >= c->s.n;
}

static char here(const struct cursor *c)
{
    return at_end(c) ? 0 : c->s.p[c->i];
}

/* Past a comment that begins here; past everything when it never ends. */
static void comment_skip(struct cursor *c)
{
    int depth = 0;
    for (ptrdiff_t i = c->i; i < c->s.n; i++) {
        char ch = c->s.p[i];
        if (ch == '\\')
            i++;
        else if (ch == '(')
            depth++;
        else if (ch == ')' && --depth == 0) {
            c->i = i + 1;
            return;
        }
    }
    c->s.n = c->i; /* it never ends: all the rest is comment */
}

static void space_skip(struct cursor *c)
{
    while (!at_end(c)) {
        if (ascii_is_space(here(c)))
            c->i++;
        else if (here(c) == '(')
            comment_skip(c);
        else
            return;
    }
}

static bool is_name_char(char ch)
{
    return ch > ' ' && ch != 127 && ch != '=' && ch != ';' && ch != '"' && ch != '(' && ch != ')' &&
           ch != ',' && ch != '?' && ch != '<' && ch != '>';
}

/* Does "name=" begin at `i`? So somebody forgot the semicolon before it. */
static bool is_next_param(struct str s, ptrdiff_t i)
{
    ptrdiff_t start = i;
    while (i < s.n && is_name_char(s.p[i]))
        i++;
    if (i == start || i - start > 40)
        return false;
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
        i++;
    return i + 1 < s.n && s.p[i] == '=' && s.p[i + 1] != '?';
}

static bool is_param_after_space(struct cursor *c)
{
    ptrdiff_t i = c->i;
    while (i < c->s.n && ascii_is_space(c->s.p[i]))
        i++;
    return i > c->i && is_next_param(c->s, i);
}

/* Does the quote at `i` end a quoted value, or was it left unescaped in the middle of one? */
static bool is_closing_quote(struct str s, ptrdiff_t i)
{
    ptrdiff_t next = i + 1;
    while (next < s.n && ascii_is_space(s.p[next]))
        next++;
    return next >= s.n || s.p[next] == ';' || s.p[next] == '(' || s.p[next] == ',' ||
           is_next_param(s, next);
}

/* A backslash takes the next sign as it is; before a letter it is one itself, in a path of
 * Windows. */
static bool is_escape(struct str s, ptrdiff_t i)
{
    if (s.p[i] != '\\' || i + 1 >= s.n)
        return false;
    char next = s.p[i + 1];
    return next == '"' || next == '\\' || next == '\'' || next == '(' || next == ')';
}

static struct str quoted_read(struct cursor *c)
{
    struct buf out;
    buf_init(&out, c->a, c->s.n - c->i + 1);
    ptrdiff_t start = c->i + 1;
    for (c->i++; !at_end(c); c->i++) {
        if (is_escape(c->s, c->i)) {
            buf_addc(&out, c->s.p[++c->i]);
        } else if (here(c) == '"' && is_closing_quote(c->s, c->i)) {
            c->i++;
            return buf_str(&out);
        } else {
            buf_addc(&out, here(c));
        }
    }
    struct str rest = str_skip(c->s, start); /* it was never closed: as if it had not been opened */
    ptrdiff_t end = str_chr(rest, ';');
    c->i = end < 0 ? c->s.n : start + end;
    return str_trim(end < 0 ? rest : str_head(rest, end));
}

/* An unquoted value: blanks in it are part of it unless another parameter follows. */
static struct str bare_read(struct cursor *c)
{
    ptrdiff_t start = c->i;
    while (!at_end(c) && here(c) != ';') {
        if (here(c) == '=' && str_starts(str_skip(c->s, c->i), S("=?"))) {
            ptrdiff_t end = str_find(str_skip(c->s, c->i + 2), S("?="));
            struct str word = str_head(str_skip(c->s, c->i + 2), end < 0 ? 0 : end);
            if (end >= 0 && str_chr(word, '\n') < 0) {
                c->i += end + 4; /* a semicolon inside an encoded word */
                continue;
            }
        }
        if (here(c) == '(' && c->i > start && ascii_is_space(c->s.p[c->i - 1]))
            break;
        if (!ascii_is_space(here(c))) {
            c->i++;
            continue;
        }
        if (is_param_after_space(c))
            break;
        while (ascii_is_space(here(c)))
            c->i++;
    }
    return str_trim(str_of(c->s.p + start, c->i - start));
}

/* "name*2*" → base "name", index 2, encoded. */
static struct piece name_split(struct arena *a, struct str name)
{
    struct piece p = {.index = -1};
    if (str_ends(name, S("*"))) {
        p.is_encoded = true;
        name.n--;
    }
    ptrdiff_t star = str_chr(name, '*');
    int64_t index;
    if (star > 0 && str_to_i64(str_skip(name, star + 1), &index) == OK && index >= 0 &&
        index < 100000) {
        p.index = (int)index;
        name = str_head(name, star);
    }
    p.base = str_lower(a, name);
    return p;
}

static void piece_read(struct cursor *c, piece_list *pieces)
{
    ptrdiff_t start = c->i;
    while (!at_end(c) && is_name_char(here(c)))
        c->i++;
    struct str name = str_of(c->s.p + start, c->i - start);
    space_skip(c);
    if (here(c) != '=') {
        if (c->i == start)
            c->i++; /* a sign that begins nothing */
        return;
    }
    c->i++;
    space_skip(c);
    struct piece p = name_split(c->a, name);
    p.value = here(c) == '"' ? quoted_read(c) : bare_read(c);
    if (name.n && pieces->n < LIMIT_MAIL_PARAMS)
        *vec_push(c->a, pieces) = p;
}

/* What stands before the first semicolon; empty, and nothing read, when it is a parameter. */
static struct str value_read(struct cursor *c)
{
    struct buf out;
    buf_init(&out, c->a, c->s.n + 1);
    space_skip(c);
    if (is_next_param(c->s, c->i))
        return (struct str){0};
    while (!at_end(c) && here(c) != ';') {
        if (ascii_is_space(here(c)) || here(c) == '(') {
            if (is_param_after_space(c))
                break;
            space_skip(c);
        } else {
            buf_addc(&out, ascii_lower(c->s.p[c->i++]));
        }
    }
    while (out.n && out.p[out.n - 1] == ',')
        out.n--;
    return buf_str(&out);
}

static void percent_decode(struct buf *out, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%' && i + 2 < s.n && hex_value(s.p[i + 1]) >= 0 &&
            hex_value(s.p[i + 2]) >= 0) {
            buf_addc(out, (char)(hex_value(s.p[i + 1]) << 4 | hex_value(s.p[i + 2])));
            i += 2;
        } else {
            buf_addc(out, s.p[i]);
        }
    }
}

/* charset'language'text → charset, leaving the text. */
static struct str charset_cut(struct str *value)
{
    ptrdiff_t first = str_chr(*value, '\'');
    ptrdiff_t second = first < 0 ? -1 : str_chr(str_skip(*value, first + 1), '\'');
    if (second < 0)
        return (struct str){0};
    struct str charset = str_head(*value, first);
    *value = str_skip(*value, first + second + 2);
    return charset;
}

/* The pieces of one parameter put together in the order of their numbers. */
struct assembly {
    struct buf bytes;
    struct str charset;
    bool any_encoded;
    bool is_first;
};

static void piece_add(struct assembly *as, const struct piece *p)
{
    struct str value = p->value;
    if (as->is_first && as->any_encoded)
        as->charset = charset_cut(&value);
    else if (p->is_encoded && as->charset.n && str_startsi(value, as->charset) &&
             value.n > as->charset.n && value.p[as->charset.n] == '\'')
        value = str_skip(value, as->charset.n + 1); /* the charset said again */
    as->is_first = false;
    if (p->is_encoded)
        percent_decode(&as->bytes, value);
    else
        buf_add(&as->bytes, value);
}

/* The piece of `base` with the least index above `after`, or NULL. */
static const struct piece *piece_after(const piece_list *pieces, struct str base, int after)
{
    const struct piece *best = NULL;
    for (ptrdiff_t i = 0; i < pieces->n; i++) {
        const struct piece *p = &pieces->v[i];
        if (p->index > after && str_eq(p->base, base) && (!best || p->index < best->index))
            best = p;
    }
    return best;
}

static struct str assemble(struct arena *a, const piece_list *pieces, const struct piece *first,
                           struct str hint)
{
    struct assembly as = {.is_first = true};
    ptrdiff_t room = first->value.n;
    as.any_encoded = first->is_encoded;
    for (ptrdiff_t i = 0; first->index >= 0 && i < pieces->n; i++)
        if (pieces->v[i].index >= 0 && str_eq(pieces->v[i].base, first->base)) {
            room += pieces->v[i].value.n;
            as.any_encoded |= pieces->v[i].is_encoded;
        }
    buf_init(&as.bytes, a, room + 1);
    if (first->index < 0) {
        piece_add(&as, first);
    } else {
        const struct piece *p = piece_after(pieces, first->base, -1);
        for (; p; p = piece_after(pieces, first->base, p->index))
            piece_add(&as, p);
    }
    if (!as.any_encoded)
        return header_text(a, buf_str(&as.bytes), hint, NULL);
    struct charset_text t = charset_decode(a, buf_str(&as.bytes), as.charset, hint);
    return header_text(a, t.text, S("utf-8"), NULL);
}

/* Of several ways to say one parameter, the encoded one is the better, then the first. */
static const struct piece *piece_best(const piece_list *pieces, struct str base)
{
    const struct piece *best = NULL;
    for (ptrdiff_t i = 0; i < pieces->n; i++) {
        const struct piece *p = &pieces->v[i];
        if (str_eq(p->base, base) && (!best || (p->is_encoded && !best->is_encoded)))
            best = p;
    }
    return best;
}

struct param_list param_parse(struct arena *a, struct str raw, struct str hint)
{
    struct cursor c = {.a = a, .s = raw};
    struct param_list l = {.value = value_read(&c)};
    piece_list pieces = {0};
    while (!at_end(&c)) {
        space_skip(&c);
        if (here(&c) == ';')
            c.i++;
        else if (!at_end(&c))
            piece_read(&c, &pieces);
    }
    for (ptrdiff_t i = 0; i < pieces.n; i++) {
        struct str base = pieces.v[i].base;
        if (param_find(&l, base).p)
            continue;
        struct str value = assemble(a, &pieces, piece_best(&pieces, base), hint);
        *vec_push(a, &l.params) = (struct param){base, value.p ? value : S("")};
    }
    return l;
}

struct str param_find(const struct param_list *l, struct str name)
{
    for (ptrdiff_t i = 0; i < l->params.n; i++)
        if (str_eq(l->params.v[i].name, name))
            return l->params.v[i].value;
    return (struct str){0};
}
