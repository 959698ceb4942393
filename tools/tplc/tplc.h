/* tplc.h: the template compiler (README.md here has the language).
 *
 *     source → lex → pieces → parse → nodes → check (html, json: where does it stand?) → emit → C
 *
 * Each step takes the same `struct tplc` and fails with a line and words. */
#ifndef KEPT_TPLC_H
#define KEPT_TPLC_H

#include "base/buf.h"
#include "base/vec.h"

enum {
    TPLC_SOURCE_BYTES = 1 << 20, /* a template; the largest page is 20 kB */
    TPLC_DEPTH = 64,             /* blocks within blocks */
    TPLC_C_BYTES = 64 << 20      /* what is written for one */
};

enum tpl_kind { TPL_HTML, TPL_JSON, TPL_TXT };

/* Where a value stands, which decides how it is written. */
enum place_kind {
    PLACE_TEXT,  /* HTML between tags */
    PLACE_WORDS, /* <title>, <textarea> */
    PLACE_ATTR,  /* a quoted attribute value */
    PLACE_HREF,  /* a whole URL */
    PLACE_BASE,  /* a whole URL that a slash follows */
    PLACE_URL,   /* a part of one */
    PLACE_TAG,   /* in a tag, between attributes */
    PLACE_JSON,
    PLACE_JSON_KEY,
    PLACE_PLAIN
};

/* A piece of the source: what stands as it is, or what stood between two pairs of braces. */
struct piece {
    bool is_word;
    bool starts_line; /* nothing but blanks stood before it on its line */
    struct str text;
    int line;
};
typedef VEC(struct piece) piece_vec;

enum node_kind {
    NODE_LITERAL,
    NODE_VALUE,
    NODE_IF,
    NODE_FOR,
    NODE_LET,
    NODE_USE,
    NODE_WRAP,
    NODE_FILL,
    NODE_SLOT,
    NODE_WORDS,    /* t and n */
    NODE_SENTENCE, /* words … end */
    NODE_WHEN,
    NODE_COUNT,
    NODE_SAFE,
    NODE_ATTR,
    NODE_ICON,
    NODE_PART, /* template and part */
    NODE_INCLUDE
};

struct named_expr {
    struct str name, expr;
    int line;
};

struct node {
    enum node_kind kind;
    int line;
    struct node *next;
    struct node *body, *other; /* what is inside; what follows else */
    struct str text; /* literal: what is written; words: the English; include, icon: the name */
    struct str many,
        context;     /* words: the other form of a count, or p NULL; the context, or p NULL */
    struct str name; /* of a variable, slot, template, attribute; of when's form */
    struct str expr; /* value, condition, count, arguments */
    struct str list, count,
        to;             /* for: list and count, or a VEC (count.p NULL); from (list) and to */
    struct str sep;     /* for: between two rounds */
    struct str classes; /* icon */
    const struct named_expr *args;
    int arg_count;
    int number;       /* unique in the file: for names of our own */
    bool is_elif;     /* this if hangs in the else of another */
    bool is_main;     /* a template, not a part */
    bool starts_line; /* literal */
    bool has_else;    /* for, if */
    bool needs_blank; /* attr: no blank was written before it */
    enum place_kind place;
};
typedef VEC(struct named_expr) named_vec;

struct tplc {
    struct arena *arena;
    struct str path, text;
    struct str name; /* of the file, without folder and kind: "inbox" */
    enum tpl_kind kind;
    struct node *nodes;
    int numbers;
    int error_line;
    struct fault *fault;
};

/* tplc_fail: says what is wrong in that line; returns ERR_INVALID. */
enum err tplc_fail(struct tplc *t, int line, const char *format, ...) printf_like(3, 4) must_use;

/* tplc_open: checks the name and the bytes of a template.
 *   errors  ERR_INVALID  also of the functions below */
enum err tplc_open(struct tplc *t, struct arena *a, struct str path, struct str text,
                   struct fault *f) must_use;
enum err tplc_lex(struct tplc *t, piece_vec *out) must_use;
/* tplc_parse: lexes and parses; t->nodes gets the parts and includes of the file. */
enum err tplc_parse(struct tplc *t) must_use;
/* parse_word: what a piece says, but for what lies inside a block. `*end_word` is set for elif,
 * else and end, which are no nodes of their own. */
enum end_word { END_NOT, END_ELIF, END_ELSE, END_END };
enum err parse_word(struct tplc *t, struct piece p, struct node **out, enum end_word *end) must_use;
/* tplc_check: finds out where each value stands and what of each literal is written. */
enum err tplc_check(struct tplc *t) must_use;
/* tplc_emit: the C of a parsed and checked file. `feature`: the folder, whose templates.h is
 * included. */
void tplc_emit(struct tplc *t, struct str feature, struct buf *to);
/* tplc_compile: all of the above. */
enum err tplc_compile(struct tplc *t, struct str feature, struct buf *to) must_use;

/* tplc_declare: the declarations of a parsed file, for templates.h. */
void tplc_declare(const struct tplc *t, struct buf *to);
/* tplc_stub: functions of the same names that call what was loaded last (reload.h). */
void tplc_stub(const struct tplc *t, struct str feature, struct buf *to);

/* node_slots: the slots of a part, in order. A part that has some is a layout. */
typedef VEC(const struct node *) slot_vec;
void node_slots(struct arena *a, const struct node *part, slot_vec *out);
const char *kind_suffix(enum tpl_kind kind); /* "html" */
/* put_signature: "void inbox_html(struct out *o, const struct inbox_page *page)". */
void put_signature(const struct tplc *t, const struct node *part, bool is_layout, struct buf *to);
/* param_names: the names in a C parameter list. */
typedef VEC(struct str) str_vec;
void param_names(struct arena *a, struct str params, str_vec *out);

#endif
