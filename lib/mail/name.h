/* name.h: names from outside, made harmless: what people are called and what files are called.
 *
 * Zero-width and direction-changing characters make "exe.fdp" look like "pdf.exe"; paths reach
 * where they should not; NUL and control characters end or break lines of other programs. */
#ifndef KEPT_MAIL_NAME_H
#define KEPT_MAIL_NAME_H

#include "base/str.h"

/* name_for_display: a person's or list's name: without controls and direction overrides, runs of
 * blanks as one, trimmed. */
struct str name_for_display(struct arena *a, struct str name);

/* name_of_file: the last part of a path, without control, zero-width and direction characters and
 * without dots at its end; at most LIMIT_NAME_BYTES, keeping its extension; empty when nothing is
 * left ("..", "/"). */
struct str name_of_file(struct arena *a, struct str name);

/* name_as_token: valid UTF-8 without blanks at the ends and without control characters. */
struct str name_as_token(struct arena *a, struct str s);

#endif
