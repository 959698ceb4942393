/* crypto.h: the few pieces of cryptography Kept uses, behind one seam: only crypto.c knows
 * libsodium. Nothing here is invented; each piece names its source.
 *
 * Secrets are compared in constant time, made by the kernel, and never logged. */
#ifndef KEPT_AUTH_CRYPTO_H
#define KEPT_AUTH_CRYPTO_H

#include "base/str.h"

enum {
    CRYPTO_HASH_BYTES = 32, /* SHA-256, HMAC-SHA-256 */
    CRYPTO_KEY_BYTES = 32   /* every key of ours */
};

struct crypto_hash {
    uint8_t bytes[CRYPTO_HASH_BYTES];
};
struct crypto_key {
    uint8_t bytes[CRYPTO_KEY_BYTES];
};

/* crypto_sha256: SHA-256 of all of `data` (FIPS 180-4). */
struct crypto_hash crypto_sha256(struct str data);

/* The same piece by piece, for what is too large to hold: init, add …, end. */
struct crypto_sha256_state {
    uint64_t opaque[16];
};
void crypto_sha256_init(struct crypto_sha256_state *s);
void crypto_sha256_add(struct crypto_sha256_state *s, struct str data);
struct crypto_hash crypto_sha256_end(struct crypto_sha256_state *s);

/* crypto_hmac: HMAC-SHA-256 (RFC 2104, RFC 4231). `key` may have any length. */
struct crypto_hash crypto_hmac(struct str key, struct str data);

/* crypto_key_new: a key from the kernel. crypto_key_derive: the key for one purpose ("reply") out
 * of a master key, so that a key lost in one place opens nothing elsewhere. */
struct crypto_key crypto_key_new(void);
struct crypto_key crypto_key_derive(const struct crypto_key *master, struct str purpose);

/* crypto_equal: are the bytes the same? Takes as long whatever they hold; lengths are no secret. */
bool crypto_equal(struct str a, struct str b);

/* What a password costs to try: at most `bytes` of memory, `passes` over it. */
struct crypto_cost {
    uint64_t passes;
    size_t bytes;
};
/* CRYPTO_COST: libsodium's "interactive" cost, 64 MiB and about 0.1 s. CRYPTO_COST_TEST: the least
 * there is; for tests and demo data only. */
#define CRYPTO_COST ((struct crypto_cost){2, (size_t)64 << 20})
#define CRYPTO_COST_TEST ((struct crypto_cost){1, (size_t)8 << 10})

/* crypto_password_hash: what is stored of a password: argon2id (RFC 9106) with salt and cost in
 * one line of text, "$argon2id$v=19$…".
 *   errors  ERR_INVALID      over LIMIT_PASSWORD_BYTES
 *           ERR_UNAVAILABLE  not enough memory for the cost now */
enum err crypto_password_hash(struct arena *a, struct str password, struct crypto_cost cost,
                              struct str *out, struct fault *f) must_use;
/* crypto_password_is: does `hash` come from `password`? False too for a damaged hash. */
bool crypto_password_is(struct arena *a, struct str hash, struct str password);
/* crypto_password_is_old: made at another cost than this one: hash again at the next sign-in. */
bool crypto_password_is_old(struct arena *a, struct str hash, struct crypto_cost cost);

/* crypto_seal: `plain` made unreadable and unchangeable without the key; for what must be read
 * again, such as the password of a mailbox. `context` says what it is for ("mailbox:7:password"):
 * it opens with the same context only, so that one row's secret cannot be moved to another.
 * Printable: base64url of nonce and XChaCha20-Poly1305. */
struct str crypto_seal(struct arena *a, const struct crypto_key *key, struct str context,
                       struct str plain);
/* crypto_open: the plain text again.
 *   errors  ERR_CORRUPT  another key, another context, or changed bytes */
enum err crypto_open(struct arena *a, const struct crypto_key *key, struct str context,
                     struct str sealed, struct str *plain) must_use;

/* crypto_token: a new secret to hand out: 32 random bytes as 43 letters of base64url. */
struct str crypto_token(struct arena *a);
/* crypto_token_hash: what is stored of it: SHA-256 in hex. Being random already, a token needs no
 * salt and no slow hash. */
struct str crypto_token_hash(struct arena *a, struct str token);

#endif
