/* charset_icu.h: the seam to ICU's converters and its detector; for charset.c only. */
#ifndef KEPT_MAIL_CHARSET_ICU_H
#define KEPT_MAIL_CHARSET_ICU_H

#include "base/buf.h"

/* charset_icu_convert: appends `bytes` of ICU's converter `name` to `out` as UTF-8 without NUL.
 * Returns how many characters could not be read (each is put as U+FFFD), or -1 when there is no
 * such converter. */
ptrdiff_t charset_icu_convert(struct buf *out, const char *name, struct str bytes);

/* charset_icu_detect: the name of the most likely character set by the statistics of its
 * languages, or NULL when nothing is likely enough.
 *   confidence  out: 0 … 100 */
const char *charset_icu_detect(struct str bytes, int *confidence);

#endif
