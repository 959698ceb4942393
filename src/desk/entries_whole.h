/* entries_whole.h: the words of events about whole and part, copies and handing over. */
#ifndef KEPT_DESK_ENTRIES_WHOLE_H
#define KEPT_DESK_ENTRIES_WHOLE_H

#include "desk/request_page.h"

/* entry_whole_words: sets words and icon when the event is one of these. */
enum err entry_whole_words(struct cx *cx, const struct event *e, struct entry *to) must_use;
/* entry_reasons: of messages that came by mail: why they landed here. */
enum err entry_reasons(struct cx *cx, request_id id, struct entry *list, int count) must_use;

#endif
