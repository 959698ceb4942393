#include "harness/test.h"

#include "auth/crypto.h"
#include "auth/encode.h"
#include "base/limits.h"

static struct str hash_hex(struct arena *a, struct crypto_hash h)
{
    return encode_hex(a, str_of((const char *)h.bytes, CRYPTO_HASH_BYTES));
}

static struct str repeated(struct arena *a, int byte, ptrdiff_t n)
{
    char *p = arena_bytes(a, n);
    memset(p, byte, (size_t)n);
    return str_of(p, n);
}

TEST(sha256_agrees_with_fips_180_4)
{
    struct arena a = {0};
    assert_str_equal(hash_hex(&a, crypto_sha256(S(""))),
                     S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    assert_str_equal(hash_hex(&a, crypto_sha256(S("abc"))),
                     S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    assert_str_equal(
        hash_hex(&a, crypto_sha256(S("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
        S("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
    arena_release(&a);
}

TEST(sha256_in_pieces_is_sha256_of_the_whole)
{
    struct arena a = {0};
    struct str million = repeated(&a, 'a', 1000000);
    for (ptrdiff_t piece = 1; piece < 300; piece += 37) {
        struct crypto_sha256_state s;
        crypto_sha256_init(&s);
        for (ptrdiff_t at = 0; at < million.n; at += piece * 1000)
            crypto_sha256_add(&s, str_head(str_skip(million, at), piece * 1000));
        assert_str_equal(hash_hex(&a, crypto_sha256_end(&s)),
                         S("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    }
    arena_release(&a);
}

/* RFC 4231, section 4, all seven cases (the fifth is given truncated to 16 bytes). */
TEST(hmac_agrees_with_rfc_4231)
{
    struct arena a = {0};
    struct str ramp;
    assert_int_equal(decode_hex(&a, S("0102030405060708090a0b0c0d0e0f10111213141516171819"), &ramp),
                     OK);
    const struct {
        struct str key, data, want;
    } cases[] = {
        {repeated(&a, 0x0b, 20), S("Hi There"),
         S("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")},
        {S("Jefe"), S("what do ya want for nothing?"),
         S("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")},
        {repeated(&a, 0xaa, 20), repeated(&a, 0xdd, 50),
         S("773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe")},
        {ramp, repeated(&a, 0xcd, 50),
         S("82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b")},
        {repeated(&a, 0x0c, 20), S("Test With Truncation"), S("a3b6167473100ee06e0c796c2955552b")},
        {repeated(&a, 0xaa, 131), S("Test Using Larger Than Block-Size Key - Hash Key First"),
         S("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")},
        {repeated(&a, 0xaa, 131),
         S("This is a test using a larger than block-size key and a larger than block-size data. "
           "The key needs to be hashed before being used by the HMAC algorithm."),
         S("9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str got = hash_hex(&a, crypto_hmac(cases[i].key, cases[i].data));
        assert_str_equal(str_head(got, cases[i].want.n), cases[i].want);
    }
    arena_release(&a);
}

TEST(bytes_are_equal_only_when_all_are)
{
    assert_true(crypto_equal(S(""), S("")));
    assert_true(crypto_equal(S("secret"), S("secret")));
    assert_false(crypto_equal(S("secret"), S("secreu")));
    assert_false(crypto_equal(S("secret"), S("secre")));
    assert_false(crypto_equal((struct str){0}, S("s")));
}

TEST(a_key_for_one_purpose_is_not_the_key_for_another)
{
    struct crypto_key master = crypto_key_new(), other = crypto_key_new();
    struct crypto_key reply = crypto_key_derive(&master, S("reply"));
    struct crypto_key again = crypto_key_derive(&master, S("reply"));
    struct crypto_key mailbox = crypto_key_derive(&master, S("mailbox"));
    assert_memory_equal(reply.bytes, again.bytes, CRYPTO_KEY_BYTES);
    assert_memory_not_equal(reply.bytes, mailbox.bytes, CRYPTO_KEY_BYTES);
    assert_memory_not_equal(master.bytes, other.bytes, CRYPTO_KEY_BYTES);
}

TEST(a_password_opens_its_own_hash_only)
{
    struct arena a = {0};
    struct str hash, twin;
    assert_int_equal(crypto_password_hash(&a, S("pässword one"), CRYPTO_COST_TEST, &hash, NULL),
                     OK);
    assert_int_equal(crypto_password_hash(&a, S("pässword one"), CRYPTO_COST_TEST, &twin, NULL),
                     OK);
    assert_true(str_starts(hash, S("$argon2id$v=19$m=8,t=1,p=1$")));
    assert_false(str_eq(hash, twin)); /* another salt */
    assert_true(crypto_password_is(&a, hash, S("pässword one")));
    assert_false(crypto_password_is(&a, hash, S("pässword two")));
    assert_false(crypto_password_is(&a, hash, S("")));
    assert_false(crypto_password_is(&a, S("$argon2id$v=19$damaged"), S("pässword one")));
    assert_false(crypto_password_is(&a, S(""), S("")));
    assert_false(crypto_password_is_old(&a, hash, CRYPTO_COST_TEST));
    assert_true(crypto_password_is_old(&a, hash, CRYPTO_COST));
    arena_release(&a);
}

TEST(a_password_over_the_limit_is_refused_before_any_work)
{
    struct arena a = {0};
    struct fault f = {0};
    struct str hash, longest = repeated(&a, 'x', LIMIT_PASSWORD_BYTES + 1);
    assert_int_equal(crypto_password_hash(&a, longest, CRYPTO_COST_TEST, &hash, &f), ERR_INVALID);
    assert_string_equal(f.field, "password");
    arena_release(&a);
}

TEST(what_is_sealed_opens_with_its_key_and_context_only)
{
    struct arena a = {0};
    struct crypto_key key = crypto_key_new(), other = crypto_key_new();
    struct str plain, sealed = crypto_seal(&a, &key, S("mailbox:7"), S("hunter2"));
    assert_int_equal(crypto_open(&a, &key, S("mailbox:7"), sealed, &plain), OK);
    assert_str_equal(plain, S("hunter2"));
    assert_false(str_has(sealed, S("hunter2")));
    assert_false(str_eq(sealed, crypto_seal(&a, &key, S("mailbox:7"), S("hunter2"))));
    assert_int_equal(crypto_open(&a, &other, S("mailbox:7"), sealed, &plain), ERR_CORRUPT);
    assert_int_equal(crypto_open(&a, &key, S("mailbox:8"), sealed, &plain), ERR_CORRUPT);
    assert_int_equal(crypto_open(&a, &key, S("mailbox:7"), S(""), &plain), ERR_CORRUPT);
    for (ptrdiff_t i = 0; i < sealed.n; i++) {
        char *changed = arena_bytes(&a, sealed.n);
        memcpy(changed, sealed.p, (size_t)sealed.n);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        assert_int_equal(crypto_open(&a, &key, S("mailbox:7"), str_of(changed, sealed.n), &plain),
                         ERR_CORRUPT);
    }
    assert_int_equal(crypto_open(&a, &key, S("e"), crypto_seal(&a, &key, S("e"), S("")), &plain),
                     OK);
    assert_int_equal(plain.n, 0);
    arena_release(&a);
}

TEST(tokens_are_new_each_time_and_stored_hashed)
{
    struct arena a = {0};
    struct str one = crypto_token(&a), two = crypto_token(&a), bytes;
    assert_int_equal(one.n, 43);
    assert_false(str_eq(one, two));
    assert_int_equal(decode_base64url(&a, one, &bytes), OK);
    assert_int_equal(bytes.n, 32);
    assert_int_equal(crypto_token_hash(&a, one).n, 64);
    assert_str_equal(crypto_token_hash(&a, S("abc")),
                     S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    arena_release(&a);
}

/* RFC 4648, section 10, in our spelling: lower case, no "=". */
TEST(encodings_agree_with_rfc_4648)
{
    struct arena a = {0};
    const struct {
        struct str plain, hex, base32, base64url;
    } cases[] = {
        {S(""), S(""), S(""), S("")},
        {S("f"), S("66"), S("my"), S("Zg")},
        {S("fo"), S("666f"), S("mzxq"), S("Zm8")},
        {S("foo"), S("666f6f"), S("mzxw6"), S("Zm9v")},
        {S("foob"), S("666f6f62"), S("mzxw6yq"), S("Zm9vYg")},
        {S("fooba"), S("666f6f6261"), S("mzxw6ytb"), S("Zm9vYmE")},
        {S("foobar"), S("666f6f626172"), S("mzxw6ytboi"), S("Zm9vYmFy")},
        {S("\xff\xfe"), S("fffe"), S("777a"), S("__4")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str back;
        assert_str_equal(encode_hex(&a, cases[i].plain), cases[i].hex);
        assert_str_equal(encode_base32(&a, cases[i].plain), cases[i].base32);
        assert_str_equal(encode_base64url(&a, cases[i].plain), cases[i].base64url);
        assert_int_equal(decode_hex(&a, cases[i].hex, &back), OK);
        assert_str_equal(back, cases[i].plain);
        assert_int_equal(decode_base32(&a, cases[i].base32, &back), OK);
        assert_str_equal(back, cases[i].plain);
        assert_int_equal(decode_base64url(&a, cases[i].base64url, &back), OK);
        assert_str_equal(back, cases[i].plain);
    }
    arena_release(&a);
}

TEST(there_is_one_spelling_for_the_same_bytes)
{
    struct arena a = {0};
    struct str back;
    assert_int_equal(decode_base32(&a, S("MZXW6"), &back), OK); /* case is not a spelling */
    assert_str_equal(back, S("foo"));
    const struct str bad32[] = {S("mzxw7"), S("mzxw6==="), S("mzx w6"), S("m"),
                                S("mzx"),   S("m1"),       S("mzxw6a"), S("mzxw6\0")};
    for (size_t i = 0; i < sizeof bad32 / sizeof *bad32; i++)
        assert_int_equal(decode_base32(&a, bad32[i], &back), ERR_INVALID);
    const struct str bad64[] = {S("Zh"), S("Zg=="), S("Z"), S("Zm+v"), S("Zm9vY")};
    for (size_t i = 0; i < sizeof bad64 / sizeof *bad64; i++)
        assert_int_equal(decode_base64url(&a, bad64[i], &back), ERR_INVALID);
    assert_int_equal(decode_hex(&a, S("6"), &back), ERR_INVALID);
    assert_int_equal(decode_hex(&a, S("6g"), &back), ERR_INVALID);
    arena_release(&a);
}
