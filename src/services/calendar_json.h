/* calendar_json.h: calendars as they are stored, edited and handed to `kept time`.
 *
 *     {"tz": "Europe/Berlin",
 *      "week": {"mon": [["09:00","12:00"],["13:00","17:00"]], "fri": [["22:00","30:00"]]},
 *      "holidays": ["2026-12-25", {"date": "2026-12-26", "name": "Boxing Day"}],
 *      "exceptions": {"2026-12-24": [["09:00","12:00"]]},      replace a date, also a holiday
 *      "shifts": {"2026-01-10": [["09:00","11:00"]]},          replace a weekday, not a holiday
 *      "breaks": {"2026-01-03": [["14:15","14:30"]]}}          closed
 *
 * Times are hh:mm or hh:mm:ss; 24:00 is the end of the day, past it the next date: "30:00" is
 * 06:00. A span that ends before it begins crosses midnight: ["22:00","06:00"] is
 * ["22:00","30:00"]. "wall": "rfc5545" reads wall times in a gap of the clocks with the offset
 * before it. */
#ifndef KEPT_SERVICES_CALENDAR_JSON_H
#define KEPT_SERVICES_CALENDAR_JSON_H

#include "services/calendar.h"
#include "text/json.h"

/* calendar_read: a calendar, ready for use, as long as the arena (and the cache) lives.
 *   zones   NULL: its zone is read into the arena
 *   errors  ERR_INVALID: the message names the member: "week.mon[1]: …" */
enum err calendar_read(struct arena *a, struct zone_cache *zones, const struct json_value *v,
                       struct calendar **out, struct fault *f) must_use;
/* calendar_parse: the same from the text. */
enum err calendar_parse(struct arena *a, struct zone_cache *zones, struct str json,
                        struct calendar **out, struct fault *f) must_use;
/* calendar_write: the same form again; what calendar_read made of it reads back equal. */
void calendar_write(struct json *j, const struct calendar *c);

/* calendar_parse_time: "09:00", "24:00", "30:15:20" as seconds after 00:00, up to 168:00.
 *   errors  ERR_INVALID */
enum err calendar_parse_time(struct str s, int32_t *out) must_use;
struct str calendar_format_time(struct arena *a, int32_t seconds);

#endif
