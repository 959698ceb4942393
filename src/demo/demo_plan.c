/* demo_plan.c: what happens in three months, as steps in order of time, out of the seed. Answers
 * and ends fall within open time; how many are late is drawn. */
#include "demo/demo_story.h"

#include <stdlib.h>

enum { past_requests = 386, solved_lately = 14, steps_most = 12000, requests_most = 600 };

/* A moment at which people write: any day, at weekends less, between seven and ten in the evening.
 */
static instant writing_time(struct demo *d, int days_back)
{
    day_number today = calendar_date_of(d->hours, d->now), day;
    do
        day = today - days_back - (day_number)demo_draw(d, 0, demo_days - days_back - 1);
    while (day_weekday(day) > 4 && demo_chance(d, 65));
    int64_t hour = demo_chance(d, 55) ? demo_draw(d, 8, 12) : demo_draw(d, 7, 21);
    return zone_instant(d->hours->zone, day, (int32_t)(hour * 3600 + demo_draw(d, 0, 3599)),
                        ZONE_FIRST);
}

static int draw_service(struct demo *d)
{
    int64_t total = 0, at;
    for (int i = 0; i < demo_service_count; i++)
        total += demo_services[i].weight;
    at = prng_below(&d->chance, total);
    for (int i = 0; i < demo_service_count; i++)
        if ((at -= demo_services[i].weight) < 0)
            return i;
    return 0;
}

static int draw_owner(struct demo *d, int team)
{
    int found[demo_agents_most], n = 0;
    for (int i = 0; i < demo_agent_count; i++)
        if (demo_agents[i].team == team)
            found[n++] = i;
    return found[prng_below(&d->chance, n)];
}

static enum channel draw_channel(struct demo *d)
{
    int64_t x = prng_below(&d->chance, 100);
    return x < 60 ? CHANNEL_MAIL : x < 85 ? CHANNEL_WEB : x < 96 ? CHANNEL_PHONE : CHANNEL_VISIT;
}

/* A case in the language of the person, when there is one; they write it more often than not. */
static const struct demo_tongue *tongue_of(struct demo *d, int customer)
{
    const struct demo_tongue *found[16];
    int n = 0;
    for (int i = 0; i < demo_tongue_count && n < COUNT(found); i++)
        if (!strcmp(demo_tongues[i].lang, demo_customers[customer].lang))
            found[n++] = &demo_tongues[i];
    return n && demo_chance(d, 75) ? found[prng_below(&d->chance, n)] : NULL;
}

/* A request that is not opened yet: who asks for what. service -1: any. */
static struct story cast(struct demo *d, struct demo_play *play, int service)
{
    struct story s = {.d = d, .play = play, .request = play->request_count++};
    struct demo_request *r = &play->requests[s.request];
    int customer = (int)prng_below(&d->chance, demo_customer_count);
    const struct demo_tongue *tongue = service < 0 ? tongue_of(d, customer) : NULL;
    int drawn = service < 0 ? draw_service(d) : service;
    *r = (struct demo_request){.customer = customer,
                               .service = tongue ? tongue->service : drawn,
                               .channel = tongue ? CHANNEL_MAIL : draw_channel(d)};
    const struct demo_service *of = &demo_services[r->service];
    s.said = tongue ? &tongue->said : &of->cases[prng_below(&d->chance, of->case_count)];
    s.is_whole = tongue != NULL;
    r->owner = draw_owner(d, of->team);
    r->subject = str_from(s.said->subject);
    return s;
}

/* Ended before now; when it would not have, it began earlier. */
static void plan_past(struct demo *d, struct demo_play *play)
{
    struct story s = cast(d, play, -1);
    int first = play->step_count;
    instant opened = writing_time(d, 3);
    do {
        play->step_count = first;
        story_begin(&s, opened);
        story_tell(&s);
        opened -= 3 * USEC_PER_DAY;
    } while (s.at > d->now - USEC_PER_HOUR);
}

static void plan_solved_lately(struct demo *d, struct demo_play *play)
{
    struct story s = cast(d, play, -1);
    const struct demo_service *of = &demo_services[play->requests[s.request].service];
    int64_t least = of->respond_hours + 12, most = of->resolve_hours * 7 / 10;
    int64_t hours = demo_draw(d, least, most > least ? most : least);
    story_begin(&s, story_ago(d, hours * 60));
    story_answer(&s, NULL);
    story_solve(&s, d->now - demo_draw(d, 10, 9 * 60) * USEC_PER_MIN);
}

static void plan_nobodys(struct demo *d, struct demo_play *play, int service)
{
    struct story s = cast(d, play, service);
    int64_t minutes = demo_services[service].respond_hours * 60 * demo_draw(d, 4, 35) / 100;
    play->requests[s.request].channel = demo_chance(d, 60) ? CHANNEL_MAIL : CHANNEL_WEB;
    story_begin(&s, story_ago(d, minutes));
}

static void plan_open(struct demo *d, struct demo_play *play, int service, int owner)
{
    struct story s = cast(d, play, service);
    const struct demo_service *of = &demo_services[service];
    int64_t most = of->resolve_hours / 2 < 40 ? of->resolve_hours / 2 : 40;
    play->requests[s.request].owner = owner;
    story_begin(
        &s,
        story_ago(d, 60 * demo_draw(d, of->respond_hours + 3,
                                    most > of->respond_hours + 3 ? most : of->respond_hours + 4)));
    int64_t x = prng_below(&d->chance, 100);
    if (x < 20) {
        story_ask(&s);
        return;
    }
    instant due = story_half_hour(story_ahead(d, demo_draw(d, 4 * 60, 26 * 60)));
    story_answer(&s, x < 70 ? &due : NULL);
    if (x >= 70)
        story_hear(&s, d->now - demo_draw(d, 10, 80) * USEC_PER_MIN, demo_pick(d, &demo_chases));
}

static int customer_called(const char *name)
{
    for (int i = 0; i < demo_customer_count; i++)
        if (!strcmp(demo_customers[i].name, name))
            return i;
    return 0;
}

static instant present_due(struct demo *d, const struct demo_present *n)
{
    day_number day = calendar_date_of(d->hours, d->now);
    struct fault f;
    if (n->due_minutes)
        return d->now + n->due_minutes * USEC_PER_MIN;
    if (calendar_workday(d->hours, day, n->days, &day, &f) != OK)
        day += n->days;
    return zone_instant(d->hours->zone, day, n->hhmm / 100 * 3600 + n->hhmm % 100 * 60, ZONE_FIRST);
}

/* What the first who signs in finds: some late, some within the hour, some later, at any hour. */
static void plan_present(struct demo *d, struct demo_play *play, const struct demo_present *n)
{
    struct demo_case *said = NEW(d->arena, struct demo_case);
    struct story s = {
        .d = d, .play = play, .request = play->request_count++, .said = said, .is_whole = true};
    *said = (struct demo_case){.subject = n->subject,
                               .first = n->first,
                               .answer = n->answer,
                               .ask = n->answer,
                               .note = "Told the trade. Waiting for their time."};
    play->requests[s.request] = (struct demo_request){
        .customer = customer_called(n->customer),
        .service = n->service,
        .owner = 0,
        .channel = n->due_minutes == -12 ? CHANNEL_PHONE : CHANNEL_MAIL,
        .subject = str_from(n->subject)};
    int64_t answered = demo_draw(d, 4 * 60, 8 * 60);
    story_begin(&s, story_ago(d, answered + demo_draw(d, 10, 45)));
    s.answer_at = story_ago(d, answered);
    if (n->is_waiting) {
        story_ask(&s);
        return;
    }
    instant due = present_due(d, n);
    s.promise = n->promise;
    story_answer(&s, n->promise ? &due : NULL);
    if (n->last)
        story_hear(&s, d->now - demo_draw(d, 8, 40) * USEC_PER_MIN, n->last);
    if (n == &demo_present[1])
        story_draft(&s,
                    "Dear Amira, thank you for keeping the afternoon free. Omar has the valve with "
                    "him and is finishing a job at Cedar House. He will call before he sets off.");
}

static int by_time(const void *x, const void *y)
{
    const struct demo_step *a = x, *b = y;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->seq - b->seq;
}

void demo_plan(struct demo *d, struct demo_play *play)
{
    static const int nobodys[] = {on_ordinary, on_shared, on_urgent, on_rent, on_rent, on_moving};
    static const struct {
        int service, owner;
    } open[] = {
        {on_ordinary, 1}, {on_shared, 1}, {on_damp, 1},     {on_ordinary, 1}, {on_ordinary, 2},
        {on_shared, 2},   {on_damp, 2},   {on_ordinary, 2}, {on_ordinary, 3}, {on_shared, 3},
        {on_rent, 4},     {on_refund, 4}, {on_rent, 4},     {on_rent, 4},     {on_refund, 5},
        {on_rent, 5},     {on_refund, 5}, {on_rent, 5},     {on_ordinary, 3}, {on_moving, 6},
        {on_details, 6},  {on_moving, 7}, {on_details, 7},  {on_moving, 7},
    };
    play->requests = NEWN(d->arena, struct demo_request, requests_most);
    play->steps = NEWN(d->arena, struct demo_step, steps_most);
    for (int i = 0; i < past_requests; i++)
        plan_past(d, play);
    for (int i = 0; i < solved_lately; i++)
        plan_solved_lately(d, play);
    for (int i = 0; i < COUNT(nobodys); i++)
        plan_nobodys(d, play, nobodys[i]);
    for (int i = 0; i < COUNT(open); i++)
        plan_open(d, play, open[i].service, open[i].owner);
    for (int i = 0; i < demo_present_count; i++)
        plan_present(d, play, &demo_present[i]);
    demo_chain_plan(d, play);
    qsort(play->steps, (size_t)play->step_count, sizeof *play->steps, by_time);
}
