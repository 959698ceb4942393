/* The footer of a TZif file: what the clocks do after its last transition (POSIX TZ, RFC 9636).
 *
 *     footer = name offset [ name [ offset ] [ "," date [ "/" time ] "," date [ "/" time ] ] ]
 *     date   = "M" month "." week "." weekday | "J" day | day
 *     offset = time, positive west of Greenwich
 *     time   = [ "+" | "-" ] hh [ ":" mm [ ":" ss ] ] */
#include "base/zone_table.h"

static bool take_char(struct str *s, char c)
{
    if (!s->n || s->p[0] != c)
        return false;
    *s = str_skip(*s, 1);
    return true;
}

static bool take_number(struct str *s, int least, int most, int *out)
{
    int v = 0, digits = 0;
    for (; s->n && ascii_is_digit(s->p[0]) && digits < 3; *s = str_skip(*s, 1), digits++)
        v = v * 10 + (s->p[0] - '0');
    *out = v;
    return digits && v >= least && v <= most;
}

/* Three letters or more, or anything of letters, digits and signs in < >. */
static bool take_name(struct str *s)
{
    ptrdiff_t n = 0;
    if (take_char(s, '<')) {
        n = str_chr(*s, '>');
        *s = str_skip(*s, n + 1);
        return n >= 1;
    }
    while (n < s->n && ascii_is_alpha(s->p[n]))
        n++;
    *s = str_skip(*s, n);
    return n >= 3;
}

static bool take_time(struct str *s, int most_hours, int32_t *out)
{
    int hours, minutes = 0, seconds = 0;
    int sign = take_char(s, '-') ? -1 : 1;
    if (sign > 0)
        take_char(s, '+');
    if (!take_number(s, 0, most_hours, &hours))
        return false;
    if (take_char(s, ':') && !take_number(s, 0, 59, &minutes))
        return false;
    if (take_char(s, ':') && !take_number(s, 0, 59, &seconds))
        return false;
    *out = sign * (hours * 3600 + minutes * 60 + seconds);
    return true;
}

static bool take_date(struct str *s, struct zone_date *d)
{
    *d = (struct zone_date){.seconds = 2 * 3600};
    if (take_char(s, 'M')) {
        d->kind = ZONE_DATE_WEEKDAY;
        if (!take_number(s, 1, 12, &d->month) || !take_char(s, '.') ||
            !take_number(s, 1, 5, &d->week) || !take_char(s, '.') ||
            !take_number(s, 0, 6, &d->weekday))
            return false;
    } else if (take_char(s, 'J')) {
        d->kind = ZONE_DATE_NO_LEAP;
        if (!take_number(s, 1, 365, &d->day))
            return false;
    } else {
        d->kind = ZONE_DATE_DAY;
        if (!take_number(s, 0, 365, &d->day))
            return false;
    }
    return !take_char(s, '/') || take_time(s, 167, &d->seconds);
}

static bool take_daylight(struct str *s, struct zone_rule *r)
{
    int32_t west;
    r->has_daylight = true;
    r->daylight = r->standard + 3600;
    if (!take_name(s))
        return false;
    if (s->n && s->p[0] != ',') {
        if (!take_time(s, 24, &west))
            return false;
        r->daylight = -west;
    }
    if (!s->n)
        *s = S(",M3.2.0,M11.1.0"); /* what POSIX leaves open, and every system reads so */
    return take_char(s, ',') && take_date(s, &r->begin) && take_char(s, ',') &&
           take_date(s, &r->end);
}

enum err zone_rule_parse(struct str s, struct zone_rule *out)
{
    struct zone_rule r = {0};
    int32_t west;
    if (!take_name(&s) || !take_time(&s, 24, &west))
        return ERR_INVALID;
    r.standard = -west;
    if (s.n && !take_daylight(&s, &r))
        return ERR_INVALID;
    if (s.n)
        return ERR_INVALID;
    *out = r;
    return OK;
}

static day_number date_in(const struct zone_date *d, int year)
{
    if (d->kind == ZONE_DATE_DAY)
        return day_from(year, 1, 1) + d->day;
    if (d->kind == ZONE_DATE_NO_LEAP) {
        bool after_february = d->day > 31 + 28;
        return after_february ? day_from(year, 3, 1) + d->day - (31 + 28 + 1)
                              : day_from(year, 1, d->day);
    }
    day_number first = day_from(year, d->month, 1);
    day_number next = d->month == 12 ? day_from(year + 1, 1, 1) : day_from(year, d->month + 1, 1);
    int sunday_first = (day_weekday(first) + 1) % 7;
    day_number day = first + (d->weekday - sunday_first + 7) % 7 + (d->week - 1) * 7;
    return day < next ? day : day - 7;
}

bool zone_rule_year(const struct zone_rule *r, int year, int64_t *begin, int64_t *end)
{
    *begin = date_in(&r->begin, year) * SECONDS_PER_DAY + r->begin.seconds - r->standard;
    *end = date_in(&r->end, year) * SECONDS_PER_DAY + r->end.seconds - r->daylight;
    int64_t whole_year = (day_from(year + 1, 1, 1) - day_from(year, 1, 1)) * SECONDS_PER_DAY;
    /* RFC 9636 §3.3.1: daylight time that ends when the next begins, "EST5EDT,0/0,J365/25". */
    return *begin >= *end || *end - *begin < whole_year + r->standard - r->daylight;
}
