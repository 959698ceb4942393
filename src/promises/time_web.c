/* time_web.c: the working of due times and verdicts, and where the time of a request went. */
#include "app/form.h"
#include "app/serve.h"
#include "base/limits.h"
#include "people/person.h"
#include "people/team.h"
#include "promises/pages.h"
#include "promises/templates.h"
#include "services/calendar_json.h"

struct str promise_words(struct cx *cx, const struct promise *p)
{
    if (p->words.n)
        return p->words;
    switch (p->kind) {
    case PROMISE_ACKNOWLEDGE: return word(cx->lang, "We let them know that we have it");
    case PROMISE_RESPOND: return word(cx->lang, "We answer");
    case PROMISE_UPDATE: return word(cx->lang, "We say how it stands");
    case PROMISE_RESOLVE: return word(cx->lang, "It is done");
    }
    return S("");
}

static void state_words(struct cx *cx, struct working *w)
{
    switch (w->promise.state) {
    case PROMISE_OPEN: w->state = word(cx->lang, "Open"), w->state_class = S(""); return;
    case PROMISE_KEPT: w->state = word(cx->lang, "Kept"), w->state_class = S("kept"); return;
    case PROMISE_RENEGOTIATED:
        w->state = word(cx->lang, "Moved in time"), w->state_class = S("risk");
        return;
    case PROMISE_BROKEN: w->state = word(cx->lang, "Broken"), w->state_class = S("broken"); return;
    case PROMISE_WITHDRAWN: w->state = word(cx->lang, "Withdrawn"), w->state_class = S(""); return;
    }
}

static enum err given_as(struct cx *cx, promise_id id, struct working *w)
{
    struct rows r;
    db_query(&r, cx->db, SQL("SELECT given_wall, tz_version FROM promise WHERE id = $1"),
             ARGS(DB_I(id.v)));
    if (rows_next(&r)) {
        w->given_wall = rows_text(&r);
        w->tz_version = rows_text(&r);
    }
    return rows_end(&r);
}

static enum err fill_names(struct cx *cx, struct working *w)
{
    struct person giver;
    struct team team;
    const struct promise *p = &w->promise;
    struct rows r;
    TRY(team_get(cx, p->team, &team));
    w->given_by = team.name;
    if (p->giver.v) {
        TRY(person_get(cx, p->giver, &giver));
        w->given_by = giver.name;
    }
    w->hours = word(cx->lang, "Day and night");
    db_query(&r, cx->db, SQL("SELECT name FROM calendar WHERE id = $1"), ARGS(DB_I(p->calendar.v)));
    if (rows_next(&r))
        w->hours = rows_text(&r);
    TRY(rows_end(&r));
    return given_as(cx, p->id, w);
}

static enum err fill_working(struct cx *cx, struct promise_story *s, const struct promise *p,
                             struct working *w)
{
    const struct calendar *c;
    int64_t elapsed;
    *w = (struct working){.promise = *p,
                          .words = promise_words(cx, p),
                          .path = str_fmt(cx->arena, "/promises/%lld", (long long)p->id.v),
                          .is_paused = story_is_paused(&s->story) && p->state == PROMISE_OPEN};
    state_words(cx, w);
    TRY(s->story.calendar(s, (struct party){PARTY_TEAM, p->team.v}, p, &c));
    w->zone = zone_name(c->zone);
    TRY(story_elapsed(&s->story, p, cx->now, &elapsed));
    w->target = time_exact(cx->arena, p->amount);
    w->elapsed = time_exact(cx->arena, elapsed);
    w->target_seconds = p->amount / USEC_PER_SEC;
    w->elapsed_seconds = elapsed / USEC_PER_SEC;
    instant until = p->done_at ? p->done_at : cx->now;
    w->late = S("");
    if (p->state == PROMISE_BROKEN && until > p->due_at) {
        w->late = time_exact(cx->arena, until - p->due_at);
        w->late_open = time_exact(cx->arena, calendar_between(c, p->due_at, until));
    }
    return fill_names(cx, w);
}

static void add_row(struct cx *cx, struct working *w, struct calendar_interval i, int64_t *total,
                    bool is_late)
{
    *total += i.until - i.from;
    w->rows[w->row_count++] = (struct working_row){.from = i.from,
                                                   .until = i.until,
                                                   .exact = time_exact(cx->arena, i.until - i.from),
                                                   .total = time_exact(cx->arena, *total),
                                                   .is_late = is_late};
}

/* The intervals that ran, cut where it was due: what stands before adds up to what was promised. */
static enum err fill_rows(struct cx *cx, struct promise_story *s, struct working *w)
{
    struct calendar_interval *list = NEWN(cx->arena, struct calendar_interval, LIMIT_SPLIT_SLICES);
    instant due = w->promise.due_at;
    int64_t total = 0;
    int n;
    TRY(story_counted(&s->story, &w->promise, cx->now, list, LIMIT_SPLIT_SLICES, &n));
    w->rows = NEWN(cx->arena, struct working_row, n + 1);
    for (int i = 0; i < n; i++) {
        struct calendar_interval before = list[i], after = list[i];
        before.until = before.until < due ? before.until : due;
        after.from = after.from > due ? after.from : due;
        if (before.from < before.until)
            add_row(cx, w, before, &total, false);
        if (after.from < after.until)
            add_row(cx, w, after, &total, true);
    }
    return OK;
}

static enum err readable(struct cx *cx, request_id id, struct request *r)
{
    TRY(request_get(cx, id, r));
    struct object object = request_object(r);
    if (!may(cx, MAY_READ_REQUEST, &object))
        return fail(cx, ERR_NOT_FOUND, NULL, "There is no such request");
    return OK;
}

enum err working_get(struct cx *cx)
{
    struct working_page *page = NEW(cx->arena, struct working_page);
    struct promise_story s;
    struct promise p;
    TRY(param_id(cx, 0, &p.id.v));
    TRY(promise_get(cx, p.id, &p));
    TRY(readable(cx, p.request, &page->request));
    TRY(layout_load(cx, S(""), &page->layout));
    TRY(promise_story_load(cx, &page->request, &s));
    TRY(fill_working(cx, &s, &p, &page->working));
    TRY(fill_rows(cx, &s, &page->working));
    page->pauses = NEWN(cx->arena, struct working_pause, s.story.pauses.n);
    for (ptrdiff_t i = 0; i < s.story.pauses.n; i++)
        page->pauses[page->pause_count++] = (struct working_pause){s.story.pauses.v[i].from,
                                                                   s.story.pauses.v[i].until};
    page->number = request_number(cx->arena, page->request.id);
    page->path = str_fmt(cx->arena, "/r/%lld", (long long)page->request.id.v);
    RENDER(cx, working, page);
    return OK;
}

enum err time_get(struct cx *cx)
{
    struct time_page *page = NEW(cx->arena, struct time_page);
    struct promise_story s;
    request_id id;
    TRY(param_id(cx, 0, &id.v));
    TRY(readable(cx, id, &page->request));
    TRY(layout_load(cx, S(""), &page->layout));
    TRY(time_view_load(cx, &page->request, true, &page->view));
    TRY(promise_story_load(cx, &page->request, &s));
    page->promises = NEWN(cx->arena, struct working, s.story.promises.n);
    for (ptrdiff_t i = 0; i < s.story.promises.n; i++)
        TRY(fill_working(cx, &s, &s.story.promises.v[i], &page->promises[page->promise_count++]));
    page->number = request_number(cx->arena, id);
    page->path = str_fmt(cx->arena, "/r/%lld", (long long)id.v);
    RENDER(cx, time, page);
    return OK;
}
