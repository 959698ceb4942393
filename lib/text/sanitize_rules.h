/* sanitize_rules.h: the lists of the sanitiser: which elements and attributes come through. */
#ifndef KEPT_TEXT_SANITIZE_RULES_H
#define KEPT_TEXT_SANITIZE_RULES_H

#include "base/buf.h"
#include "text/html.h"

enum rule_act {
    RULE_UNWRAP, /* the element goes, what is in it stays; also for all that is not on the list */
    RULE_KEEP,   /* written as `to` */
    RULE_VOID,   /* written as `to`, has no inside and no end tag */
    RULE_PAGE, /* <html>, <body>: a <div> where they say something about the look, else unwrapped */
    RULE_DROP  /* goes with all that is in it */
};

struct rule {
    struct str name;
    enum rule_act act;
    struct str to; /* the element written; empty: none */
    bool is_block; /* on lines of its own: <div> where only the simplest shape is kept */
};

/* rule_of: never NULL. */
const struct rule *rule_of(const struct html_node *n);

/* rule_attributes: the allowed attributes of n, checked and written as ` name="value"`, always in
 * the same order. */
void rule_attributes(struct arena *a, struct buf *out, const struct html_node *n);

/* rule_escape: text as text, or as the inside of a double-quoted value. Control characters go. */
void rule_escape(struct buf *out, struct str s);

/* Of a picture: its address as attribute, for rule_attributes and sanitize_pictures. */
#define RULE_REMOTE "data-remote-src"
#define RULE_CID "data-cid"
#define RULE_RASTER "data-raster"

/* rule_is_tracker: a remote picture of a pixel or less. */
bool rule_is_tracker(struct arena *a, const struct html_node *n);

#endif
