/* fold.h: text as it is compared and searched: whatever the case, the accents or the width it was
 * typed in. Alike for every script, every database and every locale. The seam of utf8proc. */
#ifndef KEPT_TEXT_FOLD_H
#define KEPT_TEXT_FOLD_H

#include "base/buf.h"

/* fold_text: s in full case folding and NFKC, without accents (é → e, ł → l, ß → ss; marks that are
 * letters of their own script stay), typographic quotes and dashes as ASCII, each run of white
 * space as one blank, none at the ends. Bad UTF-8 folds as U+FFFD. For comparing names, and for
 * finding a part of one. */
struct str fold_text(struct arena *a, struct str s);

/* fold_words: the words of s as they are indexed, separated by single blanks; `most` words at the
 * most. Words are letters, digits and their marks, cut at LIMIT_SEARCH_WORD characters. Scripts
 * that are written without blanks (Han, Kana, Hangul, Thai, Lao, Khmer, Burmese) become overlapping
 * pairs of characters, and the last one of a run stands alone too: 東京都 → 東京 京都 都. */
struct str fold_words(struct arena *a, struct str s, ptrdiff_t most);

/* fold_query: the words to look for, side by side, to find s in what fold_words made. Returns how
 * many. */
struct fold_word {
    struct str text;
    bool is_beginning; /* any word that begins so will do: a single character that is half a pair */
};
int fold_query(struct arena *a, struct str s, struct fold_word *out, int most);

#endif
