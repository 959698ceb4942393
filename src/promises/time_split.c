/* time_split.c: where the time of a stored request went, replayed from its events each time. */
#include "promises/pages.h"

#include "people/team.h"
#include "text/when.h"

/* ---- events of the desk, as events of the story ---------------------------------------------- */

struct replay {
    struct cx *cx;
    const struct request *request;
    struct promise_story *story;
    VEC(struct story_event) events;
    struct str *suppliers; /* by id, from 1 */
    int supplier_count;
};

static struct story_event bare(instant at, enum story_kind kind)
{
    return (struct story_event){.at = at, .kind = kind, .words = S(""), .reason = S("")};
}

static void add_event(struct replay *p, const struct event *e)
{
    struct story_event ev = bare(e->at, story_kind_of(e->kind));
    if (e->kind == EVENT_REQUEST_ASSIGNED) {
        ev.kind = STORY_ASSIGNED;
        ev.has_owner = true;
        ev.owner = e->object;
    } else if (e->kind == EVENT_REQUEST_MOVED) {
        ev.kind = STORY_ASSIGNED;
        ev.has_team = true;
        ev.team.v = e->object;
    } else if (ev.kind == STORY_WAITS) {
        ev.party.kind = PARTY_CUSTOMER;
    } else if (ev.kind == STORY_RESUMED) {
        ev.party.kind = PARTY_CUSTOMER;
    }
    if (ev.kind != STORY_NOTED)
        *vec_push(p->cx->arena, &p->events) = ev;
}

static int64_t supplier_id(struct replay *p, struct str name)
{
    for (int i = 0; i < p->supplier_count; i++)
        if (str_eq(p->suppliers[i], name))
            return i + 1;
    p->suppliers[p->supplier_count++] = name;
    return p->supplier_count;
}

static enum err add_waits(struct replay *p)
{
    struct promise_wait *list;
    int count;
    TRY(promise_waits(p->cx, p->request->id, &list, &count));
    p->suppliers = NEWN(p->cx->arena, struct str, count + 1);
    for (int i = 0; i < count; i++) {
        struct story_event ev = bare(list[i].from, STORY_WAITS);
        ev.party = list[i].supplier.n
                       ? (struct party){PARTY_SUPPLIER, supplier_id(p, list[i].supplier)}
                       : (struct party){PARTY_TEAM, list[i].team.v};
        *vec_push(p->cx->arena, &p->events) = ev;
        ev.kind = STORY_RESUMED;
        ev.at = list[i].until;
        if (ev.at)
            *vec_push(p->cx->arena, &p->events) = ev;
    }
    return OK;
}

/* Who had it first: the team its first promise was given by; nobody of it, when it was given to
 * somebody later. */
static struct story_event begin(struct replay *p)
{
    struct story_event first = bare(p->request->opened_at, STORY_CREATED);
    bool was_moved = false, was_assigned = false;
    for (ptrdiff_t i = 0; i < p->events.n; i++) {
        was_moved |= p->events.v[i].has_team;
        was_assigned |= p->events.v[i].has_owner;
    }
    first.team = p->request->team;
    if (was_moved && p->story->before_count)
        first.team = p->story->before[0].team;
    first.owner = was_assigned ? 0 : p->request->owner.v;
    return first;
}

enum err promise_split_of(struct cx *cx, const struct request *r, bool with_slices,
                          struct promise_story *story, struct split *out)
{
    struct replay p = {.cx = cx, .request = r, .story = story};
    struct event *events;
    struct story *s = &story->story;
    int count;
    TRY(promise_story_load(cx, r, story));
    TRY(request_events(cx, r->id, &events, &count));
    for (int i = 0; i < count; i++)
        add_event(&p, &events[i]);
    TRY(add_waits(&p));
    *vec_push(cx->arena, &p.events) = begin(&p);
    s->promises.n = 0; /* only who had it is asked here */
    s->pauses.n = 0;
    s->targets = (struct promise_targets){0};
    s->is_begun = s->is_over = false;
    story_sort(p.events.v, (int)p.events.n);
    for (ptrdiff_t i = 0; i < p.events.n; i++)
        if (p.events.v[i].at >= r->opened_at)
            TRY(story_apply(s, &p.events.v[i]));
    story->suppliers = p.suppliers;
    story->supplier_count = p.supplier_count;
    return split_story(s, cx->now, with_slices, out);
}

/* ---- as a page shows it -----------------------------------------------------------------------
 */

struct str time_exact(struct arena *a, int64_t amount)
{
    int64_t s = amount / USEC_PER_SEC;
    return str_fmt(a, "%lld:%02d:%02d", (long long)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
}

static struct str code_of(enum share_kind kind)
{
    switch (kind) {
    case SHARE_CUSTOMER: return S("customer");
    case SHARE_TEAM: return S("team");
    case SHARE_QUEUE: return S("queue");
    case SHARE_SUPPLIER: return S("supplier");
    case SHARE_CLOSED: return S("closed");
    }
    return S("");
}

static enum err name_of(struct cx *cx, const struct promise_story *story, enum share_kind kind,
                        int64_t id, struct str *out)
{
    struct team t;
    switch (kind) {
    case SHARE_CUSTOMER: *out = word(cx->lang, "The person who asked"); return OK;
    case SHARE_CLOSED: *out = word(cx->lang, "Closed hours"); return OK;
    case SHARE_SUPPLIER:
        *out = id > 0 && id <= story->supplier_count ? story->suppliers[id - 1] : S("");
        return OK;
    case SHARE_TEAM:
    case SHARE_QUEUE: break;
    }
    TRY(team_get(cx, (team_id){id}, &t));
    *out = kind == SHARE_TEAM ? t.name
                              : word_fill(cx->arena, word(cx->lang, "Nobody’s yet, {team}"),
                                          &(struct word_arg){"team", t.name}, 1);
    return OK;
}

/* Thousandths that add up to 1,000: the largest remainders get what rounding left. */
static void fill_thousandths(struct time_view *v)
{
    int64_t left = 1000;
    if (v->wall_seconds == 0)
        return;
    for (int i = 0; i < v->part_count; i++) {
        v->parts[i].thousandths = v->parts[i].seconds * 1000 / v->wall_seconds;
        left -= v->parts[i].thousandths;
    }
    while (left > 0) {
        struct time_part *most = NULL;
        for (int i = 0; i < v->part_count; i++) {
            struct time_part *p = &v->parts[i];
            int64_t rest = p->seconds * 1000 - p->thousandths * v->wall_seconds;
            int64_t best = most ? most->seconds * 1000 - most->thousandths * v->wall_seconds
                                : INT64_MIN;
            if (rest > best)
                most = p;
        }
        if (!most)
            return;
        most->thousandths++;
        left--;
    }
    for (int i = 1; i < v->part_count; i++)
        v->parts[i].start = v->parts[i - 1].start + (int)v->parts[i - 1].thousandths;
}

enum err time_view_load(struct cx *cx, const struct request *r, bool with_stretches,
                        struct time_view *v)
{
    struct promise_story story;
    struct split split;
    TRY(promise_split_of(cx, r, with_stretches, &story, &split));
    int64_t wall = split.until - split.from;
    *v = (struct time_view){.from = split.from,
                            .until = split.until,
                            .is_over = !request_is_open(r->state),
                            .path = str_fmt(cx->arena, "/r/%lld/time", (long long)r->id.v),
                            .wall = when_span(cx->arena, cx->lang, wall / USEC_PER_SEC),
                            .wall_exact = time_exact(cx->arena, wall),
                            .wall_seconds = wall / USEC_PER_SEC,
                            .part_count = (int)split.shares.n,
                            .stretch_count = (int)split.slices.n};
    v->parts = NEWN(cx->arena, struct time_part, v->part_count);
    for (int i = 0; i < v->part_count; i++) {
        const struct share *s = &split.shares.v[i];
        struct time_part *p = &v->parts[i];
        *p = (struct time_part){.kind = s->kind,
                                .code = code_of(s->kind),
                                .seconds = s->amount / USEC_PER_SEC,
                                .span = when_span(cx->arena, cx->lang, s->amount / USEC_PER_SEC),
                                .exact = time_exact(cx->arena, s->amount)};
        TRY(name_of(cx, &story, s->kind, s->id, &p->name));
    }
    /* what is left of the parts' seconds goes where most of it was, so that seconds add up too */
    int64_t left = v->wall_seconds;
    for (int i = 0; i < v->part_count; i++)
        left -= v->parts[i].seconds;
    for (int i = 0; left > 0 && v->part_count; i = (i + 1) % v->part_count, left--)
        v->parts[i].seconds++,
            v->parts[i].exact = time_exact(cx->arena, v->parts[i].seconds * USEC_PER_SEC);
    fill_thousandths(v);
    v->stretches = NEWN(cx->arena, struct time_stretch, v->stretch_count);
    for (int i = 0; i < v->stretch_count; i++) {
        const struct slice *s = &split.slices.v[i];
        v->stretches[i] = (struct time_stretch){.from = s->from,
                                                .until = s->until,
                                                .code = code_of(s->kind),
                                                .exact = time_exact(cx->arena, s->until - s->from)};
        TRY(name_of(cx, &story, s->kind, s->id, &v->stretches[i].name));
    }
    return OK;
}
