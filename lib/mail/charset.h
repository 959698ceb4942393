/* charset.h: bytes in some character set, read as UTF-8.
 *
 * The names are those of the WHATWG Encoding Standard, plus what mail has and the web has not:
 * UTF-7, UTF-32, HZ, ISO-2022-KR and -CN, the DOS code pages. A label that is wrong or missing is
 * answered with a guess, and the guess is marked as one. Works without a file system. */
#ifndef KEPT_MAIL_CHARSET_H
#define KEPT_MAIL_CHARSET_H

#include "base/str.h"

struct charset_text {
    struct str text;    /* valid UTF-8 without NUL */
    struct str charset; /* the name it was read by; empty when every byte was ASCII */
    bool is_guess;      /* the label was missing, unknown or could not be true */
};

/* charset_find: the standard name of a label in any spelling ("Latin1", "utf8", "ISO_8859-1:1987");
 * empty for one that is not known. */
struct str charset_find(struct str label);

/* charset_decode: `bytes` as UTF-8.
 *   label   what the message says, or empty
 *   hint    what to try before guessing when the label does not help: usually the charset of the
 *           message's own text, for its raw headers; or empty
 * Never fails: what cannot be read becomes U+FFFD. NUL bytes are dropped. */
struct charset_text charset_decode(struct arena *a, struct str bytes, struct str label,
                                   struct str hint);

#endif
