#include "auth/totp.h"

#include "auth/crypto.h"
#include "auth/encode.h"
#include "auth/libcrypto.h"
#include "base/buf.h"
#include "base/rand.h"

struct str totp_secret(struct arena *a)
{
    char *p = arena_bytes(a, TOTP_SECRET_BYTES);
    rand_bytes(p, TOTP_SECRET_BYTES);
    return str_of(p, TOTP_SECRET_BYTES);
}

/* RFC 4226 §5.3: four bytes of the MAC, from where its last half byte says. */
static uint32_t truncate_mac(struct str secret, int64_t step)
{
    char counter[8];
    unsigned char mac[SHA1_BYTES];
    for (int i = 0; i < 8; i++)
        counter[i] = (char)((uint64_t)step >> (56 - 8 * i));
    libcrypto_hmac_sha1(secret, str_of(counter, 8), mac);
    int at = mac[19] & 15;
    return ((uint32_t)mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 |
           (uint32_t)mac[at + 2] << 8 | mac[at + 3];
}

struct str totp_code(struct arena *a, struct str secret, int64_t step, int digits)
{
    uint32_t v = truncate_mac(secret, step);
    char *p = arena_bytes(a, digits);
    for (int i = digits; i-- > 0; v /= 10)
        p[i] = (char)('0' + v % 10);
    return str_of(p, digits);
}

static struct str without_spaces(struct arena *a, struct str s)
{
    char *p = arena_bytes(a, s.n);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ')
            p[n++] = s.p[i];
    return str_of(p, n);
}

bool totp_is(struct arena *a, struct str secret, struct str code, int64_t unix_seconds,
             int64_t last, int64_t *step)
{
    int64_t now = unix_seconds / TOTP_SECONDS;
    bool fits = false;
    if (code.n > 20) /* no code, and not worth a copy */
        return false;
    code = without_spaces(a, code);
    for (int64_t s = now - 1; s <= now + 1; s++) {
        bool same = crypto_equal(totp_code(a, secret, s, TOTP_DIGITS), code);
        if (same && s > last && !fits)
            *step = s;
        fits |= same && s > last;
    }
    return fits;
}

/* Anything but letters, digits and a few marks as %XX. */
static void add_escaped(struct buf *b, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool is_plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
                        c == '.' || c == '-' || c == '_' || c == '@';
        buf_addf(b, is_plain ? "%c" : "%%%02X", c);
    }
}

struct str totp_url(struct arena *a, struct str issuer, struct str account, struct str secret)
{
    struct buf b;
    struct str text = encode_base32(a, secret);
    buf_init(&b, a, 3 * (2 * issuer.n + account.n) + text.n + 100);
    buf_addz(&b, "otpauth://totp/");
    add_escaped(&b, issuer);
    buf_addz(&b, ":");
    add_escaped(&b, account);
    buf_addz(&b, "?secret=");
    for (ptrdiff_t i = 0; i < text.n; i++)
        buf_addf(&b, "%c", text.p[i] >= 'a' ? text.p[i] - 32 : text.p[i]);
    buf_addz(&b, "&issuer=");
    add_escaped(&b, issuer);
    return buf_str(&b);
}
