#include "mail/transfer.h"

#include <assert.h>
#include <string.h>

#include "mail/hex.h"

enum { room_least = 64, uu_line_most = 45 };

enum transfer_encoding transfer_encoding_find(struct str value)
{
    static const struct {
        const char *name;
        enum transfer_encoding encoding;
    } names[] = {
        {"base64", TRANSFER_BASE64},
        {"b", TRANSFER_BASE64},
        {"quotedprintable", TRANSFER_QUOTED},
        {"q", TRANSFER_QUOTED},
        {"uuencode", TRANSFER_UU},
        {"xuuencode", TRANSFER_UU},
        {"xuue", TRANSFER_UU},
        {"uue", TRANSFER_UU},
    };
    char key[24] = "";
    size_t n = 0;
    for (ptrdiff_t i = 0; i < value.n && n < sizeof key - 1; i++) {
        char c = ascii_lower(value.p[i]);
        if (c == ';' || c == '(')
            break;
        if (ascii_is_alpha(c) || ascii_is_digit(c))
            key[n++] = c;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(key, names[i].name) == 0)
            return names[i].encoding;
    return TRANSFER_IDENTITY;
}

void transfer_init(struct transfer *t, enum transfer_encoding encoding, struct str bytes)
{
    *t = (struct transfer){.encoding = encoding, .rest = bytes};
}

/* The whole bytes among the bits; what is left stays. */
static ptrdiff_t base64_flush(struct transfer *t, char *out)
{
    ptrdiff_t n = 0;
    for (; t->bit_count >= 8; t->bit_count -= 8)
        out[n++] = (char)(t->bits >> (t->bit_count - 8) & 0xFF);
    return n;
}

/* Past the end sign another encoded text may follow, or a footer that a list put there. */
static bool is_base64_line(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n && s.p[i] != '\n'; i++)
        if (base64_value(s.p[i]) < 0 && s.p[i] != '=' && s.p[i] != '\r')
            return false;
    return true;
}

/* Past an end sign only whole groups are taken. */
static ptrdiff_t base64_next(struct transfer *t, char *out, ptrdiff_t room)
{
    ptrdiff_t n = 0, i = 0;
    for (; i < t->rest.n && n + 3 <= room; i++) {
        char c = t->rest.p[i];
        int v = base64_value(c);
        if (v >= 0) {
            t->bits = t->bits << 6 | (uint32_t)v;
            t->bit_count += 6;
            if (t->bit_count >= (t->is_padded ? 24 : 8))
                n += base64_flush(t, out + n);
        } else if (c == '=') {
            n += t->is_padded ? base64_flush(t, out + n) : 0;
            t->bit_count = 0;
            t->is_padded = true;
        } else if (c == '\n' && t->is_padded && !is_base64_line(str_skip(t->rest, i + 1))) {
            t->rest.n = i + 1;
        }
    }
    t->rest = str_skip(t->rest, i);
    return n;
}

/* "=" at the end of a line, blanks behind it or not, joins it to the next. */
static ptrdiff_t soft_break(struct str s)
{
    ptrdiff_t i = 1;
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '\r'))
        i++;
    if (i < s.n && s.p[i] == '\n')
        return i + 1;
    return i == s.n ? i : 0;
}

static ptrdiff_t quoted_next(struct transfer *t, char *out, ptrdiff_t room)
{
    ptrdiff_t n = 0;
    struct str s = t->rest;
    while (s.n && n < room) {
        ptrdiff_t skip = 1;
        if (s.p[0] != '=') {
            out[n++] = s.p[0];
        } else if (s.n > 2 && hex_value(s.p[1]) >= 0 && hex_value(s.p[2]) >= 0) {
            out[n++] = (char)(hex_value(s.p[1]) << 4 | hex_value(s.p[2]));
            skip = 3;
        } else if ((skip = soft_break(s)) == 0) {
            out[n++] = '='; /* an equals sign nobody escaped */
            skip = 1;
        }
        s = str_skip(s, skip);
    }
    t->rest = s;
    return n;
}

static unsigned uu_value(char c)
{
    return ((unsigned char)c - ' ') & 0x3F;
}

/* One line of up to 45 bytes; what a mailer cut off its end was blanks, that is zeros. */
static ptrdiff_t uu_line(struct str line, char *out)
{
    ptrdiff_t count = (ptrdiff_t)uu_value(line.p[0]), n = 0;
    for (ptrdiff_t i = 1; n < count; i += 4) {
        unsigned v[4] = {0};
        for (ptrdiff_t k = 0; k < 4; k++)
            v[k] = i + k < line.n ? uu_value(line.p[i + k]) : 0;
        unsigned bytes = v[0] << 18 | v[1] << 12 | v[2] << 6 | v[3];
        for (int shift = 16; shift >= 0 && n < count; shift -= 8)
            out[n++] = (char)(bytes >> shift & 0xFF);
    }
    return n;
}

static ptrdiff_t uu_next(struct transfer *t, char *out, ptrdiff_t room)
{
    ptrdiff_t n = 0;
    while (t->rest.p && n + room_least <= room) {
        struct str line = str_line(&t->rest);
        if (!t->is_in_file) {
            t->is_in_file = str_starts(line, S("begin "));
            continue;
        }
        if (str_eq(str_trim_end(line), S("end"))) {
            t->rest = (struct str){0};
            break;
        }
        if (line.n && uu_value(line.p[0]) <= uu_line_most)
            n += uu_line(line, out + n);
    }
    return n;
}

ptrdiff_t transfer_next(struct transfer *t, char *out, ptrdiff_t room)
{
    assert(room >= room_least);
    ptrdiff_t n = 0;
    while (n == 0 && t->rest.n > 0) {
        switch (t->encoding) {
        case TRANSFER_IDENTITY:
            n = t->rest.n < room ? t->rest.n : room;
            memcpy(out, t->rest.p, (size_t)n);
            t->rest = str_skip(t->rest, n);
            break;
        case TRANSFER_BASE64: n = base64_next(t, out, room); break;
        case TRANSFER_QUOTED: n = quoted_next(t, out, room); break;
        case TRANSFER_UU: n = uu_next(t, out, room); break;
        }
    }
    return n;
}

struct str transfer_all(struct arena *a, enum transfer_encoding encoding, struct str bytes,
                        ptrdiff_t most, bool *was_cut)
{
    enum { chunk = 4096 };
    *was_cut = false;
    if (encoding == TRANSFER_IDENTITY) {
        *was_cut = bytes.n > most;
        return str_head(bytes, most);
    }
    struct transfer t;
    transfer_init(&t, encoding, bytes);
    struct buf out;
    buf_init(&out, a, most + chunk);
    ptrdiff_t n = 1;
    while (n > 0 && out.n <= most) {
        n = transfer_next(&t, buf_room(&out, chunk), chunk);
        out.n += n;
    }
    *was_cut = out.n > most;
    return str_head(buf_str(&out), most);
}

bool transfer_is_plausible(enum transfer_encoding encoding, struct str bytes)
{
    enum { look = 4096 };
    struct str s = str_head(str_trim(bytes), look);
    if (encoding == TRANSFER_UU)
        return str_has(str_head(bytes, 16 * look), S("begin "));
    if (encoding != TRANSFER_BASE64 || s.n == 0)
        return true;
    ptrdiff_t good = 0, bad = 0;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        bool is_good = base64_value(s.p[i]) >= 0 || s.p[i] == '=';
        good += is_good;
        bad += !is_good && !ascii_is_space(s.p[i]);
    }
    return base64_value(s.p[0]) >= 0 && bad <= good / 4;
}
