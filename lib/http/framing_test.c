/* What two servers could read differently, and what is too much: over real sockets. */
#include "http/fixture.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

/* After each of these the connection must be closed, and what stands behind never be read as a
 * request: the marker route would answer 200 in a second reply. */
TEST(what_two_servers_could_read_differently_is_refused_and_the_connection_closed)
{
    static const struct {
        const char *head; /* up to the empty line; "GET /echo" follows it as a body or a request */
        int status;       /* 0: closed without an answer will do; -1: any refusal will do */
    } cases[] = {
        {"POST /echo HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 30\r\n", 400},
        {"POST /echo HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 3\r\n", 400},
        {"POST /echo HTTP/1.1\r\n" H "Content-Length: 3, 3\r\n", -1},
        {"POST /echo HTTP/1.1\r\n" H "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", 400},
        {"POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", 400},
        {"POST /echo HTTP/1.1\r\n" H
         "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
         400},
        {"POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: xchunked\r\n", 501},
        {"POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n", 501},
        {"POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: \x0b"
         "chunked\r\n",
         400},
        {"POST /echo HTTP/1.1\r\n" H "Transfer-Encoding : chunked\r\n", 400},
        {"POST /echo HTTP/1.1\r\n" H "Transfer-Encoding\t: chunked\r\n", 400},
        {"POST /echo HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n", 400},
        {"POST /echo HTTP/1.1\r\n" H "Content-Length: +3\r\n", -1},
        {"POST /echo HTTP/1.1\r\n" H "Content-Length: -3\r\n", -1},
        {"POST /echo HTTP/1.1\r\n" H "Content-Length: 0x3\r\n", -1},
        {"POST /echo HTTP/1.1\r\n" H "Content-Length: 3 \r\n", -1},
        {"POST /echo HTTP/1.1\r\n" H "Content-Length: \r\n", -1},
        {"POST /echo HTTP/1.1\r\n" H "Content-Length: 99999999999999999999999\r\n", -1},
        {"POST /echo HTTP/1.1\r\n" H "Content_Length : 3\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "Content-Length: 30\r\n", 400},
        {"GET / HTTP/1.1\r\n" H H, 400},
        {"GET / HTTP/1.1\r\n" H "Host: other.example\r\n", 400},
        {"GET / HTTP/1.1\r\n", 400},
        {"GET / HTTP/1.1\r\nHost:\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a b\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: user@host\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a/b\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "X-Folded: a\r\n b\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "X-Folded: a\r\n\tb\r\nX-More: c\r\n", 400},
        {"POST /echo HTTP/1.1\r\n" H "Content-Len: 30\r\n gth\r\nX: y\r\n", 400},
        {"GET / HTTP/1.1\r\n Host: kept.example\r\n", 400},
        {"GET / HTTP/1.1\nHost: kept.example\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: kept.example\nX: y\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "X: a\rY: b\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "X: a\x01z\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "No colon here\r\n", -1},
        {"GET / HTTP/1.1\r\n" H ": no name\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "B@d: x\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "X\xc3\xa9: x\r\n", 400},
        {"GET  / HTTP/1.1\r\n" H, 400},
        {"GET /  HTTP/1.1\r\n" H, 400},
        {"GET / x HTTP/1.1\r\n" H, 400},
        {"GET / HTTP/1.1 \r\n" H, -1},
        {"GET /\tHTTP/1.1\r\n" H, -1},
        {"GET\t/ HTTP/1.1\r\n" H, -1},
        {"G{}T / HTTP/1.1\r\n" H, 400},
        {"GET / HTTP/1.2\r\n" H, 505},
        {"GET / HTTP/2.0\r\n" H, -1},
        {"GET / HTTP/0.9\r\n" H, -1},
        {"GET / http/1.1\r\n" H, -1},
        {"GET /\r\n" H, -1},
        {"GET\r\n" H, -1},
        {"GET / HTTP/1.1\r\n" H "Expect: something\r\n", 417},
        {"GET / HTTP/1.1\r\n" H "Authorization: a\r\nAuthorization: b\r\n", 400},
    };
    struct fixture *f = fixture_start((struct http_config){0});
    for (int i = 0; i < COUNT(cases); i++) {
        struct buf b = {0};
        int fd = dial(f);
        say(fd, str_fmt(&f->arena, "%s\r\nGET /echo HTTP/1.1\r\n" H "\r\n", cases[i].head));
        struct reply r = listen_to(fd, &f->arena, &b, false);
        if (cases[i].status > 0 ? r.status != cases[i].status : r.status != 0 && r.status < 400)
            fail_msg("answered %d to %s", r.status, cases[i].head);
        struct reply more = listen_to(fd, &f->arena, &b, false);
        if (more.status && more.status < 400)
            fail_msg("read on (%d) after %s", more.status, cases[i].head);
        assert_true(is_ended(fd));
        close(fd);
    }
    assert_true(atomic_load(&f->refused) > 30);
    fixture_stop(f);
}

/* But in place of a CR: there the library's own NUL would stand, so it counts as the line end that
 * it is part of. */
TEST(a_nul_anywhere_in_the_head_is_refused)
{
    static const char whole[] = "GET /echo HTTP/1.1\r\nHost: kept.example\r\nX-Y: z\r\n\r\n";
    struct fixture *f = fixture_start((struct http_config){0});
    for (int i = 0; i < COUNT(whole) - 5; i++) {
        char text[sizeof whole];
        if (whole[i] == '\r')
            continue;
        memcpy(text, whole, sizeof whole);
        text[i] = 0;
        int fd = dial(f);
        struct buf b = {0};
        say(fd, str_of(text, sizeof whole - 1));
        shutdown(fd, SHUT_WR);
        struct reply r = listen_to(fd, &f->arena, &b, false);
        if (r.status && r.status < 400)
            fail_msg("NUL at %d was taken: %d", i, r.status);
        close(fd);
    }
    fixture_stop(f);
}

TEST(chunks_are_taken_and_end_the_connection)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b = {0};
    int fd = dial(f);
    say(fd,
        S("POST /echo HTTP/1.1\r\n" H
          "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
          "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n"));
    struct reply r = listen_to(fd, &f->arena, &b, false);
    assert_int_equal(r.status, 200);
    assert_true(str_ends(r.body, S(" body=abc0123456789")));
    assert_str_equal(reply_header(r, S("Connection")), S("close"));
    assert_int_equal(listen_to(fd, &f->arena, &b, false).status, 0);
    close(fd);
    r = ask(f, S("POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nzz\r\n"));
    assert_int_equal(r.status, 400);
    r = ask(f, S("POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n"));
    assert_int_equal(r.status, 400);
    fixture_stop(f);
}

/* A client that says its end together with a request that is refused still gets all of the answer.
 */
TEST(who_has_ended_still_gets_a_refusal)
{
    struct fixture *f = fixture_start((struct http_config){0});
    for (int i = 0; i < 20; i++) {
        struct buf b = {0};
        int fd = dial(f);
        say(fd, S("GET / HTTP/1.1\r\n" H H "\r\n"));
        shutdown(fd, SHUT_WR);
        struct reply r = listen_to(fd, &f->arena, &b, false);
        assert_int_equal(r.status, 400);
        assert_true(is_ended(fd));
        close(fd);
    }
    fixture_stop(f);
}

/* ---- sizes ---- */

static struct str with_header(struct fixture *f, int bytes)
{
    struct buf b;
    buf_init(&b, &f->arena, 1 << 20);
    buf_addz(&b, "GET / HTTP/1.1\r\n" H);
    for (int i = 0; bytes > 0; i++, bytes -= 1000)
        buf_addf(&b, "X-%d: %0*d\r\n", i, bytes < 1000 ? bytes : 990, 1);
    buf_addz(&b, "\r\n");
    return buf_str(&b);
}

TEST(headers_up_to_the_cap_are_read_and_more_refused)
{
    struct fixture *f = fixture_start((struct http_config){0});
    assert_int_equal(ask(f, with_header(f, LIMIT_HEADER_BYTES - 500)).status, 200);
    struct reply r = ask(f, with_header(f, LIMIT_HEADER_BYTES + 500));
    assert_int_equal(r.status, 431);
    assert_str_equal(r.body, S("error 431: The headers are too large"));
    for (int n = 20; n < 200; n += 20)
        assert_int_equal(ask(f, with_header(f, n << 10)).status, 431);
    fixture_stop(f);
}

TEST(an_address_over_the_cap_is_refused)
{
    struct fixture *f = fixture_start((struct http_config){0});
    for (int n = LIMIT_PATH_BYTES - 9; n < LIMIT_PATH_BYTES + 9; n++) {
        struct reply r = ask(f, str_fmt(&f->arena, "GET /%0*d HTTP/1.1\r\n" H "\r\n", n - 1, 0));
        assert_int_equal(r.status, n <= LIMIT_PATH_BYTES ? 404 : 414);
    }
    for (int n = 8; n < 100; n += 8)
        assert_int_equal(
            ask(f, str_fmt(&f->arena, "GET /%0*d HTTP/1.1\r\n" H "\r\n", n << 10, 0)).status, 414);
    fixture_stop(f);
}

TEST(an_address_full_of_parameters_is_read)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b;
    buf_init(&b, &f->arena, 1 << 20);
    buf_addz(&b, "GET /echo?");
    for (int i = 0; i < 990; i++)
        buf_addz(&b, "a&");
    buf_addz(&b, " HTTP/1.1\r\n" H "\r\n");
    struct reply r = ask(f, buf_str(&b));
    assert_int_equal(r.status, 200);
    assert_true(str_ends(r.body, S(" q:a= q:a=")));
    fixture_stop(f);
}

TEST(many_cookies_are_no_trouble)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b;
    buf_init(&b, &f->arena, 1 << 20);
    buf_addz(&b, "GET / HTTP/1.1\r\n" H "Cookie: ");
    for (int i = 0; i < 60; i++)
        buf_addf(&b, "c%d=%080d; ", i, i);
    buf_addz(&b, "\r\n\r\n");
    assert_int_equal(ask(f, buf_str(&b)).status, 200);
    for (int n = 100; n < 3000;
         n += 450) { /* one too many for the library's notes: refused, never hung */
        buf_init(&b, &f->arena, 1 << 20);
        buf_addz(&b, "GET / HTTP/1.1\r\n" H "Cookie: ");
        for (int i = 0; i < n; i++)
            buf_addz(&b, "c=1;");
        buf_addz(&b, "\r\n\r\n");
        int status = ask(f, buf_str(&b)).status;
        assert_true(status == 200 || status == 431);
    }
    fixture_stop(f);
}

TEST(a_page_over_its_cap_is_an_error_not_a_half)
{
    struct fixture *f = fixture_start((struct http_config){0});
    assert_int_equal(
        ask(f, str_fmt(&f->arena, "GET /bytes?n=%d HTTP/1.1\r\n" H "\r\n", LIMIT_PAGE_BYTES))
            .body.n,
        LIMIT_PAGE_BYTES);
    struct reply r = ask(
        f, str_fmt(&f->arena, "GET /bytes?n=%d HTTP/1.1\r\n" H "\r\n", LIMIT_PAGE_BYTES + 1));
    assert_int_equal(r.status, 500);
    assert_true(str_starts(r.body, S("error 500")));
    fixture_stop(f);
}
