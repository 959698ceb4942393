#include "desk/due_words.h"

struct reading {
    struct wall today;
    day_number day; /* of today */
    bool has_day, has_time;
    day_number on;
    int32_t seconds; /* after 00:00 */
};

enum { default_time = 17 * 3600 };

/* The days of the week and the words for near days, in the languages Kept speaks. */
static const struct {
    const char *word;
    int days; /* from today; or 100 + weekday */
} day_words[] = {
    {"today", 0},        {"heute", 0}, {"tomorrow", 1},    {"morgen", 1},
    {"übermorgen", 2},   {"mon", 100}, {"monday", 100},    {"mo", 100},
    {"montag", 100},     {"tue", 101}, {"tuesday", 101},   {"di", 101},
    {"dienstag", 101},   {"wed", 102}, {"wednesday", 102}, {"mi", 102},
    {"mittwoch", 102},   {"thu", 103}, {"thursday", 103},  {"do", 103},
    {"donnerstag", 103}, {"fri", 104}, {"friday", 104},    {"fr", 104},
    {"freitag", 104},    {"sat", 105}, {"saturday", 105},  {"sa", 105},
    {"samstag", 105},    {"sun", 106}, {"sunday", 106},    {"so", 106},
    {"sonntag", 106},
};

static const char *const month_words[12][4] = {{"jan", "january", "januar"},
                                               {"feb", "february", "februar"},
                                               {"mar", "march", "märz"},
                                               {"apr", "april"},
                                               {"may", "mai"},
                                               {"jun", "june", "juni"},
                                               {"jul", "july", "juli"},
                                               {"aug", "august"},
                                               {"sep", "september"},
                                               {"oct", "october", "okt", "oktober"},
                                               {"nov", "november"},
                                               {"dec", "december", "dez", "dezember"}};

static bool read_day_word(struct reading *r, struct str w)
{
    for (int i = 0; i < COUNT(day_words); i++) {
        if (!str_eqi(w, str_from(day_words[i].word)))
            continue;
        int days = day_words[i].days;
        if (days >= 100) {
            days = (days - 100 - r->today.weekday + 7) % 7;
            if (days == 0)
                days = 7; /* "Monday", said on a Monday, is the next one */
        }
        r->on = r->day + days;
        return r->has_day = true;
    }
    return false;
}

static int month_of(struct str w)
{
    for (int m = 0; m < 12; m++)
        for (int k = 0; k < 4 && month_words[m][k]; k++)
            if (str_eqi(w, str_from(month_words[m][k])))
                return m + 1;
    return 0;
}

static bool small_number(struct str s, int most, int *out)
{
    int64_t v;
    if (s.n > 2 || str_to_i64(s, &v) != OK || v < 0 || v > most)
        return false;
    *out = (int)v;
    return true;
}

/* "16:30", "16.30", "16h30", "4pm", "10" when a day stands before it */
static bool read_time(struct reading *r, struct str w)
{
    int hour, minute = 0, add = 0;
    if (str_endsi(w, S("pm")) || str_endsi(w, S("am"))) {
        add = str_endsi(w, S("pm")) ? 12 : 0;
        w = str_head(w, w.n - 2);
    }
    struct str rest = w;
    ptrdiff_t at = str_chr(w, ':') >= 0   ? str_chr(w, ':')
                   : str_chr(w, 'h') >= 0 ? str_chr(w, 'h')
                                          : str_chr(w, '.');
    if (at >= 0) {
        w = str_head(rest, at);
        rest = str_skip(rest, at + 1);
        if (rest.n && !small_number(rest, 59, &minute))
            return false;
    } else if (!r->has_day && add == 0) {
        return false;
    }
    if (!small_number(w, 24, &hour))
        return false;
    if (add && hour < 12)
        hour += add;
    r->seconds = hour * 3600 + minute * 60;
    return r->has_time = true;
}

/* "+1h", "+30m", "in 2 h" is given as "+2h" by the caller's buttons. */
static bool read_span(struct cx *cx, struct str w, instant *out)
{
    int64_t n;
    if (w.n < 3 || *w.p != '+' || str_to_i64(str_of(w.p + 1, w.n - 2), &n) != OK || n <= 0 ||
        n > 10000)
        return false;
    char unit = ascii_lower(w.p[w.n - 1]);
    int64_t size = unit == 'm'   ? USEC_PER_MIN
                   : unit == 'h' ? USEC_PER_HOUR
                   : unit == 'd' ? USEC_PER_DAY
                                 : 0;
    *out = cx->now + n * size;
    return size > 0;
}

/* "2026-11-24T16:30" and "2026-11-24 16:30" */
static bool read_iso(struct cx *cx, struct str w, instant *out)
{
    int64_t y, m, d, h = 17, min = 0;
    if (w.n < 10 || w.p[4] != '-' || w.p[7] != '-')
        return false;
    if (str_to_i64(str_head(w, 4), &y) != OK || str_to_i64(str_of(w.p + 5, 2), &m) != OK ||
        str_to_i64(str_of(w.p + 8, 2), &d) != OK || m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    if (w.n > 10 && (w.n < 16 || str_to_i64(str_of(w.p + 11, 2), &h) != OK ||
                     str_to_i64(str_of(w.p + 14, 2), &min) != OK || h > 24 || min > 59))
        return false;
    *out = zone_instant(cx->zone, day_from((int)y, (int)m, (int)d), (int32_t)(h * 3600 + min * 60),
                        ZONE_FIRST);
    return true;
}

/* "3 Dec", "3. Dezember": a day of this year, or of the next when it has passed. */
static bool read_date(struct reading *r, struct str number, struct str month)
{
    int day, m = month_of(month);
    if (number.n && number.p[number.n - 1] == '.')
        number.n--;
    if (!m || !small_number(number, 31, &day) || day < 1)
        return false;
    r->on = day_from(r->today.year, m, day);
    if (r->on < r->day)
        r->on = day_from(r->today.year + 1, m, day);
    return r->has_day = true;
}

static bool is_filler(struct str w)
{
    static const char *const words[] = {"by", "at", "on",  "until",   "before", "bis",
                                        "um", "am", "uhr", "o'clock", "the"};
    for (int i = 0; i < COUNT(words); i++)
        if (str_eqi(w, str_from(words[i])))
            return true;
    return w.n == 0;
}

enum err due_parse(struct cx *cx, struct str words, instant *out)
{
    struct str parts[8];
    int n = 0;
    struct reading r = {.today = zone_wall(cx->zone, cx->now)};
    words = str_trim(words);
    if (instant_parse(words, out) == OK || read_iso(cx, words, out) || read_span(cx, words, out))
        return OK;
    r.day = r.on = day_from(r.today.year, r.today.month, r.today.day);
    while (words.p && n < COUNT(parts)) {
        struct str w = str_cut(&words, ' ');
        if (!is_filler(w))
            parts[n++] = str_ends(w, S(",")) ? str_head(w, w.n - 1) : w;
    }
    for (int i = 0; i < n; i++) {
        if (i + 1 < n && read_date(&r, parts[i], parts[i + 1])) {
            i++;
            continue;
        }
        if (!read_day_word(&r, parts[i]) && !read_time(&r, parts[i]))
            return fail(cx, ERR_INVALID, "due",
                        "Say when, for example today 16:30, Thu 10:00 or 3 Dec");
    }
    if (n == 0 || (!r.has_day && !r.has_time))
        return fail(cx, ERR_INVALID, "due",
                    "Say when, for example today 16:30, Thu 10:00 or 3 Dec");
    *out = zone_instant(cx->zone, r.on, r.has_time ? r.seconds : default_time, ZONE_FIRST);
    return OK;
}
