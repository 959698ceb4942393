#include "text/json.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/utf8.h"

void json_init(struct json *j, struct buf *out)
{
    *j = (struct json){.out = out};
}

/* Before each value: a comma, unless it is the first of its array or has just had its key. */
static void value_begins(struct json *j)
{
    if (j->depth == 0 || (j->is_object & 1))
        return;
    if (j->has_items & 1)
        buf_addc(j->out, ',');
    j->has_items |= 1;
}

static void open_level(struct json *j, bool is_object)
{
    assert(j->depth < LIMIT_JSON_DEPTH);
    value_begins(j);
    buf_addc(j->out, is_object ? '{' : '[');
    j->is_object = j->is_object << 1 | is_object;
    j->has_items <<= 1;
    j->depth++;
}

void json_object(struct json *j)
{
    open_level(j, true);
}

void json_array(struct json *j)
{
    open_level(j, false);
}

void json_end(struct json *j)
{
    assert(j->depth > 0);
    buf_addc(j->out, j->is_object & 1 ? '}' : ']');
    j->is_object >>= 1;
    j->has_items >>= 1;
    j->depth--;
}

static void put_quoted(struct buf *out, struct str s)
{
    buf_addc(out, '"');
    json_escape(out, s);
    buf_addc(out, '"');
}

void json_key(struct json *j, const char *name)
{
    assert(j->depth > 0 && (j->is_object & 1));
    if (j->has_items & 1)
        buf_addc(j->out, ',');
    j->has_items |= 1;
    put_quoted(j->out, str_from(name));
    buf_addc(j->out, ':');
}

void json_text(struct json *j, struct str s)
{
    value_begins(j);
    put_quoted(j->out, s);
}

void json_i64(struct json *j, int64_t v)
{
    value_begins(j);
    buf_add_i64(j->out, v);
}

void json_f64(struct json *j, double v)
{
    char digits[32];
    int n = 0;
    if (!isfinite(v)) {
        json_null(j);
        return;
    }
    value_begins(j);
    for (int precision = 15; precision <= 17; precision++) {
        double back;
        n = snprintf(digits, sizeof digits, "%.*g", precision, v);
        if (precision == 17 ||
            (str_to_f64(str_of(digits, n), &back) == OK && !(back < v || back > v)))
            break;
    }
    buf_add(j->out, str_of(digits, n));
}

void json_bool(struct json *j, bool v)
{
    value_begins(j);
    buf_add(j->out, v ? S("true") : S("false"));
}

void json_null(struct json *j)
{
    value_begins(j);
    buf_add(j->out, S("null"));
}

/* Bytes that may be copied as they are: all of ASCII but controls, " and \. The letter < is written
 * as \u003c, so that no </script> or <!-- can end the script element that holds the text. */
static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\' && c != '<';
}

/* Eight bytes at once: 0x80 in each byte that is not plain (a borrow may mark one too many, above a
 * byte that is marked rightly, and never one too few). */
static bool eight_are_plain(const char *p)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t w;
    memcpy(&w, p, 8);
    uint64_t quote = w ^ (ones * '"'), slash = w ^ (ones * '\\'), less = w ^ (ones * '<');
    return (((w - ones * 0x20) | (quote - ones) | (slash - ones) | (less - ones) | w) & high) == 0;
}

static ptrdiff_t plain_run(struct str s)
{
    ptrdiff_t i = 0;
    while (i + 8 <= s.n && eight_are_plain(s.p + i))
        i += 8;
    while (i < s.n && is_plain((unsigned char)s.p[i]))
        i++;
    return i;
}

static void put_control(struct buf *out, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    static const char letters[32] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    char short_form = c < 32 ? letters[c] : c == '"' || c == '\\' ? (char)c : 0;
    if (short_form) {
        buf_add(out, str_of((char[]){'\\', short_form}, 2));
    } else {
        char t[6] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
        buf_add(out, str_of(t, 6));
    }
}

/* One character beyond ASCII. U+2028 and U+2029 end a line for old readers of JavaScript. */
static void put_wide(struct buf *out, struct str *s)
{
    struct str before = *s;
    int32_t c = utf8_next(s);
    if (c == 0x2028 || c == 0x2029)
        buf_add(out, c == 0x2028 ? S("\\u2028") : S("\\u2029"));
    else if (c == UTF8_BAD)
        buf_add(out, S("\xEF\xBF\xBD"));
    else
        buf_add(out, str_head(before, before.n - s->n));
}

void json_escape(struct buf *out, struct str s)
{
    while (s.n) {
        ptrdiff_t run = plain_run(s);
        if (run) {
            buf_add(out, str_head(s, run));
            s = str_skip(s, run);
        } else if ((unsigned char)s.p[0] < 0x80) {
            put_control(out, (unsigned char)s.p[0]);
            s = str_skip(s, 1);
        } else {
            put_wide(out, &s);
        }
    }
}
