#include "harness/app_test.h"

#include "app/settings.h"
#include "base/rand.h"
#include "http/rate.h"
#include "kept.h"
#include "people/account.h"
#include "people/person.h"
#include "people/team.h"
#include "setup/setup.h"

static struct app *open_app(struct db *db, struct arena *a)
{
    struct app *app = NEW(a, struct app);
    app->log = (struct log){.fd = 2, .least = LOG_ERROR};
    app->clock = (struct clock){.stopped = true, .at = APP_TEST_MONDAY};
    app->data_dir = S("/tmp");
    app->db = db;
    app->zones = zone_cache_new(ZONE_DIR);
    app->sign_in_rates = rates_open(64);
    app->feature_count = features_get(a, &app->features);
    memset(app->key.bytes, 7, CRYPTO_KEY_BYTES);
    return app;
}

static void close_app(struct app *app)
{
    settings_release(app);
    zone_cache_free(app->zones);
    rates_close(app->sign_in_rates);
    arena_release(&app->arena);
}

static void migrate(struct app *app, struct arena *a)
{
    struct migration *all;
    struct fault f = {0};
    int n = 0;
    for (int i = 0; i < app->feature_count; i++)
        n += app->features[i].migration_count;
    all = NEWN(a, struct migration, n);
    n = 0;
    for (int i = 0; i < app->feature_count; i++)
        for (int k = 0; k < app->features[i].migration_count; k++)
            all[n++] = app->features[i].migrations[k];
    enum err err = db_migrate(app->db, all, n, &f);
    if (err != OK)
        print_error("%s\n", f.message);
    assert_int_equal(err, OK);
}

static enum err add_person(struct cx *cx, struct str address, struct str name, enum role role,
                           person_id *out)
{
    TRY(person_for_address(cx, address, name, out));
    return role == ROLE_NONE ? OK : account_add(cx, *out, role, S("no password"));
}

static enum err populate(struct cx *cx, void *arg)
{
    struct setup *setup = arg;
    struct mailbox box;
    struct team other = {.name = S("Repairs"), .icon = S("people")};
    person_id agent, leader, customer;
    TRY(setup_run(cx, setup));
    TRY(add_person(cx, S("maya@northgate.example"), S("Maya Ellis"), ROLE_AGENT, &agent));
    TRY(add_person(cx, S("leo@northgate.example"), S("Leo Hart"), ROLE_LEADER, &leader));
    TRY(add_person(cx, S("ann@customer.example"), S("Ann Brook"), ROLE_NONE, &customer));
    TRY(add_person(cx, S("bea@customer.example"), S("Bea Stone"), ROLE_NONE, &customer));
    TRY(team_add(cx, &other, &other.id));
    TRY(mailbox_default(cx, &box));
    box.may_send = true;
    return mailbox_set(cx, &box);
}

void app_test_prepare(struct db *db)
{
    struct arena a = {0};
    struct cx cx;
    struct app *app = open_app(db, &a);
    struct setup setup = {.organisation = S("Northgate Homes"),
                          .zone = S("Europe/London"),
                          .base_url = S("https://help.northgate.example"),
                          .lang = S("en"),
                          .name = S("Ada Admin"),
                          .address = S("ada@northgate.example"),
                          .mailbox = S("help@northgate.example")};
    migrate(app, &a);
    assert_int_equal(cx_begin(&cx, app, &a, "prepare"), OK);
    assert_int_equal(settings_load(&cx), OK);
    assert_int_equal(account_hash(&cx, S(APP_TEST_PASSWORD), &setup.password_hash), OK);
    enum err err = cx_write(&cx, populate, &setup);
    if (err != OK)
        print_error("%s\n", cx.fault.message);
    assert_int_equal(err, OK);
    cx_end(&cx);
    close_app(app);
    arena_release(&a);
}

void app_test_prepare_empty(struct db *db)
{
    struct arena a = {0};
    struct app *app = open_app(db, &a);
    migrate(app, &a);
    close_app(app);
    arena_release(&a);
}

static person_id person_of(struct app_test *t, struct str address)
{
    person_id id;
    assert_int_equal(person_find_by_address(&t->cx, address, &id), OK);
    assert_true(id.v > 0);
    return id;
}

struct app_test *app_test_start_empty(struct db *db, struct arena *a)
{
    struct app_test *t = NEW(a, struct app_test);
    t->arena = a;
    t->app = open_app(db, a);
    assert_int_equal(cx_begin(&t->cx, t->app, a, "test"), OK);
    assert_int_equal(settings_load(&t->cx), OK);
    t->cx.zone = org(t->app)->clock_zone;
    t->cx.lang = org(t->app)->lang;
    return t;
}

struct app_test *app_test_start(struct db *db, struct arena *a)
{
    struct app_test *t = app_test_start_empty(db, a);
    t->admin = person_of(t, S("ada@northgate.example"));
    t->agent = person_of(t, S("maya@northgate.example"));
    t->leader = person_of(t, S("leo@northgate.example"));
    t->customer = person_of(t, S("ann@customer.example"));
    t->other_customer = person_of(t, S("bea@customer.example"));
    t->team.v = app_test_number(t, SQL("SELECT id FROM team WHERE name = 'Front desk'"));
    t->other_team.v = app_test_number(t, SQL("SELECT id FROM team WHERE name = 'Repairs'"));
    t->service.v = app_test_number(t, SQL("SELECT id FROM service"));
    t->mailbox.v = app_test_number(t, SQL("SELECT id FROM mailbox"));
    t->cx.actor = (struct actor){
        .person = t->agent, .role = ROLE_AGENT, .name = S("Maya Ellis"), .may_write = true};
    return t;
}

void app_test_end(struct app_test *t)
{
    cx_end(&t->cx);
    db_sync_writes(t->app->db);
    close_app(t->app);
}

enum err app_test_write(struct app_test *t, write_fn *fn, void *arg)
{
    t->cx.fault = (struct fault){0};
    return cx_write(&t->cx, fn, arg);
}

void app_test_at(struct app_test *t, instant at)
{
    t->app->clock.at = at;
    t->cx.now = at;
}

void app_test_wait(struct app_test *t, int64_t us)
{
    app_test_at(t, t->cx.now + us);
}

int64_t app_test_number(struct app_test *t, struct sql sql)
{
    int64_t n = 0;
    enum err err = db_get_i64(t->cx.db, sql, NO_ARGS, &n);
    if (err != OK)
        print_error("%s: %s\n", sql.text, t->cx.fault.message);
    assert_int_equal(err, OK);
    return n;
}

static enum err set_passwords(struct cx *cx, void *hash)
{
    return db_run(cx->db, SQL("UPDATE account SET password_hash = $1"),
                  ARGS(DB_T(*(struct str *)hash)), NULL);
}

void app_test_passwords(struct app_test *t, struct str hash)
{
    assert_int_equal(app_test_write(t, set_passwords, &hash), OK);
}

/* ---- steps ------------------------------------------------------------------------------------
 */

struct step {
    struct app_test *t;
    const struct act *act;
    struct request request;
    struct message message;
    struct promise promise;
};

static enum err open_it(struct cx *cx, struct step *s)
{
    const struct act *a = s->act;
    struct request_new n = {.subject = S("The boiler is cold"),
                            .service = s->t->service,
                            .requester = a->person.v ? a->person : s->t->customer,
                            .team = a->team.v ? a->team : s->t->team,
                            .channel = CHANNEL_WEB,
                            .is_history = a->is_history};
    TRY(request_open(cx, &n, &s->request));
    struct person p;
    TRY(person_get(cx, n.requester, &p));
    return participant_add(cx, s->request.id, n.requester, p.address, 1);
}

static enum err say(struct cx *cx, struct step *s, enum message_kind kind, person_id author)
{
    s->message = (struct message){.kind = kind,
                                  .channel = CHANNEL_WEB,
                                  .author = author,
                                  .text = S("Some words."),
                                  .visible = S(""),
                                  .html = S(""),
                                  .mail_id = S(""),
                                  .raw_hash = S(""),
                                  .send_after = s->act->send_after,
                                  .is_history = s->act->is_history};
    if (s->act->reason)
        s->message.text = str_from(s->act->reason);
    return message_add(cx, &s->request, &s->message);
}

static enum err promise_it(struct cx *cx, struct step *s)
{
    s->promise = (struct promise){.kind = s->act->promise,
                                  .words = S("by hand"),
                                  .basis = BASIS_PERSON,
                                  .giver = s->t->agent,
                                  .due_at = s->act->due};
    return promise_make(cx, &s->request, &s->promise);
}

static enum err renegotiate(struct cx *cx, struct step *s)
{
    struct promise fresh, old = s->promise;
    TRY(promise_renegotiate(cx, &s->request, &old, s->act->due, S("new words"),
                            str_from(s->act->reason ? s->act->reason : ""), &fresh));
    s->promise = fresh;
    return OK;
}

static enum err run_step(struct cx *cx, struct step *s)
{
    const struct act *a = s->act;
    switch (a->what) {
    case ACT_OPEN: return open_it(cx, s);
    case ACT_ASKS: return say(cx, s, MESSAGE_IN, s->request.requester);
    case ACT_ANSWERS: return say(cx, s, MESSAGE_OUT, s->t->agent);
    case ACT_NOTES: return say(cx, s, MESSAGE_NOTE, s->t->agent);
    case ACT_TAKES_BACK: return message_take_back(cx, s->t->message.id);
    case ACT_SET_STATE:
        return request_set_state(cx, &s->request, a->state, str_from(a->reason ? a->reason : ""));
    case ACT_ASSIGN: return request_assign(cx, &s->request, a->person);
    case ACT_MOVE: return request_move(cx, &s->request, s->request.service, a->team);
    case ACT_PROMISE: return promise_it(cx, s);
    case ACT_RENEGOTIATE: return renegotiate(cx, s);
    case ACT_DONE: return promise_done(cx, &s->request, &s->promise, (message_id){0});
    case ACT_DRAFT: return draft_set(cx, s->request.id, S("reply"), str_from(a->reason));
    }
    return ERR_INVALID;
}

static enum err do_step(struct cx *cx, void *arg)
{
    struct step *s = arg;
    s->message = s->t->message;
    s->promise = s->t->promise;
    request_id on = s->act->on.v ? s->act->on : s->t->request.id;
    if (s->act->what != ACT_OPEN)
        TRY(request_get(cx, on, &s->request));
    TRY(run_step(cx, s));
    return request_get(cx, s->request.id, &s->request);
}

enum err app_test_act(struct app_test *t, struct act a)
{
    struct step s = {.t = t, .act = &a};
    TRY(app_test_write(t, do_step, &s));
    t->request = s.request;
    t->message = s.message;
    t->promise = s.promise;
    return OK;
}

struct promise app_test_promise(struct app_test *t, request_id id, enum promise_kind kind)
{
    struct promise *list, found = {0};
    int count;
    assert_int_equal(promise_list(&t->cx, id, &list, &count), OK);
    for (int i = 0; i < count; i++)
        if (list[i].kind == kind)
            found = list[i];
    assert_true(found.id.v > 0);
    return found;
}
