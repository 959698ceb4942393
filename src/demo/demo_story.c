#include "demo/demo_story.h"

#include <assert.h>

#include "people/person.h"

bool demo_chance(struct demo *d, int percent)
{
    return prng_below(&d->chance, 100) < percent;
}

int64_t demo_draw(struct demo *d, int64_t least, int64_t most)
{
    return least + prng_below(&d->chance, most - least + 1);
}

const char *demo_pick(struct demo *d, const struct demo_list *list)
{
    return list->v[prng_below(&d->chance, list->n)];
}

static instant add_open(struct demo *d, instant t, int64_t amount)
{
    struct fault f;
    instant out;
    return calendar_add(d->hours, t, amount, &out, &f) == OK ? out : t + amount;
}

instant story_ago(struct demo *d, int64_t minutes)
{
    return add_open(d, d->now, -minutes * USEC_PER_MIN);
}

instant story_ahead(struct demo *d, int64_t minutes)
{
    return add_open(d, d->now, minutes * USEC_PER_MIN);
}

instant story_half_hour(instant t)
{
    instant half = 30 * USEC_PER_MIN;
    return (t + half - 1) / half * half;
}

/* When `amount` of open time of this request will have passed, the time it waited aside. */
static instant worked(const struct story *s, int64_t amount)
{
    return add_open(s->d, s->base_at, amount > s->base_done ? amount - s->base_done : 0);
}

static struct demo_request *request_of(const struct story *s)
{
    return &s->play->requests[s->request];
}

static const struct demo_service *service_of(const struct story *s)
{
    return &demo_services[request_of(s)->service];
}

/* Later than the step before, in any case. */
static void put(struct story *s, instant at, enum step_kind kind, struct str text, instant due)
{
    struct demo_step *step = &s->play->steps[s->play->step_count];
    s->at = at > s->at + USEC_PER_SEC ? at : s->at + USEC_PER_SEC;
    *step = (struct demo_step){.at = s->at,
                               .request = s->request,
                               .seq = s->play->step_count++,
                               .kind = kind,
                               .text = text,
                               .due = due};
}

/* ---- words ------------------------------------------------------------------------------------
 */

static void add_day(struct buf *b, const struct story *s, instant due)
{
    static const char *const en[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                     "Friday", "Saturday", "Sunday"};
    static const char *const de[] = {"Montag",  "Dienstag", "Mittwoch", "Donnerstag",
                                     "Freitag", "Samstag",  "Sonntag"};
    struct wall w = zone_wall(s->d->hours->zone, due);
    bool german = s->is_whole && !strcmp(demo_customers[request_of(s)->customer].lang, "de");
    buf_addf(b, german ? "%s, %d:%02d Uhr" : "%s, %d:%02d", (german ? de : en)[w.weekday], w.hour,
             w.minute);
}

/* The words with {home}, {day} and {agent} filled in. */
static struct str filled(const struct story *s, const char *words, instant due)
{
    struct str rest = str_from(words);
    struct buf b;
    buf_init(&b, s->d->arena, 8000);
    for (;;) {
        buf_add(&b, str_cut(&rest, '{'));
        if (rest.n == 0)
            return buf_str(&b);
        struct str name = str_cut(&rest, '}');
        if (str_eq(name, S("home")))
            buf_add(&b, s->d->homes[request_of(s)->customer]);
        else if (str_eq(name, S("agent")))
            buf_addz(&b, demo_agents[request_of(s)->owner].name);
        else
            add_day(&b, s, due);
    }
}

static struct str called(const struct story *s)
{
    const struct demo_customer *c = &demo_customers[request_of(s)->customer];
    struct person p = {.name = str_from(c->name),
                       .called = strcmp(c->local, "li.jing") ? S("") : S("Jing")};
    return person_called(&p);
}

static struct str from_customer(const struct story *s, const char *words)
{
    struct str text = filled(s, words, s->at);
    struct demo *d = s->d;
    if (s->is_whole || demo_chance(d, 12))
        return text;
    const char *hello = demo_pick(d, &demo_hellos), *bye = demo_pick(d, &demo_byes);
    return str_fmt(d->arena, "%s\n\n%.*s\n\n%s\n%.*s", hello, STR_ARG(text), bye,
                   STR_ARG(called(s)));
}

static struct str from_agent(const struct story *s, const char *words, instant due)
{
    struct str text = filled(s, words, due);
    if (s->is_whole)
        return text;
    return str_fmt(s->d->arena, "Dear %.*s,\n\n%.*s\n\n%s", STR_ARG(called(s)), STR_ARG(text),
                   demo_agents[request_of(s)->owner].name);
}

/* ---- scenes -----------------------------------------------------------------------------------
 */

static bool is_written(const struct story *s)
{
    enum channel c = request_of(s)->channel;
    return c == CHANNEL_MAIL || c == CHANNEL_WEB;
}

void story_begin(struct story *s, instant opened)
{
    s->at = 0;
    s->base_at = opened;
    s->base_done = 0;
    request_of(s)->opened_at = opened;
    put(s, opened, STEP_OPEN, from_customer(s, s->said->first), 0);
    if (is_written(s))
        put(s, opened + demo_draw(s->d, 4, 40) * USEC_PER_SEC, STEP_ACKNOWLEDGE, S(""), 0);
}

/* Most answers come in good time. Who rings or comes is answered within the hour: no machine has
 * acknowledged it. */
static instant first_answer(struct story *s)
{
    int64_t respond = service_of(s)->respond_hours * USEC_PER_HOUR;
    int64_t took = respond *
                   (demo_chance(s->d, 92) ? demo_draw(s->d, 5, 90) : demo_draw(s->d, 110, 160)) /
                   100;
    if (!is_written(s) && took > 50 * USEC_PER_MIN)
        took = demo_draw(s->d, 3, 50) * USEC_PER_MIN;
    return worked(s, took);
}

static void take_on(struct story *s)
{
    if (s->answer_at == 0)
        s->answer_at = first_answer(s);
    put(s, s->answer_at - demo_draw(s->d, 1, 15) * USEC_PER_MIN, STEP_ASSIGN, S(""), 0);
    if (demo_chance(s->d, 28))
        put(s, s->answer_at - 40 * USEC_PER_SEC, STEP_NOTE, str_from(s->said->note), 0);
}

static void give_word(struct story *s, instant due)
{
    put(s, s->at + 20 * USEC_PER_SEC, STEP_PROMISE,
        str_from(s->promise ? s->promise : demo_pick(s->d, &demo_promises)), due);
}

void story_answer(struct story *s, const instant *due)
{
    int64_t resolve = service_of(s)->resolve_hours * USEC_PER_HOUR;
    take_on(s);
    instant day = due ? *due : story_half_hour(worked(s, resolve * 9 / 10));
    put(s, s->answer_at, STEP_OUT, from_agent(s, s->said->answer, day), 0);
    if (due)
        give_word(s, *due);
}

void story_ask(struct story *s)
{
    take_on(s);
    put(s, s->answer_at, STEP_OUT, from_agent(s, s->said->ask, s->answer_at), 0);
    put(s, s->at + 30 * USEC_PER_SEC, STEP_WAIT, S(""), 0);
}

void story_hear(struct story *s, instant at, const char *words)
{
    put(s, at, STEP_IN, s->is_whole ? filled(s, words, at) : from_customer(s, words), 0);
}

void story_solve(struct story *s, instant at)
{
    put(s, at, STEP_OUT, from_agent(s, s->said->done, at), 0);
    put(s, s->at + demo_draw(s->d, 5, 90) * USEC_PER_SEC, STEP_SOLVE, S(""), 0);
}

void story_draft(struct story *s, const char *words)
{
    put(s, s->d->now - USEC_PER_MIN, STEP_DRAFT, str_from(words), 0);
}

/* ---- whole stories ----------------------------------------------------------------------------
 */

/* People write by day. */
static instant by_day(const struct story *s, instant t)
{
    int hour = zone_wall(s->d->hours->zone, t).hour;
    return hour < 7 ? t + (8 - hour) * USEC_PER_HOUR : t;
}

/* An answer to what they wrote last, in good time. */
static instant soon(struct story *s)
{
    return add_open(s->d, s->at,
                    service_of(s)->respond_hours * USEC_PER_HOUR * demo_draw(s->d, 10, 80) / 100);
}

/* When it will be done, in open time: within what the service says, now and then not. */
static instant end_of(struct story *s)
{
    int64_t resolve = service_of(s)->resolve_hours * USEC_PER_HOUR;
    instant end = worked(
        s, resolve * (demo_chance(s->d, 89) ? demo_draw(s->d, 20, 88) : demo_draw(s->d, 104, 125)) /
               100);
    return end > s->at + USEC_PER_HOUR ? end : add_open(s->d, s->at, USEC_PER_HOUR);
}

static void tell_waiting(struct story *s)
{
    struct demo *d = s->d;
    story_ask(s);
    instant asked = s->at, heard = by_day(s, asked + demo_draw(d, 2 * 60, 60 * 60) * USEC_PER_MIN);
    int64_t done = s->base_done + calendar_between(d->hours, s->base_at, asked);
    story_hear(s, heard, s->said->reply);
    s->base_done = done;
    s->base_at = s->at;
    instant due = story_half_hour(worked(s, service_of(s)->resolve_hours * USEC_PER_HOUR * 9 / 10));
    put(s, soon(s), STEP_OUT, from_agent(s, s->said->answer, due), 0);
    story_solve(s, end_of(s));
}

/* A word given with the answer: kept, moved in time, or not. */
static void tell_promise(struct story *s)
{
    struct demo *d = s->d;
    s->at = s->answer_at = first_answer(s);
    instant opened = s->play->steps[s->play->step_count - 1].at, end = end_of(s);
    int64_t way = calendar_between(d->hours, s->answer_at, end);
    instant before = story_half_hour(add_open(d, s->answer_at, way * demo_draw(d, 45, 70) / 100));
    instant after = story_half_hour(add_open(d, end, demo_draw(d, 20, 5 * 60) * USEC_PER_MIN));
    int64_t x = prng_below(&d->chance, 100);
    bool is_early = x < 30 && before < end - USEC_PER_HOUR && before > s->answer_at + USEC_PER_HOUR;
    s->at = opened;
    story_answer(s, is_early ? &before : &after);
    if (is_early && x < 22) /* the others are broken */
        put(s, s->at + (before - s->at) * 3 / 4, STEP_MOVE, str_from(demo_pick(d, &demo_reasons)),
            after);
    if (demo_chance(d, 25) && s->at < end - 3 * USEC_PER_DAY)
        put(s, s->at + USEC_PER_DAY, STEP_NOTE, S("Rang them: all as agreed."), 0);
    story_solve(s, end);
}

static void tell_more(struct story *s)
{
    struct demo *d = s->d;
    story_answer(s, NULL);
    instant end = end_of(s);
    story_hear(s, by_day(s, s->at + (end - s->at) * demo_draw(d, 20, 60) / 100),
               demo_pick(d, &demo_chases));
    put(s, soon(s), STEP_OUT,
        from_agent(s,
                   "Thank you for writing again. It stays as I said, and I have made a note of "
                   "what you write. You hear from me when it is done.",
                   s->at),
        0);
    story_solve(s, end);
}

static void tell_thanks(struct story *s)
{
    struct demo *d = s->d;
    story_answer(s, NULL);
    put(s, end_of(s), STEP_OUT, from_agent(s, s->said->done, s->at), 0);
    story_hear(s, by_day(s, s->at + demo_draw(d, 20, 20 * 60) * USEC_PER_MIN),
               demo_pick(d, &demo_thanks));
    put(s, soon(s), STEP_OUT, from_agent(s, demo_pick(d, &demo_welcomes), s->at), 0);
    put(s, s->at + 15 * USEC_PER_SEC, STEP_SOLVE, S(""), 0);
}

static void tell_again(struct story *s)
{
    struct demo *d = s->d;
    story_answer(s, NULL);
    story_solve(s, end_of(s));
    story_hear(s, by_day(s, s->at + demo_draw(d, 1, 4) * USEC_PER_DAY), demo_pick(d, &demo_again));
    s->base_at = s->at;
    s->base_done = 0;
    instant due = story_half_hour(add_open(d, s->at, 20 * USEC_PER_HOUR));
    put(s, soon(s), STEP_OUT, from_agent(s, demo_pick(d, &demo_again_answers), due), 0);
    give_word(s, due);
    story_solve(s, add_open(d, s->at, demo_draw(d, 5, 12) * USEC_PER_HOUR));
}

static void tell_withdrawn(struct story *s)
{
    struct demo *d = s->d;
    story_answer(s, NULL);
    story_hear(s, by_day(s, s->at + demo_draw(d, 60, 30 * 60) * USEC_PER_MIN),
               demo_pick(d, &demo_never_minds));
    put(s, soon(s), STEP_WITHDRAW, S("They no longer need it"), 0);
}

/* Nothing is acknowledged or promised to those who only sell. */
static void tell_spam(struct story *s)
{
    struct demo *d = s->d;
    instant opened = request_of(s)->opened_at;
    s->play->step_count -= is_written(s) ? 2 : 1;
    s->at = 0;
    request_of(s)->channel = CHANNEL_MAIL;
    request_of(s)->subject = S("A special offer for you");
    put(s, opened, STEP_OPEN, str_from(demo_pick(d, &demo_spam)), 0);
    put(s, worked(s, demo_draw(d, 5, 40) * USEC_PER_MIN), STEP_SPAM, S("It only sells something"),
        0);
}

void story_tell(struct story *s)
{
    static const struct {
        int percent;
        void (*tell)(struct story *);
    } ways[] = {
        {40, tell_promise}, {20, tell_waiting}, {12, tell_more},
        {14, tell_thanks},  {4, tell_again},    {4, tell_withdrawn},
    };
    int64_t x = prng_below(&s->d->chance, 100);
    s->answer_at = 0;
    if (x == 99 && !s->is_whole) {
        tell_spam(s);
        return;
    }
    for (int i = 0; i < COUNT(ways); i++)
        if ((x -= ways[i].percent) < 0) {
            ways[i].tell(s);
            return;
        }
    story_answer(s, NULL);
    story_solve(s, end_of(s));
}
