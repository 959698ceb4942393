#include "auth/encode.h"

/* An alphabet whose letters carry `bits` bits each, highest first. */
struct alphabet {
    const char *letters;
    int bits;
    bool any_case;
};

static const struct alphabet hex = {"0123456789abcdef", 4, true};
static const struct alphabet base32 = {"abcdefghijklmnopqrstuvwxyz234567", 5, true};
static const struct alphabet base64url = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6, false};

static struct str encode(struct arena *a, const struct alphabet *alphabet, struct str bytes)
{
    unsigned mask = (1u << alphabet->bits) - 1;
    char *out = arena_bytes(a, bytes.n * 2 + 1); /* hex is the longest */
    ptrdiff_t n = 0;
    unsigned held = 0;
    int held_bits = 0;
    for (ptrdiff_t i = 0; i < bytes.n; i++) {
        held = (held << 8 | (unsigned char)bytes.p[i]) & 0xffff;
        held_bits += 8;
        while (held_bits >= alphabet->bits) {
            held_bits -= alphabet->bits;
            out[n++] = alphabet->letters[held >> held_bits & mask];
        }
    }
    if (held_bits > 0)
        out[n++] = alphabet->letters[held << (alphabet->bits - held_bits) & mask];
    return str_of(out, n);
}

static int letter_value(const struct alphabet *alphabet, char c)
{
    char wanted = alphabet->any_case ? ascii_lower(c) : c;
    const char *at = wanted ? strchr(alphabet->letters, wanted) : NULL;
    return at ? (int)(at - alphabet->letters) : -1;
}

static enum err decode(struct arena *a, const struct alphabet *alphabet, struct str text,
                       struct str *bytes)
{
    char *out = arena_bytes(a, text.n + 1);
    ptrdiff_t n = 0;
    unsigned held = 0;
    int held_bits = 0;
    for (ptrdiff_t i = 0; i < text.n; i++) {
        int value = letter_value(alphabet, text.p[i]);
        if (value < 0)
            return ERR_INVALID;
        held = (held << alphabet->bits | (unsigned)value) & 0xffff;
        held_bits += alphabet->bits;
        if (held_bits >= 8) {
            held_bits -= 8;
            out[n++] = (char)(held >> held_bits & 0xff);
        }
    }
    /* A whole letter too many, or bits that say nothing but are set: another spelling of the same
     * bytes. Refused, so that a token has one form only. */
    if (held_bits >= alphabet->bits || (held & ((1u << held_bits) - 1)) != 0)
        return ERR_INVALID;
    *bytes = str_of(out, n);
    return OK;
}

struct str encode_hex(struct arena *a, struct str bytes)
{
    return encode(a, &hex, bytes);
}

struct str encode_base64url(struct arena *a, struct str bytes)
{
    return encode(a, &base64url, bytes);
}

struct str encode_base32(struct arena *a, struct str bytes)
{
    return encode(a, &base32, bytes);
}

enum err decode_hex(struct arena *a, struct str text, struct str *bytes)
{
    return decode(a, &hex, text, bytes);
}

enum err decode_base64url(struct arena *a, struct str text, struct str *bytes)
{
    return decode(a, &base64url, text, bytes);
}

enum err decode_base32(struct arena *a, struct str text, struct str *bytes)
{
    return decode(a, &base32, text, bytes);
}
