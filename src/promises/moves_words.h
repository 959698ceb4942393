/* moves_words.h: the word lists of moves.h, folded (lower case, no accents, ss for ß); for the
 * moves*.c. Phrases of a list are separated by "|"; a word that ends in * may go on. */
#ifndef KEPT_PROMISES_MOVES_WORDS_H
#define KEPT_PROMISES_MOVES_WORDS_H

#include "promises/moves.h"

enum phrase_list {
    PHRASES_LANGUAGE, /* small words that tell the language */
    PHRASES_ACKNOWLEDGE,
    PHRASES_WE_WILL, /* what we will do, or have set going */
    PHRASES_EXPLAIN,
    PHRASES_THANK,
    PHRASES_SORRY,
    PHRASES_LATER,  /* it will take longer */
    PHRASES_NEWS,   /* what will be done is to tell them */
    PHRASES_ASKS,   /* the sentence asks something of them */
    PHRASES_NOT,    /* it says what will not be */
    PHRASES_HOURS,  /* it tells opening hours */
    PHRASES_REASON, /* what follows is why */
    /* of times */
    PHRASES_BY,     /* by, until, no later than */
    PHRASES_BEFORE, /* before a day: the day before it */
    PHRASES_WITHIN, /* within, in: a length follows */
    PHRASES_FILLER, /* at, on, the, o'clock */
    PHRASES_TODAY,
    PHRASES_TONIGHT,
    PHRASES_TOMORROW,
    PHRASES_DAY_AFTER,
    PHRASES_NOON,
    PHRASES_MORNING,
    PHRASES_AFTERNOON,
    PHRASES_DAY_END,
    PHRASES_WEEK_END,
    PHRASES_NEXT_WEEK,
    PHRASES_WORKING, /* day: one of work */
    PHRASES_MINUTE,
    PHRASES_HOUR,
    PHRASES_DAY,
    PHRASES_WEEK,
    PHRASE_LISTS
};
const char *phrases_of(enum draft_lang l, enum phrase_list list);
/* weekday_word: 0 Monday … 6, or -1. month_word: 1 … 12, or 0. number_word: 0: none. */
int weekday_word(enum draft_lang l, struct str folded);
int month_word(enum draft_lang l, struct str folded);
int number_word(enum draft_lang l, struct str folded);

/* A word of the draft. */
struct draft_word {
    struct str said; /* as it stands there, without punctuation around it */
    struct str folded;
    bool has_dot; /* a full stop follows it: "3. Dezember" */
    bool ends;    /* the sentence ends after it */
    bool asks;    /* with a question mark */
};
/* phrase_at: how many words from list[i] on are one of the phrases; 0: none. */
int phrase_at(enum draft_lang l, enum phrase_list phrases, const struct draft_word *list, int n,
              int i);

/* draft_time_at: a time that begins at list[i], without what stands before it.
 *   is_before  said with "before": a day means the end of the day before
 *   is_within  a length is wanted
 *   took       how many words it was; 0: there is none */
struct time_reading {
    const struct draft_clock *clock;
    enum draft_lang lang;
    const struct draft_word *list;
    int n;
};
int draft_time_at(const struct time_reading *r, int i, bool is_before, bool is_within, bool has_cue,
                  instant *due);

#endif
