/* receive_form.c: what is typed on the page of receiving, checked. */
#include "app/form.h"
#include "app/settings.h"
#include "base/limits.h"
#include "mailbox/receive.h"

enum { host_most = 253, user_most = 320, folder_most = 250, ca_most = 64 << 10, url_most = 500 };

static bool is_host(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && c != '-' && c != '.' && c != ':' &&
            c != '_')
            return false;
    }
    return true;
}

static bool is_this_machine(struct str host)
{
    return str_eqi(host, S("localhost")) || str_eq(host, S("::1")) || str_starts(host, S("127."));
}

static enum err read_line_kind(struct cx *cx, struct receive_page *p)
{
    int64_t n;
    TRY(form_i64(cx, "imap_tls", OUTGOING_TLS_START, OUTGOING_PLAIN, OUTGOING_TLS_START, &n));
    p->box.tls = (enum outgoing_tls)n;
    p->is_plain_meant = form_has(cx, "plain_meant");
    if (p->box.tls == OUTGOING_PLAIN && !p->is_plain_meant && !is_this_machine(p->box.host))
        return fail(cx, ERR_INVALID, "imap_tls",
                    "Without TLS anybody on the way reads the password and every mail: choose TLS, "
                    "or tick that it is meant so");
    TRY(form_text(cx, "server_ca", 0, ca_most, &p->box.ca));
    if (p->box.ca.n && !str_has(p->box.ca, S("-----BEGIN CERTIFICATE-----")))
        return fail(cx, ERR_INVALID, "server_ca",
                    "Paste the certificate as PEM: it begins with -----BEGIN CERTIFICATE-----");
    return OK;
}

/* A password is for the server it was given for: another server gets it only from who types it. */
static enum err read_password(struct cx *cx, struct receive_page *p, const struct imap_box *old)
{
    struct str typed = http_form(cx->q, S("imap_password"));
    if (typed.n > 1024)
        return fail(cx, ERR_INVALID, "imap_password", "This password is too long");
    if (typed.n) {
        p->box.password = typed;
        p->has_password = true;
        return OK;
    }
    bool is_other = !str_eqi(old->host, p->box.host) || !str_eq(old->user, p->box.user) ||
                    old->port != p->box.port ||
                    (p->box.tls == OUTGOING_PLAIN && old->tls != OUTGOING_PLAIN);
    if (is_other)
        p->box.password = S("");
    p->has_password = p->box.password.n > 0;
    if (p->box.auth != IMAP_BY_PASSWORD || p->box.password.n)
        return OK;
    if (old->password.n)
        return fail(cx, ERR_INVALID, "imap_password",
                    "Type the password again: it was given for another server or user");
    return fail(cx, ERR_INVALID, "imap_password", "Type the password of this user");
}

static enum err read_imap(struct cx *cx, struct receive_page *p)
{
    struct imap_box old = p->box;
    struct str begin;
    int64_t n;
    TRY(form_text(cx, "imap_host", 0, host_most, &p->box.host));
    if (!is_host(p->box.host))
        return fail(cx, ERR_INVALID, "imap_host",
                    "Write the server's name alone, such as imap.example.org");
    TRY(form_text(cx, "imap_user", 0, user_most, &p->box.user));
    TRY(form_i64(cx, "imap_auth", IMAP_BY_PASSWORD, IMAP_BY_OAUTH, IMAP_BY_PASSWORD, &n));
    p->box.auth = (enum imap_auth)n;
    TRY(form_text(cx, "imap_folder", 0, folder_most, &p->box.folder));
    if (!p->box.folder.n)
        p->box.folder = S("INBOX");
    TRY(form_text(cx, "imap_begin", 0, 4, &begin));
    p->box.begin = str_eq(begin, S("all")) ? IMAP_WITH_ALL : IMAP_FROM_NOW;
    TRY(form_i64(cx, "imap_port", 1, 65535, 993, &p->box.port));
    TRY(read_line_kind(cx, p));
    if (!p->box.host.n)
        return OK; /* nothing is fetched */
    if (!p->box.user.n)
        return fail(cx, ERR_INVALID, "imap_user", "Type the user name, mostly the address itself");
    return read_password(cx, p, &old);
}

static enum err read_url(struct cx *cx, const char *field, struct str *out)
{
    TRY(form_text(cx, field, 0, url_most, out));
    bool is_good = str_starts(*out, S("https://")) ||
                   (cx->app->reach && str_starts(*out, S("http://")));
    if (!is_good)
        return fail(cx, ERR_INVALID, field, "Write the whole address, beginning with https://");
    return OK;
}

static enum err read_until(struct cx *cx, struct receive_page *p)
{
    day_number day;
    TRY(form_text(cx, "oauth_secret_until", 0, 10, &p->secret_until));
    p->oauth.secret_until = 0;
    if (!p->secret_until.n)
        return OK;
    if (day_parse(p->secret_until, &day) != OK)
        return fail(cx, ERR_INVALID, "oauth_secret_until", "Write the day as 2027-11-30");
    p->oauth.secret_until = zone_instant(org(cx->app)->clock_zone, day, 0, ZONE_BEFORE);
    return OK;
}

static bool is_tenant(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_alpha(s.p[i]) && !ascii_is_digit(s.p[i]) && s.p[i] != '-' && s.p[i] != '.')
            return false;
    return true;
}

static enum err read_oauth(struct cx *cx, struct receive_page *p)
{
    struct oauth *o = &p->oauth;
    struct oauth old = *o;
    int64_t n;
    TRY(form_i64(cx, "oauth_provider", OAUTH_GOOGLE, OAUTH_OTHER, OAUTH_GOOGLE, &n));
    o->provider = (enum oauth_provider)n;
    TRY(form_text(cx, "oauth_client", 0, 300, &o->client));
    TRY(form_text(cx, "oauth_tenant", 0, 100, &o->tenant));
    if (p->box.auth != IMAP_BY_OAUTH)
        return OK;
    if (!o->client.n)
        return fail(cx, ERR_INVALID, "oauth_client",
                    "Paste the client ID that the provider gave for Kept");
    if (!is_tenant(o->tenant))
        return fail(cx, ERR_INVALID, "oauth_tenant",
                    "Write the tenant's name or number as Microsoft shows it");
    if (o->provider == OAUTH_OTHER) {
        TRY(read_url(cx, "oauth_auth_url", &o->auth_url));
        TRY(read_url(cx, "oauth_token_url", &o->token_url));
        TRY(form_text(cx, "oauth_scope", 0, 500, &o->scope));
    }
    /* as with passwords: a secret goes nowhere but where it was given for */
    if (old.provider != o->provider || !str_eq(old.token_url, o->token_url))
        o->client_secret = S("");
    struct str typed = http_form(cx->q, S("oauth_secret"));
    if (typed.n)
        o->client_secret = str_head(typed, 1024);
    p->has_client_secret = o->client_secret.n > 0;
    return read_until(cx, p);
}

enum err receive_read(struct cx *cx, struct receive_page *p)
{
    p->is_typed = true;
    TRY(read_imap(cx, p));
    return read_oauth(cx, p);
}
