#include "net/outgoing.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/reach.h"

enum { said_max = 400 };

void outgoing_begin(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* ---- what every connection has ------------------------------------------------------------------
 */

/* What the callbacks of one transfer need. */
struct guard {
    const struct reach *reach;
    enum reach_kind kind;
    int stop_fd;
    bool is_refused;
    char said[said_max]; /* the server's last line */
};

/* libcurl asks for a socket to this very address and then connects it: asked and used are one. */
static curl_socket_t open_socket(void *p, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct guard *g = p;
    int port = 0;
    if (to->family == AF_INET)
        port = ntohs(((const struct sockaddr_in *)(const void *)&to->addr)->sin_port);
    else if (to->family == AF_INET6)
        port = ntohs(((const struct sockaddr_in6 *)(const void *)&to->addr)->sin6_port);
    bool is_ip = to->family == AF_INET || to->family == AF_INET6;
    if (purpose != CURLSOCKTYPE_IPCXN || !is_ip ||
        !reach_has(g->reach, g->kind, address_from(&to->addr), port)) {
        g->is_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static bool is_stopping(int stop_fd)
{
    struct pollfd p = {stop_fd, POLLIN, 0};
    return stop_fd >= 0 && poll(&p, 1, 0) > 0;
}

/* Called about once a second while libcurl works. */
static int keep_going(void *p, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct guard *g = p;
    (void)a, (void)b, (void)c, (void)d;
    return is_stopping(g->stop_fd);
}

/* Every line the server says comes by here; the last is kept, but for SMTP's goodbye, which follows
 * the refusal that people want to read. */
static size_t hear_line(char *line, size_t size, size_t count, void *p)
{
    struct guard *g = p;
    struct str s = str_trim(str_of(line, (ptrdiff_t)(size * count)));
    bool is_goodbye = str_starts(s, S("221")) && g->said[0];
    if (s.n && !is_goodbye)
        snprintf(g->said, sizeof g->said, "%.*s", STR_ARG(str_head(s, said_max - 1)));
    return size * count;
}

static void set_common(CURL *c, struct guard *g, struct str ca, int timeout_seconds)
{
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)timeout_seconds);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, g);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, keep_going);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, g);
    if (ca.n) {
        struct curl_blob blob = {
            .data = (void *)(uintptr_t)ca.p, .len = (size_t)ca.n, .flags = CURL_BLOB_COPY};
        curl_easy_setopt(c, CURLOPT_CAINFO_BLOB, &blob);
    }
}

static enum outgoing_end end_of(CURLcode code, const struct guard *g)
{
    if (code != CURLE_OK && g->is_refused)
        return OUTGOING_REFUSED;
    if (code == CURLE_OK)
        return OUTGOING_FINE;
    static const struct {
        CURLcode code;
        enum outgoing_end end;
    } known[] = {{CURLE_COULDNT_RESOLVE_HOST, OUTGOING_NAME},
                 {CURLE_URL_MALFORMAT, OUTGOING_NAME},
                 {CURLE_COULDNT_CONNECT, OUTGOING_NOBODY},
                 {CURLE_OPERATION_TIMEDOUT, OUTGOING_TIMEOUT},
                 {CURLE_USE_SSL_FAILED, OUTGOING_NO_TLS},
                 {CURLE_SSL_CONNECT_ERROR, OUTGOING_TLS},
                 {CURLE_PEER_FAILED_VERIFICATION, OUTGOING_CERTIFICATE},
                 {CURLE_SSL_CERTPROBLEM, OUTGOING_CERTIFICATE},
                 {CURLE_SSL_CACERT_BADFILE, OUTGOING_CERTIFICATE},
                 {CURLE_LOGIN_DENIED, OUTGOING_DENIED},
                 {CURLE_SEND_ERROR, OUTGOING_LOST},
                 {CURLE_RECV_ERROR, OUTGOING_LOST},
                 {CURLE_GOT_NOTHING, OUTGOING_LOST},
                 {CURLE_PARTIAL_FILE, OUTGOING_LOST},
                 {CURLE_ABORTED_BY_CALLBACK, OUTGOING_STOPPED},
                 {CURLE_WRITE_ERROR, OUTGOING_TOO_LARGE}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].code == code)
            return known[i].end;
    return OUTGOING_OTHER;
}

static CURL *easy_new(void)
{
    CURL *c = curl_easy_init();
    if (!c)
        out_of_memory();
    return c;
}

/* libcurl copies what it is given; the copy on the way goes with `a`. */
static void set_text(CURL *c, struct arena *a, CURLoption option, struct str value)
{
    curl_easy_setopt(c, option, str_z(a, value));
}

/* ---- a line -------------------------------------------------------------------------------------
 */

struct outgoing_line {
    CURL *curl;
    curl_socket_t fd;
    int timeout_ms, stop_fd;
    struct guard guard;
};

static void sign_in_as(CURL *c, struct arena *a, struct str user, struct str password,
                       struct str bearer)
{
    if (user.n == 0)
        return;
    set_text(c, a, CURLOPT_USERNAME, user);
    if (bearer.n) {
        set_text(c, a, CURLOPT_XOAUTH2_BEARER, bearer);
        curl_easy_setopt(c, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
    } else {
        set_text(c, a, CURLOPT_PASSWORD, password);
    }
}

/* A host as it stands in a URL: an IPv6 address in brackets; nothing that could be another part. */
static bool host_for_url(struct arena *a, struct str host, struct str *out)
{
    for (ptrdiff_t i = 0; i < host.n; i++) {
        unsigned char c = (unsigned char)host.p[i];
        if (c <= ' ' || c == 127 || c == '/' || c == '@' || c == '?' || c == '#' || c == '%' ||
            c == '\\' || c == '[' || c == ']')
            return false;
    }
    *out = str_chr(host, ':') >= 0 ? str_fmt(a, "[%.*s]", STR_ARG(host)) : host;
    return host.n > 0;
}

enum outgoing_end outgoing_imap(const struct outgoing_server *v, struct arena *a,
                                struct outgoing_line **out, struct str *said)
{
    struct str host;
    *out = NULL;
    *said = S("");
    if (!host_for_url(a, v->host, &host) || v->port < 1 || v->port > 65535)
        return OUTGOING_NAME;
    struct outgoing_line *l = heap_alloc((ptrdiff_t)sizeof *l);
    l->curl = easy_new();
    l->timeout_ms = v->timeout_seconds * 1000;
    l->stop_fd = v->stop_fd;
    l->guard = (struct guard){.reach = v->reach, .kind = REACH_MAIL, .stop_fd = v->stop_fd};
    set_common(l->curl, &l->guard, v->ca, v->timeout_seconds);
    set_text(l->curl, a, CURLOPT_URL,
             str_fmt(a, "%s://%.*s:%d/", v->tls == OUTGOING_TLS_START ? "imaps" : "imap",
                     STR_ARG(host), v->port));
    curl_easy_setopt(l->curl, CURLOPT_PROTOCOLS_STR, "imap,imaps");
    curl_easy_setopt(l->curl, CURLOPT_USE_SSL,
                     (long)(v->tls == OUTGOING_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    sign_in_as(l->curl, a, v->user, v->password, v->bearer);
    curl_easy_setopt(l->curl, CURLOPT_CONNECT_ONLY, 1L); /* and TLS, and signing in */
    curl_easy_setopt(l->curl, CURLOPT_TIMEOUT, (long)v->timeout_seconds * 2);
    curl_easy_setopt(l->curl, CURLOPT_HEADERFUNCTION, hear_line);
    curl_easy_setopt(l->curl, CURLOPT_HEADERDATA, &l->guard);
    curl_easy_setopt(l->curl, CURLOPT_WRITEFUNCTION, hear_line);
    curl_easy_setopt(l->curl, CURLOPT_WRITEDATA, &l->guard);
    CURLcode code = curl_easy_perform(l->curl);
    if (code == CURLE_OK)
        code = curl_easy_getinfo(l->curl, CURLINFO_ACTIVESOCKET, &l->fd);
    *said = str_dup(a, str_from(l->guard.said[0] ? l->guard.said : curl_easy_strerror(code)));
    enum outgoing_end end = end_of(code, &l->guard);
    if (end == OUTGOING_FINE)
        *out = l;
    else
        outgoing_line_close(l);
    return end;
}

void outgoing_line_close(struct outgoing_line *l)
{
    if (!l)
        return;
    curl_easy_cleanup(l->curl);
    heap_free(l);
}

static enum outgoing_end wait_for(struct outgoing_line *l, short what, int milliseconds)
{
    struct pollfd p[2] = {{l->fd, what, 0}, {l->stop_fd, POLLIN, 0}};
    int n = poll(p, l->stop_fd >= 0 ? 2 : 1, milliseconds);
    if (n > 0 && p[1].revents && l->stop_fd >= 0)
        return OUTGOING_STOPPED;
    return n > 0 ? OUTGOING_FINE : OUTGOING_TIMEOUT;
}

enum outgoing_end outgoing_line_write(struct outgoing_line *l, struct str bytes)
{
    while (bytes.n) {
        size_t done = 0;
        CURLcode code = curl_easy_send(l->curl, bytes.p, (size_t)bytes.n, &done);
        if (code == CURLE_AGAIN) {
            enum outgoing_end end = wait_for(l, POLLOUT, l->timeout_ms);
            if (end != OUTGOING_FINE)
                return end;
        } else if (code != CURLE_OK) {
            return OUTGOING_LOST;
        }
        bytes = str_skip(bytes, (ptrdiff_t)done);
    }
    return OUTGOING_FINE;
}

enum outgoing_end outgoing_line_read(struct outgoing_line *l, char *to, ptrdiff_t most,
                                     int milliseconds, ptrdiff_t *got)
{
    for (;;) {
        size_t n = 0;
        /* first: TLS may hold bytes that the socket no longer shows */
        CURLcode code = curl_easy_recv(l->curl, to, (size_t)most, &n);
        *got = (ptrdiff_t)n;
        if (code == CURLE_OK)
            return n ? OUTGOING_FINE : OUTGOING_LOST;
        if (code != CURLE_AGAIN)
            return OUTGOING_LOST;
        enum outgoing_end end = wait_for(l, POLLIN, milliseconds);
        if (end != OUTGOING_FINE)
            return end;
    }
}

/* ---- one mail by SMTP ---------------------------------------------------------------------------
 */

struct outgoing_smtp {
    CURL *curl;
    struct outgoing_smtp_server server;
    struct arena arena;
};

/* One message on its way. */
struct sending {
    struct guard guard;
    struct str left;   /* not given to libcurl yet */
    bool is_all_given; /* libcurl has asked for more and was told that there is none */
};

struct outgoing_smtp *outgoing_smtp_open(const struct outgoing_smtp_server *v)
{
    struct outgoing_smtp *s = heap_alloc((ptrdiff_t)sizeof *s);
    s->server = *v;
    s->server.url = str_dup(&s->arena, v->url);
    s->server.user = str_dup(&s->arena, v->user);
    s->server.password = str_dup(&s->arena, v->password);
    s->server.bearer = str_dup(&s->arena, v->bearer);
    s->server.ca = str_dup(&s->arena, v->ca);
    s->curl = easy_new();
    return s;
}

void outgoing_smtp_close(struct outgoing_smtp *s)
{
    curl_easy_cleanup(s->curl);
    arena_release(&s->arena);
    heap_free(s);
}

static size_t give_bytes(char *to, size_t size, size_t count, void *p)
{
    struct sending *m = p;
    struct str part = str_head(m->left, (ptrdiff_t)(size * count));
    if (part.n == 0) {
        m->is_all_given = true;
        return 0;
    }
    memcpy(to, part.p, (size_t)part.n);
    m->left = str_skip(m->left, part.n);
    return (size_t)part.n;
}

static void set_up_smtp(struct outgoing_smtp *s, struct arena *a, struct sending *m)
{
    const struct outgoing_smtp_server *v = &s->server;
    CURL *c = s->curl;
    curl_easy_reset(c); /* keeps the connection */
    set_common(c, &m->guard, v->ca, v->timeout_seconds);
    set_text(c, a, CURLOPT_URL, v->url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    sign_in_as(c, a, v->user, v->password, v->bearer);
    curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(v->needs_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (!v->needs_tls && v->user.n == 0 && str_starts(v->url, S("smtp://"))) {
        /* TLS as it comes, RFC 7435: no secret travels, and without it all would go in the clear */
        curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(c, CURLOPT_READDATA, m);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, hear_line);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, &m->guard);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, hear_line);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &m->guard);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)v->timeout_seconds * 4);
}

void outgoing_smtp_send(struct outgoing_smtp *s, const char *from, const char *to, struct str raw,
                        struct outgoing_smtp_result *out)
{
    struct arena a = {0};
    struct sending m = {.guard = {.reach = s->server.reach, .kind = REACH_MAIL, .stop_fd = -1},
                        .left = raw};
    struct curl_slist *list = curl_slist_append(NULL, to);
    if (!list)
        out_of_memory();
    *out = (struct outgoing_smtp_result){0};
    set_up_smtp(s, &a, &m);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, list);
    CURLcode code = curl_easy_perform(s->curl);
    curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &out->status);
    curl_slist_free_all(list);
    out->end = end_of(code, &m.guard);
    out->is_all_given = m.is_all_given;
    bool was_heard = code == CURLE_OK || (out->status >= 400 && out->status < 600);
    snprintf(out->said, sizeof out->said, "%s",
             out->end == OUTGOING_REFUSED   ? "Kept is not set to reach this address: see --reach"
             : was_heard && m.guard.said[0] ? m.guard.said
                                            : curl_easy_strerror(code));
    arena_release(&a);
}

/* ---- one question by HTTP -----------------------------------------------------------------------
 */

static size_t take_body(char *piece, size_t size, size_t count, void *p)
{
    struct buf *body = p;
    buf_add(body, str_of(piece, (ptrdiff_t)(size * count)));
    return body->full ? 0 : size * count;
}

enum outgoing_end outgoing_http(const struct outgoing_request *q, struct arena *a,
                                struct outgoing_answer *out)
{
    struct guard g = {.reach = q->reach, .kind = q->kind, .stop_fd = -1};
    struct buf body;
    CURL *c = easy_new();
    const char *type = NULL;
    *out = (struct outgoing_answer){.type = S(""), .body = S("")};
    buf_init(&body, a, q->most);
    set_common(c, &g, q->ca, q->timeout_seconds);
    set_text(c, a, CURLOPT_URL, q->url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, q->is_plain_allowed ? "https,http" : "https");
    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)q->timeout_seconds);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "Kept");
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &body);
    if (q->form.n) {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)q->form.n);
        set_text(c, a, CURLOPT_POSTFIELDS, q->form);
    }
    CURLcode code = curl_easy_perform(c);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &out->status);
    curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type);
    if (type)
        out->type = str_dup(a, str_from(type));
    out->body = buf_str(&body);
    curl_easy_cleanup(c);
    return end_of(code, &g);
}

void outgoing_form_add(struct buf *form, const char *name, struct str value)
{
    static const char hex[] = "0123456789ABCDEF";
    if (form->n)
        buf_addc(form, '&');
    buf_addz(form, name);
    buf_addc(form, '=');
    for (ptrdiff_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        if (ascii_is_alpha((char)c) || ascii_is_digit((char)c) || c == '-' || c == '.' ||
            c == '_' || c == '~') {
            buf_addc(form, (char)c);
        } else {
            buf_addc(form, '%');
            buf_addc(form, hex[c >> 4]);
            buf_addc(form, hex[c & 15]);
        }
    }
}
