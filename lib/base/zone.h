/* zone.h: time zones, read from TZif files (RFC 9636) with their footer; no setenv, no globals.
 *
 * A zone turns an instant into the wall clock of a place and back. A wall time may not exist (the
 * clocks went forward) or exist twice (they went back): zone_instant says which. */
#ifndef KEPT_BASE_ZONE_H
#define KEPT_BASE_ZONE_H

#include "base/clock.h"
#include "base/str.h"

struct zone;

/* A calendar day, as days since 1970-01-01 in the proleptic Gregorian calendar. */
typedef int32_t day_number;

struct wall {
    int year, month, day;     /* month and day from 1 */
    int hour, minute, second; /* of a 24-hour clock */
    int micro;
    int weekday; /* 0 Monday … 6 Sunday (ISO 8601) */
    int offset;  /* seconds east of UTC */
};

/* What a wall time means that occurs twice, or not at all. */
enum zone_pick {
    ZONE_FIRST,  /* twice: the first. Never: the instant of the change */
    ZONE_SECOND, /* twice: the second. Never: the instant of the change */
    ZONE_BEFORE /* read with the offset before the change: twice: the first; never: as much later as
                   the clocks jumped. RFC 5545 §3.3.5 */
};

/* Where Debian's package tzdata puts the zone database. */
#define ZONE_DIR "/usr/share/zoneinfo"

/* zone_open: the zone called `name` ("Europe/Berlin", "UTC"), read from the file into the arena.
 * About 50 µs; for more than one use there is zone_cache.
 *   dir     folder of the zone database, ZONE_DIR
 *   errors  ERR_INVALID  no such name in the zone database, or its file is damaged */
enum err zone_open(struct arena *a, const char *dir, struct str name, const struct zone **out,
                   struct fault *f) must_use;
/* zone_parse: the same from the bytes of a TZif file, versions 1 to 4, without leap seconds. */
enum err zone_parse(struct arena *a, struct str name, struct str bytes, const struct zone **out,
                    struct fault *f) must_use;

/* The zones read so far: one cache a process, used by all threads at once. A zone stays valid as
 * long as its cache; only names that exist take memory (600 names, 15 kB each). */
struct zone_cache;
struct zone_cache *zone_cache_new(const char *dir);
void zone_cache_free(struct zone_cache *c);
/* zone_get: as zone_open; the file is read the first time only, then it is a look-up (0.1 µs). */
enum err zone_get(struct zone_cache *c, struct str name, const struct zone **out,
                  struct fault *f) must_use;

struct str zone_name(const struct zone *z);
/* zone_version: the version of the zone database in `dir` ("2025b"), or "unknown". */
struct str zone_version(struct arena *a, const char *dir);

int zone_offset(const struct zone *z, instant t); /* seconds east of UTC at t */
/* zone_stretch: the time around t in which the clocks do not change; INT64_MIN and INT64_MAX where
 * they never did or will. For those who convert many instants of one season. */
struct zone_stretch {
    instant from, until;
    int offset;
};
struct zone_stretch zone_stretch(const struct zone *z, instant t);
struct wall zone_wall(const struct zone *z, instant t);
/* zone_instant: the instant of a wall time given as day and seconds after 00:00 (may pass 86,400:
 * 25:00 is 01:00 of the next day, as the clocks of that day show it; may be negative). */
instant zone_instant(const struct zone *z, day_number day, int32_t seconds, enum zone_pick pick);

/* day_from: month 1 to 12; a day past the end of its month counts on into the next. */
day_number day_from(int year, int month, int day);
void day_split(day_number d, int *year, int *month, int *day);
int day_weekday(day_number d); /* 0 Monday … 6 Sunday */
/* day_iso_week: ISO 8601 year and week. */
void day_iso_week(day_number d, int *year, int *week);

/* day_parse: "2026-01-30", a day that exists.
 *   errors  ERR_INVALID */
enum err day_parse(struct str s, day_number *out) must_use;
struct str day_format(struct arena *a, day_number d);

/* instant_parse: RFC 3339 ("2026-01-30T15:30:00Z", fractions and offsets too). Decimals past the
 * sixth are dropped; the leap second :60 is the first of the next minute.
 *   errors  ERR_INVALID */
enum err instant_parse(struct str s, instant *out) must_use;
/* instant_format: RFC 3339 in UTC with whole seconds, or with as many decimals as needed. */
struct str instant_format(struct arena *a, instant t);
/* instant_format_at: RFC 3339 with the given offset east of UTC in seconds. */
struct str instant_format_at(struct arena *a, instant t, int offset);

#endif
