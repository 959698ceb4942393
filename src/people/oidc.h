/* oidc.h: signing in with the account of another house: OpenID Connect, authorization code with
 * PKCE (docs/adr/0134). Kept asks one provider, which an administrator has named. */
#ifndef KEPT_PEOPLE_OIDC_H
#define KEPT_PEOPLE_OIDC_H

#include "app/app.h"

struct oidc {
    struct str issuer; /* "https://id.example.org", as the provider writes itself; empty: off */
    struct str client, secret;
    struct str label; /* on the button: "Northgate" */
};
/* oidc_get: issuer empty when it is off. oidc_set: inside a write; the secret is kept sealed. */
enum err oidc_get(struct cx *cx, struct oidc *out) must_use;
enum err oidc_set(struct cx *cx, const struct oidc *o) must_use;

/* Where a provider is asked, as it says itself. */
struct oidc_ends {
    struct str authorize, token, keys;
};
/* oidc_discover: asks the provider; takes as long as it does. Not inside a write.
 *   errors  ERR_INVALID "issuer", with what is wrong and what to do */
enum err oidc_discover(struct cx *cx, const struct oidc *o, struct oidc_ends *out) must_use;

struct oidc_claims {
    struct str subject; /* their number there, for ever */
    struct str address; /* lower case; empty when the provider has not verified one */
    struct str name;
};
/* oidc_claims: is what a token says meant for us, now, and for this very sign-in? (OpenID Connect
 * Core 1.0, §3.1.3.7; the signature is checked before)
 *   errors  ERR_UNAUTHENTICATED */
enum err oidc_claims(struct arena *a, struct str payload, const struct oidc *o, struct str nonce,
                     instant now, struct oidc_claims *out, struct fault *f) must_use;

/* pages */
enum err signon_get(struct cx *cx) must_use;      /* off to the provider */
enum err signon_back_get(struct cx *cx) must_use; /* and back */
enum err oidc_settings_get(struct cx *cx) must_use;
enum err oidc_settings_post(struct cx *cx) must_use;

#endif
