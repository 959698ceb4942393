/* Bodies over real sockets: forms, files, and their caps. */
#include "http/fixture.h"

#include <sys/stat.h>

#include "base/clock.h"

#define MULTI "POST /upload HTTP/1.1\r\n" H "Content-Type: multipart/form-data; boundary=b\r\n"

static struct str with_length(struct fixture *f, const char *head, struct str body)
{
    return str_cat(&f->arena, str_fmt(&f->arena, "%sContent-Length: %td\r\n\r\n", head, body.n),
                   body);
}

static struct str part(struct fixture *f, const char *headers, struct str bytes)
{
    struct str head = str_fmt(&f->arena, "--b\r\nContent-Disposition: form-data; %s\r\n\r\n",
                              headers);
    return str_cat(&f->arena, str_cat(&f->arena, head, bytes), S("\r\n"));
}

TEST(fields_and_files_of_a_form_arrive)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct str body = part(f, "name=text", S("two\r\nlines"));
    body = str_cat(
        &f->arena, body,
        part(f, "name=f; filename=\"../../etc/passwd\"\r\nContent-Type: image/png", S("abc")));
    body = str_cat(&f->arena, body, part(f, "name=f; filename=\"\"", S("")));
    body = str_cat(&f->arena, body, part(f, "name=f; filename=\"empty\"", S("")));
    body = str_cat(&f->arena, body, S("--b--\r\n"));
    struct reply r = ask(f, with_length(f, MULTI, body));
    assert_int_equal(r.status, 200);
    assert_true(str_ends(r.body, S(" f:text=two\r\nlines file:f|../../etc/passwd|image/png|3|96354 "
                                   "file:f|empty|text/plain|0|0")));
    fixture_stop(f);
}

TEST(a_form_over_its_caps_is_refused_with_words)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf many;
    buf_init(&many, &f->arena, 8 << 20);
    for (int i = 0; i <= LIMIT_FORM_FIELDS; i++)
        buf_add(&many, part(f, "name=a", S("1")));
    buf_addz(&many, "--b--");
    struct reply r = ask(f, with_length(f, MULTI, buf_str(&many)));
    assert_int_equal(r.status, 413);
    assert_str_equal(r.body, S("error 413: The form has too many fields"));
    buf_init(&many, &f->arena, 8 << 20);
    for (int i = 0; i <= LIMIT_FORM_FILES; i++)
        buf_add(&many, part(f, "name=a; filename=x", S("1")));
    buf_addz(&many, "--b--");
    r = ask(f, with_length(f, MULTI, buf_str(&many)));
    assert_str_equal(r.body, S("error 413: Too many files at once"));
    struct str big = str_of(memset(arena_bytes(&f->arena, 2 << 20), 'x', 2 << 20), 2 << 20);
    r = ask(f, with_length(f, MULTI, str_cat(&f->arena, part(f, "name=a", big), S("--b--"))));
    assert_str_equal(r.body, S("error 413: The form is too large"));
    r = ask(f, with_length(f, "POST /echo HTTP/1.1\r\n" H, big));
    assert_str_equal(r.body, S("error 413: The body is too large"));
    r = ask(f, with_length(f, MULTI, S("rubbish")));
    assert_int_equal(r.status, 400);
    r = ask(f, with_length(f, "POST /upload HTTP/1.1\r\n" H "Content-Type: multipart/form-data\r\n",
                           S("x")));
    assert_int_equal(r.status, 400);
    fixture_stop(f);
}

TEST(a_route_that_takes_no_files_gets_none)
{
    struct fixture *f = fixture_start((struct http_config){0});
    const char *head = "POST /echo HTTP/1.1\r\n" H
                       "Content-Type: multipart/form-data; boundary=b\r\n";
    struct str body = str_cat(&f->arena, part(f, "name=a", S("1")),
                              part(f, "name=f; filename=\"\"", S("")));
    struct reply r = ask(f, with_length(f, head, str_cat(&f->arena, body, S("--b--"))));
    assert_true(str_ends(r.body, S(" f:a=1")));
    body = part(f, "name=f; filename=x", S("1"));
    r = ask(f, with_length(f, head, str_cat(&f->arena, body, S("--b--"))));
    assert_str_equal(r.body, S("error 400: This form takes no files"));
    fixture_stop(f);
}

TEST(a_body_over_the_cap_is_refused_before_it_comes_and_the_answer_is_read)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b = {0};
    int fd = dial(f);
    char *chunk = memset(arena_bytes(&f->arena, 1 << 20), 'x', 1 << 20);
    say(fd, S("POST /upload HTTP/1.1\r\n" H "Content-Type: multipart/form-data; boundary=b\r\n"
              "Content-Length: 99000000\r\n\r\n--b\r\n"));
    for (int i = 0; i < 94; i++) /* a client that does not listen while it sends, as browsers */
        assert_true(say(fd, str_of(chunk, 1 << 20)));
    struct reply r = listen_to(fd, &f->arena, &b, false);
    assert_int_equal(r.status, 413);
    assert_str_equal(r.body, S("error 413: The body is too large"));
    assert_str_equal(reply_header(r, S("Connection")), S("close"));
    close(fd);
    fixture_stop(f);
}

TEST(chunks_over_the_cap_are_refused_on_the_way)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b = {0};
    int fd = dial(f);
    char *chunk = memset(arena_bytes(&f->arena, 0x10000), 'x', 0x10000);
    say(fd, S("POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"));
    for (int i = 0; i < 40; i++) {
        assert_true(say(fd, S("10000\r\n")));
        assert_true(say(fd, str_of(chunk, 0x10000)));
        assert_true(say(fd, S("\r\n")));
    }
    struct reply r = listen_to(fd, &f->arena, &b, false);
    assert_int_equal(r.status, 413);
    close(fd);
    fixture_stop(f);
}

TEST(who_asks_first_is_told_to_go_on_or_not)
{
    struct fixture *f = fixture_start((struct http_config){0});
    struct buf b = {0};
    int fd = dial(f);
    say(fd, S("POST /echo HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
    struct reply r = listen_to(fd, &f->arena, &b, false);
    assert_int_equal(r.status, 100);
    say(fd, S("abc"));
    assert_true(str_ends(listen_to(fd, &f->arena, &b, false).body, S(" body=abc")));
    say(fd,
        S("POST /echo HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 3000000\r\n\r\n"));
    assert_int_equal(listen_to(fd, &f->arena, &b, false).status, 413);
    assert_true(is_ended(fd));
    close(fd);
    fixture_stop(f);
}

TEST(who_is_not_admitted_need_not_send)
{
    struct fixture *f = fixture_start((struct http_config){0});
    f->admit = 401;
    assert_int_equal(ask(f, S(MULTI "Content-Length: 30000000\r\n\r\n")).status, 401);
    assert_int_equal(ask(f, S("GET / HTTP/1.1\r\n" H "\r\n")).status, 200);
    fixture_stop(f);
}

#ifdef __SANITIZE_THREAD__ /* it shadows every byte that was ever touched */
enum { allowed_kb = 1 << 20 };
#else
enum { allowed_kb = 12 << 10 }; /* most of it ASan's */
#endif

/* Bytes of a file nobody keeps: the sum is what page_upload reckons. */
static char noise(int64_t i)
{
    return (char)((i * 7919) >> 5);
}

TEST(thirty_megabytes_go_to_disk_in_little_memory)
{
    enum { piece = 1 << 16, pieces = 480 };
    struct fixture *f = fixture_start((struct http_config){0});
    struct str head = S("--b\r\nContent-Disposition: form-data; name=f; filename=big\r\n\r\n"),
               tail = S("\r\n--b--");
    struct buf b = {0};
    int64_t sum = 0, most = 0;
    char *bytes = arena_bytes(&f->arena, piece);
    int64_t before = resident_kb();
    int fd = dial(f);
    say(fd, str_fmt(&f->arena, MULTI "Content-Length: %td\r\n\r\n",
                    (ptrdiff_t)piece * pieces + head.n + tail.n));
    say(fd, head);
    for (int64_t i = 0; i < pieces; i++) {
        for (int64_t k = 0; k < piece; k++) {
            bytes[k] = noise(i * piece + k);
            sum = (sum * 31 + (unsigned char)bytes[k]) % 1000003;
        }
        assert_true(say(fd, str_of(bytes, piece)));
        if (i % 32 == 31 && resident_kb() > most)
            most = resident_kb();
    }
    say(fd, tail);
    struct reply r = listen_to(fd, &f->arena, &b, false);
    assert_true(str_ends(r.body, str_fmt(&f->arena, " file:f|big|text/plain|%d|%lld",
                                         piece * pieces, (long long)sum)));
    assert_true(most - before < allowed_kb);
    close(fd);
    fixture_stop(f);
}

TEST(files_are_gone_when_the_request_is)
{
    struct arena a = {0};
    const char *dir = test_dir(&a);
    struct fixture *f = fixture_start((struct http_config){.upload_dir = str_from(dir)});
    int files = count_in("/proc/self/fd");
    struct str body = part(f, "name=f; filename=x", S("abc"));
    for (int i = 0; i < 5; i++) {
        assert_int_equal(ask(f, with_length(f, MULTI, str_cat(&f->arena, body, S("--b--")))).status,
                         200);
        assert_int_equal(ask(f, with_length(f, MULTI, str_cat(&f->arena, body, S("--bx")))).status,
                         400);
    }
    assert_int_equal(count_in(dir), 2); /* . and .. */
    for (int i = 0; i < 30 && count_in("/proc/self/fd") > files; i++)
        usleep(100000);
    assert_true(count_in("/proc/self/fd") <= files);
    fixture_stop(f);
    arena_release(&a);
}
