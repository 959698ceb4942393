#include "mail/date.h"

#include <stdlib.h>

#include "base/zone.h"

struct parser {
    int day, month, year; /* 0: not seen yet */
    int hour, minute, second;
    int offset_minutes;
    bool has_time, has_offset, is_pm, is_am, is_bad;
};

struct name_value {
    char name[8];
    int value;
};

/* Zones by name, minutes east. Those that mean several places (IST, CST outside America) are taken
 * as RFC 5322 has them or left out. */
static const struct name_value zone_names[] = {
    {"ut", 0},         {"utc", 0},        {"gmt", 0},        {"z", 0},       {"wet", 0},
    {"est", -300},     {"edt", -240},     {"cst", -360},     {"cdt", -300},  {"mst", -420},
    {"mdt", -360},     {"pst", -480},     {"pdt", -420},     {"ast", -240},  {"adt", -180},
    {"nst", -210},     {"ndt", -150},     {"akst", -540},    {"akdt", -480}, {"hst", -600},
    {"bst", 60},       {"west", 60},      {"cet", 60},       {"met", 60},    {"mez", 60},
    {"cest", 120},     {"mest", 120},     {"mesz", 120},     {"eet", 120},   {"sast", 120},
    {"eest", 180},     {"msk", 180},      {"msd", 240},      {"hkt", 480},   {"sgt", 480},
    {"awst", 480},     {"jst", 540},      {"kst", 540},      {"acst", 570},  {"aest", 600},
    {"acdt", 630},     {"aedt", 660},     {"nzst", 720},     {"nzdt", 780},  {"est5edt", -300},
    {"cst6cdt", -360}, {"mst7mdt", -420}, {"pst8pdt", -480},
};

static const char month_names[12][10] = {"january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december"};

/* A month by its name or the beginning of it, three letters or more ("Sept"); 0 if none. */
static int month_find(struct str word)
{
    for (int m = 0; word.n >= 3 && m < 12; m++)
        if (str_startsi(str_from(month_names[m]), word))
            return m + 1;
    return 0;
}

static bool is_weekday(struct str word)
{
    static const char days[7][10] = {"monday", "tuesday",  "wednesday", "thursday",
                                     "friday", "saturday", "sunday"};
    for (int d = 0; word.n >= 2 && d < 7; d++)
        if (str_startsi(str_from(days[d]), word))
            return true;
    return false;
}

/* Up to `most` digits at the front of *s; -1 when there are none. */
static int digits_cut(struct str *s, int most)
{
    int v = 0, n = 0;
    while (n < most && n < s->n && ascii_is_digit(s->p[n]))
        v = v * 10 + (s->p[n++] - '0');
    *s = str_skip(*s, n);
    return n ? v : -1;
}

static bool sign_cut(struct str *s, char sign)
{
    if (s->n == 0 || s->p[0] != sign)
        return false;
    *s = str_skip(*s, 1);
    return true;
}

/* Two digits mean 1950 to 2049, three the years since 1900 (RFC 5322, 4.3). */
static int year_full(int y)
{
    return y < 50 ? y + 2000 : y < 1000 ? y + 1900 : y;
}

/* "+0200", "+02:00", "+200", "+2"; more than a day is no offset. */
static void offset_read(struct parser *p, struct str s)
{
    bool is_west = s.p[0] == '-';
    while (s.n && (s.p[0] == '+' || s.p[0] == '-'))
        s = str_skip(s, 1);
    ptrdiff_t digits = 0;
    while (digits < s.n && ascii_is_digit(s.p[digits]))
        digits++;
    int hours = digits_cut(&s, digits == 1 || digits == 3 ? 1 : 2);
    sign_cut(&s, ':');
    int minutes = digits_cut(&s, 2);
    int total = (hours < 0 ? 0 : hours) * 60 + (minutes < 0 ? 0 : minutes);
    p->has_offset = true;
    p->offset_minutes = total >= 24 * 60 ? 0 : is_west ? -total : total;
}

static bool zone_read(struct parser *p, struct str word)
{
    for (size_t i = 0; i < sizeof zone_names / sizeof zone_names[0]; i++)
        if (str_eqi(word, str_from(zone_names[i].name))) {
            p->has_offset = true;
            p->offset_minutes = zone_names[i].value;
            return true;
        }
    return false;
}

static void word_read(struct parser *p, struct str word)
{
    ptrdiff_t letters = 0;
    while (letters < word.n && (ascii_is_alpha(word.p[letters]) || word.p[letters] == '.'))
        letters++;
    struct str rest = str_skip(word, letters), name = str_head(word, letters);
    while (name.n && name.p[name.n - 1] == '.')
        name.n--;
    int month = month_find(name);
    if (month && !p->month) {
        p->month = month;
    } else if (str_eqi(name, S("pm")) || str_eqi(name, S("p.m"))) {
        p->is_pm = true;
    } else if (str_eqi(name, S("am")) || str_eqi(name, S("a.m"))) {
        p->is_am = true;
    } else if (p->has_time && !p->has_offset && zone_read(p, rest.n ? name : word)) {
        /* "GMT+0200" says the offset after the name */
        p->has_offset = !(rest.n && (rest.p[0] == '+' || rest.p[0] == '-'));
    } else if (p->day && !p->month && !p->has_time && !is_weekday(name)) {
        p->is_bad = true; /* a month nobody has heard of */
    }
    if (p->has_time && !p->has_offset && rest.n && (rest.p[0] == '+' || rest.p[0] == '-'))
        offset_read(p, rest);
}

/* "10:52:37.5", perhaps with what follows glued to it: "PM", "Z", "+02:00". */
static void time_read(struct parser *p, struct str s, char sign)
{
    p->hour = digits_cut(&s, 2);
    sign_cut(&s, sign);
    p->minute = digits_cut(&s, 2);
    p->second = sign_cut(&s, sign) ? digits_cut(&s, 2) : 0;
    if (sign_cut(&s, '.') || sign_cut(&s, ','))
        while (digits_cut(&s, 9) >= 0)
            continue;
    p->has_time = true;
    p->is_bad |= p->hour < 0 || p->minute < 0 || p->second < 0;
    if (s.n && ascii_is_alpha(s.p[0]))
        word_read(p, s);
    else if (s.n && (s.p[0] == '+' || s.p[0] == '-'))
        offset_read(p, s);
}

/* "2003-07-01", "01-Jul-2003", "7/1/2003", "01.07.2003"; a time may be glued on with T. */
static void date_read(struct parser *p, struct str s, char sign)
{
    ptrdiff_t first_digits = str_chr(s, sign);
    int first = digits_cut(&s, 4);
    sign_cut(&s, sign);
    ptrdiff_t letters = 0;
    while (letters < s.n && ascii_is_alpha(s.p[letters]))
        letters++;
    int second = letters ? month_find(str_head(s, letters)) : -1;
    if (letters)
        s = str_skip(s, letters);
    else
        second = digits_cut(&s, 2);
    sign_cut(&s, sign);
    int third = digits_cut(&s, 4);
    bool is_iso = first_digits == 4;
    bool is_american = sign == '/' && !is_iso && second > 12;
    p->year = year_full(is_iso ? first : third);
    p->month = is_american ? first : second;
    p->day = is_iso ? third : is_american ? second : first;
    p->is_bad |= first < 0 || second <= 0 || third < 0;
    if (sign_cut(&s, 'T') || sign_cut(&s, 't') || sign_cut(&s, ':'))
        time_read(p, s, ':');
}

static void number_read(struct parser *p, struct str s)
{
    struct str rest = s;
    int v = digits_cut(&rest, 6);
    if (rest.n && ascii_is_alpha(rest.p[0]) && p->day && !p->has_time)
        rest.n = 0; /* "1st" */
    if (p->has_time && p->year && !p->has_offset && s.n == 4)
        offset_read(p, s);
    else if (!p->day && s.n - rest.n <= 2)
        p->day = v;
    else if (p->day && !p->month && s.n - rest.n <= 2 && !p->has_time)
        p->month = v, p->is_bad |= v == 0;
    else if (p->day && p->month && !p->year)
        p->year = year_full(v);
}

static void token_read(struct parser *p, struct str t)
{
    if (ascii_is_alpha(t.p[0])) {
        word_read(p, t);
        return;
    }
    if (t.p[0] == '+' || t.p[0] == '-') {
        if (p->has_time && !p->has_offset)
            offset_read(p, t);
        return;
    }
    if (!ascii_is_digit(t.p[0]))
        return;
    ptrdiff_t n = 0;
    while (n < t.n && ascii_is_digit(t.p[n]))
        n++;
    char sign = n < t.n ? t.p[n] : 0;
    bool is_date = (sign == '-' || sign == '/' || sign == '.') && !p->day;
    if (sign == ':' && !p->has_time)
        time_read(p, t, ':');
    else if (is_date)
        date_read(p, t, sign);
    else if (sign == '.' && p->day && !p->has_time)
        time_read(p, t, '.');
    else
        number_read(p, t);
}

/* Past a comment, which may hold others. */
static ptrdiff_t comment_end(struct str s, ptrdiff_t i)
{
    int depth = 0;
    for (; i < s.n; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '(')
            depth++;
        else if (s.p[i] == ')' && --depth == 0)
            return i + 1;
    }
    return s.n;
}

static struct mail_date finish(struct parser *p)
{
    static const int month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct mail_date d = {0};
    if (p->is_pm && p->hour < 12)
        p->hour += 12;
    if (p->is_am && p->hour == 12)
        p->hour = 0;
    if (p->is_bad || p->day < 1 || p->month < 1 || p->month > 12 || p->year < 1 || p->year > 9999 ||
        p->day > month_days[p->month - 1] || p->hour > 24 || p->minute > 59 || p->second > 60)
        return d;
    int64_t seconds = (int64_t)day_from(p->year, p->month, p->day) * 86400 +
                      (int64_t)p->hour * 3600 + (int64_t)p->minute * 60 + p->second;
    d.is_known = true;
    d.offset = p->offset_minutes * 60;
    d.at = (seconds - d.offset) * USEC_PER_SEC;
    return d;
}

struct mail_date date_parse(struct str s)
{
    enum { date_most = 1000 };
    ptrdiff_t semicolon = str_rchr(s, ';'); /* a date as in Received */
    s = str_head(str_skip(s, semicolon + 1), date_most);
    struct parser p = {0};
    for (ptrdiff_t i = 0; i < s.n && !(p.has_offset && p.year && p.has_time);) {
        if (s.p[i] == '(') {
            i = comment_end(s, i);
            continue;
        }
        ptrdiff_t start = i;
        while (i < s.n && !ascii_is_space(s.p[i]) && s.p[i] != '(' && s.p[i] != ',')
            i++;
        if (i > start)
            token_read(&p, str_of(s.p + start, i - start));
        else
            i++;
    }
    return finish(&p);
}

struct str date_format(struct arena *a, struct mail_date d)
{
    if (!d.is_known)
        return (struct str){0};
    int64_t seconds = d.at / USEC_PER_SEC + d.offset;
    int64_t days = seconds / 86400 - (seconds % 86400 < 0);
    int rest = (int)(seconds - days * 86400), year, month, day;
    day_split((day_number)days, &year, &month, &day);
    int minutes = abs(d.offset) / 60;
    return str_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", year, month, day, rest / 3600,
                   rest / 60 % 60, rest % 60, d.offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}
