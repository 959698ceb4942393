/* promise_change.c: making, keeping, moving and withdrawing promises one at a time. */
#include "promises/promise_row.h"

#include "base/limits.h"

/* The soonest pending one speaks for the request; none while it waits on the person who asked. */
enum err promise_refresh(struct cx *cx, struct request *r)
{
    struct promise *list, *soonest = NULL;
    int count;
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = 0; i < count; i++)
        if (promise_is_pending(&list[i]) && (!soonest || list[i].due_at < soonest->due_at))
            soonest = &list[i];
    TRY(request_get(cx, r->id, r));
    if (!soonest || r->state != REQUEST_OPEN)
        return request_set_due(cx, r, 0, 0, RISK_NONE);
    return request_set_due(cx, r, soonest->due_at, (int)soonest->kind,
                           promise_risk(soonest, cx->now));
}

/* What is stored of it, with the time that has passed since. */
static enum err load_one(struct cx *cx, struct request *r, promise_id id, struct promise_story *s,
                         struct promise **p)
{
    TRY(promise_story_load(cx, r, s));
    *p = promise_story_find(s, id);
    if (!*p)
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such promise");
    return (*p)->state == PROMISE_OPEN ? story_due(&s->story, *p, cx->now, &(*p)->due_at) : OK;
}

static enum err save_one(struct promise_story *s, struct request *r, ptrdiff_t at,
                         struct promise *out)
{
    TRY(promise_story_save(s, r));
    *out = s->story.promises.v[at];
    return OK;
}

enum err promise_make(struct cx *cx, struct request *r, struct promise *p)
{
    struct promise_story s;
    TRY(promise_story_load(cx, r, &s));
    struct promise_target t = {.amount = p->amount};
    p->team = r->team;
    TRY(story_make(&s.story, p, t, cx->now));
    return save_one(&s, r, s.story.promises.n - 1, p);
}

enum err promise_done(struct cx *cx, struct request *r, struct promise *p, message_id by)
{
    struct promise_story s;
    struct promise *stored;
    TRY(load_one(cx, r, p->id, &s, &stored));
    story_done(stored, cx->now, by.v, false);
    return save_one(&s, r, stored - s.story.promises.v, p);
}

enum err promise_renegotiate(struct cx *cx, struct request *r, struct promise *p, instant due_at,
                             struct str words, struct str reason, struct promise *fresh)
{
    struct promise_story s;
    struct promise *stored;
    TRY(load_one(cx, r, p->id, &s, &stored));
    if (!promise_may_move(stored, cx->now))
        return fail(cx, ERR_CONFLICT, "due_at",
                    "This promise was due already. Say sorry, and make a new one");
    if (str_trim(reason).n == 0)
        return fail(cx, ERR_INVALID, "reason", "Say why, in a few words: the person will read it");
    *fresh = (struct promise){.kind = stored->kind,
                              .words = words,
                              .giver = cx->actor.person,
                              .team = stored->team,
                              .basis = BASIS_PERSON,
                              .due_at = due_at,
                              .first_due_at = stored->first_due_at,
                              .replaces = stored->id};
    stored->state = PROMISE_RENEGOTIATED;
    stored->ended_at = cx->now;
    stored->reason = reason;
    TRY(story_make(&s.story, fresh, (struct promise_target){0}, cx->now));
    TRY(save_one(&s, r, s.story.promises.n - 1, fresh));
    return promise_get(cx, p->id, p);
}

enum err promise_withdraw(struct cx *cx, struct request *r, struct promise *p, struct str reason)
{
    struct promise_story s;
    struct promise *stored;
    TRY(load_one(cx, r, p->id, &s, &stored));
    if (stored->state != PROMISE_OPEN)
        return OK; /* broken stays broken */
    stored->state = PROMISE_WITHDRAWN;
    stored->ended_at = cx->now;
    stored->reason = reason;
    return save_one(&s, r, stored - s.story.promises.v, p);
}

enum err promise_tell(struct cx *cx, promise_id id)
{
    return db_run(cx->db, SQL("UPDATE promise SET told_at = $2 WHERE id = $1 AND told_at IS NULL"),
                  ARGS(DB_I(id.v), DB_I(cx->now)), NULL);
}
