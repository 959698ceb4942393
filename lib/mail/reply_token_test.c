#include "harness/test.h"

#include "auth/encode.h"
#include "base/rand.h"
#include "mail/reply_token.h"

static struct crypto_key key_of(int byte)
{
    struct crypto_key key;
    memset(key.bytes, byte, sizeof key.bytes);
    return key;
}

static const struct reply_ref refs[] = {
    {1, 1}, {127, 128}, {16384, 2097151}, {1000000, 12345678}, {INT64_MAX, 1}, {INT64_MAX / 3, 512},
};

static struct str address_for(struct arena *a, const struct reply_keys *keys, struct reply_ref ref)
{
    struct str out;
    assert_int_equal(reply_address(a, keys, ref, S("help@example.org"), &out, NULL), OK);
    return out;
}

static struct str id_for(struct arena *a, const struct reply_keys *keys, struct reply_ref ref)
{
    struct str out;
    assert_int_equal(reply_message_id(a, keys, ref, S("n0nce"), S("example.org"), &out, NULL), OK);
    return out;
}

TEST(what_is_signed_is_read_again)
{
    struct arena a = {0};
    struct crypto_key key = key_of(7);
    struct reply_keys keys = {&key, 1};
    for (size_t i = 0; i < sizeof refs / sizeof *refs; i++) {
        struct reply_ref got = {0};
        assert_int_equal(reply_address_read(&keys, address_for(&a, &keys, refs[i]), &got), OK);
        assert_int_equal(got.request, refs[i].request);
        assert_int_equal(got.participant, refs[i].participant);
        got = (struct reply_ref){0};
        assert_int_equal(reply_message_id_read(&keys, id_for(&a, &keys, refs[i]), &got), OK);
        assert_int_equal(got.request, refs[i].request);
        assert_int_equal(got.participant, refs[i].participant);
    }
    arena_release(&a);
}

TEST(a_token_looks_like_this)
{
    struct arena a = {0};
    struct crypto_key key = key_of(7);
    struct reply_keys keys = {&key, 1};
    struct str address = address_for(&a, &keys, (struct reply_ref){42, 7});
    assert_true(str_starts(address, S("help+rfid")));
    assert_true(str_ends(address, S("@example.org")));
    assert_int_equal(address.n, 5 + 1 + 23 + 12); /* help+ r token @example.org */
    assert_str_equal(str_lower(&a, address), address);
    struct str id = id_for(&a, &keys, (struct reply_ref){42, 7});
    assert_true(str_starts(id, S("r.fid")));
    assert_true(str_ends(id, S(".n0nce@example.org")));
    arena_release(&a);
}

TEST(the_case_of_a_token_does_not_matter)
{
    struct arena a = {0};
    struct crypto_key key = key_of(7);
    struct reply_keys keys = {&key, 1};
    struct str address = address_for(&a, &keys, refs[3]);
    char *upper = arena_bytes(&a, address.n);
    for (ptrdiff_t i = 0; i < address.n; i++)
        upper[i] = (char)(ascii_is_alpha(address.p[i]) ? address.p[i] & ~0x20 : address.p[i]);
    struct reply_ref got;
    assert_int_equal(reply_address_read(&keys, str_of(upper, address.n), &got), OK);
    assert_int_equal(got.request, refs[3].request);
    arena_release(&a);
}

TEST(an_older_key_is_still_believed_and_a_foreign_one_is_not)
{
    struct arena a = {0};
    struct crypto_key both[] = {key_of(2), key_of(1)}, other = key_of(3);
    struct reply_keys old = {&both[1], 1}, now = {both, 2}, foreign = {&other, 1};
    struct reply_ref got;
    assert_int_equal(reply_address_read(&now, address_for(&a, &old, refs[1]), &got), OK);
    assert_int_equal(reply_address_read(&now, address_for(&a, &now, refs[1]), &got), OK);
    assert_int_equal(reply_address_read(&old, address_for(&a, &now, refs[1]), &got), ERR_FORBIDDEN);
    assert_int_equal(reply_address_read(&foreign, address_for(&a, &now, refs[1]), &got),
                     ERR_FORBIDDEN);
    assert_int_equal(reply_message_id_read(&foreign, id_for(&a, &now, refs[1]), &got),
                     ERR_FORBIDDEN);
    arena_release(&a);
}

TEST(a_token_of_an_address_is_none_of_a_message_id)
{
    struct arena a = {0};
    struct crypto_key key = key_of(7);
    struct reply_keys keys = {&key, 1};
    struct str address = address_for(&a, &keys, refs[0]);
    struct str token = str_head(str_skip(address, 6), str_chr(address, '@') - 6);
    struct reply_ref got;
    struct str id = str_fmt(&a, "r.%.*s.x@example.org", STR_ARG(token));
    assert_int_equal(reply_message_id_read(&keys, id, &got), ERR_FORBIDDEN);
    arena_release(&a);
}

TEST(no_changed_letter_is_believed)
{
    struct arena a = {0};
    struct crypto_key key = key_of(7);
    struct reply_keys keys = {&key, 1};
    struct str address = address_for(&a, &keys, refs[2]);
    ptrdiff_t end = str_chr(address, '@');
    for (ptrdiff_t i = 6; i < end; i++)
        for (const char *c = "abcdefghijklmnopqrstuvwxyz234567018=-. "; *c; c++) {
            char changed[128];
            struct reply_ref got = {-1, -1};
            memcpy(changed, address.p, (size_t)address.n);
            if (changed[i] == *c)
                continue;
            changed[i] = *c;
            assert_int_not_equal(reply_address_read(&keys, str_of(changed, address.n), &got), OK);
            assert_int_equal(got.request, -1);
        }
    arena_release(&a);
}

TEST(what_holds_no_token_is_not_found)
{
    struct crypto_key key = key_of(7);
    struct reply_keys keys = {&key, 1};
    struct reply_ref got;
    static const char *const addresses[] = {
        "",
        "@",
        "help@example.org",
        "help+r@example.org",
        "help+rme@example.org",
        "help+reports@example.org",
        "help+rabcdefghijklmnopqrstuvwxyz@example.org",
        "help+raaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@e",
        "help+x777777777777777777777777@example.org"};
    static const char *const ids[] = {
        "", "r.", "r.x", "r..@example.org", "r.@.", "x@example.org", "r.aaaa.b@example.org"};
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        assert_int_not_equal(reply_address_read(&keys, str_from(addresses[i]), &got), OK);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        assert_int_equal(reply_message_id_read(&keys, str_from(ids[i]), &got), ERR_NOT_FOUND);
    assert_int_equal(reply_address_read(&keys, S("help@example.org"), &got), ERR_NOT_FOUND);
}

TEST(what_cannot_be_signed_is_refused)
{
    struct arena a = {0};
    struct crypto_key key = key_of(7);
    struct reply_keys keys = {&key, 1};
    struct reply_ref ref = {1, 1}, none = {0, 1};
    struct fault f = {0};
    struct str out;
    assert_int_equal(reply_address(&a, &keys, ref, S("nobody"), &out, &f), ERR_INVALID);
    assert_int_equal(reply_address(&a, &keys, ref, S("@example.org"), &out, &f), ERR_INVALID);
    assert_int_equal(reply_address(&a, &keys, none, S("a@example.org"), &out, &f), ERR_INVALID);
    assert_int_equal(reply_address(&a, &keys, ref,
                                   S("a.very.long.name.of.a.mailbox.that.leaves.no.room@e.org"),
                                   &out, &f),
                     ERR_INVALID);
    assert_true(strstr(f.message, "too long") != NULL);
    assert_int_equal(reply_message_id(&a, &keys, ref, S(""), S("e.org"), &out, &f), ERR_INVALID);
    assert_int_equal(reply_message_id(&a, &keys, ref, S("a.b"), S("e.org"), &out, &f), ERR_INVALID);
    assert_int_equal(reply_message_id(&a, &keys, ref, S("a\r\n"), S("e.org"), &out, &f),
                     ERR_INVALID);
    /* twenty bytes always fit, whatever the numbers */
    struct reply_ref most = {INT64_MAX, 1000000};
    assert_int_equal(reply_address(&a, &keys, most, S("twenty.bytes.of.name@e.org"), &out, NULL),
                     OK);
    arena_release(&a);
}

TEST(random_bytes_are_never_believed)
{
    struct arena a = {0};
    struct crypto_key key = key_of(7);
    struct reply_keys keys = {&key, 1};
    struct prng r;
    prng_init(&r, 1);
    for (int i = 0; i < 20000; i++) {
        char bytes[40];
        ptrdiff_t n = prng_below(&r, 40);
        for (ptrdiff_t k = 0; k < n; k++)
            bytes[k] = (char)prng_below(&r, 256);
        struct reply_ref got;
        struct str token = encode_base32(&a, str_of(bytes, n));
        assert_int_not_equal(
            reply_address_read(&keys, str_fmt(&a, "a+r%.*s@b", STR_ARG(token)), &got), OK);
        arena_reset(&a);
    }
    arena_release(&a);
}
