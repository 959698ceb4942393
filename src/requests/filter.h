/* filter.h: which requests: conditions over typed fields, joined by and / or. What a view is made
 * of, in three spellings of the same: words (a URL, what is stored), rows of a form, JSON.
 *
 *     owner is me and (due before +2d or risk is late)
 *     {"all": [{"field": "owner", "op": "is", "value": "me"}, {"any": [ … ]}]}
 *
 *     any       = all { "or" all }
 *     all       = one { "and" one }
 *     one       = "(" any ")" | field operator value | field ( "set" | "unset" )
 *     value     = word | '"' … '"'
 *
 * Without a word about state or the day it was kept, only open requests are meant. */
#ifndef KEPT_REQUESTS_FILTER_H
#define KEPT_REQUESTS_FILTER_H

#include "app/app.h"

enum {
    FILTER_NODES = 40,      /* conditions and brackets of one filter */
    FILTER_CONDITIONS = 20, /* each may cost an argument or more: LIMIT_SQL_ARGS */
    FILTER_DEPTH = 4,
    FILTER_BYTES = 2000 /* of its words: fits a URL */
};

enum filter_field {
    FIELD_STATE,
    FIELD_OWNER,
    FIELD_TEAM,
    FIELD_SERVICE,
    FIELD_FROM,
    FIELD_CHANNEL,
    FIELD_RISK,
    FIELD_UNREAD,
    FIELD_DUE,
    FIELD_OPENED,
    FIELD_CHANGED,
    FIELD_SOLVED,
    FIELD_SUBJECT,
    FIELD_FILES,
    FILTER_FIELDS
};

enum filter_type {
    TYPE_CHOICE,  /* one of the field's own words: filter_choices */
    TYPE_PERSON,  /* a colleague: a number, me, nobody */
    TYPE_TEAM,    /* a number, mine */
    TYPE_SERVICE, /* a number */
    TYPE_CUSTOMER,
    TYPE_TIME, /* now, today, tomorrow, yesterday, +2d, -3h, +1w, 2026-03-01 */
    TYPE_TEXT
};

enum filter_op {
    OP_IS,
    OP_NOT,
    OP_BEFORE,
    OP_AFTER,
    OP_SET,
    OP_UNSET,
    OP_HAS,
    OP_LACKS,
    FILTER_OPS
};

struct filter_condition {
    enum filter_field field;
    enum filter_op op;
    struct str value; /* as written; empty for set and unset */
};

enum filter_kind { FILTER_CONDITION, FILTER_ALL, FILTER_ANY };
struct filter_node {
    enum filter_kind kind;
    struct filter_condition condition;
    int first, next; /* of the children of a bracket, of the brackets' row; -1: none */
};
struct filter {
    struct filter_node nodes[FILTER_NODES];
    int count, conditions;
    int root; /* -1: everything open */
};

/* ---- what there is -------------------------------------------------------------------------- */

struct filter_choice {
    const char *name;  /* "waiting" */
    const char *words; /* of the catalogue */
};
const char *filter_field_name(enum filter_field f);  /* "due" */
const char *filter_field_words(enum filter_field f); /* of the catalogue */
enum filter_type filter_type_of(enum filter_field f);
/* filter_choices: the words a field of TYPE_CHOICE may be; ends with a NULL name. */
const struct filter_choice *filter_choices(enum filter_field f);
bool filter_op_fits(enum filter_field f, enum filter_op op);
bool filter_op_has_value(enum filter_op op);
const char *filter_op_name(enum filter_op op);
const char *filter_op_words(enum filter_op op, enum filter_type type);
enum err filter_field_from(struct cx *cx, struct str name, enum filter_field *out) must_use;
bool filter_op_from(struct str name, enum filter_op *out);

/* ---- reading and writing --------------------------------------------------------------------- */

/* filter_parse: words or JSON (begins with "{").
 *   errors  ERR_INVALID "where": what is not understood, and what could stand there */
enum err filter_parse(struct cx *cx, struct str text, struct filter *out) must_use;
struct str filter_format(struct arena *a, const struct filter *f);
/* filter_check: is this value one that its field can have? ERR_INVALID "where" if not. */
enum err filter_check(struct cx *cx, const struct filter_condition *c) must_use;
/* Putting one together by hand: filter_start, then nodes; a bracket's children are added to it. */
void filter_start(struct filter *f);
int filter_add(struct filter *f, int bracket, const struct filter_node *n); /* -1: too many */

/* ---- asking -----------------------------------------------------------------------------------
 */

/* filter_sql: the condition over `request r`, for a WHERE. Times are of cx->now and cx->zone, "me"
 * is cx->actor. */
void filter_sql(struct cx *cx, const struct filter *f, struct sql_builder *b);
/* filter_is_open: does it ask for open requests alone? Then lists of it stand in order of due. */
bool filter_is_open(const struct filter *f);
/* filter_is_timeless: does the answer stay the same as long as no request changes? */
bool filter_is_timeless(const struct filter *f);

#endif
