/* words.h: the words of the pages, from the sources to the catalogues.
 *
 *     tplc words find kept.pot FILE…      gathers the English of templates and C sources
 *     tplc words merge de.po kept.pot     brings it into a catalogue, keeping what is translated
 *     tplc words check kept.pot de.po …   says what is missing or wrong; 1 if anything is
 *     tplc words compile words.c de.po …  the catalogues as C */
#ifndef KEPT_TPLC_WORDS_H
#define KEPT_TPLC_WORDS_H

#include "tplc/po.h"
#include "tplc/tplc.h"

/* words_main: the status to end with. */
int words_main(struct arena *a, int argc, char **argv);

/* words_find: adds the words of one file, a template or C by its name. `*line` gets where it fails.
 */
enum err words_find(struct arena *a, struct str path, struct str text, struct po *out, int *line,
                    struct fault *f) must_use;
/* words_add: one entry, or one more place of it.
 *   errors  ERR_INVALID  the same words go with a count here and with another there */
enum err words_add(struct arena *a, struct po *out, const struct po_entry *e, struct str path,
                   struct fault *f) must_use;
/* words_merge: `po` with the entries of `pot`, in its order, `plurals` forms each. What was
 * translated and is no longer needed stays as obsolete; what is new and like it gets its
 * translation, marked fuzzy. */
void words_merge(struct arena *a, struct po *po, const struct po *pot, int plurals);
/* words_check: one line for each thing wrong in the catalogue `path`; how many. */
int words_check(const struct po *pot, const struct po *po, const char *path, int plurals,
                struct buf *report);
/* words_check_english: one line for each word that Kept does not use. */
int words_check_english(const struct po *pot, struct buf *report);

#endif
