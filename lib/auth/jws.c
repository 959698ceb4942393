#include "auth/jws.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <string.h>

#include "auth/encode.h"
#include "text/json.h"

enum { p256_bytes = 32, rsa_least_bits = 2048, rsa_most_bytes = 1024, keys_most = 100 };

static const unsigned char *bytes_of(struct str s)
{
    return (const unsigned char *)s.p;
}

static struct str member_text(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_member(v, name);
    return m && m->kind == JSON_TEXT ? m->text : (struct str){0};
}

/* ---- keys --------------------------------------------------------------------------------------
 */

static EVP_PKEY *key_from(const char *kind, OSSL_PARAM_BLD *build)
{
    EVP_PKEY *key = NULL;
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, kind, NULL);
    if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) <= 0 ||
        EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) <= 0)
        key = NULL;
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    return key;
}

static EVP_PKEY *rsa_key(struct arena *a, const struct json_value *jwk)
{
    struct str n, e;
    if (decode_base64url(a, member_text(jwk, "n"), &n) != OK ||
        decode_base64url(a, member_text(jwk, "e"), &e) != OK || n.n > rsa_most_bytes || e.n > 8 ||
        n.n == 0 || e.n == 0)
        return NULL;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    BIGNUM *bn = BN_bin2bn(bytes_of(n), (int)n.n, NULL), *be = BN_bin2bn(bytes_of(e), (int)e.n, NULL);
    EVP_PKEY *key = NULL;
    if (build && bn && be && BN_num_bits(bn) >= rsa_least_bits &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, bn) &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, be))
        key = key_from("RSA", build);
    BN_free(bn);
    BN_free(be);
    OSSL_PARAM_BLD_free(build);
    return key;
}

static EVP_PKEY *p256_key(struct arena *a, const struct json_value *jwk)
{
    struct str x, y;
    unsigned char point[1 + 2 * p256_bytes] = {4}; /* uncompressed */
    if (!str_eq(member_text(jwk, "crv"), S("P-256")) ||
        decode_base64url(a, member_text(jwk, "x"), &x) != OK ||
        decode_base64url(a, member_text(jwk, "y"), &y) != OK || x.n != p256_bytes ||
        y.n != p256_bytes)
        return NULL;
    memcpy(point + 1, x.p, p256_bytes);
    memcpy(point + 1 + p256_bytes, y.p, p256_bytes);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;
    if (build &&
        OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point))
        key = key_from("EC", build);
    OSSL_PARAM_BLD_free(build);
    return key;
}

/* ---- signatures --------------------------------------------------------------------------------
 */

static bool check(EVP_PKEY *key, struct str text, const unsigned char *sig, size_t n)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool fits = ctx && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
                EVP_DigestVerify(ctx, sig, n, bytes_of(text), (size_t)text.n) == 1;
    EVP_MD_CTX_free(ctx);
    return fits;
}

/* RFC 7518 §3.4: the two numbers side by side; libcrypto wants them in DER. */
static bool check_es256(EVP_PKEY *key, struct str text, struct str sig)
{
    unsigned char *der = NULL;
    bool fits = false;
    if (sig.n != 2 * p256_bytes)
        return false;
    ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(bytes_of(sig), p256_bytes, NULL),
           *s = BN_bin2bn(bytes_of(sig) + p256_bytes, p256_bytes, NULL);
    if (pair && r && s && ECDSA_SIG_set0(pair, r, s)) {
        int n = i2d_ECDSA_SIG(pair, &der);
        fits = n > 0 && check(key, text, der, (size_t)n);
    } else {
        BN_free(r);
        BN_free(s);
    }
    OPENSSL_free(der);
    ECDSA_SIG_free(pair);
    return fits;
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

static bool verify_with(struct arena *a, const struct json_value *jwk, const struct token *t)
{
    bool is_rsa = str_eq(t->alg, S("RS256"));
    EVP_PKEY *key = is_rsa ? rsa_key(a, jwk) : p256_key(a, jwk);
    bool fits = key && (is_rsa ? check(key, t->signed_part, bytes_of(t->signature),
                                       (size_t)t->signature.n)
                               : check_es256(key, t->signed_part, t->signature));
    EVP_PKEY_free(key);
    return fits;
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
