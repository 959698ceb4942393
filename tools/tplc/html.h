/* html.h: where in HTML the compiler stands: a tokenizer for the HTML that templates may hold,
 * which is stricter than what browsers take. */
#ifndef KEPT_TPLC_HTML_H
#define KEPT_TPLC_HTML_H

#include "tplc/tplc.h"

enum html_state {
    HTML_TEXT,
    HTML_WORDS,    /* in <title> or <textarea>: no tags */
    HTML_EMPTY,    /* in <script>, <style>, <iframe>: nothing may stand there */
    HTML_GAP,      /* in a tag, after a blank */
    HTML_GAP_NEED, /* in a tag, where a blank must come before the next attribute */
    HTML_VALUE     /* in a quoted attribute value */
};

enum attr_kind { ATTR_PLAIN, ATTR_URL, ATTR_LITERAL /* no value from data */ };

/* How far a URL has come, as to what may be put into it (url.c). */
enum url_state {
    URL_START,  /* nothing yet: a value is a whole URL */
    URL_SCHEME, /* letters that may be a scheme, all literal */
    URL_SLASH,  /* one slash */
    URL_UNSURE, /* data or branches before it: a colon could make a scheme */
    URL_MIXED,  /* one branch has begun, another has not: no value here */
    URL_WEB,    /* after http: or https:, which two slashes follow */
    URL_WEB_SLASH,
    URL_HOST, /* after // */
    URL_REST  /* path, query, fragment */
};

struct html_place {
    enum html_state state;
    bool after_line; /* what was written last is a line end, or nothing yet */
    int pre;         /* open <pre> elements */
    bool is_end_tag;
    char element[24], attr[48]; /* lower case, cut when longer (longer ones are not special) */
    char quote;
    enum attr_kind attr_kind;
    enum url_state url;
    char scheme[12];
    struct node *whole; /* the value that began this URL, while nothing has followed it */
};

/* html_literal: moves over literal text; what is to be written of it is added to `to`.
 *   line         of the text's start
 *   starts_line  whether the text starts a line of the source */
enum err html_literal(struct tplc *t, struct html_place *h, const struct node *literal,
                      struct buf *to) must_use;
/* html_value: a value stands here: how is it written? */
enum err html_value(struct tplc *t, struct html_place *h, struct node *n,
                    enum place_kind *out) must_use;
/* html_join: two ways lead here. False when they differ in what matters. */
bool html_join(struct html_place *h, const struct html_place *other);
/* html_describe: the state, for messages: "in a tag". */
const char *html_describe(const struct html_place *h);

/* url_literal: one literal byte of a URL; NULL or what is wrong with it. */
const char *url_literal(struct html_place *h, char c);
/* url_value: a value in a URL; NULL or what is wrong. */
const char *url_value(struct html_place *h, struct node *n, enum place_kind *out);
void url_join(struct html_place *h, const struct html_place *other);

/* attr_check: NULL, or why this attribute may not stand in a template; sets its kind. */
const char *attr_check(struct html_place *h);

#endif
