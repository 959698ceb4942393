#include "people/oidc_ask.h"

#include "app/settings.h"
#include "base/limits.h"
#include "net/outgoing.h"
#include "text/json.h"

static const int64_t leeway = 2 * USEC_PER_MIN; /* clocks of two houses are not one */

/* ---- what is set ------------------------------------------------------------------------------
 */

static struct crypto_key secret_key(struct cx *cx)
{
    return crypto_key_derive(&cx->app->key, S("oidc"));
}

enum err oidc_get(struct cx *cx, struct oidc *out)
{
    struct rows r;
    struct str sealed = S("");
    struct crypto_key key = secret_key(cx);
    *out = (struct oidc){S(""), S(""), S(""), S("")};
    db_query(&r, cx->db, SQL("SELECT name, value FROM setting WHERE name LIKE 'oidc.%'"), NO_ARGS);
    while (rows_next(&r)) {
        struct str name = rows_text(&r), value = rows_text(&r);
        if (str_eq(name, S("oidc.issuer")))
            out->issuer = value;
        else if (str_eq(name, S("oidc.client")))
            out->client = value;
        else if (str_eq(name, S("oidc.label")))
            out->label = value;
        else if (str_eq(name, S("oidc.secret")))
            sealed = value;
    }
    TRY(rows_end(&r));
    if (sealed.n && crypto_open(cx->arena, &key, S("oidc"), sealed, &out->secret) != OK)
        return fail(cx, ERR_CORRUPT, NULL, "The secret of the provider cannot be read");
    return OK;
}

enum err oidc_set(struct cx *cx, const struct oidc *o)
{
    struct crypto_key key = secret_key(cx);
    struct str sealed = o->secret.n ? crypto_seal(cx->arena, &key, S("oidc"), o->secret) : S("");
    TRY(settings_set(cx, S("oidc.issuer"), o->issuer));
    TRY(settings_set(cx, S("oidc.client"), o->client));
    TRY(settings_set(cx, S("oidc.label"), o->label));
    return settings_set(cx, S("oidc.secret"), sealed);
}

/* ---- discovery ---------------------------------------------------------------------------------
 */

static enum err refuse(struct cx *cx, const char *why)
{
    return fail(cx, ERR_INVALID, "issuer", "The provider cannot be asked: %s", why);
}

static const char *end_words(enum outgoing_end end)
{
    switch (end) {
    case OUTGOING_NAME: return "there is no such host";
    case OUTGOING_REFUSED: return "Kept is not set to reach its address; see --reach";
    case OUTGOING_NOBODY: return "nothing answers there";
    case OUTGOING_TIMEOUT: return "it does not answer in time";
    case OUTGOING_TLS:
    case OUTGOING_NO_TLS:
    case OUTGOING_CERTIFICATE: return "its certificate cannot be trusted";
    case OUTGOING_TOO_LARGE: return "its answer is too long";
    case OUTGOING_FINE:
    case OUTGOING_DENIED:
    case OUTGOING_LOST:
    case OUTGOING_STOPPED:
    case OUTGOING_OTHER: break;
    }
    return "the line broke";
}

static struct str text_of(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_member(v, name);
    return m && m->kind == JSON_TEXT ? m->text : (struct str){0};
}

/* An address that may stand in a header, and be asked. */
static bool is_address(struct cx *cx, struct str url)
{
    bool secure = str_starts(url, S("https://")),
         plain = str_starts(url, S("http://")) && cx->app->reach;
    for (ptrdiff_t i = 0; i < url.n; i++)
        if (url.p[i] <= ' ' || url.p[i] >= 127)
            return false;
    return (secure || plain) && url.n < LIMIT_PATH_BYTES;
}

enum err oidc_ask(struct cx *cx, struct str url, struct str form, const struct json_value **out,
                  struct str *text)
{
    struct outgoing_answer answer;
    struct fault f = {0};
    struct outgoing_request q = {.url = url,
                                 .form = form,
                                 .is_plain_allowed = cx->app->reach != NULL,
                                 .kind = REACH_WEB,
                                 .reach = cx->app->reach,
                                 .timeout_seconds = LIMIT_OIDC_SECONDS,
                                 .most = LIMIT_OIDC_BYTES};
    enum outgoing_end end = outgoing_http(&q, cx->arena, &answer);
    if (end != OUTGOING_FINE)
        return refuse(cx, end_words(end));
    if (answer.status != 200)
        return refuse(cx, "it says no");
    if (json_parse(cx->arena, answer.body, out, &f) != OK)
        return refuse(cx, "its answer is no JSON");
    *text = answer.body;
    return OK;
}

enum err oidc_discover(struct cx *cx, const struct oidc *o, struct oidc_ends *out)
{
    const struct json_value *v;
    struct str text, base = o->issuer;
    while (str_ends(base, S("/")))
        base = str_head(base, base.n - 1);
    if (!is_address(cx, o->issuer))
        return fail(cx, ERR_INVALID, "issuer", "Write the address as https://id.example.org");
    TRY(oidc_ask(cx, str_cat(cx->arena, base, S("/.well-known/openid-configuration")), S(""), &v,
                 &text));
    if (!str_eq(text_of(v, "issuer"), o->issuer))
        return fail(cx, ERR_INVALID, "issuer", "The provider calls itself otherwise: %.*s",
                    STR_ARG(str_head(text_of(v, "issuer"), 120)));
    *out = (struct oidc_ends){text_of(v, "authorization_endpoint"), text_of(v, "token_endpoint"),
                              text_of(v, "jwks_uri")};
    if (!is_address(cx, out->authorize) || !is_address(cx, out->token) ||
        !is_address(cx, out->keys))
        return refuse(cx, "it does not say where");
    return OK;
}

/* ---- what a token says -------------------------------------------------------------------------
 */

static bool is_for(const struct json_value *v, struct str client)
{
    const struct json_value *aud = json_member(v, "aud");
    struct str azp = text_of(v, "azp");
    bool found = aud && aud->kind == JSON_TEXT && str_eq(aud->text, client);
    for (int i = 0; aud && aud->kind == JSON_ARRAY && i < aud->count; i++)
        found |= aud->items[i].kind == JSON_TEXT && str_eq(aud->items[i].text, client);
    bool several = aud && aud->kind == JSON_ARRAY && aud->count > 1;
    return found && (azp.p ? str_eq(azp, client) : !several);
}

/* A number of seconds as an instant; 0 when it is none, or out of all reason. */
static instant seconds_of(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_member(v, name);
    bool is_time = m && m->kind == JSON_NUMBER && m->is_integer && m->integer > 0 &&
                   m->integer < INT64_C(100000000000);
    return is_time ? m->integer * USEC_PER_SEC : 0;
}

enum err oidc_claims(struct arena *a, struct str payload, const struct oidc *o, struct str nonce,
                     instant now, struct oidc_claims *out, struct fault *f)
{
    const struct json_value *v;
    const char *wrong = NULL;
    if (json_parse(a, payload, &v, f) != OK || v->kind != JSON_OBJECT)
        return fault_set(f, ERR_UNAUTHENTICATED, NULL, "What the provider says cannot be read");
    const struct json_value *verified = json_member(v, "email_verified");
    instant issued = seconds_of(v, "iat"), ends = seconds_of(v, "exp");
    struct str subject = text_of(v, "sub"), name = text_of(v, "name");
    if (!str_eq(text_of(v, "iss"), o->issuer))
        wrong = "it is from somebody else";
    else if (!is_for(v, o->client))
        wrong = "it is for another program";
    else if (ends == 0 || ends + leeway <= now)
        wrong = "it has ended";
    else if (issued == 0 || issued > now + leeway)
        wrong = "it is from the future";
    else if (nonce.n == 0 || !crypto_equal(text_of(v, "nonce"), nonce))
        wrong = "it is of another sign-in";
    else if (subject.n == 0 || subject.n > 255)
        wrong = "it does not say who";
    if (wrong)
        return fault_set(f, ERR_UNAUTHENTICATED, NULL, "What the provider says is not taken: %s",
                         wrong);
    bool is_verified = verified && verified->kind == JSON_BOOL && verified->boolean;
    struct str address = text_of(v, "email");
    *out = (struct oidc_claims){.subject = subject,
                                .address = is_verified && address.n ? str_lower(a, address) : S(""),
                                .name = name.p ? name : S("")};
    return OK;
}
