/* champion.h: does a person meet the same face again, and how reliable is a team?
 * Sources: Bice and Boxerman 1977 (COC); Breslau and Reeb 1975 (UPC); Steinwachs 1979 (SECON);
 * Laplace's rule of succession. */
#ifndef KEPT_STAT_CHAMPION_H
#define KEPT_STAT_CHAMPION_H

#include "stat/special.h"

/* continuity: `contacts` with each of `count` agents.
 *   coc  (Σn² - n)/(n(n-1))      upc  the share of the most usual one
 *   errors  ERR_INVALID  fewer than two contacts */
enum err continuity(const int64_t *contacts, int count, double *coc, double *upc) must_use;
/* sequence_continuity: SECON: the share of consecutive contacts with the same agent. */
enum err sequence_continuity(const int64_t *agents, int n, double *out) must_use;

/* reliability: (kept + 1)/(kept + broken + 2); weights may have faded: λ per week. */
enum err reliability(double kept, double broken, double *out) must_use;

/* least_k: which of n small counts may be shown: 0 < n < k is hidden; while exactly one is hidden,
 * or the hidden ones add up to less than k, the smallest shown one is hidden too. When nothing is
 * left to hide, only the total may be shown, if that. `hidden` is set for each. */
void suppress(const int64_t *counts, int n, int64_t k, bool *hidden);

#endif
