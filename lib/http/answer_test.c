/* Routes, answers, assets, topics. */
#include "harness/test.h"

#include "http/accept.h"
#include "http/answer.h"
#include "http/asset.h"
#include "http/gzip.h"
#include "http/rate.h"
#include "http/route.h"
#include "http/topics.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

/* ---- routes ---- */

static void nothing(void)
{
}

#define ROUTE(m, p)                                                                                \
    {                                                                                              \
        .methods = (m), .pattern = (p), .need = 1, .handle = nothing                               \
    }

static const struct http_route *find(const struct http_router *r, enum http_method m,
                                     const char *path, struct http_request *q, int *allowed)
{
    *q = (struct http_request){.method = m, .path = str_from(path)};
    return router_find(r, q, allowed);
}

TEST(a_route_is_found_by_path_and_method_and_the_literal_wins)
{
    static const struct http_route one[] = {
        ROUTE(HTTP_GET, "/"),
        ROUTE(HTTP_GET | HTTP_POST, "/r/{id}"),
        ROUTE(HTTP_GET, "/r/new"),
        ROUTE(HTTP_POST, "/r/{id}/reply/{to}"),
    };
    static const struct http_route two[] = {ROUTE(HTTP_DELETE, "/r/{id}"), ROUTE(HTTP_GET, "/r/")};
    const struct http_route *lists[] = {one, two};
    struct arena a = {0};
    struct http_request q;
    int allowed;
    struct http_router *r = router_new(&a, lists, (int[]){4, 2}, 2);
    assert_null(router_fault(r));
    assert_ptr_equal(find(r, HTTP_GET, "/", &q, &allowed), &one[0]);
    assert_ptr_equal(find(r, HTTP_HEAD, "/", &q, &allowed), &one[0]);
    assert_ptr_equal(find(r, HTTP_GET, "/r/new", &q, &allowed), &one[2]);
    assert_int_equal(q.param_count, 0);
    assert_ptr_equal(find(r, HTTP_POST, "/r/new", &q, &allowed), &one[1]);
    assert_str_equal(q.params[0], S("new"));
    assert_ptr_equal(find(r, HTTP_DELETE, "/r/7", &q, &allowed), &two[0]);
    assert_ptr_equal(find(r, HTTP_GET, "/r/", &q, &allowed), &two[1]);
    assert_ptr_equal(find(r, HTTP_POST, "/r/7/reply/anna b", &q, &allowed), &one[3]);
    assert_int_equal(q.param_count, 2);
    assert_str_equal(q.params[0], S("7"));
    assert_str_equal(q.params[1], S("anna b"));
    assert_null(find(r, HTTP_PUT, "/r/7", &q, &allowed));
    assert_str_equal(methods_format(&a, allowed), S("GET, HEAD, POST, DELETE"));
    assert_null(find(r, HTTP_GET, "/r/7/", &q, &allowed));
    assert_int_equal(allowed, 0);
    assert_null(find(r, HTTP_GET, "/nothing", &q, &allowed));
    assert_int_equal(allowed, 0);
    arena_release(&a);
}

TEST(routes_that_cannot_stand_are_refused)
{
    static const struct {
        struct http_route list[2];
        const char *word;
    } cases[] = {
        {{{.methods = HTTP_GET, .pattern = "/a", .handle = nothing}}, "permission"},
        {{{.methods = HTTP_GET, .pattern = "/a", .need = 1}}, "handler"},
        {{{.pattern = "/a", .need = 1, .handle = nothing}}, "method"},
        {{{.methods = HTTP_GET, .need = 1, .handle = nothing}}, "slash"},
        {{ROUTE(HTTP_GET, "a")}, "slash"},
        {{ROUTE(HTTP_GET, "/a//b")}, "empty"},
        {{ROUTE(HTTP_GET, "/a b")}, "escaping"},
        {{ROUTE(HTTP_GET, "/{id")}, "{name}"},
        {{ROUTE(HTTP_GET, "/{}")}, "{name}"},
        {{ROUTE(HTTP_GET, "/x{id}")}, "escaping"},
        {{ROUTE(HTTP_GET, "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}")}, "more names"},
        {{ROUTE(HTTP_GET, "/a/{x}"), ROUTE(HTTP_GET, "/a/{y}")}, "/a/{y}"},
        {{ROUTE(HTTP_GET, "/a"), ROUTE(HTTP_HEAD, "/a")}, "both"},
        {{ROUTE(HTTP_GET, "/a/{x}"), ROUTE(HTTP_GET, "/{y}/b")}, "both"},
    };
    struct arena a = {0};
    for (int i = 0; i < COUNT(cases); i++) {
        const struct http_route *lists[] = {cases[i].list};
        struct http_router *r = router_new(&a, lists, (int[]){cases[i].list[1].pattern ? 2 : 1}, 1);
        if (!router_fault(r) || !strstr(router_fault(r)->message, cases[i].word))
            fail_msg("%s: %s", cases[i].word,
                     router_fault(r) ? router_fault(r)->message : "accepted");
    }
    static const struct http_route fine[] = {ROUTE(HTTP_GET, "/a/{x}"), ROUTE(HTTP_POST, "/{y}/b"),
                                             ROUTE(HTTP_GET, "/{y}/{z}"), ROUTE(HTTP_GET, "/a/")};
    const struct http_route *lists[] = {fine};
    assert_null(router_fault(router_new(&a, lists, (int[]){4}, 1)));
    arena_release(&a);
}

/* ---- answers ---- */

static const char *line_of(const struct answer *x, const char *name)
{
    const char *found = NULL;
    for (int i = 0; i < x->line_count; i++)
        if (str_eqi(str_from(x->lines[i].name), str_from(name)))
            found = x->lines[i].value;
    return found;
}

TEST(every_answer_carries_the_security_headers)
{
    struct arena a = {0};
    struct http_request q = {.arena = &a, .method = HTTP_GET};
    struct http_response r;
    struct answer x = {0};
    response_init(&r, &a);
    buf_addz(&r.body, "hello");
    answer_build(&x, &q, &r, 0, false);
    assert_string_equal(line_of(&x, "Content-Security-Policy"), http_csp_page);
    assert_null(strstr(http_csp_page, "unsafe"));
    assert_string_equal(line_of(&x, "X-Content-Type-Options"), "nosniff");
    assert_string_equal(line_of(&x, "X-Frame-Options"), "DENY");
    assert_string_equal(line_of(&x, "Cache-Control"), "no-store");
    assert_string_equal(line_of(&x, "Referrer-Policy"), "same-origin");
    assert_string_equal(line_of(&x, "Cross-Origin-Opener-Policy"), "same-origin");
    assert_string_equal(line_of(&x, "Cross-Origin-Resource-Policy"), "same-origin");
    assert_non_null(line_of(&x, "Permissions-Policy"));
    assert_null(line_of(&x, "Strict-Transport-Security"));
    q.is_https = true;
    r.is_frame = true;
    answer_build(&x, &q, &r, 0, false);
    assert_string_equal(line_of(&x, "Content-Security-Policy"), http_csp_frame);
    assert_non_null(strstr(http_csp_frame, "sandbox"));
    assert_null(strstr(http_csp_frame, "allow-scripts"));
    assert_null(strstr(http_csp_frame, "http"));
    assert_non_null(line_of(&x, "Strict-Transport-Security"));
    r.has_remote_images = true;
    answer_build(&x, &q, &r, 0, false);
    assert_string_equal(line_of(&x, "Content-Security-Policy"), http_csp_frame_images);
    arena_release(&a);
}

TEST(redirects_stay_here)
{
    static const struct {
        const char *to, *location;
    } cases[] = {
        {"/r/7?x=1#y", "/r/7?x=1#y"},
        {"//evil.example", "/"},
        {"/\\evil.example", "/"},
        {"https://evil.example", "/"},
        {"", "/"},
        {"/a\r\nSet-Cookie: x", "/"},
        {"javascript:alert(1)", "/"},
        {"/é", "/%C3%A9"},
        {"/a b", "/"},
    };
    struct arena a = {0};
    for (int i = 0; i < COUNT(cases); i++) {
        struct http_response r;
        response_init(&r, &a);
        http_redirect(&r, str_from(cases[i].to));
        assert_int_equal(r.status, 303);
        assert_str_equal(r.headers[0].value, str_from(cases[i].location));
    }
    arena_release(&a);
}

TEST(a_cookie_is_guarded_as_well_as_the_connection_lets_it)
{
    struct arena a = {0};
    struct http_request q = {.arena = &a};
    struct http_response r;
    response_init(&r, &a);
    http_set_cookie(&q, &r, S("kept"), S("abc"), 0);
    assert_str_equal(r.headers[0].value, S("kept=abc; Path=/; HttpOnly; SameSite=Lax"));
    q.is_https = true;
    http_set_cookie(&q, &r, S("kept"), S("abc"), 60);
    assert_str_equal(r.headers[1].value,
                     S("__Host-kept=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60"));
    http_set_cookie(&q, &r, S("kept"), S(""), -1);
    assert_str_equal(r.headers[2].value,
                     S("__Host-kept=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"));
    arena_release(&a);
}

TEST(a_page_the_browser_has_already_is_not_sent_again)
{
    struct arena a = {0};
    struct http_pair h = {S("If-None-Match"), S("W/\"v7\"")};
    struct http_request q = {.arena = &a, .method = HTTP_GET, .headers = &h, .header_count = 1};
    struct http_response r;
    struct answer x = {0};
    response_init(&r, &a);
    buf_addz(&r.body, "hello");
    r.etag = S("v7");
    r.is_cacheable = true;
    answer_build(&x, &q, &r, 0, false);
    assert_int_equal(x.status, 304);
    assert_int_equal(x.body.n, 0);
    assert_null(line_of(&x, "Content-Type"));
    assert_string_equal(line_of(&x, "ETag"), "W/\"v7\"");
    assert_string_equal(line_of(&x, "Cache-Control"), "private, no-cache");
    r.etag = S("v8");
    answer_build(&x, &q, &r, 0, false);
    assert_int_equal(x.status, 200);
    assert_str_equal(x.body, S("hello"));
    q.method = HTTP_POST;
    r.etag = S("v7");
    answer_build(&x, &q, &r, 0, false);
    assert_int_equal(x.status, 200);
    arena_release(&a);
}

/* By the system's own gzip: another reader than the writer's library. */
static struct str unpack(struct arena *a, struct str s)
{
    const char *path = str_z(a, str_fmt(a, "%s/page.gz", test_dir(a)));
    FILE *f = fopen(path, "wb");
    assert_int_equal(fwrite(s.p, 1, (size_t)s.n, f), s.n);
    fclose(f);
    char *to = arena_bytes(a, 1 << 20);
    f = popen(str_z(a, str_fmt(a, "gzip -dc %s", path)), "r");
    ptrdiff_t n = (ptrdiff_t)fread(to, 1, 1 << 20, f);
    assert_int_equal(pclose(f), 0);
    return str_of(to, n);
}

TEST(a_page_is_compressed_where_that_is_wanted_and_worth_it)
{
    struct arena a = {0};
    struct http_pair h = {S("Accept-Encoding"), S("gzip")};
    struct http_request q = {.arena = &a, .method = HTTP_GET, .headers = &h, .header_count = 1};
    struct http_response r;
    struct answer x = {0};
    response_init(&r, &a);
    for (int i = 0; i < 500; i++)
        buf_addf(&r.body, "<tr><td>row %d</td></tr>", i);
    answer_build(&x, &q, &r, 0, false);
    assert_null(line_of(&x, "Content-Encoding"));
    answer_build(&x, &q, &r, 0, true);
    assert_string_equal(line_of(&x, "Content-Encoding"), "gzip");
    assert_string_equal(line_of(&x, "Vary"), "Accept-Encoding");
    assert_true(x.body.n < r.body.n / 4);
    assert_str_equal(unpack(&a, x.body), buf_str(&r.body));
    q.header_count = 0;
    answer_build(&x, &q, &r, 0, true);
    assert_null(line_of(&x, "Content-Encoding"));
    assert_string_equal(line_of(&x, "Vary"), "Accept-Encoding");
    arena_release(&a);
}

TEST(what_cannot_be_made_shorter_is_not_packed)
{
    struct arena a = {0};
    uint64_t secret[2] = {1, 2};
    char noise[4096];
    for (int i = 0; i < 4096; i += 8) {
        uint64_t v = siphash(secret, str_of((const char *)&i, sizeof i));
        memcpy(noise + i, &v, 8);
    }
    assert_null(gzip_pack(&a, str_of(noise, 4096)).p);
    arena_release(&a);
}

TEST(an_asset_is_found_by_its_path_and_kept_for_ever)
{
    static const struct asset list[] = {
        {STR_INIT("a.css"), STR_INIT("/static/a.1.css"), STR_INIT("text/css"), STR_INIT("1"),
         STR_INIT("aaaa"), STR_INIT("zz")},
        {STR_INIT("b.js"), STR_INIT("/static/b.2.js"), STR_INIT("text/javascript"), STR_INIT("2"),
         STR_INIT("bb"), STR_INIT("")},
        {STR_INIT("c.svg"), STR_INIT("/static/c.3.svg"), STR_INIT("image/svg+xml"), STR_INIT("3"),
         STR_INIT("c"), STR_INIT("")},
    };
    static const struct asset_table table = {list, 3};
    struct arena a = {0};
    for (int i = 0; i < 3; i++)
        assert_ptr_equal(asset_find(&table, list[i].path), &list[i]);
    assert_null(asset_find(&table, S("/static/b.js")));
    assert_ptr_equal(asset_named(&table, S("b.js")), &list[1]);
    assert_null(asset_named(&table, S("d")));
    struct http_pair h[] = {{S("Accept-Encoding"), S("gzip")}, {S("If-None-Match"), S("W/\"1\"")}};
    struct http_request q = {.arena = &a, .method = HTTP_GET, .headers = h, .header_count = 1};
    struct http_response r;
    struct answer x = {0};
    response_init(&r, &a);
    r.asset = &list[0];
    answer_build(&x, &q, &r, 0, false);
    assert_str_equal(x.body, S("zz"));
    assert_string_equal(line_of(&x, "Content-Encoding"), "gzip");
    assert_string_equal(line_of(&x, "Content-Type"), "text/css");
    assert_string_equal(line_of(&x, "Cache-Control"), "public, max-age=31536000, immutable");
    q.header_count = 2;
    answer_build(&x, &q, &r, 0, false);
    assert_int_equal(x.status, 304);
    assert_null(line_of(&x, "Content-Encoding"));
    q.header_count = 0;
    answer_build(&x, &q, &r, 0, false);
    assert_str_equal(x.body, S("aaaa"));
    assert_string_equal(line_of(&x, "Vary"), "Accept-Encoding");
    arena_release(&a);
}

/* ---- topics ---- */

TEST(topics_remember_who_holds_them_and_nothing_else)
{
    enum { n = 500 };
    static struct hold holds[n];
    struct arena a = {0};
    struct topics t = {0};
    for (int i = 0; i < n; i++)
        topics_add(&t, str_fmt(&a, "topic %d", i % 100), &holds[i], &holds[i]);
    assert_int_equal(t.count, 100);
    int seen = 0;
    for (struct hold *h = topics_first(&t, S("topic 42")); h; h = h->next) {
        assert_int_equal(((struct hold *)h->listener - holds) % 100, 42);
        seen++;
    }
    assert_int_equal(seen, n / 100);
    for (int i = 0; i < n; i += 2)
        topics_remove(&t, &holds[i]);
    assert_null(topics_first(&t, S("topic 42")));
    assert_non_null(topics_first(&t, S("topic 43")));
    for (int i = 1; i < n; i += 2)
        topics_remove(&t, &holds[i]);
    assert_int_equal(t.count, 0);
    topics_release(&t);
    arena_release(&a);
}
