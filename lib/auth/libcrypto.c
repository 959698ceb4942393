#include "auth/libcrypto.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <string.h>

static const unsigned char *bytes_of(struct str s)
{
    return (const unsigned char *)s.p;
}

void libcrypto_hmac_sha1(struct str key, struct str data, unsigned char out[SHA1_BYTES])
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned int n = 0;
    HMAC(EVP_sha1(), key.p, (int)key.n, bytes_of(data), (size_t)data.n, mac, &n);
    assert(n == SHA1_BYTES);
    memcpy(out, mac, SHA1_BYTES);
}

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

static bool check(EVP_PKEY *key, struct str text, const unsigned char *sig, size_t n)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool fits = ctx && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
                EVP_DigestVerify(ctx, sig, n, bytes_of(text), (size_t)text.n) == 1;
    EVP_MD_CTX_free(ctx);
    return fits;
}

bool libcrypto_rsa_signed(struct str n, struct str e, struct str text, struct str signature)
{
    EVP_PKEY *key = NULL;
    if (n.n == 0 || n.n > RSA_MOST_BYTES || e.n == 0 || e.n > 8)
        return false;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    BIGNUM *bn = BN_bin2bn(bytes_of(n), (int)n.n, NULL),
           *be = BN_bin2bn(bytes_of(e), (int)e.n, NULL);
    if (build && bn && be && BN_num_bits(bn) >= RSA_LEAST_BITS &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, bn) &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, be))
        key = key_from("RSA", build);
    bool fits = key && check(key, text, bytes_of(signature), (size_t)signature.n);
    BN_free(bn);
    BN_free(be);
    OSSL_PARAM_BLD_free(build);
    EVP_PKEY_free(key);
    return fits;
}

static EVP_PKEY *p256_key(struct str x, struct str y)
{
    unsigned char point[1 + 2 * P256_BYTES] = {4}; /* uncompressed */
    EVP_PKEY *key = NULL;
    memcpy(point + 1, x.p, P256_BYTES);
    memcpy(point + 1 + P256_BYTES, y.p, P256_BYTES);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    if (build && OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point))
        key = key_from("EC", build);
    OSSL_PARAM_BLD_free(build);
    return key;
}

/* The two numbers in DER, as libcrypto wants them; NULL when there is no memory. */
static ECDSA_SIG *pair_of(struct str signature)
{
    ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(bytes_of(signature), P256_BYTES, NULL),
           *s = BN_bin2bn(bytes_of(signature) + P256_BYTES, P256_BYTES, NULL);
    if (pair && r && s && ECDSA_SIG_set0(pair, r, s))
        return pair;
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(pair);
    return NULL;
}

bool libcrypto_p256_signed(struct str x, struct str y, struct str text, struct str signature)
{
    unsigned char *der = NULL;
    if (x.n != P256_BYTES || y.n != P256_BYTES || signature.n != 2 * P256_BYTES)
        return false;
    EVP_PKEY *key = p256_key(x, y);
    ECDSA_SIG *pair = pair_of(signature);
    int n = key && pair ? i2d_ECDSA_SIG(pair, &der) : 0;
    bool fits = n > 0 && check(key, text, der, (size_t)n);
    OPENSSL_free(der);
    ECDSA_SIG_free(pair);
    EVP_PKEY_free(key);
    return fits;
}
