#include "harness/test.h"

#include "auth/totp.h"

/* RFC 6238, appendix B: SHA-1, eight digits. */
static const struct {
    int64_t seconds;
    const char *code;
} vectors[] = {
    {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
    {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"},
};

#define SECRET S("12345678901234567890")

TEST(the_codes_are_those_of_the_rfc)
{
    struct arena a = {0};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        struct str want = str_from(vectors[i].code);
        assert_str_equal(totp_code(&a, SECRET, vectors[i].seconds / 30, 8), want);
        assert_str_equal(totp_code(&a, SECRET, vectors[i].seconds / 30, 6), str_skip(want, 2));
    }
    arena_release(&a);
}

TEST(a_code_is_good_for_a_step_before_and_after_and_once_only)
{
    struct arena a = {0};
    int64_t step = 0, at = 1234567890, now = at / 30;
    for (int64_t off = -3; off <= 3; off++) {
        struct str code = totp_code(&a, SECRET, now + off, 6);
        bool near = off >= -1 && off <= 1;
        assert_int_equal(totp_is(&a, SECRET, code, at, 0, &step), near);
        if (near)
            assert_int_equal(step, now + off);
        assert_false(totp_is(&a, SECRET, code, at, now + off, &step));
    }
    struct str spaced = str_fmt(&a, "%.3s %.3s", totp_code(&a, SECRET, now, 6).p,
                                totp_code(&a, SECRET, now, 6).p + 3);
    assert_true(totp_is(&a, SECRET, spaced, at, now - 1, &step));
    arena_release(&a);
}

TEST(what_is_no_code_is_refused)
{
    static const char *const wrong[] = {"",        "0",      "12345",
                                        "1234567", "abcdef", "000000000000000000000000000000"};
    struct arena a = {0};
    int64_t step = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(totp_is(&a, SECRET, str_from(wrong[i]), 59, 0, &step));
    arena_release(&a);
}

TEST(an_app_reads_the_secret_from_its_address)
{
    struct arena a = {0};
    assert_str_equal(totp_url(&a, S("North & gate"), S("maya@northgate.example"), SECRET),
                     S("otpauth://totp/North%20%26%20gate:maya@northgate.example"
                       "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=North%20%26%20gate"));
    assert_false(str_eq(totp_secret(&a), totp_secret(&a)));
    assert_int_equal(totp_secret(&a).n, 20);
    arena_release(&a);
}
