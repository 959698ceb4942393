#include "services/service_fault.h"

#include "base/vec.h"
#include "people/team.h"
#include "text/when.h"

enum { hours_of_a_week = 168, hours_apart = 2 };

struct catalogue {
    struct service *services;
    int service_count;
    struct need_edge *edges;
    int edge_count;
    struct team *teams;
    const struct calendar **calendars; /* beside teams: the hours of a week without holidays */
    int team_count;
    VEC(struct service_fault) faults;
};

/* A holiday in the coming week is no fault of the catalogue. */
static enum err plain_week(struct cx *cx, team_id team, const struct calendar **out)
{
    const struct calendar *stored;
    struct hours hours;
    TRY(team_calendar(cx, team, &stored, &hours));
    struct calendar *plain = NEW(cx->arena, struct calendar);
    *plain = *stored;
    plain->dates = NULL;
    plain->date_count = 0;
    TRY(calendar_init(cx->arena, plain, &cx->fault));
    *out = plain;
    return OK;
}

static enum err load(struct cx *cx, struct catalogue *c)
{
    *c = (struct catalogue){0};
    TRY(service_list(cx, true, &c->services, &c->service_count));
    TRY(service_edges(cx, &c->edges, &c->edge_count));
    TRY(team_list(cx, &c->teams, &c->team_count));
    c->calendars = NEWN(cx->arena, const struct calendar *, c->team_count);
    for (int i = 0; i < c->team_count; i++)
        TRY(plain_week(cx, c->teams[i].id, &c->calendars[i]));
    return OK;
}

static const struct service *find(const struct catalogue *c, service_id id)
{
    for (int i = 0; i < c->service_count; i++)
        if (c->services[i].id.v == id.v)
            return &c->services[i];
    return NULL;
}

static int place_of_team(const struct catalogue *c, team_id id)
{
    for (int i = 0; i < c->team_count; i++)
        if (c->teams[i].id.v == id.v)
            return i;
    return -1;
}

static struct str say(struct cx *cx, const char *sentence, const struct service *s,
                      const struct service *other)
{
    struct word_arg args[] = {
        {"service", s->name}, {"other", other ? other->name : S("")}, {"team", s->team_name}};
    return word_fill(cx->arena, word(cx->lang, sentence), args, COUNT(args));
}

static void add(struct cx *cx, struct catalogue *c, enum fault_kind kind, const struct service *s,
                const struct service *other)
{
    static const char *const sentences[] = {
        [FAULT_CIRCLE] = WORD("{service} needs itself, by way of others. Take out one of the needs "
                              "on the way"),
        [FAULT_NOBODY] = WORD("Nobody gives {service}: the team {team} has no members"),
        [FAULT_RETIRED] = WORD("{service} needs {other}, which is no longer given"),
        [FAULT_CLOSED] = WORD("{service} needs {other}, which colleagues may not ask for"),
        [FAULT_TOO_LONG] = ""};
    *vec_push(cx->arena,
              &c->faults) = (struct service_fault){.kind = kind,
                                                   .service = s->id,
                                                   .other = other ? other->id : (service_id){0},
                                                   .words = say(cx, sentences[kind], s, other)};
}

/* Is `goal` reached from `at` along needs? `seen` has a place for each service. */
static bool reaches(const struct catalogue *c, service_id at, service_id goal, bool *seen)
{
    for (int i = 0; i < c->edge_count; i++) {
        if (c->edges[i].from.v != at.v)
            continue;
        if (c->edges[i].to.v == goal.v)
            return true;
        const struct service *next = find(c, c->edges[i].to);
        if (!next || seen[next - c->services])
            continue;
        seen[next - c->services] = true;
        if (reaches(c, next->id, goal, seen))
            return true;
    }
    return false;
}

/* When everything it needs is there, for someone who asks at t. */
static enum err needs_done(struct cx *cx, const struct catalogue *c, const struct service *s,
                           instant t, instant *done)
{
    *done = t;
    for (int step = 1; step <= SERVICE_STEPS; step++) {
        instant start = *done;
        for (int i = 0; i < c->edge_count; i++) {
            const struct service *need = find(c, c->edges[i].to);
            int team = need ? place_of_team(c, need->team) : -1;
            instant end;
            if (c->edges[i].from.v != s->id.v || c->edges[i].step != step || team < 0)
                continue;
            TRY(calendar_add(c->calendars[team], start,
                             service_target(need, PRIORITY_NORMAL, TARGET_RESOLVE) * USEC_PER_SEC,
                             &end, &cx->fault));
            *done = end > *done ? end : *done;
        }
    }
    return OK;
}

/* No open time in a calendar is a fault of the hours: it is said there. */
static void check_sums(struct cx *cx, struct catalogue *c, const struct service *s)
{
    int team = place_of_team(c, s->team);
    int64_t promised = service_target(s, PRIORITY_NORMAL, TARGET_RESOLVE) * USEC_PER_SEC;
    instant monday = cx->now - cx->now % USEC_PER_HOUR, worst_at = 0;
    int64_t worst = 0;
    if (team < 0 || promised == 0)
        return;
    for (int h = 0; h < hours_of_a_week; h += hours_apart) {
        instant t = monday + h * USEC_PER_HOUR, due, done;
        if (!calendar_is_open(c->calendars[team], t) ||
            calendar_add(c->calendars[team], t, promised, &due, NULL) != OK ||
            needs_done(cx, c, s, t, &done) != OK)
            continue;
        if (done - due > worst)
            worst = done - due, worst_at = t;
    }
    if (worst == 0)
        return;
    add(cx, c, FAULT_TOO_LONG, s, NULL);
    struct service_fault *f = &c->faults.v[c->faults.n - 1];
    struct when_reader reader = {.lang = cx->lang, .zone = cx->zone, .now = cx->now};
    struct word_arg args[] = {{"service", s->name},
                              {"over", when_span(cx->arena, cx->lang, worst / USEC_PER_SEC)},
                              {"when", when_words(cx->arena, &reader, worst_at, WHEN_FULL)}};
    f->over = worst;
    f->asked_at = worst_at;
    f->words = word_fill(cx->arena,
                         word(cx->lang, "What {service} needs takes longer than it promises: by "
                                        "{over}, asked {when}"),
                         args, COUNT(args));
}

static void check_service(struct cx *cx, struct catalogue *c, const struct service *s)
{
    int team = place_of_team(c, s->team), needs = 0;
    bool in_circle;
    bool *seen = NEWN(cx->arena, bool, c->service_count);
    if (s->supplier.n == 0 && (team < 0 || c->teams[team].members == 0))
        add(cx, c, FAULT_NOBODY, s, NULL);
    in_circle = reaches(c, s->id, s->id, seen);
    if (in_circle)
        add(cx, c, FAULT_CIRCLE, s, NULL);
    for (int i = 0; i < c->edge_count; i++) {
        const struct service *other = find(c, c->edges[i].to);
        if (c->edges[i].from.v != s->id.v || !other)
            continue;
        needs++;
        if (other->is_retired)
            add(cx, c, FAULT_RETIRED, s, other);
        else if (!(other->audience & AUDIENCE_INSIDE) && other->supplier.n == 0)
            add(cx, c, FAULT_CLOSED, s, other);
    }
    if (needs && !in_circle)
        check_sums(cx, c, s);
}

enum err service_faults(struct cx *cx, struct service_fault **list, int *count)
{
    struct catalogue c;
    TRY(load(cx, &c));
    for (int i = 0; i < c.service_count; i++)
        if (!c.services[i].is_retired)
            check_service(cx, &c, &c.services[i]);
    *list = c.faults.v;
    *count = (int)c.faults.n;
    return OK;
}
