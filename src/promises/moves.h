/* moves.h: a draft, read as it is typed: which of the five moves it makes, and which times it names
 * that would be a promise. Pure, by word lists in English, German, French, Spanish and Dutch: it
 * offers, a person decides. What it does not know it leaves alone. */
#ifndef KEPT_PROMISES_MOVES_H
#define KEPT_PROMISES_MOVES_H

#include "promises/promise.h"
#include "services/calendar.h"

enum draft_lang { DRAFT_EN, DRAFT_DE, DRAFT_FR, DRAFT_ES, DRAFT_NL, DRAFT_LANGS };
enum { DRAFT_TIMES = 4, DRAFT_WORDS = 2000 };

struct draft_time {
    struct str said;  /* the words of the time, a view into the draft: "by 16:30 today" */
    struct str words; /* the sentence it stands in, a view */
    instant due;
    enum promise_kind kind; /* news (update), or the thing itself (resolve) */
};
struct draft_reading {
    enum draft_lang lang;
    int moves;                            /* enum move, or-ed */
    bool is_sorry;                        /* it says so */
    bool is_late_news;                    /* it says that something will be later */
    struct str reason;                    /* the part that says why, a view; empty: none */
    struct draft_time times[DRAFT_TIMES]; /* those still to come, in the order they are named */
    int time_count;
};
struct draft_clock {
    instant now;
    const struct zone *zone;         /* the writer's */
    const struct calendar *calendar; /* of the team: when a day ends */
    enum draft_lang otherwise;       /* when the words do not tell their language */
};

/* draft_read: quoted lines (">") are passed over; past DRAFT_WORDS words nothing is read.
 *   cost  0.1 ms for a page of text */
void draft_read(struct arena *a, struct str text, const struct draft_clock *clock,
                struct draft_reading *out);

#endif
