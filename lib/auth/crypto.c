#include "auth/crypto.h"

#include <sodium.h>

#include "auth/encode.h"
#include "base/limits.h"
#include "base/rand.h"

_Static_assert(sizeof(struct crypto_sha256_state) >= sizeof(crypto_hash_sha256_state),
               "room for libsodium's state");
_Static_assert(_Alignof(struct crypto_sha256_state) >= _Alignof(crypto_hash_sha256_state),
               "aligned as libsodium's state");

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    SEAL_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES
};

/* libsodium picks its fastest code on the first call; asking again costs one lock. */
static void sodium_ready(void)
{
    if (sodium_init() < 0)
        abort();
}

static const uint8_t *bytes_of(struct str s)
{
    return (const uint8_t *)(s.n ? s.p : "");
}

struct crypto_hash crypto_sha256(struct str data)
{
    struct crypto_hash h;
    crypto_hash_sha256(h.bytes, bytes_of(data), (unsigned long long)data.n);
    return h;
}

/* The state of libsodium is kept inside ours. Its bytes are copied in and out, so that neither
 * header must know the other's type. */
static crypto_hash_sha256_state state_load(const struct crypto_sha256_state *s)
{
    crypto_hash_sha256_state inner;
    memcpy(&inner, s, sizeof inner);
    return inner;
}

void crypto_sha256_init(struct crypto_sha256_state *s)
{
    crypto_hash_sha256_state inner;
    crypto_hash_sha256_init(&inner);
    memset(s, 0, sizeof *s);
    memcpy(s, &inner, sizeof inner);
}

void crypto_sha256_add(struct crypto_sha256_state *s, struct str data)
{
    crypto_hash_sha256_state inner = state_load(s);
    crypto_hash_sha256_update(&inner, bytes_of(data), (unsigned long long)data.n);
    memcpy(s, &inner, sizeof inner);
}

struct crypto_hash crypto_sha256_end(struct crypto_sha256_state *s)
{
    struct crypto_hash h;
    crypto_hash_sha256_state inner = state_load(s);
    crypto_hash_sha256_final(&inner, h.bytes);
    sodium_memzero(s, sizeof *s);
    return h;
}

struct crypto_hash crypto_hmac(struct str key, struct str data)
{
    struct crypto_hash h;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(key), (size_t)key.n);
    crypto_auth_hmacsha256_update(&state, bytes_of(data), (unsigned long long)data.n);
    crypto_auth_hmacsha256_final(&state, h.bytes);
    sodium_memzero(&state, sizeof state);
    return h;
}

struct crypto_key crypto_key_new(void)
{
    struct crypto_key key;
    rand_bytes(key.bytes, sizeof key.bytes);
    return key;
}

struct crypto_key crypto_key_derive(const struct crypto_key *master, struct str purpose)
{
    struct crypto_hash h = crypto_hmac(str_of((const char *)master->bytes, CRYPTO_KEY_BYTES),
                                       purpose);
    struct crypto_key key;
    memcpy(key.bytes, h.bytes, sizeof key.bytes);
    return key;
}

bool crypto_equal(struct str a, struct str b)
{
    return a.n == b.n && sodium_memcmp(bytes_of(a), bytes_of(b), (size_t)a.n) == 0;
}

enum err crypto_password_hash(struct arena *a, struct str password, struct crypto_cost cost,
                              struct str *out, struct fault *f)
{
    if (password.n > LIMIT_PASSWORD_BYTES)
        return fault_set(f, ERR_INVALID, "password", "is longer than %d bytes",
                         LIMIT_PASSWORD_BYTES);
    sodium_ready();
    char hash[crypto_pwhash_STRBYTES];
    int failed = crypto_pwhash_str_alg(hash, password.n ? password.p : "",
                                       (unsigned long long)password.n, cost.passes, cost.bytes,
                                       crypto_pwhash_ALG_ARGON2ID13);
    if (failed)
        return fault_set(f, ERR_UNAVAILABLE, NULL,
                         "there is not enough memory to check a password");
    *out = str_dup(a, str_from(hash));
    return OK;
}

/* libsodium wants exactly this many bytes, ended by NUL. */
static bool hash_fits(struct str hash)
{
    return hash.n > 0 && hash.n < crypto_pwhash_STRBYTES && str_chr(hash, '\0') < 0;
}

bool crypto_password_is(struct arena *a, struct str hash, struct str password)
{
    if (!hash_fits(hash) || password.n > LIMIT_PASSWORD_BYTES)
        return false;
    sodium_ready();
    return crypto_pwhash_str_verify(str_z(a, hash), password.n ? password.p : "",
                                    (unsigned long long)password.n) == 0;
}

bool crypto_password_is_old(struct arena *a, struct str hash, struct crypto_cost cost)
{
    return !hash_fits(hash) ||
           crypto_pwhash_str_needs_rehash(str_z(a, hash), cost.passes, cost.bytes) != 0;
}

struct str crypto_seal(struct arena *a, const struct crypto_key *key, struct str context,
                       struct str plain)
{
    sodium_ready();
    ptrdiff_t n = NONCE_BYTES + plain.n + SEAL_BYTES;
    uint8_t *out = (uint8_t *)arena_bytes(a, n);
    rand_bytes(out, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        out + NONCE_BYTES, NULL, bytes_of(plain), (unsigned long long)plain.n, bytes_of(context),
        (unsigned long long)context.n, NULL, out, key->bytes);
    return encode_base64url(a, str_of((const char *)out, n));
}

enum err crypto_open(struct arena *a, const struct crypto_key *key, struct str context,
                     struct str sealed, struct str *plain)
{
    struct str raw;
    if (decode_base64url(a, sealed, &raw) != OK || raw.n < NONCE_BYTES + SEAL_BYTES)
        return ERR_CORRUPT;
    sodium_ready();
    ptrdiff_t n = raw.n - NONCE_BYTES - SEAL_BYTES;
    uint8_t *out = (uint8_t *)arena_bytes(a, n + 1);
    const uint8_t *nonce = bytes_of(raw);
    int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        out, NULL, NULL, nonce + NONCE_BYTES, (unsigned long long)(raw.n - NONCE_BYTES),
        bytes_of(context), (unsigned long long)context.n, nonce, key->bytes);
    if (failed)
        return ERR_CORRUPT;
    *plain = str_of((const char *)out, n);
    return OK;
}

struct str crypto_token(struct arena *a)
{
    char secret[32];
    rand_bytes(secret, sizeof secret);
    struct str token = encode_base64url(a, str_of(secret, sizeof secret));
    sodium_memzero(secret, sizeof secret);
    return token;
}

struct str crypto_token_hash(struct arena *a, struct str token)
{
    struct crypto_hash h = crypto_sha256(token);
    return encode_hex(a, str_of((const char *)h.bytes, CRYPTO_HASH_BYTES));
}
