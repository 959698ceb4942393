/* special.h: the functions that the methods stand on: normal, beta, gamma, t, binomial.
 * Sources: Abramowitz and Stegun 1964, §6, §26; Press et al., Numerical Recipes, §6 (continued
 * fractions); checked against values of R 4. */
#ifndef KEPT_STAT_SPECIAL_H
#define KEPT_STAT_SPECIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* An estimate between two bounds. */
struct range {
    double low, high;
};

double normal_density(double x);
double normal_chance(double x);   /* P(Z <= x) */
double normal_quantile(double p); /* 0 < p < 1 */
/* normal_for: the z of a two-sided interval: 0.95 gives 1.959964. */
double normal_for(double level);

/* log_gamma: ln Γ(x), x > 0; unlike libm's it keeps no sign in a global. */
double log_gamma(double x);
double log_choose(int64_t n, int64_t k); /* ln of n over k, 0 <= k <= n */

/* beta_chance: I_x(a, b), P(Beta(a,b) <= x); a, b > 0. beta_quantile: its inverse in x. */
double beta_chance(double x, double a, double b);
double beta_quantile(double p, double a, double b);
/* gamma_chance: P(a, x), P(Gamma(a, 1) <= x); a > 0. gamma_quantile: its inverse. */
double gamma_chance(double a, double x);
double gamma_quantile(double a, double p);

double t_chance(double t, double freedom);
double t_quantile(double p, double freedom); /* 0 < p < 1, freedom > 0 */

/* binomial_chance: P(X <= k), X of n trials with chance p. binomial_quantile: the least k with
 * P(X <= k) >= q. */
double binomial_chance(int64_t k, int64_t n, double p);
int64_t binomial_quantile(double q, int64_t n, double p);

/* is_chance: a probability, and a number. */
bool is_chance(double p);

#endif
