/* demo_plan.h: between the files of this folder: the words, the people, and the steps of the play.
 */
#ifndef KEPT_DEMO_DEMO_PLAN_H
#define KEPT_DEMO_DEMO_PLAN_H

#include "base/rand.h"
#include "demo/demo.h"
#include "promises/promise.h"
#include "services/calendar.h"
#include "services/service.h"

enum {
    demo_days = 92,
    demo_customers_most = 80,
    demo_services_most = 10,
    demo_agents_most = 16,
    demo_teams_most = 6,
    demo_inners_most = 6
};

/* ---- words ------------------------------------------------------------------------------------
 */

/* One thing that people write about, told in full: {home} is where they live, {day} a day that is
 * promised, {agent} who looks after it. */
struct demo_case {
    const char *subject;
    const char *first;  /* what they write */
    const char *answer; /* what is done, and by when */
    const char *ask;    /* what the team has to know first */
    const char *reply;  /* what they answer to that */
    const char *done;   /* the good end */
    const char *note;   /* among colleagues */
};

struct demo_service {
    const char *name;
    int team;
    const char *steps, *bring;
    int respond_hours, resolve_hours; /* of open time */
    int weight;                       /* how often it is asked for */
    const struct demo_case *cases;
    int case_count;
};
extern const struct demo_service demo_services[];
extern const int demo_service_count;

/* Cases told in another language than English, by its tag. */
struct demo_tongue {
    const char *lang;
    int service;
    struct demo_case said;
};
extern const struct demo_tongue demo_tongues[];
extern const int demo_tongue_count;

/* What the present holds for the one who signs in first. */
struct demo_present {
    const char *customer;
    int service;
    const char *subject, *first, *answer;
    const char *last;    /* what they wrote since; NULL: nothing */
    const char *promise; /* a word given; NULL: none */
    int due_minutes;     /* from now; 0: see days */
    int days, hhmm;      /* work days from today, at 1430 */
    bool is_waiting;
};
extern const struct demo_present demo_present[];
extern const int demo_present_count;

struct demo_list {
    const char *const *v;
    int n;
};
extern const struct demo_list demo_hellos, demo_byes, demo_thanks, demo_welcomes, demo_chases,
    demo_again, demo_again_answers, demo_never_minds, demo_spam, demo_reasons, demo_promises;

/* ---- people -----------------------------------------------------------------------------------
 */

struct demo_agent {
    const char *name, *local; /* local@northgate.example */
    enum role role;
    int team; /* -1: none */
    bool is_leader;
};
extern const struct demo_agent demo_agents[];
extern const int demo_agent_count;

struct demo_customer {
    const char *name, *local, *lang, *more; /* more: another address, or NULL */
    const char *note;                       /* or NULL */
};
extern const struct demo_customer demo_customers[];
extern const int demo_customer_count;

/* What was set up, and the places of its rows. */
struct demo {
    instant now; /* the present; cx->now goes through the past */
    struct prng chance;
    struct arena *arena;
    const struct calendar *hours;
    person_id agents[demo_agents_most];
    team_id teams[demo_teams_most];
    service_id inners[demo_inners_most];
    service_id services[demo_services_most];
    person_id customers[demo_customers_most];
    struct str homes[demo_customers_most];
    struct str password, password_hash;
};

/* demo_people_add: settings, calendar, teams, agents, services, the mailbox, the people served.
 * Inside a write. */
enum err demo_people_add(struct cx *cx, struct demo *d) must_use;
/* demo_hours: the calendar of the office, as JSON, with the bank holidays of England around `now`.
 */
struct str demo_hours(struct arena *a, instant now);

/* ---- the chain --------------------------------------------------------------------------------
 */

/* What colleagues may ask for. */
struct demo_inner {
    const char *name;
    int team;
    const char *steps, *bring;
    int respond_hours, resolve_hours;
    const char *supplier, *address; /* or NULL */
};
extern const struct demo_inner demo_inners[];
extern const int demo_inner_count;
extern const char *const demo_teams[demo_teams_most][2]; /* name, icon */

/* demo_chain_add: the services inside, and who needs them; inside a write. demo_chain_plan: what is
 * asked of them, added to the plan. demo_chain_happen: one of those steps. */
enum err demo_chain_add(struct cx *cx, struct demo *d) must_use;
/* ---- the play ---------------------------------------------------------------------------------
 */

enum step_kind {
    STEP_OPEN,
    STEP_ACKNOWLEDGE,
    STEP_ASSIGN,
    STEP_IN,
    STEP_OUT,
    STEP_NOTE,
    STEP_PROMISE,
    STEP_MOVE, /* the word given is renegotiated */
    STEP_WAIT,
    STEP_SOLVE,
    STEP_WITHDRAW,
    STEP_SPAM,
    STEP_DRAFT,
    STEP_ASK, /* a team inside is asked; the rest is theirs */
    STEP_ASK_ANSWER,
    STEP_ASK_DONE,
    STEP_ASK_WITHDRAW
};

struct demo_step {
    instant at;
    int request, seq; /* seq: order of planning, where times are the same */
    enum step_kind kind;
    struct str text;
    instant due;
};

struct demo_request {
    int customer, service, owner;
    enum channel channel;
    struct str subject;
    instant opened_at;
    request_id id;     /* once it is opened */
    int inner_service; /* what it asks of a team inside; -1: nothing */
    request_id inner;  /* once that is asked */
};

struct demo_play {
    struct demo_request *requests;
    int request_count;
    struct demo_step *steps; /* in order of time, once planned */
    int step_count;
};

/* demo_plan: what happens, out of the seed. demo_replay: lets it happen. */
void demo_plan(struct demo *d, struct demo_play *play);
enum err demo_replay(struct cx *cx, struct demo *d, struct demo_play *play) must_use;
void demo_chain_plan(struct demo *d, struct demo_play *play);
enum err demo_chain_happen(struct cx *cx, struct demo *d, struct demo_request *q,
                           const struct demo_step *s) must_use;

#endif
