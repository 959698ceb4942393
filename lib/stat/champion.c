#include "stat/champion.h"

#include <math.h>

enum err continuity(const int64_t *contacts, int count, double *coc, double *upc)
{
    double n = 0, squares = 0, most = 0;
    for (int i = 0; i < count; i++) {
        double x = (double)contacts[i];
        if (contacts[i] < 0)
            return ERR_INVALID;
        n += x;
        squares += x * x;
        most = fmax(most, x);
    }
    if (n < 2)
        return ERR_INVALID;
    *coc = (squares - n) / (n * (n - 1));
    *upc = most / n;
    return OK;
}

enum err sequence_continuity(const int64_t *agents, int n, double *out)
{
    int same = 0;
    if (n < 2)
        return ERR_INVALID;
    for (int i = 1; i < n; i++)
        same += agents[i] == agents[i - 1];
    *out = (double)same / (n - 1);
    return OK;
}

enum err reliability(double kept, double broken, double *out)
{
    if (!(kept >= 0 && broken >= 0) || isinf(kept) || isinf(broken))
        return ERR_INVALID;
    *out = (kept + 1) / (kept + broken + 2);
    return OK;
}

static int smallest_shown(const int64_t *counts, int n, const bool *hidden)
{
    int at = -1;
    for (int i = 0; i < n; i++)
        if (!hidden[i] && counts[i] > 0 && (at < 0 || counts[i] < counts[at]))
            at = i;
    return at;
}

void suppress(const int64_t *counts, int n, int64_t k, bool *hidden)
{
    int64_t sum = 0;
    int count = 0, next;
    for (int i = 0; i < n; i++) {
        hidden[i] = counts[i] > 0 && counts[i] < k;
        sum += hidden[i] ? counts[i] : 0;
        count += hidden[i];
    }
    while (count && (count == 1 || sum < k) && (next = smallest_shown(counts, n, hidden)) >= 0) {
        hidden[next] = true;
        sum += counts[next];
        count++;
    }
}
