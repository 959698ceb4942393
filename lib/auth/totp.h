/* totp.h: codes from a phone: RFC 6238 with SHA-1, 30 seconds and six digits, as every app for them
 * has it. */
#ifndef KEPT_AUTH_TOTP_H
#define KEPT_AUTH_TOTP_H

#include "base/str.h"

enum { TOTP_SECONDS = 30, TOTP_DIGITS = 6, TOTP_SECRET_BYTES = 20 };

struct str totp_secret(struct arena *a); /* a new one: 20 bytes from the kernel */

/* totp_code: the code of one step (unix seconds / 30), zeros in front.
 *   digits  6, or 8 as the vectors of the RFC have it */
struct str totp_code(struct arena *a, struct str secret, int64_t step, int digits);

/* totp_is: is `code` (spaces in it do not count) the one of now, of the step before, or of the next
 * one, for clocks that are not quite right? Takes as long whatever the code is.
 *   last   the step that was used last: it and what is before it are used up
 *   *step  what was used now */
bool totp_is(struct arena *a, struct str secret, struct str code, int64_t unix_seconds,
             int64_t last, int64_t *step);

/* totp_url: otpauth://…, for a link or a picture that an app reads. */
struct str totp_url(struct arena *a, struct str issuer, struct str account, struct str secret);

#endif
