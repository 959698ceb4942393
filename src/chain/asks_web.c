/* asks_web.c: what is asked of my teams and by them, and one ask as both sides see it. */
#include "app/form.h"
#include "app/serve.h"
#include "app/undo.h"
#include "base/limits.h"
#include "base/vec.h"
#include "chain/chain_pages.h"
#include "chain/templates.h"

const struct http_route chain_routes[] = {
    ROUTE(HTTP_GET, "/chain", MAY_READ_SETTINGS, map_get),
    ROUTE(HTTP_GET, "/asks", MAY_READ_REQUEST, asks_get),
    ROUTE(HTTP_GET, "/asks/{id}", MAY_READ_REQUEST, ask_page_get),
    ROUTE(HTTP_POST, "/asks/{id}/say", MAY_ANSWER_REQUEST, ask_say_post),
    ROUTE(HTTP_POST, "/asks/{id}/return", MAY_ANSWER_REQUEST, ask_return_post),
    ROUTE(HTTP_POST, "/asks/{id}/withdraw", MAY_ANSWER_REQUEST, ask_withdraw_post),
    ROUTE(HTTP_GET, "/r/{id}/ask", MAY_ANSWER_REQUEST, ask_form_get),
    ROUTE(HTTP_POST, "/r/{id}/ask", MAY_ANSWER_REQUEST, ask_form_post),
};
const int chain_route_count = COUNT(chain_routes);

enum err chain_nav(struct cx *cx, struct nav *nav)
{
    int64_t open;
    TRY(ask_open_count(cx, &open));
    nav_add(nav, (struct nav_item){NAV_MAIN, S("asks"), word(cx->lang, "Asks"), S("/asks"),
                                   S("reply"), open, false, false});
    nav_add(nav, (struct nav_item){NAV_MAIN, S("chain"), word(cx->lang, "Chain"), S("/chain"),
                                   S("chain"), -1, false, false});
    return OK;
}

static bool may_see(struct cx *cx, enum verb verb, request_id id)
{
    struct request r;
    struct fault before = cx->fault;
    bool is = request_get(cx, id, &r) == OK;
    struct object object = request_object(&r);
    cx->fault = before;
    return is && may(cx, verb, &object);
}

/* ---- the lists --------------------------------------------------------------------------------
 */

typedef VEC(ask_id) id_list;

static enum err collect(struct cx *cx, struct sql sql, id_list *ids)
{
    for (int i = 0; i < cx->actor.team_count; i++) {
        struct rows r;
        db_query(&r, cx->db, sql,
                 ARGS(DB_I(cx->actor.teams[i].v), DB_I(cx->actor.person.v), DB_I(LIMIT_LIST_ROWS)));
        while (rows_next(&r))
            vec_push(cx->arena, ids)->v = rows_i64(&r);
        TRY(rows_end(&r));
    }
    return OK;
}

static enum err fill(struct cx *cx, const id_list *ids, struct ask_row **rows, int *count)
{
    struct ask a;
    *rows = NEWN(cx->arena, struct ask_row, ids->n);
    *count = 0;
    for (ptrdiff_t i = 0; i < ids->n; i++) {
        TRY(ask_get(cx, ids->v[i], &a));
        if (may_see(cx, MAY_READ_REQUEST, a.inner))
            TRY(ask_row_fill(cx, &a, &(*rows)[(*count)++]));
    }
    return OK;
}

enum err asks_get(struct cx *cx)
{
    struct asks_page *p = NEW(cx->arena, struct asks_page);
    id_list of_us = {0}, by_us = {0};
    TRY(layout_load(cx, S("asks"), &p->layout));
    TRY(collect(cx,
                SQL("SELECT a.id FROM request r JOIN ask a ON a.inner_id = r.id WHERE r.team_id = "
                    "$1 AND $2 > 0 AND r.state < 10 AND a.state = 1 ORDER BY r.due_at, a.id LIMIT "
                    "$3"),
                &of_us));
    TRY(collect(cx,
                SQL("SELECT a.id FROM ask a WHERE a.asker_team_id = $1 AND $2 > 0 AND a.state = 1 "
                    "ORDER BY a.id DESC LIMIT $3"),
                &by_us));
    TRY(fill(cx, &of_us, &p->of_us, &p->of_us_count));
    TRY(fill(cx, &by_us, &p->by_us, &p->by_us_count));
    RENDER(cx, asks, p);
    return OK;
}

/* ---- one ask ----------------------------------------------------------------------------------
 */

static bool is_of(const struct cx *cx, team_id team)
{
    for (int i = 0; i < cx->actor.team_count; i++)
        if (cx->actor.teams[i].v == team.v)
            return true;
    return false;
}

static enum err ask_of_path(struct cx *cx, struct ask *a, enum verb verb)
{
    ask_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(ask_get(cx, id, a));
    if (!may_see(cx, MAY_READ_REQUEST, a->inner))
        return fail(cx, ERR_NOT_FOUND, NULL, "Nothing like this was asked");
    if (!may_see(cx, verb, a->inner))
        return fail(cx, ERR_FORBIDDEN, NULL, "You may read this request, not change it");
    return OK;
}

static enum err fill_lines(struct cx *cx, struct ask_page *p)
{
    struct message *list;
    int count;
    TRY(request_messages(cx, p->row.ask.inner, &list, &count));
    p->lines = NEWN(cx->arena, struct ask_line, count);
    bool outside = p->row.ask.supplier.n > 0;
    for (int i = 0; i < count; i++) {
        bool asker = list[i].author.v == p->row.ask.asker.v ||
                     (outside && list[i].kind != MESSAGE_IN);
        /* the notes of the team that was asked are its own */
        if (list[i].kind == MESSAGE_NOTE && !outside)
            continue;
        p->lines[p->line_count++] = (struct ask_line){.message = list[i],
                                                      .is_asker = asker,
                                                      .name = list[i].author.v ? list[i].author_name
                                                                               : S("Kept")};
    }
    return OK;
}

static struct str promise_words(struct cx *cx, const struct promise *p)
{
    switch (p->kind) {
    case PROMISE_ACKNOWLEDGE: return word(cx->lang, "Acknowledge it");
    case PROMISE_RESPOND: return word(cx->lang, "Answer");
    case PROMISE_UPDATE: return word(cx->lang, "Say how it stands");
    case PROMISE_RESOLVE: return p->words.n ? p->words : word(cx->lang, "Have it done");
    }
    return S("");
}

static enum err fill_promises(struct cx *cx, struct ask_page *p)
{
    TRY(promise_list(cx, p->row.ask.inner, &p->promises, &p->promise_count));
    p->promise_words = NEWN(cx->arena, struct str, p->promise_count);
    for (int i = 0; i < p->promise_count; i++)
        p->promise_words[i] = promise_words(cx, &p->promises[i]);
    return OK;
}

static enum err fill_returns(struct cx *cx, struct ask_page *p)
{
    TRY(ask_returns(cx, p->row.ask.id, &p->returns, &p->return_count));
    p->reason_words = NEWN(cx->arena, struct str, p->return_count);
    for (int i = 0; i < p->return_count; i++)
        p->reason_words[i] = word(cx->lang, ask_reason_words(p->returns[i].reason));
    p->reasons = NEWN(cx->arena, struct ask_reason_choice, ASK_REASONS);
    for (int i = ASK_MISSING; i < ASK_REASONS; i++)
        p->reasons[p->reason_count++] = (struct ask_reason_choice){
            i, word(cx->lang, ask_reason_words((enum ask_reason)i))};
    return OK;
}

static enum err show_ask(struct cx *cx, const struct ask *a, enum err err)
{
    struct ask_page *p = NEW(cx->arena, struct ask_page);
    struct fault fault = cx->fault;
    if (err != OK && (fault_status(err) >= 500 || http_wants_json(cx->q)))
        return err;
    TRY(layout_load(cx, S("asks"), &p->layout));
    TRY(ask_row_fill(cx, a, &p->row));
    TRY(fill_lines(cx, p));
    TRY(fill_promises(cx, p));
    TRY(fill_returns(cx, p));
    p->is_asker = a->asker.v == cx->actor.person.v ||
                  (is_of(cx, a->asker_team) && !is_of(cx, p->row.inner.team));
    p->typed = err != OK ? http_form(cx->q, S("words")) : S("");
    cx->fault = fault;
    if (err != OK)
        layout_wrong(cx, &p->layout, err);
    RENDER(cx, ask, p);
    return OK;
}

enum err ask_page_get(struct cx *cx)
{
    struct ask a;
    TRY(ask_of_path(cx, &a, MAY_READ_REQUEST));
    return show_ask(cx, &a, OK);
}

struct doing {
    struct ask ask;
    struct str words;
    enum ask_reason reason;
    message_id said;
};

static enum err do_say(struct cx *cx, void *arg)
{
    struct doing *d = arg;
    bool by_asker = d->ask.asker.v == cx->actor.person.v;
    struct request inner;
    TRY(request_get(cx, d->ask.inner, &inner));
    by_asker = by_asker || (is_of(cx, d->ask.asker_team) && !is_of(cx, inner.team));
    return ask_say(cx, &d->ask, d->words, by_asker, &d->said);
}

enum err ask_say_post(struct cx *cx)
{
    struct doing d = {0};
    TRY(ask_of_path(cx, &d.ask, MAY_ANSWER_REQUEST));
    enum err err = form_text(cx, "words", 1, LIMIT_MESSAGE_BYTES, &d.words);
    if (err == OK)
        err = cx_write(cx, do_say, &d);
    if (err != OK)
        return show_ask(cx, &d.ask, err);
    toast_set(cx, word(cx->lang, "Said."), S(""));
    return done(cx, str_fmt(cx->arena, "/asks/%lld", (long long)d.ask.id.v));
}

static enum err do_return(struct cx *cx, void *arg)
{
    struct doing *d = arg;
    return ask_send_back(cx, &d->ask, d->reason, d->words);
}

enum err ask_return_post(struct cx *cx)
{
    struct doing d = {0};
    int64_t reason = 0;
    TRY(ask_of_path(cx, &d.ask, MAY_ANSWER_REQUEST));
    enum err err = form_i64(cx, "reason", ASK_MISSING, ASK_REASONS - 1, 0, &reason);
    d.reason = (enum ask_reason)reason;
    if (err == OK)
        err = form_text(cx, "words", 1, LIMIT_MESSAGE_BYTES, &d.words);
    if (err == OK)
        err = cx_write(cx, do_return, &d);
    if (err != OK)
        return show_ask(cx, &d.ask, err);
    toast_set(cx, word(cx->lang, "Sent back. The clock stands still until they answer."), S(""));
    return done(cx, str_fmt(cx->arena, "/asks/%lld", (long long)d.ask.id.v));
}

static enum err do_withdraw(struct cx *cx, void *arg)
{
    struct doing *d = arg;
    return ask_withdraw(cx, &d->ask);
}

enum err ask_withdraw_post(struct cx *cx)
{
    struct doing d = {0};
    TRY(ask_of_path(cx, &d.ask, MAY_ANSWER_REQUEST));
    enum err err = cx_write(cx, do_withdraw, &d);
    if (err != OK)
        return show_ask(cx, &d.ask, err);
    toast_set(cx, word(cx->lang, "They know that it is no longer needed."), S(""));
    return done(cx, str_fmt(cx->arena, "/r/%lld", (long long)d.ask.outer.v));
}
