/* html.h: HTML from outside as a tree of our own, so that only html.c knows the parser library.
 *
 * Built by the HTML5 algorithm, so that what is judged is what a browser would build. Caps on bytes
 * and depth are applied before and while it is built. For the parser process only: the library
 * below it reads hostile bytes. */
#ifndef KEPT_TEXT_HTML_H
#define KEPT_TEXT_HTML_H

#include "base/str.h"

enum html_kind { HTML_ELEMENT, HTML_TEXT };

struct html_attr {
    struct str name;  /* lower case */
    struct str value; /* entities resolved; valid UTF-8 */
};

struct html_node {
    enum html_kind kind;
    struct str name; /* element: lower-case name ("blockquote"); empty for text */
    struct str text; /* text: entities resolved, valid UTF-8; empty for an element */
    bool is_foreign; /* inside <svg> or <math> */
    const struct html_attr *attrs;
    int attr_count;
    struct html_node *parent, *first, *last, *prev, *next;
};

/* html_parse: the tree of `html`; *root is the <html> element. Comments, doctypes and processing
 * instructions are left out.
 *   errors  ERR_TOO_LARGE  over LIMIT_HTML_BYTES, or nested deeper than LIMIT_HTML_DEPTH allows */
enum err html_parse(struct arena *a, struct str html, struct html_node **root,
                    struct fault *f) must_use;

/* html_parse_flat: for HTML that html_parse refused: its words and line breaks, one below another
 * in <body>, without any nesting. One pass; of words beyond LIMIT_HTML_BYTES the beginning. */
struct html_node *html_parse_flat(struct arena *a, struct str html);

/* html_attr: the value of attribute `name` ("class"), or a str with p NULL. */
struct str html_attr(const struct html_node *n, struct str name);

/* html_next: the node after n in document order, within `within`; NULL at the end. */
struct html_node *html_next(const struct html_node *n, const struct html_node *within);
/* html_remove: takes n and what is below it out of its tree. */
void html_remove(struct html_node *n);

/* html_to_text: how a person would read the tree as plain text: blocks on lines of their own,
 * paragraphs apart, list items marked, quotes prefixed with "> ", links as their words (and their
 * address in <> where it differs), pictures as their alt words; scripts, styles and hidden
 * (display:none) parts left out. */
struct str html_to_text(struct arena *a, const struct html_node *root);

#endif
