/* today_load.c: the figures of the day, team by team, each by an index. */
#include "today/today.h"

#include <stdlib.h>

#include "base/limits.h"
#include "people/person.h"
#include "requests/fence.h"
#include "services/service.h"
#include "stat/proportion.h"
#include "stat/quantile.h"

enum { weeks = 8, pace_days = 28, answers_most = 2000 };

struct day {
    instant from, until; /* of today, in the reader's zone */
    int hour_from, hour_until;
    double answers[answers_most];
    int answer_count;
    int64_t done, open_seconds; /* of the last four weeks, for the pace */
};

static instant day_start(struct cx *cx, int days)
{
    struct wall w = zone_wall(cx->zone, cx->now);
    return zone_instant(cx->zone, day_from(w.year, w.month, w.day) + days, 0, ZONE_FIRST);
}

static int hour_of(struct cx *cx, instant at)
{
    struct wall w = zone_wall(cx->zone, at);
    return w.hour;
}

static void count_one(struct cx *cx, struct today_tally *to, enum promise_state state,
                      instant due_at)
{
    if (state == PROMISE_KEPT)
        to->kept++;
    else if (state == PROMISE_BROKEN || (state == PROMISE_OPEN && due_at < cx->now))
        to->late++;
    else if (state == PROMISE_OPEN && due_at < cx->now + 2 * USEC_PER_HOUR)
        to->risk++;
    else if (state == PROMISE_OPEN)
        to->open++;
}

/* The promises of the day, by the hour in which they fall due. */
static enum err add_day(struct cx *cx, team_id team, struct today_page *p, struct day *d)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT due_at, state FROM promise WHERE team_id = $1 AND due_at >= $2 AND due_at "
                 "< $3 AND kind <> $4 AND state IN (1, 2, 4)"),
             ARGS(DB_I(team.v), DB_I(d->from), DB_I(d->until), DB_I(PROMISE_ACKNOWLEDGE)));
    while (rows_next(&r)) {
        instant at = rows_i64(&r);
        enum promise_state state = (enum promise_state)rows_i64(&r);
        int hour = hour_of(cx, at);
        count_one(cx, &p->day, state, at);
        count_one(cx, &p->hours[hour].tally, state, at);
        d->hour_from = hour < d->hour_from ? hour : d->hour_from;
        d->hour_until = hour > d->hour_until ? hour : d->hour_until;
    }
    return rows_end(&r);
}

/* What is usual on this weekday. */
static enum err add_usual(struct cx *cx, team_id team, struct today_page *p)
{
    for (int w = 1; w <= weeks; w++) {
        struct rows r;
        db_query(&r, cx->db,
                 SQL("SELECT state, count(*) FROM promise WHERE team_id = $1 AND due_at >= $2 AND "
                     "due_at < $3 AND kind <> $4 AND state IN (2, 4) GROUP BY state"),
                 ARGS(DB_I(team.v), DB_I(day_start(cx, -7 * w)), DB_I(day_start(cx, 1 - 7 * w)),
                      DB_I(PROMISE_ACKNOWLEDGE)));
        while (rows_next(&r)) {
            bool is_kept = rows_i64(&r) == PROMISE_KEPT;
            *(is_kept ? &p->usual.kept : &p->usual.late) += rows_i64(&r);
        }
        TRY(rows_end(&r));
    }
    return OK;
}

static enum err add_answers(struct cx *cx, team_id team, struct day *d)
{
    struct rows r;
    db_query(&r, cx->db,
             SQL("SELECT done_at - made_at FROM promise WHERE team_id = $1 AND done_at >= $2 AND "
                 "done_at < $3 AND kind = $4 LIMIT $5"),
             ARGS(DB_I(team.v), DB_I(d->from), DB_I(d->until), DB_I(PROMISE_RESPOND),
                  DB_I(answers_most)));
    while (rows_next(&r)) {
        int64_t us = rows_i64(&r);
        if (d->answer_count < answers_most)
            d->answers[d->answer_count++] = (double)us / (double)USEC_PER_SEC;
    }
    return rows_end(&r);
}

/* How many promises are done in an hour that the team is there. */
static enum err add_pace(struct cx *cx, team_id team, struct day *d)
{
    int64_t done;
    const struct calendar *calendar;
    struct hours hours;
    instant since = day_start(cx, -pace_days);
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM promise WHERE team_id = $1 AND done_at >= $2 AND "
                       "done_at < $3 AND kind <> $4"),
                   ARGS(DB_I(team.v), DB_I(since), DB_I(d->from), DB_I(PROMISE_ACKNOWLEDGE)),
                   &done));
    TRY(team_calendar(cx, team, &calendar, &hours));
    int64_t open = calendar_between(calendar, since, d->from) / USEC_PER_SEC;
    d->done += done;
    /* teams work side by side: the house's hours are those of whoever works longest */
    d->open_seconds = open > d->open_seconds ? open : d->open_seconds;
    return OK;
}

/* "SELECT what FROM request r WHERE …" of the open requests of a team that the reader sees. */
static void open_requests(struct cx *cx, struct sql_builder *b, struct sql what, team_id team)
{
    sql_start(b, cx->arena);
    sql_add(b, what);
    sql_add(b, SQL(" FROM request r WHERE r.state < 10 AND r.team_id = "));
    sql_add_arg(b, DB_I(team.v));
}

static enum err read_number(struct cx *cx, struct sql_builder *b, int64_t *out)
{
    struct rows r;
    *out = 0;
    fence_sql(cx, b);
    db_query_built(&r, cx->db, b);
    while (rows_next(&r))
        *out = rows_i64(&r);
    return rows_end(&r);
}

static enum err add_waits(struct cx *cx, team_id team, struct today_page *p)
{
    struct sql_builder b;
    int64_t oldest, nobodys;
    open_requests(cx, &b, SQL("SELECT coalesce(min(r.changed_at), 0)"), team);
    sql_add(&b, SQL(" AND r.is_unread = 1"));
    TRY(read_number(cx, &b, &oldest));
    open_requests(cx, &b, SQL("SELECT count(*)"), team);
    sql_add(&b, SQL(" AND r.owner_id IS NULL"));
    TRY(read_number(cx, &b, &nobodys));
    if (oldest && (!p->waits_since || oldest < p->waits_since))
        p->waits_since = oldest;
    p->nobodys += nobodys;
    return OK;
}

static enum err count_due(struct cx *cx, team_id team, instant before, int64_t *out)
{
    struct sql_builder b;
    open_requests(cx, &b, SQL("SELECT count(*)"), team);
    sql_add(&b, SQL(" AND r.due_at < "));
    sql_add_arg(&b, DB_I(before));
    return read_number(cx, &b, out);
}

static enum err add_urgent(struct cx *cx, team_id team, struct today_page *p)
{
    int64_t late, soon;
    TRY(count_due(cx, team, cx->now, &late));
    TRY(count_due(cx, team, cx->now + 2 * USEC_PER_HOUR, &soon));
    p->late_now += late;
    p->risk_soon += soon - late;
    p->need_total += soon;
    return OK;
}

/* ---- what needs somebody ----------------------------------------------------------------------
 */

static bool is_before(const struct request *a, const struct request *b)
{
    return a->due_at != b->due_at ? a->due_at < b->due_at : a->id.v < b->id.v;
}

/* Into its place by due time; the last falls off when it is full. */
static void place_need(struct today_page *p, struct today_need need)
{
    int at = p->need_count;
    while (at > 0 && is_before(&need.request, &p->needs[at - 1].request))
        at--;
    if (at == TODAY_NEEDS)
        return;
    if (p->need_count < TODAY_NEEDS)
        p->need_count++;
    for (int i = p->need_count - 1; i > at; i--)
        p->needs[i] = p->needs[i - 1];
    p->needs[at] = need;
}

static enum err add_needs(struct cx *cx, team_id team, struct today_page *p)
{
    struct view_at at = {.view = VIEW_TEAM, .team = team};
    struct request_row *rows;
    int count;
    TRY(request_list(cx, &at, &rows, &count));
    for (int i = 0; i < count; i++) {
        const struct request *r = &rows[i].request;
        struct object object = request_object(r);
        if (!r->due_at || r->due_at >= cx->now + 2 * USEC_PER_HOUR)
            continue;
        bool is_late = r->due_at < cx->now;
        if (!may(cx, MAY_READ_REQUEST, &object))
            continue;
        place_need(p, (struct today_need){.request = *r,
                                          .number = request_number(cx->arena, r->id),
                                          .path = str_fmt(cx->arena, "/r/%lld", (long long)r->id.v),
                                          .name = rows[i].requester_name,
                                          .owner_name = rows[i].owner_name,
                                          .risk = is_late ? S("broken") : S("risk"),
                                          .is_nobodys = r->owner.v == 0});
    }
    return OK;
}

/* ---- people ------------------------------------------------------------------------------------
 */

static struct today_person *person_of(struct today_page *p, person_id id)
{
    for (int i = 0; i < p->person_count; i++)
        if (p->people[i].id.v == id.v)
            return &p->people[i];
    return NULL;
}

static enum err add_people(struct cx *cx, team_id team, struct today_page *p)
{
    struct member *list;
    int count;
    TRY(team_members(cx, team, &list, &count));
    for (int i = 0; i < count && p->person_count < TODAY_PEOPLE; i++)
        if (!person_of(p, list[i].person))
            p->people[p->person_count++] = (struct today_person){
                .id = list[i].person,
                .name = list[i].name,
                .initials = person_initials(cx->arena, list[i].name),
                .hue = person_hue(list[i].person),
                .percent = -1};
    return OK;
}

static enum err add_load(struct cx *cx, team_id team, const struct day *d, struct today_page *p)
{
    struct sql_builder b;
    struct rows r;
    sql_start(&b, cx->arena);
    sql_add(&b, SQL("SELECT r.owner_id, count(*), sum(CASE WHEN r.due_at < "));
    sql_add_arg(&b, DB_I(d->until));
    sql_add(&b, SQL(" THEN 1 ELSE 0 END) FROM request r WHERE r.state < 10 AND r.owner_id IS NOT "
                    "NULL AND r.team_id = "));
    sql_add_arg(&b, DB_I(team.v));
    fence_sql(cx, &b);
    sql_add(&b, SQL(" GROUP BY r.owner_id"));
    db_query_built(&r, cx->db, &b);
    while (rows_next(&r)) {
        struct today_person *who = person_of(p, (person_id){rows_i64(&r)});
        int64_t open = rows_i64(&r), due = rows_i64(&r);
        if (who)
            who->open += open, who->due += due;
    }
    return rows_end(&r);
}

/* What each kept, day by day: the days one kept nothing are days one was not there. */
static enum err add_kept(struct cx *cx, team_id team, const struct day *d, struct today_page *p)
{
    struct rows r;
    instant since = day_start(cx, -pace_days);
    db_query(&r, cx->db,
             SQL("SELECT q.owner_id, (p.done_at - $2) / $4, count(*) FROM promise p JOIN request q "
                 "ON q.id = p.request_id WHERE p.team_id = $1 AND p.done_at >= $2 AND p.done_at < "
                 "$3 AND p.kind <> $5 AND q.owner_id IS NOT NULL GROUP BY 1, 2"),
             ARGS(DB_I(team.v), DB_I(since), DB_I(d->until), DB_I(USEC_PER_DAY),
                  DB_I(PROMISE_ACKNOWLEDGE)));
    while (rows_next(&r)) {
        struct today_person *who = person_of(p, (person_id){rows_i64(&r)});
        int64_t day = rows_i64(&r), n = rows_i64(&r);
        if (!who)
            continue;
        if (day >= (d->from - since) / USEC_PER_DAY)
            who->kept += n;
        else
            who->usual += (double)n, who->usual_days++;
    }
    return rows_end(&r);
}

static void settle_people(struct today_page *p)
{
    int most = 100, least = 60;
    for (int i = 0; i < p->person_count; i++) {
        struct today_person *who = &p->people[i];
        if (who->usual_days < TODAY_USUAL_DAYS)
            continue;
        who->usual /= (double)who->usual_days;
        who->percent = (int)((double)(who->due + who->kept) * 100 / who->usual + 0.5);
        who->is_full = who->due > 0 && who->percent > 100;
        if (who->is_full && who->percent > most)
            most = who->percent, p->full = who->name;
        if (who->percent < least)
            least = who->percent, p->roomy = who->name;
    }
}

static int compare_people(const void *a, const void *b)
{
    return str_cmp(((const struct today_person *)a)->name, ((const struct today_person *)b)->name);
}

/* ---- all of it ---------------------------------------------------------------------------------
 */

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void settle_figures(struct day *d, struct today_page *p)
{
    enum { fewest = 20 };
    struct range kept;
    double median;
    int64_t n = p->usual.kept + p->usual.late;
    p->usual_low = p->usual_high = -1;
    if (n >= fewest && wilson(p->usual.kept, n, 0.95, &kept) == OK) {
        p->usual_low = (int)(kept.low * 100 + 0.5);
        p->usual_high = (int)(kept.high * 100 + 0.5);
    }
    p->answers = d->answer_count;
    qsort(d->answers, (size_t)d->answer_count, sizeof d->answers[0], compare_numbers);
    if (d->answer_count && quantile_type7(d->answers, d->answer_count, 0.5, &median) == OK)
        p->answer_seconds = (int64_t)median;
    p->pace = d->open_seconds ? (double)d->done * 3600 / (double)d->open_seconds : 0;
}

/* The hours that hold something, and at least the working day, closed up to the left. */
static void settle_hours(const struct day *d, struct today_page *p)
{
    p->hour_count = d->hour_until - d->hour_from + 1;
    for (int i = 0; i < p->hour_count; i++) {
        p->hours[i] = p->hours[d->hour_from + i];
        p->hours[i].hour = d->hour_from + i;
    }
}

static enum err load_thanks(struct cx *cx, const struct day *d, struct today_page *p)
{
    enum { most = 8 };
    struct rows r;
    p->thanks = NEWN(cx->arena, struct today_thanks, most);
    db_query(&r, cx->db,
             SQL("SELECT a.name, b.name, t.words, t.at FROM thanks t JOIN person a ON a.id = "
                 "t.from_id JOIN person b ON b.id = t.to_id WHERE t.at >= $1 ORDER BY t.at DESC "
                 "LIMIT $2"),
             ARGS(DB_I(d->from), DB_I(most)));
    while (rows_next(&r)) {
        struct today_thanks *to = &p->thanks[p->thanks_count++];
        to->from = rows_text(&r);
        to->to = rows_text(&r);
        to->words = rows_text(&r);
        to->at = rows_i64(&r);
    }
    return rows_end(&r);
}

enum err today_load(struct cx *cx, const struct team *teams, int count, struct today_page *p)
{
    struct day *d = NEW(cx->arena, struct day);
    *d = (struct day){
        .from = day_start(cx, 0), .until = day_start(cx, 1), .hour_from = 8, .hour_until = 17};
    for (int i = 0; i < count; i++)
        TRY(add_people(cx, teams[i].id, p));
    for (int i = 0; i < count; i++) {
        team_id team = teams[i].id;
        TRY(add_day(cx, team, p, d));
        TRY(add_usual(cx, team, p));
        TRY(add_answers(cx, team, d));
        TRY(add_pace(cx, team, d));
        TRY(add_waits(cx, team, p));
        TRY(add_urgent(cx, team, p));
        TRY(add_needs(cx, team, p));
        TRY(add_load(cx, team, d, p));
        TRY(add_kept(cx, team, d, p));
    }
    settle_people(p);
    qsort(p->people, (size_t)p->person_count, sizeof p->people[0], compare_people);
    settle_figures(d, p);
    settle_hours(d, p);
    return load_thanks(cx, d, p);
}

void today_draw(struct today_page *p, int height)
{
    int64_t most = p->pace > 3 ? (int64_t)p->pace : 3;
    for (int i = 0; i < p->hour_count; i++) {
        int64_t n = today_tally_sum(p->hours[i].tally);
        most = n > most ? n : most;
    }
    p->chart_top = (int)((most + 2) / 3 * 3);
    for (int i = 0; i < p->hour_count; i++) {
        struct today_hour *h = &p->hours[i];
        int64_t parts[] = {h->tally.kept, h->tally.late, h->tally.risk, h->tally.open}, below = 0;
        for (int k = 0; k < 4; k++) {
            h->heights[k] = (int)(parts[k] * height / p->chart_top);
            below += parts[k];
            h->tops[k] = height - (int)(below * height / p->chart_top);
        }
    }
    p->pace_y = height - (int)(p->pace * height / p->chart_top);
}

/* ---- thanks ------------------------------------------------------------------------------------
 */

enum err thanks_give(struct cx *cx, person_id to, struct str words)
{
    int64_t is_colleague;
    words = str_trim(words);
    if (words.n == 0)
        return fail(cx, ERR_INVALID, "words", "Say what you thank them for");
    TRY(db_get_i64(cx->db,
                   SQL("SELECT count(*) FROM account WHERE person_id = $1 AND disabled_at IS NULL"),
                   ARGS(DB_I(to.v)), &is_colleague));
    if (!is_colleague || to.v == cx->actor.person.v)
        return fail(cx, ERR_INVALID, "to", "Choose the colleague whom you thank");
    TRY(db_run(cx->db,
               SQL("INSERT INTO thanks (from_id, to_id, words, at) VALUES ($1, $2, $3, $4)"),
               ARGS(DB_I(cx->actor.person.v), DB_I(to.v), DB_T(words), DB_I(cx->now)), NULL));
    live_wake(cx, (request_id){0});
    return OK;
}
