/* quote_lines.h: inside quote.h: a text as lines, each with what it looks like and what it is. */
#ifndef KEPT_MAIL_QUOTE_LINES_H
#define KEPT_MAIL_QUOTE_LINES_H

#include "mail/quote.h"

enum quote_mark {
    MARK_EMPTY,
    MARK_TEXT,
    MARK_RULE,        /* nothing but - _ = * ~ # + */
    MARK_HEADER,      /* of a block From:, Sent:, To: … */
    MARK_ATTRIBUTION, /* "On … wrote:" */
    MARK_ORIGINAL,    /* -----Original Message----- */
    MARK_FORWARD,     /* ---------- Forwarded message ---------- */
    MARK_ABOVE,       /* "Please reply above this line" */
    MARK_ARMOUR       /* -----BEGIN PGP SIGNED MESSAGE----- and what belongs to it */
};

/* What a line holds that attributions are made of (quote_attribution.c). */
enum quote_feature {
    FEATURE_VERB = 1 << 0,     /* "wrote", in any of its languages */
    FEATURE_VERB_END = 1 << 1, /* … as the last word */
    FEATURE_COLON_END = 1 << 2,
    FEATURE_ADDRESS = 1 << 3, /* …@… */
    FEATURE_ADDRESS_END = 1 << 4,
    FEATURE_DAY = 1 << 5,        /* a year, or day/month/year */
    FEATURE_TIME = 1 << 6,       /* 7:30, 19h30 */
    FEATURE_INTRO = 1 << 7,      /* begins "On", "Am", "Le" …, and a number follows soon */
    FEATURE_DATE_START = 1 << 8, /* begins with a number, or one or two words and a number */
    FEATURE_NUMBER_START = 1 << 9,
    FEATURE_OPENS = 1 << 10,    /* a "<" that is not closed */
    FEATURE_CLOSES = 1 << 11,   /* a ">" that was not opened */
    FEATURE_SENTENCE = 1 << 12, /* ends as a sentence does */
    FEATURE_KNOWN = 1 << 13     /* features were looked for */
};

struct quote_line {
    struct str raw;  /* as it stands, with its line end */
    struct str body; /* without line end, quote marks and space around */
    struct str key;  /* body folded (quote_fold), at most 300 bytes of it */
    int depth;       /* quote marks before it */
    int features;
    enum quote_mark mark;
    enum quote_kind kind;
    bool is_attribution; /* a quoted one: depth > 0 */
    bool is_code;        /* between ``` and ```: only text, whatever it looks like */
    bool is_block;       /* HTML: stands for a part of the tree (quote_html.c) */
    bool is_bare;        /* and the element says nothing about who put it there */
    bool is_alone;       /* and is shown because there is nothing else */
    ptrdiff_t head;      /* so many bytes of raw belong to the line before: "Yes. On … wrote:" */
};

struct quote_lines {
    struct arena *arena;
    struct quote_line *v;
    ptrdiff_t n;
    bool is_html;
};

/* quote_fold: text so that it can be compared in any language: lower case, accents and points
 * removed, full-width forms and digits of other scripts as ASCII, directions and invisible
 * characters dropped, space collapsed. Never longer than the text. */
struct str quote_fold(struct arena *a, struct str text);

struct quote_lines quote_lines(struct arena *a, struct str text);

bool quote_line_is_blank(const struct quote_line *line);
/* quote_line_is_quoted: has quote marks, or stands for a quote of the tree. */
bool quote_line_is_quoted(const struct quote_line *line);
/* quote_next: the first line from i on that is not blank, or n. */
ptrdiff_t quote_next(const struct quote_lines *lines, ptrdiff_t i);

/* quote_read: sets the marks and gives each line its kind. */
void quote_read(struct quote_lines *lines);

/* Its steps, in their order: */
void quote_mark_dividers(struct quote_lines *lines);
void quote_mark_headers(struct quote_lines *lines);
void quote_mark_attributions(struct quote_lines *lines);
void quote_decide(struct quote_lines *lines);

/* quote_join: what is in sight of the parts; `whole` is their text, given back as it is when all
 * of it is. */
struct str quote_join(struct arena *a, const struct quote_parts *parts, struct str whole);

/* signature_fold: in lines from … to-1, which a person wrote: what at the end of them is a
 * signature or a notice, and taglines of devices anywhere ("Sent from my iPhone"). */
void signature_fold(struct quote_lines *lines, ptrdiff_t from, ptrdiff_t to);

/* quote_is_pointer: words that only point at what follows: "FYI", "siehe unten". */
bool quote_is_pointer(struct str folded);

#endif
