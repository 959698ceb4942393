#include "promises/split.h"

#include "base/limits.h"

static void add_share(struct story *s, struct split *out, enum share_kind kind, int64_t id,
                      int64_t amount)
{
    if (amount == 0)
        return;
    for (ptrdiff_t i = 0; i < out->shares.n; i++)
        if (out->shares.v[i].kind == kind && out->shares.v[i].id == id) {
            out->shares.v[i].amount += amount;
            return;
        }
    *vec_push(s->arena, &out->shares) = (struct share){kind, id, amount};
}

static void add_slice(struct story *s, struct split *out, struct slice slice)
{
    struct slice *last = out->slices.n ? &out->slices.v[out->slices.n - 1] : NULL;
    if (slice.from >= slice.until)
        return;
    if (last && last->until == slice.from && last->kind == slice.kind && last->id == slice.id)
        last->until = slice.until;
    else if (out->slices.n < LIMIT_SPLIT_SLICES)
        *vec_push(s->arena, &out->slices) = slice;
}

/* The open and the closed stretches of one turn. */
static void cut_turn(struct story *s, struct split *out, const struct calendar *c,
                     struct slice turn, struct calendar_interval *open)
{
    int n = calendar_intervals(c, turn.from, turn.until, open, LIMIT_SPLIT_SLICES);
    instant at = turn.from;
    for (int i = 0; i < n; i++) {
        add_slice(s, out, (struct slice){at, open[i].from, SHARE_CLOSED, 0});
        add_slice(s, out, (struct slice){open[i].from, open[i].until, turn.kind, turn.id});
        at = open[i].until;
    }
    add_slice(s, out, (struct slice){at, turn.until, SHARE_CLOSED, 0});
}

static enum err add_turn(struct story *s, struct split *out, const struct story_turn *t,
                         instant until, struct calendar_interval *room)
{
    const struct calendar *c;
    struct slice turn = {t->from, until, SHARE_CUSTOMER, 0};
    if (t->with.kind == PARTY_CUSTOMER || t->with.kind == PARTY_ANY) {
        add_share(s, out, SHARE_CUSTOMER, 0, until - t->from);
        if (room)
            add_slice(s, out, turn);
        return OK;
    }
    TRY(s->calendar(s->context, t->with, NULL, &c));
    turn.kind = t->is_queue                      ? SHARE_QUEUE
                : t->with.kind == PARTY_SUPPLIER ? SHARE_SUPPLIER
                                                 : SHARE_TEAM;
    turn.id = t->with.id;
    int64_t open = calendar_between(c, t->from, until);
    add_share(s, out, turn.kind, turn.id, open);
    add_share(s, out, SHARE_CLOSED, 0, until - t->from - open);
    if (room)
        cut_turn(s, out, c, turn, room);
    return OK;
}

enum err split_story(struct story *s, instant now, bool with_slices, struct split *out)
{
    struct calendar_interval *room = NULL;
    *out = (struct split){0};
    if (with_slices)
        room = NEWN(s->arena, struct calendar_interval, LIMIT_SPLIT_SLICES);
    if (s->turns.n == 0)
        return OK;
    ptrdiff_t last = s->turns.n - 1;
    out->from = s->turns.v[0].from;
    out->until = s->is_over                    ? s->turns.v[last].from
                 : now > s->turns.v[last].from ? now
                                               : s->turns.v[last].from;
    for (ptrdiff_t i = 0; i <= last; i++) {
        instant until = i < last ? s->turns.v[i + 1].from : out->until;
        if (until > s->turns.v[i].from)
            TRY(add_turn(s, out, &s->turns.v[i], until, room));
    }
    return OK;
}

int64_t split_amount(const struct split *s, enum share_kind kind)
{
    int64_t sum = 0;
    for (ptrdiff_t i = 0; i < s->shares.n; i++)
        sum += s->shares.v[i].kind == kind ? s->shares.v[i].amount : 0;
    return sum;
}
