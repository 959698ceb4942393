/* word.h: encoded words (RFC 2047) in text as it comes: split in the middle of characters, folded
 * inside, glued to their neighbours, inside quotes, with blanks, unfinished, in unknown charsets.
 */
#ifndef KEPT_MAIL_WORD_H
#define KEPT_MAIL_WORD_H

#include "base/str.h"

/* word_decode: a folded field value as one line of text: valid UTF-8, control characters as
 * blanks, trimmed.
 *   hint      the charset to try for raw bytes over 0x7F; may be empty
 *   is_guess  set to true when such bytes had to be guessed; may be NULL */
struct str word_decode(struct arena *a, struct str value, struct str hint, bool *is_guess);

#endif
