/* Every route × role × transport: who comes in, who is sent to sign in, who is refused; forms from
 * elsewhere; and no input that makes a 500. New routes are asked of themselves: the tests walk the
 * tables of the features. */
#include "harness/web_test.h"

/* Routes that somebody without a session may ask. A new one wants a reason, and a line here. */
static const char *const open_routes[] = {
    "/",
    "/static/{name}",
    "/favicon.ico",
    "/health",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/with",
    "/sign-in/back",
    "/setup",
    "/invitation/{token}",
    "/p/{token}",
    "/promises", /* how promises were kept: for everybody, of no group under five */
};

typedef void each_route(struct app_test *t, const struct http_route *r, bool is_post);

static void walk(struct app_test *t, each_route *visit)
{
    for (int i = 0; i < t->app->feature_count; i++)
        for (int k = 0; k < t->app->features[i].route_count; k++) {
            const struct http_route *r = &t->app->features[i].routes[k];
            if (r->methods & HTTP_GET)
                visit(t, r, false);
            if (r->methods & HTTP_POST)
                visit(t, r, true);
        }
}

/* The pattern with its {…} filled in. */
static const char *path_of(struct app_test *t, const struct http_route *r, const char *value)
{
    struct buf b;
    struct str rest = str_from(r->pattern);
    buf_init(&b, t->arena, 4096);
    while (rest.n) {
        buf_add(&b, str_cut(&rest, '{'));
        if (rest.p && rest.n) {
            str_cut(&rest, '}');
            buf_addz(&b, value);
        }
    }
    buf_addz(&b, "");
    return str_z(t->arena, buf_str(&b));
}

static struct {
    struct str cookie[ROLE_ADMIN + 1];
    struct str reading, writing; /* tokens of the administrator's */
} me;

static struct str token_of(struct app_test *t, const char *form)
{
    struct web_answer a = web(t, .path = "/me/tokens", .is_post = true, .is_json = true,
                              .cookie = me.cookie[ROLE_ADMIN], .form = str_from(form));
    ptrdiff_t at = str_find(a.body, S("\"token\":\""));
    assert_true(a.status == 200 && at > 0);
    struct str rest = str_skip(a.body, at + 9);
    return str_cut(&rest, '"');
}

static void sign_all_in(struct app_test *t)
{
    me.cookie[ROLE_NONE] = S("");
    me.cookie[ROLE_AGENT] = web_sign_in(t, S("maya@northgate.example"));
    me.cookie[ROLE_LEADER] = web_sign_in(t, S("leo@northgate.example"));
    me.cookie[ROLE_ADMIN] = web_sign_in(t, S("ada@northgate.example"));
    me.reading = token_of(t, "name=r&requests=read&people=read&settings=read");
    me.writing = token_of(t, "name=w&requests=write&people=write&settings=write");
}

static void start(struct app_test *t)
{
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    web_open(t);
    sign_all_in(t);
}

static bool is_stream(const struct http_route *r)
{
    return str_eq(str_from(r->pattern), S("/events"));
}

static bool is_open(const struct http_route *r)
{
    return r->need == MAY_BE_ANYONE || r->need == MAY_HOLD_LINK || r->need == MAY_SET_UP;
}

static bool role_may(const struct http_route *r, enum role role)
{
    struct cx cx = {.actor = {.role = role, .may_write = true}};
    return may(&cx, (enum verb)r->need, NULL);
}

#define SAY(r, role, a)                                                                            \
    fail_msg("%s as %d: %d %.*s", (r)->pattern, (role), (a).status,                                \
             (int)((a).body.n > 300 ? 300 : (a).body.n), (a).body.p)

static bool is_refusal(struct web_answer a)
{
    return a.status == 403 && web_has(a, "Your role does not allow this");
}

static void check_role(struct app_test *t, const struct http_route *r, bool is_post, enum role role,
                       bool is_json)
{
    struct web_answer a = web(t, .path = path_of(t, r, "1"), .is_post = is_post, .is_json = is_json,
                              .cookie = me.cookie[role], .is_stream = is_stream(r));
    bool may = role_may(r, role);
    if (may &&
        (a.status == 0 || a.status >= 500 || is_refusal(a) || (a.status == 401 && !is_open(r))))
        SAY(r, (int)role, a);
    if (!may && role != ROLE_NONE && !is_refusal(a))
        SAY(r, (int)role, a);
    bool to_sign_in = a.status == 303 && str_starts(a.location, S("/sign-in?next=%2F"));
    if (!may && role == ROLE_NONE && (is_post || is_json ? a.status != 401 : !to_sign_in))
        SAY(r, (int)role, a);
    if (is_json && a.status >= 400 && !str_has(a.head, S("application/problem+json")))
        SAY(r, (int)role, a);
    if (str_eq(str_from(r->pattern), S("/sign-out")) && role != ROLE_NONE)
        sign_all_in(t);
}

static void check_roles(struct app_test *t, const struct http_route *r, bool is_post)
{
    for (enum role role = ROLE_NONE; role <= ROLE_ADMIN; role++)
        for (int is_json = 0; is_json <= 1; is_json++)
            check_role(t, r, is_post, role, is_json);
}

APP_TEST(every_route_lets_in_the_roles_it_is_for_as_a_page_as_json_and_live)
{
    start(t);
    walk(t, check_roles);
    web_close(t);
}

static void check_tokens(struct app_test *t, const struct http_route *r, bool is_post)
{
    const char *path = path_of(t, r, "1");
    struct cx cx = {.actor = {.role = ROLE_ADMIN, .is_token = true, .scopes = SCOPES_READ}};
    struct web_answer a = web(t, .path = path, .is_post = is_post, .is_json = true,
                              .token = me.reading, .is_stream = is_stream(r));
    if (is_post ? a.status != 403
                : (a.status == 403) == may(&cx, (enum verb)r->need, NULL) || a.status >= 500)
        SAY(r, -1, a);
    cx.actor.scopes = SCOPES_ALL;
    cx.actor.may_write = true;
    a = web(t, .path = path, .is_post = is_post, .is_json = true, .token = me.writing,
            .is_stream = is_stream(r));
    if (is_refusal(a) == may(&cx, (enum verb)r->need, NULL) || a.status >= 500)
        SAY(r, -2, a);
    a = web(t, .path = path, .is_post = is_post, .is_json = true, .token = S("never-given"));
    if (a.status != 401)
        SAY(r, -3, a);
}

APP_TEST(a_token_opens_what_its_scopes_say_and_one_that_was_never_given_opens_nothing)
{
    start(t);
    walk(t, check_tokens);
    web_close(t);
}

static void check_known(struct app_test *t, const struct http_route *r, bool is_post)
{
    (void)t, (void)is_post;
    for (int i = 0; i < COUNT(open_routes); i++)
        if (str_eq(str_from(open_routes[i]), str_from(r->pattern)))
            return;
    if (is_open(r))
        fail_msg("%s is open to everybody, and not among the routes that may be", r->pattern);
}

APP_TEST(no_route_is_open_that_is_not_known_to_be)
{
    walk(t, check_known);
}

/* ---- forms from elsewhere ---------------------------------------------------------------------
 */

static void check_form(struct app_test *t, const struct http_route *r, bool is_post)
{
    static const char *const wrong[] = {
        "Origin: https://evil.example\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
        "Origin: http://evil.127.0.0.1\r\n",
    };
    if (!is_post)
        return;
    const char *path = path_of(t, r, "1");
    struct str admin = me.cookie[ROLE_ADMIN];
    for (int i = 0; i < COUNT(wrong); i++) {
        struct web_answer a = web(t, .path = path, .is_post = true, .cookie = admin,
                                  .headers = str_from(wrong[i]));
        if (a.status != 403)
            SAY(r, 100 + i, a);
    }
    struct web_answer a = web(t, .path = path, .is_post = true, .cookie = admin, .no_csrf = true);
    if (a.status != 403)
        SAY(r, 200, a);
    struct str others = str_cat(t->arena, S("csrf="), web_csrf(t, me.cookie[ROLE_LEADER]));
    a = web(t, .path = path, .is_post = true, .cookie = admin, .no_csrf = true, .form = others);
    if (a.status != 403)
        SAY(r, 201, a);
}

APP_TEST(a_form_from_another_site_or_without_the_word_of_its_session_changes_nothing)
{
    start(t);
    walk(t, check_form);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM session")), 3);
    web_close(t);
}

/* ---- odd input --------------------------------------------------------------------------------
 */

static const char *const odd_ids[] = {
    "0", "-1", "99999999999999999999", "abc", "%F0%9F%98%80", "1%27%20OR%201=1", "new", "1.5",
};

static void check_odd(struct app_test *t, const struct http_route *r, bool is_post)
{
    static const char query[] = "?view=x&after=1.x&before=-5&q=%25%27%22%5C%28&at=99999&page=-1&"
                                "from=x&to=%F0%9F%98%80&find=%27&write=x&kind=9";
    static const char form[] = "act=nothing&text=%20&name=&address=not&id=-1&role=99&add=-3&"
                               "remove=abc&leader=7&due=never&kind=%00&then=x&words=&reason=&"
                               "owner=99999999999&team=abc&service=-9&calendar=abc&hours=%7B&"
                               "lang=xx&password=x&password_now=y&end=abc&scopes=abc&code=abc&"
                               "smtp_url=gopher%3A%2F%2Fx&seen=abc&subject=&days=-1&token=x";
    if (is_stream(r) || str_eq(str_from(r->pattern), S("/sign-out")))
        return;
    int n = str_chr(str_from(r->pattern), '{') >= 0 ? COUNT(odd_ids) : 1;
    for (int i = 0; i < n; i++)
        for (int is_json = 0; is_json <= 1; is_json++) {
            const char *path = path_of(t, r, odd_ids[i]);
            if (!is_post)
                path = str_fmt(t->arena, "%s%s", path, query).p;
            struct web_answer a = web(t, .path = path, .is_post = is_post, .is_json = is_json,
                                      .cookie = me.cookie[ROLE_ADMIN], .form = str_from(form));
            if (a.status == 0 || a.status >= 500)
                SAY(r, i, a);
        }
}

APP_TEST(odd_input_is_refused_with_words_and_never_breaks_anything)
{
    start(t);
    walk(t, check_odd);
    web_close(t);
}

APP_TEST(what_is_wrong_in_a_form_is_named_at_its_field)
{
    start(t);
    struct str admin = me.cookie[ROLE_ADMIN];
    struct web_answer a = web(t, .path = "/settings/accounts", .is_post = true, .cookie = admin,
                              .form = S("address=not&name=X"));
    assert_int_equal(a.status, 422);
    assert_true(web_has(a, "href=\"#address\"") && web_has(a, "id=\"address-wrong\""));
    a = web(t, .path = "/settings/accounts", .is_post = true, .cookie = admin, .is_json = true,
            .form = S("address=not&name=X"));
    assert_int_equal(a.status, 422);
    assert_true(web_has(a, "\"field\":\"address\"") && web_has(a, "\"status\":422"));
    a = web(t, .path = "/nothing-here", .is_json = true, .cookie = admin);
    assert_int_equal(a.status, 404);
    a = web(t, .path = "/requests", .is_post = true, .cookie = admin);
    assert_int_equal(a.status, 405);
    web_close(t);
}
