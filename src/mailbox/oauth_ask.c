/* oauth_ask.c: what Google and Microsoft are asked for, and how they answer (RFC 6749 §5). */
#include "mailbox/oauth_ask.h"

#include "base/limits.h"
#include "text/json.h"

enum { ask_seconds = 20 };

struct str oauth_auth_url(struct arena *a, const struct oauth *o)
{
    switch (o->provider) {
    case OAUTH_GOOGLE: return S("https://accounts.google.com/o/oauth2/v2/auth");
    case OAUTH_MICROSOFT:
        return str_fmt(a, "https://login.microsoftonline.com/%.*s/oauth2/v2.0/authorize",
                       STR_ARG(o->tenant.n ? o->tenant : S("organizations")));
    case OAUTH_OTHER: break;
    }
    return o->auth_url;
}

struct str oauth_token_url(struct arena *a, const struct oauth *o)
{
    switch (o->provider) {
    case OAUTH_GOOGLE: return S("https://oauth2.googleapis.com/token");
    case OAUTH_MICROSOFT:
        return str_fmt(a, "https://login.microsoftonline.com/%.*s/oauth2/v2.0/token",
                       STR_ARG(o->tenant.n ? o->tenant : S("organizations")));
    case OAUTH_OTHER: break;
    }
    return o->token_url;
}

struct str oauth_scope(const struct oauth *o)
{
    switch (o->provider) {
    case OAUTH_GOOGLE: return S("https://mail.google.com/");
    case OAUTH_MICROSOFT:
        return S("https://outlook.office.com/IMAP.AccessAsUser.All "
                 "https://outlook.office.com/SMTP.Send offline_access");
    case OAUTH_OTHER: break;
    }
    return o->scope;
}

static struct str text_of(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_member(v, name);
    return m && m->kind == JSON_TEXT ? m->text : S("");
}

static int64_t seconds_of(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_member(v, name);
    int64_t n = 0;
    if (m && m->kind == JSON_NUMBER && m->is_integer)
        n = m->integer;
    else if (m && m->kind == JSON_TEXT && str_to_i64(m->text, &n) != OK)
        n = 0; /* some write it in quotes */
    return n < 0 || n > 10 * 366 * 86400 ? 0 : n;
}

static void read_answer(struct arena *a, instant now, const struct outgoing_answer *r,
                        struct oauth_granted *out)
{
    const struct json_value *v = NULL;
    struct fault f = {0};
    if (json_parse(a, r->body, &v, &f) != OK || v->kind != JSON_OBJECT) {
        snprintf(out->said, sizeof out->said, "status %ld, and no answer that can be read",
                 r->status);
        return;
    }
    struct str error = text_of(v, "error"), words = text_of(v, "error_description");
    out->access = text_of(v, "access_token");
    if (r->status == 200 && out->access.n) {
        int64_t seconds = seconds_of(v, "expires_in"),
                refresh = seconds_of(v, "refresh_token_expires_in");
        out->is_granted = true;
        out->refresh = text_of(v, "refresh_token");
        out->access_until = now + (seconds ? seconds : 3600) * USEC_PER_SEC;
        out->refresh_until = refresh ? now + refresh * USEC_PER_SEC : 0;
        return;
    }
    /* RFC 6749 §5.2: these do not pass by themselves */
    static const struct str final[] = {
        STR_INIT("invalid_grant"),       STR_INIT("invalid_client"),
        STR_INIT("unauthorized_client"), STR_INIT("interaction_required"),
        STR_INIT("consent_required"),    STR_INIT("invalid_scope")};
    for (int i = 0; i < COUNT(final); i++)
        out->is_refused |= str_eq(error, final[i]);
    struct str first = str_line(&words); /* Microsoft goes on with trace numbers */
    snprintf(out->said, sizeof out->said, "%.*s%s%.*s", STR_ARG(str_head(error, 80)),
             first.n ? ": " : "", STR_ARG(str_head(first, 280)));
    if (!out->said[0])
        snprintf(out->said, sizeof out->said, "status %ld", r->status);
}

static const char *end_words(enum outgoing_end end)
{
    switch (end) {
    case OUTGOING_NAME: return "its host is not known";
    case OUTGOING_REFUSED: return "Kept is not set to reach its address";
    case OUTGOING_NOBODY: return "it does not answer";
    case OUTGOING_TIMEOUT: return "no answer in time";
    case OUTGOING_TLS:
    case OUTGOING_NO_TLS:
    case OUTGOING_CERTIFICATE: return "its certificate cannot be trusted";
    case OUTGOING_FINE:
    case OUTGOING_DENIED:
    case OUTGOING_LOST:
    case OUTGOING_STOPPED:
    case OUTGOING_TOO_LARGE:
    case OUTGOING_OTHER: break;
    }
    return "the line broke";
}

static void ask(struct app *app, struct arena *a, const struct oauth *o, const struct buf *form,
                struct oauth_granted *out)
{
    struct outgoing_answer r;
    struct outgoing_request q = {.url = oauth_token_url(a, o),
                                 .form = buf_str(form),
                                 /* a provider of the house's own, on a network that was named */
                                 .is_plain_allowed = o->provider == OAUTH_OTHER && app->reach,
                                 .kind = REACH_WEB,
                                 .reach = app->reach,
                                 .timeout_seconds = ask_seconds,
                                 .most = LIMIT_OAUTH_ANSWER_BYTES};
    *out = (struct oauth_granted){.mailbox = o->mailbox, .access = S(""), .refresh = S("")};
    enum outgoing_end end = outgoing_http(&q, a, &r);
    if (end != OUTGOING_FINE)
        snprintf(out->said, sizeof out->said, "the provider: %s", end_words(end));
    else
        read_answer(a, clock_now(&app->clock), &r, out);
}

static void start(struct buf *form, struct arena *a, const struct oauth *o, const char *grant)
{
    buf_init(form, a, LIMIT_OAUTH_ANSWER_BYTES);
    outgoing_form_add(form, "grant_type", str_from(grant));
    outgoing_form_add(form, "client_id", o->client);
    if (o->client_secret.n)
        outgoing_form_add(form, "client_secret", o->client_secret);
}

void oauth_renew(struct app *app, struct arena *a, const struct oauth *o, struct oauth_granted *out)
{
    struct buf form;
    start(&form, a, o, "refresh_token");
    outgoing_form_add(&form, "refresh_token", o->refresh);
    if (o->provider == OAUTH_MICROSOFT)
        outgoing_form_add(&form, "scope", oauth_scope(o));
    ask(app, a, o, &form, out);
}

void oauth_trade(struct app *app, struct arena *a, const struct oauth *o, struct str code,
                 struct str redirect, struct str verifier, struct oauth_granted *out)
{
    struct buf form;
    start(&form, a, o, "authorization_code");
    outgoing_form_add(&form, "code", code);
    outgoing_form_add(&form, "redirect_uri", redirect);
    outgoing_form_add(&form, "code_verifier", verifier);
    ask(app, a, o, &form, out);
    out->is_connected = true;
    if (out->is_granted && !out->refresh.n) {
        out->is_granted = false;
        snprintf(out->said, sizeof out->said, "%s",
                 "it gave no refresh token: ask for offline access in its settings");
    }
}
