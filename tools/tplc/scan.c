#include "tplc/scan.h"

#include "base/buf.h"

ptrdiff_t scan_token(struct str s)
{
    char quote = s.p[0];
    if (quote != '"' && quote != '\'')
        return 1;
    for (ptrdiff_t i = 1; i < s.n && s.p[i] != '\n'; i++) {
        if (s.p[i] == quote)
            return i + 1;
        if (s.p[i] == '\\')
            i++;
    }
    return -1;
}

/* The bracket that closes c; 0 when c opens none. */
static char closer_of(char c)
{
    return c == '(' ? ')' : c == '[' ? ']' : c == '{' ? '}' : 0;
}

/* The length of the bracketed group at the start of s, or of one token; -1 when it does not end.
 * Groups are nested at most as deep as the stack here is. */
static ptrdiff_t scan_group(struct str s)
{
    char open[128];
    int depth = 0;
    for (ptrdiff_t i = 0; i < s.n;) {
        ptrdiff_t n = scan_token(str_skip(s, i));
        if (n < 0)
            return -1;
        char c = s.p[i], closer = n == 1 ? closer_of(c) : 0;
        bool closes = n == 1 && (c == ')' || c == ']' || c == '}');
        if (closer && depth == (int)sizeof open)
            return -1;
        if (closer)
            open[depth++] = closer;
        if (closes && (depth == 0 || open[--depth] != c))
            return -1;
        i += n;
        if (depth == 0)
            return i;
    }
    return -1;
}

bool scan_is_balanced(struct str s)
{
    while (s.n) {
        ptrdiff_t n = scan_group(s);
        if (n < 0)
            return false;
        s = str_skip(s, n);
    }
    return true;
}

ptrdiff_t scan_find(struct str s, struct str what)
{
    for (ptrdiff_t i = 0; i < s.n;) {
        struct str rest = str_skip(s, i);
        if (str_starts(rest, what))
            return i;
        ptrdiff_t n = scan_group(rest);
        i += n < 0 ? 1 : n;
    }
    return -1;
}

struct str scan_cut(struct str *s, char sep)
{
    struct str whole = *s;
    ptrdiff_t i = scan_find(whole, str_of(&sep, 1));
    if (i < 0) {
        *s = (struct str){0};
        return whole;
    }
    *s = str_skip(whole, i + 1);
    return str_head(whole, i);
}

ptrdiff_t scan_last_group(struct str s, char open)
{
    ptrdiff_t last = -1, end = -1;
    for (ptrdiff_t i = 0; i < s.n;) {
        ptrdiff_t n = scan_group(str_skip(s, i));
        if (n < 0)
            return -1;
        if (s.p[i] == open) {
            last = i;
            end = i + n;
        }
        i += n;
    }
    return end == s.n ? last : -1;
}

static bool is_name_byte(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || c == '_';
}

struct str scan_name(struct str s)
{
    ptrdiff_t n = 0;
    if (s.n && ascii_is_digit(s.p[0]))
        return str_head(s, 0);
    while (n < s.n && is_name_byte(s.p[n]))
        n++;
    return str_head(s, n);
}

bool scan_is_name(struct str s)
{
    return s.n > 0 && scan_name(s).n == s.n;
}

struct str scan_literal(struct arena *a, struct str *s)
{
    static const char letters[] = "nt\\\"'", bytes[] = "\n\t\\\"'";
    ptrdiff_t n = s->n && s->p[0] == '"' ? scan_token(*s) : -1;
    if (n < 0)
        return (struct str){0};
    char *p = arena_bytes(a, n);
    ptrdiff_t length = 0;
    for (ptrdiff_t i = 1; i < n - 1; i++) {
        char c = s->p[i];
        const char *letter = c == '\\' ? strchr(letters, s->p[++i]) : NULL;
        if (c == '\\' && (!letter || !*letter))
            return (struct str){0};
        p[length++] = letter ? bytes[letter - letters] : c;
    }
    *s = str_trim(str_skip(*s, n));
    return str_of(p, length);
}
