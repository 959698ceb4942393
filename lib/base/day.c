#include <stdio.h>

#include "base/zone.h"

/* Years are counted from 1 March, so that the leap day is the last day of its year. */
day_number day_from(int year, int month, int day)
{
    int64_t y = month > 2 ? year : (int64_t)year - 1;
    int64_t cycle = (y >= 0 ? y : y - 399) / 400;
    int64_t in_cycle = y - cycle * 400;
    int64_t month_from_march = (month + 9) % 12;
    int64_t in_year = (153 * month_from_march + 2) / 5;
    int64_t days = in_cycle * 365 + in_cycle / 4 - in_cycle / 100 + in_year;
    return (day_number)(cycle * 146097 + days - 719468 + day - 1);
}

void day_split(day_number d, int *year, int *month, int *day)
{
    int64_t n = (int64_t)d + 719468;
    int64_t cycle = (n >= 0 ? n : n - 146096) / 146097;
    int64_t in_cycle = n - cycle * 146097;
    int64_t y = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
    int64_t in_year = in_cycle - (365 * y + y / 4 - y / 100);
    int64_t month_from_march = (5 * in_year + 2) / 153;
    *day = (int)(in_year - (153 * month_from_march + 2) / 5 + 1);
    *month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    *year = (int)(y + cycle * 400 + (*month <= 2));
}

int day_weekday(day_number d)
{
    int64_t w = ((int64_t)d + 3) % 7; /* day 0 was a Thursday */
    return (int)(w < 0 ? w + 7 : w);
}

void day_iso_week(day_number d, int *year, int *week)
{
    int month, day;
    day_number thursday = d - day_weekday(d) + 3; /* a week belongs to the year of its Thursday */
    day_split(thursday, year, &month, &day);
    *week = (thursday - day_from(*year, 1, 1)) / 7 + 1;
}

/* Exactly n digits at the front of s. */
static bool take_digits(struct str *s, int n, int *out)
{
    int v = 0;
    if (s->n < n)
        return false;
    for (int i = 0; i < n; i++) {
        if (!ascii_is_digit(s->p[i]))
            return false;
        v = v * 10 + (s->p[i] - '0');
    }
    *s = str_skip(*s, n);
    *out = v;
    return true;
}

static bool take_char(struct str *s, char c)
{
    if (!s->n || s->p[0] != c)
        return false;
    *s = str_skip(*s, 1);
    return true;
}

static bool take_day(struct str *s, day_number *out)
{
    int year, month, day, same_year, same_month, same_day;
    if (!take_digits(s, 4, &year) || !take_char(s, '-') || !take_digits(s, 2, &month) ||
        !take_char(s, '-') || !take_digits(s, 2, &day) || month < 1 || month > 12)
        return false;
    *out = day_from(year, month, day);
    day_split(*out, &same_year, &same_month, &same_day);
    return same_month == month && same_day == day;
}

enum err day_parse(struct str s, day_number *out)
{
    day_number d;
    if (!take_day(&s, &d) || s.n)
        return ERR_INVALID;
    *out = d;
    return OK;
}

struct str day_format(struct arena *a, day_number d)
{
    int year, month, day;
    day_split(d, &year, &month, &day);
    return str_fmt(a, "%04d-%02d-%02d", year, month, day);
}

static bool take_fraction(struct str *s, int *micro)
{
    int unit = 100000;
    *micro = 0;
    if (!take_char(s, '.'))
        return true;
    if (!s->n || !ascii_is_digit(s->p[0]))
        return false;
    for (; s->n && ascii_is_digit(s->p[0]); *s = str_skip(*s, 1), unit /= 10)
        *micro += (s->p[0] - '0') * unit;
    return true;
}

/* Z, or ±hh:mm: seconds east of UTC. */
static bool take_offset(struct str *s, int *out)
{
    int hours, minutes;
    if (take_char(s, 'Z') || take_char(s, 'z')) {
        *out = 0;
        return true;
    }
    int sign = take_char(s, '+') ? 1 : take_char(s, '-') ? -1 : 0;
    if (!sign || !take_digits(s, 2, &hours) || !take_char(s, ':') || !take_digits(s, 2, &minutes))
        return false;
    *out = sign * (hours * 3600 + minutes * 60);
    return hours < 24 && minutes < 60;
}

enum err instant_parse(struct str s, instant *out)
{
    day_number day;
    int hour, minute, second, micro, offset;
    if (!take_day(&s, &day))
        return ERR_INVALID;
    if (!take_char(&s, 'T') && !take_char(&s, 't') && !take_char(&s, ' '))
        return ERR_INVALID;
    if (!take_digits(&s, 2, &hour) || !take_char(&s, ':') || !take_digits(&s, 2, &minute) ||
        !take_char(&s, ':') || !take_digits(&s, 2, &second) || !take_fraction(&s, &micro) ||
        !take_offset(&s, &offset) || s.n)
        return ERR_INVALID;
    if (hour > 23 || minute > 59 || second > 60)
        return ERR_INVALID;
    if (second == 60)
        micro = 0;
    *out = day * USEC_PER_DAY + (hour * 3600 + minute * 60 + second - offset) * USEC_PER_SEC +
           micro;
    return OK;
}

struct str instant_format_at(struct arena *a, instant t, int offset)
{
    char decimals[8] = "";
    int64_t whole = t / USEC_PER_SEC - (t % USEC_PER_SEC < 0);
    int micro = (int)(t % USEC_PER_SEC);
    if (micro < 0)
        micro += (int)USEC_PER_SEC;
    int64_t local = whole + offset;
    int64_t day = local / 86400 - (local % 86400 < 0);
    int seconds = (int)(local - day * 86400);
    if (micro) {
        int n = snprintf(decimals, sizeof decimals, ".%06d", micro);
        while (decimals[n - 1] == '0')
            decimals[--n] = 0;
    }
    struct str text = str_fmt(a, "%.*sT%02d:%02d:%02d%s", STR_ARG(day_format(a, (day_number)day)),
                              seconds / 3600, seconds / 60 % 60, seconds % 60, decimals);
    if (offset == 0)
        return str_cat(a, text, S("Z"));
    int minutes = (offset < 0 ? -offset : offset) / 60;
    return str_fmt(a, "%.*s%c%02d:%02d", STR_ARG(text), offset < 0 ? '-' : '+', minutes / 60,
                   minutes % 60);
}

struct str instant_format(struct arena *a, instant t)
{
    return instant_format_at(a, t, 0);
}
