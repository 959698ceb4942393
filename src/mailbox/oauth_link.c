/* oauth_link.c: the way to the provider and back (RFC 6749 §4.1, RFC 7636). The state is sealed and
 * says all that must be known when it comes back, so nothing is stored for a page that was only
 * looked at. */
#include "auth/encode.h"
#include "app/settings.h"
#include "mailbox/oauth_ask.h"

static const int64_t state_life = 30 * USEC_PER_MIN;

static struct str redirect_of(struct cx *cx)
{
    return org_link(cx, S("/settings/mailboxes/oauth"));
}

/* RFC 7636 §4.1: 43 letters, made of the state, so that whoever holds only the state has it not. */
static struct str verifier_of(struct cx *cx, struct str state)
{
    struct crypto_key key = crypto_key_derive(&cx->app->key, S("oauth-pkce"));
    struct crypto_hash h = crypto_hmac(str_of((const char *)key.bytes, CRYPTO_KEY_BYTES), state);
    return encode_base64url(cx->arena, str_of((const char *)h.bytes, CRYPTO_HASH_BYTES));
}

static struct str challenge_of(struct cx *cx, struct str verifier)
{
    struct crypto_hash h = crypto_sha256(verifier);
    return encode_base64url(cx->arena, str_of((const char *)h.bytes, CRYPTO_HASH_BYTES));
}

/* Whom it is for: this person in this session. */
static struct str state_context(struct cx *cx)
{
    return str_fmt(cx->arena, "oauth-state:%lld:%.*s", (long long)cx->actor.person.v,
                   STR_ARG(cx->actor.session));
}

enum err oauth_link(struct cx *cx, const struct oauth *o, struct str address, struct str *out)
{
    struct buf q;
    if (!o->provider || !o->client.n)
        return fail(cx, ERR_INVALID, "oauth_client", "Say first as which app Kept is known there");
    struct str plain = str_fmt(cx->arena, "%lld:%lld", (long long)o->mailbox.v,
                               (long long)(cx->now + state_life));
    struct str state = crypto_seal(cx->arena, &cx->app->key, state_context(cx), plain);
    buf_init(&q, cx->arena, 8192);
    outgoing_form_add(&q, "client_id", o->client);
    outgoing_form_add(&q, "response_type", S("code"));
    outgoing_form_add(&q, "redirect_uri", redirect_of(cx));
    outgoing_form_add(&q, "scope", oauth_scope(o));
    outgoing_form_add(&q, "state", state);
    outgoing_form_add(&q, "code_challenge", challenge_of(cx, verifier_of(cx, state)));
    outgoing_form_add(&q, "code_challenge_method", S("S256"));
    outgoing_form_add(&q, "login_hint", address);
    if (o->provider == OAUTH_GOOGLE) {
        outgoing_form_add(&q, "access_type", S("offline"));
        outgoing_form_add(&q, "prompt", S("consent")); /* else it gives no refresh token again */
    }
    *out = str_fmt(cx->arena, "%.*s?%.*s", STR_ARG(oauth_auth_url(cx->arena, o)),
                   STR_ARG(buf_str(&q)));
    return OK;
}

static enum err read_state(struct cx *cx, struct str state, mailbox_id *id)
{
    struct str plain, rest;
    instant until = 0;
    enum err err = crypto_open(cx->arena, &cx->app->key, state_context(cx), state, &plain);
    if (err == OK) {
        rest = plain;
        struct str first = str_cut(&rest, ':');
        err = str_to_i64(first, &id->v) == OK && str_to_i64(rest, &until) == OK ? OK : ERR_CORRUPT;
    }
    if (err != OK || until < cx->now)
        return fail(
            cx, ERR_INVALID, NULL,
            "This way back is not yours, or over half an hour old: begin again from the mailbox");
    return OK;
}

enum err oauth_finish(struct cx *cx, struct str state, struct str code, mailbox_id *out)
{
    struct oauth o;
    struct oauth_granted g;
    TRY(read_state(cx, state, out));
    TRY(oauth_get(cx, *out, &o));
    if (!o.provider)
        return fail(cx, ERR_INVALID, NULL, "This mailbox is no longer set to sign in by OAuth");
    cx_end(cx); /* the provider may be slow: no reader is held meanwhile */
    oauth_trade(cx->app, cx->arena, &o, code, redirect_of(cx), verifier_of(cx, state), &g);
    if (!g.is_granted)
        return fail(cx, ERR_INVALID, NULL, "The provider did not let Kept in: %s", g.said);
    return cx_write(cx, oauth_store, &g);
}
