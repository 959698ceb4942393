/* Addresses in plain text, as people write them: at the start of a word, without the punctuation of
 * the sentence around them; and what backslashes and & stand for. */
#include "text/markdown_walk.h"

#include "base/utf8.h"

struct str markdown_link_address(struct str address)
{
    bool is_web = str_startsi(address, S("http://")) || str_startsi(address, S("https://"));
    return is_web || str_startsi(address, S("mailto:")) ? address : (struct str){0};
}

static bool is_word(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || (unsigned char)c >= 0x80;
}

ptrdiff_t markdown_web_length(struct str s)
{
    ptrdiff_t head = str_startsi(s, S("https://")) ? 8 : str_startsi(s, S("http://")) ? 7 : 0;
    ptrdiff_t n = head;
    int open = 0;
    while (head && n < s.n && (unsigned char)s.p[n] > ' ' && !strchr("<>[]\"`\\|", s.p[n])) {
        open += (s.p[n] == '(') - (s.p[n] == ')');
        n++;
    }
    for (; n > head && strchr(".,;:!?'*_~)}", s.p[n - 1]); n--) {
        if (s.p[n - 1] == ')' && open >= 0)
            break;
        open += s.p[n - 1] == ')';
    }
    return n > head && is_word(s.p[head]) ? n : 0;
}

static bool is_local_byte(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || (c && strchr(".+-_", c));
}

/* The mail address around the @ at s.p[at], not before `from`: its offset and *length; -1 if none.
 */
static ptrdiff_t mail_start(struct str s, ptrdiff_t from, ptrdiff_t at, ptrdiff_t *length)
{
    ptrdiff_t start = at, end = at + 1, dot = -1;
    while (start > from && is_local_byte(s.p[start - 1]))
        start--;
    while (start < at && !is_word(s.p[start]))
        start++;
    for (; end < s.n && (ascii_is_alpha(s.p[end]) || ascii_is_digit(s.p[end]) || s.p[end] == '-' ||
                         s.p[end] == '.');
         end++)
        dot = s.p[end] == '.' && end > at + 1 && s.p[end - 1] != '.' ? end : dot;
    while (end > at + 1 && !is_word(s.p[end - 1]))
        end--;
    bool is_one = start < at && dot > at && end - dot > 2 && end - start <= 320;
    *length = end - start;
    return is_one ? start : -1;
}

ptrdiff_t markdown_find_mail(struct str s, ptrdiff_t *length)
{
    ptrdiff_t passed = 0; /* an @ before here had no address */
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] != '@')
            continue;
        ptrdiff_t start = mail_start(s, passed, i, length);
        if (start >= 0)
            return start;
        passed = i + 1;
    }
    return -1;
}

/* "&#…;" or "&#x…;" of up to seven digits. */
static ptrdiff_t numeric_entity(struct str s, struct buf *to)
{
    bool is_hex = s.n > 2 && (s.p[2] | 32) == 'x';
    ptrdiff_t start = is_hex ? 3 : 2, i = start;
    int32_t code = 0;
    for (; i < s.n && i < start + 7 && s.p[i] != ';'; i++) {
        char c = ascii_lower(s.p[i]);
        bool is_letter = is_hex && c >= 'a' && c <= 'f';
        if (!ascii_is_digit(c) && !is_letter)
            return 0;
        code = code * (is_hex ? 16 : 10) + (is_letter ? c - 'a' + 10 : c - '0');
    }
    if (i == start || i >= s.n || s.p[i] != ';')
        return 0;
    utf8_put(to, code > 0 ? code : UTF8_BAD);
    return i + 1;
}

ptrdiff_t markdown_entity(struct str s, struct buf *to)
{
    static const struct {
        struct str name;
        int32_t code;
    } known[] = {
        {STR_INIT("&amp;"), '&'},     {STR_INIT("&lt;"), '<'},    {STR_INIT("&gt;"), '>'},
        {STR_INIT("&quot;"), '"'},    {STR_INIT("&apos;"), '\''}, {STR_INIT("&nbsp;"), 0xA0},
        {STR_INIT("&euro;"), 0x20AC},
    };
    if (str_starts(s, S("&#")))
        return numeric_entity(s, to);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (str_starts(s, known[i].name)) {
            utf8_put(to, known[i].code);
            return known[i].name.n;
        }
    }
    return 0;
}

struct str markdown_unescape(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a, s.n + 16);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        ptrdiff_t n = c == '&' ? markdown_entity(str_skip(s, i), &b) : 0;
        bool escapes = c == '\\' && i + 1 < s.n && s.p[i + 1] > ' ' && !is_word(s.p[i + 1]);
        if (!n)
            buf_addc(&b, s.p[escapes ? ++i : i]);
        else
            i += n - 1;
    }
    return buf_str(&b);
}
