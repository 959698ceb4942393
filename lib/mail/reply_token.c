#include "mail/reply_token.h"

#include "auth/encode.h"

enum {
    MAC_BYTES = 12,     /* 96 bits: forging one takes 2^95 mails */
    NUMBER_BYTES = 9,   /* of a 63-bit number, seven bits a byte */
    TOKEN_LETTERS = 64, /* longer is none */
    LOCAL_BYTES = 64,   /* RFC 5321, 4.5.3.1.1 */
    PLAIN_BYTES = 2 * NUMBER_BYTES
};

/* What is signed begins with what the token is for, so that one is not the other. */
static const struct str for_address = STR_INIT("kept reply address 1:");
static const struct str for_message_id = STR_INIT("kept message-id 1:");

/* Seven bits a byte, lowest first; the last has the high bit clear. */
static int put_number(uint8_t *to, int64_t number)
{
    uint64_t rest = (uint64_t)number;
    int n = 0;
    for (; rest > 0x7f; rest >>= 7)
        to[n++] = (uint8_t)(0x80 | (rest & 0x7f));
    to[n++] = (uint8_t)rest;
    return n;
}

/* The number at the start of *s, written in the one shortest way; 0 if there is none. */
static int64_t take_number(struct str *s)
{
    uint64_t number = 0;
    for (int i = 0; i < NUMBER_BYTES && i < s->n; i++) {
        uint8_t byte = (uint8_t)s->p[i];
        number |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte & 0x80)
            continue;
        *s = str_skip(*s, i + 1);
        bool is_shortest = byte != 0 || i == 0;
        return is_shortest ? (int64_t)number : 0;
    }
    return 0;
}

static struct crypto_hash sign(const struct crypto_key *key, struct str purpose, struct str plain)
{
    char bytes[40 + PLAIN_BYTES];
    memcpy(bytes, purpose.p, (size_t)purpose.n);
    memcpy(bytes + purpose.n, plain.p, (size_t)plain.n);
    return crypto_hmac(str_of((const char *)key->bytes, CRYPTO_KEY_BYTES),
                       str_of(bytes, purpose.n + plain.n));
}

static struct str token_make(struct arena *a, const struct reply_keys *keys, struct str purpose,
                             struct reply_ref ref)
{
    uint8_t bytes[PLAIN_BYTES + MAC_BYTES];
    int n = put_number(bytes, ref.request);
    n += put_number(bytes + n, ref.participant);
    struct crypto_hash mac = sign(&keys->v[0], purpose, str_of((const char *)bytes, n));
    memcpy(bytes + n, mac.bytes, MAC_BYTES);
    return encode_base32(a, str_of((const char *)bytes, n + MAC_BYTES));
}

static enum err token_read(const struct reply_keys *keys, struct str purpose, struct str token,
                           struct reply_ref *out)
{
    struct arena a = {0};
    struct str raw, rest;
    enum err err = ERR_NOT_FOUND;
    if (token.n <= TOKEN_LETTERS && decode_base32(&a, token, &raw) == OK && raw.n > MAC_BYTES + 1) {
        struct str plain = str_head(raw, raw.n - MAC_BYTES), mac = str_skip(raw, plain.n);
        rest = plain;
        struct reply_ref ref = {.request = take_number(&rest)};
        ref.participant = take_number(&rest);
        bool is_whole = ref.request > 0 && ref.participant > 0 && rest.n == 0;
        err = is_whole ? ERR_FORBIDDEN : ERR_NOT_FOUND;
        for (int i = 0; is_whole && i < keys->n && err != OK; i++) {
            struct crypto_hash want = sign(&keys->v[i], purpose, plain);
            if (crypto_equal(str_of((const char *)want.bytes, MAC_BYTES), mac))
                err = OK, *out = ref;
        }
    }
    arena_release(&a);
    return err;
}

enum err reply_address(struct arena *a, const struct reply_keys *keys, struct reply_ref ref,
                       struct str base, struct str *out, struct fault *f)
{
    ptrdiff_t at = str_rchr(base, '@');
    if (at <= 0 || at + 1 == base.n || keys->n < 1 || ref.request < 1 || ref.participant < 1)
        return fault_set(f, ERR_INVALID, "address", "is no address answers can be sent to");
    struct str token = token_make(a, keys, for_address, ref);
    if (at + 2 + token.n > LOCAL_BYTES)
        return fault_set(f, ERR_INVALID, "address",
                         "is too long before the @ for signed reply addresses: use a shorter one");
    *out = str_fmt(a, "%.*s+r%.*s%.*s", STR_ARG(str_head(base, at)), STR_ARG(token),
                   STR_ARG(str_skip(base, at)));
    return OK;
}

static bool is_nonce(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_alpha(s.p[i]) && !ascii_is_digit(s.p[i]))
            return false;
    return s.n > 0 && s.n <= TOKEN_LETTERS;
}

enum err reply_message_id(struct arena *a, const struct reply_keys *keys, struct reply_ref ref,
                          struct str nonce, struct str domain, struct str *out, struct fault *f)
{
    if (!is_nonce(nonce) || !domain.n || keys->n < 1 || ref.request < 1 || ref.participant < 1)
        return fault_set(f, ERR_INVALID, NULL, "a Message-ID needs a nonce and a domain");
    struct str token = token_make(a, keys, for_message_id, ref);
    *out = str_fmt(a, "r.%.*s.%.*s@%.*s", STR_ARG(token), STR_ARG(nonce), STR_ARG(domain));
    return OK;
}

/* In "support+r<token>" the token begins after the last sign that parts addresses, and its r. */
enum err reply_address_read(const struct reply_keys *keys, struct str address,
                            struct reply_ref *out)
{
    ptrdiff_t at = str_rchr(address, '@');
    struct str local = at < 0 ? address : str_head(address, at);
    ptrdiff_t plus = str_rchr(local, '+');
    struct str tag = str_skip(local, plus + 1);
    if (plus < 0 || !str_startsi(tag, S("r")))
        return ERR_NOT_FOUND;
    return token_read(keys, for_address, str_skip(tag, 1), out);
}

enum err reply_message_id_read(const struct reply_keys *keys, struct str message_id,
                               struct reply_ref *out)
{
    if (!str_startsi(message_id, S("r.")))
        return ERR_NOT_FOUND;
    struct str rest = str_skip(message_id, 2);
    struct str token = str_cut(&rest, '.');
    return rest.p ? token_read(keys, for_message_id, token, out) : ERR_NOT_FOUND;
}
