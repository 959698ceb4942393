/* i18n.h: the words of the pages, per person's language. Message ids are the English sentences;
 * catalogues are gettext .po files in src/words/, compiled in by tools/tplc. */
#ifndef KEPT_TEXT_I18N_H
#define KEPT_TEXT_I18N_H

#include "base/buf.h"

enum lang { LANG_EN, LANG_DE, LANG_COUNT };

/* lang_from: "de", "de-AT", an Accept-Language header: the best that Kept speaks; LANG_EN if none.
 */
enum lang lang_from(struct str tag);
const char *lang_tag(enum lang l);  /* "en" */
const char *lang_name(enum lang l); /* in itself: "Deutsch" */
bool lang_is_rtl(enum lang l);
/* lang_plural: which form of a word goes with n: 0 … lang_plurals(l) - 1 (rules of Unicode CLDR).
 */
int lang_plural(enum lang l, int64_t n);
int lang_plurals(enum lang l);
/* lang_count: 12345 as the language writes it: "12,345", "12.345". */
void lang_count(struct buf *to, enum lang l, int64_t n);
/* lang_decimal: with `places` decimals (0 to 6), rounded half away from zero: "4.2", "4,2". */
void lang_decimal(struct buf *to, enum lang l, double v, int places);

/* word: the sentence in the reader's language; the English one when it is missing. `english` must
 * be a literal, so that tools/tplc finds it; word_in is for an English word of two meanings
 * (word_in(l, "verb", "Open")). */
struct str word(enum lang l, const char *english);
struct str word_in(enum lang l, const char *context, const char *english);
/* word_n: the form for a count, by the language's plural rule. Write {n} for the number. */
struct str word_n(enum lang l, const char *one, const char *many, int64_t n);
/* WORD: marks a literal of a table for the catalogues; word(l, table[i].words) then finds it. */
#define WORD(literal) "" literal

struct word_arg {
    const char *name; /* {name} in the sentence */
    struct str value;
};
/* word_fill: the sentence with its {names} replaced; unknown names stay as they are. */
struct str word_fill(struct arena *a, struct str sentence, const struct word_arg *args, int count);

/* word_hole: the next {name} of a sentence: returns what stands before it, leaves the rest in *rest
 * and the name in *name; without one, returns all, *name has p NULL. A name is letters, digits, _
 * and an optional / before them. */
struct str word_hole(struct str *rest, struct str *name);

/* word_message: a fault's message in the reader's language. tools/tplc gathers the formats of fail
 * and fault_set; what was put into one stays as it is. */
struct str word_message(struct arena *a, enum lang l, struct str message);
/* word_directive: as word_hole, for the next directive of a printf format ("%.*s"). */
struct str word_directive(struct str *rest, struct str *directive);

/* What tools/tplc makes. A table of open slots, a power of two of them; key is the English
 * sentence, after its context and a byte 4 where it has one; hash is str_hash(key). */
struct word_entry {
    uint64_t hash;
    struct str key;
    const struct str *forms;
};
struct word_catalogue {
    const struct word_entry *slots;
    uint64_t mask;
};
/* One for each language but English, which needs none. Absent (weak) in programs linked without the
 * catalogues: all words are English then. */
extern const struct word_catalogue word_catalogues[LANG_COUNT] __attribute__((weak));

/* word_at, word_n_at: as word and word_n, with what is known while building: the key, its hash, and
 * how many bytes of context it starts with. */
struct str word_at(enum lang l, uint64_t hash, struct str key, ptrdiff_t context);
struct str word_n_at(enum lang l, uint64_t hash, struct str one, struct str many, int64_t n);

#endif
