/* Requests, read: addresses, forms, cookies, wishes, proxies; rates. */
#include "harness/test.h"

#include "base/limits.h"
#include "http/accept.h"
#include "http/proxy.h"
#include "http/rate.h"
#include "http/request.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

/* ---- the address ---- */

TEST(a_path_is_decoded_once_and_kept_plain)
{
    static const struct {
        const char *target, *path;
    } cases[] = {
        {"/", "/"},
        {"/r/7", "/r/7"},
        {"/r/", "/r/"},
        {"/a%20b", "/a b"},
        {"/caf%C3%A9", "/café"},
        {"/%25", "/%"},
        {"/%2525", "/%25"},
        {"/a+b", "/a+b"},
        {"/...", "/..."},
        {"/.well-known/x", "/.well-known/x"},
        {"/x?y=/../z", "/x"},
        {"http://kept.example/r/7", "/r/7"},
        {"https://kept.example", "/"},
        {"http://kept.example?x=1", "/"},
    };
    struct arena a = {0};
    for (int i = 0; i < COUNT(cases); i++) {
        struct http_request q = {.arena = &a};
        const char *why;
        assert_int_equal(request_target(&q, str_from(cases[i].target), &why), OK);
        assert_str_equal(q.path, str_from(cases[i].path));
    }
    arena_release(&a);
}

TEST(a_path_that_two_readers_could_take_differently_is_refused)
{
    static const char *const cases[] = {
        "",          "x",         "*",          "//",       "//evil",    "/a//b",
        "/a/./b",    "/a/../b",   "/..",        "/.",       "/a/%2e%2e", "/a/%2E./b",
        "/%2e",      "/a%2fb",    "/a%2Fb",     "/a\\b",    "/a%5cb",    "/a%00b",
        "/a%0ab",    "/a%7fb",    "/%",         "/%4",      "/%zz",      "/%c3",
        "/%ff",      "/%c0%af",   "/%ed%a0%80", "/a b",     "/a\tb",     "/a#b",
        "/\x01",     "/x?q=%ff",  "/x?q=%00",   "/x?%ff=1", "http://",   "http://u@h/",
        "http:///x", "ftp://h/x", "/a/%2e%2e/", "/a/..?x",  "/\xff",     "/a%20/../b",
    };
    struct arena a = {0};
    for (int i = 0; i < COUNT(cases); i++) {
        struct http_request q = {.arena = &a};
        const char *why = NULL;
        if (request_target(&q, str_from(cases[i]), &why) == OK)
            fail_msg("\"%s\" was taken as \"%.*s\"", cases[i], STR_ARG(q.path));
        assert_non_null(why);
        assert_str_equal(q.path, S("/"));
    }
    arena_release(&a);
}

TEST(the_host_of_a_whole_address_counts)
{
    struct arena a = {0};
    struct http_request q = {.arena = &a, .host = S("other")};
    const char *why;
    assert_int_equal(request_target(&q, S("http://kept.example:8080/r?x=1"), &why), OK);
    assert_str_equal(q.host, S("kept.example:8080"));
    assert_str_equal(q.target, S("/r?x=1"));
    assert_str_equal(http_query(&q, S("x")), S("1"));
    arena_release(&a);
}

/* ---- forms ---- */

TEST(a_form_is_read_as_browsers_write_it)
{
    struct arena a = {0};
    const struct http_pair *p;
    int n;
    assert_int_equal(
        form_decode(&a, S("a=1&b=x+y%21&&c&=d&e=%C3%A9&f=a=b&g=100%&h=%4x"), 100, &p, &n), OK);
    assert_int_equal(n, 8);
    assert_str_equal(pair_find(p, n, S("a"), false), S("1"));
    assert_str_equal(pair_find(p, n, S("b"), false), S("x y!"));
    assert_str_equal(pair_find(p, n, S("c"), false), S(""));
    assert_non_null(pair_find(p, n, S("c"), false).p);
    assert_str_equal(pair_find(p, n, S(""), false), S("d"));
    assert_str_equal(pair_find(p, n, S("e"), false), S("é"));
    assert_str_equal(pair_find(p, n, S("f"), false), S("a=b"));
    assert_str_equal(pair_find(p, n, S("g"), false), S("100%"));
    assert_str_equal(pair_find(p, n, S("h"), false), S("%4x"));
    assert_null(pair_find(p, n, S("A"), false).p);
    arena_release(&a);
}

TEST(a_form_over_its_cap_or_not_utf8_is_refused)
{
    struct arena a = {0};
    const struct http_pair *p;
    int n;
    assert_int_equal(form_decode(&a, S("a&b&c"), 2, &p, &n), ERR_TOO_LARGE);
    assert_int_equal(form_decode(&a, S("a&b&&&"), 2, &p, &n), OK);
    assert_int_equal(form_decode(&a, S("a=%ff"), 2, &p, &n), ERR_INVALID);
    assert_int_equal(form_decode(&a, S("%00=a"), 2, &p, &n), ERR_INVALID);
    assert_int_equal(form_decode(&a, (struct str){0}, 2, &p, &n), OK);
    assert_int_equal(n, 0);
    arena_release(&a);
}

/* ---- cookies ---- */

static struct http_request cookies(struct arena *a, const char *one, const char *two, bool https)
{
    struct http_pair *h = NEWN(a, struct http_pair, 2);
    h[0] = (struct http_pair){S("Cookie"), str_from(one)};
    h[1] = (struct http_pair){S("cookie"), str_from(two)};
    struct http_request q = {.arena = a, .headers = h, .header_count = 2, .is_https = https};
    request_cookies(&q);
    return q;
}

TEST(cookies_are_read_from_every_cookie_header)
{
    struct arena a = {0};
    struct http_request q = cookies(&a, "kept=abc; theme=dark ;bad name=1;novalue; x=\"q\"",
                                    "more=1", false);
    assert_str_equal(http_cookie(&q, S("kept")), S("abc"));
    assert_str_equal(http_cookie(&q, S("theme")), S("dark"));
    assert_str_equal(http_cookie(&q, S("x")), S("\"q\""));
    assert_str_equal(http_cookie(&q, S("more")), S("1"));
    assert_null(http_cookie(&q, S("novalue")).p);
    assert_int_equal(q.cookie_count, 4);
    arena_release(&a);
}

TEST(by_https_only_the_guarded_name_of_a_cookie_is_believed)
{
    struct arena a = {0};
    struct http_request q = cookies(&a, "kept=planted", "__Host-kept=real", true);
    assert_str_equal(http_cookie(&q, S("kept")), S("real"));
    q = cookies(&a, "kept=planted", "", true);
    assert_null(http_cookie(&q, S("kept")).p);
    arena_release(&a);
}

TEST(more_cookies_than_the_cap_are_left_out)
{
    struct arena a = {0};
    struct buf b;
    buf_init(&b, &a, 1 << 20);
    for (int i = 0; i < 1000; i++)
        buf_addf(&b, "c%d=%d; ", i, i);
    struct http_request q = cookies(&a, str_z(&a, buf_str(&b)), "last=1", false);
    assert_int_equal(q.cookie_count, LIMIT_COOKIES);
    arena_release(&a);
}

/* ---- what the client would rather have ---- */

TEST(json_is_chosen_only_where_it_is_liked_better)
{
    static const struct {
        const char *accept;
        bool json;
    } cases[] = {
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false},
        {"application/json", true},
        {"application/json, text/plain, */*", true},
        {"*/*", false},
        {"application/json;q=0.5, text/html", false},
        {"text/html;q=0.4, application/json;q=0.5", true},
        {"application/*, text/html;q=0.9", true},
        {"application/json;q=0", false},
        {"application/json, text/html", false},
        {"text/html, application/json;q=nonsense", false},
        {"", false},
        {",,;q=1,", false},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct http_pair h = {S("accept"), str_from(cases[i].accept)};
        struct http_request q = {.headers = &h, .header_count = 1};
        if (http_wants_json(&q) != cases[i].json)
            fail_msg("\"%s\"", cases[i].accept);
    }
    struct http_request q = {0};
    assert_false(http_wants_json(&q));
}

TEST(a_coding_is_taken_unless_it_is_refused)
{
    assert_true(accept_coding(S("gzip, deflate, br"), S("gzip")));
    assert_true(accept_coding(S("GZIP;q=0.1"), S("gzip")));
    assert_true(accept_coding(S("*"), S("gzip")));
    assert_false(accept_coding(S("gzip;q=0, *"), S("gzip")));
    assert_false(accept_coding(S("gzip;q=0.000"), S("gzip")));
    assert_false(accept_coding(S("br"), S("gzip")));
    assert_false(accept_coding((struct str){0}, S("gzip")));
}

TEST(the_language_liked_best_is_found)
{
    static const struct str have[] = {STR_INIT("en"), STR_INIT("de"), STR_INIT("pt-BR")};
    static const struct {
        const char *header;
        int want;
    } cases[] = {
        {"de-CH, en;q=0.9", 1},  {"pt", 2},    {"pt-PT;q=0.9, de;q=0.8", 2},
        {"fr, *;q=0.1", 0},      {"fr", -1},   {"", -1},
        {"en;q=0, de;q=0.1", 1}, {"EN-us", 0}, {"deu", -1},
        {"de;q=1.5, en", 0},
    };
    for (int i = 0; i < COUNT(cases); i++)
        if (accept_language(str_from(cases[i].header), have, 3) != cases[i].want)
            fail_msg("\"%s\"", cases[i].header);
    assert_int_equal(accept_language((struct str){0}, have, 3), -1);
}

TEST(a_tag_is_found_in_a_list_of_tags)
{
    assert_true(accept_etag(S("\"a\", W/\"b\""), S("b")));
    assert_true(accept_etag(S("*"), S("b")));
    assert_false(accept_etag(S("\"ab\""), S("b")));
    assert_false(accept_etag(S("b"), S("b")));
    assert_false(accept_etag((struct str){0}, S("b")));
}

/* ---- proxies ---- */

static struct http_request forwarded(struct arena *a, const char *trusted, const char *peer,
                                     const char *first, const char *second)
{
    struct networks n;
    struct address from;
    struct http_pair *h = NEWN(a, struct http_pair, 3);
    h[0] = (struct http_pair){S("X-Forwarded-For"), str_from(first)};
    h[1] = (struct http_pair){S("x-forwarded-for"), str_from(second)};
    h[2] = (struct http_pair){S("X-Forwarded-Proto"), S("http, https")};
    assert_int_equal(networks_parse(a, str_from(trusted), &n, NULL), OK);
    if (!network_address_parse(str_from(peer), &from))
        from = (struct address){{0}};
    struct http_request q = {.arena = a, .headers = h, .header_count = 3};
    proxy_apply(&n, from, &q);
    return q;
}

TEST(forwarded_headers_are_believed_from_trusted_proxies_alone)
{
    static const struct {
        const char *trusted, *peer, *first, *second, *client;
        bool https;
    } cases[] = {
        {"", "192.0.2.1", "198.51.100.9", "", "192.0.2.1", false},
        {"127.0.0.1", "127.0.0.1", "198.51.100.9", "", "198.51.100.9", true},
        {"127.0.0.1", "127.0.0.1", "", "198.51.100.9", "198.51.100.9", true},
        /* what a client wrote itself stands left of what the proxy added */
        {"127.0.0.1", "127.0.0.1", "1.1.1.1, 198.51.100.9", "", "198.51.100.9", true},
        {"127.0.0.1", "127.0.0.1", "1.1.1.1", "198.51.100.9", "198.51.100.9", true},
        {"10.0.0.0/8, 127.0.0.1", "127.0.0.1", "198.51.100.9, 10.1.2.3", "", "198.51.100.9", true},
        {"10.0.0.0/8 127.0.0.1", "127.0.0.1", "198.51.100.9", "10.1.2.3", "198.51.100.9", true},
        {"10.0.0.0/8", "11.0.0.1", "198.51.100.9", "", "11.0.0.1", false},
        {"127.0.0.1", "127.0.0.1", "198.51.100.9, unknown", "", "127.0.0.1", true},
        {"127.0.0.1", "127.0.0.1", "", "", "127.0.0.1", true},
        {"127.0.0.1", "127.0.0.1", "198.51.100.9:4711", "", "198.51.100.9", true},
        {"2001:db8::/32", "2001:db8:1::2", "[2001:db9::7]:443", "", "2001:db9::7", true},
        {"2001:db8::/32", "2001:db9::2", "198.51.100.9", "", "2001:db9::2", false},
        {"unix", "", "198.51.100.9", "", "198.51.100.9", true},
        {"", "", "198.51.100.9", "", "unix", false},
        {"127.0.0.1", "::ffff:127.0.0.1", "198.51.100.9", "", "198.51.100.9", true},
        {"0.0.0.0/0", "9.9.9.9", "8.8.8.8, 7.7.7.7", "", "8.8.8.8", true},
    };
    struct arena a = {0};
    for (int i = 0; i < COUNT(cases); i++) {
        struct http_request q = forwarded(&a, cases[i].trusted, cases[i].peer, cases[i].first,
                                          cases[i].second);
        assert_str_equal(q.client, str_from(cases[i].client));
        assert_int_equal(q.is_https, cases[i].https);
    }
    arena_release(&a);
}

TEST(a_network_that_cannot_be_read_is_named)
{
    static const char *const cases[] = {"localhost", "10.0.0.0/33", "10.0.0/8",
                                        "::1/129",   "10.0.0.1/x",  "1.2.3.4/-1"};
    struct arena a = {0};
    for (int i = 0; i < COUNT(cases); i++) {
        struct networks n;
        struct fault f = {0};
        struct str list = str_fmt(&a, "127.0.0.1, %s", cases[i]);
        assert_int_equal(networks_parse(&a, list, &n, &f), ERR_INVALID);
        assert_non_null(strstr(f.message, cases[i]));
    }
    arena_release(&a);
}

TEST(neighbours_of_an_ipv6_network_count_as_one)
{
    struct address x, y, z;
    assert_true(network_address_parse(S("2001:db8:1:2:aaaa::1"), &x));
    assert_true(network_address_parse(S("2001:db8:1:2:bbbb::2"), &y));
    assert_true(network_address_parse(S("2001:db8:1:3::1"), &z));
    x = address_site(x), y = address_site(y), z = address_site(z);
    assert_memory_equal(&x, &y, sizeof x);
    assert_memory_not_equal(&x, &z, sizeof x);
    assert_true(network_address_parse(S("192.0.2.1"), &x));
    assert_true(network_address_parse(S("192.0.2.2"), &y));
    x = address_site(x), y = address_site(y);
    assert_memory_not_equal(&x, &y, sizeof x);
}

/* ---- rates ---- */

TEST(a_burst_is_allowed_and_then_one_at_a_time)
{
    struct rates *r = rates_open(100);
    instant now = 1000 * USEC_PER_SEC;
    int64_t per = 90 * USEC_PER_SEC;
    for (int i = 0; i < 10; i++)
        assert_true(rate_allow(r, S("anna"), now, per, 10));
    assert_false(rate_allow(r, S("anna"), now, per, 10));
    assert_int_equal(rate_wait(r, S("anna"), now, per, 10), per);
    assert_true(rate_allow(r, S("bert"), now, per, 10));
    assert_false(rate_allow(r, S("anna"), now + per - 1, per, 10));
    assert_true(rate_allow(r, S("anna"), now + per, per, 10));
    assert_false(rate_allow(r, S("anna"), now + per, per, 10));
    rate_forgive(r, S("anna"));
    assert_int_equal(rate_wait(r, S("anna"), now, per, 10), 0);
    for (int i = 0; i < 10; i++)
        assert_true(rate_allow(r, S("anna"), now, per, 10));
    rates_close(r);
}

TEST(a_flood_of_keys_does_not_free_the_one_held_back)
{
    struct arena a = {0};
    struct rates *r = rates_open(256);
    instant now = 1000 * USEC_PER_SEC;
    for (int i = 0; i < 5; i++)
        assert_true(rate_allow(r, S("attacker"), now, USEC_PER_MIN, 5));
    for (int i = 0; i < 100000; i++)
        rate_allow(r, str_fmt(&a, "key %d", i), now, USEC_PER_MIN, 5);
    assert_false(rate_allow(r, S("attacker"), now, USEC_PER_MIN, 5));
    rates_close(r);
    arena_release(&a);
}

TEST(siphash_gives_the_values_of_its_authors)
{
    static const uint64_t key[2] = {0x0706050403020100u, 0x0f0e0d0c0b0a0908u};
    char text[64];
    for (int i = 0; i < 64; i++)
        text[i] = (char)i;
    assert_true(siphash(key, str_of(text, 0)) == 0x726fdb47dd0e0e31u);
    assert_true(siphash(key, str_of(text, 1)) == 0x74f839c593dc67fdu);
    assert_true(siphash(key, str_of(text, 8)) == 0x93f5f5799a932462u);
    assert_true(siphash(key, str_of(text, 15)) == 0xa129ca6149be45e5u);
}
