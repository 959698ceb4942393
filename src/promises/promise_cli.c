#include "promises/promise_cli.h"

#include "base/limits.h"
#include "promises/promise_line.h"
#include "promises/split.h"
#include "text/json_lines.h"

struct answering {
    struct promise_line line;
    struct story story;
    struct json *json;
};

static enum err calendar_for(void *context, struct party of, const struct promise *p,
                             const struct calendar **out)
{
    struct answering *q = context;
    const struct named_party *named = NULL;
    (void)p;
    if (of.id > 0 && of.id <= q->line.parties.n)
        named = &q->line.parties.v[of.id - 1];
    *out = named && named->calendar ? named->calendar : q->line.calendar;
    if (!*out && of.kind == PARTY_SUPPLIER) /* as the team that waits for them */
        return calendar_for(context, (struct party){PARTY_TEAM, q->story.team.v}, NULL, out);
    if (*out)
        return OK;
    struct str name = named ? str_head(named->name, 40) : S("us");
    return fault_set(q->line.fault, ERR_INVALID, "teams",
                     "the team \"%.*s\" has no calendar: give it one in teams, or the line one in "
                     "calendar",
                     STR_ARG(name));
}

/* ---- writing --------------------------------------------------------------------------------- */

static void put_instant(struct answering *q, const char *key, instant t)
{
    json_key(q->json, key);
    json_text(q->json, instant_format(q->line.arena, t));
}

static void put_seconds(struct answering *q, const char *key, int64_t amount)
{
    json_key(q->json, key);
    if (amount % USEC_PER_SEC)
        json_f64(q->json, (double)amount / (double)USEC_PER_SEC);
    else
        json_i64(q->json, amount / USEC_PER_SEC);
}

static void put_text(struct answering *q, const char *key, struct str s)
{
    json_key(q->json, key);
    json_text(q->json, s);
}

static struct str team_name(struct answering *q, int64_t id)
{
    return id > 0 && id <= q->line.parties.n ? q->line.parties.v[id - 1].name : S("us");
}

static void put_interval(struct answering *q, instant from, instant until)
{
    json_text(q->json, instant_format(q->line.arena, from));
    json_text(q->json, instant_format(q->line.arena, until));
}

static enum err put_counted(struct answering *q, const struct promise *p)
{
    int n, most = LIMIT_SPLIT_SLICES;
    struct calendar_interval *list = NEWN(q->line.arena, struct calendar_interval, most);
    TRY(story_counted(&q->story, p, q->line.now, list, most, &n));
    json_key(q->json, "counted");
    json_array(q->json);
    for (int i = 0; i < n; i++) {
        json_array(q->json);
        put_interval(q, list[i].from, list[i].until);
        json_end(q->json);
    }
    json_end(q->json);
    return OK;
}

/* How late: what is done, or still open, after its due time; by the clock on the wall, and in the
 * open hours past the due time. */
static enum err put_late(struct answering *q, const struct promise *p)
{
    const struct calendar *c;
    instant until = p->done_at ? p->done_at : q->line.now;
    if (p->state != PROMISE_BROKEN || until <= p->due_at)
        return OK;
    TRY(calendar_for(q, (struct party){PARTY_TEAM, p->team.v}, p, &c));
    put_seconds(q, "late_seconds", calendar_between(c, p->due_at, until));
    put_seconds(q, "late_wall_seconds", until - p->due_at);
    return OK;
}

static enum err put_promise(struct answering *q, const struct promise *p)
{
    int64_t elapsed;
    TRY(story_elapsed(&q->story, p, q->line.now, &elapsed));
    json_object(q->json);
    put_text(q, "promise", str_from(promise_kind_name(p->kind)));
    put_text(q, "team", team_name(q, p->team.v));
    put_text(q, "basis", p->basis == BASIS_POLICY ? S("target") : S("given"));
    if (p->words.n)
        put_text(q, "words", p->words);
    put_instant(q, "made", p->made_at);
    put_instant(q, "due", p->due_at);
    put_instant(q, "first_due", p->first_due_at);
    put_text(q, "verdict", str_from(promise_state_name(p->state)));
    if (p->done_at) {
        put_instant(q, "done", p->done_at);
        put_text(q, "done_by", p->is_automatic ? S("auto") : S("person"));
    } else if (p->state == PROMISE_WITHDRAWN || p->state == PROMISE_RENEGOTIATED) {
        put_instant(q, "ended", p->ended_at);
    }
    if (p->reason.n)
        put_text(q, "reason", p->reason);
    if (p->replaces.v) {
        json_key(q->json, "replaces");
        json_i64(q->json, -p->replaces.v - 1); /* its place in this list */
    }
    put_seconds(q, "target_seconds", p->amount);
    put_seconds(q, "elapsed_seconds", elapsed);
    TRY(put_late(q, p));
    if (p->state == PROMISE_OPEN && story_is_paused(&q->story)) {
        json_key(q->json, "paused");
        json_bool(q->json, true);
    }
    if (q->line.wants_working)
        TRY(put_counted(q, p));
    json_end(q->json);
    return OK;
}

static void put_shares(struct answering *q, const struct split *split, const char *key,
                       enum share_kind kind)
{
    json_key(q->json, key);
    json_object(q->json);
    for (ptrdiff_t i = 0; i < split->shares.n; i++)
        if (split->shares.v[i].kind == kind)
            put_seconds(q, str_z(q->line.arena, team_name(q, split->shares.v[i].id)),
                        split->shares.v[i].amount);
    json_end(q->json);
}

static struct str share_name(enum share_kind kind)
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

static void put_slices(struct answering *q, const struct split *split)
{
    json_key(q->json, "slices");
    json_array(q->json);
    for (ptrdiff_t i = 0; i < split->slices.n; i++) {
        const struct slice *s = &split->slices.v[i];
        json_array(q->json);
        put_interval(q, s->from, s->until);
        json_text(q->json, share_name(s->kind));
        if (s->kind != SHARE_CUSTOMER && s->kind != SHARE_CLOSED)
            json_text(q->json, team_name(q, s->id));
        json_end(q->json);
    }
    json_end(q->json);
}

static enum err put_time(struct answering *q)
{
    struct split split;
    TRY(split_story(&q->story, q->line.now, q->line.wants_working, &split));
    json_key(q->json, "time");
    json_object(q->json);
    put_instant(q, "from", split.from);
    put_instant(q, "until", split.until);
    put_seconds(q, "wall_seconds", split.until - split.from);
    put_seconds(q, "customer_seconds", split_amount(&split, SHARE_CUSTOMER));
    put_seconds(q, "team_seconds", split_amount(&split, SHARE_TEAM));
    put_seconds(q, "supplier_seconds", split_amount(&split, SHARE_SUPPLIER));
    put_seconds(q, "closed_seconds", split_amount(&split, SHARE_CLOSED));
    put_seconds(q, "queue_seconds", split_amount(&split, SHARE_QUEUE));
    put_shares(q, &split, "teams", SHARE_TEAM);
    put_shares(q, &split, "suppliers", SHARE_SUPPLIER);
    put_shares(q, &split, "queues", SHARE_QUEUE);
    if (q->line.wants_working)
        put_slices(q, &split);
    json_end(q->json);
    return OK;
}

static struct str state_of(const struct story *s)
{
    if (!s->is_over)
        return story_is_paused(s) ? S("waiting") : S("open");
    return s->is_withdrawn ? S("withdrawn") : S("solved");
}

/* ---- one line -------------------------------------------------------------------------------- */

static enum err run(struct answering *q)
{
    struct story *s = &q->story;
    *s = (struct story){.arena = q->line.arena,
                        .fault = q->line.fault,
                        .calendar = calendar_for,
                        .context = q,
                        .team = q->line.team,
                        .knows_owners = q->line.owners.n > 0};
    TRY(promise_targets_read(&q->line, q->line.priority, &s->targets));
    for (ptrdiff_t i = 0; i < q->line.events.n; i++)
        if (q->line.events.v[i].at <= q->line.now)
            TRY(story_apply(s, &q->line.events.v[i]));
    if (!s->is_begun)
        return fault_set(q->line.fault, ERR_INVALID, "now",
                         "now is before the request was created");
    TRY(story_settle(s, q->line.now));
    return OK;
}

static enum err answer_line(void *context, struct arena *a, struct str line, struct json *answer,
                            struct fault *f)
{
    struct answering q = {.line = {.arena = a, .zones = context, .fault = f}, .json = answer};
    TRY(promise_line_read(&q.line, line));
    TRY(run(&q));
    const struct json_value *id = json_member(q.line.json, "id");
    if (id && id->kind == JSON_TEXT)
        put_text(&q, "id", id->text);
    else if (id && id->kind == JSON_NUMBER && id->is_integer)
        json_key(answer, "id"), json_i64(answer, id->integer);
    put_instant(&q, "now", q.line.now);
    put_text(&q, "state", state_of(&q.story));
    json_key(answer, "promises");
    json_array(answer);
    for (ptrdiff_t i = 0; i < q.story.promises.n; i++)
        TRY(put_promise(&q, &q.story.promises.v[i]));
    json_end(answer);
    return put_time(&q);
}

void promise_answer(struct arena *a, struct zone_cache *zones, struct str line, struct buf *out)
{
    json_line(answer_line, zones, a, line, out);
}

int promise_cli(int in, int out)
{
    struct zone_cache *zones = zone_cache_new(ZONE_DIR);
    int status = json_lines(answer_line, zones, in, out);
    zone_cache_free(zones);
    return status;
}
