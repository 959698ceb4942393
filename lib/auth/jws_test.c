#include "harness/test.h"

#include "auth/encode.h"
#include "auth/jws.h"

/* RFC 7515, appendices A.2 (RS256) and A.3 (ES256). */
#define PAYLOAD                                                                                    \
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl" \
    "fQ"
#define RS_SIGNATURE                                                                               \
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5" \
    "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb" \
    "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO" \
    "YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define RS_TOKEN "eyJhbGciOiJSUzI1NiJ9." PAYLOAD "." RS_SIGNATURE
#define ES_SIGNATURE                                                                               \
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define ES_TOKEN "eyJhbGciOiJFUzI1NiJ9." PAYLOAD "." ES_SIGNATURE
#define RS_KEY(more)                                                                               \
    "{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-V"  \
    "aw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7O"  \
    "Mg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qC"  \
    "o5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuX"  \
    "poQ\",\"e\":\"AQAB\"" more "}"
#define ES_KEY(more)                                                                               \
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","     \
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"" more "}"
#define KEYS(list) "{\"keys\":[" list "]}"

static const struct {
    const char *what, *keys, *token;
    enum err want;
} table[] = {
    {"RS256", KEYS(RS_KEY("")), RS_TOKEN, OK},
    {"ES256", KEYS(ES_KEY("")), ES_TOKEN, OK},
    {"the second key", KEYS(RS_KEY(",\"kid\":\"a\"") "," ES_KEY(",\"kid\":\"b\"")), ES_TOKEN, OK},
    {"a key that says what it is for", KEYS(RS_KEY(",\"use\":\"sig\",\"alg\":\"RS256\"")), RS_TOKEN,
     OK},
    {"a key for encryption", KEYS(RS_KEY(",\"use\":\"enc\"")), RS_TOKEN, ERR_NOT_FOUND},
    {"a key for another way", KEYS(RS_KEY(",\"alg\":\"PS256\"")), RS_TOKEN, ERR_NOT_FOUND},
    {"no key", KEYS(""), RS_TOKEN, ERR_NOT_FOUND},
    {"another kind of key", KEYS(ES_KEY("")), RS_TOKEN, ERR_NOT_FOUND},
    {"a changed payload", KEYS(RS_KEY("")), "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJtZSJ9." RS_SIGNATURE,
     ERR_UNAUTHENTICATED},
    {"another's signature", KEYS(ES_KEY("")),
     "eyJhbGciOiJFUzI1NiJ9." PAYLOAD
     ".AtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
     ERR_UNAUTHENTICATED},
    {"an empty signature", KEYS(ES_KEY("")), "eyJhbGciOiJFUzI1NiJ9." PAYLOAD ".",
     ERR_UNAUTHENTICATED},
    {"alg none", KEYS(RS_KEY("")), "eyJhbGciOiJub25lIn0." PAYLOAD ".", ERR_INVALID},
    {"HMAC with the public key", KEYS(RS_KEY("")), "eyJhbGciOiJIUzI1NiJ9." PAYLOAD ".AAAA",
     ERR_INVALID},
    {"a crit member", KEYS(RS_KEY("")),
     "eyJhbGciOiJSUzI1NiIsImNyaXQiOlsiYjY0Il19." PAYLOAD "." RS_SIGNATURE, ERR_INVALID},
    {"two parts", KEYS(RS_KEY("")), "eyJhbGciOiJSUzI1NiJ9." PAYLOAD, ERR_INVALID},
    {"four parts", KEYS(RS_KEY("")), RS_TOKEN ".AAAA", ERR_INVALID},
    {"nothing", KEYS(RS_KEY("")), "", ERR_INVALID},
    {"keys that are no keys", "[]", RS_TOKEN, ERR_INVALID},
    {"keys that are no JSON", "<html>", RS_TOKEN, ERR_INVALID},
    {"a point that is on no curve",
     KEYS("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
          "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"),
     ES_TOKEN, ERR_UNAUTHENTICATED},
    {"a key that is too short", KEYS("{\"kty\":\"RSA\",\"n\":\"0_ZJ4Q\",\"e\":\"AQAB\"}"), RS_TOKEN,
     ERR_UNAUTHENTICATED},
};

TEST(a_token_is_believed_when_one_of_the_keys_signed_it_and_only_then)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct arena a = {0};
        struct fault f = {0};
        struct str payload = {0};
        enum err err = jws_verify(&a, str_from(table[i].keys), str_from(table[i].token), &payload,
                                  &f);
        if (err != table[i].want)
            print_error("%s: %s\n", table[i].what, f.message);
        assert_int_equal(err, table[i].want);
        if (err == OK)
            assert_true(str_starts(payload, S("{\"iss\":\"joe\"")));
        else
            assert_null(payload.p);
        arena_release(&a);
    }
}

TEST(no_byte_of_a_signed_token_may_be_another)
{
    struct arena a = {0};
    struct str token = str_from(ES_TOKEN), keys = S(KEYS(ES_KEY("")));
    for (ptrdiff_t i = 0; i < token.n; i++) {
        struct fault f = {0};
        struct str payload, other = str_dup(&a, token);
        char *p = arena_bytes(&a, other.n);
        memcpy(p, other.p, (size_t)other.n);
        p[i] = p[i] == 'A' ? 'B' : 'A';
        assert_int_not_equal(jws_verify(&a, keys, str_of(p, other.n), &payload, &f), OK);
    }
    arena_release(&a);
}
