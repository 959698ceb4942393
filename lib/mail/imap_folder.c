/* imap_folder.c: folder names: modified UTF-7, and quoting. And the date of a message's arrival. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "mail/date.h"
#include "mail/imap_date.h"
#include "mail/imap_read.h"

instant imap_date(struct str s)
{
    /* as a date of RFC 5322 with hyphens */
    char z[40];
    snprintf(z, sizeof z, "%.*s", STR_ARG(str_head(str_trim(s), 39)));
    for (int i = 0; i < 12 && z[i]; i++)
        if (z[i] == '-')
            z[i] = ' ';
    struct mail_date d = date_parse(str_from(z));
    return d.is_known ? d.at : 0;
}

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static int letter_value(char c)
{
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : -1;
}

/* What stands between & and -: UTF-16 in 6-bit letters. False: that is none. */
static bool show_shifted(struct buf *to, struct str s)
{
    uint32_t bits = 0, high = 0;
    int n = 0;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        int v = letter_value(s.p[i]);
        if (v < 0)
            return false;
        bits = (bits << 6) | (uint32_t)v;
        n += 6;
        if (n < 16)
            continue;
        n -= 16;
        uint32_t unit = (bits >> n) & 0xffff;
        if (high) {
            if (unit < 0xdc00 || unit > 0xdfff)
                return false;
            utf8_put(to, (int32_t)(0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00)));
            high = 0;
        } else if (unit >= 0xd800 && unit <= 0xdbff) {
            high = unit;
        } else if (unit < 0x80 || (unit >= 0xdc00 && unit <= 0xdfff)) {
            return false;
        } else {
            utf8_put(to, (int32_t)unit);
        }
    }
    return !high && n < 6 && (bits & ((1U << n) - 1)) == 0;
}

struct str imap_folder_show(struct arena *a, struct str sent)
{
    struct buf b;
    struct str rest = sent;
    buf_init(&b, a, LIMIT_IMAP_TEXT_BYTES * 4);
    while (rest.n) {
        ptrdiff_t at = str_chr(rest, '&');
        if (at < 0)
            at = rest.n;
        buf_add(&b, str_head(rest, at));
        rest = str_skip(rest, at);
        if (!rest.n)
            break;
        ptrdiff_t end = str_chr(rest, '-');
        if (end < 0)
            return utf8_clean(a, sent);
        if (end == 1)
            buf_addc(&b, '&');
        else if (!show_shifted(&b, str_of(rest.p + 1, end - 1)))
            return utf8_clean(a, sent);
        rest = str_skip(rest, end + 1);
    }
    return utf8_clean(a, buf_str(&b));
}

static void send_unit(struct buf *b, uint32_t unit, uint32_t *bits, int *n)
{
    *bits = (*bits << 16) | unit;
    *n += 16;
    while (*n >= 6) {
        *n -= 6;
        buf_addc(b, letters[(*bits >> *n) & 63]);
    }
    *bits &= (1U << *n) - 1;
}

static void end_shift(struct buf *b, uint32_t *bits, int *n)
{
    if (*n)
        buf_addc(b, letters[(*bits << (6 - *n)) & 63]);
    buf_addc(b, '-');
    *bits = 0;
    *n = 0;
}

struct str imap_folder_send(struct arena *a, struct str shown)
{
    struct buf b;
    uint32_t bits = 0;
    int n = 0;
    bool is_shifted = false;
    buf_init(&b, a, LIMIT_IMAP_TEXT_BYTES * 4);
    while (shown.n) {
        int32_t c = utf8_next(&shown);
        bool is_plain = c >= 0x20 && c <= 0x7e;
        if (is_plain && is_shifted)
            end_shift(&b, &bits, &n);
        if (!is_plain && !is_shifted)
            buf_addc(&b, '&');
        is_shifted = !is_plain;
        if (is_plain) {
            buf_addc(&b, (char)c);
            if (c == '&')
                buf_addc(&b, '-');
        } else if (c > 0xffff) {
            send_unit(&b, 0xd800 + ((uint32_t)(c - 0x10000) >> 10), &bits, &n);
            send_unit(&b, 0xdc00 + ((uint32_t)(c - 0x10000) & 0x3ff), &bits, &n);
        } else {
            send_unit(&b, c < 0 ? 0xfffd : (uint32_t)c, &bits, &n);
        }
    }
    if (is_shifted)
        end_shift(&b, &bits, &n);
    return b.n ? buf_str(&b) : S("");
}

bool imap_quote(struct arena *a, struct str s, struct str *out)
{
    struct buf b;
    buf_init(&b, a, LIMIT_IMAP_TEXT_BYTES * 2);
    buf_addc(&b, '"');
    for (ptrdiff_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < ' ' || c > 126)
            return false;
        if (c == '"' || c == '\\')
            buf_addc(&b, '\\');
        buf_addc(&b, (char)c);
    }
    buf_addc(&b, '"');
    *out = buf_str(&b);
    return !b.full;
}
