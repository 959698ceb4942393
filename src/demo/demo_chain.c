/* demo_chain.c: those who serve the people who serve: three teams inside and a firm outside, what
 * is asked of them, and when it is done. */
#include "demo/demo_words.h"

#include "chain/chain.h"
#include "people/team.h"

const struct demo_inner demo_inners[] = {
    {"A time with an engineer", of_scheduling, "We look for a time\nWe tell you and the engineer",
     "The flat, the work, and when somebody is in", 2, 5, NULL, NULL},
    {"A part from the store", of_parts, "We look on the shelf\nWe order what is not there",
     "The make and the number on the plate", 2, 8, NULL, NULL},
    {"A payment signed", of_finance, "We check the sum\nTwo of us sign",
     "The invoice or the tenancy", 4, 16, NULL, NULL},
    {"The lift firm called out", of_repairs, "The firm confirms\nTheir engineer comes",
     "Which lift, and whether somebody is inside", 2, 12, "Halden Lifts", "service@halden.example"},
};
const int demo_inner_count = COUNT(demo_inners);

/* Which service needs which, and in which step. */
static const struct {
    int outer, inner, step;
    bool is_gate;
} needs[] = {
    {on_urgent, 1, 1, false},   {on_urgent, 0, 2, false}, {on_ordinary, 1, 1, false},
    {on_ordinary, 0, 2, false}, {on_damp, 0, 1, false},   {on_refund, 2, 1, true},
    {on_shared, 3, 1, false},
};

static enum err add_needs(struct cx *cx, struct demo *d, int outer)
{
    struct need list[SERVICE_NEEDS];
    struct service s;
    int n = 0;
    for (int i = 0; i < COUNT(needs); i++)
        if (needs[i].outer == outer)
            list[n++] = (struct need){.service = d->inners[needs[i].inner],
                                      .step = needs[i].step,
                                      .is_gate = needs[i].is_gate};
    if (n == 0)
        return OK;
    TRY(service_get(cx, d->services[outer], &s));
    return service_set_all(cx, &s, list, n);
}

enum err demo_chain_add(struct cx *cx, struct demo *d)
{
    for (int i = 0; i < demo_inner_count; i++) {
        const struct demo_inner *from = &demo_inners[i];
        struct service s = {.name = str_from(from->name),
                            .team = d->teams[from->team],
                            .audience = AUDIENCE_INSIDE,
                            .steps = str_from(from->steps),
                            .bring = str_from(from->bring),
                            .respond_seconds = from->respond_hours * 3600,
                            .resolve_seconds = from->resolve_hours * 3600,
                            .supplier = str_from(from->supplier ? from->supplier : ""),
                            .supplier_address = str_from(from->address ? from->address : ""),
                            .form = S("")};
        TRY(service_add(cx, &s, &d->inners[i]));
    }
    for (int i = 0; i < demo_service_count; i++)
        TRY(add_needs(cx, d, i));
    return OK;
}

/* ---- the plan ----------------------------------------------------------------------------------
 */

/* What this request asks for inside; -1: nothing. The firm outside answers by mail, which a demo
 * does not send. */
static int draw_inner(struct prng *chance, int outer)
{
    int found[COUNT(needs)], n = 0;
    for (int i = 0; i < COUNT(needs); i++)
        if (needs[i].outer == outer && !demo_inners[needs[i].inner].supplier)
            found[n++] = needs[i].inner;
    return n && prng_below(chance, 100) < 60 ? found[prng_below(chance, n)] : -1;
}

static instant open_after(struct demo *d, instant t, int64_t minutes)
{
    struct fault f;
    instant out;
    return calendar_add(d->hours, t, minutes * USEC_PER_MIN, &out, &f) == OK ? out : t;
}

static void put(struct demo_play *play, int request, instant at, enum step_kind kind,
                const char *words, instant due)
{
    struct demo_step *s = &play->steps[play->step_count];
    *s = (struct demo_step){.at = at,
                            .request = request,
                            .seq = play->step_count++,
                            .kind = kind,
                            .text = str_from(words),
                            .due = due};
}

/* From when to when it is somebody's and open; 0 when it never is. */
static void life_of(const struct demo_play *play, int steps, int request, instant *from,
                    instant *until)
{
    *from = *until = 0;
    for (int i = 0; i < steps; i++) {
        const struct demo_step *s = &play->steps[i];
        if (s->request != request)
            continue;
        if (s->kind == STEP_ASSIGN && !*from)
            *from = s->at;
        if (s->kind == STEP_SOLVE || s->kind == STEP_WITHDRAW || s->kind == STEP_SPAM ||
            s->kind == STEP_WAIT) {
            *until = s->at;
            return;
        }
    }
}

static void plan_ask(struct demo *d, struct demo_play *play, struct prng *chance, int request,
                     int steps)
{
    static const char *const words[] = {"Please find a time with an engineer for this one.",
                                        "We need the part that the note names.",
                                        "Please check the sum and sign the payment."};
    struct demo_request *r = &play->requests[request];
    instant from, until;
    r->inner_service = draw_inner(chance, r->service);
    if (r->inner_service < 0)
        return;
    const struct demo_inner *of = &demo_inners[r->inner_service];
    int percent = prng_below(chance, 100) < 88 ? 15 + (int)prng_below(chance, 70)
                                               : 115 + (int)prng_below(chance, 70);
    int64_t minutes = of->resolve_hours * 60 * percent / 100;
    int64_t answer = of->respond_hours * 60 * (10 + prng_below(chance, 80)) / 100;
    life_of(play, steps, request, &from, &until);
    instant asked = open_after(d, from, 5 + prng_below(chance, 40));
    instant done = open_after(d, asked, minutes), limit = until ? until : d->now;
    instant answered = open_after(d, asked, answer < minutes ? answer : minutes - 1);
    if (!from || asked >= limit - USEC_PER_HOUR)
        return;
    put(play, request, asked, STEP_ASK, words[r->inner_service],
        open_after(d, asked, of->resolve_hours * 60));
    if (answered < limit - 2 * USEC_PER_MIN)
        put(play, request, answered, STEP_ASK_ANSWER, "We have it, and are on it.", 0);
    bool still = !until &&
                 prng_below(chance, 100) < 60; /* what is open now waits, as often as not */
    if (done > answered && done < limit - USEC_PER_MIN && !still)
        put(play, request, done, STEP_ASK_DONE, "It is done.", 0);
    else if (until)
        put(play, request, limit - USEC_PER_SEC, STEP_ASK_WITHDRAW, "", 0);
}

void demo_chain_plan(struct demo *d, struct demo_play *play)
{
    struct prng chance; /* of its own: the rest of the play stays what it was */
    int steps = play->step_count;
    prng_init(&chance, 7);
    for (int i = 0; i < play->request_count; i++)
        plan_ask(d, play, &chance, i, steps);
}

/* ---- it happens --------------------------------------------------------------------------------
 */

static person_id inner_agent(const struct demo *d, int inner)
{
    for (int i = 0; i < demo_agent_count; i++)
        if (demo_agents[i].team == demo_inners[inner].team)
            return d->agents[i];
    return (person_id){0};
}

static enum err make_ask(struct cx *cx, struct demo *d, struct demo_request *q,
                         const struct demo_step *s)
{
    struct ask a;
    struct ask_new n = {.outer = q->id,
                        .service = d->inners[q->inner_service],
                        .words = s->text,
                        .answers = S(""),
                        .answers_json = S(""),
                        .needed_at = s->due > cx->now ? s->due : 0};
    struct request outer;
    TRY(request_get(cx, q->id, &outer));
    if (!request_is_open(outer.state))
        return OK;
    TRY(ask_make(cx, &n, &a));
    q->inner = a.inner;
    return OK;
}

enum err demo_chain_happen(struct cx *cx, struct demo *d, struct demo_request *q,
                           const struct demo_step *s)
{
    struct ask a;
    struct request inner;
    message_id said;
    if (s->kind == STEP_ASK)
        return make_ask(cx, d, q, s);
    if (!q->inner.v)
        return OK;
    TRY(ask_of_inner(cx, q->inner, &a));
    TRY(request_get(cx, q->inner, &inner));
    if (!request_is_open(inner.state))
        return OK;
    if (s->kind == STEP_ASK_WITHDRAW)
        return ask_withdraw(cx, &a);
    cx->actor.person = inner_agent(d, q->inner_service);
    if (inner.owner.v == 0)
        TRY(request_assign(cx, &inner, cx->actor.person));
    TRY(ask_say(cx, &a, s->text, false, &said));
    TRY(request_get(cx, q->inner, &inner));
    return s->kind == STEP_ASK_DONE ? request_set_state(cx, &inner, REQUEST_SOLVED, S("")) : OK;
}
