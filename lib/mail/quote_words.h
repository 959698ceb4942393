/* quote_words.h: the words by which mail clients mark history, in the languages they are set to.
 * All folded (quote_fold), so each is listed once however it is typed. */
#ifndef KEPT_MAIL_QUOTE_WORDS_H
#define KEPT_MAIL_QUOTE_WORDS_H

#include "base/str.h"

/* quote_word_is_original: "original message" and the like, without the dashes around. */
bool quote_word_is_original(struct str folded);
/* quote_word_is_forward: "forwarded message" and the like, without the dashes around. */
bool quote_word_is_forward(struct str folded);
/* quote_word_begins_forward: "begin forwarded message" and the like, without the colon. */
bool quote_word_begins_forward(struct str folded);
/* quote_word_asks_above: holds "reply above this line" and the like. */
bool quote_word_asks_above(struct str folded);
/* quote_word_points: "fyi" and the like, without marks around. */
bool quote_word_points(struct str folded);

enum quote_field {
    FIELD_NONE = 0,
    FIELD_FROM = 1 << 0,
    FIELD_SENT = 1 << 1, /* only mail is sent */
    FIELD_DATE = 1 << 2, /* much has a date */
    FIELD_TO = 1 << 3,
    FIELD_SUBJECT = 1 << 4,
    FIELD_OTHER = 1 << 5
};
/* quote_word_field: which header a label names ("betreff"). */
enum quote_field quote_word_field(struct str folded);

/* quote_word_is_verb: one word that says that somebody wrote. */
bool quote_word_is_verb(struct str word);
/* quote_word_has_verb: the same for writing without spaces, anywhere in the text. */
bool quote_word_has_verb(struct str folded);
/* quote_word_quotes: begins with "Quoting " and the like; a name and an address follow. */
bool quote_word_quotes(struct str folded);
/* quote_word_intro: the length of the word an attribution begins with ("on "), or 0. */
ptrdiff_t quote_word_intro(struct str folded);

#endif
