#include "mail/smtp.h"

#include <curl/curl.h>

#include "base/buf.h"

enum { reply_max = 400 };

struct smtp {
    CURL *curl;
    struct smtp_server server;
};

/* One message on its way. */
struct sending {
    struct str left;   /* not given to libcurl yet */
    bool is_all_given; /* libcurl has asked for more and was told that there is none */
    char reply[reply_max];
};

void smtp_begin(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct smtp *smtp_open(const struct smtp_server *server)
{
    struct smtp *s = heap_alloc((ptrdiff_t)sizeof *s);
    s->server = *server;
    s->curl = curl_easy_init();
    if (!s->curl)
        out_of_memory();
    return s;
}

void smtp_close(struct smtp *s)
{
    curl_easy_cleanup(s->curl);
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

/* Every line the server says comes by here; the last is kept. */
static size_t hear_line(char *line, size_t size, size_t count, void *p)
{
    struct sending *m = p;
    struct str s = str_trim(str_of(line, (ptrdiff_t)(size * count)));
    if (s.n)
        snprintf(m->reply, sizeof m->reply, "%.*s", STR_ARG(str_head(s, reply_max - 1)));
    return size * count;
}

static void set_up(struct smtp *s, struct sending *m, const char *from, struct curl_slist *to)
{
    const struct smtp_server *v = &s->server;
    curl_easy_reset(s->curl); /* keeps the connection */
    curl_easy_setopt(s->curl, CURLOPT_URL, v->url);
    curl_easy_setopt(s->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (v->user && *v->user) {
        curl_easy_setopt(s->curl, CURLOPT_USERNAME, v->user);
        curl_easy_setopt(s->curl, CURLOPT_PASSWORD, v->password);
    }
    curl_easy_setopt(s->curl, CURLOPT_USE_SSL,
                     (long)(v->needs_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(s->curl, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(s->curl, CURLOPT_READDATA, m);
    curl_easy_setopt(s->curl, CURLOPT_HEADERFUNCTION, hear_line);
    curl_easy_setopt(s->curl, CURLOPT_HEADERDATA, m);
    curl_easy_setopt(s->curl, CURLOPT_WRITEFUNCTION, hear_line);
    curl_easy_setopt(s->curl, CURLOPT_WRITEDATA, m);
    curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(s->curl, CURLOPT_CONNECTTIMEOUT, (long)v->timeout_seconds);
    curl_easy_setopt(s->curl, CURLOPT_TIMEOUT, (long)v->timeout_seconds * 4);
}

static enum smtp_outcome judge(CURLcode code, long status, const struct sending *m)
{
    if (code == CURLE_OK)
        return SMTP_SENT;
    if (status >= 500 && status < 600)
        return SMTP_REFUSED;
    if (status >= 400 && status < 500)
        return SMTP_LATER;
    return m->is_all_given ? SMTP_UNKNOWN : SMTP_LATER;
}

enum smtp_outcome smtp_send(struct smtp *s, struct arena *a, const char *from, const char *to,
                            struct str raw, struct str *reply)
{
    struct sending m = {.left = raw};
    struct curl_slist *list = curl_slist_append(NULL, to);
    long status = 0;
    if (!list)
        out_of_memory();
    set_up(s, &m, from, list);
    CURLcode code = curl_easy_perform(s->curl);
    curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(list);
    enum smtp_outcome outcome = judge(code, status, &m);
    if (outcome == SMTP_SENT || ((status >= 400 && status < 600) && m.reply[0]))
        *reply = str_dup(a, str_from(m.reply));
    else
        *reply = str_dup(a, str_from(curl_easy_strerror(code)));
    return outcome;
}
