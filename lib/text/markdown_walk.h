/* markdown_walk.h: inside lib/text: Markdown as a row of events, for those who write it out. */
#ifndef KEPT_TEXT_MARKDOWN_WALK_H
#define KEPT_TEXT_MARKDOWN_WALK_H

#include "base/buf.h"

enum markdown_part {
    MARKDOWN_PARAGRAPH,
    MARKDOWN_HEADING,
    MARKDOWN_QUOTE,
    MARKDOWN_LIST,
    MARKDOWN_NUMBERED, /* a list with numbers */
    MARKDOWN_ITEM,
    MARKDOWN_CODE_BLOCK,
    MARKDOWN_RULE,
    MARKDOWN_EM,
    MARKDOWN_STRONG,
    MARKDOWN_CODE,
    MARKDOWN_LINK,
    MARKDOWN_IMAGE
};

/* Begin and end come in pairs and nest. `address`: of a link or picture, any scheme, entities
 * resolved; `number`: the first of a numbered list. A true result ends the walk. */
struct markdown_events {
    bool (*begin)(void *writer, enum markdown_part part, struct str address, unsigned number);
    bool (*end)(void *writer, enum markdown_part part);
    bool (*text)(void *writer, struct str s); /* plain; in a code block with its line ends */
    bool (*line_break)(void *writer);
};

struct markdown_walk {
    struct arena *arena;
    struct arena *scratch; /* what is kept for one paragraph only */
    const struct markdown_events *events;
    void *writer;
};

/* markdown_walk: false when an event ended it. Reads LIMIT_MESSAGE_BYTES at most, in time that
 * grows with their number. */
bool markdown_walk(struct arena *a, struct str markdown, const struct markdown_events *events,
                   void *writer);
/* markdown_inline: the text of one paragraph; true when an event ended it. */
bool markdown_inline(const struct markdown_walk *w, struct str s);

/* markdown_link_address: an address that a link may lead to; p NULL for any other. */
struct str markdown_link_address(struct str address);
/* markdown_web_length: how long the web address is that begins at s; 0 if none does. */
ptrdiff_t markdown_web_length(struct str s);
/* markdown_find_mail: the offset of the first mail address in plain text, or -1. */
ptrdiff_t markdown_find_mail(struct str s, ptrdiff_t *length);
/* markdown_entity: how long the character reference at the start of s is (0: none); adds what it
 * stands for. Few people type them: numbers, and the names that escape. */
ptrdiff_t markdown_entity(struct str s, struct buf *to);
/* markdown_unescape: without backslashes before punctuation, character references resolved. */
struct str markdown_unescape(struct arena *a, struct str s);

#endif
