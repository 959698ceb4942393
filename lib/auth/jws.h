/* jws.h: signed tokens of others (JSON Web Signature, RFC 7515 to 7518), checked with libcrypto.
 *
 * RS256 (keys of 2,048 bits and more) and ES256 only: what providers of OpenID Connect sign with.
 * "none", HMAC and every other name are refused; the key decides what it may be used for, never the
 * token. */
#ifndef KEPT_AUTH_JWS_H
#define KEPT_AUTH_JWS_H

#include "base/str.h"

enum { JWS_MOST = 16 << 10 }; /* bytes of a token; with many groups in it one has 4 kB */

/* jws_verify: is the token (compact form) signed by one of these keys?
 *   keys     a JWK set as the provider serves it: {"keys": [{"kty": "RSA", …}]}
 *   payload  what was signed, when it is
 *   errors   ERR_INVALID          token or keys cannot be read, or by no means that is accepted
 *            ERR_NOT_FOUND        none of the keys has the token's number: fetch them anew
 *            ERR_UNAUTHENTICATED  the signature is not of this */
enum err jws_verify(struct arena *a, struct str keys, struct str token, struct str *payload,
                    struct fault *f) must_use;

#endif
