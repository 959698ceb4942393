/* json.h: where in JSON the compiler stands. All white space is left out. */
#ifndef KEPT_TPLC_JSON_H
#define KEPT_TPLC_JSON_H

#include "tplc/tplc.h"

enum json_state {
    JSON_VALUE,      /* a value must come */
    JSON_FIRST_ITEM, /* after [ */
    JSON_FIRST_KEY,  /* after { */
    JSON_KEY,        /* a member's name must come */
    JSON_COLON,
    JSON_AFTER, /* after a value: a comma or the end */
    JSON_MAYBE  /* after a loop or branch that may have written nothing: only the end */
};

struct json_place {
    enum json_state state;
    int depth;
    uint64_t is_object; /* a bit a level, lowest is innermost */
};

enum err json_literal(struct tplc *t, struct json_place *j, const struct node *literal,
                      struct buf *to) must_use;
enum err json_value(struct tplc *t, struct json_place *j, const struct node *n,
                    enum place_kind *out) must_use;
bool json_join(struct json_place *j, const struct json_place *other);
const char *json_describe(const struct json_place *j);

/* json_round_begins: a for begins here; true when the commas between its rounds are the compiler's.
 */
enum err json_round_begins(struct tplc *t, struct json_place *j, const struct node *n,
                           bool *commas) must_use;

#endif
