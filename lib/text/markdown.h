/* markdown.h: what agents write in a reply or a note, as HTML for pages and as plain text for mail.
 *
 * A small part of CommonMark: paragraphs, line breaks (kept as breaks), **bold**, *italic*, lists,
 * links (http, https, mailto), `code`, code blocks, > quotes, --- rules. A heading becomes a bold
 * paragraph. HTML is shown as it was typed. A link to anywhere else, and a picture that is not one
 * of `images`, becomes its words. */
#ifndef KEPT_TEXT_MARKDOWN_H
#define KEPT_TEXT_MARKDOWN_H

#include "text/tpl.h"

/* Pictures that came with the message: ![words](cid:name) is shown from `url`. */
struct markdown_image {
    struct str cid; /* without "cid:" */
    struct str url; /* a local path; "cid:…" within a mail */
};
struct markdown_images {
    const struct markdown_image *v;
    int n;
};

/* markdown_html: never fails: what is over LIMIT_MESSAGE_BYTES is left out.
 *   images  NULL: none */
struct safe_html markdown_html(struct arena *a, struct str markdown,
                               const struct markdown_images *images);
/* markdown_text: how the same reads as plain text: marks of emphasis gone, links as words with
 * their address in <> where it differs, items marked, quotes prefixed with "> ". */
struct str markdown_text(struct arena *a, struct str markdown);

#endif
