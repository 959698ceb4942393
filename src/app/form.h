/* form.h: what a person typed, checked, with the fault on the field it belongs to. Takes forms and
 * JSON bodies alike: an API client sends the same names. */
#ifndef KEPT_APP_FORM_H
#define KEPT_APP_FORM_H

#include "app/app.h"

/* form_text: the field without white space at its ends, valid UTF-8, line ends as LF.
 *   least, most  characters; least 0: may be left out (then *out is empty, p not NULL)
 *   errors  ERR_INVALID with the field and what to do */
enum err form_text(struct cx *cx, const char *field, int least, int most, struct str *out) must_use;
/* form_i64: a whole number within [low, high]; missing gives `missing`. */
enum err form_i64(struct cx *cx, const char *field, int64_t low, int64_t high, int64_t missing,
                  int64_t *out) must_use;
bool form_has(struct cx *cx, const char *field); /* sent at all, and not empty */
bool form_is(struct cx *cx, const char *field, struct str value);
/* form_address: an email address, in the form it is stored in (lower case, no name). */
enum err form_address(struct cx *cx, const char *field, bool may_miss, struct str *out) must_use;
/* param_id: the nth {…} of the route as an id. ERR_NOT_FOUND when it is none. */
enum err param_id(struct cx *cx, int nth, int64_t *out) must_use;

#endif
