/* The server over real sockets: what well-formed clients get, and what others get. */
#include "http/fixture.h"

#include <pthread.h>

#include "base/clock.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

TEST(a_page_is_served_and_the_connection_kept)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b = {0};
    int fd = dial(f);
    for (int i = 0; i < 3; i++) {
        say(fd, S("GET / HTTP/1.1\r\n" H "\r\n"));
        struct reply r = listen_to(fd, &f->arena, &b, false);
        assert_int_equal(r.status, 200);
        assert_str_equal(r.body, S("hello"));
        assert_str_equal(reply_header(r, S("Content-Type")), S("text/html; charset=utf-8"));
        assert_str_equal(reply_header(r, S("Content-Security-Policy")), str_from(http_csp_page));
        assert_true(reply_header(r, S("Date")).n > 20);
        assert_null(reply_header(r, S("Server")).p);
    }
    close(fd);
    fixture_stop(f);
}

TEST(a_request_says_all_that_was_sent)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct reply r = ask(f, S("GET /echo/a%20b/x/%C3%A9?q=1+2&e=%26&q=3 HTTP/1.1\r\n" H "\r\n"));
    assert_str_equal(r.body,
                     S("method=1 path=/echo/a b/x/é target=/echo/a%20b/x/%C3%A9?q=1+2&e=%26&q=3 "
                       "host=kept.example client=127.0.0.1 https=0 worker=1 "
                       "q:q=1 2 q:e=& q:q=3 p:a b p:é"));
    r = ask(f, S("POST /echo HTTP/1.1\r\n" H "Content-Type: application/x-www-form-urlencoded\r\n"
                 "Content-Length: 9\r\n\r\na=1&b=%C3"));
    assert_int_equal(r.status, 400);
    r = ask(f, S("POST /echo HTTP/1.1\r\n" H "Content-Type: application/x-www-form-urlencoded\r\n"
                 "Content-Length: 9\r\n\r\na=1&b=x+y"));
    assert_non_null(strstr(str_z(&f->arena, r.body), " f:a=1 f:b=x y"));
    r = ask(f, S("PUT /echo HTTP/1.1\r\n" H
                 "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"));
    assert_true(str_has(r.body, S("method=8 ")) && str_ends(r.body, S(" body={}")));
    r = ask(f, S("POST /echo HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n"));
    assert_true(str_ends(r.body, S("worker=1")));
    fixture_stop(f);
}

TEST(head_answers_like_get_without_a_body)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b = {0};
    int fd = dial(f);
    say(fd, S("HEAD / HTTP/1.1\r\n" H "\r\nHEAD /nothing HTTP/1.1\r\n" H
              "\r\nHEAD /file?n=100 HTTP/1.1\r\n" H "\r\nHEAD /live/x HTTP/1.1\r\n" H
              "\r\nGET / HTTP/1.1\r\n" H "\r\n"));
    struct reply r = listen_to(fd, &f->arena, &b, true);
    assert_int_equal(r.status, 200);
    assert_str_equal(reply_header(r, S("Content-Length")), S("5"));
    assert_int_equal(listen_to(fd, &f->arena, &b, true).status, 404);
    r = listen_to(fd, &f->arena, &b, true);
    assert_str_equal(reply_header(r, S("Content-Length")), S("100"));
    assert_int_equal(listen_to(fd, &f->arena, &b, true).status, 200);
    assert_str_equal(listen_to(fd, &f->arena, &b, false).body, S("hello"));
    close(fd);
    fixture_stop(f);
}

TEST(errors_are_pages_of_the_product)
{
    static const struct {
        const char *request;
        int status;
    } cases[] = {
        {"GET /nothing HTTP/1.1\r\n" H "\r\n", 404}, {"DELETE / HTTP/1.1\r\n" H "\r\n", 405},
        {"OPTIONS / HTTP/1.1\r\n" H "\r\n", 405},    {"BREW / HTTP/1.1\r\n" H "\r\n", 501},
        {"get / HTTP/1.1\r\n" H "\r\n", 501},        {"GET /a/../b HTTP/1.1\r\n" H "\r\n", 400},
        {"GET /%00 HTTP/1.1\r\n" H "\r\n", 400},
    };
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b = {0};
    for (int i = 0; i < COUNT(cases); i++) {
        struct reply r = ask(f, str_from(cases[i].request));
        assert_int_equal(r.status, cases[i].status);
        assert_true(str_starts(r.body, str_fmt(&f->arena, "error %d: ", cases[i].status)));
        assert_true(reply_header(r, S("Content-Security-Policy")).n > 0);
    }
    struct reply r = ask(f, S("DELETE / HTTP/1.1\r\n" H "\r\n"));
    assert_str_equal(reply_header(r, S("Allow")), S("GET, HEAD"));
    int fd = dial(f); /* an address that is not there costs no connection */
    say(fd, S("GET /nothing HTTP/1.1\r\n" H "\r\nGET / HTTP/1.1\r\n" H "\r\n"));
    assert_int_equal(listen_to(fd, &f->arena, &b, false).status, 404);
    assert_int_equal(listen_to(fd, &f->arena, &b, false).status, 200);
    close(fd);
    fixture_stop(f);
}

TEST(requests_sent_ahead_are_answered_in_order)
{
    enum { n = 200 };
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf all, b = {0};
    buf_init(&all, &f->arena, 1 << 20);
    for (int i = 0; i < n; i++) {
        if (i % 10 == 5)
            buf_addf(&all, "POST /echo?i=%d HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc", i);
        else
            buf_addf(&all, "GET /echo?i=%d HTTP/1.1\r\n" H "\r\n", i);
    }
    int fd = dial(f);
    say(fd, buf_str(&all));
    for (int i = 0; i < n; i++) {
        struct reply r = listen_to(fd, &f->arena, &b, false);
        assert_int_equal(r.status, 200);
        assert_true(str_has(r.body, str_fmt(&f->arena, " q:i=%d", i)));
    }
    close(fd);
    fixture_stop(f);
}

TEST(a_request_may_come_byte_by_byte)
{
    static const char request[] = "POST /echo?x=1 HTTP/1.1\r\n" H
                                  "Content-Length: 3\r\nX: y\r\n\r\nabc";
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b = {0};
    int fd = dial(f);
    for (size_t i = 0; i < sizeof request - 1; i++) {
        say(fd, str_of(request + i, 1));
        usleep(200);
    }
    assert_true(str_ends(listen_to(fd, &f->arena, &b, false).body, S(" q:x=1 body=abc")));
    close(fd);
    fixture_stop(f);
}

TEST(http_1_0_gets_its_answer_and_its_end)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b = {0};
    int fd = dial(f);
    say(fd, S("GET / HTTP/1.0\r\n\r\n"));
    assert_str_equal(listen_to(fd, &f->arena, &b, false).body, S("hello"));
    assert_true(is_ended(fd));
    close(fd);
    fixture_stop(f);
}

/* ---- other answers ---- */

TEST(a_file_is_sent_from_its_descriptor)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct reply r = ask(f, S("GET /file?n=3000000 HTTP/1.1\r\n" H "\r\n"));
    assert_int_equal(r.body.n, 3000000);
    assert_true(str_has(reply_header(r, S("Content-Security-Policy")), S("sandbox")));
    r = ask(f, S("GET /file?n=0 HTTP/1.1\r\n" H "\r\n"));
    assert_int_equal(r.status, 200);
    assert_int_equal(r.body.n, 0);
    fixture_stop(f);
}

TEST(a_tag_saves_the_page)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b = {0};
    int fd = dial(f);
    say(fd, S("GET /etag HTTP/1.1\r\n" H "If-None-Match: W/\"v1\"\r\n\r\nGET /etag HTTP/1.1\r\n" H
              "\r\n"));
    struct reply r = listen_to(fd, &f->arena, &b, false);
    assert_int_equal(r.status, 304);
    assert_str_equal(reply_header(r, S("ETag")), S("W/\"v1\""));
    r = listen_to(fd, &f->arena, &b, false);
    assert_int_equal(r.status, 200);
    assert_str_equal(r.body, S("hello"));
    close(fd);
    fixture_stop(f);
}

TEST(a_redirect_and_a_cookie_go_out)
{
    struct fixture *f = fixture_start((struct http_config){.trusted_proxies = S("127.0.0.1")});
    struct reply r = ask(f, S("POST /move HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n"));
    assert_int_equal(r.status, 303);
    assert_str_equal(reply_header(r, S("Location")), S("/there"));
    assert_true(str_starts(reply_header(r, S("Set-Cookie")), S("kept=token; ")));
    assert_null(reply_header(r, S("Strict-Transport-Security")).p);
    r = ask(f, S("POST /move HTTP/1.1\r\n" H
                 "X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.7\r\n"
                 "Content-Length: 0\r\n\r\n"));
    assert_true(str_starts(reply_header(r, S("Set-Cookie")), S("__Host-kept=token; ")));
    assert_true(reply_header(r, S("Strict-Transport-Security")).n > 0);
    r = ask(f, S("GET /echo HTTP/1.1\r\n" H "X-Forwarded-For: 192.0.2.7\r\n\r\n"));
    assert_true(str_has(r.body, S("client=192.0.2.7 https=0")));
    fixture_stop(f);
}

/* ---- time ---- */

TEST(who_sends_too_slowly_is_told_and_cut_off)
{
    static const char *const begun[] = {
        "GET / HTTP/1.1\r\nHo", "POST /echo HTTP/1.1\r\n" H "Content-Length: 100\r\n\r\nabc",
        "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n5000\r\nab",
        "", /* who says nothing is cut off without a word */
    };
    struct fixture *f = fixture_start(
        (struct http_config){.request_seconds = 1, .idle_seconds = 1});
    int64_t start = clock_ticks();
    int fds[COUNT(begun)];
    for (int i = 0; i < COUNT(begun); i++) {
        fds[i] = dial(f);
        say(fds[i], str_from(begun[i]));
    }
    for (int k = 0; k < 6; k++) { /* a byte now and then is no progress */
        usleep(200000);
        for (int i = 0; i < 2; i++)
            say(fds[i], S("x"));
    }
    for (int i = 0; i < 2; i++) {
        struct buf b = {0};
        struct reply r = listen_to(fds[i], &f->arena, &b, false);
        assert_int_equal(r.status, 408);
        assert_true(str_starts(r.body, S("error 408")));
    }
    assert_true(is_ended(fds[3]));
    assert_in_range(clock_ticks() - start, USEC_PER_SEC, 3 * USEC_PER_SEC);
    for (int i = 0; i < COUNT(begun); i++)
        close(fds[i]);
    fixture_stop(f);
}

TEST(who_does_not_take_the_answer_is_cut_off)
{
    struct fixture *f = fixture_start((struct http_config){.request_seconds = 1});
    int fd = dial(f), small = 4096;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    for (int i = 0; i < 4; i++)
        say(fd, S("GET /file?n=8000000 HTTP/1.1\r\n" H "\r\n"));
    close(dial(f));
    sleep(1);
    struct reply r = ask(f, S("GET / HTTP/1.1\r\n" H "\r\n"));
    assert_int_equal(r.status, 200);
    close(fd);
    fixture_stop(f);
}

struct asker {
    pthread_t thread;
    struct fixture *f;
    const char *request;
    int times, good;
    int64_t longest;
};

static void *ask_often(void *arg)
{
    struct asker *me = arg;
    struct arena a = {0};
    struct buf b = {0};
    int fd = dial(me->f);
    for (int i = 0; i < me->times; i++) {
        int64_t start = clock_ticks();
        if (!say(fd, str_from(me->request)))
            break;
        me->good += listen_to(fd, &a, &b, false).status == 200;
        int64_t took = clock_ticks() - start;
        if (took > me->longest)
            me->longest = took;
    }
    close(fd);
    arena_release(&a);
    return NULL;
}

static void start_asking(struct asker *x, struct fixture *f, const char *request, int times)
{
    *x = (struct asker){.f = f, .request = request, .times = times};
    assert_int_equal(pthread_create(&x->thread, NULL, ask_often, x), 0);
}

TEST(sixty_four_clients_at_once_all_get_their_answers)
{
    enum { n = 64, times = 50 };
    static struct asker x[n];
    struct fixture *f = fixture_start((struct http_config){0});
    for (int i = 0; i < n; i++)
        start_asking(&x[i], f,
                     i % 4 == 0   ? "POST /echo HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc"
                     : i % 4 == 1 ? "GET /bytes?n=100000 HTTP/1.1\r\n" H "\r\n"
                                  : "GET / HTTP/1.1\r\n" H "\r\n",
                     times);
    for (int i = 0; i < n; i++) {
        pthread_join(x[i].thread, NULL);
        assert_int_equal(x[i].good, times);
    }
    fixture_stop(f);
}

TEST(a_route_that_was_slow_leaves_the_io_threads)
{
    struct fixture *f = fixture_start((struct http_config){.io_threads = 1, .workers = 4});
    struct asker slow[3], quick;
    ask(f, S("GET /sleep?ms=50 HTTP/1.1\r\n" H "\r\n"));
    for (int i = 0; i < 3; i++)
        start_asking(&slow[i], f, "GET /sleep?ms=400 HTTP/1.1\r\n" H "\r\n", 1);
    usleep(100000);
    start_asking(&quick, f, "GET / HTTP/1.1\r\n" H "\r\n", 20);
    pthread_join(quick.thread, NULL);
    assert_int_equal(quick.good, 20);
    assert_true(quick.longest < 200000);
    for (int i = 0; i < 3; i++) {
        pthread_join(slow[i].thread, NULL);
        assert_int_equal(slow[i].good, 1);
        assert_true(slow[i].longest < 2 * 400000);
    }
    fixture_stop(f);
}

TEST(what_was_begun_is_finished_before_the_server_stops)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct asker x[3];
    start_asking(&x[0], f, "POST /sleep?ms=300 HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n", 1);
    start_asking(&x[1], f, "GET /sleep?ms=300 HTTP/1.1\r\n" H "\r\n", 1);
    start_asking(&x[2], f, "GET /bytes?n=8000000 HTTP/1.1\r\n" H "\r\n", 1);
    int idle = dial(f);
    usleep(100000);
    http_stop(f->server);
    for (int i = 0; i < 3; i++) {
        pthread_join(x[i].thread, NULL);
        assert_int_equal(x[i].good, 1);
    }
    assert_true(is_ended(idle));
    close(idle);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_not_equal(connect(fd, (const struct sockaddr *)&f->at, sizeof f->at), 0);
    close(fd);
    arena_release(&f->arena);
    heap_free(f);
}

TEST(a_client_that_leaves_in_the_middle_costs_nothing)
{
    static const char *const begun[] = {
        "GET / HTTP/1.1\r\nHo",
        "POST /echo HTTP/1.1\r\n" H "Content-Length: 100\r\n\r\nabc",
        "POST /upload HTTP/1.1\r\n" H
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n"
        "--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\nabc",
        "GET /bytes?n=8000000 HTTP/1.1\r\n" H "\r\n",
        "GET /file?n=8000000 HTTP/1.1\r\n" H "\r\n",
        "POST /sleep?ms=20 HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n",
        "GET /live/x HTTP/1.1\r\n" H "\r\n",
        "GET / HTTP/1.1\r\n" H H "\r\n",
    };
    struct fixture *f = fixture_start((struct http_config){0});
    ask(f, S("GET / HTTP/1.1\r\n" H "\r\n"));
    int files = count_in("/proc/self/fd");
    for (int i = 0; i < 20 * COUNT(begun); i++) {
        struct linger hard = {.l_onoff = i & 1};
        int fd = dial(f);
        say(fd, str_from(begun[i % COUNT(begun)]));
        if (i & 2)
            usleep(1000);
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard); /* every other one by reset */
        close(fd);
    }
    for (int i = 0; i < 60 && count_in("/proc/self/fd") > files; i++)
        usleep(100000);
    assert_true(count_in("/proc/self/fd") <= files);
    assert_int_equal(live_count(f->hub), 0);
    assert_int_equal(ask(f, S("GET / HTTP/1.1\r\n" H "\r\n")).status, 200);
    fixture_stop(f);
}

/* ---- listening, limits, leaks ---- */

TEST(one_address_gets_so_many_connections_and_no_more)
{
    enum { most = LIMIT_CONNECTIONS_PER_ADDRESS };
    int fds[most + 20], open = 0;
    struct fixture *f = fixture_start((struct http_config){0});
    for (int i = 0; i < most + 20; i++) {
        struct arena a = {0};
        struct buf b = {0};
        fds[i] = dial(f);
        say(fds[i], S("GET / HTTP/1.1\r\n" H "\r\n"));
        open += listen_to(fds[i], &a, &b, false).status == 200;
        arena_release(&a);
    }
    assert_int_equal(open, most);
    for (int i = 0; i < most + 20; i++)
        close(fds[i]);
    usleep(100000);
    assert_int_equal(ask(f, S("GET / HTTP/1.1\r\n" H "\r\n")).status, 200);
    fixture_stop(f);
}

TEST(it_listens_on_a_unix_socket_and_on_ipv6)
{
    struct arena a = {0};
    const char *dir = test_dir(&a);
    struct str path = str_fmt(&a, "unix:%s/kept.sock", dir);
    for (int i = 0; i < 2; i++) {
        struct fixture *f = fixture_start((struct http_config){.listen = path});
        assert_str_equal(http_address(f->server), path);
        assert_true(str_has(ask(f, S("GET /echo HTTP/1.1\r\n" H "\r\n")).body, S("client=unix ")));
        struct http_config second = {.listen = path, .router = router_new(&a, NULL, NULL, 0)};
        struct http_server *s;
        struct fault fault = {0};
        assert_int_equal(http_start(&second, &s, &fault), ERR_IO);
        fixture_stop(f);
    }
    assert_int_equal(count_in(dir), 2);
    struct fixture *f = fixture_start((struct http_config){.listen = S("[::1]:0")});
    assert_true(str_starts(http_address(f->server), S("[::1]:")));
    struct sockaddr_in6 at = {
        .sin6_family = AF_INET6, .sin6_port = f->at.sin_port, .sin6_addr = in6addr_loopback};
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct buf b = {0};
    assert_int_equal(connect(fd, (const struct sockaddr *)&at, sizeof at), 0);
    say(fd, S("GET /echo HTTP/1.1\r\n" H "\r\n"));
    assert_true(str_has(listen_to(fd, &a, &b, false).body, S("client=::1 ")));
    close(fd);
    fixture_stop(f);
    f = fixture_start((struct http_config){.listen = S("*:0")}); /* both at once */
    assert_true(str_has(ask(f, S("GET /echo HTTP/1.1\r\n" H "\r\n")).body, S("client=127.0.0.1 ")));
    fixture_stop(f);
    arena_release(&a);
}

TEST(a_start_that_cannot_be_says_why)
{
    static const struct http_route bad[] = {{.methods = HTTP_GET, .pattern = "/x"}};
    static const struct http_route *const lists[] = {bad};
    struct arena a = {0};
    struct http_router *none = router_new(&a, NULL, NULL, 0);
    struct fixture *f = fixture_start((struct http_config){0});
    struct http_config cases[] = {
        {.listen = S("nonsense"), .router = none},
        {.listen = S("127.0.0.1:99999"), .router = none},
        {.listen = S("unix:"), .router = none},
        {.listen = S("no.such.host.invalid:80"), .router = none},
        {.listen = http_address(f->server), .router = none},
        {.listen = S("127.0.0.1:0"), .router = none, .trusted_proxies = S("me")},
        {.listen = S("127.0.0.1:0"), .router = none, .upload_dir = S("/no/such/dir")},
        {.listen = S("127.0.0.1:0"), .router = router_new(&a, lists, (int[]){1}, 1)},
    };
    int files = count_in("/proc/self/fd");
    for (int i = 0; i < COUNT(cases); i++) {
        struct fault fault = {0};
        struct http_server *s;
        assert_int_not_equal(http_start(&cases[i], &s, &fault), OK);
        assert_true(strlen(fault.message) > 10);
    }
    assert_int_equal(count_in("/proc/self/fd"), files);
    fixture_stop(f);
    arena_release(&a);
}

TEST(starting_and_stopping_leaves_no_thread_and_no_file)
{
    fixture_stop(fixture_start((struct http_config){0}));
    int files = count_in("/proc/self/fd"), threads = count_in("/proc/self/task");
    for (int i = 0; i < 10; i++) {
        struct fixture *f = fixture_start((struct http_config){0});
        assert_true(count_in("/proc/self/task") > threads);
        ask(f, S("POST /echo HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc"));
        int parked = dial(f);
        say(parked, S("GET /live/x HTTP/1.1\r\n" H "\r\n"));
        fixture_stop(f);
        close(parked);
    }
    assert_int_equal(count_in("/proc/self/fd"), files);
    assert_int_equal(count_in("/proc/self/task"), threads);
}
