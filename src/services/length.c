/* length.c: lengths of time as people write them. */
#include "services/pages.h"

static int64_t unit_seconds(struct str unit)
{
    static const struct {
        const char *word;
        int64_t seconds;
    } units[] = {{"", 60},     {"m", 60},      {"min", 60},     {"minutes", 60}, {"minuten", 60},
                 {"h", 3600},  {"hour", 3600}, {"hours", 3600}, {"std", 3600},   {"stunden", 3600},
                 {"s", 1},     {"sec", 1},     {"d", 86400},    {"day", 86400},  {"days", 86400},
                 {"t", 86400}, {"tage", 86400}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (str_eqi(unit, str_from(units[i].word)))
            return units[i].seconds;
    return 0;
}

enum err length_parse(struct str s, int64_t *seconds)
{
    int64_t total = 0;
    s = str_trim(s);
    if (s.n == 0)
        return ERR_INVALID;
    while (s.n) {
        ptrdiff_t digits = 0, letters = 0;
        int64_t n;
        while (digits < s.n && ascii_is_digit(s.p[digits]))
            digits++;
        if (digits == 0 || digits > 9 || str_to_i64(str_head(s, digits), &n) != OK)
            return ERR_INVALID;
        s = str_trim(str_skip(s, digits));
        while (letters < s.n && ascii_is_alpha(s.p[letters]))
            letters++;
        int64_t unit = unit_seconds(str_head(s, letters));
        if (unit == 0)
            return ERR_INVALID;
        total += n * unit;
        s = str_trim(str_skip(s, letters));
    }
    *seconds = total;
    return OK;
}

struct str length_format(struct arena *a, int64_t seconds)
{
    if (seconds % 3600 == 0 && seconds)
        return str_fmt(a, "%lld h", (long long)(seconds / 3600));
    if (seconds % 60)
        return str_fmt(a, "%lld s", (long long)seconds);
    if (seconds < 7200)
        return str_fmt(a, "%lld min", (long long)(seconds / 60));
    return str_fmt(a, "%lld h %lld min", (long long)(seconds / 3600),
                   (long long)(seconds % 3600 / 60));
}
