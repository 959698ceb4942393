/* encode.h: bytes as letters that survive where they must travel: hex in databases, base64url in
 * links and stored secrets, base32 in mail addresses (where case may be lost). RFC 4648. */
#ifndef KEPT_AUTH_ENCODE_H
#define KEPT_AUTH_ENCODE_H

#include "base/str.h"

struct str encode_hex(struct arena *a, struct str bytes);       /* lower case */
struct str encode_base64url(struct arena *a, struct str bytes); /* without "=" at the end */
struct str encode_base32(struct arena *a, struct str bytes);    /* a–z 2–7, without "=" */

/* The way back. One text for each bytes and no other: left-over bits must be zero, "=" is not
 * taken, and nothing is skipped. Hex and base32 take either case.
 *   errors  ERR_INVALID */
enum err decode_hex(struct arena *a, struct str text, struct str *bytes) must_use;
enum err decode_base64url(struct arena *a, struct str text, struct str *bytes) must_use;
enum err decode_base32(struct arena *a, struct str text, struct str *bytes) must_use;

#endif
