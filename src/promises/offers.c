/* offers.c: a draft's times as promises, offered beside it; nothing is made until its box is ticked
 * and the answer is sent. */
#include "app/form.h"
#include "app/serve.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "promises/pages.h"
#include "promises/templates.h"
#include "services/service.h"

static const enum move move_order[5] = {MOVE_ACKNOWLEDGE, MOVE_WHAT, MOVE_BY_WHEN, MOVE_EXPLAIN,
                                        MOVE_THANK};

/* The newest that is pending of this kind. */
static const struct promise *pending_of(const struct promise *list, int count,
                                        enum promise_kind kind)
{
    const struct promise *found = NULL;
    for (int i = 0; i < count; i++)
        if (list[i].kind == kind && promise_is_pending(&list[i]))
            found = &list[i];
    return found;
}

static bool is_promised(const struct promise *list, int count, instant due)
{
    for (int i = 0; i < count; i++)
        if (list[i].state == PROMISE_OPEN && list[i].due_at == due)
            return true;
    return false;
}

const char *offer_act_name(const struct offer *f)
{
    return f->act == OFFER_MAKE ? "make" : f->act == OFFER_MOVE ? "move" : "again";
}

const char *offer_language(const struct offers *o)
{
    static const char *const names[DRAFT_LANGS] = {"en", "de", "fr", "es", "nl"};
    return names[o->reading.lang];
}

static void add_offer(struct cx *cx, struct offers *o, const struct draft_time *t,
                      const struct promise *list, int count)
{
    const struct promise *old = pending_of(list, count, t->kind);
    struct offer *f = &o->list[o->count];
    if (is_promised(list, count, t->due))
        return;
    *f = (struct offer){.time = *t, .act = OFFER_MAKE, .old_words = S("")};
    if (old && !promise_may_move(old, cx->now))
        f->act = OFFER_AGAIN;
    else if (old && t->due > old->due_at)
        f->act = OFFER_MOVE;
    if (f->act != OFFER_MAKE) {
        f->old = *old;
        f->old_words = promise_words(cx, old);
    }
    f->value = str_fmt(cx->arena, "%s %lld %s %lld", offer_act_name(f), (long long)f->old.id.v,
                       promise_kind_name(t->kind), (long long)t->due);
    o->count++;
    f->field = str_fmt(cx->arena, "offer%d", o->count);
    f->words_field = str_fmt(cx->arena, "offer%d_words", o->count);
    f->reason_field = str_fmt(cx->arena, "offer%d_reason", o->count);
    o->needs_sorry |= f->act == OFFER_AGAIN && !o->reading.is_sorry;
}

enum err offers_read(struct cx *cx, const struct request *r, struct str text, struct offers *o)
{
    struct draft_clock clock = {
        .now = cx->now, .zone = cx->zone, .otherwise = cx->lang == LANG_DE ? DRAFT_DE : DRAFT_EN};
    struct hours hours;
    struct promise *list;
    int count;
    *o = (struct offers){.request = r->id, .has_text = str_trim(text).n > 0};
    TRY(team_calendar(cx, r->team, &clock.calendar, &hours));
    TRY(promise_list(cx, r->id, &list, &count));
    draft_read(cx->arena, text, &clock, &o->reading);
    for (int i = 0; i < 5; i++)
        o->is_made[i] = o->reading.moves & (int)move_order[i];
    /* an answer acknowledges, whatever its words: they hear from us */
    o->is_made[0] |= !(r->moves & MOVE_ACKNOWLEDGE);
    for (int i = 0; i < o->reading.time_count; i++)
        add_offer(cx, o, &o->reading.times[i], list, count);
    return OK;
}

enum err offers_answer(struct cx *cx, const struct request *r, struct str text)
{
    struct offers *o = NEW(cx->arena, struct offers);
    TRY(offers_read(cx, r, text, o));
    RENDER(cx, offers, o);
    return OK;
}

enum err offers_get(struct cx *cx)
{
    struct request r;
    struct str text;
    TRY(param_id(cx, 0, &r.id.v));
    TRY(request_get(cx, r.id, &r));
    struct object object = request_object(&r);
    if (!may(cx, MAY_ANSWER_REQUEST, &object))
        return fail(cx, ERR_FORBIDDEN, NULL, "You may read this request, not change it");
    if (cx->q->method == HTTP_POST)
        TRY(form_text(cx, "text", 0, LIMIT_MESSAGE_BYTES, &text));
    else
        text = http_query(cx->q, S("text"));
    return offers_answer(cx, &r, text);
}

/* ---- taking -----------------------------------------------------------------------------------
 */

struct taken {
    struct str act, kind_name, words, reason;
    promise_id old;
    instant due;
    enum promise_kind kind;
};

static enum err read_taken(struct cx *cx, int number, struct taken *t, bool *is_there)
{
    struct str value = http_form(cx->q, str_fmt(cx->arena, "offer%d", number));
    const char *words = str_z(cx->arena, str_fmt(cx->arena, "offer%d_words", number));
    const char *reason = str_z(cx->arena, str_fmt(cx->arena, "offer%d_reason", number));
    *is_there = value.n > 0;
    if (!*is_there)
        return OK;
    t->act = str_cut(&value, ' ');
    struct str old = str_cut(&value, ' ');
    t->kind_name = str_cut(&value, ' ');
    t->kind = str_eq(t->kind_name, S("update")) ? PROMISE_UPDATE : PROMISE_RESOLVE;
    if (str_to_i64(old, &t->old.v) != OK || str_to_i64(value, &t->due) != OK)
        return fail(cx, ERR_INVALID, "text",
                    "The promise that was offered is not readable. Look at your words again");
    TRY(form_text(cx, words, 0, LIMIT_MESSAGE_BYTES, &t->words));
    TRY(form_text(cx, reason, 0, LIMIT_SUBJECT_BYTES, &t->reason));
    t->words = utf8_cut_bytes(t->words, LIMIT_SUBJECT_BYTES);
    return OK;
}

static enum err take_one(struct cx *cx, struct request *r, const struct taken *t)
{
    struct promise old = {0}, fresh;
    if (!str_eq(t->act, S("make"))) {
        TRY(promise_get(cx, t->old, &old));
        if (old.request.v != r->id.v)
            return fail(cx, ERR_NOT_FOUND, NULL, "There is no such promise");
    }
    if (str_eq(t->act, S("move"))) {
        TRY(promise_renegotiate(cx, r, &old, t->due, t->words, t->reason, &fresh));
        return promise_tell(cx, fresh.id);
    }
    fresh = (struct promise){.kind = t->kind,
                             .words = t->words,
                             .giver = cx->actor.person,
                             .basis = BASIS_PERSON,
                             .due_at = t->due,
                             .first_due_at = old.first_due_at,
                             .replaces = old.id};
    TRY(promise_make(cx, r, &fresh));
    return promise_tell(cx, fresh.id);
}

enum err offers_take(struct cx *cx, struct request *r)
{
    bool is_there, any = false;
    for (int i = 1; i <= DRAFT_TIMES; i++) {
        struct taken t;
        TRY(read_taken(cx, i, &t, &is_there));
        if (is_there)
            TRY(take_one(cx, r, &t));
        any |= is_there;
    }
    return any ? request_add_moves(cx, r, MOVE_WHAT | MOVE_BY_WHEN) : OK;
}
