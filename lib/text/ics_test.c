#include "harness/test.h"

#include "text/ics.h"

#define EVENT(lines) "BEGIN:VEVENT\r\nUID:1\r\n" lines "END:VEVENT\r\n"
#define FILE_OF(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" events "END:VCALENDAR\r\n"

/* The dates of 2026 and 2027, one after the other, with their names. */
static struct str days_of(struct arena *a, struct str text)
{
    struct ics_range years = {day_from(2026, 1, 1), day_from(2027, 12, 31)};
    struct ics_day *list;
    struct fault f;
    struct str shown = S("");
    int n;
    enum err err = ics_days(a, text, years, &list, &n, &f);
    if (err != OK)
        return str_fmt(a, "%s: %s", err_name(err), f.message);
    for (int i = 0; i < n; i++)
        shown = str_fmt(a, "%.*s%s%.*s %.*s", STR_ARG(shown), i ? ", " : "",
                        STR_ARG(day_format(a, list[i].day)), STR_ARG(list[i].name));
    return shown;
}

TEST(whole_days_are_taken_from_a_calendar_file)
{
    static const char *const cases[][2] = {
        {FILE_OF(EVENT("DTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christmas\\, Day\r\n")),
         "2026-12-25 Christmas, Day"},
        {FILE_OF(
             EVENT("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:X\r\n")),
         "2026-12-24 X, 2026-12-25 X, 2026-12-26 X"},
        {FILE_OF(EVENT("DTSTART;VALUE=DATE:20261231\r\nDURATION:P2D\r\nSUMMARY:Y\r\n")),
         "2026-12-31 Y, 2027-01-01 Y"},
        {FILE_OF(EVENT("DTSTART;VALUE=DATE:19700501\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:May\r\n")),
         "2026-05-01 May, 2027-05-01 May"},
        {FILE_OF(EVENT("DTSTART;VALUE=DATE:20000101\r\nRRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=1MO\r\n"
                       "EXDATE;VALUE=DATE:20260907\r\nSUMMARY:Labor\r\n")),
         "2027-09-06 Labor"},
        {FILE_OF(
             EVENT("DTSTART;VALUE=DATE:20260101\r\nRDATE;VALUE=DATE:20260301\r\nSUMMARY:R\r\n")),
         "2026-01-01 R, 2026-03-01 R"},
        {FILE_OF(
             EVENT("DTSTART:20260101T090000Z\r\nDTEND:20260101T100000Z\r\nSUMMARY:Meeting\r\n")),
         ""},
        {FILE_OF(EVENT("DTSTART:20260101T000000\r\nDTEND:20260102T000000\r\nSUMMARY:Outlook\r\n")),
         "2026-01-01 Outlook"},
        {FILE_OF(EVENT("DTSTART;VALUE=DATE:20260101\r\nSTATUS:CANCELLED\r\n")), ""},
        {FILE_OF(EVENT("DTSTART;VALUE=DATE:20250101\r\nSUMMARY:Gone\r\n")), ""},
        {FILE_OF(EVENT("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=SECONDLY\r\n")), "2026-01-01 "},
        {FILE_OF(
             EVENT("DTSTART;VALUE=DATE:20260130\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n")),
         "2026-01-30 "},
        {FILE_OF(EVENT("SUMMARY:No start\r\n")), ""},
        {FILE_OF(EVENT("DTSTART;VALUE=DATE:20269999\r\n")), ""},
        {FILE_OF("") FILE_OF(EVENT("DTSTART;VALUE=DATE:20260601\r\nSUMMARY:B\r\n")),
         "2026-06-01 B"},
        {FILE_OF(EVENT("DTSTART;VALUE=DATE:20260601\r\nSUMMARY:B\r\n")
                     EVENT("DTSTART;VALUE=DATE:20260101\r\nSUMMARY:A\r\n")
                         EVENT("DTSTART;VALUE=DATE:20260601\r\nSUMMARY:B\r\n")),
         "2026-01-01 A, 2026-06-01 B"},
        {"", "invalid: no iCalendar file: it begins with BEGIN:VCALENDAR"},
        {"<html>", "invalid: no iCalendar file: it begins with BEGIN:VCALENDAR"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str_equal(days_of(&a, str_from(cases[i][0])), str_from(cases[i][1]));
    arena_release(&a);
}

TEST(rules_name_the_days_that_people_mean)
{
    static const char *const cases[][3] = {
        /* start, rule, what it names in 2026 and 2027 */
        {"20200101", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-11-26, 2027-11-25"},
        {"20200101", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", "2026-05-25, 2027-05-31"},
        {"20200101", "FREQ=YEARLY;BYDAY=1MO", "2026-01-05, 2027-01-04"},
        {"20200229", "FREQ=YEARLY", ""},
        {"20240229", "FREQ=YEARLY;INTERVAL=3;BYMONTHDAY=-1;BYMONTH=2", "2027-02-28"},
        {"20200131", "FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2", "2026-02-28, 2027-02-28"},
        {"20200101", "FREQ=YEARLY;BYYEARDAY=-1", "2025-12-31, 2026-12-31, 2027-12-31"},
        {"20200101", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "2025-12-29, 2027-01-04"},
        {"20250615", "FREQ=YEARLY;COUNT=2", "2026-06-15"},
        {"20250615", "FREQ=YEARLY;UNTIL=20261231", "2026-06-15"},
        {"20251101", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
         "2026-02-13, 2026-03-13, 2026-11-13, 2027-08-13"},
        {"20270930", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
         "2027-09-30, 2027-10-29, 2027-11-30, 2027-12-31"},
        {"20271205", "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,SU",
         "2027-12-05, 2027-12-14, 2027-12-19, 2027-12-28"},
        {"20271205", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU",
         "2027-12-05, 2027-12-07, 2027-12-19, 2027-12-21"},
        {"20271228", "FREQ=DAILY;INTERVAL=3", "2027-12-28, 2027-12-31"},
        {"20270101", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2027-01-01"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str file = str_fmt(&a, FILE_OF(EVENT("DTSTART;VALUE=DATE:%s\r\nRRULE:%s\r\n")),
                                  cases[i][0], cases[i][1]);
        struct ics_range range = {day_from(2025, 12, 29), day_from(2027, 12, 31)};
        struct ics_day *list;
        struct fault f;
        struct str shown = S("");
        int n;
        assert_int_equal(ics_days(&a, file, range, &list, &n, &f), OK);
        for (int k = 0; k < n; k++)
            shown = str_fmt(&a, "%.*s%s%.*s", STR_ARG(shown), k ? ", " : "",
                            STR_ARG(day_format(&a, list[k].day)));
        if (!str_eq(shown, str_from(cases[i][2])))
            fail_msg("%s: %.*s", cases[i][1], STR_ARG(shown));
    }
    arena_release(&a);
}

TEST(too_many_dates_are_refused)
{
    struct arena a = {0};
    struct str file = S(FILE_OF(EVENT("DTSTART;VALUE=DATE:20000101\r\nRRULE:FREQ=DAILY\r\n")));
    struct ics_range century = {day_from(2000, 1, 1), day_from(2099, 12, 31)};
    struct ics_day *list;
    struct fault f;
    int n;
    assert_int_equal(ics_days(&a, file, century, &list, &n, &f), ERR_TOO_LARGE);
    file = S(FILE_OF(EVENT("DTSTART;VALUE=DATE:20000101\r\nDURATION:P30000D\r\n")));
    assert_int_equal(ics_days(&a, file, century, &list, &n, &f), ERR_TOO_LARGE);
    arena_release(&a);
}
