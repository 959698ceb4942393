/* Live streams over real sockets. */
#include "http/fixture.h"

#include <netinet/tcp.h>
#include <pthread.h>

#include "base/clock.h"

/* Waits until so many streams are open. */
static void wait_for(struct fixture *f, int count)
{
    for (int i = 0; i < 500 && live_count(f->hub) != count; i++)
        usleep(10000);
    assert_int_equal(live_count(f->hub), count);
}

static int subscribe(struct fixture *f, const char *target, struct buf *b)
{
    int fd = dial(f);
    say(fd, str_fmt(&f->arena, "GET %s HTTP/1.1\r\n" H "\r\n", target));
    struct reply r = listen_to(fd, &f->arena, b, false);
    assert_int_equal(r.status, 200);
    assert_str_equal(reply_header(r, S("Content-Type")), S("text/event-stream"));
    assert_str_equal(reply_header(r, S("Cache-Control")), S("no-store"));
    assert_null(reply_header(r, S("Content-Length")).p);
    assert_true(reply_header(r, S("Content-Security-Policy")).n > 0);
    return fd;
}

/* The next event or comment: what stands before an empty line; empty at the end. */
static struct str next_event(int fd, struct arena *a, struct buf *b)
{
    ptrdiff_t end;
    while ((end = str_find(buf_str(b), S("\n\n"))) < 0)
        if (!fill(fd, b, b->n + 1))
            return S("");
    struct str event = str_dup(a, str_head(buf_str(b), end));
    memmove(b->p, b->p + end + 2, (size_t)(b->n - end - 2));
    b->n -= end + 2;
    return event;
}

static struct str next_real_event(int fd, struct arena *a, struct buf *b)
{
    struct str e;
    do
        e = next_event(fd, a, b);
    while (str_eq(e, S(":")) || str_starts(e, S("retry:")));
    return e;
}

TEST(an_event_reaches_those_who_hold_its_topic)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf inbox = {0}, request = {0};
    int x = subscribe(f, "/live/inbox", &inbox), y = subscribe(f, "/live/request:7", &request);
    assert_str_equal(next_event(x, &f->arena, &inbox), S("retry: 2000"));
    wait_for(f, 2);
    live_publish(f->hub, S("inbox"), S("changed"), S("inbox 12"));
    live_publish(f->hub, S("nobody"), S("changed"), S("x"));
    live_publish(f->hub, S("request:7"), S("changed"), S("request:7 3"));
    live_publish(f->hub, S("all"), S("hello"), S("everybody"));
    assert_str_equal(next_real_event(x, &f->arena, &inbox), S("event: changed\ndata: inbox 12"));
    assert_str_equal(next_real_event(x, &f->arena, &inbox), S("event: hello\ndata: everybody"));
    assert_str_equal(next_real_event(y, &f->arena, &request),
                     S("event: changed\ndata: request:7 3"));
    assert_str_equal(next_real_event(y, &f->arena, &request), S("event: hello\ndata: everybody"));
    close(x);
    wait_for(f, 1);
    close(y);
    wait_for(f, 0);
    fixture_stop(f);
}

TEST(the_streams_of_a_session_end_with_it)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b[3] = {{0}};
    int mine = subscribe(f, "/live/inbox?key=anna", &b[0]);
    int mine_too = subscribe(f, "/live/inbox?key=anna", &b[1]);
    int other = subscribe(f, "/live/inbox?key=bert", &b[2]);
    wait_for(f, 3);
    live_end(f->hub, S("anna"));
    wait_for(f, 1);
    assert_int_equal(next_real_event(mine, &f->arena, &b[0]).n, 0);
    assert_int_equal(next_real_event(mine_too, &f->arena, &b[1]).n, 0);
    live_publish(f->hub, S("inbox"), S("still"), S("here"));
    assert_str_equal(next_real_event(other, &f->arena, &b[2]), S("event: still\ndata: here"));
    close(mine), close(mine_too), close(other);
    fixture_stop(f);
}

TEST(a_quiet_stream_is_kept_awake)
{
    struct fixture *f = fixture_start((struct http_config){.heartbeat_seconds = 1});
    struct buf b = {0};
    int fd = subscribe(f, "/live/inbox", &b);
    assert_str_equal(next_event(fd, &f->arena, &b), S("retry: 2000"));
    assert_str_equal(next_event(fd, &f->arena, &b), S(":"));
    assert_str_equal(next_event(fd, &f->arena, &b), S(":"));
    close(fd);
    fixture_stop(f);
}

TEST(a_reader_that_takes_nothing_holds_up_nobody)
{
    enum { rounds = 16, each = 1000 };
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf fast = {0}, slow = {0};
    struct str data = str_of(memset(arena_bytes(&f->arena, 1000), 'x', 1000), 1000);
    int x = subscribe(f, "/live/inbox", &fast), y = subscribe(f, "/live/inbox", &slow),
        small = 4096;
    setsockopt(y, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    wait_for(f, 2);
    for (int round = 0; round < rounds; round++) {
        struct arena a = {0};
        for (int i = 0; i < each; i++)
            live_publish(f->hub, S("inbox"), S("changed"), data);
        for (int i = 0; i < each; i++)
            assert_true(str_starts(next_real_event(x, &a, &fast), S("event: changed")));
        arena_release(&a);
    }
    assert_int_equal(live_count(f->hub), 2);
    close(x);
    close(y);
    fixture_stop(f);
}

TEST(a_reader_that_comes_back_is_told_to_resync_once)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b = {0};
    struct str data = str_of(memset(arena_bytes(&f->arena, 1000), 'x', 1000), 1000);
    int fd = subscribe(f, "/live/inbox", &b), resyncs = 0, events = 0;
    wait_for(f, 1);
    for (int i = 0; i < 16000; i++) { /* more than the sockets hold */
        live_publish(f->hub, S("inbox"), S("changed"), data);
        if (i % 1000 == 0)
            usleep(5000);
    }
    usleep(100000);
    while (resyncs == 0) {
        struct arena a = {0};
        struct str e = next_real_event(fd, &a, &b);
        assert_true(e.n > 0);
        resyncs += str_starts(e, S("event: resync"));
        events++;
        arena_release(&a);
    }
    assert_in_range(events, 2, 15999);
    live_publish(f->hub, S("inbox"), S("changed"), S("after"));
    struct str e = next_real_event(fd, &f->arena, &b);
    if (str_starts(e, S("event: resync"))) /* the queue itself may have run over as well */
        e = next_real_event(fd, &f->arena, &b);
    assert_str_equal(e, S("event: changed\ndata: after"));
    close(fd);
    fixture_stop(f);
}

TEST(a_thousand_streams_are_parked_in_little_memory)
{
    enum { n = 1000 };
    static int fds[n];
    struct fixture *f = fixture_start((struct http_config){.trusted_proxies = S("127.0.0.1")});
    struct str expect = S("event: changed\ndata: inbox 1\n\n");
    int64_t before = resident_kb();
    for (int i = 0; i < n; i++) {
        struct arena a = {0};
        struct buf b = {0};
        fds[i] = dial(f);
        say(fds[i], S("GET /live/inbox HTTP/1.1\r\n" H "\r\n"));
        assert_int_equal(listen_to(fds[i], &a, &b, false).status, 200);
        while (!str_ends(buf_str(&b), S("retry: 2000\n\n")))
            assert_true(fill(fds[i], &b, b.n + 1));
        arena_release(&a);
    }
    wait_for(f, n);
    int64_t each = (resident_kb() - before) * 1024 / n;
    live_publish(f->hub, S("inbox"), S("changed"), S("inbox 1"));
    for (int i = 0; i < n; i++) {
        char text[64];
        assert_int_equal(recv(fds[i], text, sizeof text, 0), expect.n);
        assert_memory_equal(text, expect.p, (size_t)expect.n);
    }
    assert_int_equal(ask(f, S("GET / HTTP/1.1\r\n" H "\r\n")).status, 200);
    print_message("%lld bytes a stream\n", (long long)each);
    for (int i = 0; i < n; i++)
        close(fds[i]);
    wait_for(f, 0);
    fixture_stop(f);
}

static void *publish_often(void *arg)
{
    struct fixture *f = arg;
    for (int i = 0; i < 2000; i++) {
        live_publish(f->hub, S("all"), S("changed"), S("x"));
        live_end(f->hub, S("gone"));
    }
    return NULL;
}

TEST(streams_come_and_go_while_others_publish)
{
    pthread_t threads[4];
    struct fixture *f = fixture_start((struct http_config){0});
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, publish_often, f), 0);
    for (int i = 0; i < 100; i++) {
        struct buf b = {0};
        int fd = subscribe(f, i & 1 ? "/live/a?key=gone" : "/live/b", &b);
        if (i & 2)
            next_event(fd, &f->arena, &b);
        close(fd);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    live_publish(f->hub, S("all"), S("changed"), S("x")); /* what is gone is found out by sending */
    wait_for(f, 0);
    fixture_stop(f);
}
