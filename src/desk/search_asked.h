/* search_asked.h: what was typed into the search box, taken apart:
 *
 *     boiler "flat 12" heat* from:anna team:repairs status:kept has:attachment after:2026-01-01
 *
 * from:     who asked: a part of their name or address; spelling mistakes are looked over
 * team:     a part of its name, or mine            status:  the words of a filter's state
 * before:   after:  a day, or -7d, yesterday …     has:     attachment
 * An operator that is none, or with nothing behind it, is looked for as words. */
#ifndef KEPT_DESK_SEARCH_ASKED_H
#define KEPT_DESK_SEARCH_ASKED_H

#include "app/app.h"
#include "requests/filter.h"

enum { SEARCH_PERSONS = 12 }; /* people that a name may mean */

struct search_asked {
    struct str words;     /* what is left for the index */
    struct filter filter; /* over the requests they belong to */
    bool has_filter;
    struct str not_known;  /* what an operator named that nobody has: nothing can be found */
    struct str from;       /* as typed */
    bool is_guess;         /* nobody is called so: people with a name like it are meant */
    instant before, after; /* of messages; 0: any */
};
enum err search_ask(struct cx *cx, struct str typed, struct search_asked *out) must_use;

/* search_people: people whose name or address has `part` in it, newest first; when there is none,
 * those that are called nearly so: one letter wrong, missing, too many or two swapped, in eight
 * letters or more two such. */
enum err search_people(struct cx *cx, struct str part, person_id *out, int *count,
                       bool *is_guess) must_use;

/* A stretch of words, one of those that were asked for or what stands between. */
struct marked {
    struct str words;
    bool is_hit;
};
/* search_mark: `text` in stretches, whatever the case, the accents or the script.
 * search_around: some of it around the first of those words. */
struct marked *search_mark(struct cx *cx, struct str text, struct str words, int *count);
struct str search_around(struct cx *cx, struct str text, struct str words);

#endif
