/* second_factor.h: codes from a phone (TOTP), and ten recovery codes for when it is lost
 * (docs/adr/0101). Each call belongs inside a write, but for second_factor_get. */
#ifndef KEPT_PEOPLE_SECOND_FACTOR_H
#define KEPT_PEOPLE_SECOND_FACTOR_H

#include "app/app.h"

enum { RECOVERY_CODES = 10 };

struct second_factor {
    bool is_on;
    bool is_begun;     /* a secret is there, and was not confirmed yet */
    struct str secret; /* as it is typed into an app: base32 in groups of four */
    struct str url;    /* otpauth://… */
    int codes_left;    /* recovery codes not used */
};
enum err second_factor_get(struct cx *cx, person_id person, struct second_factor *out) must_use;

/* second_factor_begin: a new secret, to be confirmed. ERR_CONFLICT: one is on already. */
enum err second_factor_begin(struct cx *cx, person_id person) must_use;
/* second_factor_confirm: with a code of it, it is on, and these are the recovery codes.
 *   errors  ERR_INVALID the code is not right; ERR_CONFLICT nothing was begun */
enum err second_factor_confirm(struct cx *cx, person_id person, struct str code,
                               struct str codes[RECOVERY_CODES]) must_use;
/* second_factor_use: a code from the phone, or a recovery code, each once.
 *   errors  ERR_UNAUTHENTICATED */
enum err second_factor_use(struct cx *cx, person_id person, struct str code) must_use;
/* second_factor_renew: ten other recovery codes; the old ones open nothing any more. */
enum err second_factor_renew(struct cx *cx, person_id person,
                             struct str codes[RECOVERY_CODES]) must_use;
enum err second_factor_off(struct cx *cx, person_id person) must_use;

#endif
