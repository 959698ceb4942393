/* quote.h: what a person newly wrote, and what is only carried along: the history below it,
 * signatures, legal notices. Nothing is deleted: every byte of the text is in one of the parts, and
 * pages fold the others away.
 *
 * How it is read, where habits differ:
 *   - what stands below an attribution ("On … wrote:"), a header block (From:, Sent:, To: …) or a
 *     divider ("-----Original Message-----") is history; quoted with ">", only the quote is, and
 *     what follows it is the person's again;
 *   - answers between quotes need their quotes: those are context and stay in sight;
 *   - a forward with words of its own is folded like any history; with none, or only "FYI", it is
 *     what the person wanted to show, and stays;
 *   - something is always in sight unless the message holds nothing but a signature.
 *
 * Time is linear in the text; no backtracking. */
#ifndef KEPT_MAIL_QUOTE_H
#define KEPT_MAIL_QUOTE_H

#include "base/str.h"

struct html_node;

enum quote_kind {
    QUOTE_WRITTEN,    /* the person's own words */
    QUOTE_CONTEXT,    /* quoted, and needed to read the words around it: in sight, set apart */
    QUOTE_HISTORY,    /* what was said before: folded */
    QUOTE_SIGNATURE,  /* folded */
    QUOTE_DISCLAIMER, /* legal notices and footers of mailing lists: folded */
};

struct quote_part {
    enum quote_kind kind;
    struct str text; /* whole lines, with the blank ones between */
};

struct quote_parts {
    struct quote_part *v;
    ptrdiff_t n;
};

/* quote_parts: plain text (UTF-8, any line ends) in parts. Their texts, one after the other, are
 * `text` again, byte by byte. */
struct quote_parts quote_parts(struct arena *a, struct str text);

/* quote_parts_html: the same for a tree of text/html.h, each part as plain text. The tree is left
 * as it was. */
struct quote_parts quote_parts_html(struct arena *a, const struct html_node *root);

/* quote_visible, quote_visible_html: what is in sight (written and context), without space at
 * either end. Unfolded text comes back as it is; otherwise lines lose the space at their ends. */
struct str quote_visible(struct arena *a, struct str text);
struct str quote_visible_html(struct arena *a, const struct html_node *root);

#endif
