/* due_words.h: a time as people type it: "today 16:30", "tomorrow", "Thu 10", "3 Dec", "+1h". */
#ifndef KEPT_DESK_DUE_WORDS_H
#define KEPT_DESK_DUE_WORDS_H

#include "app/app.h"

/* due_parse: in the reader's zone and language (English always too). A day without a time is meant
 * until 17:00. Also RFC 3339, and "2026-11-24T16:30" as a browser's date field sends it.
 *   errors  ERR_INVALID "due" when it is no time; a time that is past is returned as it is */
enum err due_parse(struct cx *cx, struct str words, instant *out) must_use;

#endif
