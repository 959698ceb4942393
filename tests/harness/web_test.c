#include "harness/web_test.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/serve.h"
#include "auth/encode.h"

void web_open(struct app_test *t)
{
    struct fault f = {0};
    struct str hash;
    assert_int_equal(
        crypto_password_hash(t->arena, S(APP_TEST_PASSWORD), CRYPTO_COST_TEST, &hash, &f), OK);
    app_test_passwords(t, hash);
    enum err err = serve_start(t->app, S("127.0.0.1:0"), S(""), &f);
    if (err != OK)
        fail_msg("%s", f.message);
}

void web_close(struct app_test *t)
{
    serve_stop(t->app);
}

static int dial(struct app_test *t)
{
    int64_t port = 0;
    struct str at = http_address(t->app->http);
    assert_int_equal(str_to_i64(str_skip(at, str_rchr(at, ':') + 1), &port), OK);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval patience = {.tv_sec = 60};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static struct str question(struct app_test *t, const struct web_ask *q)
{
    struct buf form, b;
    buf_init(&form, t->arena, q->form.n + 200);
    buf_init(&b, t->arena, q->form.n + q->headers.n + 4000);
    buf_add(&form, q->form);
    if (q->is_post && q->cookie.n && !q->no_csrf)
        buf_addf(&form, "%scsrf=%.*s", q->form.n ? "&" : "", STR_ARG(web_csrf(t, q->cookie)));
    buf_addf(&b, "%s %s HTTP/1.1\r\nHost: %.*s\r\nAccept: %s\r\n", q->is_post ? "POST" : "GET",
             q->path, STR_ARG(http_address(t->app->http)),
             q->is_json ? "application/json" : "text/html");
    if (!q->is_stream)
        buf_addz(&b, "Connection: close\r\n");
    if (q->cookie.n)
        buf_addf(&b, "Cookie: %.*s\r\n", STR_ARG(q->cookie));
    if (q->token.n)
        buf_addf(&b, "Authorization: Bearer %.*s\r\n", STR_ARG(q->token));
    buf_add(&b, q->headers);
    if (q->is_post)
        buf_addf(&b, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %lld\r\n",
                 (long long)form.n);
    buf_addz(&b, "\r\n");
    if (q->is_post)
        buf_add(&b, buf_str(&form));
    return buf_str(&b);
}

/* To the end of the answer; of a stream: to the end of its head. */
static struct str receive(struct app_test *t, int fd, bool is_stream)
{
    struct buf b;
    char piece[16384];
    ssize_t n;
    buf_init(&b, t->arena, LIMIT_PAGE_BYTES);
    while ((n = recv(fd, piece, sizeof piece, 0)) > 0) {
        buf_add(&b, str_of(piece, n));
        if (is_stream && str_has(buf_str(&b), S("\r\n\r\n")))
            break;
    }
    return buf_str(&b);
}

static struct str header(struct str head, struct str name)
{
    while (head.n) {
        struct str line = str_cut(&head, '\n');
        if (str_startsi(line, name))
            return str_trim(str_skip(line, name.n));
    }
    return (struct str){0};
}

/* The session's cookie among those that were set; a removed one is empty: "kept=". */
static struct str session_cookie(struct str head)
{
    while (head.n) {
        struct str line = str_cut(&head, '\n');
        if (!str_startsi(line, S("Set-Cookie:")))
            continue;
        struct str value = str_trim(str_skip(line, 11));
        if (str_starts(value, S("kept=")))
            return str_cut(&value, ';');
    }
    return (struct str){0};
}

struct web_answer web_ask(struct app_test *t, struct web_ask ask)
{
    struct web_answer a = {0};
    int64_t status = 0;
    int fd = dial(t);
    struct str q = question(t, &ask);
    assert_int_equal(send(fd, q.p, (size_t)q.n, MSG_NOSIGNAL), q.n);
    struct str all = receive(t, fd, ask.is_stream);
    close(fd);
    ptrdiff_t end = str_find(all, S("\r\n\r\n"));
    if (end < 0 || all.n < 12 || str_to_i64(str_head(str_skip(all, 9), 3), &status) != OK)
        return a;
    a.status = (int)status;
    a.head = str_head(all, end);
    a.body = str_skip(all, end + 4);
    a.location = header(a.head, S("Location:"));
    a.cookie = session_cookie(a.head);
    return a;
}

struct str web_sign_in(struct app_test *t, struct str address)
{
    struct web_answer a = web(t, .path = "/sign-in", .is_post = true,
                              .form = str_fmt(t->arena, "address=%.*s&password=%s",
                                              STR_ARG(address), "a+long+enough+sentence"));
    if (a.status != 303 || !a.cookie.p)
        fail_msg("sign-in of %.*s: %d %.*s", STR_ARG(address), a.status, STR_ARG(a.body));
    return a.cookie;
}

struct str web_csrf(struct app_test *t, struct str cookie)
{
    struct crypto_key key = crypto_key_derive(&t->app->key, S("csrf"));
    struct str token = str_skip(cookie, 5);
    struct crypto_hash h = crypto_hmac(str_of((char *)key.bytes, CRYPTO_KEY_BYTES), token);
    return encode_base64url(t->arena, str_of((char *)h.bytes, 16));
}

bool web_has(struct web_answer a, const char *words)
{
    return str_has(a.body, str_from(words));
}
