/* outgoing.h: every connection that Kept opens to the outside: names resolved, addresses asked
 * about (reach.h), TLS, signing in, HTTP. Only outgoing.c knows libcurl. Nothing here follows a
 * redirect, uses a proxy of the environment, or reads another file than the system's authorities.
 */
#ifndef KEPT_NET_OUTGOING_H
#define KEPT_NET_OUTGOING_H

#include "base/buf.h"

struct reach; /* net/reach.h: which addresses may be connected to */

/* What a connection is for. Mail servers stand inside the house's own network as often as not; what
 * a stranger's mail or a provider's page names must not lead there. */
enum reach_kind { REACH_MAIL = 1, REACH_WEB };

/* outgoing_begin: once in the program, before threads. */
void outgoing_begin(void);

/* How a connection ended, or why there is none. */
enum outgoing_end {
    OUTGOING_FINE = 0,
    OUTGOING_NAME,        /* there is no such host */
    OUTGOING_REFUSED,     /* reach_has says no to every address of it */
    OUTGOING_NOBODY,      /* nothing answers at that address and port */
    OUTGOING_TIMEOUT,     /* no answer in time */
    OUTGOING_NO_TLS,      /* the server has no STARTTLS */
    OUTGOING_TLS,         /* TLS was begun and failed: often a port of the other mode */
    OUTGOING_CERTIFICATE, /* its certificate is not of that name, has ended, or is of no authority
                             that is known */
    OUTGOING_DENIED,      /* user name, password or token are refused */
    OUTGOING_LOST,        /* the line broke */
    OUTGOING_STOPPED,     /* Kept is stopping */
    OUTGOING_TOO_LARGE,   /* the answer is over its cap */
    OUTGOING_OTHER        /* the server says no, or speaks something else; `said` has its words */
};

enum outgoing_tls { OUTGOING_TLS_START = 1, OUTGOING_STARTTLS, OUTGOING_PLAIN };

/* Who to connect to, and as whom. */
struct outgoing_server {
    struct str host;
    int port;
    enum outgoing_tls tls;
    struct str user;     /* empty: no sign-in */
    struct str password; /* or, when not empty: */
    struct str bearer;   /* an access token, given by XOAUTH2 */
    struct str ca;       /* PEM of the house's own authority; empty: the system's */
    const struct reach *reach;
    int timeout_seconds; /* for connecting, and for every wait after it */
    int stop_fd;         /* readable: end whatever waits; -1: none */
};

/* ---- a line: bytes to and fro after signing in (IMAP) ------------------------------------------
 */

struct outgoing_line;
/* outgoing_imap: connected and signed in.
 *   *said    what the server said last, in the arena; for people
 *   errors   *out is NULL, the end says why */
enum outgoing_end outgoing_imap(const struct outgoing_server *server, struct arena *a,
                                struct outgoing_line **out, struct str *said) must_use;
void outgoing_line_close(struct outgoing_line *l); /* NULL is fine */
enum outgoing_end outgoing_line_write(struct outgoing_line *l, struct str bytes) must_use;
/* outgoing_line_read: at least a byte, as soon as there is one.
 *   milliseconds  to wait; OUTGOING_TIMEOUT when none came */
enum outgoing_end outgoing_line_read(struct outgoing_line *l, char *to, ptrdiff_t most,
                                     int milliseconds, ptrdiff_t *got) must_use;

/* ---- one mail by SMTP ---------------------------------------------------------------------------
 */

struct outgoing_smtp; /* a connection that is used again; not for two threads at once */
struct outgoing_smtp_server {
    struct str url; /* smtp://host:port, smtps://host:port */
    struct str user, password, bearer, ca;
    bool needs_tls; /* STARTTLS must succeed */
    const struct reach *reach;
    int timeout_seconds;
};
struct outgoing_smtp_result {
    enum outgoing_end end;
    long status;       /* the server's last code; 0: none */
    bool is_all_given; /* the whole message was handed over */
    char said[400];    /* the server's last line, else what failed */
};
struct outgoing_smtp *outgoing_smtp_open(const struct outgoing_smtp_server *server);
void outgoing_smtp_close(struct outgoing_smtp *s);
void outgoing_smtp_send(struct outgoing_smtp *s, const char *from, const char *to, struct str raw,
                        struct outgoing_smtp_result *out);

/* ---- one question by HTTP -----------------------------------------------------------------------
 */

struct outgoing_request {
    struct str url;  /* https://…; http:// too where is_plain_allowed */
    struct str form; /* not empty: POST of application/x-www-form-urlencoded */
    bool is_plain_allowed;
    enum reach_kind kind;
    const struct reach *reach;
    struct str ca;
    int timeout_seconds;
    ptrdiff_t most; /* bytes of the answer; past it OUTGOING_TOO_LARGE */
};
struct outgoing_answer {
    long status;
    struct str type; /* Content-Type */
    struct str body;
};
enum outgoing_end outgoing_http(const struct outgoing_request *q, struct arena *a,
                                struct outgoing_answer *out) must_use;
/* outgoing_form_add: name=value, encoded, with & where it is not the first. */
void outgoing_form_add(struct buf *form, const char *name, struct str value);

#endif
