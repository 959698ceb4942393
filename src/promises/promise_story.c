/* promise_story.c: between the engine of story.h and the database. */
#include "promises/promise_row.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "services/calendar_json.h"

enum { most_calendars = 32 }; /* that are read once; more are read each time */

struct kept_calendar {
    calendar_id id;
    int64_t version;
    const struct calendar *calendar;
};

static enum err read_kept(struct promise_story *s, const struct promise *p,
                          const struct calendar **out)
{
    struct calendar *read;
    struct str hours;
    struct cx *cx = s->cx;
    for (int i = 0; i < s->calendar_count; i++)
        if (s->calendars[i].id.v == p->calendar.v &&
            s->calendars[i].version == p->calendar_version) {
            *out = s->calendars[i].calendar;
            return OK;
        }
    TRY(promise_calendar_get(cx, p->calendar, p->calendar_version, &hours));
    if (!hours.p) {
        *out = NULL;
        return OK;
    }
    TRY(calendar_parse(cx->arena, cx->app->zones, hours, &read, &cx->fault));
    *out = read;
    if (s->calendar_count < most_calendars)
        s->calendars[s->calendar_count++] = (struct kept_calendar){p->calendar, p->calendar_version,
                                                                   read};
    return OK;
}

static enum err of_team(struct promise_story *s, team_id team, const struct calendar **out)
{
    struct hours hours;
    for (int i = 0; i < s->team_count; i++)
        if (s->teams[i].v == team.v) {
            *out = s->team_calendars[i];
            return OK;
        }
    TRY(team_calendar(s->cx, team, out, &hours));
    if (s->team_count < COUNT(s->teams)) {
        s->teams[s->team_count] = team;
        s->team_calendars[s->team_count++] = *out;
    }
    return OK;
}

/* The hours a promise was given in, whatever became of them; of a new one and of the time that
 * passes, those of the team now. A supplier's are not known: those of the team that waits. */
static enum err calendar_for(void *context, struct party of, const struct promise *p,
                             const struct calendar **out)
{
    struct promise_story *s = context;
    *out = NULL;
    if (p && p->id.v > 0 && p->calendar.v)
        TRY(read_kept(s, p, out));
    else if (p && p->id.v > 0)
        *out = calendar_always(s->cx->arena, s->cx->zone);
    if (*out)
        return OK;
    return of_team(s, of.kind == PARTY_TEAM ? (team_id){of.id} : s->story.team, out);
}

enum err promise_targets_of(struct cx *cx, const struct request *r, struct promise_targets *out)
{
    static const struct {
        enum promise_kind kind;
        enum target target;
    } moves[] = {{PROMISE_ACKNOWLEDGE, TARGET_ACKNOWLEDGE},
                 {PROMISE_RESPOND, TARGET_RESPOND},
                 {PROMISE_UPDATE, TARGET_UPDATE},
                 {PROMISE_RESOLVE, TARGET_RESOLVE}};
    struct service s;
    *out = (struct promise_targets){0};
    TRY(service_get(cx, r->service, &s));
    for (int i = 0; i < COUNT(moves); i++)
        out->of[moves[i].kind].amount = service_target(&s, PRIORITY_NORMAL, moves[i].target) *
                                        USEC_PER_SEC;
    struct promise_target *acknowledge = &out->of[PROMISE_ACKNOWLEDGE];
    int64_t respond = out->of[PROMISE_RESPOND].amount;
    if (!acknowledge->amount) {
        acknowledge->amount = PROMISE_ACKNOWLEDGE_SECONDS * USEC_PER_SEC;
        if (respond < acknowledge->amount)
            acknowledge->amount = respond;
    }
    return OK;
}

enum err promise_story_load(struct cx *cx, const struct request *r, struct promise_story *out)
{
    struct calendar_interval *pauses;
    int pause_count;
    *out = (struct promise_story){
        .cx = cx,
        .calendars = NEWN(cx->arena, struct kept_calendar, most_calendars),
        .story = {.arena = cx->arena,
                  .fault = &cx->fault,
                  .calendar = calendar_for,
                  .team = r->team,
                  .owner = r->owner.v,
                  .knows_owners = true,
                  .is_begun = true,
                  .is_over = !request_is_open(r->state)}};
    struct story *s = &out->story;
    s->context = out;
    TRY(promise_targets_of(cx, r, &s->targets));
    TRY(promise_list(cx, r->id, &out->before, &out->before_count));
    for (int i = 0; i < out->before_count; i++)
        *vec_push(cx->arena, &s->promises) = out->before[i];
    TRY(promise_pauses(cx, r->id, &pauses, &pause_count));
    for (int i = 0; i < pause_count; i++)
        *vec_push(cx->arena, &s->pauses) = pauses[i];
    out->was_paused = story_is_paused(s);
    return OK;
}

struct promise *promise_story_find(struct promise_story *s, promise_id id)
{
    for (ptrdiff_t i = 0; i < s->story.promises.n; i++)
        if (s->story.promises.v[i].id.v == id.v)
            return &s->story.promises.v[i];
    return NULL;
}

/* ---- saving ---------------------------------------------------------------------------------- */

static enum err emit(struct cx *cx, const struct promise *p, enum event_kind kind, struct str note)
{
    struct event e = {.kind = kind,
                      .actor = cx->actor.person,
                      .request = p->request,
                      .object = p->id.v,
                      .note = note};
    return event_emit(cx, &e);
}

static enum err emit_end(struct cx *cx, const struct promise *p)
{
    switch (p->state) {
    case PROMISE_OPEN: return OK;
    case PROMISE_KEPT: return emit(cx, p, EVENT_PROMISE_KEPT, S(""));
    case PROMISE_BROKEN: return emit(cx, p, EVENT_PROMISE_BROKEN, S(""));
    case PROMISE_RENEGOTIATED: return emit(cx, p, EVENT_PROMISE_MOVED, p->reason);
    case PROMISE_WITHDRAWN: return emit(cx, p, EVENT_PROMISE_WITHDRAWN, p->reason);
    }
    return OK;
}

/* "2026-11-24 16:30 Europe/London": what the person was told. */
static struct str wall_of(struct cx *cx, instant t, const struct zone *z)
{
    struct wall w = zone_wall(z, t);
    return str_fmt(cx->arena, "%04d-%02d-%02d %02d:%02d %.*s", w.year, w.month, w.day, w.hour,
                   w.minute, STR_ARG(zone_name(z)));
}

static enum err insert(struct promise_story *s, struct request *r, struct promise *p)
{
    const struct calendar *c;
    struct hours hours;
    struct cx *cx = s->cx;
    int64_t was = p->id.v;
    TRY(team_calendar(cx, p->team, &c, &hours));
    TRY(promise_calendar_keep(cx, &hours));
    p->request = r->id;
    p->to = r->requester;
    p->calendar = hours.id;
    p->calendar_version = hours.version;
    p->words = utf8_cut_bytes(p->words, LIMIT_SUBJECT_BYTES);
    TRY(promise_insert(cx, p, wall_of(cx, p->given_at, c->zone),
                       zone_version(cx->arena, ZONE_DIR)));
    for (ptrdiff_t i = 0; i < s->story.promises.n; i++)
        if (s->story.promises.v[i].replaces.v == was)
            s->story.promises.v[i].replaces = p->id;
    return emit(cx, p, EVENT_PROMISE_MADE, instant_format(cx->arena, p->due_at));
}

static bool is_changed(const struct promise *a, const struct promise *b)
{
    return a->state != b->state || a->due_at != b->due_at || a->done_at != b->done_at ||
           a->ended_at != b->ended_at || a->ended_by.v != b->ended_by.v ||
           a->told_at != b->told_at || a->is_automatic != b->is_automatic ||
           !str_eq(a->reason, b->reason);
}

enum err promise_story_save(struct promise_story *s, struct request *r)
{
    struct cx *cx = s->cx;
    bool is_paused = story_is_paused(&s->story);
    if (s->was_paused && !is_paused)
        TRY(promise_pause_end(cx, r->id));
    if (!s->was_paused && is_paused)
        TRY(promise_pause_start(cx, r->id));
    for (ptrdiff_t i = 0; i < s->story.promises.n; i++) {
        struct promise *p = &s->story.promises.v[i];
        const struct promise *was = i < s->before_count ? &s->before[i] : NULL;
        if (!was)
            TRY(insert(s, r, p));
        else if (is_changed(was, p))
            TRY(promise_store(cx, p));
        if (was ? was->state != p->state : p->state != PROMISE_OPEN)
            TRY(emit_end(cx, p));
    }
    return promise_refresh(cx, r);
}
