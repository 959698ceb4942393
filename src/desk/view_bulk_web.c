#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "base/vec.h"
#include "desk/desk.h"
#include "desk/templates.h"
#include "desk/view_bulk.h"
#include "people/account.h"
#include "people/team.h"

/* ---- choosing
 * -------------------------------------------------------------------------------------- */

struct choosing {
    struct bulk_choice choice;
    struct bulk bulk;
};

static enum err do_open(struct cx *cx, void *arg)
{
    struct choosing *c = arg;
    return bulk_open(cx, &c->choice, &c->bulk);
}

static enum err read_ids(struct cx *cx, struct bulk_choice *c)
{
    request_id *ids = NEWN(cx->arena, request_id, cx->q->form_count);
    for (int i = 0; i < cx->q->form_count; i++) {
        if (!str_eq(cx->q->form[i].name, S("request")))
            continue;
        if (str_to_i64(cx->q->form[i].value, &ids[c->count].v) != OK)
            return fail(cx, ERR_INVALID, "request", "This is no number of a request");
        c->count++;
    }
    c->ids = ids;
    return c->count ? OK : fail(cx, ERR_INVALID, "request", "Select at least one request");
}

static enum err read_act(struct cx *cx, struct bulk_choice *c)
{
    struct str act = http_form(cx->q, S("act"));
    c->value = -1;
    if (str_eq(act, S("assign")))
        return c->act = BULK_ASSIGN, OK;
    if (str_eq(act, S("team")))
        return c->act = BULK_TEAM, OK;
    if (str_eq(act, S("state")))
        return c->act = BULK_STATE, OK;
    c->act = BULK_STATE;
    c->value = REQUEST_SPAM;
    return str_eq(act, S("spam")) ? OK
                                  : fail(cx, ERR_INVALID, "act", "Choose what to do with them");
}

enum err bulk_choose_post(struct cx *cx)
{
    struct choosing c = {0};
    struct view_at at;
    if (!view_from(cx, &at))
        return fail(cx, ERR_INVALID, "view", "There is no such view");
    TRY(read_act(cx, &c.choice));
    c.choice.at = &at;
    c.choice.path = view_path(cx, &at);
    if (!form_has(cx, "all"))
        TRY(read_ids(cx, &c.choice));
    TRY(cx_write(cx, do_open, &c));
    return done(cx, str_fmt(cx->arena, "/bulk/%lld", (long long)c.bulk.id));
}

/* ---- the page
 * ---------------------------------------------------------------------------------------- */

static struct str state_name(struct cx *cx, int64_t state)
{
    switch ((enum request_state)state) {
    case REQUEST_OPEN: return word(cx->lang, "Open");
    case REQUEST_WAITING: return word(cx->lang, "Waiting for them");
    case REQUEST_SOLVED: return word(cx->lang, "Kept");
    case REQUEST_WITHDRAWN: return word(cx->lang, "No longer needed");
    case REQUEST_SPAM: return word(cx->lang, "Spam");
    }
    return S("");
}

static void add_option(struct bulk_page *p, int64_t value, struct str words)
{
    bool is_chosen = value == p->bulk.value;
    p->options[p->option_count++] = (struct bulk_option){value, words, is_chosen};
    if (is_chosen)
        p->to_words = words;
}

static enum err load_options(struct cx *cx, struct bulk_page *p)
{
    static const enum request_state states[] = {REQUEST_OPEN, REQUEST_WAITING, REQUEST_SOLVED,
                                                REQUEST_WITHDRAWN, REQUEST_SPAM};
    struct account *accounts;
    struct team *teams;
    int account_count, team_count;
    TRY(account_list(cx, &accounts, &account_count));
    TRY(team_list(cx, &teams, &team_count));
    p->options = NEWN(cx->arena, struct bulk_option,
                      account_count + team_count + COUNT(states) + 1);
    switch (p->bulk.act) {
    case BULK_ASSIGN:
        p->title = word(cx->lang, "Give to");
        add_option(p, 0, word(cx->lang, "Nobody yet"));
        for (int i = 0; i < account_count; i++)
            add_option(p, accounts[i].person.v, accounts[i].name);
        break;
    case BULK_TEAM:
        p->title = word(cx->lang, "Move to the team");
        for (int i = 0; i < team_count; i++)
            add_option(p, teams[i].id.v, teams[i].name);
        break;
    case BULK_STATE:
        p->title = word(cx->lang, "Set their state to");
        for (int i = 0; i < COUNT(states); i++)
            add_option(p, states[i], state_name(cx, states[i]));
        break;
    }
    return OK;
}

static struct str from_words(struct cx *cx, const struct bulk_page *p, int64_t value)
{
    (void)cx;
    for (int i = 0; i < p->option_count; i++)
        if (p->options[i].value == value)
            return p->options[i].words;
    return S("…");
}

/* Grouped by what they are now. */
static enum err load_changes(struct cx *cx, struct bulk_page *p)
{
    VEC(struct bulk_change) list = {0};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT CASE WHEN $2 = 1 THEN coalesce(r.owner_id, 0)"
                 " WHEN $2 = 2 THEN r.team_id ELSE r.state END, count(*)"
                 " FROM bulk_item i JOIN request r ON r.id = i.request_id WHERE i.bulk_id = $1"
                 " GROUP BY 1 ORDER BY 2 DESC, 1"),
             ARGS(DB_I(p->bulk.id), DB_I(p->bulk.act)));
    while (rows_next(&r)) {
        struct bulk_change *c = vec_push(cx->arena, &list);
        c->from = rows_i64(&r);
        c->count = rows_i64(&r);
        c->stays = c->from == p->bulk.value;
        c->from_words = from_words(cx, p, c->from);
    }
    p->changes = list.v;
    p->change_count = (int)list.n;
    return rows_end(&r);
}

static enum err load_numbers(struct cx *cx, struct bulk_page *p)
{
    int64_t *const to[] = {&p->waiting, &p->did, &p->left, &p->back, &p->kept_changed};
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT state, count(*) FROM bulk_item WHERE bulk_id = $1 GROUP BY state"),
             ARGS(DB_I(p->bulk.id)));
    while (rows_next(&r)) {
        int64_t state = rows_i64(&r), n = rows_i64(&r);
        if (state >= 0 && state < COUNT(to))
            *to[state] = n;
    }
    return rows_end(&r);
}

static enum err load_lefts(struct cx *cx, struct bulk_page *p)
{
    VEC(struct bulk_left) list = {0};
    struct rows r;
    db_query(
        &r, cx->db,
        SQL("SELECT request_id, why FROM bulk_item WHERE bulk_id = $1 AND (state = 2 OR state = 4)"
            " ORDER BY request_id LIMIT 20"),
        ARGS(DB_I(p->bulk.id)));
    while (rows_next(&r)) {
        struct bulk_left *l = vec_push(cx->arena, &list);
        request_id id = {rows_i64(&r)};
        struct str why = rows_text(&r);
        l->number = request_number(cx->arena, id);
        l->path = str_fmt(cx->arena, "/r/%lld", (long long)id.v);
        l->why = word(cx->lang, str_z(cx->arena, why));
    }
    p->lefts = list.v;
    p->left_count = (int)list.n;
    return rows_end(&r);
}

static enum err load_bulk(struct cx *cx, int64_t id, struct bulk_page *p)
{
    int64_t chosen;
    TRY(layout_load(cx, S("/requests"), &p->layout));
    TRY(bulk_get(cx, id, &p->bulk));
    if (p->bulk.state == BULK_SHOWN && http_query(cx->q, S("value")).n &&
        str_to_i64(http_query(cx->q, S("value")), &chosen) == OK)
        p->bulk.value = chosen;
    p->to_words = S("");
    TRY(load_options(cx, p));
    TRY(load_numbers(cx, p));
    TRY(load_lefts(cx, p));
    p->may_undo = p->bulk.state == BULK_DONE || p->bulk.state == BULK_AT_WORK;
    return p->bulk.state == BULK_SHOWN ? load_changes(cx, p) : OK;
}

enum err bulk_page_get(struct cx *cx)
{
    struct bulk_page *p = NEW(cx->arena, struct bulk_page);
    int64_t id;
    TRY(param_id(cx, 0, &id));
    TRY(load_bulk(cx, id, p));
    RENDER(cx, view_bulk, p);
    return OK;
}

/* ---- doing
 * ---------------------------------------------------------------------------------------------- */

struct beginning {
    int64_t id, value;
    struct str undo;
};

/* A handful is done at once; the job goes on with what is left. */
static enum err do_begin(struct cx *cx, void *arg)
{
    struct beginning *b = arg;
    TRY(bulk_begin(cx, b->id, b->value));
    return undo_offer(cx, S("bulk"), str_fmt(cx->arena, "%lld", (long long)b->id), &b->undo);
}

static enum err page_again(struct cx *cx, int64_t id, enum err err)
{
    struct bulk_page *p = NEW(cx->arena, struct bulk_page);
    struct fault fault = cx->fault;
    if (fault_status(err) >= 500 || http_wants_json(cx->q) || err == ERR_NOT_FOUND)
        return err;
    TRY(load_bulk(cx, id, p));
    cx->fault = fault;
    layout_wrong(cx, &p->layout, err);
    RENDER(cx, view_bulk, p);
    return OK;
}

static enum err check_value(struct cx *cx, int64_t id, int64_t value)
{
    struct bulk_page p = {0};
    TRY(bulk_get(cx, id, &p.bulk));
    TRY(load_options(cx, &p));
    for (int i = 0; i < p.option_count; i++)
        if (p.options[i].value == value)
            return OK;
    return fail(cx, ERR_INVALID, "value", "Choose one of these");
}

enum err bulk_begin_post(struct cx *cx)
{
    struct beginning b = {0};
    TRY(param_id(cx, 0, &b.id));
    enum err err = form_i64(cx, "value", 0, INT64_MAX, -1, &b.value);
    if (err == OK)
        err = check_value(cx, b.id, b.value);
    if (err == OK)
        err = cx_write(cx, do_begin, &b);
    bool more = false;
    if (err == OK)
        err = bulk_work(cx, b.id, &more);
    if (err == OK && more) /* at times only to see that nothing is left */
        err = bulk_work(cx, b.id, &more);
    if (err != OK)
        return page_again(cx, b.id, err);
    struct bulk bulk;
    TRY(bulk_get(cx, b.id, &bulk));
    job_wake(cx->app, "desk.bulk");
    if (bulk.state == BULK_AT_WORK || bulk.total > BULK_AT_ONCE)
        return done(cx, str_fmt(cx->arena, "/bulk/%lld", (long long)b.id));
    toast_set(cx, str_fmt(cx->arena, "%.*s", STR_ARG(word(cx->lang, "Done with all of them."))),
              b.undo);
    return done(cx, bulk.path);
}

static enum err do_undo(struct cx *cx, void *arg)
{
    const int64_t *id = arg;
    return bulk_undo_begin(cx, *id);
}

enum err bulk_undo_post(struct cx *cx)
{
    int64_t id;
    TRY(param_id(cx, 0, &id));
    bool more;
    enum err err = cx_write(cx, do_undo, &id);
    if (err == OK)
        err = bulk_work(cx, id, &more);
    if (err != OK)
        return page_again(cx, id, err);
    job_wake(cx->app, "desk.bulk");
    return done(cx, str_fmt(cx->arena, "/bulk/%lld", (long long)id));
}

static void wake_job(void *app)
{
    job_wake(app, "desk.bulk");
}

/* By the toast, inside the write that takes back: the job does the rest at once. */
enum err bulk_undo(struct cx *cx, struct str data)
{
    int64_t id;
    if (str_to_i64(data, &id) != OK)
        return fail(cx, ERR_NOT_FOUND, NULL, "It is too late to take this back");
    TRY(do_undo(cx, &id));
    tx_after_commit(cx->db, wake_job, cx->app);
    return OK;
}
