/* web_test.h: the whole app behind its real web server, asked over a socket as a browser or a
 * program asks.
 *
 *     struct web_answer a = web(t, .path = "/requests", .cookie = web_sign_in(t, S("maya@…")));
 *
 * Include it first, as app_test.h. */
#ifndef KEPT_TEST_WEB_H
#define KEPT_TEST_WEB_H

#include "harness/app_test.h"

struct web_ask {
    const char *path;
    bool is_post;
    struct str form;    /* urlencoded; csrf is added when `cookie` and not `no_csrf` */
    struct str cookie;  /* "kept=…", as web_sign_in gives it */
    struct str token;   /* of an API token */
    struct str headers; /* more, each ended by CR LF */
    bool is_json, no_csrf;
    bool is_stream; /* read the head only, then hang up */
};
struct web_answer {
    int status; /* 0: the server hung up */
    struct str head, body;
    struct str location; /* p NULL: none */
    struct str cookie;   /* "kept=…" when one was set; p NULL: none */
};

/* web_open: serves on a port of its own until web_close; call before the first web(). Accounts of
 * the agent and the leader get the administrator's password, at a cost that tests can pay. */
void web_open(struct app_test *t);
void web_close(struct app_test *t);

struct web_answer web_ask(struct app_test *t, struct web_ask ask);
#define web(t, ...) web_ask((t), (struct web_ask){__VA_ARGS__})

/* web_sign_in: the cookie of a new session; the test fails when sign-in does. */
struct str web_sign_in(struct app_test *t, struct str address);
/* web_csrf: the word that forms of this session carry. */
struct str web_csrf(struct app_test *t, struct str cookie);
/* web_has: does the body hold these words? */
bool web_has(struct web_answer a, const char *words);

#endif
