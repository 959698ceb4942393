/* moves_time.c: a time in a draft: "16:30 today", "Friday", "3. Dezember 12 Uhr", "2 working days".
 */
#include "promises/moves_words.h"

/* What has been read of one time. */
struct piece {
    const struct time_reading *r;
    int at;
    day_number today, day;
    bool has_day, has_clock, is_day_end, is_weekday;
    int32_t seconds; /* after 00:00 of the day */
};

static bool is_phrase(struct piece *p, enum phrase_list list)
{
    int took = phrase_at(p->r->lang, list, p->r->list, p->r->n, p->at);
    p->at += took;
    return took > 0;
}

static const struct draft_word *word_now(const struct piece *p)
{
    return p->at < p->r->n ? &p->r->list[p->at] : NULL;
}

static bool small_number(struct str s, int most, int *out)
{
    int64_t v;
    if (s.n < 1 || s.n > 4 || !ascii_is_digit(s.p[0]) || str_to_i64(s, &v) != OK || v > most)
        return false;
    *out = (int)v;
    return true;
}

/* ---- lengths ----------------------------------------------------------------------------------
 */

static instant day_close(const struct draft_clock *k, day_number d)
{
    instant at;
    if (k->calendar && calendar_workday_end(k->calendar, d, &at) == OK)
        return at;
    return zone_instant(k->zone, d, 17 * 3600, ZONE_FIRST);
}

static bool after_days(const struct piece *p, int days, bool is_work, instant *due)
{
    const struct draft_clock *k = p->r->clock;
    day_number d = p->today + days;
    struct fault ignored = {0};
    if (is_work && k->calendar && calendar_workday(k->calendar, p->today, days, &d, &ignored) != OK)
        return false;
    *due = day_close(k, d);
    return true;
}

/* "2 hours", "30 min", "zwei Werktagen", "48h", "the hour" */
static bool read_length(struct piece *p, instant *due)
{
    const struct draft_word *w = word_now(p);
    int n = 0;
    if (!w)
        return false;
    ptrdiff_t digits = 0;
    while (digits < w->folded.n && ascii_is_digit(w->folded.p[digits]))
        digits++;
    if (digits && digits < w->folded.n && str_eq(str_skip(w->folded, digits), S("h")) &&
        small_number(str_head(w->folded, digits), 999, &n)) {
        p->at++;
        *due = p->r->clock->now + n * USEC_PER_HOUR;
        return n > 0;
    }
    if (!small_number(w->folded, 999, &n))
        n = number_word(p->r->lang, w->folded);
    if (n < 1)
        return false;
    p->at++;
    bool is_work = is_phrase(p, PHRASES_WORKING);
    if (is_phrase(p, PHRASES_MINUTE)) {
        *due = p->r->clock->now + n * USEC_PER_MIN;
        return true;
    }
    if (is_phrase(p, PHRASES_HOUR)) {
        *due = p->r->clock->now + n * USEC_PER_HOUR;
        return true;
    }
    if (is_phrase(p, PHRASES_WEEK))
        return after_days(p, n * 7, false, due);
    bool is_day = is_phrase(p, PHRASES_DAY);
    is_work |= is_phrase(p, PHRASES_WORKING);
    return (is_day || is_work) && after_days(p, n, is_work, due);
}

/* ---- days -------------------------------------------------------------------------------------
 */

static bool set_day(struct piece *p, day_number d)
{
    p->day = d;
    return p->has_day = true;
}

/* Of this year, or of the next when it has long passed. */
static bool set_date(struct piece *p, int year, int month, int day)
{
    int y, m, d;
    day_split(p->today, &y, &m, &d);
    if (day < 1 || day > 31 || month < 1 || month > 12 || year > y + 5)
        return false;
    day_number on = day_from(year ? year : y, month, day);
    if (!year && on < p->today)
        on = day_from(y + 1, month, day);
    return set_day(p, on);
}

/* "3.12.", "3.12.2026", "03/12/2026", "2026-12-03" */
static bool read_numeric_date(struct piece *p)
{
    const struct draft_word *w = word_now(p);
    day_number iso;
    int day, month, year = 0;
    if (day_parse(w->folded, &iso) == OK) {
        p->at++;
        return set_day(p, iso);
    }
    char sep = str_chr(w->folded, '/') > 0 ? '/' : '.';
    struct str rest = w->folded, first = str_cut(&rest, sep);
    if (!rest.p || !small_number(first, 31, &day))
        return false;
    bool has_third = str_chr(rest, sep) > 0;
    struct str second = str_cut(&rest, sep);
    if (!small_number(second, 31, &month) || (rest.n && !small_number(rest, 9999, &year)))
        return false;
    if (sep == '.' && !has_third && !w->has_dot)
        return false; /* 16.30 is a time */
    if (month > 12 && day <= 12 && sep == '/') {
        int swap = day;
        day = month, month = swap;
    }
    if (!set_date(p, year && year < 100 ? 2000 + year : year, month, day))
        return false;
    p->at++;
    return true;
}

static bool day_of_month(struct str s, int *out)
{
    static const char *const ends[] = {"st", "nd", "rd", "th", "er", "e", "de", "ste"};
    if (small_number(s, 31, out))
        return *out > 0;
    for (int i = 0; i < COUNT(ends); i++)
        if (str_ends(s, str_from(ends[i])) &&
            small_number(str_head(s, s.n - str_from(ends[i]).n), 31, out))
            return *out > 0;
    return false;
}

/* "3 December", "3. Dezember", "December 3rd", "the 3rd of December", "3 de diciembre" */
static bool read_named_date(struct piece *p)
{
    const struct draft_word *w = word_now(p);
    int at = p->at, day, month = month_word(p->r->lang, w->folded), year = 0;
    if (month && at + 1 < p->r->n && day_of_month(w[1].folded, &day)) {
        at += 2;
    } else if (day_of_month(w->folded, &day)) {
        at++;
        while (at < p->r->n &&
               (str_eq(p->r->list[at].folded, S("of")) || str_eq(p->r->list[at].folded, S("de"))))
            at++;
        month = at < p->r->n ? month_word(p->r->lang, p->r->list[at].folded) : 0;
        at++;
    } else {
        return false;
    }
    if (!month)
        return false;
    if (at < p->r->n && p->r->list[at].folded.n == 4 &&
        small_number(p->r->list[at].folded, 9999, &year) && year > 2000)
        at++;
    else
        year = 0;
    if (!set_date(p, year, month, day))
        return false;
    p->at = at;
    return true;
}

static bool read_weekday(struct piece *p)
{
    const struct draft_word *w = word_now(p);
    int day = weekday_word(p->r->lang, w->folded);
    if (day < 0)
        return false;
    int ahead = (day - day_weekday(p->today) + 7) % 7;
    p->at++;
    p->is_weekday = true;
    return set_day(p,
                   p->today + (ahead ? ahead : 7)); /* said on a Monday, Monday is the next one */
}

static bool read_day(struct piece *p)
{
    int to_friday = (4 - day_weekday(p->today) + 7) % 7;
    if (p->has_day || !word_now(p))
        return false;
    if (is_phrase(p, PHRASES_DAY_AFTER))
        return set_day(p, p->today + 2);
    if (is_phrase(p, PHRASES_TONIGHT)) {
        p->seconds = 20 * 3600;
        p->has_clock = true;
        return set_day(p, p->today);
    }
    if (is_phrase(p, PHRASES_DAY_END)) {
        p->is_day_end = true;
        return set_day(p, p->today);
    }
    if (is_phrase(p, PHRASES_NEXT_WEEK))
        return set_day(p, p->today + 7 - day_weekday(p->today) + 4);
    if (is_phrase(p, PHRASES_WEEK_END))
        return set_day(p, p->today + to_friday);
    if (is_phrase(p, PHRASES_TODAY))
        return set_day(p, p->today);
    if (is_phrase(p, PHRASES_TOMORROW))
        return set_day(p, p->today + 1);
    return read_weekday(p) || read_numeric_date(p) || read_named_date(p);
}

/* ---- times of day -----------------------------------------------------------------------------
 */

static bool set_clock(struct piece *p, int hour, int minute)
{
    if (hour > 24 || minute > 59)
        return false;
    p->seconds = hour * 3600 + minute * 60;
    return p->has_clock = true;
}

static int half_of_day(struct str s)
{
    if (str_eq(s, S("pm")) || str_eq(s, S("p.m")))
        return 12;
    return str_eq(s, S("am")) || str_eq(s, S("a.m")) ? 0 : -1;
}

static bool is_unit_of_clock(const struct piece *p)
{
    const struct draft_word *w = word_now(p);
    return w && (str_eq(w->folded, S("uhr")) || str_eq(w->folded, S("uur")) ||
                 str_eq(w->folded, S("heures")) || str_eq(w->folded, S("heure")) ||
                 str_eq(w->folded, S("horas")) || str_eq(w->folded, S("h")) ||
                 str_eq(w->folded, S("o'clock")));
}

/* "16:30", "16.30", "16h30", "4pm", "4:30pm", "12" before "Uhr"; a bare hour only after a word that
 * asks for one. */
static bool read_clock(struct piece *p, bool may_be_bare)
{
    const struct draft_word *w = word_now(p);
    if (!w || p->has_clock || w->folded.n == 0 || !ascii_is_digit(w->folded.p[0]))
        return false;
    struct str s = w->folded;
    int hour, minute = 0, half = -1;
    if (s.n > 2 && (half = half_of_day(str_skip(s, s.n - 2))) >= 0)
        s.n -= 2;
    else if (s.n > 3 && (half = half_of_day(str_skip(s, s.n - 3))) >= 0)
        s.n -= 3;
    ptrdiff_t sep = str_chr(s, ':') > 0   ? str_chr(s, ':')
                    : str_chr(s, 'h') > 0 ? str_chr(s, 'h')
                                          : str_chr(s, '.');
    struct str minutes = sep > 0 ? str_skip(s, sep + 1) : S("");
    bool has_sep = sep > 0;
    if (!small_number(sep > 0 ? str_head(s, sep) : s, 24, &hour))
        return false;
    if (minutes.n && (minutes.n != 2 || !small_number(minutes, 59, &minute)))
        return false;
    p->at++;
    if (half < 0 && word_now(p) && (half = half_of_day(word_now(p)->folded)) >= 0)
        p->at++;
    bool has_unit = is_unit_of_clock(p);
    p->at += has_unit;
    const struct draft_word *after = word_now(p);
    bool ends_here = p->at > 0 && p->r->list[p->at - 1].ends;
    bool is_bare = !has_sep && half < 0 && !has_unit;
    if (is_bare && !(may_be_bare && (ends_here || !after || p->has_day)) && !p->has_day) {
        p->at--;
        return false;
    }
    if (half == 12 && hour < 12)
        hour += 12;
    if (half == 0 && hour == 12)
        hour = 0;
    if (is_bare && half < 0 && hour >= 1 && hour <= 6)
        hour += 12; /* nobody promises four in the morning so */
    return set_clock(p, hour, minute);
}

static bool read_part_of_day(struct piece *p)
{
    if (p->has_clock)
        return false;
    if (is_phrase(p, PHRASES_NOON))
        return set_clock(p, 12, 0);
    if (p->has_day && is_phrase(p, PHRASES_MORNING))
        return set_clock(p, 12, 0);
    if (p->has_day && is_phrase(p, PHRASES_AFTERNOON))
        return set_clock(p, 17, 0);
    return false;
}

/* ---- all of it --------------------------------------------------------------------------------
 */

static bool is_filler(struct piece *p)
{
    return is_phrase(p, PHRASES_FILLER);
}

/* Up to a day and a time, in either order, with small words between them. */
static int read_pieces(struct piece *p, bool has_cue)
{
    int end = p->at;
    bool after_filler = has_cue;
    while (p->at < p->r->n && !(p->has_day && p->has_clock)) {
        int before = p->at;
        bool took = read_day(p) || read_part_of_day(p) || read_clock(p, after_filler);
        if (took) {
            end = p->at;
            after_filler = false;
        } else {
            p->at = before;
            bool by = p->has_day && (is_phrase(p, PHRASES_BY) || is_phrase(p, PHRASES_BEFORE));
            if (!by && !is_filler(p))
                break;
            after_filler = true;
        }
        if (p->at > 0 && p->r->list[p->at - 1].ends)
            break;
    }
    p->at = end;
    return end;
}

static instant due_of(const struct piece *p, bool is_before)
{
    const struct draft_clock *k = p->r->clock;
    day_number d = p->has_day ? p->day : p->today;
    instant open;
    if (p->has_clock) {
        instant at = zone_instant(k->zone, d, p->seconds, ZONE_FIRST);
        if (!p->has_day && at <= k->now) /* "by 9:00", said in the afternoon */
            at = zone_instant(k->zone, d + 1, p->seconds, ZONE_FIRST);
        return at;
    }
    if (!is_before || p->is_day_end)
        return day_close(k, d);
    instant midnight = zone_instant(k->zone, d, 0, ZONE_FIRST);
    if (k->calendar && calendar_last_open(k->calendar, midnight, &open) == OK)
        return open;
    return day_close(k, d - 1);
}

int draft_time_at(const struct time_reading *r, int i, bool is_before, bool is_within, bool has_cue,
                  instant *due)
{
    struct wall w = zone_wall(r->clock->zone, r->clock->now);
    struct piece p = {.r = r, .at = i, .today = day_from(w.year, w.month, w.day)};
    if (is_within && read_length(&p, due))
        return p.at - i;
    p.at = i;
    read_pieces(&p, has_cue);
    if (!p.has_day && !p.has_clock)
        return 0;
    *due = due_of(&p, is_before);
    return p.at - i;
}
