/* What a provider says, held to what a token must be. The way to a provider and back is walked with
 * a real one in tests/e2e/people.e2e.mjs. */
#include "harness/web_test.h"

#include "people/oidc.h"

#define NOW (INT64_C(1772445600) * USEC_PER_SEC)
#define GOOD                                                                                       \
    "\"iss\":\"https://id.example\",\"aud\":\"kept\",\"sub\":\"7\",\"nonce\":\"n1\","              \
    "\"iat\":1772445500,\"exp\":1772446000"

static const struct {
    const char *what, *payload;
    bool is_good;
} table[] = {
    {"all that is needed", "{" GOOD "}", true},
    {"several audiences, and it is for us",
     "{\"iss\":\"https://id.example\",\"aud\":[\"other\",\"kept\"],\"azp\":\"kept\",\"sub\":\"7\","
     "\"nonce\":\"n1\",\"iat\":1772445500,\"exp\":1772446000}",
     true},
    {"an audience of one in a list",
     "{\"iss\":\"https://id.example\",\"aud\":[\"kept\"],\"sub\":\"7\",\"nonce\":\"n1\","
     "\"iat\":1772445500,\"exp\":1772446000}",
     true},
    {"several audiences, and nobody says for whom",
     "{\"iss\":\"https://id.example\",\"aud\":[\"other\",\"kept\"],\"sub\":\"7\",\"nonce\":\"n1\","
     "\"iat\":1772445500,\"exp\":1772446000}",
     false},
    {"for another, with us as audience",
     "{\"iss\":\"https://id.example\",\"aud\":\"kept\",\"azp\":\"other\",\"sub\":\"7\","
     "\"nonce\":\"n1\",\"iat\":1772445500,\"exp\":1772446000}",
     false},
    {"another audience",
     "{\"iss\":\"https://id.example\",\"aud\":\"other\",\"sub\":\"7\",\"nonce\":\"n1\","
     "\"iat\":1772445500,\"exp\":1772446000}",
     false},
    {"another issuer",
     "{\"iss\":\"https://id.example/\",\"aud\":\"kept\",\"sub\":\"7\",\"nonce\":\"n1\","
     "\"iat\":1772445500,\"exp\":1772446000}",
     false},
    {"another sign-in",
     "{\"iss\":\"https://id.example\",\"aud\":\"kept\",\"sub\":\"7\",\"nonce\":\"n2\","
     "\"iat\":1772445500,\"exp\":1772446000}",
     false},
    {"no nonce",
     "{\"iss\":\"https://id.example\",\"aud\":\"kept\",\"sub\":\"7\",\"iat\":1772445500,"
     "\"exp\":1772446000}",
     false},
    {"no end",
     "{\"iss\":\"https://id.example\",\"aud\":\"kept\",\"sub\":\"7\",\"nonce\":\"n1\","
     "\"iat\":1772445500}",
     false},
    {"ended",
     "{\"iss\":\"https://id.example\",\"aud\":\"kept\",\"sub\":\"7\",\"nonce\":\"n1\","
     "\"iat\":1772445000,\"exp\":1772445400}",
     false},
    {"ended, within what clocks differ",
     "{\"iss\":\"https://id.example\",\"aud\":\"kept\",\"sub\":\"7\",\"nonce\":\"n1\","
     "\"iat\":1772445000,\"exp\":1772445590}",
     true},
    {"from the future",
     "{\"iss\":\"https://id.example\",\"aud\":\"kept\",\"sub\":\"7\",\"nonce\":\"n1\","
     "\"iat\":1772446000,\"exp\":1772447000}",
     false},
    {"nobody",
     "{\"iss\":\"https://id.example\",\"aud\":\"kept\",\"sub\":\"\",\"nonce\":\"n1\","
     "\"iat\":1772445500,\"exp\":1772446000}",
     false},
    {"a number for a name",
     "{\"iss\":\"https://id.example\",\"aud\":\"kept\",\"sub\":7,\"nonce\":\"n1\","
     "\"iat\":1772445500,\"exp\":1772446000}",
     false},
    {"no JSON", "iss=https://id.example", false},
    {"no object", "[]", false},
};

static const struct oidc provider = {{"https://id.example", 18}, {"kept", 4}, {"", 0}, {"", 0}};

TEST(what_a_provider_says_is_taken_when_it_is_meant_for_this_sign_in)
{
    for (int i = 0; i < COUNT(table); i++) {
        struct arena a = {0};
        struct fault f = {0};
        struct oidc_claims c = {0};
        enum err err = oidc_claims(&a, str_from(table[i].payload), &provider, S("n1"), NOW, &c, &f);
        if ((err == OK) != table[i].is_good)
            fail_msg("%s: %s", table[i].what, f.message);
        if (err == OK)
            assert_str_equal(c.subject, S("7"));
        assert_int_not_equal(
            oidc_claims(&a, str_from(table[i].payload), &provider, S(""), NOW, &c, &f), OK);
        arena_release(&a);
    }
}

TEST(an_address_counts_when_the_provider_has_verified_it)
{
    static const struct {
        const char *more, *address;
    } cases[] = {
        {",\"email\":\"Maya@Example.org\",\"email_verified\":true", "maya@example.org"},
        {",\"email\":\"maya@example.org\",\"email_verified\":false", ""},
        {",\"email\":\"maya@example.org\",\"email_verified\":\"true\"", ""},
        {",\"email\":\"maya@example.org\"", ""},
        {",\"email_verified\":true", ""},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct arena a = {0};
        struct fault f = {0};
        struct oidc_claims c;
        struct str payload = str_fmt(&a, "{" GOOD "%s}", cases[i].more);
        assert_int_equal(oidc_claims(&a, payload, &provider, S("n1"), NOW, &c, &f), OK);
        assert_str_equal(c.address, str_from(cases[i].address));
        arena_release(&a);
    }
}

static enum err set_provider(struct cx *cx, void *arg)
{
    return oidc_set(cx, arg);
}

APP_TEST(the_secret_of_a_provider_is_kept_sealed)
{
    struct oidc got, o = {S("https://id.example"), S("kept"), S("hush-hush"), S("Northgate")};
    assert_int_equal(app_test_write(t, set_provider, &o), OK);
    assert_int_equal(oidc_get(&t->cx, &got), OK);
    assert_str_equal(got.issuer, o.issuer);
    assert_str_equal(got.secret, o.secret);
    assert_int_equal(
        app_test_number(t, SQL("SELECT count(*) FROM setting WHERE value LIKE '%hush%'")), 0);
}

APP_TEST(nobody_comes_back_who_did_not_set_out_in_this_browser)
{
    struct oidc o = {S("https://id.example"), S("kept"), S(""), S("")};
    web_open(t);
    assert_int_equal(web(t, .path = "/sign-in/with").status, 404); /* it is off */
    assert_int_equal(web(t, .path = "/sign-in/back?code=x&state=y").status, 404);
    assert_int_equal(app_test_write(t, set_provider, &o), OK);
    assert_true(web_has(web(t, .path = "/sign-in"), "/sign-in/with"));
    struct web_answer a = web(t, .path = "/sign-in/back?code=x&state=y");
    assert_int_equal(a.status, 422);
    a = web(t, .path = "/sign-in/back?code=x&state=y", .cookie = S("step=z"));
    assert_int_equal(a.status, 422);
    a = web(t, .path = "/sign-in/back?code=x&state=y", .cookie = S("step=y"));
    assert_int_equal(a.status, 422);
    assert_null(a.cookie.p);
    a = web(t, .path = "/sign-in/back", .cookie = S("step="), .is_json = true);
    assert_int_equal(a.status, 401);
    web_close(t);
}
