#include "mail/flowed.h"

#include "base/buf.h"

static bool is_quoted(struct str line)
{
    return line.n > 0 && line.p[0] == '>';
}

static bool is_soft(struct str line)
{
    return line.n > 0 && line.p[line.n - 1] == ' ' && !is_quoted(line) && !str_eq(line, S("-- "));
}

struct str flowed_join(struct arena *a, struct str text, bool delete_space)
{
    struct buf out;
    buf_init(&out, a, text.n + 2);
    bool is_joined = false; /* the line before goes on in this one */
    while (text.p) {
        struct str line = str_line(&text);
        bool ends_paragraph = is_quoted(line) || str_eq(line, S("-- "));
        if (is_joined && ends_paragraph)
            buf_addc(&out, '\n');
        if (line.n > 0 && line.p[0] == ' ')
            line = str_skip(line, 1);
        is_joined = is_soft(line) && text.p;
        if (is_joined && delete_space)
            line.n--;
        buf_add(&out, line);
        if (!is_joined && text.p)
            buf_addc(&out, '\n');
    }
    return buf_str(&out);
}
