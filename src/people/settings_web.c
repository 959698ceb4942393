/* settings_web.c: accounts and teams; the routes of people. */
#include "app/form.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/undo.h"
#include "base/limits.h"
#include "base/vec.h"
#include "people/enter.h"
#include "people/pages.h"
#include "people/templates.h"

/* ---- accounts ----------------------------------------------------------------------------------
 */

static const int64_t invitation_life = 7 * USEC_PER_DAY;

static enum err show_accounts(struct cx *cx, struct str invite, enum err err)
{
    struct account_page *p = NEW(cx->arena, struct account_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("accounts"), &p->layout));
    TRY(account_list(cx, &p->accounts, &p->count));
    p->invite = invite;
    p->address = err != OK ? http_form(cx->q, S("address")) : S("");
    p->name = err != OK ? http_form(cx->q, S("name")) : S("");
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, accounts, p);
    return OK;
}

enum err accounts_get(struct cx *cx)
{
    return show_accounts(cx, S(""), OK);
}

struct inviting {
    struct str address, name, token;
    int64_t role;
};

/* A link by which somebody chooses a password; the ones they had before open nothing. */
static enum err make_link(struct cx *cx, person_id person, struct str *token)
{
    *token = crypto_token(cx->arena);
    TRY(db_run(cx->db, SQL("DELETE FROM invitation WHERE person_id = $1 AND used_at IS NULL"),
               ARGS(DB_I(person.v)), NULL));
    return db_run(
        cx->db,
        SQL("INSERT INTO invitation (token_hash, person_id, expires_at) VALUES ($1, $2, $3)"),
        ARGS(DB_T(crypto_token_hash(cx->arena, *token)), DB_I(person.v),
             DB_I(cx->now + invitation_life)),
        NULL);
}

static struct str role_word(enum role role)
{
    return role == ROLE_ADMIN ? S("administrator") : role == ROLE_LEADER ? S("leader") : S("agent");
}

/* An account that no password opens until its owner has chosen one by the link. */
static enum err invite(struct cx *cx, void *arg)
{
    struct inviting *v = arg;
    person_id person;
    TRY(person_for_address(cx, v->address, v->name, &person));
    TRY(account_add(cx, person, (enum role)v->role, S("*")));
    TRY(audit_add(cx, "account.invited", v->address, person.v, role_word((enum role)v->role)));
    return make_link(cx, person, &v->token);
}

enum err accounts_post(struct cx *cx)
{
    struct inviting v = {0};
    enum err err = form_address(cx, "address", false, &v.address);
    if (err == OK)
        err = form_text(cx, "name", 1, LIMIT_NAME_BYTES, &v.name);
    if (err == OK)
        err = form_i64(cx, "role", ROLE_AGENT, ROLE_ADMIN, ROLE_AGENT, &v.role);
    if (err == OK)
        err = cx_write(cx, invite, &v);
    if (err != OK)
        return show_accounts(cx, S(""), err);
    return show_accounts(cx, org_link(cx, str_cat(cx->arena, S("/invitation/"), v.token)), OK);
}

struct account_change {
    person_id person;
    struct str act, token;
    int64_t role;
    bool is_disabled;
};

static enum err change_account(struct cx *cx, void *arg)
{
    struct account_change *c = arg;
    struct person p;
    struct str role = role_word((enum role)c->role);
    TRY(person_get(cx, c->person, &p));
    if (str_eq(c->act, S("link"))) {
        TRY(audit_add(cx, "account.link", p.name, p.id.v, S("")));
        return make_link(cx, c->person, &c->token);
    }
    if (str_eq(c->act, S("second-off"))) {
        TRY(audit_add(cx, "second_factor.removed", p.name, p.id.v, S("")));
        return second_factor_off(cx, c->person);
    }
    TRY(audit_add(cx, "account.role", p.name, p.id.v,
                  c->is_disabled ? str_cat(cx->arena, role, S(", ended")) : role));
    return account_set(cx, c->person, (enum role)c->role, c->is_disabled);
}

/* A role for who has an account; links and second factors are theirs alone. */
static enum err check_account(struct cx *cx, person_id person)
{
    int64_t n = 0;
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM account WHERE person_id = $1"),
                   ARGS(DB_I(person.v)), &n));
    return n ? OK : fail(cx, ERR_NOT_FOUND, NULL, "There is no such account");
}

enum err account_post(struct cx *cx)
{
    struct account_change c = {
        .act = http_form(cx->q, S("act")), .token = S(""), .is_disabled = form_has(cx, "disabled")};
    TRY(param_id(cx, 0, &c.person.v));
    TRY(check_account(cx, c.person));
    enum err err = form_i64(cx, "role", ROLE_AGENT, ROLE_ADMIN, ROLE_AGENT, &c.role);
    if (err == OK)
        err = cx_write(cx, change_account, &c);
    if (err != OK)
        return show_accounts(cx, S(""), err);
    if (c.token.n)
        return show_accounts(cx, org_link(cx, str_cat(cx->arena, S("/invitation/"), c.token)), OK);
    toast_set(cx, word(cx->lang, "Saved."), S(""));
    return done(cx, S("/settings/accounts"));
}

/* ---- teams -------------------------------------------------------------------------------------
 */

static enum err load_calendars(struct cx *cx, struct team_page *p)
{
    VEC(struct calendar_choice) v = {0};
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT id, name FROM calendar ORDER BY name, id"), NO_ARGS);
    while (rows_next(&r)) {
        struct calendar_choice *c = vec_push(cx->arena, &v);
        c->id = rows_i64(&r);
        c->name = rows_text(&r);
        c->is_chosen = c->id == p->team.calendar.v;
    }
    p->calendars = v.v;
    p->calendar_count = (int)v.n;
    return rows_end(&r);
}

static enum err show_team(struct cx *cx, team_id id, enum err err)
{
    struct team_page *p = NEW(cx->arena, struct team_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("teams"), &p->layout));
    TRY(team_list(cx, &p->teams, &p->team_count));
    p->team = (struct team){.name = S(""), .icon = S("people")};
    if (id.v)
        TRY(team_get(cx, id, &p->team));
    if (id.v)
        TRY(team_members(cx, id, &p->members, &p->member_count));
    TRY(account_list(cx, &p->accounts, &p->account_count));
    if (err != OK)
        p->team.name = http_form(cx->q, S("name"));
    TRY(load_calendars(cx, p));
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, team, p);
    return OK;
}

/* /settings/teams shows the first, or a new one; /settings/teams/{id} one; "new" a new one. */
static enum err team_of_path(struct cx *cx, team_id *id)
{
    id->v = 0;
    if (cx->q->param_count == 0 || str_eq(cx->q->params[0], S("new")))
        return OK;
    return param_id(cx, 0, &id->v);
}

enum err team_get_page(struct cx *cx)
{
    team_id id;
    TRY(team_of_path(cx, &id));
    return show_team(cx, id, OK);
}

struct team_change {
    struct team team;
    int64_t add, remove, leader;
};

static enum err change_team(struct cx *cx, void *arg)
{
    struct team_change *c = arg;
    struct person p = {.name = S("")};
    int64_t team = c->team.id.v;
    if (c->remove || c->add)
        TRY(person_get(cx, (person_id){c->remove ? c->remove : c->add}, &p));
    TRY(audit_add(cx,
                  c->remove   ? "team.left"
                  : c->add    ? "team.joined"
                  : team == 0 ? "team.made"
                              : "team.changed",
                  c->team.name, team, p.name));
    if (team == 0)
        return team_add(cx, &c->team, &c->team.id);
    if (c->remove)
        return team_remove_member(cx, c->team.id, p.id);
    if (c->add)
        return team_add_member(cx, c->team.id, p.id, c->leader != 0);
    return team_set(cx, &c->team);
}

enum err team_post(struct cx *cx)
{
    struct team_change c = {0};
    TRY(team_of_path(cx, &c.team.id));
    struct object object = {.team = c.team.id};
    if (!may(cx, MAY_CHANGE_TEAM, &object))
        return fail(cx, ERR_FORBIDDEN, NULL,
                    "Only a leader of this team, or an administrator, changes it");
    if (c.team.id.v)
        TRY(team_get(cx, c.team.id, &c.team));
    enum err err = form_i64(cx, "add", 1, INT64_MAX, 0, &c.add);
    if (err == OK)
        err = form_i64(cx, "remove", 1, INT64_MAX, 0, &c.remove);
    if (err == OK)
        err = form_i64(cx, "leader", 0, 1, 0, &c.leader);
    if (err == OK && !c.add && !c.remove) {
        err = form_text(cx, "name", 1, LIMIT_NAME_BYTES, &c.team.name);
        if (err == OK)
            err = form_i64(cx, "calendar", 0, INT64_MAX, c.team.calendar.v, &c.team.calendar.v);
        c.team.is_closed = form_has(cx, "closed");
    }
    if (err == OK)
        err = cx_write(cx, change_team, &c);
    if (err != OK)
        return show_team(cx, c.team.id, err);
    toast_set(cx, word(cx->lang, "Saved."), S(""));
    return done(cx, str_fmt(cx->arena, "/settings/teams/%lld", (long long)c.team.id.v));
}

/* ---- routes ------------------------------------------------------------------------------------
 */

const struct http_route people_routes[] = {
    ROUTE(HTTP_GET, "/sign-in", MAY_BE_ANYONE, signin_get),
    ROUTE(HTTP_POST, "/sign-in", MAY_BE_ANYONE, signin_post),
    ROUTE(HTTP_GET, "/sign-in/code", MAY_BE_ANYONE, code_get),
    ROUTE(HTTP_POST, "/sign-in/code", MAY_BE_ANYONE, code_post),
    ROUTE(HTTP_GET, "/sign-in/with", MAY_BE_ANYONE, signon_get),
    ROUTE(HTTP_GET, "/sign-in/back", MAY_BE_ANYONE, signon_back_get),
    ROUTE(HTTP_GET, "/settings/sign-on", MAY_CHANGE_SETTINGS, oidc_settings_get),
    ROUTE(HTTP_POST, "/settings/sign-on", MAY_CHANGE_SETTINGS, oidc_settings_post),
    ROUTE(HTTP_POST, "/sign-out", MAY_BE_SIGNED_IN, signout_post),
    ROUTE(HTTP_GET, "/invitation/{token}", MAY_HOLD_LINK, invitation_get),
    ROUTE(HTTP_POST, "/invitation/{token}", MAY_HOLD_LINK, invitation_post),
    ROUTE(HTTP_GET, "/settings/accounts", MAY_CHANGE_SETTINGS, accounts_get),
    ROUTE(HTTP_POST, "/settings/accounts", MAY_CHANGE_SETTINGS, accounts_post),
    ROUTE(HTTP_POST, "/settings/accounts/{id}", MAY_CHANGE_SETTINGS, account_post),
    ROUTE(HTTP_GET, "/settings/teams", MAY_READ_SETTINGS, team_get_page),
    ROUTE(HTTP_GET, "/settings/teams/{id}", MAY_READ_SETTINGS, team_get_page),
    ROUTE(HTTP_POST, "/settings/teams/{id}", MAY_CHANGE_TEAM, team_post),
    ROUTE(HTTP_GET, "/me", MAY_BE_SIGNED_IN, me_get),
    ROUTE(HTTP_POST, "/me", MAY_CHANGE_SELF, me_post),
    ROUTE(HTTP_POST, "/me/look", MAY_BE_SIGNED_IN, look_post),
    ROUTE(HTTP_POST, "/me/tokens", MAY_CHANGE_SELF, token_post),
    ROUTE(HTTP_POST, "/me/sessions", MAY_CHANGE_SELF, sessions_post),
    ROUTE(HTTP_GET, "/me/second-factor", MAY_CHANGE_SELF, second_get),
    ROUTE(HTTP_POST, "/me/second-factor", MAY_CHANGE_SELF, second_post),
    ROUTE(HTTP_GET, "/settings/audit", MAY_READ_AUDIT, audit_get),
};
const int people_route_count = COUNT(people_routes);

enum err people_nav(struct cx *cx, struct nav *nav)
{
    nav_add(nav, (struct nav_item){NAV_SETTINGS, S("teams"), word(cx->lang, "Teams"),
                                   S("/settings/teams"), S("people"), -1, false, false});
    if (may(cx, MAY_CHANGE_SETTINGS, NULL))
        nav_add(nav, (struct nav_item){NAV_SETTINGS, S("accounts"), word(cx->lang, "Accounts"),
                                       S("/settings/accounts"), S("people"), -1, false, false});
    if (may(cx, MAY_CHANGE_SETTINGS, NULL))
        nav_add(nav, (struct nav_item){NAV_SETTINGS, S("sign-on"), word(cx->lang, "Sign-on"),
                                       S("/settings/sign-on"), S("key"), -1, false, false});
    if (may(cx, MAY_READ_AUDIT, NULL))
        nav_add(nav, (struct nav_item){NAV_SETTINGS, S("audit"), word(cx->lang, "What was done"),
                                       S("/settings/audit"), S("list"), -1, false, false});
    return OK;
}
