/* reply_token.h: reply addresses and Message-IDs that say, signed, which request an answer belongs
 * to and whom they were given to.
 *
 *     support+r<token>@example.org          Reply-To of a mail to one participant
 *     <r.<token>.<nonce>@example.org>       its Message-ID
 *
 * A token is base32 of request, participant and 96 bits of HMAC-SHA-256 (RFC 2104), in lower case
 * and read in any: some servers change the case of addresses. It proves that the answer comes from
 * somebody who has seen that mail, and nothing more: whoever is sent a copy of an answer sees it
 * too. Who wrote is for thread.h to judge, with the sender's address. A token of an address is not
 * one of a Message-ID. */
#ifndef KEPT_MAIL_REPLY_TOKEN_H
#define KEPT_MAIL_REPLY_TOKEN_H

#include "auth/crypto.h"

struct reply_ref {
    int64_t request, participant; /* both 1 or more */
};

/* The keys tokens are read with: the first signs, the others are older and still believed. */
struct reply_keys {
    const struct crypto_key *v;
    int n;
};

/* reply_address: `base` ("support@example.org") with a token for `ref`.
 *   errors  ERR_INVALID  base is no address, or its local part leaves no room for a token (of 64
 *                        bytes, RFC 5321; 28 fit until a billion requests) */
enum err reply_address(struct arena *a, const struct reply_keys *keys, struct reply_ref ref,
                       struct str base, struct str *out, struct fault *f) must_use;

/* reply_message_id: a Message-ID, without angle brackets.
 *   nonce   makes it unique: letters and digits, such as encode_base32 of random bytes
 *   errors  ERR_INVALID  the nonce is empty or holds something else, or the domain is empty */
enum err reply_message_id(struct arena *a, const struct reply_keys *keys, struct reply_ref ref,
                          struct str nonce, struct str domain, struct str *out,
                          struct fault *f) must_use;

/* reply_address_read, reply_message_id_read: what an address or Message-ID says; the domain is not
 * looked at.
 *   errors  ERR_NOT_FOUND  there is no token in it
 *           ERR_FORBIDDEN  there is one, and none of the keys made it */
enum err reply_address_read(const struct reply_keys *keys, struct str address,
                            struct reply_ref *out) must_use;
enum err reply_message_id_read(const struct reply_keys *keys, struct str message_id,
                               struct reply_ref *out) must_use;

#endif
