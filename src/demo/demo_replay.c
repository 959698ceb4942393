/* demo_replay.c: lets it happen, through the same functions as everything else, with the clock in
 * the past, so that counters, events, search and promises are what they would have become. */
#include "demo/demo_story.h"

enum { steps_in_one = 250 };

struct batch {
    struct demo *d;
    struct demo_play *play;
    int from, until;
};

static struct str address_of(struct cx *cx, int customer)
{
    return str_cat(cx->arena, str_from(demo_customers[customer].local), S("@example.org"));
}

static enum err say(struct cx *cx, struct request *r, enum message_kind kind, person_id author,
                    struct str text)
{
    struct message m = {.kind = kind,
                        .channel = kind == MESSAGE_IN ? r->channel : CHANNEL_MAIL,
                        .author = author,
                        .text = text,
                        .visible = S(""),
                        .html = S(""),
                        .mail_id = S(""),
                        .raw_hash = S("")};
    return message_add(cx, r, &m);
}

static enum err open_request(struct cx *cx, struct demo *d, struct demo_request *q, struct str text)
{
    struct request r;
    struct request_new n = {.subject = q->subject,
                            .requester = d->customers[q->customer],
                            .service = d->services[q->service],
                            .team = d->teams[demo_services[q->service].team],
                            .channel = q->channel};
    TRY(request_open(cx, &n, &r));
    q->id = r.id;
    TRY(participant_add(cx, r.id, d->customers[q->customer], address_of(cx, q->customer), 1));
    return say(cx, &r, MESSAGE_IN, d->customers[q->customer], text);
}

static enum err acknowledge(struct cx *cx, struct request *r, const struct demo_service *service)
{
    struct str number = request_number(cx->arena, r->id);
    return say(
        cx, r, MESSAGE_AUTO, (person_id){0},
        str_fmt(cx->arena,
                "Hello,\n\nthank you for writing to Northgate Homes. We have your message, and the "
                "team %s looks"
                " after it. Its number is %.*s.\n\nWhat happens next:\n\n%s\n\nNorthgate Homes",
                demo_teams[service->team][0], STR_ARG(number), service->steps));
}

static enum err give_promise(struct cx *cx, struct request *r, const struct demo_step *s)
{
    struct promise p = {.kind = PROMISE_UPDATE,
                        .words = s->text,
                        .giver = cx->actor.person,
                        .basis = BASIS_PERSON,
                        .due_at = s->due};
    TRY(promise_make(cx, r, &p));
    return request_add_moves(cx, r, MOVE_WHAT | MOVE_BY_WHEN);
}

static enum err move_promise(struct cx *cx, struct request *r, const struct demo_step *s)
{
    struct promise *list, fresh;
    int count;
    TRY(promise_list(cx, r->id, &list, &count));
    for (int i = count - 1; i >= 0; i--)
        if (list[i].kind == PROMISE_UPDATE && promise_may_move(&list[i], cx->now))
            return promise_renegotiate(cx, r, &list[i], s->due, list[i].words, s->text, &fresh);
    return OK;
}

static enum err solve(struct cx *cx, struct request *r)
{
    TRY(request_add_moves(cx, r, MOVE_EXPLAIN | MOVE_THANK));
    return request_set_state(cx, r, REQUEST_SOLVED, S(""));
}

static enum err happen(struct cx *cx, struct demo *d, struct demo_play *play,
                       const struct demo_step *s)
{
    struct demo_request *q = &play->requests[s->request];
    struct request r;
    bool theirs = s->kind == STEP_OPEN || s->kind == STEP_IN || s->kind == STEP_ACKNOWLEDGE;
    person_id owner = d->agents[q->owner], customer = d->customers[q->customer];
    cx->actor.person = theirs ? (person_id){0} : owner;
    if (s->kind == STEP_OPEN)
        return open_request(cx, d, q, s->text);
    TRY(request_get(cx, q->id, &r));
    if (s->kind >= STEP_ASK)
        return demo_chain_happen(cx, d, q, s);
    switch (s->kind) {
    case STEP_OPEN: return OK;
    case STEP_ACKNOWLEDGE: return acknowledge(cx, &r, &demo_services[q->service]);
    case STEP_ASSIGN: return request_assign(cx, &r, owner);
    case STEP_IN: return say(cx, &r, MESSAGE_IN, customer, s->text);
    case STEP_OUT: return say(cx, &r, MESSAGE_OUT, owner, s->text);
    case STEP_NOTE: return say(cx, &r, MESSAGE_NOTE, owner, s->text);
    case STEP_PROMISE: return give_promise(cx, &r, s);
    case STEP_MOVE: return move_promise(cx, &r, s);
    case STEP_WAIT: return request_set_state(cx, &r, REQUEST_WAITING, S(""));
    case STEP_SOLVE: return solve(cx, &r);
    case STEP_WITHDRAW: return request_set_state(cx, &r, REQUEST_WITHDRAWN, s->text);
    case STEP_SPAM: return request_set_state(cx, &r, REQUEST_SPAM, s->text);
    case STEP_DRAFT: return draft_set(cx, r.id, S("reply"), s->text);
    case STEP_ASK:
    case STEP_ASK_ANSWER:
    case STEP_ASK_DONE:
    case STEP_ASK_WITHDRAW: return OK;
    }
    return OK;
}

/* Time passes up to `until`: what is due meanwhile breaks then, as it would in a running Kept. */
static enum err pass_time(struct cx *cx, instant until)
{
    for (;;) {
        instant due = 0;
        TRY(db_get_i64(cx->db,
                       SQL("SELECT coalesce(min(p.due_at), 0) FROM promise p JOIN request r ON "
                           "r.id = p.request_id"
                           " WHERE p.state = 1 AND r.state = 1"),
                       NO_ARGS, &due));
        if (due == 0 || due + 15 * USEC_PER_SEC > until)
            break;
        cx->now = due + 15 * USEC_PER_SEC;
        cx->actor.person.v = 0;
        if (promise_sweep(cx) < 0)
            return ERR_IO;
    }
    cx->now = until;
    return OK;
}

static enum err replay_batch(struct cx *cx, void *arg)
{
    struct batch *b = arg;
    for (int i = b->from; i < b->until; i++) {
        TRY(pass_time(cx, b->play->steps[i].at));
        TRY(happen(cx, b->d, b->play, &b->play->steps[i]));
    }
    return OK;
}

enum err demo_replay(struct cx *cx, struct demo *d, struct demo_play *play)
{
    struct arena *own = cx->arena, passing = {0};
    struct batch b = {.d = d, .play = play};
    enum err err = OK;
    for (int i = 0; i < play->step_count && err == OK; i = b.until) {
        b.from = i;
        b.until = i + steps_in_one < play->step_count ? i + steps_in_one : play->step_count;
        cx->arena = &passing;
        err = cx_write(cx, replay_batch, &b);
        cx->arena = own;
        arena_reset(&passing);
    }
    arena_release(&passing);
    return err;
}
