#include "auth/jws.h"

#include "auth/encode.h"
#include "auth/libcrypto.h"
#include "text/json.h"

enum { keys_most = 100 };

static struct str member_text(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_member(v, name);
    return m && m->kind == JSON_TEXT ? m->text : (struct str){0};
}

struct token {
    struct str signed_part, payload, signature, alg, kid;
};

static bool key_fits(const struct json_value *jwk, const struct token *t)
{
    bool is_rsa = str_eq(t->alg, S("RS256"));
    struct str use = member_text(jwk, "use"), alg = member_text(jwk, "alg"),
               kid = member_text(jwk, "kid");
    return str_eq(member_text(jwk, "kty"), is_rsa ? S("RSA") : S("EC")) &&
           (!use.p || str_eq(use, S("sig"))) && (!alg.p || str_eq(alg, t->alg)) &&
           (!t->kid.p || !kid.p || str_eq(kid, t->kid));
}

/* A member that holds base64url; empty when it does not. */
static struct str member_bytes(struct arena *a, const struct json_value *v, const char *name)
{
    struct str bytes;
    return decode_base64url(a, member_text(v, name), &bytes) == OK ? bytes : (struct str){0};
}

static bool verify_with(struct arena *a, const struct json_value *jwk, const struct token *t)
{
    if (str_eq(t->alg, S("RS256")))
        return libcrypto_rsa_signed(member_bytes(a, jwk, "n"), member_bytes(a, jwk, "e"),
                                    t->signed_part, t->signature);
    return str_eq(member_text(jwk, "crv"), S("P-256")) &&
           libcrypto_p256_signed(member_bytes(a, jwk, "x"), member_bytes(a, jwk, "y"),
                                 t->signed_part, t->signature);
}

static enum err read_token(struct arena *a, struct str s, struct token *t, struct fault *f)
{
    const struct json_value *head;
    struct str rest = s, text;
    struct str first = str_cut(&rest, '.'), second = str_cut(&rest, '.');
    t->signed_part = str_head(s, first.n + 1 + second.n);
    if (s.n > JWS_MOST || !rest.p || str_chr(rest, '.') >= 0 ||
        decode_base64url(a, first, &text) != OK || decode_base64url(a, second, &t->payload) != OK ||
        decode_base64url(a, rest, &t->signature) != OK || json_parse(a, text, &head, f) != OK)
        return fault_set(f, ERR_INVALID, NULL, "the token cannot be read");
    t->alg = member_text(head, "alg");
    t->kid = member_text(head, "kid");
    if (json_member(head, "crit")) /* RFC 7515 §4.1.11: what must be understood, and is not */
        return fault_set(f, ERR_INVALID, NULL, "the token asks for what is not known here");
    if (!str_eq(t->alg, S("RS256")) && !str_eq(t->alg, S("ES256")))
        return fault_set(f, ERR_INVALID, NULL, "the token is signed in a way that is not accepted");
    return OK;
}

enum err jws_verify(struct arena *a, struct str keys, struct str token, struct str *payload,
                    struct fault *f)
{
    const struct json_value *set;
    struct token t = {0};
    int tried = 0;
    TRY(read_token(a, token, &t, f));
    TRY(json_parse(a, keys, &set, f));
    const struct json_value *list = json_member(set, "keys");
    if (!list || list->kind != JSON_ARRAY || list->count > keys_most)
        return fault_set(f, ERR_INVALID, NULL, "the keys cannot be read");
    for (int i = 0; i < list->count; i++) {
        if (!key_fits(&list->items[i], &t))
            continue;
        tried++;
        if (verify_with(a, &list->items[i], &t)) {
            *payload = t.payload;
            return OK;
        }
    }
    return tried ? fault_set(f, ERR_UNAUTHENTICATED, NULL, "the token is signed by somebody else")
                 : fault_set(f, ERR_NOT_FOUND, NULL, "none of the keys is the token's");
}
