#include "stat/near.h"
#include "stat/special.h"

TEST(the_normal_distribution_and_its_inverse_agree)
{
    near_to(normal_for(0.95), 1.959963984540054, 1e-14);
    near_to(normal_quantile(0.5), 0, 1e-15);
    near_to(normal_quantile(0.001), -3.090232306167813, 1e-13);
    near_to(normal_chance(1), 0.841344746068543, 1e-14);
    near_to(normal_density(0), 0.398942280401433, 1e-14);
    for (double p = 1e-12; p < 1; p += 0.0137)
        near_to(normal_chance(normal_quantile(p)), p, 1e-14);
    near_to(normal_quantile(1e-300), -37.0471, 1e-3);
}

TEST(beta_gamma_and_t_have_the_values_of_the_tables)
{
    near_to(beta_chance(0.3, 2, 5), 0.579825, 1e-12);
    near_to(beta_chance(0.5, 0.5, 0.5), 0.5, 1e-13);
    near_to(beta_chance(0.9, 20, 3), 0.620041, 5e-7);
    near_to(gamma_chance(3, 2), 0.323323583816936, 1e-13);
    near_to(gamma_chance(0.5, 9), erf(3), 1e-14);
    near_to(gamma_chance(100, 120), 0.972136, 5e-7);
    near_to(t_quantile(0.975, 6), 2.446911851144969, 1e-11);
    near_to(t_quantile(0.975, 1), 12.7062047361747, 1e-9);
    near_to(t_quantile(0.05, 30), -1.697260886593957, 1e-11);
    near_to(t_chance(2.446911851144969, 6), 0.975, 1e-12);
    near_to(log_gamma(10), log(362880), 1e-12);
    near_to(log_choose(50, 25), log(126410606437752.0), 1e-11);
    for (double p = 0.01; p < 1; p += 0.07) {
        near_to(beta_chance(beta_quantile(p, 3.5, 0.7), 3.5, 0.7), p, 1e-12);
        near_to(gamma_chance(7.3, gamma_quantile(7.3, p)), p, 1e-12);
        near_to(t_chance(t_quantile(p, 4), 4), p, 1e-12);
    }
}

TEST(the_binomial_adds_up)
{
    double sum = 0;
    for (int k = 0; k <= 20; k++) {
        sum += exp(log_choose(20, k) + k * log(0.3) + (20 - k) * log(0.7));
        near_to(binomial_chance(k, 20, 0.3), sum, 1e-12);
        if (k < 15) /* beyond, the steps are smaller than the allowance */
            assert_int_equal(binomial_quantile(sum - 1e-9, 20, 0.3), k);
    }
    assert_true(binomial_chance(-1, 20, 0.3) <= 0 && binomial_chance(20, 20, 0.3) >= 1);
    assert_true(binomial_chance(3, 20, 1) <= 0 && binomial_chance(3, 20, 0) >= 1);
}
