/* oidc_ask.h: one question to a provider; for oidc.c and oidc_web.c. */
#ifndef KEPT_PEOPLE_OIDC_ASK_H
#define KEPT_PEOPLE_OIDC_ASK_H

#include "people/oidc.h"
#include "text/json.h"

/* oidc_ask: the JSON at url; with a form it is sent there. *text: the same as it came.
 *   errors  ERR_INVALID "issuer" */
enum err oidc_ask(struct cx *cx, struct str url, struct str form, const struct json_value **out,
                  struct str *text) must_use;

#endif
