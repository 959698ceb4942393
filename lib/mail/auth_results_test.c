#include "mail/auth_results.h"

#include "harness/test.h"

static const struct {
    const char *field;
    bool is_ours;
    enum auth_result dmarc, spf, dkim;
    bool is_tolerated;
} cases[] = {
    {"mx.example.org; dmarc=pass header.from=a.example; spf=pass; dkim=pass", true, AUTH_PASS,
     AUTH_PASS, AUTH_PASS, false},
    {"MX.Example.ORG 1; dmarc=fail (p=reject dis=none) header.from=a.example", true, AUTH_FAIL,
     AUTH_NONE, AUTH_NONE, true},
    {"mx.example.org; dmarc=fail (p=quarantine) header.from=a.example", true, AUTH_FAIL, AUTH_NONE,
     AUTH_NONE, false},
    {"mx.example.org; dmarc=fail header.from=a.example policy.published-domain-policy=none", true,
     AUTH_FAIL, AUTH_NONE, AUTH_NONE, true},
    {"mx.example.org; dmarc=fail (p=none; comment) header.from=a", true, AUTH_FAIL, AUTH_NONE,
     AUTH_NONE, true},
    {"mx.example.org; none", true, AUTH_NONE, AUTH_NONE, AUTH_NONE, false},
    {"mx.example.org", true, AUTH_NONE, AUTH_NONE, AUTH_NONE, false},
    {"\"mx.example.org\"; spf=fail smtp.mailfrom=a.example", true, AUTH_NONE, AUTH_FAIL, AUTH_NONE,
     false},
    {"(a note) mx.example.org (another; with a semicolon); spf = softfail", true, AUTH_NONE,
     AUTH_OTHER, AUTH_NONE, false},
    {"mx.example.org; dkim=fail (bad) header.d=x; dkim=pass header.d=y; dkim=fail header.d=z", true,
     AUTH_NONE, AUTH_NONE, AUTH_PASS, false},
    {"mx.example.org; dkim/1=permerror; spf/1=none", true, AUTH_NONE, AUTH_NONE, AUTH_FAIL, false},
    {"mx.evil.example; dmarc=fail", false, AUTH_NONE, AUTH_NONE, AUTH_NONE, false},
    {"xmx.example.org; dmarc=pass", false, AUTH_NONE, AUTH_NONE, AUTH_NONE, false},
    {"mx.example.org.evil.example; dmarc=pass", false, AUTH_NONE, AUTH_NONE, AUTH_NONE, false},
    {"evil; dmarc=pass (mx.example.org; dmarc=pass)", false, AUTH_NONE, AUTH_NONE, AUTH_NONE,
     false},
    {"", false, AUTH_NONE, AUTH_NONE, AUTH_NONE, false},
    {"mx.example.org; reason=\"dmarc=pass; dkim=pass\"; dmarc=fail", true, AUTH_FAIL, AUTH_NONE,
     AUTH_NONE, false},
};

TEST(only_the_named_servers_findings_are_read)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct auth_results r;
        bool is_ours = auth_results_read(str_from(cases[i].field), S("mx.example.org"), &r);
        if (is_ours != cases[i].is_ours || r.dmarc != cases[i].dmarc || r.spf != cases[i].spf ||
            r.dkim != cases[i].dkim || r.is_tolerated != cases[i].is_tolerated)
            print_error("%s: %d %d %d %d %d\n", cases[i].field, is_ours, (int)r.dmarc, (int)r.spf,
                        (int)r.dkim, r.is_tolerated);
        assert_int_equal(is_ours, cases[i].is_ours);
        assert_int_equal(r.dmarc, cases[i].dmarc);
        assert_int_equal(r.spf, cases[i].spf);
        assert_int_equal(r.dkim, cases[i].dkim);
        assert_int_equal(r.is_tolerated, cases[i].is_tolerated);
    }
}

TEST(where_no_server_is_named_nobody_is_believed)
{
    struct auth_results r;
    assert_false(auth_results_read(S("; dmarc=pass"), S(""), &r));
    assert_false(auth_results_read(S("mx; dmarc=pass"), S(""), &r));
    assert_int_equal(r.dmarc, AUTH_NONE);
}
