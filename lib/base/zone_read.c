/* TZif files, RFC 9636: a header, counts, transition times, types; in versions 2 to 4 all of it
 * twice, the second time with 64-bit times and a footer. */
#include "base/zone_table.h"

#include <assert.h>

/* What RFC 9636 says an offset stays within; the arithmetic of zone.c relies on it. */
enum { offset_least = -89999, offset_most = 93599 };

struct counts {
    uint32_t is_ut, is_standard, leaps, times, types, chars;
};

struct block {
    struct counts counts;
    int time_size; /* 4 or 8 bytes */
    const unsigned char *times, *indexes, *types;
};

struct building {
    VEC(int64_t) at;
    VEC(int32_t) offset;
    int64_t last; /* the last transition of the file; the footer holds after it */
};

/* Files begin with a "big bang" at -2^59 where the first type is meant to hold from ever; and no
 * transition is in earnest beyond year 33,000. Days and years fit their types between these. */
static const int64_t long_ago = -SECONDS_PER_CYCLE * 80, far_ahead = SECONDS_PER_CYCLE * 80;

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t time_of(const struct block *b, uint32_t i)
{
    const unsigned char *p = b->times + (ptrdiff_t)i * b->time_size;
    if (b->time_size == 4)
        return (int32_t)be32(p);
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

static int32_t offset_of(const struct block *b, uint32_t type)
{
    return (int32_t)be32(b->types + (ptrdiff_t)type * 6);
}

static bool take_header(struct str *s, char *version, struct counts *c)
{
    const unsigned char *p = (const unsigned char *)s->p;
    if (s->n < 44 || !str_starts(*s, S("TZif")))
        return false;
    *version = (char)p[4];
    *c = (struct counts){be32(p + 20), be32(p + 24), be32(p + 28),
                         be32(p + 32), be32(p + 36), be32(p + 40)};
    *s = str_skip(*s, 44);
    /* A file holds 2,000 transitions at most; the cap keeps the sums below far from overflow. */
    return c->times <= 65536 && c->types >= 1 && c->types <= 256 && c->chars <= 65536 &&
           c->leaps <= 65536 && c->is_ut <= 256 && c->is_standard <= 256;
}

static bool take_block(struct str *s, int time_size, struct counts c, struct block *b)
{
    const unsigned char *p = (const unsigned char *)s->p;
    ptrdiff_t times = c.times, types = c.types, leaps = c.leaps;
    ptrdiff_t size = times * (time_size + 1) + types * 6 + c.chars + leaps * (time_size + 4) +
                     c.is_standard + c.is_ut;
    if (s->n < size)
        return false;
    *b = (struct block){.counts = c, .time_size = time_size, .times = p};
    b->indexes = p + times * time_size;
    b->types = b->indexes + times;
    *s = str_skip(*s, size);
    return true;
}

static bool block_is_sound(const struct block *b)
{
    for (uint32_t i = 0; i < b->counts.times; i++)
        if (b->indexes[i] >= b->counts.types || (i && time_of(b, i) <= time_of(b, i - 1)))
            return false;
    for (uint32_t i = 0; i < b->counts.types; i++)
        if (offset_of(b, i) < offset_least || offset_of(b, i) > offset_most)
            return false;
    return true;
}

/* Adds a stretch; one of no length gives way to the next, one like the last adds nothing. */
static void add_stretch(struct arena *a, struct building *z, int64_t at, int32_t offset)
{
    if (z->at.n && z->at.v[z->at.n - 1] == at)
        z->at.n--, z->offset.n--;
    if (z->at.n && z->offset.v[z->at.n - 1] == offset)
        return;
    *vec_push(a, &z->at) = at;
    *vec_push(a, &z->offset) = offset;
}

static void add_transitions(struct arena *a, struct building *z, const struct block *b)
{
    z->last = INT64_MIN;
    add_stretch(a, z, INT64_MIN, offset_of(b, 0));
    for (uint32_t i = 0; i < b->counts.times; i++) {
        z->last = time_of(b, i);
        add_stretch(a, z, z->last, offset_of(b, b->indexes[i]));
    }
}

static int year_of(int64_t seconds)
{
    int year, month, day;
    day_split((day_number)(seconds / SECONDS_PER_DAY), &year, &month, &day);
    return year;
}

/* Writes the years from `first` on out, for one cycle and some more at each end for what straddles.
 */
static void add_cycle(struct arena *a, struct building *z, const struct zone_rule *r, int first)
{
    for (int year = first - 2; year <= first + 402; year++) {
        int64_t begin, end;
        if (!zone_rule_year(r, year, &begin, &end))
            continue;
        bool begins_first = begin < end;
        int64_t t[2] = {begins_first ? begin : end, begins_first ? end : begin};
        int32_t offset[2] = {begins_first ? r->daylight : r->standard,
                             begins_first ? r->standard : r->daylight};
        for (int i = 0; i < 2; i++)
            if (t[i] > z->last && t[i] >= z->at.v[z->at.n - 1])
                add_stretch(a, z, t[i], offset[i]);
    }
}

static void add_footer(struct arena *a, struct building *b, const struct zone_rule *r,
                       struct zone *z)
{
    bool only_footer = b->last < long_ago;
    int64_t begin, end;
    int first = only_footer ? 1970 : year_of(b->last) + 1;
    if (!r->has_daylight || !zone_rule_year(r, 2001, &begin, &end)) {
        if (only_footer)
            add_stretch(a, b, b->at.v[b->at.n - 1], r->has_daylight ? r->daylight : r->standard);
        return;
    }
    add_cycle(a, b, r, first);
    z->repeats = true;
    z->repeats_back = only_footer;
    z->repeat_end = day_from(first + 401, 1, 1) * SECONDS_PER_DAY;
}

static enum err fail_damaged(struct str name, struct fault *f, const char *why)
{
    return fault_set(f, ERR_INVALID, "tz", "the file of time zone \"%.*s\" is damaged: %s",
                     STR_ARG(name), why);
}

/* The block that counts, and the footer behind it (empty in version 1). */
static const char *read_blocks(struct str s, struct block *b, struct str *footer)
{
    struct counts c;
    char version;
    *footer = S("");
    if (!take_header(&s, &version, &c) || !take_block(&s, 4, c, b))
        return "no TZif header, or shorter than it says";
    if (version >= '2') {
        if (!take_header(&s, &version, &c) || !take_block(&s, 8, c, b))
            return "no second TZif header, or shorter than it says";
        ptrdiff_t end = str_chr(str_skip(s, 1), '\n');
        if (!str_starts(s, S("\n")) || end < 0)
            return "no footer";
        *footer = str_head(str_skip(s, 1), end);
    }
    if (b->counts.leaps)
        return "it counts leap seconds";
    return block_is_sound(b) ? NULL : "times out of order, or types that are not there";
}

enum err zone_parse(struct arena *a, struct str name, struct str bytes, const struct zone **out,
                    struct fault *f)
{
    struct block b;
    struct building building = {0};
    struct zone_rule rule;
    struct str footer;
    const char *why = read_blocks(bytes, &b, &footer);
    if (why)
        return fail_damaged(name, f, why);
    if (footer.n && zone_rule_parse(footer, &rule) != OK)
        return fail_damaged(name, f, "its footer cannot be read");
    struct zone *z = NEW(a, struct zone);
    add_transitions(a, &building, &b);
    if (building.last > far_ahead)
        return fail_damaged(name, f, "times beyond all years");
    if (footer.n)
        add_footer(a, &building, &rule, z);
    z->name = str_dup(a, name);
    z->count = (int)building.at.n;
    z->at = building.at.v;
    z->offset = building.offset.v;
    assert(z->count >= 1 && z->count == building.offset.n);
    *out = z;
    return OK;
}
