/* Erlang A: states n, n+1, … of a queue from which people leave. The weight of "somebody is free"
 * beside "just all are busy" is 1/B - 1 of Erlang B; from there each further person in the queue
 * weighs arrivals ÷ (nμ + jθ) of the one before. */
#include <math.h>

#include "stat/erlang.h"

enum { most_states = 200000 };

static enum err fit_crowd(struct crowd c)
{
    bool is_fit = c.arrivals > 0 && isfinite(c.arrivals) && c.service > 0 && isfinite(c.service) &&
                  c.impatience > 0 && isfinite(c.impatience) && c.n >= 0;
    return is_fit ? OK : ERR_INVALID;
}

static double inverse_b(struct crowd c)
{
    double inverse = 1;
    for (int64_t k = 1; k <= c.n && isfinite(inverse); k++)
        inverse = 1 + inverse * (double)k * c.service / c.arrivals;
    return inverse;
}

/* Sums over the queue's states, all by the same scale. */
struct sums {
    double free;  /* somebody is free: nobody waits */
    double busy;  /* all are busy, whoever waits */
    double queue; /* Σ waiting × weight */
    double scale; /* 1 in terms of these */
    int64_t states;
};

static double next_weight(struct crowd c, double weight, int64_t waiting)
{
    return weight * c.arrivals / ((double)c.n * c.service + (double)waiting * c.impatience);
}

static void rescale(struct sums *s, double *weight)
{
    const double by = 1e-200;
    s->free *= by, s->busy *= by, s->queue *= by, s->scale *= by;
    *weight *= by;
}

static enum err sum_states(struct crowd c, struct sums *s)
{
    double weight = 1;
    *s = (struct sums){.free = inverse_b(c) - 1, .busy = 1, .scale = 1};
    if (!isfinite(s->free)) {
        *s = (struct sums){.free = 1}; /* so many people that nobody ever waits */
        return OK;
    }
    for (int64_t j = 1; j <= most_states; j++) {
        double before = weight;
        weight = next_weight(c, weight, j);
        s->busy += weight;
        s->queue += weight * (double)j;
        s->states = j;
        if (s->busy > 1e200)
            rescale(s, &weight);
        if (weight < before && weight * (double)j < 1e-17 * (s->busy + s->free))
            return OK;
    }
    return ERR_TOO_LARGE;
}

enum err crowd_state(struct crowd c, struct crowd_state *out)
{
    struct sums s;
    TRY(fit_crowd(c));
    TRY(sum_states(c, &s));
    double all = s.free + s.busy;
    out->waits = s.busy / all;
    out->queue = s.queue / all;
    out->abandons = c.impatience * out->queue / c.arrivals;
    out->mean_wait = out->queue / c.arrivals;
    out->occupancy = c.n ? c.arrivals * (1 - out->abandons) / ((double)c.n * c.service) : 0;
    return OK;
}

/* Who finds k people waiting is next after k + 1 departures at rates nμ + jθ, j = k … 0. With a =
 * nμ/θ, e^{-θV} of that time V has the distribution Beta(a, k+1) (Rényi 1953). */
struct place {
    double a;       /* nμ/θ */
    double left;    /* e^{-θt}: who has as much patience */
    double t, rate; /* rate nμ */
};

/* Patience so long that the distribution is no longer told apart from Gamma(k+1, nμ). */
static const double endless = 1e7;

/* Chance to have been served by t from place k, own patience included. */
static double served_by(const struct place *p, double k)
{
    if (p->rate <= 0)
        return 0;
    if (p->a > endless)
        return gamma_chance(k + 1, p->rate * p->t);
    return p->a / (p->a + k + 1) * (1 - beta_chance(p->left, p->a + 1, k + 1));
}

/* Chance to be still waiting at t. */
static double waiting_at(const struct place *p, double k)
{
    if (p->rate <= 0)
        return p->left;
    if (p->a > endless)
        return 1 - gamma_chance(k + 1, p->rate * p->t);
    return p->left * beta_chance(p->left, p->a, k + 1);
}

/* Σ over the states in which one waits; those who wait not at all are given apart. */
static enum err over_places(struct crowd c, double t, double (*of)(const struct place *, double),
                            double *free, double *sum)
{
    struct sums s;
    TRY(fit_crowd(c));
    if (!(t >= 0))
        return ERR_INVALID;
    TRY(sum_states(c, &s));
    double rate = (double)c.n * c.service, all = s.free + s.busy, weight = s.scale / all;
    struct place p = {rate / c.impatience, exp(-c.impatience * t), t, rate};
    *free = s.free / all;
    *sum = 0;
    for (int64_t k = 0; k <= s.states; k++) {
        if (weight > 1e-18)
            *sum += weight * of(&p, (double)k);
        weight = next_weight(c, weight, k + 1);
    }
    return OK;
}

enum err crowd_served(struct crowd c, double t, double *share)
{
    double free, sum;
    TRY(over_places(c, t, served_by, &free, &sum));
    *share = free + sum;
    return OK;
}

enum err crowd_waits_over(struct crowd c, double t, double *share)
{
    double free;
    return over_places(c, t, waiting_at, &free, share);
}

enum err crowd_wait(struct crowd c, double q, double *t)
{
    double over, low = 0, high = 1 / c.service;
    if (!(q >= 0 && q < 1))
        return ERR_INVALID;
    TRY(crowd_waits_over(c, 0, &over));
    if (over <= 1 - q) {
        *t = 0;
        return OK;
    }
    while (over > 1 - q) {
        high *= 2;
        TRY(crowd_waits_over(c, high, &over));
    }
    while (high - low > 1e-10 * high) {
        double middle = low + (high - low) / 2;
        TRY(crowd_waits_over(c, middle, &over));
        *(over > 1 - q ? &low : &high) = middle;
    }
    *t = high;
    return OK;
}
