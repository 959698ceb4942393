#include "stat/special.h"

#include <assert.h>
#include <math.h>

bool is_chance(double p)
{
    return p >= 0 && p <= 1;
}

double normal_density(double x)
{
    return exp(-x * x / 2) / sqrt(2 * M_PI);
}

double normal_chance(double x)
{
    return erfc(-x / M_SQRT2) / 2;
}

/* A first guess good to 4.5e-4 (Abramowitz and Stegun 26.2.23), then Halley's steps on erfc. */
double normal_quantile(double p)
{
    assert(p > 0 && p < 1);
    bool is_low = p < 0.5;
    double tail = is_low ? p : 1 - p, t = sqrt(-2 * log(tail));
    double x = (2.515517 + t * (0.802853 + t * 0.010328)) /
                   (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) -
               t; /* below 0 */
    for (int i = 0; i < 3; i++) {
        double step = (normal_chance(x) - tail) / normal_density(x);
        x -= step / (1 + x * step / 2);
    }
    return is_low ? x : -x;
}

double normal_for(double level)
{
    return -normal_quantile((1 - level) / 2);
}

double log_gamma(double x)
{
    int sign;
    assert(x > 0);
    return lgamma_r(x, &sign);
}

double log_choose(int64_t n, int64_t k)
{
    assert(k >= 0 && k <= n);
    if (k == 0 || k == n)
        return 0;
    return log_gamma((double)n + 1) - log_gamma((double)k + 1) - log_gamma((double)(n - k) + 1);
}

enum { most_steps = 100000 };
static const double tiny = 1e-300, exact = 1e-16;

/* Lentz's way through the continued fraction of the incomplete beta function. */
static double beta_fraction(double x, double a, double b)
{
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m < most_steps; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 + even * d, c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d), c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + odd * d, c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d), c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        if (fabs(d * c - 1) < exact)
            break;
    }
    return h;
}

double beta_chance(double x, double a, double b)
{
    assert(a > 0 && b > 0);
    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    double front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(x, a, b) / a;
    return 1 - front * beta_fraction(1 - x, b, a) / b;
}

/* Halving until neighbours of double: 60 steps or so, and no derivative to go astray. */
double beta_quantile(double p, double a, double b)
{
    double low = 0, high = 1;
    assert(is_chance(p));
    if (p <= 0 || p >= 1)
        return p;
    for (int i = 0; i < 1100; i++) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        if (beta_chance(middle, a, b) < p)
            low = middle;
        else
            high = middle;
        if (high - low <= 1e-16 * high)
            break;
    }
    return high;
}

static double gamma_series(double a, double x)
{
    double term = 1 / a, sum = term;
    for (int i = 1; i < most_steps && term > sum * exact; i++) {
        term *= x / (a + i);
        sum += term;
    }
    return sum * exp(a * log(x) - x - log_gamma(a));
}

static double gamma_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
    for (int i = 1; i < most_steps; i++) {
        double f = -i * (i - a);
        b += 2;
        d = f * d + b, c = b + f / c;
        d = 1 / (fabs(d) < tiny ? tiny : d), c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        if (fabs(d * c - 1) < exact)
            break;
    }
    return h * exp(a * log(x) - x - log_gamma(a));
}

double gamma_chance(double a, double x)
{
    assert(a > 0);
    if (x <= 0)
        return 0;
    return x < a + 1 ? gamma_series(a, x) : 1 - gamma_fraction(a, x);
}

double gamma_quantile(double a, double p)
{
    double low = 0, high = a + 1;
    assert(p >= 0 && p < 1);
    while (gamma_chance(a, high) < p)
        high *= 2;
    for (int i = 0; i < 1100 && high - low > 1e-15 * high; i++) {
        double middle = low + (high - low) / 2;
        if (gamma_chance(a, middle) < p)
            low = middle;
        else
            high = middle;
    }
    return high;
}

double t_chance(double t, double freedom)
{
    double tail = beta_chance(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
    return t > 0 ? 1 - tail : tail;
}

double t_quantile(double p, double freedom)
{
    assert(p > 0 && p < 1 && freedom > 0);
    double tail = p < 0.5 ? p : 1 - p;
    double x = beta_quantile(2 * tail, freedom / 2, 0.5);
    double t = x >= 1 ? 0 : sqrt(freedom * (1 - x) / x);
    return p < 0.5 ? -t : t;
}

double binomial_chance(int64_t k, int64_t n, double p)
{
    if (k < 0)
        return 0;
    if (k >= n || p <= 0)
        return 1;
    return p >= 1 ? 0 : beta_chance(1 - p, (double)(n - k), (double)k + 1);
}

int64_t binomial_quantile(double q, int64_t n, double p)
{
    int64_t low = 0, high = n; /* the least k lies in [low, high] */
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (binomial_chance(middle, n, p) >= q)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
