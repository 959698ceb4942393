/* `kept stat`: how many people a queue needs. Traffic in erlangs, or transactions, aht and
 * interval. */
#include <math.h>

#include "stat/erlang.h"
#include "stat/stat_question.h"

static enum err ask_traffic(struct question *q, double *traffic)
{
    double transactions, handling, interval;
    if (has(q, "traffic"))
        return ask_number(q, "traffic", traffic);
    TRY(ask_number(q, "transactions", &transactions));
    TRY(ask_time(q, "aht", &handling));
    TRY(ask_time(q, "interval", &interval));
    if (!(interval > 0))
        return ERR_INVALID;
    *traffic = transactions * handling / interval;
    return OK;
}

static enum err ask_people(struct question *q, int64_t *n)
{
    return ask_whole(q, has(q, "servers") ? "servers" : "agents", n);
}

static enum err answer_b(struct question *q)
{
    double traffic, b;
    int64_t n;
    TRY(ask_traffic(q, &traffic));
    TRY(ask_people(q, &n));
    TRY(erlang_b(traffic, n, &b));
    json_object(q->answer);
    put_number(q, "p_block", b);
    json_end(q->answer);
    return OK;
}

/* What there is to say of a desk of that size; times only when the handling time is known. */
static enum err put_desk(struct question *q, struct desk d)
{
    struct desk_state s;
    double waits, blocked, served, within;
    TRY(erlang_c(d.traffic, d.n, &waits));
    TRY(erlang_b(d.traffic, d.n, &blocked));
    put_number(q, "p_wait", waits);
    put_number(q, "p_block", blocked);
    if (has_time(q, "sl_within") && d.handling > 0) {
        TRY(ask_time(q, "sl_within", &within));
        TRY(desk_served(d, within, &served));
        put_number(q, "service_level", served);
    }
    if (d.n > 0)
        put_number(q, "occupancy", fmin(1, d.traffic / (double)d.n));
    if (d.handling > 0 && desk_state(d, &s) == OK) {
        put_number(q, "asa_s", s.mean_wait);
        put_number(q, "asa_min", s.mean_wait / 60);
        put_number(q, "queue", s.queue);
    }
    return OK;
}

static enum err ask_handling(struct question *q, double *handling)
{
    *handling = 0;
    return has_time(q, "aht") ? ask_time(q, "aht", handling) : OK;
}

static enum err answer_c(struct question *q)
{
    struct desk d;
    TRY(ask_traffic(q, &d.traffic));
    TRY(ask_people(q, &d.n));
    TRY(ask_handling(q, &d.handling));
    json_object(q->answer);
    TRY(put_desk(q, d));
    json_end(q->answer);
    return OK;
}

static enum err ask_goal(struct question *q, struct desk_goal *g)
{
    *g = (struct desk_goal){.share = number_or(q, "sl_target", 0),
                            .occupancy = number_or(q, "max_occupancy", 0),
                            .blocked = number_or(q, "max_blocking", 0)};
    if (g->share > 0)
        TRY(ask_time(q, "sl_within", &g->within));
    return has_time(q, "asa_target") ? ask_time(q, "asa_target", &g->mean_wait) : OK;
}

static enum err answer_required(struct question *q)
{
    struct desk d;
    struct desk_goal g;
    int64_t roster;
    TRY(ask_traffic(q, &d.traffic));
    TRY(ask_handling(q, &d.handling));
    TRY(ask_goal(q, &g));
    TRY(desk_size(d.traffic, d.handling, &g, &d.n));
    TRY(scheduled(d.n, number_or(q, "shrinkage", 0), &roster));
    json_object(q->answer);
    put_whole(q, "agents", d.n);
    put_whole(q, "servers", d.n);
    put_whole(q, "scheduled", roster);
    TRY(put_desk(q, d));
    json_end(q->answer);
    return OK;
}

/* Rates per second. */
static enum err ask_crowd(struct question *q, struct crowd *c)
{
    double handling, patience, interval, transactions, traffic;
    TRY(ask_time(q, "aht", &handling));
    TRY(ask_time(q, "patience", &patience));
    TRY(ask_people(q, &c->n));
    if (!(handling > 0) || !(patience > 0))
        return ERR_INVALID;
    if (has(q, "lambda_per_min") || has(q, "lambda_per_s") || has(q, "lambda_per_h")) {
        c->arrivals = number_or(q, "lambda_per_min", 0) / 60 + number_or(q, "lambda_per_s", 0) +
                      number_or(q, "lambda_per_h", 0) / 3600;
    } else if (has(q, "traffic")) {
        TRY(ask_number(q, "traffic", &traffic));
        c->arrivals = traffic / handling;
    } else {
        TRY(ask_number(q, "transactions", &transactions));
        TRY(ask_time(q, "interval", &interval));
        c->arrivals = transactions / interval;
    }
    c->service = 1 / handling;
    c->impatience = 1 / patience;
    return OK;
}

static enum err answer_a(struct question *q)
{
    struct crowd c;
    struct crowd_state s;
    double within, served;
    TRY(ask_crowd(q, &c));
    TRY(crowd_state(c, &s));
    json_object(q->answer);
    put_number(q, "p_wait", s.waits);
    put_number(q, "p_abandon", s.abandons);
    put_number(q, "occupancy", s.occupancy);
    put_number(q, "asa_s", s.mean_wait);
    put_number(q, "asa_min", s.mean_wait / 60);
    put_number(q, "queue", s.queue);
    if (has_time(q, "sl_within")) {
        TRY(ask_time(q, "sl_within", &within));
        TRY(crowd_served(c, within, &served));
        put_number(q, "service_level", served);
    }
    json_end(q->answer);
    return OK;
}

const struct stat_function queue_functions[] = {
    {"erlang_b", "traffic, servers", answer_b},
    {"erlang_b_required", "traffic, max_blocking", answer_required},
    {"erlang_c", "traffic, agents, aht, sl_within", answer_c},
    {"erlang_c_required", "traffic, aht, sl_target, sl_within, max_occupancy, shrinkage",
     answer_required},
    {"erlang_c_required_asa", "traffic, aht, asa_target, shrinkage", answer_required},
    {"erlang_a", "lambda_per_min, aht, patience, agents, sl_within", answer_a},
};
const int queue_function_count = sizeof queue_functions / sizeof *queue_functions;
