/* place.h: where in the output the compiler stands, whatever the kind of template. */
#ifndef KEPT_TPLC_PLACE_H
#define KEPT_TPLC_PLACE_H

#include "tplc/html.h"
#include "tplc/json.h"

struct place {
    enum tpl_kind kind;
    struct html_place html;
    struct json_place json;
};

/* place_start: the beginning of a template, part or fill; `is_title`: of the slot in <title>. */
struct place place_start(enum tpl_kind kind, bool is_title);
/* place_is_end: whether what began with place_start may end here. */
bool place_is_end(const struct place *p, bool is_title);
bool place_join(struct place *p, const struct place *other);
const char *place_describe(const struct place *p);
/* place_literal: moves over a literal, whose text becomes what is written of it. */
enum err place_literal(struct tplc *t, struct place *p, struct node *n) must_use;
/* place_value: sets n->place for whatever writes a value there, and moves past it.
 *   errors  ERR_INVALID  nothing of that kind may stand there */
enum err place_value(struct tplc *t, struct place *p, struct node *n) must_use;
bool place_is_text(const struct place *p); /* between tags, outside <pre>; anywhere in .txt */

#endif
