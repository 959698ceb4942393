/* settings_web.c: accounts, teams, and one's own settings. */
#include "app/form.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/undo.h"
#include "base/limits.h"
#include "base/vec.h"
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

/* An account that no password opens until its owner has chosen one by the link. */
static enum err invite(struct cx *cx, void *arg)
{
    struct inviting *v = arg;
    person_id person;
    TRY(person_for_address(cx, v->address, v->name, &person));
    TRY(account_add(cx, person, (enum role)v->role, S("*")));
    v->token = crypto_token(cx->arena);
    return db_run(
        cx->db,
        SQL("INSERT INTO invitation (token_hash, person_id, expires_at) VALUES ($1, $2, $3)"),
        ARGS(DB_T(crypto_token_hash(cx->arena, v->token)), DB_I(person.v),
             DB_I(cx->now + invitation_life)),
        NULL);
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
    int64_t role;
    bool is_disabled;
};

static enum err change_account(struct cx *cx, void *arg)
{
    struct account_change *c = arg;
    return account_set(cx, c->person, (enum role)c->role, c->is_disabled);
}

enum err account_post(struct cx *cx)
{
    struct account_change c = {.is_disabled = form_has(cx, "disabled")};
    enum err err = param_id(cx, 0, &c.person.v);
    if (err == OK)
        err = form_i64(cx, "role", ROLE_AGENT, ROLE_ADMIN, ROLE_AGENT, &c.role);
    if (err == OK)
        err = cx_write(cx, change_account, &c);
    if (err != OK)
        return show_accounts(cx, S(""), err);
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
    if (c->team.id.v == 0)
        return team_add(cx, &c->team, &c->team.id);
    if (c->remove)
        return team_remove_member(cx, c->team.id, (person_id){c->remove});
    if (c->add)
        return team_add_member(cx, c->team.id, (person_id){c->add}, c->leader != 0);
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
    }
    if (err == OK)
        err = cx_write(cx, change_team, &c);
    if (err != OK)
        return show_team(cx, c.team.id, err);
    toast_set(cx, word(cx->lang, "Saved."), S(""));
    return done(cx, str_fmt(cx->arena, "/settings/teams/%lld", (long long)c.team.id.v));
}

/* ---- one's own ---------------------------------------------------------------------------------
 */

static enum err load_sessions(struct cx *cx, struct me_page *p)
{
    VEC(struct session_row) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT token_hash, client, browser, created_at, seen_at FROM session WHERE "
                 "person_id = $1"
                 " AND expires_at > $2 ORDER BY seen_at DESC, token_hash LIMIT 50"),
             ARGS(DB_I(cx->actor.person.v), DB_I(cx->now)));
    while (rows_next(&r)) {
        struct session_row *s = vec_push(cx->arena, &v);
        s->is_this = str_eq(rows_text(&r), cx->actor.session);
        s->client = rows_text(&r);
        s->browser = rows_text(&r);
        s->created_at = rows_i64(&r);
        s->seen_at = rows_i64(&r);
    }
    p->sessions = v.v;
    p->session_count = (int)v.n;
    return rows_end(&r);
}

static enum err load_tokens(struct cx *cx, struct me_page *p)
{
    VEC(struct token_row) v = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT id, name, may_write, created_at FROM api_token WHERE person_id = $1 AND "
                 "revoked_at IS NULL ORDER BY id"),
             ARGS(DB_I(cx->actor.person.v)));
    while (rows_next(&r)) {
        struct token_row *t = vec_push(cx->arena, &v);
        t->id = rows_i64(&r);
        t->name = rows_text(&r);
        t->may_write = rows_bool(&r);
        t->created_at = rows_i64(&r);
    }
    p->tokens = v.v;
    p->token_count = (int)v.n;
    return rows_end(&r);
}

static enum err show_me(struct cx *cx, struct str fresh_token, enum err err)
{
    struct me_page *p = NEW(cx->arena, struct me_page);
    struct person person;
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("me"), &p->layout));
    TRY(person_get(cx, cx->actor.person, &person));
    p->address = person.address;
    p->fresh_token = fresh_token;
    for (enum lang l = 0; l < LANG_COUNT; l++)
        p->langs[l] = (struct lang_choice){str_from(lang_tag(l)), str_from(lang_name(l)),
                                           l == cx->lang};
    TRY(load_sessions(cx, p));
    TRY(load_tokens(cx, p));
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, me, p);
    return OK;
}

enum err me_get(struct cx *cx)
{
    return show_me(cx, S(""), OK);
}

struct my_change {
    struct str lang, hash;
};

static enum err change_me(struct cx *cx, void *arg)
{
    struct my_change *c = arg;
    if (c->lang.n)
        TRY(db_run(cx->db, SQL("UPDATE person SET lang = $2 WHERE id = $1"),
                   ARGS(DB_I(cx->actor.person.v), DB_T(c->lang)), NULL));
    if (c->hash.n == 0)
        return OK;
    TRY(db_run(cx->db, SQL("UPDATE account SET password_hash = $2 WHERE person_id = $1"),
               ARGS(DB_I(cx->actor.person.v), DB_T(c->hash)), NULL));
    return db_run(cx->db, SQL("DELETE FROM session WHERE person_id = $1 AND token_hash <> $2"),
                  ARGS(DB_I(cx->actor.person.v), DB_T(cx->actor.session)), NULL);
}

/* Another password needs the old one; every other session ends with it. */
static enum err read_password(struct cx *cx, struct str *hash)
{
    person_id same;
    struct person person;
    struct str now = http_form(cx->q, S("password_now"));
    if (!form_has(cx, "password"))
        return OK;
    TRY(person_get(cx, cx->actor.person, &person));
    if (account_sign_in(cx, person.address, now, &same) != OK || same.v != cx->actor.person.v)
        return fail(cx, ERR_INVALID, "password_now", "This is not your password now");
    return account_hash(cx, http_form(cx->q, S("password")), hash);
}

enum err me_post(struct cx *cx)
{
    struct my_change c = {.hash = S("")};
    struct str lang;
    enum err err = form_text(cx, "lang", 0, 10, &lang);
    if (err == OK) {
        c.lang = lang.n ? str_from(lang_tag(lang_from(lang))) : S("");
        err = read_password(cx, &c.hash);
    }
    if (err == OK)
        err = cx_write(cx, change_me, &c);
    if (err != OK)
        return show_me(cx, S(""), err);
    toast_set(cx, word(cx->lang, "Saved."), S(""));
    return done(cx, S("/me"));
}

struct look {
    struct str theme, density, letters;
};

static enum err change_look(struct cx *cx, void *arg)
{
    struct look *l = arg;
    return db_run(
        cx->db,
        SQL("UPDATE account SET theme = $2, density = $3, letters = $4 WHERE person_id = $1"),
        ARGS(DB_I(cx->actor.person.v), DB_T(l->theme), DB_T(l->density), DB_T(l->letters)), NULL);
}

/* One of the words that the style sheets know, or what it was before. */
static struct str one_of(struct cx *cx, const char *field, const char *a, const char *b,
                         struct str before)
{
    struct str v = http_form(cx->q, str_from(field));
    if (!v.p)
        return before.p ? before : S("");
    return str_eq(v, str_from(a)) || str_eq(v, str_from(b)) ? v : S("");
}

enum err look_post(struct cx *cx)
{
    struct look l = {.theme = one_of(cx, "theme", "dark", "light", cx->actor.theme),
                     .density = one_of(cx, "density", "compact", "comfortable", cx->actor.density),
                     .letters = one_of(cx, "letters", "easy", "plain", cx->actor.letters)};
    struct str back = http_form(cx->q, S("back"));
    TRY(cx_write(cx, change_look, &l));
    return done(cx, str_starts(back, S("/")) ? back : S("/me"));
}

struct token_change {
    struct str name, token;
    int64_t end;
    bool may_write;
};

static enum err change_token(struct cx *cx, void *arg)
{
    struct token_change *c = arg;
    if (c->end)
        return db_run(cx->db,
                      SQL("UPDATE api_token SET revoked_at = $3 WHERE id = $1 AND person_id = $2"),
                      ARGS(DB_I(c->end), DB_I(cx->actor.person.v), DB_I(cx->now)), NULL);
    return api_token_add(cx, cx->actor.person, c->name, c->may_write, &c->token);
}

enum err token_post(struct cx *cx)
{
    struct token_change c = {.token = S(""), .may_write = form_has(cx, "may_write")};
    enum err err = form_i64(cx, "end", 1, INT64_MAX, 0, &c.end);
    if (err == OK && !c.end)
        err = form_text(cx, "name", 1, LIMIT_NAME_BYTES, &c.name);
    if (err == OK)
        err = cx_write(cx, change_token, &c);
    return show_me(cx, c.token, err);
}

/* ---- routes ------------------------------------------------------------------------------------
 */

const struct http_route people_routes[] = {
    ROUTE(HTTP_GET, "/sign-in", MAY_BE_ANYONE, signin_get),
    ROUTE(HTTP_POST, "/sign-in", MAY_BE_ANYONE, signin_post),
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
    ROUTE(HTTP_POST, "/me", MAY_BE_SIGNED_IN, me_post),
    ROUTE(HTTP_POST, "/me/look", MAY_BE_SIGNED_IN, look_post),
    ROUTE(HTTP_POST, "/me/tokens", MAY_BE_SIGNED_IN, token_post),
};
const int people_route_count = COUNT(people_routes);

enum err people_nav(struct cx *cx, struct nav *nav)
{
    nav_add(nav, (struct nav_item){NAV_SETTINGS, S("teams"), word(cx->lang, "Teams"),
                                   S("/settings/teams"), S("people"), -1, false, false});
    if (may(cx, MAY_CHANGE_SETTINGS, NULL))
        nav_add(nav, (struct nav_item){NAV_SETTINGS, S("accounts"), word(cx->lang, "Accounts"),
                                       S("/settings/accounts"), S("people"), -1, false, false});
    return OK;
}
