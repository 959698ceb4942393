#include "base/zone_table.h"

#include <assert.h>

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* How many whole cycles a time lies beyond what the table writes out. */
static int64_t cycles_beyond(const struct zone *z, int64_t t)
{
    if (z->repeats && t >= z->repeat_end)
        return (t - z->repeat_end) / SECONDS_PER_CYCLE + 1;
    int64_t begin = z->repeat_end - SECONDS_PER_CYCLE;
    if (z->repeats_back && t < begin)
        return floor_div(t - begin, SECONDS_PER_CYCLE);
    return 0;
}

/* The stretch that holds t: the last i with at[i] <= t. */
static int stretch_at(const struct zone *z, int64_t t)
{
    int low = 0, high = z->count;
    while (high - low > 1) {
        int middle = low + (high - low) / 2;
        if (z->at[middle] <= t)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int zone_offset(const struct zone *z, instant t)
{
    int64_t seconds = floor_div(t, USEC_PER_SEC);
    seconds -= cycles_beyond(z, seconds) * SECONDS_PER_CYCLE;
    return z->offset[stretch_at(z, seconds)];
}

/* Where stretch i begins, as an instant; beyond what instants can hold: their ends. */
static instant stretch_begin(const struct zone *z, int i, int64_t cycles)
{
    if (i <= 0 || i >= z->count)
        return i <= 0 ? INT64_MIN : INT64_MAX;
    int64_t seconds = z->at[i] + cycles * SECONDS_PER_CYCLE;
    if (seconds <= INT64_MIN / USEC_PER_SEC)
        return INT64_MIN;
    return seconds >= INT64_MAX / USEC_PER_SEC ? INT64_MAX : seconds * USEC_PER_SEC;
}

struct zone_stretch zone_stretch(const struct zone *z, instant t)
{
    int64_t seconds = floor_div(t, USEC_PER_SEC);
    int64_t cycles = cycles_beyond(z, seconds);
    int i = stretch_at(z, seconds - cycles * SECONDS_PER_CYCLE);
    return (struct zone_stretch){.from = stretch_begin(z, i, cycles),
                                 .until = stretch_begin(z, i + 1, cycles),
                                 .offset = z->offset[i]};
}

struct wall zone_wall(const struct zone *z, instant t)
{
    struct wall w = {.offset = zone_offset(z, t)};
    int64_t whole = floor_div(t, USEC_PER_SEC);
    int64_t local = whole + w.offset;
    day_number day = (day_number)floor_div(local, SECONDS_PER_DAY);
    int rest = (int)(local - day * SECONDS_PER_DAY);
    day_split(day, &w.year, &w.month, &w.day);
    w.hour = rest / 3600;
    w.minute = rest / 60 % 60;
    w.second = rest % 60;
    w.micro = (int)(t % USEC_PER_SEC);
    if (w.micro < 0)
        w.micro += (int)USEC_PER_SEC;
    w.weekday = day_weekday(day);
    return w;
}

/* Tries each stretch in which clocks could have shown `local`, from the first on. */
static int64_t resolve(const struct zone *z, int64_t local, enum zone_pick pick)
{
    const int64_t widest = 27 * 3600; /* no offset is larger (zone_read.c) */
    int64_t found = 0;
    bool is_found = false;
    for (int i = stretch_at(z, local - widest); i < z->count; i++) {
        int64_t t = local - z->offset[i];
        int64_t end = i + 1 < z->count ? z->at[i + 1] : INT64_MAX;
        if (t < z->at[i]) { /* before the clocks here began: the change jumped over it */
            if (!is_found)
                found = pick == ZONE_BEFORE ? local - z->offset[i - 1] : z->at[i];
            break;
        }
        if (t >= end)
            continue;
        found = t;
        is_found = true;
        if (pick != ZONE_SECOND)
            break;
    }
    return found;
}

instant zone_instant(const struct zone *z, day_number day, int32_t seconds, enum zone_pick pick)
{
    int64_t local = day * SECONDS_PER_DAY + seconds;
    int64_t cycles = cycles_beyond(z, local);
    int64_t t = resolve(z, local - cycles * SECONDS_PER_CYCLE, pick);
    return (t + cycles * SECONDS_PER_CYCLE) * USEC_PER_SEC;
}

struct str zone_name(const struct zone *z)
{
    return z->name;
}
