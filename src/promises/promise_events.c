/* promise_events.c: what happens to promises as a request lives: each event of it is one of
 * story.h, and the engine does the rest. */
#include "promises/promise_row.h"

static const struct {
    enum event_kind event;
    enum story_kind story;
} stories[] = {
    {EVENT_REQUEST_OPENED, STORY_CREATED},      {EVENT_MESSAGE_RECEIVED, STORY_ASKED},
    {EVENT_MESSAGE_SENT, STORY_ANSWERED},       {EVENT_ACKNOWLEDGED, STORY_ACKNOWLEDGED},
    {EVENT_REQUEST_WAITING, STORY_WAITS},       {EVENT_REQUEST_RESUMED, STORY_RESUMED},
    {EVENT_REQUEST_SOLVED, STORY_SOLVED},       {EVENT_REQUEST_REOPENED, STORY_REOPENED},
    {EVENT_REQUEST_WITHDRAWN, STORY_WITHDRAWN}, {EVENT_REQUEST_SPAM, STORY_WITHDRAWN},
};

enum story_kind story_kind_of(enum event_kind event)
{
    for (int i = 0; i < COUNT(stories); i++)
        if (stories[i].event == event)
            return stories[i].story;
    return STORY_NOTED;
}

static struct story_event story_event_of(const struct event *e, enum story_kind kind)
{
    return (struct story_event){.at = e->at,
                                .kind = kind,
                                .party = {kind == STORY_WAITS ? PARTY_CUSTOMER : PARTY_ANY, 0},
                                .is_automatic = kind == STORY_ACKNOWLEDGED,
                                .by = e->object,
                                .words = S(""),
                                .reason = e->note};
}

static enum err tell_story(struct cx *cx, const struct event *e, enum story_kind kind,
                           struct request *r)
{
    struct promise_story s;
    struct story_event event = story_event_of(e, kind);
    TRY(promise_story_load(cx, r, &s));
    s.story.is_begun = kind != STORY_CREATED;
    if (kind == STORY_REOPENED)
        s.story.is_over = true; /* the request has been opened again already */
    if (kind == STORY_SOLVED || kind == STORY_WITHDRAWN)
        s.story.is_over = false; /* and closed */
    TRY(story_apply(&s.story, &event));
    return promise_story_save(&s, r);
}

static enum err check_answered(struct cx *cx, const struct request *r)
{
    struct promise *list;
    int count;
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].kind == PROMISE_RESPOND && promise_is_pending(&list[i]))
            return fail(cx, ERR_CONFLICT, NULL,
                        "They wait for an answer. Send one, then mark this as kept");
    return OK;
}

/* ---- taken back ------------------------------------------------------------------------------ */

static enum err open_again(struct cx *cx, struct promise *p)
{
    p->state = p->state == PROMISE_KEPT ? PROMISE_OPEN : p->state;
    p->ended_at = p->state == PROMISE_OPEN ? 0 : p->ended_at;
    p->done_at = 0;
    p->ended_by.v = 0;
    p->is_automatic = false;
    return promise_store(cx, p);
}

/* A promise that an answer gave, and the answer was taken back: the one it replaced stands again.
 */
static enum err never_given(struct cx *cx, struct request *r, struct promise *p)
{
    struct promise old;
    TRY(promise_withdraw(cx, r, p, S("")));
    if (!p->replaces.v)
        return OK;
    TRY(promise_get(cx, p->replaces, &old));
    if (old.state != PROMISE_RENEGOTIATED || old.ended_at != p->made_at)
        return OK;
    old.state = PROMISE_OPEN;
    old.ended_at = 0;
    old.reason = S("");
    return promise_store(cx, &old);
}

/* An answer was taken back before it left: what it kept is open again, the next update it brought
 * is not due, and who was told by it has not been. */
static enum err unsent(struct cx *cx, struct request *r, int64_t message)
{
    struct promise *list;
    int count;
    instant sent = 0;
    TRY(db_get_i64(cx->db, SQL("SELECT at FROM message WHERE id = $1"), ARGS(DB_I(message)),
                   &sent));
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++) {
        struct promise *p = &list[i];
        bool is_next_update = p->kind == PROMISE_UPDATE && p->basis == BASIS_POLICY &&
                              p->made_at == sent && p->made_at != r->opened_at;
        if (message && p->ended_by.v == message)
            TRY(open_again(cx, p));
        else if (is_next_update)
            TRY(promise_withdraw(cx, r, p, S("")));
        if (p->made_at == sent && p->basis == BASIS_PERSON && p->told_at == sent)
            TRY(never_given(cx, r, p));
        else if (p->told_at && p->told_at == sent)
            TRY(db_run(cx->db, SQL("UPDATE promise SET told_at = NULL WHERE id = $1"),
                       ARGS(DB_I(p->id.v)), NULL));
    }
    return promise_refresh(cx, r);
}

/* What was marked as kept by mistake: the promises it kept are open again, nothing new is made. */
static enum err unsolved(struct cx *cx, struct request *r)
{
    struct promise *list;
    int count;
    instant last = 0;
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].kind == PROMISE_RESOLVE && list[i].done_at > last)
            last = list[i].done_at;
    for (int i = 0; i < count; i++)
        if (last && list[i].done_at == last && list[i].ended_by.v == 0)
            TRY(open_again(cx, &list[i]));
    return promise_refresh(cx, r);
}

enum err promises_on_event(struct cx *cx, const struct event *e)
{
    struct request r;
    enum story_kind kind = story_kind_of(e->kind);
    bool is_move = e->kind == EVENT_REQUEST_MERGED || e->kind == EVENT_REQUEST_PARTED;
    /* history: imported; nothing of it was promised in Kept. in: a merge is told of both requests,
     * and done once, for the one that goes */
    if (e->request.v == 0 || str_eq(e->note, S("history")) || (is_move && str_eq(e->note, S("in"))))
        return OK;
    if (kind == STORY_NOTED && !is_move && e->kind != EVENT_MESSAGE_UNSENT)
        return OK;
    TRY(request_get(cx, e->request, &r));
    if (e->kind == EVENT_REQUEST_MERGED)
        return promises_merge(cx, &r, (request_id){e->object});
    if (e->kind == EVENT_REQUEST_PARTED)
        return promises_part(cx, &r, (request_id){e->object});
    if (e->kind == EVENT_MESSAGE_UNSENT)
        return unsent(cx, &r, e->object);
    if (e->kind == EVENT_REQUEST_REOPENED && str_eq(e->note, S("undo")))
        return unsolved(cx, &r);
    if (e->kind == EVENT_REQUEST_SOLVED)
        TRY(check_answered(cx, &r));
    TRY(tell_story(cx, e, kind, &r));
    return e->kind == EVENT_ACKNOWLEDGED ? request_add_moves(cx, &r, MOVE_ACKNOWLEDGE) : OK;
}
