#include "text/when.h"

/* The words of time in one language. In the patterns %w is the weekday, %d the day, %m the month,
 * %y the year, %c the clock, %s a span; everything here is plain for HTML: no character in it needs
 * escaping. */
struct time_words {
    const char *weekdays[7], *weekdays_short[7]; /* from Monday */
    const char *months[12], *months_short[12];
    const char *date, *date_year;         /* within a list: "3 Dec" */
    const char *long_date, *full;         /* on their own: "24 November 2026" */
    const char *day, *day_year, *in_week; /* "Mon 23 Nov"; "Thu 10:00" */
    const char *yesterday, *today, *tomorrow;
    const char *late, *minute, *under_minute, *hour;
    const char *days[2]; /* by lang_plural */
};

static const struct time_words time_words[LANG_COUNT] =
    {
        [LANG_EN] =
            {
                .weekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
                             "Sunday"},
                .weekdays_short = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
                .months = {"January", "February", "March", "April", "May", "June", "July", "August",
                           "September", "October", "November", "December"},
                .months_short = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
                                 "Oct", "Nov", "Dec"},
                .date = "%d %m",
                .date_year = "%d %m %y",
                .long_date = "%d %m %y",
                .full = "%w %d %m %y, %c",
                .day = "%w %d %m",
                .day_year = "%w %d %m %y",
                .in_week = "%w %c",
                .yesterday = "Yesterday",
                .today = "Today",
                .tomorrow = "Tomorrow",
                .late = "Late %s",
                .minute = "min",
                .under_minute = "under 1 min",
                .hour = "h",
                .days = {"day", "days"},
            },
        [LANG_DE] =
            {
                .weekdays = {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag",
                             "Sonntag"},
                .weekdays_short = {"Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."},
                .months = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August",
                           "September", "Oktober", "November", "Dezember"},
                .months_short = {"Jan.", "Feb.", "März", "Apr.", "Mai",
                                 "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
                .date = "%d. %m",
                .date_year = "%d. %m %y",
                .long_date = "%d. %m %y",
                .full = "%w, %d. %m %y, %c Uhr",
                .day = "%w, %d. %m",
                .day_year = "%w, %d. %m %y",
                .in_week = "%w %c",
                .yesterday = "Gestern",
                .today = "Heute",
                .tomorrow = "Morgen",
                .late = "%s zu spät",
                .minute = "Min.",
                .under_minute = "unter 1 Min.",
                .hour = "Std.",
                .days = {"Tag", "Tage"},
            },
};

/* A place's clock: days since 1970 and seconds of the day. The year, which takes divisions, only
 * when it is shown. */
struct local {
    int64_t day;
    int second;
};

static struct local local_of(const struct zone *z, instant t)
{
    int64_t seconds = t / USEC_PER_SEC - (t % USEC_PER_SEC < 0) + (z ? zone_offset(z, t) : 0);
    int64_t rest = seconds % 86400;
    rest += rest < 0 ? 86400 : 0;
    return (struct local){(seconds - rest) / 86400, (int)rest};
}

static int year_of(struct local l)
{
    int year, month, day;
    day_split((day_number)l.day, &year, &month, &day);
    return year;
}

/* Text gathered on the stack and added at once: a page shows a hundred times. */
struct pen {
    char text[160];
    ptrdiff_t n;
};

static void write_z(struct pen *p, const char *z)
{
    while (*z && p->n < (ptrdiff_t)sizeof p->text)
        p->text[p->n++] = *z++;
}

static void write_c(struct pen *p, char c)
{
    if (p->n < (ptrdiff_t)sizeof p->text)
        p->text[p->n++] = c;
}

static void write_two(struct pen *p, int n)
{
    write_c(p, (char)('0' + n / 10 % 10));
    write_c(p, (char)('0' + n % 10));
}

static void write_number(struct pen *p, int n)
{
    char digits[12];
    int k = 0;
    unsigned u = n < 0 ? 0u - (unsigned)n : (unsigned)n;
    if (n < 0)
        write_c(p, '-');
    do
        digits[k++] = (char)('0' + u % 10);
    while (u /= 10);
    while (k > 0)
        write_c(p, digits[--k]);
}

static void write_clock(struct pen *p, struct local l)
{
    write_number(p, l.second / 3600);
    write_c(p, ':');
    write_two(p, l.second / 60 % 60);
}

/* Whether a date is written out ("November") or in a list ("Nov"). */
enum length { IN_SHORT, IN_FULL };

static void write_pattern(struct pen *p, enum lang lang, const char *pattern, struct local l,
                          enum length length)
{
    const struct time_words *t = &time_words[lang];
    int year = 0, month = 0, day = 0;
    for (const char *at = pattern; *at; at++) {
        if (*at != '%') {
            write_c(p, *at);
            continue;
        }
        if (!month)
            day_split((day_number)l.day, &year, &month, &day);
        switch (*++at) {
        case 'w':
            write_z(p, (length == IN_FULL ? t->weekdays
                                          : t->weekdays_short)[day_weekday((day_number)l.day)]);
            break;
        case 'd': write_number(p, day); break;
        case 'm': write_z(p, (length == IN_FULL ? t->months : t->months_short)[month - 1]); break;
        case 'y': write_number(p, year); break;
        default: write_clock(p, l); break;
        }
    }
}

static void put_pattern(struct buf *to, enum lang lang, const char *pattern, struct local l,
                        enum length length)
{
    struct pen p;
    p.n = 0;
    write_pattern(&p, lang, pattern, l, length);
    buf_add(to, str_of(p.text, p.n));
}

static void put_unit(struct buf *to, int64_t n, const char *unit)
{
    buf_add_i64(to, n);
    buf_addc(to, ' ');
    buf_addz(to, unit);
}

/* Up to two hours in minutes, up to two days in hours, then in days. */
static void put_span(struct buf *to, enum lang l, uint64_t seconds, bool with_minutes)
{
    const struct time_words *t = &time_words[l];
    int64_t minutes = (int64_t)(seconds / 60), hours = minutes / 60, days = hours / 24;
    if (minutes == 0) {
        buf_addz(to, t->under_minute);
    } else if (hours < 2) {
        put_unit(to, minutes, t->minute);
    } else if (days < 2) {
        put_unit(to, hours, t->hour);
        if (with_minutes && minutes % 60) {
            buf_addc(to, ' ');
            put_unit(to, minutes % 60, t->minute);
        }
    } else {
        put_unit(to, days, t->days[lang_plural(l, days)]);
    }
}

void when_put_span(struct buf *to, enum lang l, int64_t seconds)
{
    put_span(to, l, seconds < 0 ? 0 - (uint64_t)seconds : (uint64_t)seconds, true);
}

struct str when_span(struct arena *a, enum lang l, int64_t seconds)
{
    struct buf b;
    buf_init(&b, a, 128);
    when_put_span(&b, l, seconds);
    return buf_str(&b);
}

static void put_late(struct buf *to, const struct when_reader *r, instant t)
{
    uint64_t seconds = ((uint64_t)r->now - (uint64_t)t) / (uint64_t)USEC_PER_SEC;
    struct str rest = str_from(time_words[r->lang].late);
    buf_add(to, str_cut(&rest, '%'));
    put_span(to, r->lang, seconds < 60 ? 60 : seconds, false);
    buf_add(to, str_skip(rest, 1));
}

static void put_short(struct buf *to, const struct when_reader *r, instant t)
{
    const struct time_words *words = &time_words[r->lang];
    uint64_t ahead = t >= r->now ? (uint64_t)t - (uint64_t)r->now : UINT64_MAX;
    if (ahead < (uint64_t)(2 * USEC_PER_HOUR)) {
        put_span(to, r->lang, ahead / (uint64_t)USEC_PER_SEC, false);
        return;
    }
    struct local l = local_of(r->zone, t), now = local_of(r->zone, r->now);
    int64_t apart = l.day - now.day;
    if (apart == 0)
        put_pattern(to, r->lang, "%c", l, IN_SHORT);
    else if (apart >= -6 && apart <= 6)
        put_pattern(to, r->lang, words->in_week, l, IN_SHORT);
    else
        put_pattern(to, r->lang, year_of(l) == year_of(now) ? words->date : words->date_year, l,
                    IN_SHORT);
}

static void put_day(struct buf *to, const struct when_reader *r, instant t)
{
    const struct time_words *words = &time_words[r->lang];
    struct local l = local_of(r->zone, t), now = local_of(r->zone, r->now);
    int64_t apart = l.day - now.day;
    if (apart >= -1 && apart <= 1)
        buf_addz(to, apart < 0 ? words->yesterday : apart ? words->tomorrow : words->today);
    else
        put_pattern(to, r->lang, year_of(l) == year_of(now) ? words->day : words->day_year, l,
                    IN_SHORT);
}

/* The organisation's clock beside the reader's, where they show different times. */
static void put_full(struct buf *to, const struct when_reader *r, instant t)
{
    put_pattern(to, r->lang, time_words[r->lang].full, local_of(r->zone, t), IN_FULL);
    if (!r->home || !r->zone || r->home == r->zone ||
        zone_offset(r->home, t) == zone_offset(r->zone, t))
        return;
    put_pattern(to, r->lang, " (%c ", local_of(r->home, t), IN_FULL);
    buf_add(to, zone_name(r->home));
    buf_addc(to, ')');
}

void when_put(struct buf *to, const struct when_reader *r, instant t, enum when_form form)
{
    switch (form) {
    case WHEN_DUE:
        if (t < r->now)
            put_late(to, r, t);
        else
            put_short(to, r, t);
        break;
    case WHEN_SHORT: put_short(to, r, t); break;
    case WHEN_FULL: put_full(to, r, t); break;
    case WHEN_DATE:
        put_pattern(to, r->lang, time_words[r->lang].long_date, local_of(r->zone, t), IN_FULL);
        break;
    case WHEN_CLOCK: put_pattern(to, r->lang, "%c", local_of(r->zone, t), IN_FULL); break;
    case WHEN_DAY: put_day(to, r, t); break;
    }
}

struct str when_words(struct arena *a, const struct when_reader *r, instant t, enum when_form form)
{
    struct buf b;
    buf_init(&b, a, 256);
    when_put(&b, r, t, form);
    return buf_str(&b);
}

void when_put_datetime(struct buf *to, instant t)
{
    struct local l = local_of(NULL, t);
    struct pen p;
    int year, month, day;
    day_split((day_number)l.day, &year, &month, &day);
    if (year < 0 || year > 9999) { /* outside what pages show: exact, at some cost */
        buf_add(to, instant_format(to->arena, t));
        return;
    }
    p.n = 0;
    write_two(&p, year / 100);
    write_two(&p, year % 100);
    write_c(&p, '-');
    write_two(&p, month);
    write_c(&p, '-');
    write_two(&p, day);
    write_c(&p, 'T');
    write_two(&p, l.second / 3600);
    write_c(&p, ':');
    write_two(&p, l.second / 60 % 60);
    write_c(&p, ':');
    write_two(&p, l.second % 60);
    write_c(&p, 'Z');
    buf_add(to, str_of(p.text, p.n));
}
