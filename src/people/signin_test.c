/* Signing in as a browser does it: invitations, second factors, sessions one sees and ends, tokens
 * with scopes, and what the audit log says of all that. */
#include "harness/web_test.h"

#include "app/audit.h"
#include "auth/encode.h"
#include "auth/totp.h"

#define ADA S("ada@northgate.example")
#define MAYA S("maya@northgate.example")
#define PASSWORD "&password=a+long+enough+sentence"

/* What stands in a JSON answer behind "name":" */
static struct str text_of(struct web_answer a, const char *name)
{
    struct str key = str_from(name), body = a.body;
    for (ptrdiff_t at; (at = str_find(body, key)) >= 0; body = str_skip(body, at + key.n)) {
        struct str rest = str_skip(body, at + key.n);
        if (at > 0 && body.p[at - 1] == '"' && str_starts(rest, S("\":\""))) {
            rest = str_skip(rest, 3);
            return str_cut(&rest, '"');
        }
    }
    fail_msg("no %s in %.*s", name, STR_ARG(a.body));
    return S("");
}

static struct web_answer post(struct app_test *t, struct str cookie, const char *path,
                              struct str form)
{
    return web(t, .path = path, .is_post = true, .is_json = true, .cookie = cookie, .form = form);
}

static struct str step_cookie(struct web_answer a)
{
    ptrdiff_t at = str_find(a.head, S("Set-Cookie: step="));
    assert_true(at >= 0);
    struct str rest = str_skip(a.head, at + 12);
    return str_cut(&rest, ';');
}

/* ---- invitations ------------------------------------------------------------------------------
 */

static const char *invite(struct app_test *t, struct str admin, const char *address)
{
    struct web_answer a = post(t, admin, "/settings/accounts",
                               str_fmt(t->arena, "name=Nina&role=1&address=%s", address));
    assert_int_equal(a.status, 200);
    struct str link = text_of(a, "invitation");
    ptrdiff_t at = str_find(link, S("/invitation/"));
    assert_true(at > 0);
    return str_z(t->arena, str_skip(link, at));
}

APP_TEST(an_invitation_opens_an_account_once_with_a_password_of_its_owner)
{
    web_open(t);
    struct str admin = web_sign_in(t, ADA);
    const char *path = invite(t, admin, "nina@northgate.example");
    struct str address = S("address=nina%40northgate.example");
    assert_int_equal(web(t, .path = path).status, 200);
    assert_int_equal(web(t, .path = "/sign-in", .is_post = true, .is_json = true,
                         .form = str_cat(t->arena, address, S("&password=*")))
                         .status,
                     401);
    struct web_answer a = web(t, .path = path, .is_post = true, .form = S("password=short"));
    assert_int_equal(a.status, 422);
    assert_true(web_has(a, "id=\"password-wrong\""));
    a = web(t, .path = path, .is_post = true, .form = S("password=a+long+enough+sentence"));
    assert_int_equal(a.status, 303);
    assert_int_equal(web(t, .path = "/requests", .cookie = a.cookie).status, 200);
    assert_int_equal(web(t, .path = "/settings/accounts", .cookie = a.cookie).status, 403);
    assert_int_equal(web(t, .path = path).status, 404);
    assert_int_equal(
        web(t, .path = path, .is_post = true, .form = S("password=another+long+sentence")).status,
        404);
    assert_true(web_sign_in(t, S("nina@northgate.example")).n > 20);
    web_close(t);
}

APP_TEST(an_invitation_ends_after_seven_days_and_a_new_link_ends_the_old_one)
{
    web_open(t);
    struct str admin = web_sign_in(t, ADA);
    const char *old = invite(t, admin, "nina@northgate.example");
    assert_int_equal(
        post(t, admin, "/settings/accounts", S("name=Nina&role=1&address=nina%40northgate.example"))
            .status,
        409);
    int64_t nina = app_test_number(
        t, SQL("SELECT person_id FROM address WHERE address = 'nina@northgate.example'"));
    struct web_answer a = post(t, admin,
                               str_fmt(t->arena, "/settings/accounts/%lld", (long long)nina).p,
                               S("act=link&role=1"));
    struct str link = text_of(a, "invitation");
    const char *fresh = str_z(t->arena, str_skip(link, str_find(link, S("/invitation/"))));
    assert_int_equal(web(t, .path = old).status, 404);
    assert_int_equal(web(t, .path = fresh).status, 200);
    app_test_wait(t, 7 * USEC_PER_DAY);
    assert_int_equal(web(t, .path = fresh).status, 404);
    assert_int_equal(
        web(t, .path = fresh, .is_post = true, .form = S("password=a+long+enough+sentence")).status,
        404);
    web_close(t);
}

/* ---- second factors ---------------------------------------------------------------------------
 */

static struct str code_at(struct app_test *t, struct str secret, int64_t off)
{
    return totp_code(t->arena, secret, t->cx.now / USEC_PER_SEC / TOTP_SECONDS + off, TOTP_DIGITS);
}

static struct str code_form(struct app_test *t, const char *act, struct str code)
{
    return str_fmt(t->arena, "act=%s&code=%.*s", act, STR_ARG(code));
}

/* Switches it on; *recovery gets the first of the recovery codes. */
static struct str switch_on(struct app_test *t, struct str cookie, struct str *recovery)
{
    struct buf plain;
    struct str secret;
    buf_init(&plain, t->arena, 100);
    assert_int_equal(post(t, cookie, "/me/second-factor", S("act=begin")).status, 200);
    struct web_answer a = web(t, .path = "/me/second-factor", .is_json = true, .cookie = cookie);
    struct str shown = text_of(a, "secret");
    while (shown.n)
        buf_add(&plain, str_cut(&shown, ' '));
    assert_int_equal(decode_base32(t->arena, buf_str(&plain), &secret), OK);
    a = post(t, cookie, "/me/second-factor", code_form(t, "confirm", S("000000")));
    assert_int_equal(a.status, 422);
    a = post(t, cookie, "/me/second-factor", code_form(t, "confirm", code_at(t, secret, 0)));
    assert_int_equal(a.status, 200);
    ptrdiff_t at = str_find(a.body, S("\"codes\":[\""));
    assert_true(at > 0);
    *recovery = str_head(str_skip(a.body, at + 10), 19);
    return secret;
}

static struct web_answer password_only(struct app_test *t)
{
    return web(t, .path = "/sign-in", .is_post = true,
               .form = S("address=maya%40northgate.example" PASSWORD "&next=%2Fr%2F7"));
}

static struct web_answer send_code(struct app_test *t, struct str step, struct str code)
{
    return web(t, .path = "/sign-in/code", .is_post = true, .is_json = false, .no_csrf = true,
               .cookie = step, .form = str_fmt(t->arena, "code=%.*s", STR_ARG(code)));
}

APP_TEST(with_a_second_factor_a_password_alone_opens_nothing)
{
    struct str recovery;
    web_open(t);
    struct str other = web_sign_in(t, MAYA), cookie = web_sign_in(t, MAYA);
    struct str secret = switch_on(t, cookie, &recovery);
    assert_int_equal(web(t, .path = "/me", .cookie = other, .is_json = true).status, 401);
    assert_int_equal(web(t, .path = "/me", .cookie = cookie).status, 200);
    app_test_wait(t, 60 * USEC_PER_SEC);
    struct web_answer a = password_only(t);
    assert_int_equal(a.status, 303);
    assert_str_equal(a.location, S("/sign-in/code"));
    assert_null(a.cookie.p);
    struct str step = step_cookie(a);
    assert_int_equal(web(t, .path = "/me", .cookie = step, .is_json = true).status, 401);
    assert_int_equal(web(t, .path = "/sign-in/code", .cookie = step).status, 200);
    assert_int_equal(send_code(t, step, S("123")).status, 422);
    struct str code = code_at(t, secret, 0);
    a = send_code(t, step, code);
    assert_int_equal(a.status, 303);
    assert_str_equal(a.location, S("/r/7"));
    assert_int_equal(web(t, .path = "/me", .cookie = a.cookie).status, 200);
    assert_int_equal(send_code(t, step, code_at(t, secret, 1)).status, 401); /* the step is over */
    step = step_cookie(password_only(t));
    assert_int_equal(send_code(t, step, code).status, 422); /* the code was used */
    app_test_wait(t, 11 * USEC_PER_MIN);
    assert_int_equal(send_code(t, step, code_at(t, secret, 0)).status, 401); /* too late */
    web_close(t);
}

APP_TEST(a_recovery_code_opens_once_however_it_is_typed)
{
    struct str recovery;
    web_open(t);
    switch_on(t, web_sign_in(t, MAYA), &recovery);
    struct buf shouted;
    buf_init(&shouted, t->arena, 100);
    for (ptrdiff_t i = 0; i < recovery.n; i++)
        if (recovery.p[i] != '-')
            buf_addc(&shouted, recovery.p[i] >= 'a' ? (char)(recovery.p[i] - 32) : recovery.p[i]);
    struct web_answer a = send_code(t, step_cookie(password_only(t)), buf_str(&shouted));
    assert_int_equal(a.status, 303);
    struct web_answer page = web(t, .path = "/me/second-factor", .cookie = a.cookie,
                                 .is_json = true);
    assert_true(web_has(page, "\"codes_left\":9"));
    assert_int_equal(send_code(t, step_cookie(password_only(t)), recovery).status, 422);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM audit WHERE kind ="
                                            " 'second_factor.recovery_used'")),
                     1);
    web_close(t);
}

APP_TEST(ten_wrong_codes_and_the_eleventh_is_not_looked_at)
{
    struct str recovery;
    web_open(t);
    struct str secret = switch_on(t, web_sign_in(t, MAYA), &recovery);
    app_test_wait(t, USEC_PER_HOUR);
    struct str step = step_cookie(password_only(t));
    for (int i = 0; i < LIMIT_SIGN_IN_TRIES; i++)
        assert_int_equal(send_code(t, step, S("999")).status, 422);
    assert_int_equal(send_code(t, step, code_at(t, secret, 0)).status, 429);
    assert_int_equal(send_code(t, step, recovery).status, 429);
    web_close(t);
}

APP_TEST(the_second_factor_goes_off_with_a_code_or_by_an_administrator)
{
    struct str recovery;
    web_open(t);
    struct str cookie = web_sign_in(t, MAYA), admin = web_sign_in(t, ADA);
    switch_on(t, cookie, &recovery);
    assert_int_equal(post(t, cookie, "/me/second-factor", S("act=off&code=1")).status, 422);
    assert_int_equal(post(t, cookie, "/me/second-factor", S("act=off")).status, 422);
    assert_int_equal(post(t, cookie, "/me/second-factor", code_form(t, "off", recovery)).status,
                     200);
    assert_true(password_only(t).cookie.n > 20);
    switch_on(t, cookie, &recovery);
    const char *account = str_fmt(t->arena, "/settings/accounts/%lld", (long long)t->agent.v).p;
    assert_int_equal(post(t, admin, account, S("act=second-off&role=1")).status, 200);
    assert_true(password_only(t).cookie.n > 20);
    assert_int_equal(app_test_number(t, SQL("SELECT count(*) FROM recovery_code")), 0);
    web_close(t);
}

/* ---- sessions and passwords -------------------------------------------------------------------
 */

APP_TEST(one_sees_where_one_is_signed_in_and_ends_it)
{
    web_open(t);
    struct str here = web_sign_in(t, MAYA), there = web_sign_in(t, MAYA), ada = web_sign_in(t, ADA);
    struct web_answer a = web(t, .path = "/me", .cookie = here, .is_json = true);
    struct str hash = crypto_token_hash(t->arena, str_skip(there, 5));
    assert_true(str_has(a.body, hash));
    struct str end = str_cat(t->arena, S("end="), hash);
    assert_int_equal(post(t, ada, "/me/sessions", end).status, 404); /* not Ada's */
    assert_int_equal(web(t, .path = "/me", .cookie = there).status, 200);
    assert_int_equal(post(t, here, "/me/sessions", end).status, 200);
    assert_int_equal(web(t, .path = "/me", .cookie = there, .is_json = true).status, 401);
    there = web_sign_in(t, MAYA);
    assert_int_equal(post(t, here, "/me/sessions", S("")).status, 200);
    assert_int_equal(web(t, .path = "/me", .cookie = there, .is_json = true).status, 401);
    assert_int_equal(web(t, .path = "/me", .cookie = here).status, 200);
    assert_int_equal(web(t, .path = "/me", .cookie = ada).status, 200);
    web_close(t);
}

APP_TEST(another_password_needs_the_old_one_and_gives_this_browser_a_new_session)
{
    web_open(t);
    struct str here = web_sign_in(t, MAYA), there = web_sign_in(t, MAYA);
    struct str fresh = S("&password=quite+another+sentence");
    assert_int_equal(post(t, here, "/me", str_cat(t->arena, S("password_now=no"), fresh)).status,
                     422);
    struct web_answer a = post(t, here, "/me",
                               str_cat(t->arena, S("password_now=a+long+enough+sentence"), fresh));
    assert_int_equal(a.status, 200);
    assert_true(a.cookie.n > 20 && !str_eq(a.cookie, here));
    assert_int_equal(web(t, .path = "/me", .cookie = a.cookie).status, 200);
    assert_int_equal(web(t, .path = "/me", .cookie = here, .is_json = true).status, 401);
    assert_int_equal(web(t, .path = "/me", .cookie = there, .is_json = true).status, 401);
    assert_int_equal(password_only(t).status, 422);
    web_close(t);
}

APP_TEST(signing_in_leads_to_pages_of_ours_only)
{
    static const char *const nexts[] = {"https%3A%2F%2Fevil.example", "%2F%2Fevil.example",
                                        "%2F%5Cevil.example", "javascript%3A1"};
    web_open(t);
    for (int i = 0; i < COUNT(nexts); i++) {
        struct web_answer a = web(
            t, .path = "/sign-in", .is_post = true,
            .form = str_fmt(t->arena, "address=maya%%40northgate.example" PASSWORD "&next=%s",
                            nexts[i]));
        assert_str_equal(a.location, S("/requests"));
    }
    web_close(t);
}

/* ---- tokens -----------------------------------------------------------------------------------
 */

static struct str make_token(struct app_test *t, struct str cookie, const char *form)
{
    struct web_answer a = post(t, cookie, "/me/tokens", str_from(form));
    assert_int_equal(a.status, 200);
    return text_of(a, "token");
}

APP_TEST(a_token_may_what_was_chosen_until_its_day)
{
    web_open(t);
    assert_int_equal(act(t, .what = ACT_OPEN), OK);
    struct str ada = web_sign_in(t, ADA);
    struct str people = make_token(t, ada, "name=crm&requests=&people=read&settings=&days=30");
    struct str desk = make_token(t, ada, "name=bot&requests=write&people=&settings=");
    assert_int_equal(web(t, .path = "/customers", .token = people, .is_json = true).status, 200);
    assert_int_equal(web(t, .path = "/requests", .token = people, .is_json = true).status, 403);
    assert_int_equal(web(t, .path = "/search?q=boiler", .token = people, .is_json = true).status,
                     403);
    assert_int_equal(web(t, .path = "/customers", .token = desk, .is_json = true).status, 403);
    assert_int_equal(web(t, .path = "/settings/accounts", .token = desk, .is_json = true).status,
                     403);
    assert_int_equal(web(t, .path = "/me/tokens", .is_post = true, .token = desk, .is_json = true,
                         .form = S("name=more&may_write=1"))
                         .status,
                     403);
    assert_int_equal(web(t, .path = "/r/1/reply", .is_post = true, .token = desk, .is_json = true,
                         .form = S("kind=note&text=seen"))
                         .status,
                     200);
    app_test_wait(t, 30 * USEC_PER_DAY);
    assert_int_equal(web(t, .path = "/customers", .token = people, .is_json = true).status, 401);
    assert_int_equal(web(t, .path = "/requests", .token = desk, .is_json = true).status, 200);
    int64_t id = app_test_number(t, SQL("SELECT id FROM api_token WHERE name = 'bot'"));
    ada = web_sign_in(t, ADA);
    struct str end = str_fmt(t->arena, "end=%lld", (long long)id);
    assert_int_equal(post(t, web_sign_in(t, MAYA), "/me/tokens", end).status, 404);
    assert_int_equal(post(t, ada, "/me/tokens", end).status, 200);
    assert_int_equal(web(t, .path = "/requests", .token = desk, .is_json = true).status, 401);
    struct web_answer a = post(t, ada, "/me/tokens", S("name=x&requests=&people=&settings="));
    assert_int_equal(a.status, 422);
    web_close(t);
}

/* ---- the audit log ----------------------------------------------------------------------------
 */

static enum err damage(struct cx *cx, void *sql)
{
    return db_run(cx->db, *(struct sql *)sql, NO_ARGS, NULL);
}

static void harm(struct app_test *t, struct sql sql)
{
    assert_int_equal(app_test_write(t, damage, &sql), OK);
}

static bool is_sound(struct app_test *t)
{
    struct buf report;
    buf_init(&report, t->arena, 10000);
    assert_int_equal(audit_check(&t->cx, &report), OK);
    return report.n == 0;
}

APP_TEST(what_is_done_to_accounts_and_settings_is_written_down_and_found)
{
    web_open(t);
    struct str ada = web_sign_in(t, ADA);
    invite(t, ada, "nina@northgate.example");
    make_token(t, ada, "name=crm&people=read");
    assert_int_equal(post(t, ada, "/settings/teams/new", S("name=Lettings")).status, 200);
    struct web_answer a = web(t, .path = "/settings/audit", .cookie = ada, .is_json = true);
    assert_int_equal(a.status, 200);
    assert_true(web_has(a, "account.invited") && web_has(a, "nina@northgate.example") &&
                web_has(a, "token.made") && web_has(a, "team.made") &&
                web_has(a, "session.opened"));
    a = web(t, .path = "/settings/audit?kind=token", .cookie = ada, .is_json = true);
    assert_true(web_has(a, "token.made") && !web_has(a, "account.invited"));
    a = web(t, .path = "/settings/audit?words=NINA", .cookie = ada, .is_json = true);
    assert_true(web_has(a, "account.invited") && !web_has(a, "token.made"));
    a = web(t, .path = "/settings/audit?till=2026-03-01", .cookie = ada, .is_json = true);
    assert_true(web_has(a, "\"entries\":[]"));
    a = web(t, .path = "/settings/audit?from=2026-03-02&till=2026-03-02", .cookie = ada);
    assert_true(web_has(a, "nina@northgate.example"));
    assert_int_equal(web(t, .path = "/settings/audit", .cookie = web_sign_in(t, MAYA)).status, 403);
    assert_true(is_sound(t));
    web_close(t);
}

APP_TEST(a_row_of_the_audit_log_that_was_changed_put_in_or_taken_out_is_found)
{
    const struct sql harms[] = {
        SQL("UPDATE audit SET note = 'nothing' WHERE id = 2"),
        SQL("UPDATE audit SET actor_id = 99 WHERE id = 2"),
        SQL("UPDATE audit SET at = at + 1 WHERE id = 2"),
        SQL("DELETE FROM audit WHERE id = 2"),
        SQL("DELETE FROM audit WHERE id = 1"),
        SQL("INSERT INTO audit (id, at, kind, actor, object, note, client, hash) VALUES"
            " (99, 1, 'token.made', '', '', '', '', 'abc')"),
    };
    web_open(t);
    struct str ada = web_sign_in(t, ADA);
    for (int i = 0; i < 3; i++)
        make_token(t, ada, "name=crm&people=read");
    web_close(t);
    assert_true(is_sound(t));
    harm(t, SQL("CREATE TABLE kept_audit AS SELECT * FROM audit"));
    for (int i = 0; i < COUNT(harms); i++) {
        harm(t, harms[i]);
        if (is_sound(t))
            fail_msg("not found: %s", harms[i].text);
        harm(t, SQL("DELETE FROM audit"));
        harm(t, SQL("INSERT INTO audit SELECT * FROM kept_audit"));
        assert_true(is_sound(t));
    }
}
