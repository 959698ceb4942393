/* story.c: the engine of story.h: what each event does. */
#include "promises/story.h"

#include <stdlib.h>

/* ---- order ----------------------------------------------------------------------------------- */

static int cmp_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_time(const void *x, const void *y)
{
    const struct story_event *a = x, *b = y;
    const int64_t keys[][2] = {
        {a->at, b->at},
        {(int64_t)a->kind, (int64_t)b->kind},
        {(int64_t)a->promise, (int64_t)b->promise},
        {a->due_at, b->due_at},
        {a->target.amount, b->target.amount},
        {a->target.work_days, b->target.work_days},
        {a->has_team, b->has_team},
        {a->team.v, b->team.v},
        {a->has_owner, b->has_owner},
        {a->owner, b->owner},
        {(int64_t)a->party.kind, (int64_t)b->party.kind},
        {a->party.id, b->party.id},
        {a->is_automatic, b->is_automatic},
        {a->is_untold, b->is_untold},
        {a->by, b->by},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i][0] != keys[i][1])
            return cmp_i64(keys[i][0], keys[i][1]);
    int order = str_cmp(a->words, b->words);
    return order ? order : str_cmp(a->reason, b->reason);
}

void story_sort(struct story_event *list, int n)
{
    if (n > 1)
        qsort(list, (size_t)n, sizeof *list, by_time);
}

/* ---- clocks ---------------------------------------------------------------------------------- */

static enum err calendar_of(struct story *s, const struct promise *p, const struct calendar **out)
{
    return s->calendar(s->context, (struct party){PARTY_TEAM, p->team.v}, p, out);
}

bool story_is_paused(const struct story *s)
{
    return s->pauses.n && s->pauses.v[s->pauses.n - 1].until == 0;
}

/* The pauses as they stand at `now`: those of the future are not known, one without end ends. */
static struct calendar_clock clock_at(struct story *s, instant start, instant now)
{
    s->clipped.n = 0;
    for (ptrdiff_t i = 0; i < s->pauses.n; i++) {
        struct calendar_interval p = s->pauses.v[i];
        if (p.until == 0 || p.until > now)
            p.until = now;
        if (p.until > start && p.from < p.until)
            *vec_push(s->arena, &s->clipped) = p;
    }
    return (struct calendar_clock){
        .start = start, .pauses = s->clipped.v, .pause_count = (int)s->clipped.n};
}

/* As calendar_due, for pauses that follow each other: one step for each. */
static enum err due_past(const struct calendar *c, const struct calendar_clock *k, int64_t left,
                         instant *out, struct fault *f)
{
    instant t = k->start;
    for (int i = 0; i < k->pause_count; i++) {
        int64_t open = k->pauses[i].from > t ? calendar_between(c, t, k->pauses[i].from) : 0;
        if (open >= left)
            break;
        left -= open;
        t = k->pauses[i].until;
    }
    return calendar_add(c, t, left, out, f);
}

enum err story_due(struct story *s, const struct promise *p, instant now, instant *due)
{
    const struct calendar *c;
    struct calendar_clock k = clock_at(s, p->made_at, now);
    instant moved;
    *due = p->given_at;
    if (k.pause_count == 0)
        return OK;
    TRY(calendar_of(s, p, &c));
    int64_t amount = calendar_between(c, p->made_at, p->given_at);
    TRY(due_past(c, &k, amount, &moved, s->fault));
    /* One given for a time when the team is closed has its last open hour before that. */
    *due = moved > p->given_at ? moved : p->given_at;
    return OK;
}

/* Since the first of those it replaced was given: moving a promise never resets its clock. */
static instant running_since(const struct story *s, const struct promise *p)
{
    for (int steps = 0; p->replaces.v && steps < STORY_MOST_EVENTS; steps++) {
        const struct promise *before = NULL;
        for (ptrdiff_t i = 0; i < s->promises.n && !before; i++)
            if (s->promises.v[i].id.v == p->replaces.v)
                before = &s->promises.v[i];
        if (!before)
            break;
        p = before;
    }
    return p->made_at;
}

static instant counts_until(const struct promise *p, instant now)
{
    if (p->done_at)
        return p->done_at;
    bool is_over = p->state == PROMISE_WITHDRAWN || p->state == PROMISE_RENEGOTIATED;
    return is_over ? p->ended_at : now;
}

enum err story_elapsed(struct story *s, const struct promise *p, instant now, int64_t *elapsed)
{
    const struct calendar *c;
    instant until = counts_until(p, now);
    TRY(calendar_of(s, p, &c));
    struct calendar_clock k = clock_at(s, running_since(s, p), until);
    *elapsed = calendar_elapsed(c, &k, until);
    return OK;
}

enum err story_counted(struct story *s, const struct promise *p, instant now,
                       struct calendar_interval *list, int most, int *count)
{
    const struct calendar *c;
    instant until = counts_until(p, now);
    TRY(calendar_of(s, p, &c));
    struct calendar_clock k = clock_at(s, running_since(s, p), until);
    *count = calendar_counted(c, &k, until, list, most);
    return OK;
}

/* ---- one promise ----------------------------------------------------------------------------- */

static enum err given_for(struct story *s, const struct promise *p, struct promise_target t,
                          instant *out)
{
    const struct calendar *c;
    day_number day;
    TRY(calendar_of(s, p, &c));
    if (!t.work_days)
        return calendar_add(c, p->made_at, t.amount, out, s->fault);
    TRY(calendar_workday(c, calendar_date_of(c, p->made_at), t.work_days, &day, s->fault));
    return calendar_workday_end(c, day, out);
}

enum err story_make(struct story *s, struct promise *p, struct promise_target t, instant at)
{
    const struct calendar *c;
    p->team = p->team.v ? p->team : s->team;
    p->made_at = at;
    p->state = PROMISE_OPEN;
    if (p->due_at && p->due_at <= at)
        return fault_set(s->fault, ERR_INVALID, "due_at", "Choose a time that is still to come");
    p->given_at = p->due_at;
    if (!p->due_at)
        TRY(given_for(s, p, t, &p->given_at));
    TRY(calendar_of(s, p, &c));
    p->amount = calendar_between(c, at, p->given_at);
    p->due_at = p->given_at;
    if (!p->first_due_at)
        p->first_due_at = p->given_at;
    if (!p->id.v)
        p->id.v = -(s->promises.n + 1); /* until it is stored */
    p->words = p->words.p ? p->words : S("");
    p->reason = p->reason.p ? p->reason : S("");
    *vec_push(s->arena, &s->promises) = *p;
    return OK;
}

void story_done(struct promise *p, instant at, int64_t by, bool is_automatic)
{
    if (!promise_is_pending(p))
        return;
    if (p->state == PROMISE_OPEN) {
        p->state = promise_outcome(p, at);
        p->ended_at = p->state == PROMISE_KEPT ? at : p->due_at;
    }
    p->done_at = at;
    p->ended_by.v = by;
    p->is_automatic = is_automatic;
}

enum err story_settle(struct story *s, instant now)
{
    for (ptrdiff_t i = 0; i < s->promises.n; i++) {
        struct promise *p = &s->promises.v[i];
        if (p->state != PROMISE_OPEN)
            continue;
        if (story_is_paused(s))
            TRY(story_due(s, p, now, &p->due_at));
        if (p->due_at >= now)
            continue;
        p->state = PROMISE_BROKEN;
        p->ended_at = p->due_at;
    }
    return OK;
}

static struct promise *pending_of(struct story *s, enum promise_kind kind)
{
    struct promise *found = NULL;
    for (ptrdiff_t i = 0; i < s->promises.n; i++)
        if (s->promises.v[i].kind == kind && promise_is_pending(&s->promises.v[i]))
            found = &s->promises.v[i];
    return found;
}

static enum err promise_by_target(struct story *s, enum promise_kind kind, instant at)
{
    struct promise_target t = s->targets.of[kind];
    struct promise p = {.kind = kind, .basis = BASIS_POLICY};
    return t.amount > 0 || t.work_days > 0 ? story_make(s, &p, t, at) : OK;
}

static void finish(struct story *s, enum promise_kind kind, const struct story_event *e)
{
    for (ptrdiff_t i = 0; i < s->promises.n; i++)
        if (s->promises.v[i].kind == kind)
            story_done(&s->promises.v[i], e->at, e->by, e->is_automatic);
}

/* ---- waiting --------------------------------------------------------------------------------- */

static void end_pause(struct story *s, instant at)
{
    if (story_is_paused(s))
        s->pauses.v[s->pauses.n - 1].until = at;
}

static void end_waits(struct story *s, struct party p)
{
    ptrdiff_t kept = 0;
    for (ptrdiff_t i = 0; i < s->waits.n; i++) {
        struct party w = s->waits.v[i];
        bool is_ended = p.kind == PARTY_ANY || (p.kind == w.kind && (!p.id || p.id == w.id));
        if (!is_ended)
            s->waits.v[kept++] = w;
    }
    s->waits.n = kept;
}

static void wait_for(struct story *s, const struct story_event *e)
{
    struct party p = e->party;
    if (p.kind == PARTY_CUSTOMER || p.kind == PARTY_ANY) {
        if (!story_is_paused(s))
            *vec_push(s->arena, &s->pauses) = (struct calendar_interval){e->at, 0};
        return;
    }
    end_waits(s, p);
    *vec_push(s->arena, &s->waits) = p;
}

static void resume(struct story *s, const struct story_event *e)
{
    if (e->party.kind == PARTY_ANY || e->party.kind == PARTY_CUSTOMER)
        end_pause(s, e->at);
    if (e->party.kind != PARTY_CUSTOMER)
        end_waits(s, e->party);
}

/* The person before a supplier before a team: only one has it at a time. */
static void note_turn(struct story *s, instant at)
{
    struct story_turn turn = {.from = at, .with = {PARTY_TEAM, s->team.v}};
    for (ptrdiff_t i = 0; i < s->waits.n; i++)
        if (turn.with.kind != PARTY_SUPPLIER)
            turn.with = s->waits.v[i];
    bool is_ours = turn.with.kind == PARTY_TEAM && turn.with.id == s->team.v;
    turn.is_queue = is_ours && s->owner == 0;
    if (story_is_paused(s))
        turn.with = (struct party){PARTY_CUSTOMER, 0}, turn.is_queue = false;
    if (s->is_over)
        turn.with = (struct party){PARTY_ANY, 0}, turn.is_queue = false;
    struct story_turn *last = s->turns.n ? &s->turns.v[s->turns.n - 1] : NULL;
    bool is_same = last && last->with.kind == turn.with.kind && last->with.id == turn.with.id &&
                   last->is_queue == turn.is_queue;
    if (is_same)
        return;
    if (last && last->from == at)
        *last = turn;
    else
        *vec_push(s->arena, &s->turns) = turn;
}

/* ---- events ---------------------------------------------------------------------------------- */

static enum err created(struct story *s, const struct story_event *e)
{
    if (s->is_begun)
        return OK; /* told twice */
    s->is_begun = true;
    if (e->team.v)
        s->team = e->team;
    s->owner = e->owner;
    TRY(promise_by_target(s, PROMISE_ACKNOWLEDGE, e->at));
    TRY(promise_by_target(s, PROMISE_RESPOND, e->at));
    TRY(promise_by_target(s, PROMISE_UPDATE, e->at));
    return promise_by_target(s, PROMISE_RESOLVE, e->at);
}

static enum err reopened(struct story *s, const struct story_event *e)
{
    s->is_over = s->is_withdrawn = false;
    if (!pending_of(s, PROMISE_UPDATE))
        TRY(promise_by_target(s, PROMISE_UPDATE, e->at));
    return pending_of(s, PROMISE_RESOLVE) ? OK : promise_by_target(s, PROMISE_RESOLVE, e->at);
}

/* They wrote: another answer is owed, unless one is owed already. */
static enum err asked(struct story *s, const struct story_event *e)
{
    end_pause(s, e->at);
    if (s->is_over)
        TRY(reopened(s, e));
    return pending_of(s, PROMISE_RESPOND) ? OK : promise_by_target(s, PROMISE_RESPOND, e->at);
}

/* An answer keeps what was promised before it. It does not keep the promise of news that it gives:
 * a promise by hand of which the person has not been told yet is told by it. */
static enum err answered(struct story *s, const struct story_event *e)
{
    bool had_update = pending_of(s, PROMISE_UPDATE) != NULL;
    if (!s->owner)
        s->owner = -1; /* somebody of the team has it; who was not said */
    finish(s, PROMISE_ACKNOWLEDGE, e);
    finish(s, PROMISE_RESPOND, e);
    for (ptrdiff_t i = 0; i < s->promises.n; i++) {
        struct promise *p = &s->promises.v[i];
        if (p->basis != BASIS_POLICY && p->told_at == 0 && promise_is_pending(p))
            p->told_at = e->at;
        else if (p->kind == PROMISE_UPDATE)
            story_done(p, e->at, e->by, e->is_automatic);
    }
    if (had_update && !s->is_over && !pending_of(s, PROMISE_UPDATE))
        return promise_by_target(s, PROMISE_UPDATE, e->at);
    return OK;
}

static enum err promised(struct story *s, const struct story_event *e, const struct promise *before)
{
    struct promise p = {.kind = e->promise,
                        .basis = BASIS_PERSON,
                        .words = e->words,
                        .due_at = e->due_at,
                        .told_at = e->at};
    if (before) {
        p.replaces = before->id;
        p.first_due_at = before->first_due_at;
        p.team = before->team;
        p.words = p.words.n ? p.words : before->words;
    }
    return story_make(s, &p, e->target, e->at);
}

/* Before it was due, with the person told: renegotiated. Afterwards it stays broken, and this is a
 * new promise. */
static enum err moved(struct story *s, const struct story_event *e)
{
    struct promise *p = pending_of(s, e->promise), before;
    if (e->is_untold)
        return OK;
    if (!p)
        return promised(s, e, NULL);
    if (promise_may_move(p, e->at)) {
        p->state = PROMISE_RENEGOTIATED;
        p->ended_at = e->at;
        p->reason = e->reason.p ? e->reason : S("");
    }
    before = *p;
    return promised(s, e, &before);
}

static void solved(struct story *s, const struct story_event *e)
{
    if (s->is_over)
        return;
    if (!s->owner)
        s->owner = -1;
    end_pause(s, e->at);
    end_waits(s, (struct party){PARTY_ANY, 0});
    for (enum promise_kind k = PROMISE_ACKNOWLEDGE; k <= PROMISE_RESOLVE; k++)
        finish(s, k, e);
    s->is_over = true;
}

static void withdrawn(struct story *s, const struct story_event *e)
{
    end_pause(s, e->at);
    end_waits(s, (struct party){PARTY_ANY, 0});
    s->is_over = s->is_withdrawn = true;
    for (ptrdiff_t i = 0; i < s->promises.n; i++) {
        struct promise *p = &s->promises.v[i];
        if (p->state != PROMISE_OPEN)
            continue; /* broken stays broken */
        p->state = PROMISE_WITHDRAWN;
        p->ended_at = e->at;
        p->reason = e->reason.p ? e->reason : S("");
    }
}

static void assigned(struct story *s, const struct story_event *e)
{
    if (e->has_team) {
        if (s->team.v != e->team.v)
            s->owner = s->knows_owners ? 0 : -1; /* with them, and nobody's of them yet */
        s->team = e->team;
    }
    if (e->has_owner)
        s->owner = e->owner;
}

static enum err apply(struct story *s, const struct story_event *e)
{
    switch (e->kind) {
    case STORY_CREATED: return created(s, e);
    case STORY_PRIORITY: s->targets = *e->targets; return OK;
    case STORY_ASSIGNED: assigned(s, e); return OK;
    case STORY_REOPENED: return s->is_over ? reopened(s, e) : OK;
    case STORY_ASKED: return asked(s, e);
    case STORY_RESUMED: resume(s, e); return OK;
    case STORY_ACKNOWLEDGED: finish(s, PROMISE_ACKNOWLEDGE, e); return OK;
    case STORY_ANSWERED: return answered(s, e);
    case STORY_PROMISED: return promised(s, e, NULL);
    case STORY_MOVED: return moved(s, e);
    case STORY_WAITS:
        if (!s->is_over)
            wait_for(s, e);
        return OK;
    case STORY_SOLVED: solved(s, e); return OK;
    case STORY_WITHDRAWN: withdrawn(s, e); return OK;
    case STORY_NOTED: return OK;
    }
    return OK;
}

enum err story_apply(struct story *s, const struct story_event *e)
{
    if (!s->is_begun && e->kind != STORY_CREATED)
        return fault_set(s->fault, ERR_INVALID, "history",
                         "The history begins before the request was created");
    bool was_paused = story_is_paused(s);
    TRY(story_settle(s, e->at));
    TRY(apply(s, e));
    for (ptrdiff_t i = 0; was_paused && i < s->promises.n; i++)
        if (s->promises.v[i].state == PROMISE_OPEN)
            TRY(story_due(s, &s->promises.v[i], e->at, &s->promises.v[i].due_at));
    note_turn(s, e->at);
    return OK;
}
