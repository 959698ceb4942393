#include "mail/uu.h"

/* "begin", a mode of three or four octal digits, a name. */
static bool is_begin(struct str line, struct str *name)
{
    if (!str_starts(line, S("begin ")))
        return false;
    struct str rest = str_skip(line, 6);
    struct str mode = str_cut(&rest, ' ');
    if (mode.n < 3 || mode.n > 4 || str_trim(rest).n == 0)
        return false;
    for (ptrdiff_t i = 0; i < mode.n; i++)
        if (mode.p[i] < '0' || mode.p[i] > '7')
            return false;
    *name = str_trim(rest);
    return true;
}

/* A line of data says how many bytes it holds, and has the length for them; mailers cut blanks off
 * its end, some encoders add a sum. */
static bool is_data(struct str line)
{
    if (line.n == 0 || line.p[0] < ' ' || line.p[0] > '`')
        return false;
    ptrdiff_t count = (line.p[0] - ' ') & 0x3F;
    ptrdiff_t length = 1 + (count + 2) / 3 * 4;
    if (count > 45 || line.n > length + 2)
        return false;
    for (ptrdiff_t i = 1; i < line.n; i++)
        if (line.p[i] < ' ' || line.p[i] > '`')
            return false;
    return line.n >= length - 16 && (count > 0 || line.n <= 2);
}

/* Where the block that goes on at `rest` ends: past "end", or past its last line of data. */
static const char *block_end(struct str rest)
{
    const char *end = NULL;
    while (rest.p) {
        struct str line = str_line(&rest);
        const char *after = rest.p ? rest.p : line.p + line.n;
        if (end && str_eq(str_trim_end(line), S("end")))
            return after;
        if (!is_data(line) && !(end && line.n == 0))
            return end;
        end = after;
    }
    return end;
}

bool uu_cut(struct str *text, struct uu_file *f)
{
    ptrdiff_t from = 0;
    while (from < text->n) {
        struct str rest = str_skip(*text, from);
        bool is_at_line = from == 0 || text->p[from - 1] == '\n';
        ptrdiff_t at = is_at_line && str_starts(rest, S("begin "))
                           ? 0
                           : str_find(rest, S("\nbegin ")) + 1;
        if (at == 0 && !(is_at_line && str_starts(rest, S("begin "))))
            return false;
        struct str block = str_skip(rest, at), body = block;
        struct str line = str_line(&body);
        const char *end = is_begin(line, &f->name) ? block_end(body) : NULL;
        if (end) {
            f->before = str_head(*text, block.p - text->p);
            f->block = str_of(block.p, end - block.p);
            *text = str_of(end, text->p + text->n - end);
            return true;
        }
        from += at + 6;
    }
    return false;
}
