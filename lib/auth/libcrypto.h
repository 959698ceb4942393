/* libcrypto.h: what libsodium does not have: SHA-1 for codes from phones, and the signatures that
 * providers of OpenID Connect make. Only libcrypto.c knows OpenSSL. */
#ifndef KEPT_AUTH_LIBCRYPTO_H
#define KEPT_AUTH_LIBCRYPTO_H

#include "base/str.h"

enum { SHA1_BYTES = 20, P256_BYTES = 32, RSA_LEAST_BITS = 2048, RSA_MOST_BYTES = 1024 };

/* libcrypto_hmac_sha1: RFC 2104 with SHA-1; for TOTP alone. */
void libcrypto_hmac_sha1(struct str key, struct str data, unsigned char out[SHA1_BYTES]);

/* Is `signature` one over `text`, with SHA-256, by this key? False too for a key that is none.
 *   rsa   PKCS #1 v1.5; n and e big-endian, n of RSA_LEAST_BITS at least
 *   p256  r and s side by side, as RFC 7518 §3.4 has them; x and y of P256_BYTES */
bool libcrypto_rsa_signed(struct str n, struct str e, struct str text, struct str signature);
bool libcrypto_p256_signed(struct str x, struct str y, struct str text, struct str signature);

#endif
